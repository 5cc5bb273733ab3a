-- One-time links for whoever is to work here, and for whoever works here and lost the password. Only the digest of a link is kept.

CREATE TABLE staff_links (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    kind       text NOT NULL CHECK (kind IN ('invite', 'reset')),
    account_id uuid REFERENCES accounts (id),    -- reset: whose password; invite: whose it became
    name       text NOT NULL,
    email      text NOT NULL,                    -- empty for a reset
    role       text CHECK (role IN ('coach', 'front_desk', 'manager', 'owner')),
    role_id    uuid REFERENCES roles (id),
    digest     bytea NOT NULL,
    made_by    uuid NOT NULL REFERENCES accounts (id),
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX staff_links_by_digest ON staff_links (digest);
CREATE INDEX staff_links_open ON staff_links (org_id) WHERE used_at IS NULL AND revoked_at IS NULL;

-- Where an invitation's role holds; none: at every location.
CREATE TABLE staff_link_places (
    link_id     uuid NOT NULL REFERENCES staff_links (id),
    location_id uuid NOT NULL REFERENCES locations (id),
    PRIMARY KEY (link_id, location_id)
);
