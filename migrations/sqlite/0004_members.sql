-- The people of the club. A member may have an account to sign in with, or none.

CREATE TABLE member_imports (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    file_name  TEXT NOT NULL,
    source     TEXT NOT NULL,
    rows_read  INTEGER NOT NULL,
    rows_made  INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    undone_at  INTEGER
) STRICT;

CREATE TABLE members (
    id               BLOB NOT NULL PRIMARY KEY,
    org_id           BLOB NOT NULL REFERENCES organisations (id),
    number           INTEGER NOT NULL,  -- the member number on paper and at the desk
    account_id       BLOB REFERENCES accounts (id),
    name             TEXT NOT NULL,
    search           TEXT NOT NULL, -- folded name, e-mail and telephone, for the desk's one box
    email            TEXT,
    phone            TEXT,
    birthday         TEXT,
    gender           TEXT CHECK (gender IN ('female', 'male', 'other')),
    locale           TEXT,          -- the language for notices; NULL: the organisation's
    home_location_id BLOB REFERENCES locations (id),
    status           TEXT NOT NULL CHECK (status IN ('active', 'ended', 'banned')),
    joined_on        TEXT NOT NULL,
    code_key         BLOB NOT NULL,  -- the member's share of the entry code's key
    source           TEXT NOT NULL,
    external_id      TEXT,
    note             TEXT,
    import_id        BLOB REFERENCES member_imports (id),
    created_at       INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX members_by_number ON members (org_id, number);
CREATE UNIQUE INDEX members_by_account ON members (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX members_by_email ON members (org_id, email) WHERE email IS NOT NULL;
CREATE INDEX members_by_phone ON members (org_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX members_by_name ON members (org_id, name, id);
CREATE INDEX members_by_import ON members (import_id) WHERE import_id IS NOT NULL;
