//! The reader's household: who belongs to it, children that are added, grown-ups that are invited, and the ways in and out.

use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    members::{
        api::{AddChild, InviteAdult, JoinHousehold, LeaveHousehold, LetBook, load_household},
        model::{AccessCode, Household, HouseholdRefusal, HouseholdRole, Relative},
    },
    platform::{
        error::Answer,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextField,
        field_choice::Checkbox,
        field_number::DateField,
        form::Hidden,
        icon::Icon,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        qr::QrCode,
        states::{EmptyList, Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/household`, and `/household?code=<code>` for whoever was invited.
#[derive(Clone, Copy)]
pub struct HouseholdPage {
    household: Load<Household>,
    add: Submit<AddChild>,
    invite: Submit<InviteAdult>,
    join: Submit<JoinHousehold>,
    lets: Submit<LetBook>,
    leave: Submit<LeaveHousehold>,
}

impl Page for HouseholdPage {
    fn data() -> Self {
        let (add, invite) = (Submit::<AddChild>::new(), Submit::<InviteAdult>::new());
        let (join, lets) = (Submit::<JoinHousehold>::new(), Submit::<LetBook>::new());
        let leave = Submit::<LeaveHousehold>::new();
        let done =
            move || add.done().get() + invite.done().get() + join.done().get() + lets.done().get() + leave.done().get();
        Self {
            household: Load::new(done, |_| load_household()),
            add,
            invite,
            join,
            lets,
            leave,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        view! {
            <MemberPage title=t::household::title(l) current="profile" back="/profile">
                <Loaded
                    resource=this.household
                    skeleton=move || view! { <SkeletonRows label=t::household::loading(l)/> }
                    error=wrong
                    keep=true
                    let:household
                >
                    {content(l, household, this)}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, household: Household, page: HouseholdPage) -> AnyView {
    let role = household.role();
    let key = household.key.clone();
    let me = household.people.iter().find(|p| p.id == household.me).cloned();
    let list = if household.people.is_empty() {
        view! { <EmptyList title=t::household::none_title(l) text=t::household::none_text(l)/> }.into_any()
    } else {
        let rows = household
            .people
            .iter()
            .map(|one| person(l, one, one.id == household.me, household.children.contains(&one.id)))
            .collect_view();
        view! { <Sheet label=t::household::people(l)>{rows}</Sheet> }.into_any()
    };
    let leads = role.is_none_or(|role| role == HouseholdRole::Guardian);
    view! {
        <p class="px-1 text-sm text-muted">{t::household::lead(l)}</p>
        {list}
        {me.filter(|me| me.role != HouseholdRole::Dependant).map(|me| lets(l, &me, page.lets))}
        {leads.then(|| child(l, key, page.add))}
        {leads.then(|| invitation(l, household.code, page.invite))}
        {role.is_none().then(|| joining(l, page.join))}
        {role.is_some_and(|role| role != HouseholdRole::Dependant).then(|| leaving(l, page.leave))}
    }
    .into_any()
}

fn person(l: Locale, one: &Relative, me: bool, answers: bool) -> AnyView {
    let detail = match (one.role, one.birthday) {
        (HouseholdRole::Dependant, Some(born)) => t::household::born(l, l.date(born)),
        _ => one.number.map_or_else(String::new, |n| t::household::number(l, n)),
    };
    let (name, role) = (one.name.clone(), one.role.text(l));
    let (id, named) = (one.id, one.name.clone());
    let lets = (one.role != HouseholdRole::Dependant && one.lets_book).then(|| t::household::lets(l));
    view! {
        <Row
            title=one.name.clone()
            detail=detail
            lead=move || view! { <Avatar name=name size=AvatarSize::Small tone=AvatarTone::Grey/> }
            badges=move || {
                view! {
                    <Badge tone=Tone::Neutral label=role/>
                    {me.then(|| view! { <Badge tone=Tone::Info label=t::household::you(l)/> })}
                    {lets.map(|lets| view! { <Badge tone=Tone::Neutral label=lets/> })}
                }
            }
            end=move || {
                answers
                    .then(|| {
                        view! {
                            <LinkButton
                                href=format!("/me/privacy?for={id}")
                                label=t::household::child_data(l)
                                name=t::household::child_data_name(l, named)
                                size=ButtonSize::Small
                            />
                        }
                    })
            }
        />
    }
    .into_any()
}

/// What the last press was refused with.
fn refused<T: Clone + Send + Sync + 'static>(
    l: Locale,
    value: RwSignal<Option<Answer<T, HouseholdRefusal>>>,
) -> impl IntoView {
    move || {
        value.get().and_then(Result::err).map(|error| {
            view! { <Notice tone=Tone::Warning title=error.text(l)/> }
        })
    }
}

/// Whether the others may book for the reader.
fn lets(l: Locale, me: &Relative, send: Submit<LetBook>) -> AnyView {
    let (now, label, kind) = if me.lets_book {
        (t::household::lets(l), t::household::allow_not(l), ButtonKind::Plain)
    } else {
        (t::household::lets_not(l), t::household::allow(l), ButtonKind::Soft)
    };
    let next = !me.lets_book;
    view! {
        <Card title=t::household::lets_me(l) note=t::household::lets_me_note(l)>
            <div class="space-y-3">
                {refused(l, send.value())}
                <SubmitForm to=send>
                    <Hidden name="on" value=next.to_string()/>
                    <div class="flex flex-wrap items-center justify-between gap-3">
                        <p class="font-medium">{now}</p>
                        <Button label=label kind=kind pending=send.pending()/>
                    </div>
                </SubmitForm>
            </div>
        </Card>
    }
    .into_any()
}

fn child(l: Locale, key: String, send: Submit<AddChild>) -> AnyView {
    view! {
        <Card title=t::household::add_child(l) note=t::household::add_child_text(l)>
            <SubmitForm to=send>
                <Hidden name="key" value=key/>
                <div class="space-y-3">
                    {refused(l, send.value())}
                    <TextField
                        name="name"
                        label=t::household::child_name(l)
                        value=send.typed("name", "")
                        error=send.flaw("name", l)
                        autocomplete="off"
                        required=true
                        maxlength=80
                    />
                    <DateField
                        name="birthday"
                        label=t::household::child_birthday(l)
                        value=send.typed("birthday", "")
                        error=send.flaw("birthday", l)
                        required=true
                    />
                    <Button
                        label=t::household::child_add(l)
                        kind=ButtonKind::Soft
                        size=ButtonSize::Block
                        icon=Icon::UserPlus
                        pending=send.pending()
                        pending_label=t::household::adding(l)
                    />
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

fn invitation(l: Locale, code: Option<(AccessCode, HouseholdRole)>, send: Submit<InviteAdult>) -> AnyView {
    let label = if code.is_some() {
        t::household::invite_again(l)
    } else {
        t::household::invite_make(l)
    };
    let shown = code.map(|(code, role)| {
        let modules = u32::try_from(code.size).unwrap_or_default();
        let until = format!("{} {}", l.day_short(code.until.day()), code.until.clock());
        view! {
            <div class="flex flex-col items-center gap-4 sm:flex-row" role="status">
                <div class="w-40 shrink-0">
                    <QrCode path=code.path modules=modules label=t::household::code_picture(l)/>
                </div>
                <div class="min-w-0 text-center sm:text-left">
                    <p class="font-mono text-2xl font-bold tracking-wider whitespace-nowrap select-all">{code.text}</p>
                    <p class="mt-1 text-caption text-muted">{t::household::code_until(l, role.text(l), until)}</p>
                </div>
            </div>
        }
    });
    view! {
        <Card title=t::household::invite(l) note=t::household::invite_text(l)>
            <div class="space-y-4">
                {refused(l, send.value())}
                {shown}
                <SubmitForm to=send>
                    <div class="space-y-2">
                        <Checkbox name="guardian" label=t::household::invite_guardian(l)/>
                        <Button
                            label=label
                            kind=ButtonKind::Soft
                            size=ButtonSize::Block
                            icon=Icon::KeyRound
                            pending=send.pending()
                        />
                    </div>
                </SubmitForm>
            </div>
        </Card>
    }
    .into_any()
}

fn joining(l: Locale, send: Submit<JoinHousehold>) -> AnyView {
    let code = use_query_map()
        .with_untracked(|query| query.get("code"))
        .unwrap_or_default();
    view! {
        <Card title=t::household::join(l) note=t::household::join_text(l)>
            <SubmitForm to=send>
                <div class="space-y-3">
                    {refused(l, send.value())}
                    <TextField
                        name="code"
                        label=t::household::join_code(l)
                        value=send.typed("code", code)
                        autocomplete="one-time-code"
                        required=true
                        maxlength=20
                    />
                    <Button
                        label=t::household::join_go(l)
                        kind=ButtonKind::Soft
                        size=ButtonSize::Block
                        icon=Icon::UsersRound
                        pending=send.pending()
                    />
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

fn leaving(l: Locale, send: Submit<LeaveHousehold>) -> AnyView {
    view! {
        <section class="space-y-2">
            <SectionHead title=t::household::leave(l)/>
            <p class="px-1 text-sm text-muted">{t::household::leave_note(l)}</p>
            {refused(l, send.value())}
            <SubmitForm to=send>
                <Button
                    label=t::household::leave(l)
                    kind=ButtonKind::Plain
                    size=ButtonSize::Block
                    icon=Icon::LogOut
                    pending=send.pending()
                />
            </SubmitForm>
        </section>
    }
    .into_any()
}
