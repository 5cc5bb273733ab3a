//! What each role allows: the program's roles as the club has edited them, and its own.

use super::{address::address, proof::proof_asked, shell::StaffPage, use_me, wrong::wrong};
use crate::{
    accounts::{
        api::{EndRole, ResetRole, SaveRole, load_roles},
        model::{Me, Permission, Permissions, Role, RoleRow},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, SelectField, TextField},
        form::{FieldGroup, FormActions, Hidden},
        icon::Icon,
        list::Sheet,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::SkeletonRows,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/roles";

/// `/admin/roles?edit=<role>&make=1`
pub struct RolesPage {
    roles: Load<Vec<RoleRow>>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    save: Submit<SaveRole>,
    reset: Submit<ResetRole>,
    end: Submit<EndRole>,
}

impl Page for RolesPage {
    fn data() -> Self {
        let forms = Forms {
            save: Submit::new(),
            reset: Submit::new(),
            end: Submit::new(),
        };
        let done = move || forms.save.done().get() + forms.reset.done().get() + forms.end.done().get();
        Self {
            roles: Load::new(done, |_| load_roles()),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let RolesPage { roles, forms } = this;
        let query = use_query_map();
        let edit = Memo::new(move |_| query.with(|query| query.get("edit")));
        let make = Memo::new(move |_| query.with(|query| query.get("make").is_some()));
        let me = use_me();
        let actions = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("make", "1")])
                    label=t::roles::make(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Plus
                />
            }
        };
        let skeleton = move || view! { <SkeletonRows rows=5 label=t::roles::loading(l)/> };
        view! {
            <StaffPage title=t::roles::title(l) current="roles" actions=actions>
                <Loaded resource=roles skeleton=skeleton error=wrong keep=true let:rows>
                    <Loaded resource=me error=nothing let:me>
                        {shown(l, rows.clone(), me, edit, make, forms)}
                    </Loaded>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn shown(
    l: Locale,
    rows: Vec<RoleRow>,
    me: Option<Me>,
    edit: Memo<Option<String>>,
    make: Memo<bool>,
    forms: Forms,
) -> AnyView {
    let list = rows.iter().map(|row| line(l, row)).collect_view();
    let mine = held(me.as_ref());
    let dialog = move || {
        if make.get() {
            return Some(form(l, None, mine, forms));
        }
        let code = edit.get()?;
        let row = rows.iter().find(|row| row.code() == code && row.editable())?;
        Some(form(l, Some(row), mine, forms))
    };
    view! {
        <div class="max-w-5xl space-y-4">
            <p class="max-w-3xl text-sm text-muted">{t::roles::text(l)}</p>
            <Sheet label=t::roles::caption(l)>{list}</Sheet>
        </div>
        {dialog}
    }
    .into_any()
}

/// What the reader may everywhere, and so may give; teaching is done, not delegated.
fn held(me: Option<&Me>) -> Permissions {
    let everywhere = |one: &Permission| {
        *one == Permission::Teach
            || me.is_some_and(|me| {
                me.grants
                    .iter()
                    .any(|grant| grant.location_id.is_none() && grant.permissions.has(*one))
            })
    };
    let all: Vec<_> = Permission::ALL.into_iter().filter(everywhere).collect();
    Permissions::of(&all)
}

fn people(l: Locale, row: &RoleRow) -> String {
    match row.holders.len() {
        0 => t::roles::nobody(l).to_owned(),
        n => t::roles::holders(l, n as i64, row.holders.join(", ")),
    }
}

fn line(l: Locale, row: &RoleRow) -> AnyView {
    let name = row.text(l);
    let icon = match row.base {
        Role::Coach => Icon::Whistle,
        Role::FrontDesk => Icon::ScanLine,
        Role::Manager => Icon::Store,
        Role::Owner => Icon::Crown,
    };
    let count = row.permissions.list().count() as i64;
    let allows = if row.editable() {
        t::roles::count(l, Permission::ALL.len(), count)
    } else {
        t::roles::everything(l).to_owned()
    };
    let badge = match (row.id, row.edited) {
        (Some(_), _) => view! { <Badge label=t::roles::own(l)/> }.into_any(),
        (None, true) => view! { <Badge tone=Tone::Info label=t::roles::edited(l)/> }.into_any(),
        (None, false) => ().into_any(),
    };
    let edit = row.editable().then(|| {
        view! {
            <LinkButton
                href=address(PATH, &[("edit", &row.code())])
                label=t::roles::edit(l)
                name=t::roles::edit_name(l, &name)
                size=ButtonSize::Small
                icon=Icon::Pencil
            />
        }
    });
    view! {
        <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
            <Icon icon=icon class="size-6 shrink-0 text-primary"/>
            <div class="min-w-0 flex-1 basis-60">
                <p class="flex flex-wrap items-center gap-2 leading-snug font-semibold wrap-anywhere">{name} {badge}</p>
                <p class="text-caption text-muted">{allows}</p>
                <p class="text-caption text-muted wrap-anywhere">{people(l, row)}</p>
            </div>
            {edit}
        </li>
    }
    .into_any()
}

/// The form of a role: with script or without, whoever is touched stands beside what is ticked.
fn form(l: Locale, row: Option<&RoleRow>, mine: Permissions, forms: Forms) -> AnyView {
    let Forms { save, reset, end } = forms;
    let said = move |field| save.flaw(field, l);
    let title = row.map_or_else(
        || t::roles::make_title(l).to_owned(),
        |row| t::roles::edit_name(l, row.text(l)),
    );
    let text = row.map_or_else(|| t::roles::make_text(l).to_owned(), |row| people(l, row));
    let named = row.is_none_or(|row| row.id.is_some()).then(|| {
        let name = row.and_then(|row| row.name.clone()).unwrap_or_default();
        view! {
            <TextField
                name="name"
                label=t::roles::name(l)
                value=save.typed("name", name)
                autocomplete="off"
                error=said("name")
                required=true
                maxlength=60
            />
        }
    });
    let base = row.is_none().then(|| {
        let choices = [Role::FrontDesk, Role::Coach, Role::Manager]
            .map(|role| Choice::new(role.code(), role.text(l)))
            .to_vec();
        view! {
            <SelectField name="base" label=t::roles::base(l) choices=choices value=save.typed("base", "front_desk") error=said("base")/>
        }
    });
    let now = row.map(|row| row.permissions).unwrap_or_default();
    let ticks = Permission::ALL
        .into_iter()
        .map(|one| tick(l, one, now.has(one), mine.has(one)))
        .collect_view();
    let code = row.map(RoleRow::code).unwrap_or_default();
    let to_reset = code.clone();
    let back = row.filter(|row| row.id.is_none() && row.edited).map(|_| {
        view! {
            <SubmitForm to=reset>
                <Hidden name="role" value=to_reset/>
                {reset.refusal(l)}
                {proof_asked(reset, l)}
                <Button label=t::roles::reset(l) kind=ButtonKind::Ghost icon=Icon::RotateCw pending=reset.pending()/>
            </SubmitForm>
        }
    });
    let gone = row.and_then(|row| row.id).map(|id| {
        view! {
            <SubmitForm to=end>
                <Hidden name="id" value=id.to_string()/>
                {end.refusal(l)}
                {proof_asked(end, l)}
                <Button label=t::roles::end(l) kind=ButtonKind::Ghost icon=Icon::Trash2 pending=end.pending()/>
            </SubmitForm>
        }
    });
    view! {
        <Dialog
            id="role"
            title=title
            text=text
            close_href=PATH
            close_label=t::roles::close(l)
            kind=DialogKind::Box
            wide=true
        >
            <div class="space-y-5">
                <SubmitForm to=save>
                    <div class="space-y-5">
                        {save.refusal(l)}
                        <Hidden name="role" value=code.clone()/>
                        {named}
                        {base}
                        <FieldGroup legend=t::roles::allows(l)>{ticks}</FieldGroup>
                        {proof_asked(save, l)}
                        <FormActions>
                            <Button label=t::roles::save(l) kind=ButtonKind::Primary pending=save.pending()/>
                            <LinkButton href=PATH label=t::roles::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
                {back}
                {gone}
            </div>
        </Dialog>
    }
    .into_any()
}

/// One permission. What the reader does not hold stays as it is: ticked or not, it cannot be pressed.
fn tick(l: Locale, one: Permission, ticked: bool, may: bool) -> AnyView {
    let name = format!("allows[{}]", one.code());
    if may {
        return view! { <Checkbox name=name label=one.text(l) checked=ticked/> }.into_any();
    }
    let keep = ticked.then(|| view! { <Hidden name=name value="true"/> });
    let icon = if ticked { Icon::Check } else { Icon::Lock };
    view! {
        <p class="flex items-start gap-2 py-1 text-sm text-muted">
            <Icon icon=icon class="mt-0.5 size-4 shrink-0"/>
            <span>{one.text(l)} <span class="block text-caption">{t::roles::beyond(l)}</span></span>
        </p>
        {keep}
    }
    .into_any()
}
