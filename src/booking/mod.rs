//! Who comes: seats, the waitlist, cancelling, checking in.
//!
//! Every decision is taken by [`rules`] over facts gathered under the lock of the class; what it decides is written in the same
//! transaction with the credits, and the seat itself is guarded once more by the statement that takes it.

pub mod api;
#[cfg(feature = "ssr")]
pub mod code;
#[cfg(feature = "ssr")]
pub mod door;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
mod kept;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
