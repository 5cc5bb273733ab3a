//! Rooms: where classes take place and how many people each may hold. Equipment and reservations come with their feature.

pub mod api;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
