//! Sign-up, profile, members list.

pub mod access;
pub mod bulk;
pub mod bulk_run;
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
mod list_tools;
pub mod papers;
pub mod papers_desk;
mod papers_form;
pub mod papers_office;
pub mod profile;
pub mod relatives;
pub mod run;
pub mod sign_up;

pub use list_tools::ways_out;
