//! A club filled with invented people: what a visitor tries, and what tests and benches work on.
//!
//! The pure part makes a [`club::Club`] of a seed; [`write`](mod@write) puts it into the database with a history behind it and
//! bookings ahead.

pub mod classes;
pub mod club;
pub mod fill;
mod lists;
pub mod names;
pub mod plan;
pub mod rng;

pub mod sales;
mod store;
pub mod week;
pub mod write;
