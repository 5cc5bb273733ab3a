-- What members have agreed to: for each purpose every yes and every no, with the version of the text that was read.

CREATE TABLE consents (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    member_id  BLOB NOT NULL REFERENCES members (id),
    purpose    TEXT NOT NULL CHECK (purpose IN ('marketing_email', 'marketing_phone', 'photos', 'health', 'third_parties')),
    version    INTEGER NOT NULL CHECK (version > 0),
    given      INTEGER NOT NULL,                        -- 0: withdrawn
    channel    TEXT NOT NULL CHECK (channel IN ('self', 'desk', 'erasure')),
    by_account BLOB NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX consents_of ON consents (member_id, purpose, at);

CREATE TRIGGER consents_no_update BEFORE UPDATE ON consents
BEGIN SELECT RAISE(ABORT, 'consents only grows: write what is agreed now'); END;
CREATE TRIGGER consents_no_delete BEFORE DELETE ON consents
BEGIN SELECT RAISE(ABORT, 'consents only grows: write what is agreed now'); END;
