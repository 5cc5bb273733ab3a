-- Those who teach.

CREATE TABLE coaches (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    account_id BLOB REFERENCES accounts (id),
    name       TEXT NOT NULL,
    about      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX coaches_by_account ON coaches (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX coaches_by_name ON coaches (org_id, name);
