//! The inbox page.
