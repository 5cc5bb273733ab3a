-- One-time codes that the desk hands out: whoever has one sets the password that the member signs in with.

CREATE TABLE access_codes (
    id         BLOB NOT NULL PRIMARY KEY, -- the code is made from it with the organisation's key
    member_id  BLOB NOT NULL REFERENCES members (id),
    digest     BLOB NOT NULL,
    made_by    BLOB NOT NULL REFERENCES accounts (id),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT;
CREATE UNIQUE INDEX access_codes_by_digest ON access_codes (digest);
CREATE INDEX access_codes_of ON access_codes (member_id, made_at);
