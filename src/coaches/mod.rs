//! Those who teach: who they are. Skills, hours and pay come with their first feature.

pub mod model;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
