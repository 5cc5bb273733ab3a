-- Two records of one person that were made one, and what undoing it needs for thirty days.
CREATE TABLE member_merges (
    id            BLOB NOT NULL PRIMARY KEY,
    org_id        BLOB NOT NULL REFERENCES organisations (id),
    kept          BLOB NOT NULL REFERENCES members (id),
    other         BLOB NOT NULL REFERENCES members (id),
    by_account    BLOB NOT NULL REFERENCES accounts (id),
    at            INTEGER NOT NULL,
    account_moved BLOB REFERENCES accounts (id),   -- the other's sign-in, where it became the kept one's
    account_left  BLOB REFERENCES accounts (id),   -- the sign-in that was set aside, where both had one
    account_shut  INTEGER NOT NULL,                -- and it was open until then
    freed         INTEGER NOT NULL,                 -- seats and places in lines that were given back because they stood twice
    undone_at     INTEGER,
    undone_by     BLOB REFERENCES accounts (id),
    forgotten_at  INTEGER                      -- what undoing needs is gone
) STRICT;
CREATE UNIQUE INDEX member_merges_live ON member_merges (other) WHERE undone_at IS NULL;
CREATE INDEX member_merges_of ON member_merges (kept, at);
CREATE INDEX member_merges_to_forget ON member_merges (at) WHERE forgotten_at IS NULL;

-- Which rows went from one to the other.
CREATE TABLE member_merge_rows (
    merge_id BLOB NOT NULL REFERENCES member_merges (id),
    what     TEXT NOT NULL,
    row_id   BLOB NOT NULL,
    PRIMARY KEY (merge_id, what, row_id)
) STRICT;

-- What stood in a field before and what was written into it.
CREATE TABLE member_merge_fields (
    merge_id BLOB NOT NULL REFERENCES member_merges (id),
    side     TEXT NOT NULL CHECK (side IN ('kept', 'other')),
    field    TEXT NOT NULL,
    was      TEXT NOT NULL,       -- as JSON
    became   TEXT NOT NULL,
    PRIMARY KEY (merge_id, side, field)
) STRICT;

-- Health notes that were written under the kept member's key, and what stood there before, sealed under the same.
CREATE TABLE member_merge_notes (
    merge_id BLOB NOT NULL REFERENCES member_merges (id),
    kind     TEXT NOT NULL CHECK (kind IN ('health', 'allergies')),
    put_id   BLOB NOT NULL,
    was_id   BLOB,
    was_body BLOB,
    was_at   INTEGER,
    PRIMARY KEY (merge_id, kind)
) STRICT;
