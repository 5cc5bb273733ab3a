//! People: who they are, how they are found, and how whole lists of them come into the house.

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
mod access_store;
pub mod api;
#[cfg(feature = "ssr")]
mod batch_store;
#[cfg(feature = "ssr")]
pub mod bulk;
#[cfg(feature = "ssr")]
mod bulk_store;
#[cfg(feature = "ssr")]
pub mod contacts;
#[cfg(feature = "ssr")]
mod contacts_store;
#[cfg(feature = "ssr")]
pub mod details;
#[cfg(feature = "ssr")]
mod details_store;
#[cfg(feature = "ssr")]
pub mod export;
#[cfg(feature = "ssr")]
pub mod guard;
#[cfg(feature = "ssr")]
pub mod household;
#[cfg(feature = "ssr")]
mod household_store;
#[cfg(feature = "ssr")]
pub mod import;
#[cfg(feature = "ssr")]
pub mod import_run;
#[cfg(feature = "ssr")]
mod import_store;
#[cfg(feature = "ssr")]
pub mod import_wizard;
#[cfg(feature = "ssr")]
pub mod jobs;
#[cfg(feature = "ssr")]
pub mod merge;
#[cfg(feature = "ssr")]
mod merge_store;
pub mod model;
pub mod pages;
#[cfg(feature = "ssr")]
pub mod papers;
#[cfg(feature = "ssr")]
pub mod papers_office;
#[cfg(feature = "ssr")]
mod papers_store;
#[cfg(feature = "ssr")]
pub mod rules;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod store;
#[cfg(feature = "ssr")]
pub mod views;
#[cfg(feature = "ssr")]
mod views_store;
