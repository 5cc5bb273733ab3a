//! How the club is doing: figures read over every slice's tables; and how a new one begins. Writes nothing but how far that is.

pub mod api;
#[cfg(feature = "ssr")]
pub mod leaving;
#[cfg(feature = "ssr")]
mod leaving_store;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
pub mod setup;
#[cfg(feature = "ssr")]
mod setup_store;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod timeline;
#[cfg(feature = "ssr")]
mod timeline_store;
