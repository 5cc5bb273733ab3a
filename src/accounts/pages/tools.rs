//! What staff have on every page: the box that finds anything, and the keys.
//!
//! Both are drawn by code of the office, which arrives when somebody first asks for it: the shells know only that there is such a
//! thing, and where the pages are that do the same without a script.

use super::use_me;
use crate::{
    accounts::model::Permission,
    platform::i18n::{Locale, t, use_locale},
    ui::{icon::Icon, layout::PaletteLink},
};
use leptos::{
    ev::{KeyboardEvent, MouseEvent},
    leptos_dom::helpers::window_event_listener,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::HtmlElement,
};
use leptos_router::hooks::use_navigate;
use std::sync::OnceLock;

/// What can be opened over a page of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Finds pages, members, classes and what can be done.
    Find,
    /// Says which keys there are.
    Keys,
}

/// Which tool is open over the page, and how what draws it is brought here; provided by the app's root.
#[derive(Clone, Copy)]
pub struct Tools {
    /// The one that is open.
    pub open: RwSignal<Option<Tool>>,
    /// Whether [`DRAWN_BY`] says how.
    pub ready: RwSignal<bool>,
    /// Brings it, then says that it is here.
    pub bring: fn(RwSignal<bool>),
}

/// How a tool is drawn, once that has arrived.
pub static DRAWN_BY: OnceLock<fn(Tool) -> AnyView> = OnceLock::new();

/// A page that a letter after `g` leads to.
pub struct Way {
    /// The letter.
    pub letter: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// What one must be allowed to do there.
    pub needs: Permission,
    /// The page's name.
    pub text: fn(Locale) -> &'static str,
}

/// The letters after `g`, in the order of the navigation.
pub const WAYS: [Way; 7] = [
    way("d", "/admin", Permission::SeeReports, t::shell::dashboard),
    way("f", "/desk", Permission::WorkDesk, t::shell::desk),
    way("t", "/admin/timetable", Permission::EditTimetable, t::shell::timetable),
    way("m", "/admin/members", Permission::SeeMembers, t::shell::members),
    way("c", "/coach", Permission::Teach, t::shell::coach_today),
    way("r", "/admin/rooms", Permission::EditRooms, t::shell::rooms),
    way("s", "/admin/staff", Permission::EditStaff, t::shell::staff),
];

const fn way(letter: &'static str, href: &'static str, needs: Permission, text: fn(Locale) -> &'static str) -> Way {
    Way {
        letter,
        href,
        needs,
        text,
    }
}

/// How long the letter after `g` may take, in milliseconds.
const PATIENCE: f64 = 1_500.0;

impl Tools {
    /// Opens a tool; the first time, what draws it is fetched.
    pub fn show(self, tool: Tool) {
        self.open.set(Some(tool));
        if !self.ready.get_untracked() {
            (self.bring)(self.ready);
        }
    }
}

/// Where a browser remembers that letters are no keys in it.
#[cfg(not(feature = "ssr"))]
const QUIET: &str = "spotter-letters-off";

/// Whether a letter alone is a key in this browser. What types letters by itself, speech or a switch, needs them off.
#[must_use]
pub fn letters_on() -> bool {
    #[cfg(feature = "ssr")]
    return true;
    #[cfg(not(feature = "ssr"))]
    storage().is_none_or(|storage| storage.get_item(QUIET).ok().flatten().is_none())
}

/// Turns keys of one letter on or off in this browser.
#[cfg_attr(feature = "ssr", allow(unused_variables, reason = "a server has no keys"))]
pub fn turn_letters(on: bool) {
    #[cfg(not(feature = "ssr"))]
    if let Some(storage) = storage() {
        // a browser that keeps nothing has them on with the next page
        let _ = if on {
            storage.remove_item(QUIET)
        } else {
            storage.set_item(QUIET, "1")
        };
    }
}

#[cfg(not(feature = "ssr"))]
fn storage() -> Option<leptos::web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// Whether what is typed goes into a field.
fn typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            && !matches!(
                element.get_attribute("type").as_deref(),
                Some("checkbox" | "radio" | "button" | "submit")
            )
    })
}

