//! The list of members: search, filters and order stand in the URL, so a view of it can be kept and sent.

use super::{
    list_filters::{asked, filters},
    list_table::MemberTable,
    list_tools::{Forms, ViewSheet, columns_menu, export_menu, views},
};
use crate::{
    accounts::{
        model::{Me, Permission},
        pages::{address::address, shell::StaffPage, use_me, wrong::wrong},
    },
    members::{
        api::{AddMember, load_list_tools, load_members},
        model::{ListTools, MemberFilter, MemberPage},
    },
    platform::{
        error::AppError,
        i18n::{Locale, grouped, t, use_locale},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, SelectField, TextField},
        form::FormActions,
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/members?q=&status=&pass=&location=&tag=&away=&sort=&cols=&page=&add=&view=new|<view>`
pub struct MembersPage {
    page: Load<MemberPage>,
    tools: Load<ListTools>,
    add: Submit<AddMember>,
    forms: Forms,
}

/// What the URL asks for.
pub(super) fn wanted(query: &ParamsMap) -> MemberFilter {
    let mut filter = MemberFilter {
        page: 1,
        ..MemberFilter::default()
    };
    for (name, _) in MemberFilter::default().pairs() {
        if let Some(value) = query.get(name) {
            filter.put(name, &value);
        }
    }
    // a form without script names the columns one by one
    for column in query.get_all("col").unwrap_or_default() {
        filter.put("col", &column);
    }
    filter.away = filter.away.clamp(0, 3650);
    filter.page = filter.page.clamp(1, 1_000_000);
    filter
}

/// The URL that asks for it, at a path.
pub(super) fn href(path: &str, filter: &MemberFilter) -> String {
    let pairs = filter.pairs();
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    address(path, &pairs)
}

/// The list on its first page, as a form sends it: what stands in its address behind the `?`.
pub(super) fn written(filter: &MemberFilter) -> String {
    let first = MemberFilter {
        page: 1,
        ..filter.clone()
    };
    href("", &first).trim_start_matches('?').to_owned()
}

/// The path of the list.
pub(super) const PATH: &str = "/admin/members";

impl Page for MembersPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        let forms = Forms::new();
        Self {
            page: Load::new(move || filter.get(), load_members),
            tools: Load::new(move || forms.done(), |_| load_list_tools()),
            add: Submit::new(),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let MembersPage {
            page,
            tools,
            add,
            forms,
        } = this;
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        let adding = Memo::new(move |_| query.with(|q| q.get("add").is_some()));
        let view = Memo::new(move |_| query.with(|q| q.get("view")));
        let me = use_me();
        let actions = move || view! { <Loaded resource=me error=nothing let:me>{actions(l, me, filter)}</Loaded> };
        view! {
            <StaffPage title=t::people::title(l) current="members" actions=actions flush=true>
                <div class="flex h-full flex-col">
                    <Loaded resource=me error=nothing let:me>
                        {me.filter(|me| me.may(Permission::SeeMembers))
                            .map(|me| {
                                view! {
                                    <Loaded resource=tools error=nothing keep=true let:tools>
                                        {move || views(l, &filter.get(), &tools.views)}
                                    </Loaded>
                                    {filters(l, &me, filter, tools)}
                                }
                            })}
                    </Loaded>
                    <Loaded resource=page skeleton=move || waiting(l) error=wrong keep=true let:page>
                        {shown(l, page, &filter.get_untracked())}
                    </Loaded>
                </div>
            </StaffPage>
            {move || adding.get().then(|| add_sheet(l, add, href(PATH, &filter.get_untracked())))}
            {move || {
                view.get()
                    .map(|which| {
                        view! {
                            <Loaded resource=tools error=nothing let:tools>
                                <ViewSheet which=which.clone() tools=tools filter=filter.get_untracked() forms=forms/>
                            </Loaded>
                        }
                    })
            }}
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <div class="p-4 lg:p-6"><SkeletonRows rows=10 label=t::people::loading(l)/></div> }
}

fn actions(l: Locale, me: Option<Me>, filter: Memo<MemberFilter>) -> AnyView {
    let Some(me) = me else { return ().into_any() };
    let export = me.may(Permission::ExportMembers).then(|| export_menu(l, filter));
    let columns = me.may(Permission::SeeMembers).then(|| columns_menu(l, filter));
    let pairs = me.may(Permission::MergeMembers).then(|| {
        view! {
            <a href="/admin/duplicates" class=format!("{} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())>
                <Icon icon=Icon::UsersRound class="size-4"/>
                <span class="max-lg:sr-only">{t::merge::pairs_title(l)}</span>
            </a>
        }
    });
    let edit = me.may(Permission::EditMembers).then(|| {
        view! {
            <LinkButton
                href="?add=1"
                label=t::people::add(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Small
                icon=Icon::UserPlus
            />
        }
    });
    view! {
        {columns}
        {pairs}
        {export}
        {edit}
    }
    .into_any()
}

fn shown(l: Locale, page: MemberPage, filter: &MemberFilter) -> AnyView {
    if page.rows.is_empty() {
        return none(l, page.total, filter);
    }
    view! { <MemberTable page=page filter=filter.clone()/> }.into_any()
}

/// Why there are no lines, and the way to some.
fn none(l: Locale, total: i64, filter: &MemberFilter) -> AnyView {
    if total > 0 {
        let first = href(
            PATH,
            &MemberFilter {
                page: 1,
                ..filter.clone()
            },
        );
        let way = move || view! { <LinkButton href=first label=t::people::first_page(l) kind=ButtonKind::Primary/> };
        return view! {
            <div class="p-4 lg:p-6">
                <EmptyList
                    title=t::people::page_gone(l)
                    text=t::people::count_all(l, total, grouped(total))
                    icon=Icon::UsersRound
                    actions=way
                />
            </div>
        }
        .into_any();
    }
    if asked(filter) {
        let way = move || view! { <LinkButton href=PATH label=t::people::clear(l) icon=Icon::X/> };
        return view! {
            <div class="p-4 lg:p-6">
                <EmptyList title=t::people::none_title(l) text=t::people::none_text(l) icon=Icon::Search actions=way/>
            </div>
        }
        .into_any();
    }
    let ways = move || {
        view! {
            <LinkButton href="?add=1" label=t::people::add(l) kind=ButtonKind::Primary icon=Icon::UserPlus/>
        }
    };
    view! { <EmptyState title=t::people::empty_title(l) text=t::people::empty_text(l) actions=ways/> }.into_any()
}

/// Somebody new, with as little as a name.
fn add_sheet(l: Locale, add: Submit<AddMember>, close: String) -> AnyView {
    let flaw = move |field| add.flaw(field, l);
    let me = use_me();
    let keep = close.clone();
    view! {
        <Dialog
            id="add-member"
            title=t::people::add(l)
            text=t::people::add_text(l)
            close_href=close
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=add>
                <div class="space-y-4">
                    {add.refusal(l)}
                    <TextField
                        name="name"
                        label=t::people::name(l)
                        value=add.typed("name", "")
                        autocomplete="off"
                        error=flaw("name")
                        required=true
                        maxlength=80
                        autofocus=true
                    />
                    <TextField
                        name="email"
                        label=t::people::email(l)
                        value=add.typed("email", "")
                        kind="email"
                        autocomplete="off"
                        optional=t::people::optional(l)
                        error=flaw("email")
                    />
                    <TextField
                        name="phone"
                        label=t::people::phone(l)
                        value=add.typed("phone", "")
                        kind="tel"
                        autocomplete="off"
                        optional=t::people::optional(l)
                        hint=t::people::phone_hint(l)
                        error=flaw("phone")
                    />
                    <Loaded resource=me error=nothing let:me>
                        {me.map(|me| home_choice(l, &me))}
                    </Loaded>
                    <FormActions>
                        <Button
                            label=t::people::add_save(l)
                            kind=ButtonKind::Primary
                            icon=Icon::UserPlus
                            pending=add.pending()
                        />
                        <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn home_choice(l: Locale, me: &Me) -> AnyView {
    let places = me
        .locations
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name));
    let mut choices: Vec<_> = places.collect();
    // somebody of one place adds to that place without asking
    let first = choices.first().map(|c| c.value.clone()).unwrap_or_default();
    if choices.len() == 1 {
        return view! { <input type="hidden" name="location" value=first/> }.into_any();
    }
    choices.push(Choice::new("", t::people::home_none(l)));
    view! { <SelectField name="location" label=t::people::home_location(l) choices=choices value=first/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_of_the_list_is_its_address() {
        let filter = MemberFilter {
            q: " 李 娜 ".to_owned(),
            status: "active".to_owned(),
            away: 30,
            sort: "-visit".to_owned(),
            cols: "status,phone".to_owned(),
            page: 3,
            ..MemberFilter::default()
        };
        assert_eq!(
            href(PATH, &filter),
            "/admin/members?q=%E6%9D%8E%20%E5%A8%9C&status=active&away=30&sort=-visit&cols=status%2Cphone&page=3"
        );
        assert_eq!(href(PATH, &MemberFilter::default()), "/admin/members");
    }

    #[test]
    fn nonsense_in_the_address_is_no_filter() {
        let mut query = ParamsMap::new();
        query.insert("away", "many".to_owned());
        query.insert("page", "-7".to_owned());
        let filter = wanted(&query);
        assert_eq!((filter.away, filter.page), (0, 1));
    }
}
