//! What is decided without a database: the data map.

pub mod map;
