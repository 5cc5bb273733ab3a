-- What the club did about somebody who may leave: that they were written to or spoken with, and until when they are set aside. The words
-- themselves stand where such words stand: among their notices and among the notes of the staff.
CREATE TABLE member_contacts (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    member_id  BLOB NOT NULL REFERENCES members (id),
    kind       TEXT NOT NULL CHECK (kind IN ('written', 'spoken', 'set_aside')),
    until_on   TEXT,            -- of what is set aside: the day on which they are shown again
    by_account BLOB NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL,
    undone_at  INTEGER,
    CHECK ((kind = 'set_aside') = (until_on IS NOT NULL))
) STRICT;
CREATE INDEX member_contacts_of ON member_contacts (member_id, at);
CREATE INDEX member_contacts_at ON member_contacts (org_id, at) WHERE undone_at IS NULL;

-- How often everybody came since a day, without reading the visits themselves.
CREATE INDEX visits_by_day ON visits (org_id, day, member_id) WHERE undone_at IS NULL;
