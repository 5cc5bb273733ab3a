//! What the club tells its members: kept in their inbox, in their language.

pub mod api;
#[cfg(feature = "ssr")]
pub mod campaigns;
#[cfg(feature = "ssr")]
mod campaigns_store;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
