//! What erasing would do, in three lists, and the form that does it: the member's own page and the staff's are the same.

use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    members::model::MemberStatus,
    platform::{
        error::Reason,
        i18n::{Locale, t, use_locale},
    },
    privacy::{
        api::{EraseMe, load_erasure},
        model::{ErasePreview, PrivacyRefusal},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::PasswordField,
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Card, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/me/erase?for=<a child>`
pub struct ErasePage {
    preview: Load<ErasePreview>,
    erase: Submit<EraseMe>,
    child: Memo<String>,
}

impl Page for ErasePage {
    fn data() -> Self {
        let query = use_query_map();
        let child = Memo::new(move |_| query.with(|q| q.get("for").unwrap_or_default()));
        Self {
            preview: Load::new(move || child.get(), load_erasure),
            erase: Submit::new(),
            child,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (erase, child) = (this.erase, this.child);
        let back = child.with_untracked(|child| super::own::address(child));
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::privacy::loading(l)/> };
        view! {
            <MemberPage title=t::privacy::erase_title(l) current="profile" back=back>
                <Loaded resource=this.preview skeleton=skeleton error=wrong keep=true let:preview>
                    {preview_lists(l, &preview)}
                    {(!preview.works_here).then(|| own_form(l, &preview, child.get_untracked(), erase))}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn own_form(l: Locale, preview: &ErasePreview, child: String, erase: Submit<EraseMe>) -> AnyView {
    let keep = super::own::address(&child);
    let (title, label) = if child.is_empty() {
        (None, t::privacy::erase_now(l))
    } else {
        (
            Some(t::privacy::erase_title_of(l, &preview.name)),
            t::privacy::erase_now_of(l),
        )
    };
    view! {
        <Card>
            <SubmitForm to=erase>
                <div class="space-y-4">
                    {title.map(|title| view! { <h2 class="text-base font-semibold wrap-anywhere">{title}</h2> })}
                    <Notice tone=Tone::Warning title=t::privacy::erase_final(l) icon=Icon::TriangleAlert/>
                    {erase.refusal(l)}
                    <Hidden name="member" value=child/>
                    {password(l)}
                    <FormActions>
                        <Button
                            label=label
                            kind=ButtonKind::DangerSolid
                            icon=Icon::Trash2
                            pending=erase.pending()
                        />
                        <LinkButton href=keep label=t::privacy::erase_keep(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

/// The password, asked for again.
pub(super) fn password(l: Locale) -> AnyView {
    view! {
        <PasswordField
            name="password"
            label=t::privacy::password(l)
            show_label=t::auth::show_password(l)
            autocomplete="current-password"
            hint=t::privacy::password_hint(l)
        />
    }
    .into_any()
}

/// What goes, what is lost, what stays.
pub(super) fn preview_lists(l: Locale, preview: &ErasePreview) -> AnyView {
    if preview.works_here {
        return view! { <Notice tone=Tone::Warning title=PrivacyRefusal::WorksHere.text(l) icon=Icon::ShieldAlert/> }
            .into_any();
    }
    let mut goes = vec![t::privacy::erase_goes_person(l).to_owned()];
    if preview.account {
        goes.push(t::privacy::erase_goes_account(l).to_owned());
    }
    if preview.notes > 0 {
        goes.push(t::privacy::erase_goes_health(l, preview.notes));
    }
    if preview.notices > 0 {
        goes.push(t::privacy::erase_goes_notices(l, preview.notices));
    }
    goes.push(t::privacy::erase_goes_reasons(l).to_owned());
    let mut lost: Vec<String> = preview
        .ahead
        .iter()
        .map(|(name, at)| t::privacy::erase_ahead(l, name, format!("{} {}", l.day_short(at.day()), at.clock())))
        .collect();
    if preview.waiting > 0 {
        lost.push(t::privacy::erase_waiting(l, preview.waiting));
    }
    lost.extend(preview.passes.iter().map(|left| match left.credits {
        Some(credits) => t::privacy::erase_pass_credits(l, credits, &left.pass),
        None => t::privacy::erase_pass(l, &left.pass),
    }));
    let stays = vec![
        t::privacy::erase_stays_books(l).to_owned(),
        t::privacy::erase_stays_visits(l, preview.bookings, preview.visits),
        t::privacy::erase_stays_consents(l).to_owned(),
    ];
    let barred = (preview.status == MemberStatus::Banned).then(|| {
        view! { <Notice tone=Tone::Warning title=t::privacy::erase_banned(l) icon=Icon::OctagonX/> }
    });
    view! {
        <div class="space-y-6">
            {barred}
            {(!lost.is_empty()).then(|| lines(t::privacy::erase_lost(l), Icon::TicketX, "text-error", lost))}
            {lines(t::privacy::erase_goes(l), Icon::Trash2, "text-error", goes)}
            {lines(t::privacy::erase_stays(l), Icon::Archive, "text-muted", stays)}
        </div>
    }
    .into_any()
}

fn lines(title: &'static str, icon: Icon, tint: &'static str, lines: Vec<String>) -> AnyView {
    let rows = lines
        .into_iter()
        .map(|line| {
            view! {
                <li class="flex items-start gap-3 px-5 py-3">
                    <Icon icon=icon class=format!("mt-0.5 size-5 shrink-0 {tint}")/>
                    <span class="min-w-0 text-sm wrap-anywhere">{line}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <SectionHead title=title/>
            <Sheet label=title>{rows}</Sheet>
        </section>
    }
    .into_any()
}
