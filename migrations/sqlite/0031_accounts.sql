-- The second factor: codes of an app. Its secret is made of the row's id with the club's key and stands nowhere.

CREATE TABLE account_factors (
    account_id   BLOB NOT NULL PRIMARY KEY REFERENCES accounts (id),
    id           BLOB NOT NULL,
    made_at      INTEGER NOT NULL,
    confirmed_at INTEGER,                -- NULL: being set up
    last_step    INTEGER NOT NULL,      -- the latest step of which a code was used: none is good twice
    codes_at     INTEGER                 -- when the recovery codes were made
) STRICT;

CREATE TABLE recovery_codes (
    digest     BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    made_at    INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE INDEX recovery_codes_of ON recovery_codes (account_id);

-- Whether whoever works here signs in with a second factor. Clubs that were there before have it from now on.
CREATE TABLE security_settings (
    org_id       BLOB NOT NULL PRIMARY KEY REFERENCES organisations (id),
    staff_factor INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL
) STRICT;
INSERT INTO security_settings (org_id, staff_factor, changed_at) SELECT id, 1, created_at FROM organisations WHERE demo = 0;

ALTER TABLE account_sessions ADD COLUMN waits_for TEXT CHECK (waits_for IN ('code', 'enrol'));   -- NULL: signed in
ALTER TABLE account_sessions ADD COLUMN proved_at INTEGER;   -- the last proof of who it is, after the first
