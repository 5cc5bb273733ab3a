-- Who may sign in, and what they may do.

CREATE TABLE accounts (
    id              uuid NOT NULL PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES organisations (id),
    email           text,           -- lower case
    phone           text,           -- + and digits
    name            text NOT NULL,
    password_hash   text,           -- argon2id; NULL: no password yet, nobody can sign in
    status          text NOT NULL CHECK (status IN ('active', 'blocked')),
    created_at      timestamptz NOT NULL,
    password_set_at timestamptz,
    CHECK (email IS NOT NULL OR phone IS NOT NULL)
);
CREATE UNIQUE INDEX accounts_by_email ON accounts (org_id, email) WHERE email IS NOT NULL;
CREATE UNIQUE INDEX accounts_by_phone ON accounts (org_id, phone) WHERE phone IS NOT NULL;

-- Signed-in devices. Only the digest of the cookie's token is kept.
CREATE TABLE account_sessions (
    id         uuid NOT NULL PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES accounts (id),
    digest     bytea NOT NULL,
    device     text NOT NULL,
    address    text NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX account_sessions_by_digest ON account_sessions (digest);
CREATE INDEX account_sessions_of ON account_sessions (account_id) WHERE ended_at IS NULL;

CREATE TABLE role_grants (
    id          uuid NOT NULL PRIMARY KEY,
    account_id  uuid NOT NULL REFERENCES accounts (id),
    role        text NOT NULL CHECK (role IN ('coach', 'front_desk', 'manager', 'owner')),
    location_id uuid REFERENCES locations (id),      -- NULL: at every location
    granted_by  uuid REFERENCES accounts (id),
    granted_at  timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX role_grants_of ON role_grants (account_id) WHERE ended_at IS NULL;

-- The one-time code on the console that makes the first owner.
CREATE TABLE owner_codes (
    digest  bytea NOT NULL PRIMARY KEY,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
