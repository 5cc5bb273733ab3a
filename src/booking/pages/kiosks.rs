//! The tablets at the doors: pairing them, whether they are heard of, taking them out of service.

use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    booking::{
        api::{AddKiosk, RevokeKiosk, load_kiosks},
        model::{KioskRow, Kiosks, PairingCode},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, SelectField, TextField},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        qr::QrCode,
        states::{EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/kiosks";

/// `/admin/kiosks?add=1&code=<tablet>&revoke=<tablet>`
pub struct KiosksPage {
    kiosks: Load<Kiosks>,
    add: Submit<AddKiosk>,
    revoke: Submit<RevokeKiosk>,
}

impl Page for KiosksPage {
    fn data() -> Self {
        let (add, revoke) = (Submit::<AddKiosk>::new(), Submit::<RevokeKiosk>::new());
        Self {
            kiosks: Load::new(move || add.version().get() + revoke.version().get(), |_| load_kiosks()),
            add,
            revoke,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let KiosksPage { kiosks, add, revoke } = this;
        let query = use_query_map();
        let asked = move |name: &'static str| Memo::new(move |_| query.with(|q| q.get(name)));
        let (adding, code, leaving) = (asked("add"), asked("code"), asked("revoke"));
        let more = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("add", "1")])
                    label=t::kiosk::add(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Plus
                />
            }
        };
        view! {
            <StaffPage title=t::kiosk::title(l) current="kiosks" actions=more>
                <Loaded resource=kiosks skeleton=move || waiting(l) error=wrong keep=true let:kiosks>
                    {list(l, &kiosks)}
                    {move || {
                        let of = |id: Option<String>| kiosks.kiosks.iter().find(|row| Some(row.id.to_string()) == id);
                        if adding.get().is_some() {
                            return Some(add_dialog(l, &kiosks, add));
                        }
                        if let Some(row) = of(code.get()) {
                            return row.code.as_ref().map(|code| code_dialog(l, row, code));
                        }
                        of(leaving.get()).map(|row| revoke_dialog(l, row, revoke))
                    }}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <SkeletonRows rows=3 label=t::kiosk::loading(l)/> }
}

fn list(l: Locale, kiosks: &Kiosks) -> AnyView {
    if kiosks.kiosks.is_empty() {
        let add = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("add", "1")])
                    label=t::kiosk::add(l)
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            }
        };
        return view! {
            <EmptyState title=t::kiosk::empty_title(l) text=t::kiosk::empty_text(l) actions=add/>
        }
        .into_any();
    }
    let places = kiosks.locations.iter().map(|place| {
        let here: Vec<_> = kiosks.kiosks.iter().filter(|row| row.place == place.name).collect();
        if here.is_empty() {
            return ().into_any();
        }
        let rows = here.into_iter().map(|row| line(l, row)).collect_view();
        view! {
            <section class="min-w-0">
                <SectionHead title=place.name.clone()/>
                <Sheet label=place.name.clone()>{rows}</Sheet>
            </section>
        }
        .into_any()
    });
    let places = places.collect_view();
    view! { <div class="grid items-start gap-6 xl:grid-cols-2">{places}</div> }.into_any()
}

fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.day_short(at.day()), at.clock())
}

fn state(l: Locale, row: &KioskRow) -> String {
    let state = match (&row.code, row.seen) {
        (Some(code), _) => t::kiosk::state_waiting(l, code.until.clock()),
        (None, None) => t::kiosk::state_lapsed(l).to_owned(),
        (None, Some(seen)) if row.silent => t::kiosk::state_silent(l, when(l, seen)),
        (None, Some(seen)) => t::kiosk::state_seen(l, when(l, seen)),
    };
    if row.skew.abs() > 5 {
        format!("{state} · {}", t::kiosk::state_skew(l, row.skew))
    } else {
        state
    }
}

