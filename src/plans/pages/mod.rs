//! The passes page.

mod going;
pub mod member;
pub mod offer;
pub mod passes;
