//! A member's consents, for the staff: what was agreed to, and what is written down of what they sign at the desk.

use super::{
    consents,
    erasure::{password, preview_lists},
};
use crate::{
    accounts::{
        model::Permission,
        pages::{shell::StaffPage, use_me, wrong::wrong},
    },
    members::model::MemberId,
    platform::{
        error::{AppError, Reason},
        i18n::{Locale, t, use_locale},
    },
    privacy::{
        api::{EraseMember, RecordConsent, load_erasure_of, load_privacy_of},
        model::{Agreed, Consent, ErasePreview, MemberPrivacy, PrivacyRefusal},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::{FormActions, Hidden},
        icon::Icon,
        layout::Crumb,
        list::{Card, SectionHead},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/admin/members/:id/privacy?erase=1`
#[derive(Clone, Copy)]
pub struct MemberPrivacyPage {
    privacy: Load<MemberPrivacy>,
    record: Submit<RecordConsent>,
    preview: Load<Option<ErasePreview>>,
    erase: Submit<EraseMember>,
    /// The address asks what erasing would do.
    asked: Memo<bool>,
}

impl Page for MemberPrivacyPage {
    fn data() -> Self {
        let params = use_params_map();
        let member = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<MemberId>().ok()));
        let record = Submit::<RecordConsent>::new();
        let erase = Submit::<EraseMember>::new();
        let privacy = Load::new(
            move || (member.get(), record.version().get() + erase.done().get()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_privacy_of(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|q| q.get("erase").is_some()));
        let preview = Load::new(
            move || (member.get(), asked.get()),
            |(member, asked)| async move {
                match member.filter(|_| asked) {
                    Some(member) => load_erasure_of(member).await.map(Some),
                    None => Ok(None),
                }
            },
        );
        Self {
            privacy,
            record,
            preview,
            erase,
            asked,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || {
            in_shell(
                l,
                view! { <SkeletonBlock class="h-96 w-full" label=t::privacy::loading(l)/> }.into_any(),
            )
        };
        view! {
            <Loaded resource=this.privacy skeleton=skeleton error=not_there keep=true let:privacy>
                <StaffPage title=t::privacy::desk_title(l) current="members" crumbs=crumbs(l, &privacy)>
                    {
                        let privacy = privacy.clone();
                        move || {
                            // another address of the same page
                            this.asked.track();
                            content(l, privacy.clone(), this)
                        }
                    }
                </StaffPage>
            </Loaded>
        }
        .into_any()
    }
}

fn crumbs(l: Locale, privacy: &MemberPrivacy) -> Vec<Crumb> {
    vec![
        (t::people::title(l).to_owned(), "/admin/members".to_owned()),
        (privacy.name.clone(), format!("/admin/members/{}", privacy.member)),
    ]
}

fn in_shell(l: Locale, inside: AnyView) -> AnyView {
    view! {
        <StaffPage title=t::privacy::desk_title(l) current="members">
            {inside}
        </StaffPage>
    }
    .into_any()
}

fn not_there(error: AppError) -> AnyView {
    in_shell(use_locale(), wrong(error))
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn content(l: Locale, privacy: MemberPrivacy, page: MemberPrivacyPage) -> AnyView {
    let (record, member) = (page.record, privacy.member);
    if let Some(at) = privacy.erased {
        let title = t::privacy::erased_title(l, l.date(at.day()));
        return view! { <Notice title=title text=t::privacy::erased_text(l) icon=Icon::UserRoundX/> }.into_any();
    }
    let (me, written, name) = (use_me(), privacy.health, privacy.name.clone());
    let guarded = privacy.guarded.is_some();
    if page.asked.get_untracked() {
        return erasing(l, privacy, page);
    }
    view! {
        <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
            <section class="min-w-0">
                <SectionHead title=t::privacy::consents_of(l, &privacy.name)/>
                <p class="px-1 pb-3 text-sm text-muted">{t::privacy::desk_text(l)}</p>
                {record.refusal(l)}
                {privacy
                    .guarded
                    .map(|age| {
                        view! {
                            <div class="pb-3">
                                <Notice title=t::privacy::desk_guarded(l, age, &privacy.name) icon=Icon::UsersRound/>
                            </div>
                        }
                    })}
                {consents::list(l, privacy.consents, move |consent| press(l, member, guarded, consent, record))}
            </section>
            <div class="min-w-0 space-y-6">
                <Loaded resource=me error=nothing let:me>
                    {
                        let name = name.clone();
                        let may = |permission| me.as_ref().is_some_and(|me| me.may(permission));
                        let (opens, answers) = (may(Permission::SeeHealth), may(Permission::AnswerRequests));
                        view! {
                            {opens.then(|| health(l, member, written))}
                            {answers.then(|| requests(l, member, &name))}
                        }
                    }
                </Loaded>
            </div>
        </div>
    }
    .into_any()
}

fn press(l: Locale, member: MemberId, guarded: bool, consent: &Consent, record: Submit<RecordConsent>) -> AnyView {
    let yes = consent.agreed == Agreed::Yes;
    let title = consent.purpose.title(l);
    let (code, version) = (consent.purpose.code(), consent.version.to_string());
    let (label, name) = if yes {
        (
            t::privacy::record_withdrawn(l),
            t::privacy::record_withdrawn_name(l, title),
        )
    } else if guarded {
        (
            t::privacy::record_guardian(l),
            t::privacy::record_guardian_name(l, title),
        )
    } else {
        (t::privacy::record_given(l), t::privacy::record_given_name(l, title))
    };
    view! {
        <SubmitForm to=record>
            <Hidden name="member" value=member.to_string()/>
            <Hidden name="purpose" value=code/>
            {(!yes).then(|| view! { <Hidden name="version" value=version/> })}
            {guarded.then(|| view! { <Hidden name="guardian" value="true"/> })}
            <Button label=label name=name size=ButtonSize::Small pending=record.pending()/>
        </SubmitForm>
    }
    .into_any()
}

fn health(l: Locale, member: MemberId, written: bool) -> AnyView {
    let body = if written {
        view! {
            <p class="mb-3 text-sm">{t::privacy::health_noted(l)}</p>
            <LinkButton href=format!("/health/{member}") label=t::privacy::health_open(l) size=ButtonSize::Small icon=Icon::HeartPulse/>
        }
        .into_any()
    } else {
        view! { <p class="text-sm text-muted">{t::privacy::health_nothing(l)}</p> }.into_any()
    };
    view! { <Card title=t::privacy::health(l)>{body}</Card> }.into_any()
}

/// What a member may ask for: a copy, and the end of it.
fn requests(l: Locale, member: MemberId, name: &str) -> AnyView {
    let query = use_query_map();
    let refused = move || {
        query.with(|q| q.get("copy")).map(|code| match code.as_str() {
            "no_key" => PrivacyRefusal::NoKey.text(l),
            _ => PrivacyRefusal::Tampered.text(l),
        })
    };
    view! {
        <Card title=t::privacy::copy_title_of(l) note=t::privacy::copy_text_of(l, name)>
            <form method="post" action=format!("/admin/members/{member}/copy") class="space-y-3">
                {move || refused().map(|title| view! { <Notice tone=Tone::Error title=title/> })}
                <Button label=t::privacy::copy_get(l) size=ButtonSize::Small icon=Icon::Download/>
            </form>
        </Card>
        <Card title=t::privacy::erase_title_of(l, name) note=t::privacy::erase_text(l)>
            <LinkButton
                href=format!("/admin/members/{member}/privacy?erase=1")
                label=t::privacy::erase_look(l)
                kind=ButtonKind::Danger
                size=ButtonSize::Small
                icon=Icon::Trash2
            />
        </Card>
    }
    .into_any()
}

/// The look at what would happen, and the form that does it.
fn erasing(l: Locale, privacy: MemberPrivacy, page: MemberPrivacyPage) -> AnyView {
    let erase = page.erase;
    let title = t::privacy::erase_title_of(l, &privacy.name);
    let waiting = move || view! { <SkeletonBlock class="h-64 w-full" label=t::privacy::loading(l)/> };
    view! {
        <div class="max-w-3xl space-y-6">
            <h2 class="text-lg font-bold wrap-anywhere">{title}</h2>
            <Loaded resource=page.preview skeleton=waiting error=wrong keep=true let:preview>
                {preview.map(|preview| view! { {preview_lists(l, &preview)} {erase_form(l, &preview, erase)} })}
            </Loaded>
        </div>
    }
    .into_any()
}

fn erase_form(l: Locale, preview: &ErasePreview, erase: Submit<EraseMember>) -> AnyView {
    if preview.works_here {
        return ().into_any();
    }
    let id = preview.member.to_string();
    let keep = format!("/admin/members/{id}/privacy");
    view! {
        <Card>
            <SubmitForm to=erase>
                <div class="space-y-4">
                    <Notice tone=Tone::Warning title=t::privacy::erase_final(l) icon=Icon::TriangleAlert/>
                    {erase.refusal(l)}
                    <Hidden name="member" value=id/>
                    {password(l)}
                    <FormActions>
                        <Button
                            label=t::privacy::erase_now_of(l)
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
