//! What this slice writes, and what it reads of the others.

mod consents;
mod copy;
mod erasure;
mod health;

pub use consents::{Said, add_consent, said};
pub use copy::{
    Part, account, bookings, credits, details, devices, import_rows, notices, passes, profile, staff_notes, standings,
    strikes, tags, visits, waits,
};
pub use erasure::{add_erasure, counts, delete_reads, erased_at, seats_ahead, teaches};
pub use health::{
    Note, add_read, begin_fingerprint, delete_health, fingerprint, has_notes, lock_fingerprint, member_key, notes,
    put_fingerprint, put_member_key, put_note, reads, sealed_under, take_note,
};
