-- The organisation and its places.

CREATE TABLE organisations (
    id         uuid NOT NULL PRIMARY KEY,
    name       text NOT NULL,
    currency   text NOT NULL,       -- ISO 4217
    locale     text NOT NULL,
    code_key   bytea NOT NULL,      -- signs the members' entry codes
    demo       boolean NOT NULL,       -- a club filled with invented people
    numbered   bigint NOT NULL,        -- member numbers given so far
    created_at timestamptz NOT NULL
);

CREATE TABLE locations (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    name       text NOT NULL,
    zone       text NOT NULL,       -- IANA name: all wall times of the location are in it
    address    text NOT NULL,
    created_at timestamptz NOT NULL,
    closed_at  timestamptz
);
CREATE UNIQUE INDEX locations_by_name ON locations (org_id, name) WHERE closed_at IS NULL;

CREATE TABLE opening_hours (
    location_id uuid NOT NULL REFERENCES locations (id),
    weekday     bigint NOT NULL CHECK (weekday BETWEEN 1 AND 7),   -- Monday is 1
    opens       bigint NOT NULL CHECK (opens BETWEEN 0 AND 1439),  -- minutes since midnight
    closes      bigint NOT NULL CHECK (closes BETWEEN 1 AND 1440),
    PRIMARY KEY (location_id, weekday, opens),
    CHECK (opens < closes)
);

-- Rules as data. The one in force is the latest that has begun; a booking keeps what it was promised.
CREATE TABLE policies (
    id             uuid NOT NULL PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES organisations (id),
    location_id    uuid REFERENCES locations (id),   -- NULL: everywhere
    kind           text NOT NULL,
    body           text NOT NULL,                    -- as JSON
    effective_from timestamptz NOT NULL,
    created_at     timestamptz NOT NULL
);
CREATE INDEX policies_in_force ON policies (org_id, kind, effective_from);
