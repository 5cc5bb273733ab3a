//! The passes page.

pub mod member;
pub mod offer;
pub mod passes;
