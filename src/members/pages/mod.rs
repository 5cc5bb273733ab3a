//! Sign-up, profile, members list.

pub mod access;
pub mod edit;
mod fields;
pub mod household;
pub mod let_in;
pub mod list;
mod list_filters;
mod list_table;
pub mod profile;
pub mod relatives;
pub mod sign_up;
