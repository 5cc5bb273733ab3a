-- Who may sign in, and what they may do.

CREATE TABLE accounts (
    id              BLOB NOT NULL PRIMARY KEY,
    org_id          BLOB NOT NULL REFERENCES organisations (id),
    email           TEXT,           -- lower case
    phone           TEXT,           -- + and digits
    name            TEXT NOT NULL,
    password_hash   TEXT,           -- argon2id; NULL: no password yet, nobody can sign in
    status          TEXT NOT NULL CHECK (status IN ('active', 'blocked')),
    created_at      INTEGER NOT NULL,
    password_set_at INTEGER,
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
) STRICT;
CREATE UNIQUE INDEX accounts_by_email ON accounts (org_id, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX accounts_by_phone ON accounts (org_id, phone) WHERE phone IS NOT NULL;

-- Signed-in devices. Only the digest of the cookie's token is kept.
CREATE TABLE account_sessions (
    id         BLOB NOT NULL PRIMARY KEY,
    account_id BLOB NOT NULL REFERENCES accounts (id),
    digest     BLOB NOT NULL,
    device     TEXT NOT NULL,
    address    TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX account_sessions_by_digest ON account_sessions (digest);
CREATE INDEX account_sessions_of ON account_sessions (account_id) WHERE ended_at IS NULL;

CREATE TABLE role_grants (
    id          BLOB NOT NULL PRIMARY KEY,
    account_id  BLOB NOT NULL REFERENCES accounts (id),
    role        TEXT NOT NULL CHECK (role IN ('coach', 'front_desk', 'manager', 'owner')),
    location_id BLOB REFERENCES locations (id),      -- NULL: at every location
    granted_by  BLOB REFERENCES accounts (id),
    granted_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;
CREATE INDEX role_grants_of ON role_grants (account_id) WHERE ended_at IS NULL;

-- The one-time code on the console that makes the first owner.
CREATE TABLE owner_codes (
    digest  BLOB NOT NULL PRIMARY KEY,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
