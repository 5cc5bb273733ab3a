//! Those who teach: who they are, and how far they have come. Skills, hours and pay come with their first feature.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
