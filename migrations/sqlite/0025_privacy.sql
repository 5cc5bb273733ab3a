-- What members tell the club about their health. The words are sealed under a key of the member's own, which is itself sealed under the
-- master key; that one is never in the database. Without the member's key nobody reads the words again.

CREATE TABLE data_keys (
    place       INTEGER NOT NULL PRIMARY KEY CHECK (place = 1),   -- one row: the master key that this database belongs to
    fingerprint BLOB NOT NULL,
    at          INTEGER NOT NULL
) STRICT;

CREATE TABLE member_keys (
    member_id BLOB NOT NULL PRIMARY KEY REFERENCES members (id),
    sealed    BLOB NOT NULL,
    at        INTEGER NOT NULL
) STRICT;

CREATE TABLE health_notes (
    id         BLOB NOT NULL PRIMARY KEY,
    member_id  BLOB NOT NULL REFERENCES members (id),
    kind       TEXT NOT NULL CHECK (kind IN ('health', 'allergies')),
    body       BLOB NOT NULL,                           -- sealed
    at         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX health_notes_of ON health_notes (member_id, kind);

-- Every time that somebody of the club has opened them.
CREATE TABLE health_reads (
    id         BLOB NOT NULL PRIMARY KEY,
    member_id  BLOB NOT NULL REFERENCES members (id),
    by_account BLOB NOT NULL REFERENCES accounts (id),
    what       TEXT NOT NULL CHECK (what IN ('notes', 'export')),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX health_reads_of ON health_reads (member_id, at);