fn line(l: Locale, row: &KioskRow) -> AnyView {
    let id = row.id.to_string();
    let (show, leave) = (address(PATH, &[("code", &id)]), address(PATH, &[("revoke", &id)]));
    let (show_name, leave_name) = (t::kiosk::show_code_of(l, &row.name), t::kiosk::revoke_of(l, &row.name));
    let (icon, tint) = match (&row.code, row.seen) {
        (Some(_), _) => (Icon::Hourglass, "text-muted"),
        (None, Some(_)) if !row.silent => (Icon::ScanLine, "text-success"),
        _ => (Icon::TriangleAlert, "text-warning"),
    };
    let waits = row.code.is_some();
    let lead = move || view! { <Icon icon=icon class=format!("size-5 {tint}")/> };
    let end = move || {
        view! {
            <span class="flex items-center gap-1">
                {waits
                    .then(|| {
                        view! {
                            <LinkButton
                                href=show
                                label=t::kiosk::show_code(l)
                                name=show_name
                                kind=ButtonKind::Ghost
                                size=ButtonSize::Small
                            />
                        }
                    })}
                <IconLink href=leave name=leave_name icon=Icon::Archive class="size-10"/>
            </span>
        }
    };
    view! { <Row title=row.name.clone() detail=state(l, row) lead=lead end=end/> }.into_any()
}

fn add_dialog(l: Locale, kiosks: &Kiosks, add: Submit<AddKiosk>) -> AnyView {
    let choices: Vec<_> = kiosks
        .locations
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name))
        .collect();
    let key = kiosks.key.clone();
    view! {
        <Dialog
            id="add-kiosk"
            title=t::kiosk::add(l)
            text=t::kiosk::add_text(l, "/kiosk")
            close_href=PATH
            close_label=t::kiosk::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=add>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    {add.refusal(l)}
                    <SelectField name="location" label=t::kiosk::location(l) choices=choices required=true/>
                    <TextField
                        name="name"
                        label=t::kiosk::name(l)
                        value=add.typed("name", String::new())
                        hint=t::kiosk::name_hint(l)
                        error=add.flaw("name", l)
                        required=true
                        maxlength=60
                        autocomplete="off"
                        autofocus=true
                    />
                    <FormActions>
                        <Button label=t::kiosk::make_code(l) kind=ButtonKind::Primary pending=add.pending()/>
                        <LinkButton href=PATH label=t::kiosk::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn code_dialog(l: Locale, row: &KioskRow, code: &PairingCode) -> AnyView {
    let (url, until) = (code.url.clone(), code.until.clock());
    let modules = u32::try_from(code.size).unwrap_or(1);
    let (path, text) = (code.path.clone(), code.text.clone());
    view! {
        <Dialog
            id="kiosk-code"
            title=t::kiosk::code_title(l, &row.name)
            text=t::kiosk::code_text(l, until, url)
            close_href=PATH
            close_label=t::kiosk::close(l)
            kind=DialogKind::Box
        >
            <p class="py-2 text-center font-mono text-4xl font-bold tracking-widest">{text}</p>
            <div class="mx-auto w-56">
                <QrCode path=path modules=modules label=t::kiosk::code_label(l)/>
            </div>
        </Dialog>
    }
    .into_any()
}

fn revoke_dialog(l: Locale, row: &KioskRow, revoke: Submit<RevokeKiosk>) -> AnyView {
    let id = row.id.to_string();
    view! {
        <Dialog
            id="revoke-kiosk"
            title=t::kiosk::revoke_title(l, &row.name)
            text=t::kiosk::revoke_text(l)
            close_href=PATH
            close_label=t::kiosk::close(l)
            kind=DialogKind::Box
        >
            {revoke.refusal(l)}
            <SubmitForm to=revoke>
                <Hidden name="id" value=id/>
                <FormActions>
                    <Button label=t::kiosk::revoke(l) kind=ButtonKind::DangerSolid pending=revoke.pending()/>
                    <LinkButton href=PATH label=t::kiosk::keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}
