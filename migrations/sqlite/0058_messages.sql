-- What is written to many at once, and to whom it was not written so that the difference can be seen.

CREATE TABLE campaigns (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    account_id  BLOB NOT NULL REFERENCES accounts (id),
    reason      TEXT NOT NULL,              -- the warning that they had in common; empty: any
    location_id BLOB REFERENCES locations (id),
    words       TEXT NOT NULL,              -- empty: to each what fits
    one_in      INTEGER NOT NULL CHECK (one_in IN (0, 2, 5, 10)), -- one of so many was not written to; 0: nobody
    state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    total       INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;
CREATE INDEX campaigns_by_org ON campaigns (org_id, made_at);
CREATE INDEX campaigns_open ON campaigns (made_at) WHERE state = 'running';

CREATE TABLE campaign_members (
    campaign_id BLOB NOT NULL REFERENCES campaigns (id),
    member_id   BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    nth         INTEGER NOT NULL,           -- the most urgent first, from 1
    held        INTEGER NOT NULL,           -- drawn not to be written to
    words       TEXT NOT NULL,              -- what is to be written to them; gone when they have had their turn
    result      TEXT NOT NULL CHECK (result IN ('waiting', 'written', 'held', 'left', 'stopped')),
    why         TEXT CHECK (why IN ('not_active', 'unwanted', 'nobody_reads')),
    at          INTEGER,                    -- their turn
    until_at    INTEGER,                    -- visits are counted until then
    PRIMARY KEY (campaign_id, member_id)
) STRICT;
CREATE INDEX campaign_members_by_result ON campaign_members (campaign_id, result, nth);
CREATE INDEX campaign_members_by_member ON campaign_members (member_id);
