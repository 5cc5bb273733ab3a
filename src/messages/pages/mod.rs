//! The inbox, what somebody wants in it, and what is written to many at once.

pub mod campaign;
pub mod campaigns;
pub mod choices;
pub mod inbox;
