//! The owner's first screen and the state of the machinery.

pub mod dashboard;
mod dashboard_charts;
mod dashboard_classes;
mod dashboard_head;
mod dashboard_next;
mod figures;
pub mod find;
pub mod keys;
pub mod leaving;
mod leaving_campaign;
mod leaving_rows;
mod leaving_sheets;
pub mod member;
pub mod operations;
mod operations_backups;
pub mod setup;
mod setup_steps;
mod timeline;
pub mod tools;
