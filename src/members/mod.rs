//! People: who they are, how they are found, and how whole lists of them come into the house.

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
mod access_store;
pub mod api;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod household;
#[cfg(feature = "ssr")]
mod household_store;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod import_run;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
