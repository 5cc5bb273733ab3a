//! The passes page.