/// Puts the focus into the page's search box; whether it has one.
fn into_search() -> bool {
    let field = document()
        .query_selector("main input[type=search]")
        .ok()
        .flatten()
        .and_then(|field| field.dyn_into::<HtmlElement>().ok());
    field.is_some_and(|field| field.focus().is_ok())
}

/// What is open over the page, and the keys that open it. At the desk letters are what a scanner types: only Ctrl-K is a key there.
pub(super) fn tools(letters: bool) -> AnyView {
    let Some(tools) = use_context::<Tools>() else {
        return ().into_any();
    };
    let me = use_me();
    let navigate = use_navigate();
    let after_g = StoredValue::new(None::<f64>);
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() || event.default_prevented() {
            return;
        }
        let key = event.key();
        let command = event.ctrl_key() || event.meta_key();
        if command && !event.alt_key() && !event.shift_key() && key.eq_ignore_ascii_case("k") {
            event.prevent_default();
            if tools.open.get_untracked().is_none() {
                tools.show(Tool::Find);
            }
            return;
        }
        let asked = document().query_selector("dialog[open]").ok().flatten().is_some();
        if command || event.alt_key() || asked || !letters || typing() || !letters_on() {
            return;
        }
        let began = after_g.get_value();
        after_g.set_value(None);
        match key.as_str() {
            "?" => tools.show(Tool::Keys),
            "/" => {
                if !into_search() {
                    tools.show(Tool::Find);
                }
            }
            letter if began.is_some_and(|at| event.time_stamp() - at < PATIENCE) => {
                let may = |needs| matches!(me.get_untracked(), Some(Ok(Some(me))) if me.may(needs));
                match WAYS.iter().find(|way| way.letter == letter && may(way.needs)) {
                    Some(way) => navigate(way.href, leptos_router::NavigateOptions::default()),
                    None => return,
                }
            }
            "g" => {
                after_g.set_value(Some(event.time_stamp()));
                return;
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, on_key.clone());
        on_cleanup(move || handle.remove());
    });
    // what was open belongs to the page that was left
    on_cleanup(move || {
        let _ = tools.open.try_set(None);
    });
    (move || {
        let tool = tools.open.get()?;
        tools.ready.get().then(|| DRAWN_BY.get().map(|draw| draw(tool)))?
    })
    .into_any()
}

/// Opens the tool instead of following the link to the page that does the same; a new tab stays a new tab.
fn instead(event: &MouseEvent) {
    if event.ctrl_key() || event.meta_key() || event.shift_key() {
        return;
    }
    if let Some(tools) = use_context::<Tools>() {
        event.prevent_default();
        tools.show(Tool::Find);
    }
}

/// The way to find anything, in the bar of a page.
pub(super) fn search_link() -> ViewFnOnce {
    let l = use_locale();
    let owner = Owner::current();
    ViewFnOnce::from(move || {
        let open = move |event: MouseEvent| {
            if let Some(owner) = &owner {
                owner.with(|| instead(&event));
            }
        };
        view! {
            <div class="contents" on:click=open>
                <PaletteLink href="/find" label=t::find::placeholder(l) keys=t::find::key_open(l)/>
            </div>
        }
    })
}

/// The same on a phone, where there is room for its icon.
pub(super) fn search_icon() -> ViewFnOnce {
    let l = use_locale();
    ViewFnOnce::from(move || {
        view! {
            <a href="/find" class="btn btn-ghost btn-square size-11" aria-label=t::find::title(l)>
                <Icon icon=Icon::Search/>
            </a>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::WAYS;
    use std::collections::BTreeSet;

    #[test]
    fn a_letter_leads_to_one_page() {
        let letters: BTreeSet<_> = WAYS.iter().map(|way| way.letter).collect();
        let pages: BTreeSet<_> = WAYS.iter().map(|way| way.href).collect();
        assert_eq!((letters.len(), pages.len()), (WAYS.len(), WAYS.len()));
        assert!(!letters.contains("g"), "the letter that begins");
    }
}
