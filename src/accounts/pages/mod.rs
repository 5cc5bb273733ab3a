//! Sign-in, the first owner, devices, staff and roles; and the shells that every signed-in page stands in.

pub mod account_menu;
pub mod address;
pub mod audit;
pub mod auth;
pub mod claim;
pub mod devices;
pub mod factor;
pub mod join;
pub mod proof;
pub mod roles;
pub mod shell;
mod shell_staff;
pub mod sign_in;
pub mod staff;
mod staff_access;
pub mod tools;
pub mod wrong;

use super::model::Me;
use crate::ui::load::Load;
use leptos::prelude::*;

/// The reader and the club, loaded once by the app's root and shared by every shell.
#[derive(Clone, Copy)]
pub struct MeResource(pub Load<Option<Me>>);

/// The reader and the club.
///
/// # Panics
/// Outside the app's root, which provides it.
#[must_use]
pub fn use_me() -> Load<Option<Me>> {
    expect_context::<MeResource>().0
}

/// How many notices wait unread, for the bell: loaded by the app's root, because the inbox is a later slice than the
/// shells. An error means that the reader has no inbox.
#[derive(Clone, Copy)]
pub struct Unread(pub Load<i64>);

/// The theme that the reader chose: `auto`, `light` or `dark`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Theme(pub &'static str);
