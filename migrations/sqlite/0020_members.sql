-- Who belongs together: who may book for whom in a household, and whose guest somebody is.

CREATE TABLE households (
    id      BLOB NOT NULL PRIMARY KEY,
    org_id  BLOB NOT NULL REFERENCES organisations (id),
    made_at INTEGER NOT NULL
) STRICT;

ALTER TABLE members ADD COLUMN household_id BLOB REFERENCES households (id);
ALTER TABLE members ADD COLUMN household_role TEXT CHECK (household_role IN ('guardian', 'adult', 'dependant'));
ALTER TABLE members ADD COLUMN lets_book INTEGER NOT NULL DEFAULT 0;             -- the others of the household may book for them
ALTER TABLE members ADD COLUMN guest_of BLOB REFERENCES members (id);            -- came along with this member, and has not joined
CREATE INDEX members_of_household ON members (household_id) WHERE household_id IS NOT NULL;
CREATE INDEX members_guests_of ON members (guest_of) WHERE guest_of IS NOT NULL;

-- One-time codes with which somebody who is a member joins a household.
CREATE TABLE household_codes (
    id           BLOB NOT NULL PRIMARY KEY, -- the code is made from it with the organisation's key
    household_id BLOB NOT NULL REFERENCES households (id),
    role         TEXT NOT NULL CHECK (role IN ('guardian', 'adult')),
    digest       BLOB NOT NULL,
    made_by      BLOB NOT NULL REFERENCES members (id),
    made_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    used_at      INTEGER
) STRICT;
CREATE UNIQUE INDEX household_codes_by_digest ON household_codes (digest);
CREATE INDEX household_codes_of ON household_codes (household_id, made_at);
