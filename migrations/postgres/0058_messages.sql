-- What is written to many at once, and to whom it was not written so that the difference can be seen.

CREATE TABLE campaigns (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    account_id  uuid NOT NULL REFERENCES accounts (id),
    reason      text NOT NULL,              -- the warning that they had in common; empty: any
    location_id uuid REFERENCES locations (id),
    words       text NOT NULL,              -- empty: to each what fits
    one_in      bigint NOT NULL CHECK (one_in IN (0, 2, 5, 10)), -- one of so many was not written to; 0: nobody
    state       text NOT NULL CHECK (state IN ('running', 'done', 'stopped')),
    total       bigint NOT NULL,
    made_at     timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX campaigns_by_org ON campaigns (org_id, made_at);
CREATE INDEX campaigns_open ON campaigns (made_at) WHERE state = 'running';

CREATE TABLE campaign_members (
    campaign_id uuid NOT NULL REFERENCES campaigns (id),
    member_id   uuid NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    nth         bigint NOT NULL,           -- the most urgent first, from 1
    held        boolean NOT NULL,           -- drawn not to be written to
    words       text NOT NULL,              -- what is to be written to them; gone when they have had their turn
    result      text NOT NULL CHECK (result IN ('waiting', 'written', 'held', 'left', 'stopped')),
    why         text CHECK (why IN ('not_active', 'unwanted', 'nobody_reads')),
    at          timestamptz,                    -- their turn
    until_at    timestamptz,                    -- visits are counted until then
    PRIMARY KEY (campaign_id, member_id)
);
CREATE INDEX campaign_members_by_result ON campaign_members (campaign_id, result, nth);
CREATE INDEX campaign_members_by_member ON campaign_members (member_id);
