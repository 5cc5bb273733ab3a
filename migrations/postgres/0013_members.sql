-- One-time codes that the desk hands out: whoever has one sets the password that the member signs in with.

CREATE TABLE access_codes (
    id         uuid NOT NULL PRIMARY KEY, -- the code is made from it with the organisation's key
    member_id  uuid NOT NULL REFERENCES members (id),
    digest     bytea NOT NULL,
    made_by    uuid NOT NULL REFERENCES accounts (id),
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE UNIQUE INDEX access_codes_by_digest ON access_codes (digest);
CREATE INDEX access_codes_of ON access_codes (member_id, made_at);
