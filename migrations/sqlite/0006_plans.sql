-- What a member may use: plans are sold, passes are held, credits are counted in a ledger that only grows.

CREATE TABLE plans (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro')),
    credits     INTEGER CHECK (credits BETWEEN 1 AND 1000),   -- NULL: not counted
    days        INTEGER CHECK (days BETWEEN 1 AND 3660),      -- valid for so many days; NULL: no end
    price       INTEGER NOT NULL CHECK (price >= 0),          -- minor units
    currency    TEXT NOT NULL,
    location_id BLOB REFERENCES locations (id),           -- NULL: every location
    categories  TEXT NOT NULL,                            -- comma-separated; empty: every category
    archived_at INTEGER,
    created_at  INTEGER NOT NULL,
    CHECK ((kind = 'unlimited') = (credits IS NULL))
) STRICT;

CREATE TABLE passes (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    member_id   BLOB NOT NULL REFERENCES members (id),
    plan_id     BLOB NOT NULL REFERENCES plans (id),
    kind        TEXT NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro')),
    name        TEXT NOT NULL,
    starts_on   TEXT NOT NULL,
    ends_on     TEXT,                                     -- last day that it can be used; NULL: no end
    location_id BLOB REFERENCES locations (id),
    categories  TEXT NOT NULL,
    price       INTEGER NOT NULL,
    currency    TEXT NOT NULL,
    granted_at  INTEGER NOT NULL,
    granted_by  BLOB REFERENCES accounts (id),
    ended_at    INTEGER,
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
) STRICT;
CREATE INDEX passes_of ON passes (member_id);
CREATE INDEX passes_by_end ON passes (org_id, ends_on);

-- balance and held are sums over the ledger, kept beside it so that a last credit can be guarded by one conditional UPDATE.
CREATE TABLE credit_lots (
    id        BLOB NOT NULL PRIMARY KEY,
    pass_id   BLOB NOT NULL REFERENCES passes (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    granted   INTEGER NOT NULL CHECK (granted > 0),
    balance   INTEGER NOT NULL CHECK (balance >= 0),          -- free to use
    held      INTEGER NOT NULL CHECK (held >= 0),             -- promised to bookings, not used yet
    at        INTEGER NOT NULL
) STRICT;
-- One lot a pass: a top-up is a pass of its own, with its own end.
CREATE UNIQUE INDEX credit_lots_of ON credit_lots (pass_id);

CREATE TABLE credit_entries (
    id         BLOB NOT NULL PRIMARY KEY,
    lot_id     BLOB NOT NULL REFERENCES credit_lots (id),
    kind       TEXT NOT NULL CHECK (kind IN ('grant', 'hold', 'consume', 'release', 'expire', 'adjust')),
    balance    INTEGER NOT NULL,                              -- what the entry adds to the lot's balance
    held       INTEGER NOT NULL,                              -- what it adds to the lot's holds
    booking_id BLOB,
    reason     TEXT NOT NULL,
    by_account BLOB REFERENCES accounts (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX credit_entries_of ON credit_entries (lot_id);
CREATE INDEX credit_entries_by_booking ON credit_entries (booking_id) WHERE booking_id IS NOT NULL;

CREATE TRIGGER credit_entries_no_update BEFORE UPDATE ON credit_entries
BEGIN SELECT RAISE(ABORT, 'credit_entries only grows: write a counter-entry'); END;
CREATE TRIGGER credit_entries_no_delete BEFORE DELETE ON credit_entries
BEGIN SELECT RAISE(ABORT, 'credit_entries only grows: write a counter-entry'); END;
