//! Spotter runs a gym, a studio or a chain of them.
//!
//! The list below is the map, in the order in which the slices may use each other: each uses only those before it.

// The type of a large page is deep; the default limit of 128 is not enough for the router's tree.
#![recursion_limit = "512"]

pub mod platform; // databases, errors, time, languages: knows nothing of gyms

pub mod ui; // the design kit

// One slice each; the blank lines keep them in their order.

pub mod studio; // the organisation, its locations and policies

pub mod accounts; // who may come in and what they may do

pub mod members; // people

pub mod coaches; // those who teach

pub mod plans; // passes and credits

pub mod rooms; // where

pub mod schedule; // what is taught and when

pub mod booking; // who comes

pub mod messages; // what members are told

pub mod privacy; // what is known of people, and what they may ask of it

pub mod insight; // how the club is doing

pub mod app; // the shell and the route table
#[cfg(feature = "ssr")]
pub mod backup; // copies of the database, sealed
#[cfg(feature = "ssr")]
pub mod check; // what must always hold
#[cfg(feature = "ssr")]
pub mod config; // settings
#[cfg(feature = "ssr")]
pub mod demo; // a club filled with invented people
#[cfg(feature = "ssr")]
pub mod restore; // a copy in the place of the database
#[cfg(feature = "ssr")]
pub mod server; // the router, and what every answer carries
#[cfg(feature = "ssr")]
pub mod worker; // what runs on a schedule or after an event

/// Drawing pages is asking for memory in small pieces and giving it back: the system's allocator spends a fifth of the time on that.
#[cfg(feature = "ssr")]
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Wakes the page that the server has drawn.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_lazy(app::App);
    // The shell for when there is no line. A browser that will not take it works as before.
    if let Some(window) = web_sys::window().filter(web_sys::Window::is_secure_context) {
        let _ = window.navigator().service_worker().register("/sw.js");
    }
}
