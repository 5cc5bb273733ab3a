-- What the staff did: a log that only grows, each row sealed over the one before it.

CREATE TABLE audit_entries (
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    n           INTEGER NOT NULL CHECK (n > 0),   -- from 1, without a gap
    at          INTEGER NOT NULL,
    account_id  BLOB,                             -- who did it; NULL: the console
    deed        TEXT NOT NULL,
    object_kind TEXT,                             -- on what, if on anything
    object_id   BLOB,
    location_id BLOB,                             -- where; NULL: it concerns no single location
    address     TEXT NOT NULL,                    -- where the request came from; empty: the console
    details     TEXT NOT NULL,                    -- fields with what was and what is, as JSON; never a secret, never a member's own data
    previous    BLOB NOT NULL,                    -- the seal of the row before
    seal        BLOB NOT NULL,                    -- SHA-256 over that and this row
    PRIMARY KEY (org_id, n)
) STRICT;
CREATE INDEX audit_entries_by_account ON audit_entries (org_id, account_id, n);
CREATE INDEX audit_entries_by_object ON audit_entries (org_id, object_id, n) WHERE object_id IS NOT NULL;
CREATE INDEX audit_entries_by_time ON audit_entries (org_id, at);

CREATE TRIGGER audit_entries_no_update BEFORE UPDATE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END;
CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
BEGIN SELECT RAISE(ABORT, 'audit_entries only grows'); END;

-- The end of the chain: whoever writes the next row holds it.
CREATE TABLE audit_heads (
    org_id BLOB NOT NULL PRIMARY KEY REFERENCES organisations (id),
    n      INTEGER NOT NULL,
    seal   BLOB NOT NULL
) STRICT;
