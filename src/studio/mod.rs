//! The club itself: the organisation, its locations with their zones and opening hours, and its policies as dated data.
//!
//! A policy is what the owner decides (how long before the class cancelling is free, how long a waitlist may be); code
//! reads it and never holds a constant of its own. What a booking was promised is kept with the booking.

pub mod model;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
