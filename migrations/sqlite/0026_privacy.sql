-- Whose data were erased: kept, so that a database that comes back from a backup can be erased again.

CREATE TABLE erasures (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    member_id  BLOB NOT NULL REFERENCES members (id),
    by_account BLOB NOT NULL REFERENCES accounts (id),
    channel    TEXT NOT NULL CHECK (channel IN ('self', 'desk')),
    at         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX erasures_of ON erasures (member_id);
