//! The owner's first screen and the state of the machinery.

pub mod dashboard;
mod dashboard_charts;
mod dashboard_classes;
mod dashboard_head;
mod figures;
pub mod find;
pub mod keys;
pub mod member;
pub mod operations;
mod timeline;
pub mod tools;
