//! What is drawn over a page of staff: the box that finds anything, and the keys.

use super::{find::find_box, keys::key_list};
use crate::{
    accounts::pages::tools::{DRAWN_BY, Tool, Tools},
    insight::api::find,
    platform::i18n::{t, use_locale},
    ui::{icon::Icon, load::Load, page::Page},
};
use leptos::{html, prelude::*, web_sys::Event};

/// No page: with it arrives what draws the tools.
pub struct ToolsArrive;

impl Page for ToolsArrive {
    fn data() -> Self {
        // whoever was first has said the same
        let _ = DRAWN_BY.set(draw);
        Self
    }

    fn view(_: Self) -> AnyView {
        ().into_any()
    }
}

fn draw(tool: Tool) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    let tools = expect_context::<Tools>();
    Effect::new(move || {
        if let Some(dialog) = node.get() {
            // a browser that knows no dialogs keeps the page, where the same is done
            if dialog.show_modal().is_err() {
                tools.open.set(None);
            }
        }
    });
    // closing it gives the focus back to what had it
    let close = move || {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
        tools.open.set(None);
    };
    let on_cancel = move |event: Event| {
        event.prevent_default();
        close();
    };
    let l = use_locale();
    let (name, inside) = match tool {
        Tool::Find => {
            let asked = RwSignal::new(String::new());
            let found = Load::new(move || asked.get(), find);
            (
                t::find::title(l),
                find_box(l, asked, found, Some(Callback::new(move |()| close()))),
            )
        }
        Tool::Keys => {
            let list = view! {
                <div class="flex items-center gap-3 border-b border-base-300 px-5 py-3">
                    <h2 class="flex-1 text-lg font-bold tracking-tight">{t::find::keys(l)}</h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-circle -mr-2 size-11"
                        aria-label=t::find::close(l)
                        on:click=move |_| close()
                    >
                        <Icon icon=Icon::X/>
                    </button>
                </div>
                <div class="overflow-y-auto p-5">{key_list(l)}</div>
            };
            (t::find::keys(l), list.into_any())
        }
    };
    view! {
        <dialog
            class="modal items-start justify-items-center p-2 pt-[8vh] sm:p-4 sm:pt-[12vh]"
            aria-label=name
            node_ref=node
            on:cancel=on_cancel
        >
            <div class="modal-box flex max-h-[76vh] w-full max-w-2xl flex-col overflow-hidden p-0 shadow-pop">{inside}</div>
            <button
                type="button"
                class="modal-backdrop"
                tabindex="-1"
                aria-hidden="true"
                on:click=move |_| close()
            ></button>
        </dialog>
    }
    .into_any()
}
