-- Tablets at the door: each is bound to one place, checks in there and can do nothing else.

CREATE TABLE kiosks (
    id           BLOB NOT NULL PRIMARY KEY,
    org_id       BLOB NOT NULL REFERENCES organisations (id),
    location_id  BLOB NOT NULL REFERENCES locations (id),
    name         TEXT NOT NULL,
    made_by      BLOB NOT NULL REFERENCES accounts (id),
    made_at      INTEGER NOT NULL,
    code_digest  BLOB,                -- of the one-time code that pairs it; NULL: used
    code_until   INTEGER NOT NULL,
    token_digest BLOB,                -- of the tablet's cookie; NULL: not paired yet
    paired_at    INTEGER,
    seen_at      INTEGER,
    skew_ms      INTEGER,             -- its clock against ours when it was last seen
    revoked_at   INTEGER,
    revoked_by   BLOB REFERENCES accounts (id)
) STRICT;
CREATE UNIQUE INDEX kiosks_by_code ON kiosks (code_digest);
CREATE UNIQUE INDEX kiosks_by_token ON kiosks (token_digest);
CREATE INDEX kiosks_at ON kiosks (location_id, made_at);

-- What tablets scanned, each with the key that the tablet gave it: sent twice it is one row. The code itself is not kept.
CREATE TABLE scans (
    kiosk_id    BLOB NOT NULL REFERENCES kiosks (id),
    id          BLOB NOT NULL,        -- the tablet's own
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    device_at   INTEGER NOT NULL,     -- as the tablet's clock said
    at          INTEGER NOT NULL,     -- the same by our clock
    received_at INTEGER NOT NULL,
    thought     TEXT NOT NULL CHECK (thought IN ('live', 'provisional', 'rejected')),   -- what the tablet showed before we answered
    outcome     TEXT NOT NULL CHECK (outcome IN ('verified', 'duplicate', 'rejected')),
    reason      TEXT NOT NULL,        -- the answer's code
    member_id   BLOB REFERENCES members (id),       -- NULL: nobody's code
    visit_id    BLOB REFERENCES visits (id),
    first_at    INTEGER,              -- of a code that was used: when
    first_where TEXT,                 -- and the name of the place
    put_aside_at INTEGER,             -- somebody has looked at it
    put_aside_by BLOB REFERENCES accounts (id),
    PRIMARY KEY (kiosk_id, id)
) STRICT;
CREATE INDEX scans_at ON scans (location_id, at);
CREATE INDEX scans_of ON scans (member_id, at);
CREATE INDEX scans_listed ON scans (location_id, received_at) WHERE outcome <> 'verified' AND put_aside_at IS NULL;

-- Codes that were shown by or for somebody who was in already: no way through a door is written for them, and none is good twice.
CREATE TABLE code_uses (
    member_id   BLOB NOT NULL REFERENCES members (id),
    code_step   INTEGER NOT NULL,
    location_id BLOB NOT NULL REFERENCES locations (id),
    at          INTEGER NOT NULL,
    PRIMARY KEY (member_id, code_step)
) STRICT;

-- When somebody left, where that is noted. Whoever is not noted counts as gone after the hours that the rules say.
ALTER TABLE visits ADD COLUMN out_at INTEGER;
ALTER TABLE visits ADD COLUMN out_by BLOB REFERENCES accounts (id);
