//! The desk's one box: what a scanner types goes to the door, what a person types is looked up.

use super::{
    desk::Found,
    desk_answer::{AnswerActions, Shown},
};
use crate::{
    accounts::pages::address::address,
    booking::{
        api::{CheckInCode, CheckInMember, UndoCheckIn},
        model::Desk,
    },
    members::model::Hits,
    platform::i18n::{t, use_locale},
    ui::{field::field_id, icon::Icon, load::Load},
};
use leptos::{
    ev::{KeyboardEvent, SubmitEvent},
    html,
    leptos_dom::helpers::{TimeoutHandle, set_timeout, set_timeout_with_handle, window_event_listener},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::HtmlElement,
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;
use uuid::Uuid;

/// How long the box waits for the next letter.
const PAUSE: Duration = Duration::from_millis(150);

/// What a scanner types begins with this; no name and no number does.
#[must_use]
pub fn like_a_code(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("S1.") || text.starts_with("S2.")
}

/// Gives the focus to the element with this id.
pub fn focus(id: &str) {
    if let Some(element) = document().get_element_by_id(id)
        && let Ok(element) = element.dyn_into::<HtmlElement>()
    {
        // a browser that refuses the focus leaves it where it was
        let _ = element.focus();
    }
}

/// The page's key for one member: two people checked in quickly, before the page has a new key, are two commands.
pub fn key_for(key: &str, of: Uuid) -> String {
    key.chars().take(24).chain(of.simple().to_string().chars()).collect()
}

/// The id of a found member's button.
pub fn hit_id(index: usize) -> String {
    format!("hit-{index}")
}

/// The box.
#[component]
pub fn SearchBox(
    location: Memo<String>,
    q: Memo<String>,
    desk: Load<Desk>,
    found: Load<Found>,
    actions: AnswerActions,
) -> impl IntoView {
    let l = use_locale();
    let input = NodeRef::<html::Input>::new();
    let navigate = use_navigate();
    // Enter came before the answer to these words: whoever fits is taken as soon as it is here
    let jump = RwSignal::new(false);
    // the words came with the address
    let came = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    let go = move |text: String| {
        if text.trim() != q.get_untracked() {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(
                &address("/desk", &[("location", &location.get_untracked()), ("q", text.trim())]),
                options,
            );
        }
    };
    let typed = move || input.get_untracked().map(|i| i.value()).unwrap_or_default();
    let empty = move || {
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            let _ = input.focus();
        }
    };

    // the only one who fits is checked in; of several one is chosen
    let choose = move |hits: &Hits| {
        jump.set(false);
        match &hits.first[..] {
            [only] if hits.total == 1 => {
                if let Some(Ok(desk)) = desk.get_untracked() {
                    let member = only.card.id;
                    actions.by_name.send(CheckInMember {
                        location: desk.location.id,
                        member,
                        key: key_for(&desk.key, member.0),
                    });
                }
            }
            [] => {}
            _ => request_animation_frame(|| focus(&hit_id(0))),
        }
    };

    let look = go.clone();
    let on_input = move |_| {
        stop();
        jump.set(false);
        let (text, look) = (typed(), look.clone());
        if !like_a_code(&text) {
            // without a timer the words are looked up with Enter
            timer.set_value(set_timeout_with_handle(move || look(text), PAUSE).ok());
        }
    };
    let enter = go.clone();
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        stop();
        let text = typed();
        let Some(Ok(desk)) = desk.get_untracked() else { return };
        if like_a_code(&text) {
            empty();
            enter(String::new());
            actions.by_code.send(CheckInCode {
                location: desk.location.id,
                code: text.trim().to_owned(),
            });
            return;
        }
        jump.set(!text.trim().is_empty());
        match found.get_untracked() {
            Some(Ok((words, hits))) if words == text.trim() => choose(&hits),
            _ => enter(text),
        }
    };
    Effect::new(move || {
        let here = found.with(|found| match found {
            Some(Ok((words, hits))) if *words == typed().trim() => Some(hits.clone()),
            _ => None,
        });
        if let Some(hits) = here
            && jump.get_untracked()
        {
            choose(&hits);
        }
    });
    let leave = go.clone();
    Effect::new(move |seen: Option<u32>| {
        let version = actions.version.get();
        // an answer came: the next one begins with an empty box
        if seen.is_some_and(|seen| seen != version) {
            empty();
            leave(String::new());
        }
        version
    });
    let first = Effect::new(move || {
        // where words came with the address, the first hit has the focus
        if let Some(input) = input.get() {
            if q.with_untracked(String::is_empty) {
                let _ = input.focus();
            } else {
                came.set(true);
            }
        }
    });
    Effect::new(move || {
        if came.get() && found.is_here() {
            came.set(false);
            // the page that was left gives its focus away first
            set_timeout(|| focus(&hit_id(0)), PAUSE);
        }
    });
    // kept for as long as the box is
    let _ = first;
    let clear = go.clone();
    let on_key = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            focus(&hit_id(0));
        }
        "Escape" => {
            event.prevent_default();
            stop();
            empty();
            actions.shown.set(Some(Shown::Nothing));
            clear(String::new());
        }
        "z" | "Z" if (event.ctrl_key() || event.meta_key()) && typed().is_empty() => {
            if let Some(visit) = actions.last_visit() {
                event.prevent_default();
                actions.undo.send(UndoCheckIn { visit });
            }
        }
        _ => {}
    };
    Effect::new(move || {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let typing = document()
                .active_element()
                .is_some_and(|e| matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"));
            let asked = document().query_selector("dialog[open]").ok().flatten().is_some();
            if typing || asked || event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let key = event.key();
            if key == "/" {
                event.prevent_default();
            }
            // a scanner does not look where the focus is: what is typed goes into the box. The space bar presses buttons.
            if key.chars().count() == 1
                && key != " "
                && let Some(input) = input.get_untracked()
            {
                let _ = input.focus();
            }
        });
        on_cleanup(move || handle.remove());
    });
    let busy = move || actions.by_code.pending().get() || actions.by_name.pending().get();
    view! {
        <form method="get" action="/desk" class="flex gap-3" role="search" on:submit=on_submit>
            <input type="hidden" name="location" value=move || location.get()/>
            <label class="input h-14 min-w-0 flex-1 bg-base-100 text-base shadow-card sm:text-lg">
                {move || {
                    if busy() {
                        view! { <span class="loading loading-spinner size-6 shrink-0 text-primary" aria-hidden="true"></span> }
                            .into_any()
                    } else {
                        view! { <Icon icon=Icon::ScanLine class="size-6 text-primary"/> }.into_any()
                    }
                }}
                <input
                    type="search"
                    id=field_id("q")
                    name="q"
                    node_ref=input
                    value=q.get_untracked()
                    placeholder=t::desk::ask_short(l)
                    aria-label=t::desk::ask(l)
                    aria-keyshortcuts="/"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="search"
                    autofocus=q.with_untracked(String::is_empty)
                    on:input=on_input
                    on:keydown=on_key
                />
                <kbd class="kbd kbd-sm hidden bg-base-200 lg:inline-flex" aria-hidden="true">"/"</kbd>
            </label>
            <button class="btn h-14 border-base-300 bg-base-100 px-4 shadow-card">
                <Icon icon=Icon::Search class="size-5"/>
                <span class="max-sm:sr-only">{t::desk::search(l)}</span>
            </button>
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::like_a_code;

    #[test]
    fn a_code_is_told_from_a_name() {
        assert!(like_a_code("S1.AbC.123.xyz"));
        assert!(like_a_code(" S1.AbC"));
        for name in ["S1", "s1.", "Sam", "李娜", "20418", ""] {
            assert!(!like_a_code(name), "{name}");
        }
    }
}
