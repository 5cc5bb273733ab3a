-- The organisation and its places.

CREATE TABLE organisations (
    id         BLOB NOT NULL PRIMARY KEY,
    name       TEXT NOT NULL,
    currency   TEXT NOT NULL,       -- ISO 4217
    locale     TEXT NOT NULL,
    code_key   BLOB NOT NULL,      -- signs the members' entry codes
    demo       INTEGER NOT NULL,       -- a club filled with invented people
    numbered   INTEGER NOT NULL,        -- member numbers given so far
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE locations (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    name       TEXT NOT NULL,
    zone       TEXT NOT NULL,       -- IANA name: all wall times of the location are in it
    address    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    closed_at  INTEGER
) STRICT;
CREATE UNIQUE INDEX locations_by_name ON locations (org_id, name) WHERE closed_at IS NULL;

CREATE TABLE opening_hours (
    location_id BLOB NOT NULL REFERENCES locations (id),
    weekday     INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),   -- Monday is 1
    opens       INTEGER NOT NULL CHECK (opens BETWEEN 0 AND 1439),  -- minutes since midnight
    closes      INTEGER NOT NULL CHECK (closes BETWEEN 1 AND 1440),
    PRIMARY KEY (location_id, weekday, opens),
    CHECK (opens < closes)
) STRICT;

-- Rules as data. The one in force is the latest that has begun; a booking keeps what it was promised.
CREATE TABLE policies (
    id             BLOB NOT NULL PRIMARY KEY,
    org_id         BLOB NOT NULL REFERENCES organisations (id),
    location_id    BLOB REFERENCES locations (id),   -- NULL: everywhere
    kind           TEXT NOT NULL,
    body           TEXT NOT NULL,                    -- as JSON
    effective_from INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX policies_in_force ON policies (org_id, kind, effective_from);
