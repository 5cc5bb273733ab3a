-- Who left, was shut out or taken back in, when, by whom and why.

CREATE TABLE member_standings (
    id         uuid NOT NULL PRIMARY KEY,
    member_id  uuid NOT NULL REFERENCES members (id),
    before     text NOT NULL CHECK (before IN ('active', 'ended', 'banned')),
    after      text NOT NULL CHECK (after IN ('active', 'ended', 'banned')),
    reason     text NOT NULL,
    by_account uuid NOT NULL REFERENCES accounts (id),
    at         timestamptz NOT NULL
);
CREATE INDEX member_standings_of ON member_standings (member_id, at);
