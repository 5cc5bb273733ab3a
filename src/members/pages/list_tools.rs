//! What stands around the members list: its views, the choice of its columns, and the ways out of the house.

use super::list::{PATH, href, written};
use crate::{
    accounts::{
        model::Permission,
        pages::{address::address, use_me},
    },
    members::{
        api::{ChangeView, DropView, KeepView},
        model::{KeptView, ListTools, MemberColumn, MemberFilter},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, TextField},
        form::{FormActions, Hidden, HiddenFields},
        icon::Icon,
        list::Folded,
        loaded::Loaded,
        menu::Menu,
        submit::{Submit, SubmitForm},
        tabs::{Tab, Tabs},
    },
};
use leptos::{ev::SubmitEvent, html, prelude::*, web_sys::FormData};
use leptos_router::{NavigateOptions, hooks::use_navigate};

/// What is asked of the server about views. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    keep: Submit<KeepView>,
    change: Submit<ChangeView>,
    remove: Submit<DropView>,
}

impl Forms {
    pub(super) fn new() -> Self {
        Self {
            keep: Submit::new(),
            change: Submit::new(),
            remove: Submit::new(),
        }
    }

    /// How often something was done: the views are asked for anew.
    pub(super) fn done(self) -> usize {
        self.keep.done().get() + self.change.done().get() + self.remove.done().get()
    }
}

fn first_page(filter: &MemberFilter) -> MemberFilter {
    MemberFilter {
        q: filter.q.trim().to_owned(),
        page: 1,
        ..filter.clone()
    }
}

/// The list with a sheet over it.
fn with_sheet(filter: &MemberFilter, which: &str) -> String {
    let pairs = filter.pairs();
    let mut pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    pairs.push(("view", which));
    address(PATH, &pairs)
}

/// Views that everybody has, and those that are kept, as links; at the end the way to keep or to change one.
pub(super) fn views(l: Locale, filter: &MemberFilter, kept: &[KeptView]) -> AnyView {
    let plain = first_page(&MemberFilter::default());
    let with = |change: fn(&mut MemberFilter)| {
        let mut view = plain.clone();
        change(&mut view);
        view
    };
    let usual = [
        (t::people::view_all(l), plain.clone()),
        (t::people::view_active(l), with(|f| f.status = "active".to_owned())),
        (
            t::people::view_without(l),
            with(|f| (f.status, f.pass) = ("active".to_owned(), "without".to_owned())),
        ),
        (
            t::people::view_ending(l),
            with(|f| {
                (f.status, f.pass, f.sort) = ("active".to_owned(), "ending".to_owned(), "pass".to_owned());
            }),
        ),
        (
            t::people::view_away(l),
            with(|f| (f.status, f.away) = ("active".to_owned(), 30)),
        ),
        (t::people::view_new(l), with(|f| f.sort = "-joined".to_owned())),
    ];
    let now = first_page(filter);
    let here = kept.iter().find(|view| view.list == now);
    let known = here.is_some() || usual.iter().any(|(_, view)| *view == now);
    let tabs: Vec<_> = usual
        .into_iter()
        .map(|(label, view)| {
            // a kept view that shows the same is the one the reader chose by name
            let current = here.is_none() && view == now;
            Tab::new(label, href(PATH, &view), current)
        })
        .chain(kept.iter().map(|view| {
            let current = here.is_some_and(|here| here.id == view.id);
            Tab::new(view.name.clone(), href(PATH, &view.list), current)
        }))
        .collect();
    let way = match here {
        Some(view) if view.may_change => Some((
            with_sheet(filter, &view.id.to_string()),
            t::lists::view_change(l),
            Icon::Pencil,
        )),
        None if !known => Some((with_sheet(filter, "new"), t::lists::view_keep(l), Icon::BookmarkPlus)),
        _ => None,
    };
    let end = move || {
        way.map(|(href, label, icon)| {
            view! {
                <LinkButton
                    href=href
                    label=label
                    kind=ButtonKind::Ghost
                    size=ButtonSize::Small
                    icon=icon
                    class="shrink-0 whitespace-nowrap"
                />
            }
        })
    };
    view! { <Tabs label=t::people::views(l) tabs=tabs end=end class="bg-base-100 px-4 lg:px-6"/> }.into_any()
}

