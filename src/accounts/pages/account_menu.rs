//! The account menu: one's devices, the other side of the counter, language, theme, and out.
//!
//! Language, theme and signing out are plain forms: they change who is reading, so the whole page is loaded anew.

use super::{
    super::{
        api::{ChooseLook, SignOut},
        model::{Me, Permission},
    },
    Theme,
    wrong::query,
};
use crate::{
    platform::i18n::{Locale, t, use_locale},
    ui::{
        icon::Icon,
        nav::{Menu, MenuItem},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;

/// The page that somebody with roles opens on.
#[must_use]
pub fn staff_home(me: &Me) -> Option<&'static str> {
    if me.may(Permission::SeeReports) {
        Some("/admin")
    } else if me.may(Permission::WorkDesk) {
        Some("/desk")
    } else if me.may(Permission::Teach) {
        Some("/coach")
    } else {
        None
    }
}

/// The line under the name: the highest role and where it holds, or that this is a member.
#[must_use]
pub fn detail(me: &Me, l: Locale) -> String {
    let Some(role) = me.role() else {
        return t::shell::member_role(l).to_owned();
    };
    let named = me.role_name.clone().unwrap_or_else(|| role.text(l).to_owned());
    let places: Vec<_> = me
        .grants
        .iter()
        .filter(|g| g.role == role)
        .map(|g| g.location_id)
        .collect();
    match me.locations.iter().find(|place| places == [Some(place.id)]) {
        Some(place) => t::shell::role_at(l, &place.name, named),
        None if places.contains(&None) => t::shell::role_everywhere(l, named),
        None => named,
    }
}

/// The links of the menu.
#[must_use]
pub fn items(me: &Me, l: Locale) -> Vec<MenuItem> {
    let mut items = vec![MenuItem::new(t::shell::devices(l), "/devices").icon(Icon::Smartphone)];
    if me.member {
        items.push(MenuItem::new(t::shell::to_member(l), "/home").icon(Icon::House));
    }
    if let Some(home) = staff_home(me) {
        items.push(MenuItem::new(t::shell::to_staff(l), home).icon(Icon::LayoutDashboard));
    }
    items
}

/// Where the reader is, as a form's way back: follows the router.
fn back() -> Signal<String> {
    let location = use_location();
    Signal::derive(move || location.pathname.get() + &query(&location.search.get()))
}

/// A language's own name for itself, short enough for a button of three; the whole name has it in it.
const fn short(locale: Locale) -> &'static str {
    match locale {
        Locale::En => "English",
        Locale::ZhHans => "简体",
        Locale::ZhHant => "繁體",
    }
}

/// The choice of a language: three buttons of one form.
#[component]
pub fn LanguageForm() -> impl IntoView {
    let (l, back) = (use_locale(), back());
    let buttons = Locale::ALL
        .into_iter()
        .map(|locale| {
            let state = if locale == l {
                "btn-neutral"
            } else {
                "border-base-300 bg-base-100"
            };
            view! {
                <button
                    name="lang"
                    value=locale.tag()
                    lang=locale.tag()
                    class=format!("join-item btn btn-sm h-10 flex-1 px-2 font-medium whitespace-nowrap {state}")
                    aria-label=locale.name()
                    aria-current=(locale == l).then_some("true")
                >
                    {short(locale)}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=ChooseLook::url()>
            <input type="hidden" name="back" value=move || back.get()/>
            <div class="join w-full" role="group" aria-label=t::shell::language(l)>
                {buttons}
            </div>
        </form>
    }
    .into_any()
}

/// The choice of a language as a quiet line, for the foot of pages before the sign-in.
#[component]
pub fn LanguageLine() -> impl IntoView {
    let (l, back) = (use_locale(), back());
    let buttons = Locale::ALL
        .into_iter()
        .map(|locale| {
            let state = if locale == l {
                "font-semibold"
            } else {
                "text-muted hover:text-base-content"
            };
            view! {
                <button
                    name="lang"
                    value=locale.tag()
                    lang=locale.tag()
                    class=format!("inline-flex h-11 cursor-pointer items-center {state}")
                    aria-current=(locale == l).then_some("true")
                >
                    {locale.name()}
                </button>
            }
        })
        .collect_view();
    view! {
        <form method="post" action=ChooseLook::url()>
            <input type="hidden" name="back" value=move || back.get()/>
            <div class="flex flex-wrap justify-center gap-x-5 text-sm" role="group" aria-label=t::shell::language(l)>
                {buttons}
            </div>
        </form>
    }
    .into_any()
}

/// The choice of a theme: as the device, light, dark.
#[component]
pub fn ThemeForm() -> impl IntoView {
    let (l, back) = (use_locale(), back());
    let chosen = use_context::<Theme>().map_or("auto", |theme| theme.0);
    let buttons = [
        ("auto", Icon::Monitor, t::shell::theme_auto(l)),
        ("light", Icon::Sun, t::shell::theme_light(l)),
        ("dark", Icon::Moon, t::shell::theme_dark(l)),
    ]
    .into_iter()
    .map(|(theme, icon, name)| {
        let state = if theme == chosen {
            "btn-neutral"
        } else {
            "border-base-300 bg-base-100"
        };
        view! {
            <button
                name="theme"
                value=theme
                class=format!("join-item btn btn-sm h-10 flex-1 {state}")
                aria-label=name
                title=name
                aria-current=(theme == chosen).then_some("true")
            >
                <Icon icon=icon class="size-4"/>
            </button>
        }
    })
    .collect_view();
    view! {
        <form method="post" action=ChooseLook::url()>
            <input type="hidden" name="back" value=move || back.get()/>
            <div class="join w-full" role="group" aria-label=t::shell::theme(l)>
                {buttons}
            </div>
        </form>
    }
    .into_any()
}

/// The lines of the menu that are forms.
#[component]
pub fn MenuForms() -> impl IntoView {
    let l = use_locale();
    view! {
        // daisyUI styles a menu's lines as links; what holds a form is a title to it
        <li class="menu-title mt-1 space-y-2 border-t border-base-300 px-1 pt-3 pb-2 font-normal text-base-content">
            <LanguageForm/>
            <ThemeForm/>
        </li>
        <li class="menu-title border-t border-base-300 p-0 pt-1 font-normal text-base-content">
            <form method="post" action=SignOut::url()>
                <button class="btn btn-ghost btn-block min-h-10 justify-start gap-2 px-3 text-sm font-normal">
                    <Icon icon=Icon::LogOut class="size-4"/>
                    {t::shell::sign_out(l)}
                </button>
            </form>
        </li>
    }
    .into_any()
}

/// The account menu behind the reader's initials, for the head of a phone's page.
#[component]
pub fn AvatarMenu(
    /// The reader.
    me: Me,
) -> impl IntoView {
    let l = use_locale();
    let name = me.name.clone();
    let face = move || {
        use crate::ui::avatar::{Avatar, AvatarSize, AvatarTone};
        view! { <Avatar name=name size=AvatarSize::Touch tone=AvatarTone::Hero/> }
    };
    view! {
        <Menu
            face=face
            name=t::shell::nav_account(l)
            class="cursor-pointer rounded-full"
            place="dropdown-end lg:hidden"
            items=items(&me, l)
            more=MenuForms
        />
    }
    .into_any()
}
