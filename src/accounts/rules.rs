//! What is decided without a database: how the rows of the audit log are sealed.

use super::model::{AuditRow, Deed, ObjectKind};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// What stands before the first row.
pub const BEGINNING: [u8; 32] = [0; 32];

impl AuditRow {
    /// The seal that belongs to this row: SHA-256 over the seal of the row before and every field, each led by its length, so that
    /// no two rows are the same bytes.
    #[must_use]
    pub fn sealed(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        let mut add = |field: &[u8]| {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        };
        let id = |id: Option<Uuid>| id.map(|id| id.as_bytes().to_vec()).unwrap_or_default();
        add(&self.previous);
        add(&self.n.to_be_bytes());
        add(&self.at.0.to_be_bytes());
        add(&id(self.account_id));
        add(self.deed.as_bytes());
        add(self.object_kind.as_deref().unwrap_or_default().as_bytes());
        add(&id(self.object_id));
        add(&id(self.location_id));
        add(self.address.as_bytes());
        add(self.details.as_bytes());
        hash.finalize().to_vec()
    }

    /// What is wrong with this row behind one with this number and seal.
    #[must_use]
    pub fn wrong(&self, n: i64, seal: &[u8]) -> Option<&'static str> {
        if self.n != n + 1 {
            Some("a row is missing before it")
        } else if self.previous != seal {
            Some("it does not follow the row before it")
        } else if self.seal != self.sealed() {
            Some("it was changed after it was written")
        } else {
            None
        }
    }
}

/// The parts of a deed on something, as they are stored.
#[must_use]
pub fn object(object: Option<(ObjectKind, Uuid)>) -> (Option<String>, Option<Uuid>) {
    match object {
        Some((kind, id)) => (Some(kind.code().to_owned()), Some(id)),
        None => (None, None),
    }
}

/// The deed with this code.
#[must_use]
pub fn deed(code: &str) -> Option<Deed> {
    Deed::ALL.iter().copied().find(|deed| deed.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::Instant;

    fn row(n: i64, previous: &[u8], details: &str) -> AuditRow {
        let mut row = AuditRow {
            n,
            at: Instant(1_770_000_000_000_000 + n),
            account_id: Some(Uuid::from_u128(7)),
            deed: "role_given".into(),
            object_kind: Some("account".into()),
            object_id: Some(Uuid::from_u128(8)),
            location_id: None,
            address: "192.0.2.1".into(),
            details: details.into(),
            previous: previous.to_vec(),
            seal: Vec::new(),
        };
        row.seal = row.sealed();
        row
    }

    #[test]
    fn each_row_is_sealed_over_the_one_before() {
        let first = row(1, &BEGINNING, "[]");
        let second = row(2, &first.seal, "[]");
        assert_eq!(first.wrong(0, &BEGINNING), None);
        assert_eq!(second.wrong(1, &first.seal), None);
        assert!(second.wrong(0, &BEGINNING).is_some(), "a row is missing");
        let changed = AuditRow {
            details: "[1]".into(),
            ..second.clone()
        };
        assert_eq!(
            changed.wrong(1, &first.seal),
            Some("it was changed after it was written")
        );
        let other = row(1, &BEGINNING, "[2]");
        assert_eq!(
            second.wrong(1, &other.seal),
            Some("it does not follow the row before it")
        );
    }

    #[test]
    fn what_moves_from_one_field_to_the_next_is_seen() {
        let one = row(1, &BEGINNING, "b");
        let mut other = one.clone();
        (other.address, other.details) = ("192.0.2.1b".into(), String::new());
        assert_ne!(one.seal, other.sealed());
    }

    #[test]
    fn codes_are_told_apart() {
        let codes: std::collections::BTreeSet<_> = Deed::ALL.iter().map(|deed| deed.code()).collect();
        assert_eq!(codes.len(), Deed::ALL.len());
        assert!(Deed::ALL.iter().all(|d| deed(d.code()) == Some(*d)));
    }
}