/// The choice of the columns, as a form that opens without a script.
pub(super) fn columns_menu(l: Locale, filter: Memo<MemberFilter>) -> AnyView {
    let details = NodeRef::<html::Details>::new();
    let navigate = use_navigate();
    let on_submit = move |event: SubmitEvent| {
        // what cannot be read from the form the browser sends by itself
        let form = event_target::<leptos::web_sys::HtmlFormElement>(&event);
        let Ok(data) = FormData::new_with_form(&form) else {
            return;
        };
        event.prevent_default();
        let codes: Vec<String> = data.get_all("col").iter().filter_map(|code| code.as_string()).collect();
        let wanted = MemberFilter {
            cols: MemberColumn::list(&MemberColumn::chosen(&codes.join(","))),
            ..filter.get_untracked()
        };
        let options = NavigateOptions {
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&href(PATH, &wanted), options);
        if let Some(details) = details.get_untracked() {
            details.set_open(false);
        }
    };
    let content = move || {
        let now = filter.get();
        let shown = now.columns();
        let others = MemberFilter {
            cols: String::new(),
            page: 1,
            ..now
        };
        let others: Vec<(String, String)> = others
            .pairs()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        let boxes = MemberColumn::ALL
            .into_iter()
            .map(|column| {
                view! {
                    <Checkbox
                        name="col"
                        value=column.code()
                        label=column.text(l)
                        checked=shown.contains(&column)
                    />
                }
            })
            .collect_view();
        view! {
            <HiddenFields fields=others/>
            <fieldset>
                <legend class="mb-1 text-sm font-semibold">{t::lists::columns_title(l)}</legend>
                <div class="grid grid-cols-2 gap-x-4">{boxes}</div>
            </fieldset>
            <p class="mt-1 text-caption text-muted">{t::lists::columns_note(l)}</p>
        }
    };
    view! {
        <details class="dropdown dropdown-end max-lg:hidden" node_ref=details>
            <summary class=format!("list-none {} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())>
                <Icon icon=Icon::Columns3 class="size-4"/>
                {t::lists::columns(l)}
            </summary>
            <form
                method="get"
                action=PATH
                class="dropdown-content z-50 my-1 w-84 rounded-box bg-base-100 p-4 text-base-content shadow-pop outline outline-base-300"
                on:submit=on_submit
            >
                {content}
                <Button
                    label=t::lists::columns_show(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Check
                    class="mt-3 w-full"
                />
            </form>
        </details>
    }
    .into_any()
}

/// The ways out of the house of the list that is shown.
pub(super) fn export_menu(l: Locale, filter: Memo<MemberFilter>) -> AnyView {
    ways_out(l, move |ending| {
        let path = match ending {
            "csv" => "/admin/members.csv",
            "xlsx" => "/admin/members.xlsx",
            _ => "/admin/members.html",
        };
        href(path, &first_page(&filter.get()))
    })
}

/// The ways out of the house of any list: `to` says where each leads, by how the file ends. They are files and not pages: the router must
/// leave these links to the browser.
pub fn ways_out(l: Locale, to: impl Fn(&'static str) -> String + Clone + Send + Sync + 'static) -> AnyView {
    let line = move |ending: &'static str, label: &'static str, icon: Icon, saved: bool| {
        let to = to.clone();
        let to = move || to(ending);
        view! {
            <li>
                <a
                    href=to
                    rel="external"
                    download=saved.then_some("")
                    target=(!saved).then_some("_blank")
                    class="min-h-9 items-center"
                >
                    <Icon icon=icon class="size-4"/>
                    {label}
                </a>
            </li>
        }
    };
    let face = move || {
        view! {
            <Icon icon=Icon::Download class="size-4"/>
            <span class="max-sm:sr-only">{t::lists::export(l)}</span>
            <Icon icon=Icon::ChevronDown class="size-4 max-sm:hidden"/>
        }
    };
    let more = move || {
        view! {
            {line("csv", t::lists::export_csv(l), Icon::FileText, true)}
            {line("xlsx", t::lists::export_xlsx(l), Icon::FileSpreadsheet, true)}
            {line("html", t::lists::print(l), Icon::Printer, false)}
        }
    };
    view! {
        <Menu
            face=face
            class=format!("{} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())
            place="dropdown-end"
            more=more
        />
    }
    .into_any()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

/// Keeping the list under a name, or changing a view that is kept.
#[component]
pub(super) fn ViewSheet(
    /// `new`, or the view's id.
    which: String,
    /// The views.
    tools: ListTools,
    /// The list as it is shown.
    filter: MemberFilter,
    /// What is sent.
    forms: Forms,
) -> impl IntoView {
    let l = use_locale();
    let close = href(PATH, &filter);
    let list = written(&filter);
    let mut own = tools.views;
    own.retain(|view| view.may_change);
    if which == "new" {
        return keep_sheet(l, tools.key, own, list, close, forms);
    }
    own.into_iter()
        .find(|view| view.id.to_string() == which)
        .map(|view| change_sheet(l, view, list, close, forms))
        .into_any()
}

/// Only whoever may keep views for everybody is asked.
fn shared_box(l: Locale, checked: bool) -> AnyView {
    let me = use_me();
    view! {
        <Loaded resource=me error=nothing let:me>
            {me.filter(|me| checked || me.may(Permission::ShareViews))
                .map(|_| {
                    view! {
                        <Checkbox
                            name="shared"
                            label=t::lists::view_shared(l)
                            hint=t::lists::view_shared_hint(l)
                            checked=checked
                        />
                    }
                })}
        </Loaded>
    }
    .into_any()
}

fn keep_sheet(l: Locale, key: String, own: Vec<KeptView>, list: String, close: String, forms: Forms) -> AnyView {
    let Forms { keep, change, .. } = forms;
    let back = close.clone();
    let instead = (!own.is_empty()).then(|| {
        let rows = own
            .into_iter()
            .map(|view| anew(l, view, list.clone(), change))
            .collect_view();
        view! {
            <Folded title=t::lists::view_instead(l)>
                {change.refused(l)}
                <ul class="space-y-1">{rows}</ul>
            </Folded>
        }
    });
    view! {
        <Dialog
            id="keep-view"
            title=t::lists::keep_title(l)
            text=t::lists::keep_text(l)
            close_href=close
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=keep>
                <Hidden name="list" value=list/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    {keep.refusal(l)}
                    <TextField
                        name="name"
                        label=t::lists::view_name(l)
                        value=keep.typed("name", "")
                        autocomplete="off"
                        error=keep.flaw("name", l)
                        required=true
                        maxlength=40
                        autofocus=true
                    />
                    {shared_box(l, false)}
                    <FormActions>
                        <Button
                            label=t::lists::view_keep(l)
                            kind=ButtonKind::Primary
                            icon=Icon::BookmarkPlus
                            pending=keep.pending()
                        />
                        <LinkButton href=back label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
            {instead}
        </Dialog>
    }
    .into_any()
}

/// One of the views that are kept, to show the list as it is now.
fn anew(l: Locale, view: KeptView, list: String, change: Submit<ChangeView>) -> AnyView {
    let label = t::lists::view_anew(l, &view.name);
    let shared = view.shared.then(|| view! { <Hidden name="shared" value="true"/> });
    view! {
        <li>
            <SubmitForm to=change>
                <Hidden name="view" value=view.id.to_string()/>
                <Hidden name="name" value=view.name/>
                <Hidden name="list" value=list/>
                <Hidden name="anew" value="true"/>
                {shared}
                <Button label=label size=ButtonSize::Small icon=Icon::RefreshCw pending=change.pending()/>
            </SubmitForm>
        </li>
    }
    .into_any()
}

fn change_sheet(l: Locale, view: KeptView, list: String, close: String, forms: Forms) -> AnyView {
    let Forms { change, remove, .. } = forms;
    let (back, id, same) = (close.clone(), view.id.to_string(), list.clone());
    let (drop_id, drop_name) = (id.clone(), t::lists::view_drop_name(l, &view.name));
    view! {
        <Dialog
            id="change-view"
            title=t::lists::change_title(l, &view.name)
            close_href=close
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=change>
                <Hidden name="view" value=id/>
                <Hidden name="list" value=list/>
                <div class="space-y-4">
                    {change.refusal(l)}
                    <TextField
                        name="name"
                        label=t::lists::view_name(l)
                        value=change.typed("name", view.name.clone())
                        autocomplete="off"
                        error=change.flaw("name", l)
                        required=true
                        maxlength=40
                    />
                    {shared_box(l, view.shared)}
                    <FormActions>
                        <Button
                            label=t::lists::view_save(l)
                            kind=ButtonKind::Primary
                            icon=Icon::Check
                            pending=change.pending()
                        />
                        <LinkButton href=back label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
            <Folded title=t::lists::view_drop(l)>
                <SubmitForm to=remove>
                    <Hidden name="view" value=drop_id/>
                    <Hidden name="list" value=same/>
                    {remove.refused(l)}
                    <p class="mb-3 text-sm text-muted">{t::lists::view_drop_text(l)}</p>
                    <Button
                        label=t::lists::view_drop(l)
                        name=drop_name
                        kind=ButtonKind::Danger
                        size=ButtonSize::Small
                        icon=Icon::Trash2
                        pending=remove.pending()
                    />
                </SubmitForm>
            </Folded>
        </Dialog>
    }
    .into_any()
}
