//! One's own second factor: setting it up, its recovery codes, switching it off.

use super::{
    auth::{AuthPage, Club, club},
    proof::{proof_asked, proof_fields},
    wrong::wrong,
};
use crate::{
    accounts::{
        api::{BeginFactor, ConfirmFactor, DropFactor, RenewCodes, load_factor},
        model::{FactorSetup, FactorView},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::TextField,
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        qr::QrCode,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// `/second-factor`
pub struct FactorPage {
    club: Club,
    factor: Load<FactorView>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    begin: Submit<BeginFactor>,
    confirm: Submit<ConfirmFactor>,
    renew: Submit<RenewCodes>,
    off: Submit<DropFactor>,
}

impl Page for FactorPage {
    fn data() -> Self {
        let forms = Forms {
            begin: Submit::new(),
            confirm: Submit::new(),
            renew: Submit::new(),
            off: Submit::new(),
        };
        let done = move || {
            forms.begin.done().get() + forms.confirm.done().get() + forms.renew.done().get() + forms.off.done().get()
        };
        Self {
            club: club(),
            factor: Load::new(done, |_| load_factor()),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let FactorPage { club, factor, forms } = this;
        let skeleton = move || view! { <SkeletonRows rows=4 label=t::staff::loading(l)/> };
        view! {
            <AuthPage
                club=club
                title=t::entry::factor_title(l)
                headline=t::entry::factor_title(l)
                lead=t::entry::factor_text(l)
                form=move |_| {
                    view! {
                        <Loaded resource=factor skeleton=skeleton error=wrong keep=true let:factor>
                            {shown(l, &factor, forms)}
                        </Loaded>
                    }
                    .into_any()
                }
            />
        }
        .into_any()
    }
}

fn shown(l: Locale, factor: &FactorView, forms: Forms) -> AnyView {
    let waits = factor
        .waits
        .then(|| view! { <Notice tone=Tone::Info title=t::entry::factor_waits(l)/> });
    let body = match (&factor.since, &factor.setup) {
        (Some(since), _) => on(l, factor, l.date(since.day()), forms),
        (None, Some(setup)) => setting_up(l, setup, forms.confirm),
        (None, None) => off(l, forms.begin),
    };
    view! {
        <div class="space-y-5">
            <p class="text-muted">{t::entry::factor_text(l)}</p>
            {waits}
            {body}
        </div>
    }
    .into_any()
}

fn off(l: Locale, begin: Submit<BeginFactor>) -> AnyView {
    view! {
        <SubmitForm to=begin>
            <div class="space-y-4">
                {begin.refusal(l)}
                {proof_asked(begin, l)}
                <Button
                    label=t::entry::factor_begin(l)
                    kind=ButtonKind::Primary
                    icon=Icon::ShieldCheck
                    class="w-full"
                    pending=begin.pending()
                />
            </div>
        </SubmitForm>
    }
    .into_any()
}

fn setting_up(l: Locale, setup: &FactorSetup, confirm: Submit<ConfirmFactor>) -> AnyView {
    let modules = u32::try_from(setup.size).unwrap_or_default();
    let letters: Vec<String> = setup
        .secret
        .as_bytes()
        .chunks(4)
        .map(|four| String::from_utf8_lossy(four).into_owned())
        .collect();
    view! {
        <p>{t::entry::factor_scan(l)}</p>
        <div class="mx-auto w-52">
            <QrCode path=setup.path.clone() modules=modules label=t::entry::factor_picture(l)/>
        </div>
        <p class="text-center font-mono font-semibold tracking-wider select-all wrap-anywhere">{letters.join(" ")}</p>
        <SubmitForm to=confirm>
            <div class="space-y-4">
                {confirm.refusal(l)}
                <TextField
                    name="code"
                    label=t::entry::code(l)
                    hint=t::entry::factor_confirm_hint(l)
                    autocomplete="one-time-code"
                    inputmode="numeric"
                    required=true
                    maxlength=10
                />
                <Button
                    label=t::entry::factor_confirm(l)
                    kind=ButtonKind::Primary
                    class="w-full"
                    pending=confirm.pending()
                />
            </div>
        </SubmitForm>
    }
    .into_any()
}

fn on(l: Locale, factor: &FactorView, since: String, forms: Forms) -> AnyView {
    let Forms { renew, off, .. } = forms;
    let left = t::entry::codes_left(l, factor.codes_left);
    let codes = (!factor.codes.is_empty()).then(|| {
        let list = factor
            .codes
            .iter()
            .map(|code| view! { <li class="font-mono text-sm tracking-wide select-all">{code.clone()}</li> })
            .collect_view();
        view! {
            <section class="space-y-3 rounded-box border border-base-300 p-4">
                <h2 class="font-bold">{t::entry::codes_title(l)}</h2>
                <p class="text-sm">{t::entry::codes_text(l)}</p>
                <ul class="grid gap-1">{list}</ul>
            </section>
        }
    });
    view! {
        <Notice tone=Tone::Success title=t::entry::factor_on(l, since)/>
        {codes}
        <LinkButton href="/home" label=t::entry::factor_go_on(l) kind=ButtonKind::Primary class="w-full"/>
        <SubmitForm to=renew>
            <div class="space-y-3">
                {renew.refusal(l)}
                <p class="text-sm text-muted">{left}</p>
                {proof_asked(renew, l)}
                <Button label=t::entry::codes_renew(l) icon=Icon::RotateCw pending=renew.pending()/>
            </div>
        </SubmitForm>
        <details class="border-t border-base-300 pt-3" open=move || off.value().with(Option::is_some)>
            <summary class="flex min-h-11 cursor-pointer items-center font-semibold text-error">
                {t::entry::factor_drop(l)}
            </summary>
            <SubmitForm to=off>
                <div class="space-y-4 pt-2">
                    {off.refusal(l)}
                    <p class="text-sm text-muted">{t::entry::factor_drop_text(l)}</p>
                    {proof_fields(l)}
                    <Button label=t::entry::factor_drop(l) kind=ButtonKind::DangerSolid pending=off.pending()/>
                </div>
            </SubmitForm>
        </details>
    }
    .into_any()
}
