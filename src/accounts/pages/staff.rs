//! Who works here and what each may do: giving and taking roles.

use super::{address::address, proof::proof_asked, shell::StaffPage, staff_access::AccessForms, use_me, wrong::wrong};
use crate::{
    accounts::{
        api::{GiveRole, TakeRole, load_staff},
        model::{Grant, GrantId, Me, Permission, Role, RoleRow, StaffList, StaffRow},
    },
    platform::i18n::{Locale, t, use_locale},
    studio::model::LocationId,
    ui::{
        avatar::{Avatar, AvatarSize},
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, RadioCards, SelectField, TextField},
        form::{FieldGroup, FormActions, Hidden},
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::SkeletonRows,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/staff";

/// `/admin/staff?give=1&take=<grant>`
pub struct StaffRolesPage {
    staff: Load<(StaffList, Option<Me>)>,
    give: Submit<GiveRole>,
    take: Submit<TakeRole>,
    access: AccessForms,
}

impl Page for StaffRolesPage {
    fn data() -> Self {
        let (give, take) = (Submit::<GiveRole>::new(), Submit::<TakeRole>::new());
        let access = AccessForms::new();
        let me = use_me();
        let staff = Load::new(
            move || give.done().get() + take.done().get() + access.done(),
            move |_| async move { Ok((load_staff().await?, me.await.ok().flatten())) },
        );
        Self {
            staff,
            give,
            take,
            access,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let StaffRolesPage {
            staff,
            give,
            take,
            access,
        } = this;
        let query = use_query_map();
        let giving = Memo::new(move |_| query.with(|query| query.get("give").is_some()));
        let inviting = Memo::new(move |_| query.with(|query| query.get("invite").is_some()));
        let person = Memo::new(move |_| query.with(|query| query.get("access")));
        let taking = Memo::new(move |_| query.with(|query| query.get("take")));
        let add = move || {
            view! {
                <LinkButton
                    href="/admin/coaches"
                    label=t::levels::title(l)
                    size=ButtonSize::Small
                    icon=Icon::Medal
                />
                <LinkButton
                    href=address(PATH, &[("give", "1")])
                    label=t::staff::give(l)
                    size=ButtonSize::Small
                    icon=Icon::ShieldCheck
                />
                <LinkButton
                    href=address(PATH, &[("invite", "1")])
                    label=t::staff::invite(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::UserPlus
                />
            }
        };
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::staff::loading(l)/> };
        view! {
            <StaffPage title=t::staff::staff_title(l) current="staff" actions=add>
                <Loaded resource=staff skeleton=skeleton error=wrong keep=true let:data>
                    {shown(l, data, (giving, give), (taking, take), (inviting, person, access))}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

/// The list, and the dialog that the address asks for.
fn shown(
    l: Locale,
    (staff, me): (StaffList, Option<Me>),
    (giving, give): (Memo<bool>, Submit<GiveRole>),
    (taking, take): (Memo<Option<String>>, Submit<TakeRole>),
    (inviting, person, access): (Memo<bool>, Memo<Option<String>>, AccessForms),
) -> AnyView {
    let StaffList {
        rows,
        roles,
        links,
        staff_factor,
        ..
    } = staff;
    let links = access.links(l, &links);
    let security = access.security(l, me.as_ref(), staff_factor);
    let choices = role_choices(l, &roles);
    let inviter = me.clone();
    let to_invite = move || {
        inviting
            .get()
            .then(|| access.invite_dialog(l, inviter.as_ref(), choices.clone()))
    };
    let people = rows.clone();
    let to_access = move || {
        let id = person.get()?;
        let row = people.iter().find(|row| row.account.to_string() == id)?;
        Some(access.person_dialog(l, row))
    };
    let list = list(l, &rows, &roles, me.as_ref());
    let mine = me.clone();
    let named = roles.clone();
    let to_give = move || giving.get().then(|| give_dialog(l, me.as_ref(), &roles, give));
    let to_take = move || {
        let id = taking.get()?;
        let (row, grant) = rows.iter().find_map(|row| {
            let found = row.grants.iter().find(|(grant, _)| grant.to_string() == id)?;
            Some((row, *found))
        })?;
        Some(take_dialog(
            l,
            mine.as_ref(),
            row,
            (grant.0, grant.1, role_name(l, &grant.1, &named)),
            take,
        ))
    };
    view! {
        {links}
        {list}
        {security}
        {to_invite}
        {to_access}
        {to_give}
        {to_take}
    }
    .into_any()
}

/// Where a role holds, in words.
fn place(l: Locale, me: Option<&Me>, location: Option<LocationId>) -> String {
    let Some(id) = location else {
        return t::staff::everywhere(l).to_owned();
    };
    let found = me.and_then(|me| me.locations.iter().find(|place| place.id == id));
    found.map(|place| place.name.clone()).unwrap_or_default()
}

fn list(l: Locale, rows: &[StaffRow], roles: &[RoleRow], me: Option<&Me>) -> AnyView {
    let count = t::staff::staff_count(l, rows.len() as i64);
    let highest = |row: &StaffRow| row.grants.iter().map(|(_, grant)| grant.role).max();
    let mut rows: Vec<&StaffRow> = rows.iter().collect();
    // the names are in order already, and a stable sort keeps them so
    rows.sort_by_key(|row| std::cmp::Reverse(highest(row)));
    let owners = rows.iter().filter(|row| row.active).flat_map(|row| &row.grants);
    let owners = owners
        .filter(|(_, g)| g.role == Role::Owner && g.location_id.is_none())
        .count();
    let people = rows
        .into_iter()
        .map(|row| person(l, row, roles, me, owners <= 1))
        .collect_view();
    view! {
        <div class="max-w-5xl">
            <SectionHead title=t::staff::staff_caption(l) status=count/>
            <Sheet label=t::staff::staff_caption(l)>{people}</Sheet>
        </div>
    }
    .into_any()
}

fn person(l: Locale, row: &StaffRow, roles: &[RoleRow], me: Option<&Me>, one_owner: bool) -> AnyView {
    let own = me.is_some_and(|me| me.account == row.account);
    // whoever may take a role takes it anywhere; the server asks the same
    let takes = me.is_some_and(|me| {
        me.grants
            .iter()
            .any(|g| g.location_id.is_none() && g.permissions.has(Permission::EditStaff))
    });
    let seen = row.seen.map_or_else(
        || t::staff::never_seen(l).to_owned(),
        |seen| t::staff::seen(l, l.date(seen.utc().date())),
    );
    let access = (!own).then(|| {
        view! {
            <LinkButton
                href=address(PATH, &[("access", &row.account.to_string())])
                label=t::staff::more(l)
                name=t::staff::more_name(l, &row.name)
                size=ButtonSize::Small
            />
        }
    });
    let roles = row
        .grants
        .iter()
        .map(|grant| {
            // the club is never left without an owner who can sign in
            let last = one_owner && row.active && grant.1.role == Role::Owner;
            role_tag(
                l,
                row,
                (grant.0, grant.1, role_name(l, &grant.1, roles)),
                me,
                takes && !last,
            )
        })
        .collect_view();
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 lg:grid lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_12rem]">
            <div class="flex min-w-0 flex-1 basis-60 items-center gap-3">
                <Avatar name=row.name.clone() size=AvatarSize::Normal/>
                <div class="min-w-0">
                    <p class="flex flex-wrap items-center gap-2 leading-snug font-semibold wrap-anywhere">
                        {row.name.clone()}
                        {own.then(|| view! { <Badge label=t::staff::you(l)/> })}
                        {row.factor.then(|| view! { <Badge tone=Tone::Success label=t::staff::has_factor(l) icon=Icon::ShieldCheck/> })}
                        {row.suspended
                            .then(|| view! { <Badge tone=Tone::Error label=t::staff::suspended(l) icon=Icon::Lock/> })}
                        {(!row.active && !row.suspended)
                            .then(|| view! { <Badge tone=Tone::Warning label=t::staff::cannot_sign_in(l) icon=Icon::Lock/> })}
                    </p>
                    <p class="text-caption text-muted wrap-anywhere">{row.contact.clone()}</p>
                </div>
            </div>
            <div class="flex min-w-0 basis-full flex-wrap gap-2">{roles}</div>
            <div class="flex flex-wrap items-center gap-2 lg:justify-end">
                <p class="text-caption text-muted tabular-nums lg:text-right">{seen}</p>
                {access}
            </div>
        </li>
    }
    .into_any()
}

/// What a role is called here: the club's own by its name, where the reader may know it.
fn role_name(l: Locale, grant: &Grant, roles: &[RoleRow]) -> String {
    let own = grant
        .role_id
        .and_then(|id| roles.iter().find(|role| role.id == Some(id)));
    own.map_or_else(|| grant.role.text(l).to_owned(), |role| role.text(l))
}

fn role_tag(
    l: Locale,
    row: &StaffRow,
    (id, grant, role): (GrantId, Grant, String),
    me: Option<&Me>,
    takes: bool,
) -> AnyView {
    let icon = match grant.role {
        Role::Coach => Icon::Whistle,
        Role::FrontDesk => Icon::ScanLine,
        Role::Manager => Icon::Store,
        Role::Owner => Icon::Crown,
    };
    let end = if takes { "pr-0" } else { "pr-3" };
    let take = takes.then(|| {
        let name = t::staff::take_name(l, &row.name, &role);
        view! {
            <a
                href=address(PATH, &[("take", &id.to_string())])
                class="grid size-9 place-items-center rounded-field text-muted hover:text-error"
                aria-label=name
            >
                <Icon icon=Icon::X class="size-3.5"/>
            </a>
        }
    });
    view! {
        <span class=format!("inline-flex min-h-9 items-center gap-1.5 rounded-field border border-base-300 bg-base-100 pl-2.5 text-sm {end}")>
            <Icon icon=icon class="size-4 text-primary"/>
            <span class="font-medium">{role}</span>
            <span class="text-muted">{place(l, me, grant.location_id)}</span>
            {take}
        </span>
    }
    .into_any()
}

/// The roles that the reader may give, the least first.
fn role_choices(l: Locale, roles: &[RoleRow]) -> Vec<Choice> {
    let (own, ours): (Vec<_>, Vec<_>) = roles.iter().partition(|role| role.id.is_some());
    let ours = ours
        .into_iter()
        .rev()
        .map(|role| Choice::new(role.code(), role.text(l)).detail(about(role.base, l)));
    let own = own.into_iter().map(|role| {
        let n = role.permissions.list().count() as i64;
        Choice::new(role.code(), role.text(l)).detail(t::roles::count(l, Permission::ALL.len(), n))
    });
    ours.chain(own).collect()
}

fn about(role: Role, l: Locale) -> &'static str {
    match role {
        Role::Coach => t::staff::role_coach_about(l),
        Role::FrontDesk => t::staff::role_front_desk_about(l),
        Role::Manager => t::staff::role_manager_about(l),
        Role::Owner => t::staff::role_owner_about(l),
    }
}

fn give_dialog(l: Locale, me: Option<&Me>, roles: &[RoleRow], give: Submit<GiveRole>) -> AnyView {
    let said = move |field| give.flaw(field, l);
    let roles = role_choices(l, roles);
    let everywhere = std::iter::once(Choice::new("", t::staff::everywhere(l)));
    let places = me.map(|me| me.locations.clone()).unwrap_or_default();
    let places = everywhere
        .chain(
            places
                .iter()
                .map(|place| Choice::new(place.id.to_string(), &place.name)),
        )
        .collect();
    view! {
        <Dialog
            id="give-role"
            title=t::staff::give_title(l)
            text=t::staff::give_text(l)
            close_href=PATH
            close_label=t::staff::close(l)
            kind=DialogKind::Box
            wide=true
        >
            <SubmitForm to=give>
                <div class="space-y-5">
                    {give.refusal(l)}
                    <TextField
                        name="login"
                        label=t::auth::login(l)
                        value=give.typed("login", "")
                        hint=t::staff::give_login_hint(l)
                        autocomplete="off"
                        inputmode="email"
                        error=said("login")
                        required=true
                        maxlength=200
                        autofocus=true
                    />
                    <RadioCards
                        name="role"
                        legend=t::staff::give_role(l)
                        choices=roles
                        value=give.typed("role", Role::FrontDesk.code())
                        error=said("role")
                    />
                    <SelectField
                        name="location"
                        label=t::staff::give_location(l)
                        choices=places
                        value=give.typed("location", "")
                        error=said("location")
                    />
                    <FieldGroup legend=t::staff::new_person(l) text=t::staff::new_person_text(l)>
                        <TextField
                            name="name"
                            label=t::staff::col_name(l)
                            value=give.typed("name", "")
                            autocomplete="off"
                            error=said("name")
                            maxlength=80
                        />
                        <TextField
                            name="password"
                            label=t::staff::first_password(l)
                            hint=t::staff::first_password_hint(l)
                            autocomplete="off"
                            error=said("password")
                            maxlength=128
                        />
                    </FieldGroup>
                    {proof_asked(give, l)}
                    <FormActions>
                        <Button label=t::staff::give(l) kind=ButtonKind::Primary pending=give.pending()/>
                        <LinkButton href=PATH label=t::staff::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn take_dialog(
    l: Locale,
    me: Option<&Me>,
    row: &StaffRow,
    (id, grant, role): (GrantId, Grant, String),
    take: Submit<TakeRole>,
) -> AnyView {
    let text = if me.is_some_and(|me| me.account == row.account) {
        t::staff::take_own(l).to_owned()
    } else {
        t::staff::take_text(l, place(l, me, grant.location_id))
    };
    view! {
        <Dialog
            id="take-role"
            title=t::staff::take_title(l, &row.name, role)
            text=text
            close_href=PATH
            close_label=t::staff::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=take>
                <Hidden name="id" value=id.to_string()/>
                <div class="space-y-4">
                    {take.refusal(l)}
                    {proof_asked(take, l)}
                    <FormActions>
                        <Button label=t::staff::take(l) kind=ButtonKind::DangerSolid pending=take.pending()/>
                        <LinkButton href=PATH label=t::staff::keep(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}
