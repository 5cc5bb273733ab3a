//! How the club is doing: figures read over every slice's tables. Writes nothing.

pub mod api;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod timeline;
#[cfg(feature = "ssr")]
mod timeline_store;
