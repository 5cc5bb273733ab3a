-- Views of the members list that staff keep under a name: their own, or everybody's.

CREATE TABLE member_views (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    account_id BLOB NOT NULL REFERENCES accounts (id),
    name       TEXT NOT NULL,
    query      TEXT NOT NULL,    -- filter, columns and order, as they stand in the address
    shared     INTEGER NOT NULL,
    made_at    INTEGER NOT NULL
) STRICT;
CREATE INDEX member_views_by_org ON member_views (org_id, account_id);

-- Changes of many members at once, with what everybody had before, so that they can be taken back for a day. Kept for a month.

CREATE TABLE member_bulks (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    account_id  BLOB NOT NULL REFERENCES accounts (id),
    what        TEXT NOT NULL CHECK (what IN ('add_tag', 'remove_tag', 'language', 'home')),
    word        TEXT NOT NULL DEFAULT '', -- the tag, as it was written
    locale      TEXT,
    location_id BLOB REFERENCES locations (id),
    state       TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'undoing', 'undone')),
    total       INTEGER NOT NULL,
    made_at     INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;
CREATE INDEX member_bulks_by_org ON member_bulks (org_id, made_at);
CREATE INDEX member_bulks_open ON member_bulks (made_at) WHERE state IN ('running', 'undoing');

CREATE TABLE member_bulk_rows (
    bulk_id         BLOB NOT NULL REFERENCES member_bulks (id),
    member_id       BLOB NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    nth             INTEGER NOT NULL, -- in the order of the list, from 1
    result          TEXT NOT NULL CHECK (result IN ('waiting', 'done', 'same', 'refused', 'undone', 'left')),
    why             TEXT CHECK (why IN ('erased', 'full', 'since')),
    locale_before   TEXT,
    location_before BLOB REFERENCES locations (id),
    tagged_at       INTEGER,          -- when the tag was given that was taken, and by whom
    tagged_by       BLOB REFERENCES accounts (id),
    changed_at      INTEGER,
    PRIMARY KEY (bulk_id, member_id)
) STRICT;
CREATE INDEX member_bulk_rows_by_result ON member_bulk_rows (bulk_id, result, nth);
CREATE INDEX member_bulk_rows_by_member ON member_bulk_rows (member_id);
