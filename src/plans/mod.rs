//! What a member may use: plans that the club offers, passes that members hold, and credits in a ledger that only grows.
//!
//! A booking holds credits of one lot; being there, or not being there without word, uses them up; cancelling in time puts them back
//! into the same lot. Which pass a booking uses is decided by one rule that the member can see and change.

pub mod api;
#[cfg(feature = "ssr")]
pub mod jobs;
pub mod model;
pub mod pages;
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
