-- What members want of the club and whom to call for them, and what the staff note: words to find them by, and notes of a day.

CREATE TABLE member_details (
    member_id          BLOB NOT NULL PRIMARY KEY REFERENCES members (id),
    goals              TEXT NOT NULL,     -- codes, comma-separated
    goal_words         TEXT NOT NULL,     -- the same in their own words
    interests          TEXT NOT NULL,     -- categories of classes, comma-separated
    times              TEXT NOT NULL,     -- when they like to come: codes, comma-separated
    level              TEXT CHECK (level IN ('beginner', 'intermediate', 'advanced')),
    address            TEXT NOT NULL,
    emergency_name     TEXT NOT NULL,
    emergency_phone    TEXT NOT NULL,
    emergency_relation TEXT NOT NULL,
    changed_at         INTEGER,
    confirmed_at       INTEGER            -- the member last said that it is right
) STRICT;

CREATE TABLE tags (
    id      BLOB NOT NULL PRIMARY KEY,
    org_id  BLOB NOT NULL REFERENCES organisations (id),
    name    TEXT NOT NULL,
    folded  TEXT NOT NULL,                -- two words that read alike are one
    made_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX tags_by_name ON tags (org_id, folded);

CREATE TABLE member_tags (
    member_id  BLOB NOT NULL REFERENCES members (id),
    tag_id     BLOB NOT NULL REFERENCES tags (id),
    by_account BLOB NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (member_id, tag_id)
) STRICT;
CREATE INDEX member_tags_of ON member_tags (tag_id);

CREATE TABLE member_notes (
    id         BLOB NOT NULL PRIMARY KEY,
    member_id  BLOB NOT NULL REFERENCES members (id),
    body       TEXT NOT NULL,
    pinned     INTEGER NOT NULL,          -- stands before the others
    alert      INTEGER NOT NULL,          -- shown whenever the member stands at the desk
    by_account BLOB NOT NULL REFERENCES accounts (id),
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX member_notes_of ON member_notes (member_id, at);
