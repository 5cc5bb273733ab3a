//! One's own data, a member's data for the staff, health notes, and the data map.

mod consents;
pub mod desk;
pub mod erasure;
pub mod health;
pub mod map;
pub mod own;
