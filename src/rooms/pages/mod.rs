//! The rooms page.
