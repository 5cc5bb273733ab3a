//! What is kept of two records of a person that were made one.

use super::table::{Table, table};
use crate::privacy::model::{
    Area::{People, Privacy},
    Erase::{Delete, Nameless, Stays},
    Keep::{Month, Service},
    Kind::{Conduct, Health, Identity, Technical},
    Why::{Agreed, Running},
};

/// Two records that were made one.
pub(super) const MERGES: Table = table(
    "member_merges",
    People,
    Running,
    Service,
    &[
        (Conduct, Nameless, "at freed undone_at forgotten_at"),
        (
            Technical,
            Stays,
            "id org_id kept other by_account account_moved account_left account_shut undone_by",
        ),
    ],
);

/// What went over.
pub(super) const ROWS: Table = table(
    "member_merge_rows",
    People,
    Running,
    Month,
    &[(Technical, Delete, "merge_id what row_id")],
);

/// What stood there before.
pub(super) const FIELDS: Table = table(
    "member_merge_fields",
    People,
    Running,
    Month,
    &[
        (Identity, Delete, "was became"),
        (Technical, Delete, "merge_id side field"),
    ],
);

/// Health notes that stood there before.
pub(super) const NOTES: Table = table(
    "member_merge_notes",
    Privacy,
    Agreed,
    Month,
    &[
        (Health, Delete, "was_body"),
        (Technical, Delete, "merge_id kind put_id was_id was_at"),
    ],
);
