//! A QR code as one path. The caller computes the path; nothing here becomes markup.

use leptos::prelude::*;

/// A QR code, black on white in both themes, because readers want it so.
#[component]
pub fn QrCode(
    /// The `d` of the path: one unit a module.
    #[prop(into)]
    path: String,
    /// Modules a side, with the four of the quiet zone on each.
    modules: u32,
    /// "Your entry code as a QR code".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <div class="rounded-[1.75rem] bg-white p-2 text-black shadow-pop">
            <svg
                viewBox=format!("0 0 {modules} {modules}")
                class="h-auto w-full"
                shape-rendering="crispEdges"
                role="img"
                aria-label=label
            >
                <path fill="currentColor" d=path></path>
            </svg>
        </div>
    }
    .into_any()
}
