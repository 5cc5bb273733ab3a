//! The rooms page.

pub mod rooms;
