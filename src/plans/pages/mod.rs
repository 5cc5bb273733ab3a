//! The passes page.

pub mod member;
pub mod passes;
