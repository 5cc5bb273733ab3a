-- One-time links for whoever is to work here, and for whoever works here and lost the password. Only the digest of a link is kept.

CREATE TABLE staff_links (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    kind       TEXT NOT NULL CHECK (kind IN ('invite', 'reset')),
    account_id BLOB REFERENCES accounts (id),    -- reset: whose password; invite: whose it became
    name       TEXT NOT NULL,
    email      TEXT NOT NULL,                    -- empty for a reset
    role       TEXT CHECK (role IN ('coach', 'front_desk', 'manager', 'owner')),
    role_id    BLOB REFERENCES roles (id),
    digest     BLOB NOT NULL,
    made_by    BLOB NOT NULL REFERENCES accounts (id),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX staff_links_by_digest ON staff_links (digest);
CREATE INDEX staff_links_open ON staff_links (org_id) WHERE used_at IS NULL AND revoked_at IS NULL;

-- Where an invitation's role holds; none: at every location.
CREATE TABLE staff_link_places (
    link_id     BLOB NOT NULL REFERENCES staff_links (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    PRIMARY KEY (link_id, location_id)
) STRICT;
