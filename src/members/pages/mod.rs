//! Sign-up, profile, members list.

pub mod access;
pub mod details;
mod details_fields;
pub mod edit;
mod fields;
pub mod file;
pub mod household;
mod import_match;
mod import_rows;
pub mod import_wizard;
pub mod imports;
pub mod let_in;
pub mod list;
mod list_filters;
mod list_table;
pub mod profile;
pub mod relatives;
pub mod sign_up;
