//! Sign-in, the first owner, devices, staff and roles; and the shells that every signed-in page stands in.

use super::model::Me;
use crate::platform::error::Answer;
use leptos::prelude::*;

/// The reader and the club, loaded once by the app's root and shared by every shell.
#[derive(Clone, Copy)]
pub struct MeResource(pub Resource<Answer<Option<Me>>>);

/// The reader and the club.
///
/// # Panics
/// Outside the app's root, which provides it.
#[must_use]
pub fn use_me() -> Resource<Answer<Option<Me>>> {
    expect_context::<MeResource>().0
}
