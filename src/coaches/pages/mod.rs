//! The page of those who teach.

pub mod coaches;
