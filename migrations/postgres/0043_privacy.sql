-- Two records of one person that were made one, and what undoing it needs for thirty days.
CREATE TABLE member_merges (
    id            uuid NOT NULL PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES organisations (id),
    kept          uuid NOT NULL REFERENCES members (id),
    other         uuid NOT NULL REFERENCES members (id),
    by_account    uuid NOT NULL REFERENCES accounts (id),
    at            timestamptz NOT NULL,
    account_moved uuid REFERENCES accounts (id),   -- the other's sign-in, where it became the kept one's
    account_left  uuid REFERENCES accounts (id),   -- the sign-in that was set aside, where both had one
    account_shut  boolean NOT NULL,                -- and it was open until then
    freed         bigint NOT NULL,                 -- seats and places in lines that were given back because they stood twice
    undone_at     timestamptz,
    undone_by     uuid REFERENCES accounts (id),
    forgotten_at  timestamptz                      -- what undoing needs is gone
);
CREATE UNIQUE INDEX member_merges_live ON member_merges (other) WHERE undone_at IS NULL;
CREATE INDEX member_merges_of ON member_merges (kept, at);
CREATE INDEX member_merges_to_forget ON member_merges (at) WHERE forgotten_at IS NULL;

-- Which rows went from one to the other.
CREATE TABLE member_merge_rows (
    merge_id uuid NOT NULL REFERENCES member_merges (id),
    what     text NOT NULL,
    row_id   uuid NOT NULL,
    PRIMARY KEY (merge_id, what, row_id)
);

-- What stood in a field before and what was written into it.
CREATE TABLE member_merge_fields (
    merge_id uuid NOT NULL REFERENCES member_merges (id),
    side     text NOT NULL CHECK (side IN ('kept', 'other')),
    field    text NOT NULL,
    was      text NOT NULL,       -- as JSON
    became   text NOT NULL,
    PRIMARY KEY (merge_id, side, field)
);

-- Health notes that were written under the kept member's key, and what stood there before, sealed under the same.
CREATE TABLE member_merge_notes (
    merge_id uuid NOT NULL REFERENCES member_merges (id),
    kind     text NOT NULL CHECK (kind IN ('health', 'allergies')),
    put_id   uuid NOT NULL,
    was_id   uuid,
    was_body bytea,
    was_at   timestamptz,
    PRIMARY KEY (merge_id, kind)
);
