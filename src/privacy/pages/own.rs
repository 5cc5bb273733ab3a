//! A member's own data: what they agree to, what they say about their health and who has read it.

use super::{consents, erasure::password};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    platform::{
        error::Reason,
        i18n::{Locale, t, use_locale},
    },
    privacy::{
        api::{GiveConsent, SaveHealth, WithdrawConsent, load_my_privacy},
        model::{Agreed, Consent, HealthNotes, HealthRead, OwnHealth, OwnPrivacy, PrivacyRefusal},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextArea,
        form::Hidden,
        icon::Icon,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/me/privacy`
pub struct OwnPrivacyPage {
    privacy: Load<OwnPrivacy>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    give: Submit<GiveConsent>,
    withdraw: Submit<WithdrawConsent>,
    save: Submit<SaveHealth>,
}

impl Page for OwnPrivacyPage {
    fn data() -> Self {
        let forms = Forms {
            give: Submit::new(),
            withdraw: Submit::new(),
            save: Submit::new(),
        };
        let versions = move || {
            let Forms { give, withdraw, save } = forms;
            (give.version().get(), withdraw.version().get(), save.done().get())
        };
        Self {
            privacy: Load::new(versions, |_| load_my_privacy()),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let forms = this.forms;
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::privacy::loading(l)/> };
        view! {
            <MemberPage title=t::privacy::own_title(l) current="profile" back="/profile">
                <Loaded resource=this.privacy skeleton=skeleton error=wrong keep=true let:privacy>
                    {content(l, privacy, forms)}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, privacy: OwnPrivacy, forms: Forms) -> AnyView {
    let Forms { give, withdraw, .. } = forms;
    view! {
        <section>
            <SectionHead title=t::privacy::consents(l)/>
            <p class="px-1 pb-3 text-sm text-muted">{t::privacy::consents_text(l)}</p>
            {give.refusal(l)}
            {withdraw.refusal(l)}
            {consents::list(l, privacy.consents, move |consent| press(l, consent, forms))}
        </section>
        <section id="health" class="scroll-mt-4">
            <SectionHead title=t::privacy::health(l)/>
            {health(l, privacy.health, forms)}
        </section>
        {reads(l, privacy.reads)}
        {copy(l)}
        {erase(l)}
    }
    .into_any()
}

/// One press either way: taking back is no harder than giving.
fn press(l: Locale, consent: &Consent, forms: Forms) -> AnyView {
    let Forms { give, withdraw, .. } = forms;
    let (code, version) = (consent.purpose.code(), consent.version.to_string());
    let title = consent.purpose.title(l);
    if consent.agreed == Agreed::Yes {
        view! {
            <SubmitForm to=withdraw>
                <Hidden name="purpose" value=code/>
                <Button
                    label=t::privacy::withdraw(l)
                    name=t::privacy::withdraw_name(l, title)
                    size=ButtonSize::Small
                    pending=withdraw.pending()
                />
            </SubmitForm>
        }
        .into_any()
    } else {
        view! {
            <SubmitForm to=give>
                <Hidden name="purpose" value=code/>
                <Hidden name="version" value=version/>
                <Button
                    label=t::privacy::give(l)
                    name=t::privacy::give_name(l, title)
                    size=ButtonSize::Small
                    pending=give.pending()
                />
            </SubmitForm>
        }
        .into_any()
    }
}

fn health(l: Locale, health: OwnHealth, forms: Forms) -> AnyView {
    match health {
        OwnHealth::Off => view! { <Notice title=PrivacyRefusal::NoKey.text(l) icon=Icon::Lock/> }.into_any(),
        OwnHealth::Closed => {
            view! { <Notice title=t::privacy::health_closed(l) text=t::privacy::health_closed_text(l) icon=Icon::Lock/> }
                .into_any()
        }
        OwnHealth::Broken(reason) => view! { <Notice tone=Tone::Error title=reason.text(l)/> }.into_any(),
        OwnHealth::Open(notes) => health_form(l, notes, forms.save),
    }
}

fn health_form(l: Locale, notes: HealthNotes, save: Submit<SaveHealth>) -> AnyView {
    let written = notes.at.map(|at| t::privacy::health_at(l, l.date(at.day())));
    view! {
        <p class="px-1 pb-3 text-sm text-muted">{t::privacy::health_text(l)}</p>
        <Card>
            <SubmitForm to=save>
                <div class="space-y-4">
                    {save.refusal(l)}
                    {move || {
                        matches!(save.value().get(), Some(Ok(())))
                            .then(|| view! { <Notice tone=Tone::Success title=t::privacy::health_saved(l)/> })
                    }}
                    <TextArea
                        name="health"
                        label=t::privacy::health_field(l)
                        value=notes.health
                        rows=4
                        maxlength=2000
                        hint=t::privacy::health_hint(l)
                        error=save.flaw("health", l)
                    />
                    <TextArea
                        name="allergies"
                        label=t::privacy::allergies_field(l)
                        value=notes.allergies
                        rows=2
                        maxlength=2000
                        error=save.flaw("allergies", l)
                    />
                    {written.map(|text| view! { <p class="text-caption text-muted">{text}</p> })}
                    <Button
                        label=t::privacy::health_save(l)
                        kind=ButtonKind::Primary
                        size=ButtonSize::Block
                        pending=save.pending()
                    />
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

fn reads(l: Locale, reads: Vec<HealthRead>) -> AnyView {
    let body = if reads.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::privacy::reads_none(l)}</p> }.into_any()
    } else {
        let rows = reads
            .into_iter()
            .map(|read| {
                let when = format!("{} {}", l.date(read.at.day()), read.at.clock());
                let detail = if read.copied {
                    t::privacy::read_copied(l, &when)
                } else {
                    when
                };
                let lead = move || view! { <Icon icon=Icon::Eye class="size-5 text-muted"/> };
                view! { <Row title=read.by detail=detail lead=lead/> }
            })
            .collect_view();
        view! { <Sheet label=t::privacy::reads(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        <section>
            <SectionHead title=t::privacy::reads(l)/>
            {body}
        </section>
    }
    .into_any()
}

/// The way to a copy: a plain form, because what comes back is a file.
fn copy(l: Locale) -> AnyView {
    let query = use_query_map();
    let refused = move || {
        let asked = |name| query.with(|q| q.get(name));
        let minutes = asked("wait").and_then(|minutes| minutes.parse::<i64>().ok());
        match (asked("copy").as_deref(), minutes) {
            (_, Some(minutes)) => Some(t::privacy::copy_wait(l, minutes)),
            (Some("wrong_password"), _) => Some(t::privacy::copy_wrong_password(l).to_owned()),
            (Some("tampered"), _) => Some(PrivacyRefusal::Tampered.text(l)),
            (Some("no_key"), _) => Some(PrivacyRefusal::NoKey.text(l)),
            _ => None,
        }
    };
    view! {
        <section id="copy" class="scroll-mt-4">
            <Card title=t::privacy::copy_title(l) note=t::privacy::copy_text(l)>
                <form method="post" action="/me/copy" class="space-y-4">
                    {move || refused().map(|title| view! { <Notice tone=Tone::Error title=title/> })}
                    {password(l)}
                    <Button
                        label=t::privacy::copy_get(l)
                        kind=ButtonKind::Soft
                        size=ButtonSize::Block
                        icon=Icon::Download
                    />
                </form>
            </Card>
        </section>
    }
    .into_any()
}

fn erase(l: Locale) -> AnyView {
    view! {
        <Card title=t::privacy::erase_title(l) note=t::privacy::erase_text(l)>
            <LinkButton href="/me/erase" label=t::privacy::erase_look(l) kind=ButtonKind::Danger icon=Icon::Trash2/>
        </Card>
    }
    .into_any()
}
