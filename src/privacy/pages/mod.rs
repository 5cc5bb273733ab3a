//! One's own data, a member's data for the staff, health notes, the data map, and the notice that everybody may read.

mod consents;
pub mod desk;
pub mod erasure;
pub mod health;
pub mod map;
pub mod merge;
mod merge_parts;
pub mod notice;
pub mod own;
pub mod pairs;
