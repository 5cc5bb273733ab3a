-- Who left, was shut out or taken back in, when, by whom and why.

CREATE TABLE member_standings (
    id         BLOB NOT NULL PRIMARY KEY,
    member_id  BLOB NOT NULL REFERENCES members (id),
    before     TEXT NOT NULL CHECK (before IN ('active', 'ended', 'banned')),
    after      TEXT NOT NULL CHECK (after IN ('active', 'ended', 'banned')),
    reason     TEXT NOT NULL,
    by_account BLOB NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX member_standings_of ON member_standings (member_id, at);
