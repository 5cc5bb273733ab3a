-- What members tell the club about their health. The words are sealed under a key of the member's own, which is itself sealed under the
-- master key; that one is never in the database. Without the member's key nobody reads the words again.

CREATE TABLE data_keys (
    place       bigint NOT NULL PRIMARY KEY CHECK (place = 1),   -- one row: the master key that this database belongs to
    fingerprint bytea NOT NULL,
    at          timestamptz NOT NULL
);

CREATE TABLE member_keys (
    member_id uuid NOT NULL PRIMARY KEY REFERENCES members (id),
    sealed    bytea NOT NULL,
    at        timestamptz NOT NULL
);

CREATE TABLE health_notes (
    id         uuid NOT NULL PRIMARY KEY,
    member_id  uuid NOT NULL REFERENCES members (id),
    kind       text NOT NULL CHECK (kind IN ('health', 'allergies')),
    body       bytea NOT NULL,                           -- sealed
    at         timestamptz NOT NULL
);
CREATE UNIQUE INDEX health_notes_of ON health_notes (member_id, kind);

-- Every time that somebody of the club has opened them.
CREATE TABLE health_reads (
    id         uuid NOT NULL PRIMARY KEY,
    member_id  uuid NOT NULL REFERENCES members (id),
    by_account uuid NOT NULL REFERENCES accounts (id),
    what       text NOT NULL CHECK (what IN ('notes', 'export')),
    at         timestamptz NOT NULL
);
CREATE INDEX health_reads_of ON health_reads (member_id, at);
