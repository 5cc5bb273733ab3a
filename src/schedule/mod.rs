//! What is taught and when: class types, weekly series and the dated class sessions that they make.
//!
//! A series is a rule in wall time; its sessions are written ahead with both the wall time and the instant, because they carry
//! bookings. One date can be changed or cancelled without touching its series. The seat count of a session lives
//! here and is moved only by [`service::take_seat`] and [`service::give_back_seat`].

pub mod api;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod pages;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
