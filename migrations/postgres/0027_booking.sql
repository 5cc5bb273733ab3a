-- Tablets at the door: each is bound to one place, checks in there and can do nothing else.

CREATE TABLE kiosks (
    id           uuid NOT NULL PRIMARY KEY,
    org_id       uuid NOT NULL REFERENCES organisations (id),
    location_id  uuid NOT NULL REFERENCES locations (id),
    name         text NOT NULL,
    made_by      uuid NOT NULL REFERENCES accounts (id),
    made_at      timestamptz NOT NULL,
    code_digest  bytea,                -- of the one-time code that pairs it; NULL: used
    code_until   timestamptz NOT NULL,
    token_digest bytea,                -- of the tablet's cookie; NULL: not paired yet
    paired_at    timestamptz,
    seen_at      timestamptz,
    skew_ms      bigint,             -- its clock against ours when it was last seen
    revoked_at   timestamptz,
    revoked_by   uuid REFERENCES accounts (id)
);
CREATE UNIQUE INDEX kiosks_by_code ON kiosks (code_digest);
CREATE UNIQUE INDEX kiosks_by_token ON kiosks (token_digest);
CREATE INDEX kiosks_at ON kiosks (location_id, made_at);

-- What tablets scanned, each with the key that the tablet gave it: sent twice it is one row. The code itself is not kept.
CREATE TABLE scans (
    kiosk_id    uuid NOT NULL REFERENCES kiosks (id),
    id          uuid NOT NULL,        -- the tablet's own
    org_id      uuid NOT NULL REFERENCES organisations (id),
    location_id uuid NOT NULL REFERENCES locations (id),
    device_at   timestamptz NOT NULL,     -- as the tablet's clock said
    at          timestamptz NOT NULL,     -- the same by our clock
    received_at timestamptz NOT NULL,
    thought     text NOT NULL CHECK (thought IN ('live', 'provisional', 'rejected')),   -- what the tablet showed before we answered
    outcome     text NOT NULL CHECK (outcome IN ('verified', 'duplicate', 'rejected')),
    reason      text NOT NULL,        -- the answer's code
    member_id   uuid REFERENCES members (id),       -- NULL: nobody's code
    visit_id    uuid REFERENCES visits (id),
    first_at    timestamptz,              -- of a code that was used: when
    first_where text,                 -- and the name of the place
    put_aside_at timestamptz,             -- somebody has looked at it
    put_aside_by uuid REFERENCES accounts (id),
    PRIMARY KEY (kiosk_id, id)
);
CREATE INDEX scans_at ON scans (location_id, at);
CREATE INDEX scans_of ON scans (member_id, at);
CREATE INDEX scans_listed ON scans (location_id, received_at) WHERE outcome <> 'verified' AND put_aside_at IS NULL;

-- Codes that were shown by or for somebody who was in already: no way through a door is written for them, and none is good twice.
CREATE TABLE code_uses (
    member_id   uuid NOT NULL REFERENCES members (id),
    code_step   bigint NOT NULL,
    location_id uuid NOT NULL REFERENCES locations (id),
    at          timestamptz NOT NULL,
    PRIMARY KEY (member_id, code_step)
);

-- When somebody left, where that is noted. Whoever is not noted counts as gone after the hours that the rules say.
ALTER TABLE visits ADD COLUMN out_at timestamptz;
ALTER TABLE visits ADD COLUMN out_by uuid REFERENCES accounts (id);
