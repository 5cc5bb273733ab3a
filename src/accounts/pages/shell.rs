//! The shells of signed-in pages in words: which places there are for whom, the bell, the account menu.
//!
//! A page wraps itself in one of [`MemberPage`], [`CoachPage`], [`StaffPage`] and [`DeskPage`]. The shell waits for the
//! reader together with the page, so that nothing is drawn twice; the page's own data wait in their own `Suspense`
//! inside. Create resources and actions before the shell (in `Page::data` or first in `view`), not inside it.

use super::{
    super::model::{Me, Permission},
    Unread,
    account_menu::{AvatarMenu, MenuForms, detail, items, staff_home},
    use_me,
};
use crate::{
    platform::i18n::{Locale, t, use_locale},
    ui::{
        button::IconLink,
        icon::Icon,
        layout::{CoachShell, MemberShell, Page},
        nav::{AccountMenu, NavItem},
        states::Notice,
    },
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

pub use super::shell_staff::{DeskPage, Reach, StaffPage};

/// Waits for the reader, then draws the shell with the page in it.
///
/// Without a reader, or when the reader cannot be had, the shell stands without an account and the page says why.
pub(super) fn with_me(draw: impl FnOnce(Option<Me>) -> AnyView + Send + 'static) -> AnyView {
    let me = use_me();
    view! {
        <Suspense>
            {Suspend::new(async move {
                let me = me.await.ok().flatten();
                // what the page reads while it is drawn must not redraw the shell
                untrack(move || draw(me))
            })}
        </Suspense>
    }
    .into_any()
}

pub(super) fn brand(me: Option<&Me>, l: Locale) -> String {
    me.map_or_else(|| t::common::app(l).to_owned(), |me| me.club.clone())
}

pub(super) fn place(label: &str, href: &str, icon: Icon, here: bool) -> NavItem {
    NavItem::new(label, href, icon).current(Signal::stored(here))
}

/// The account at the foot of a side navigation; nothing without a reader.
pub(super) fn account(me: Option<Me>, l: Locale) -> ViewFnOnce {
    ViewFnOnce::from(move || match me {
        None => ().into_any(),
        Some(me) => view! {
            <AccountMenu
                name=me.name.clone()
                detail=detail(&me, l)
                label=t::shell::nav_account(l)
                items=items(&me, l)
                more=MenuForms
            />
        }
        .into_any(),
    })
}

/// The bell with its dot, and the number in its name.
#[component]
fn Bell() -> impl IntoView {
    let l = use_locale();
    let unread = use_context::<Unread>();
    let bell = move |count: i64| {
        let name = if count > 0 {
            t::shell::inbox_unread(l, count)
        } else {
            t::shell::inbox(l).to_owned()
        };
        view! {
            <span class="relative">
                <IconLink href="/inbox" name=name icon=Icon::Bell class="btn-circle size-11"/>
                {(count > 0)
                    .then(|| {
                        view! {
                            <span
                                class="pointer-events-none absolute top-0.5 right-0 grid h-5 min-w-5 place-items-center rounded-full bg-error px-1 text-xs font-semibold text-error-content tabular-nums"
                                aria-hidden="true"
                            >
                                {if count > 99 { "99+".to_owned() } else { count.to_string() }}
                            </span>
                        }
                    })}
            </span>
        }
    };
    match unread {
        None => bell(0).into_any(),
        Some(Unread(unread)) => view! {
            <Transition fallback=move || bell(0)>
                {move || Suspend::new(async move { bell(unread.await.unwrap_or(0)) })}
            </Transition>
        }
        .into_any(),
    }
}

/// The arrow before a title that leads one step back.
fn back_link(back: Option<String>, l: Locale) -> ViewFnOnce {
    ViewFnOnce::from(move || {
        back.map(|href| {
            view! {
                <IconLink href=href name=t::shell::nav_back(l) icon=Icon::ArrowLeft class="btn-circle -ml-2.5 size-11"/>
            }
        })
    })
}

/// A page of a member: dock under the thumb, bell and account in the head.
#[component]
pub fn MemberPage(
    /// The page's title: its `<h1>` and the window's title.
    #[prop(into)]
    title: String,
    /// Which place of the dock it belongs to: `home`, `timetable`, `code`, `passes`, `profile`, or empty.
    current: &'static str,
    /// A small line over the title, such as the date.
    #[prop(optional, into)]
    eyebrow: Option<String>,
    /// Where one step back is; draws an arrow before the title.
    #[prop(optional, into)]
    back: Option<String>,
    /// Buttons at the right of the title, before the bell.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// What stays in sight under the title while the page scrolls: days, filters.
    #[prop(optional, into)]
    under: Option<ViewFnOnce>,
    /// The page draws its own head; the title is read, not seen.
    #[prop(optional)]
    bare: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let shown = title.clone();
    let page = with_me(move |me| {
        // each of them leads to a member's own pages: to anybody else they are dead ends
        let places = if me.as_ref().is_some_and(|me| me.member) {
            vec![
                place(t::shell::home(l), "/home", Icon::House, current == "home"),
                place(
                    t::shell::timetable(l),
                    "/timetable",
                    Icon::CalendarDays,
                    current == "timetable",
                ),
                place(t::shell::code(l), "/code", Icon::QrCode, current == "code").raised(),
                place(t::shell::passes(l), "/passes", Icon::WalletCards, current == "passes"),
                place(t::shell::profile(l), "/profile", Icon::UserRound, current == "profile"),
            ]
        } else {
            Vec::new()
        };
        let head = me.clone();
        let ends = move || {
            view! {
                {actions.run()}
                {head
                    .map(|me| {
                        view! {
                            {me.member.then(|| view! { <Bell/> })}
                            <AvatarMenu me=me/>
                        }
                    })}
            }
        };
        let before = back_link(back, l);
        // booking would be refused: that is said before it is tried
        let left = me.as_ref().is_some_and(|me| me.left);
        let children: Children = Box::new(move || {
            let told = left.then(|| {
                let top = if bare { "pt-4" } else { "" };
                view! {
                    <div class=top>
                        <Notice title=t::shell::left(l) text=t::shell::left_text(l) icon=Icon::LogOut/>
                    </div>
                }
            });
            view! { {told} {children()} }.into_any()
        });
        let page = match under {
            Some(under) => {
                view! { <Page title=shown eyebrow=eyebrow.unwrap_or_default() before=before actions=ends under=under bare=bare children=children/> }.into_any()
            }
            None => view! { <Page title=shown eyebrow=eyebrow.unwrap_or_default() before=before actions=ends bare=bare children=children/> }.into_any(),
        };
        view! {
            <MemberShell
                skip=t::common::skip(l)
                brand=brand(me.as_ref(), l)
                nav_label=t::shell::nav_main(l)
                items=places
                account=account(me, l)
            >
                {page}
            </MemberShell>
        }
        .into_any()
    });
    view! {
        <Title text=title/>
        <Meta name="description" content=t::shell::description(l)/>
        {page}
    }
    .into_any()
}

/// A page of a coach: wider on a desktop, for the week.
#[component]
pub fn CoachPage(
    /// The page's title: its `<h1>` and the window's title.
    #[prop(into)]
    title: String,
    /// Which place it belongs to: `today`, or empty.
    current: &'static str,
    /// A small line over the title.
    #[prop(optional, into)]
    eyebrow: Option<String>,
    /// Where one step back is; draws an arrow before the title.
    #[prop(optional, into)]
    back: Option<String>,
    /// Buttons at the right of the title.
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// The page draws its own head on pine; the title is read, not seen.
    #[prop(optional)]
    bare: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    let shown = title.clone();
    let page = with_me(move |me| {
        let mut places = vec![
            place(t::shell::coach_today(l), "/coach", Icon::ListChecks, current == "today"),
            place(t::shell::timetable(l), "/", Icon::CalendarDays, false),
        ];
        if let Some(me) = &me {
            if me.may(Permission::WorkDesk) {
                places.push(place(t::shell::desk(l), "/desk", Icon::ScanLine, false));
            }
            if me.member {
                places.push(place(t::shell::to_member(l), "/home", Icon::House, false));
            }
        }
        let head = me.clone();
        let ends = move || {
            view! {
                {actions.run()}
                {head.map(|me| view! { <AvatarMenu me=me/> })}
            }
        };
        view! {
            <CoachShell
                skip=t::common::skip(l)
                brand=brand(me.as_ref(), l)
                nav_label=t::shell::nav_main(l)
                items=places
                account=account(me, l)
            >
                <Page
                    title=shown
                    eyebrow=eyebrow.unwrap_or_default()
                    before=back_link(back, l)
                    actions=ends
                    bare=bare
                    children=children
                />
            </CoachShell>
        }
        .into_any()
    });
    view! {
        <Title text=title/>
        {page}
    }
    .into_any()
}

/// The account menu as a floating circle, for a page whose own head is drawn `bare`: place it in that head.
#[component]
pub fn HeadMenu() -> impl IntoView {
    with_me(|me| me.map(|me| view! { <AvatarMenu me=me/> }).into_any())
}

/// A page that members and staff have in common, such as their devices: it stands in the shell of their work if they
/// have any, otherwise in the member's.
#[component]
pub fn OwnPage(
    /// The page's title.
    #[prop(into)]
    title: String,
    /// The page.
    children: Children,
) -> impl IntoView {
    with_me(move |me| match me.as_ref().and_then(staff_home) {
        Some("/coach") => view! { <CoachPage title=title current="" back="/coach" children=children/> }.into_any(),
        Some(_) => view! { <StaffPage title=title current="" children=children/> }.into_any(),
        None => view! { <MemberPage title=title current="profile" back="/profile" children=children/> }.into_any(),
    })
}
