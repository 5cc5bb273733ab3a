//! A word after something that worked, with the way back. It covers and never pushes; it goes after eight seconds,
//! unless the reader is at it.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::icon::Icon;

/// How long a toast stays.
const STAYS: Duration = Duration::from_secs(8);

/// The place of toasts: draw it once a page. The region is always there, so that screen readers hear what comes in.
#[component]
pub fn Toast(
    /// What was done: "Booked. 6 left". Nothing is shown without it.
    #[prop(into)]
    text: Signal<Option<String>>,
    /// Undo: a form with one `Button` of kind `OnNeutral`.
    #[prop(optional, into)]
    undo: Option<ViewFn>,
    /// The name of the button that puts it away: "Close".
    #[prop(into)]
    close_label: String,
    /// Another icon than the check.
    #[prop(optional)]
    icon: Option<Icon>,
    /// On a desktop it stands lower: nothing is at the foot of the page.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let (gone, set_gone) = signal(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    let start = move || {
        stop();
        // without a timer the toast stays, which is the safe side
        timer.set_value(set_timeout_with_handle(move || set_gone.set(true), STAYS).ok());
    };
    Effect::new(move || {
        set_gone.set(false);
        if text.with(Option::is_some) {
            start();
        }
    });
    on_cleanup(stop);
    let shown = move || text.get().filter(|_| !gone.get());
    let icon = icon.unwrap_or(Icon::CircleCheckBig);
    let body = move || {
        shown().map(|text| {
            let undo = undo.as_ref().map(ViewFn::run);
            view! {
                <div
                    class="pointer-events-auto flex w-full items-center gap-3 rounded-box bg-neutral py-1.5 pr-2 pl-4 text-neutral-content shadow-pop"
                    on:mouseenter=move |_| stop()
                    on:mouseleave=move |_| start()
                    on:focusin=move |_| stop()
                    on:focusout=move |_| start()
                >
                    <Icon icon=icon/>
                    <span class="min-w-0 flex-1 py-2 text-sm whitespace-normal">{text}</span>
                    {undo}
                    <button
                        type="button"
                        class="btn btn-ghost btn-square btn-sm text-neutral-content hover:bg-neutral-content/10"
                        aria-label=close_label.clone()
                        on:click=move |_| set_gone.set(true)
                    >
                        <Icon icon=Icon::X class="size-4"/>
                    </button>
                </div>
            }
        })
    };
    view! {
        <div
            class=format!("toast toast-center pointer-events-none bottom-24 z-40 w-full max-w-md px-4 lg:bottom-4 {class}")
            role="status"
        >
            {body}
        </div>
    }
    .into_any()
}
