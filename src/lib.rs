//! Spotter runs a gym, a studio or a chain of them.
//!
//! This list is the map: what is lower may use what is higher, never the other way round.

// The type of a large page is deep; the default limit of 128 is not enough for the router's tree.
#![recursion_limit = "512"]

pub mod platform;
pub mod studio;
pub mod accounts;
pub mod members;
pub mod coaches;
pub mod plans;
pub mod rooms;
