//! One decision over a page: a bottom sheet on a phone, a box on a desktop.
//!
//! The server draws it `open` for `?sheet=…`, so it works without a script, and closing is a link to the page without
//! the parameter. When the page is live, `showModal()` adds the focus trap, Esc and an inert page behind, and the focus
//! goes back to what opened it.

use leptos::leptos_dom::helpers::{document, request_animation_frame, set_timeout};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlElement};

use super::icon::Icon;
use std::time::Duration;

/// What a dialog looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialogKind {
    /// A bottom sheet on a phone, a box from 640 px on: members and coaches.
    #[default]
    Sheet,
    /// A box on every screen: staff, and before what cannot be undone.
    Box,
}

/// A dialog that is drawn because the URL asks for it. Leave it out of the view to close it.
#[component]
pub fn Dialog(
    /// The DOM id; its heading is `{id}-title`.
    #[prop(into)]
    id: String,
    /// What is decided: "Cancel this class for 14 people?"
    #[prop(into)]
    title: String,
    /// What follows from it.
    #[prop(optional, into)]
    text: Option<String>,
    /// The page without the dialog.
    #[prop(into)]
    close_href: String,
    /// The name of the way out: "Close", "Not now".
    #[prop(into)]
    close_label: String,
    /// What it looks like.
    #[prop(optional)]
    kind: DialogKind,
    /// What stands over the title, such as a category, or in its place (then give `bare`).
    #[prop(optional, into)]
    head: ViewFnOnce,
    /// The heading is read, not seen: `head` shows it its own way.
    #[prop(optional)]
    bare: bool,
    /// Wider, for forms of two columns.
    #[prop(optional)]
    wide: bool,
    /// The content; buttons last, the one that closes named by what stays ("Keep it").
    children: Children,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Dialog>::new();
    let way_out = NodeRef::<leptos::html::A>::new();
    make_modal(node);
    // Esc takes the same way as the link: the router hears the click, and the URL loses the parameter
    let on_cancel = move |event: Event| {
        event.prevent_default();
        if let Some(link) = way_out.get_untracked() {
            link.click();
        }
    };
    let width = if wide { "max-w-2xl" } else { "max-w-md" };
    let (outer, inner, grip) = match kind {
        DialogKind::Sheet => (
            "modal modal-bottom sm:modal-middle",
            format!(
                "touch modal-box mx-auto {width} rounded-t-[1.5rem] px-5 pt-3 pb-7 shadow-sheet sm:rounded-box sm:pt-5 sm:pb-5 sm:shadow-pop"
            ),
            Some(view! {
                <span class="mx-auto mb-4 block h-1.5 w-10 rounded-full bg-base-300 sm:hidden" aria-hidden="true"></span>
            }),
        ),
        DialogKind::Box => ("modal", format!("modal-box {width} p-5 shadow-pop sm:p-6"), None),
    };
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    let heading = if bare {
        "sr-only"
    } else {
        "text-xl font-bold tracking-tight"
    };
    let veil = close_href.clone();
    view! {
        <dialog
            id=id
            open=true
            class=outer
            aria-labelledby=labelled_by
            node_ref=node
            on:cancel=on_cancel
        >
            <div class=inner>
                {grip}
                <div class="flex items-start gap-3">
                    <div class="min-w-0 flex-1">
                        {head.run()}
                        <h2 id=title_id class=heading>
                            {title}
                        </h2>
                        {text.map(|text| view! { <p class="mt-1.5 text-sm text-muted">{text}</p> })}
                    </div>
                    <a
                        href=close_href
                        node_ref=way_out
                        data-noscroll=""
                        class="btn btn-ghost btn-circle btn-sm -mt-1 -mr-2 size-11 shrink-0"
                        aria-label=close_label
                    >
                        <Icon icon=Icon::X/>
                    </a>
                </div>
                <div class="mt-4">{children()}</div>
            </div>
            <a href=veil class="modal-backdrop" tabindex="-1" aria-hidden="true" data-noscroll=""></a>
        </dialog>
    }
    .into_any()
}

/// When a page that changed behind a dialog has mostly come to rest.
const SETTLED: [Duration; 2] = [Duration::from_millis(400), Duration::from_millis(1500)];

/// Turns the drawn dialog into a modal one, and gives the focus back when it goes.
fn make_modal(node: NodeRef<leptos::html::Dialog>) {
    Effect::new(move || {
        let Some(dialog) = node.get() else { return };
        let opener = opener_id(&dialog.id());
        // whoever is typing in it while the page wakes goes on in the same field, and not in the first
        let held = document()
            .active_element()
            .filter(|element| dialog.contains(Some(element)))
            .and_then(|element| element.dyn_into::<HtmlElement>().ok());
        // `open` on the element is an error for `showModal`, and the server had to draw it
        dialog.set_open(false);
        if dialog.show_modal().is_err() {
            dialog.set_open(true);
        }
        if let Some(field) = held {
            // a browser that refuses the focus leaves it where the dialog put it
            let _ = field.focus();
        }
        // until the dialog has left the page everything behind it is inert and takes no focus
        on_cleanup(move || {
            // and what comes in its place may be drawn anew once more, when the page has asked the server again
            for after in SETTLED {
                let opener = opener.clone();
                set_timeout(move || focus_if_lost(&opener), after);
            }
            request_animation_frame(move || focus_if_lost(&opener));
        });
    });
}

/// The id of what has the focus now; it gets one where it has none. `main` where nothing has it, as after a page load.
fn opener_id(dialog_id: &str) -> String {
    let Some(element) = document()
        .active_element()
        .filter(|element| element.tag_name() != "BODY")
    else {
        return "main".to_owned();
    };
    if element.id().is_empty() {
        element.set_id(&format!("{dialog_id}-opener"));
    }
    element.id()
}

/// Gives the focus to the element with this id, unless the reader is already somewhere else.
fn focus_if_lost(id: &str) {
    let lost = document()
        .active_element()
        .is_none_or(|element| element.tag_name() == "BODY");
    // what opened it may be gone, as the button of a class that is booked now
    let opener = document().get_element_by_id(id);
    if lost
        && let Some(element) = opener.or_else(|| document().get_element_by_id("main"))
        && let Ok(element) = element.dyn_into::<HtmlElement>()
    {
        // a browser that refuses the focus leaves it where it was
        let _ = element.focus();
    }
}
