//! What people may ask of whoever keeps their data: what is kept and why, what they have agreed to, who has read what, a copy of
//! everything, and the end of it.
//!
//! Nothing is kept that [`rules::map`] does not name. What stands at the right of a member's data (their bookings, passes, notices) is
//! read here and blanked by the slice that writes it.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
