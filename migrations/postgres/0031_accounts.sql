-- The second factor: codes of an app. Its secret is made of the row's id with the club's key and stands nowhere.

CREATE TABLE account_factors (
    account_id   uuid NOT NULL PRIMARY KEY REFERENCES accounts (id),
    id           uuid NOT NULL,
    made_at      timestamptz NOT NULL,
    confirmed_at timestamptz,                -- NULL: being set up
    last_step    bigint NOT NULL,      -- the latest step of which a code was used: none is good twice
    codes_at     timestamptz                 -- when the recovery codes were made
);

CREATE TABLE recovery_codes (
    digest     bytea NOT NULL PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    made_at    timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX recovery_codes_of ON recovery_codes (account_id);

-- Whether whoever works here signs in with a second factor. Clubs that were there before have it from now on.
CREATE TABLE security_settings (
    org_id       uuid NOT NULL PRIMARY KEY REFERENCES organisations (id),
    staff_factor boolean NOT NULL,
    changed_at   timestamptz NOT NULL
);
INSERT INTO security_settings (org_id, staff_factor, changed_at) SELECT id, true, created_at FROM organisations WHERE NOT demo;

ALTER TABLE account_sessions ADD COLUMN waits_for text CHECK (waits_for IN ('code', 'enrol'));   -- NULL: signed in
ALTER TABLE account_sessions ADD COLUMN proved_at timestamptz;   -- the last proof of who it is, after the first
