//! The pages of passes and plans.

pub mod expiry;
mod going;
pub mod member;
pub mod offer;
mod offer_books;
pub mod passes;
