-- What a member may use: plans are sold, passes are held, credits are counted in a ledger that only grows.

CREATE TABLE plans (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    name        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro')),
    credits     bigint CHECK (credits BETWEEN 1 AND 1000),   -- NULL: not counted
    days        bigint CHECK (days BETWEEN 1 AND 3660),      -- valid for so many days; NULL: no end
    price       bigint NOT NULL CHECK (price >= 0),          -- minor units
    currency    text NOT NULL,
    location_id uuid REFERENCES locations (id),           -- NULL: every location
    categories  text NOT NULL,                            -- comma-separated; empty: every category
    archived_at timestamptz,
    created_at  timestamptz NOT NULL,
    CHECK ((kind = 'unlimited') = (credits IS NULL))
);

CREATE TABLE passes (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    member_id   uuid NOT NULL REFERENCES members (id),
    plan_id     uuid NOT NULL REFERENCES plans (id),
    kind        text NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro')),
    name        text NOT NULL,
    starts_on   date NOT NULL,
    ends_on     date,                                     -- last day that it can be used; NULL: no end
    location_id uuid REFERENCES locations (id),
    categories  text NOT NULL,
    price       bigint NOT NULL,
    currency    text NOT NULL,
    granted_at  timestamptz NOT NULL,
    granted_by  uuid REFERENCES accounts (id),
    ended_at    timestamptz,
    CHECK (ends_on IS NULL OR ends_on >= starts_on)
);
CREATE INDEX passes_of ON passes (member_id);
CREATE INDEX passes_by_end ON passes (org_id, ends_on);

-- balance and held are sums over the ledger, kept beside it so that a last credit can be guarded by one conditional UPDATE.
CREATE TABLE credit_lots (
    id        uuid NOT NULL PRIMARY KEY,
    pass_id   uuid NOT NULL REFERENCES passes (id),
    member_id uuid NOT NULL REFERENCES members (id),
    granted   bigint NOT NULL CHECK (granted > 0),
    balance   bigint NOT NULL CHECK (balance >= 0),          -- free to use
    held      bigint NOT NULL CHECK (held >= 0),             -- promised to bookings, not used yet
    at        timestamptz NOT NULL
);
-- One lot a pass: a top-up is a pass of its own, with its own end.
CREATE UNIQUE INDEX credit_lots_of ON credit_lots (pass_id);

CREATE TABLE credit_entries (
    id         uuid NOT NULL PRIMARY KEY,
    lot_id     uuid NOT NULL REFERENCES credit_lots (id),
    kind       text NOT NULL CHECK (kind IN ('grant', 'hold', 'consume', 'release', 'expire', 'adjust')),
    balance    bigint NOT NULL,                              -- what the entry adds to the lot's balance
    held       bigint NOT NULL,                              -- what it adds to the lot's holds
    booking_id uuid,
    reason     text NOT NULL,
    by_account uuid REFERENCES accounts (id),
    at         timestamptz NOT NULL
);
CREATE INDEX credit_entries_of ON credit_entries (lot_id);
CREATE INDEX credit_entries_by_booking ON credit_entries (booking_id) WHERE booking_id IS NOT NULL;

CREATE FUNCTION credit_entries_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'credit_entries only grows: write a counter-entry' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER credit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON credit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION credit_entries_only_grows();
