//! Who may come in and what they may do: accounts, signed-in devices, roles as sets of permissions scoped to locations.
//!
//! A server function asks [`guard`] first, always: who is calling, and may they. What the pages show or hide is courtesy.

pub mod api;
#[cfg(feature = "ssr")]
mod audit_store;
#[cfg(feature = "ssr")]
mod factor_store;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
mod link_store;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
mod password;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
mod totp;
