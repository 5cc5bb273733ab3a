//! What this slice writes, and what it reads of the others.

mod consents;
mod copy;
mod erasure;
mod health;
mod merge;

pub use consents::{Said, add_consent, said};
pub use copy::{
    Part, account, bookings, campaigns, contacts, credits, details, devices, exceptions, hours, import_rows,
    memberships, merges, notice_choices, notices, passes, profile, signatures, staff_notes, standings, strikes, tags,
    visits, waits,
};
pub use erasure::{add_erasure, all_erased, back, counts, delete_reads, erased_at, seats_ahead, teaches};
pub use health::{
    Note, add_read, begin_fingerprint, delete_health, fingerprint, has_notes, lock_fingerprint, member_key, notes,
    put_fingerprint, put_member_key, put_note, read_since, reads, sealed_under, take_note,
};
pub use merge::{
    MergeNote, MergeRow, NewMerge, add_merge, belongings, carry, end_merge, fields, keep_used_passes, merge,
    merge_notes, merges_of, merges_with, note_rows, purge, put_field, put_merge_note, take_put_note, to_forget,
    used_passes,
};
