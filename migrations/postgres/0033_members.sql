-- What members want of the club and whom to call for them, and what the staff note: words to find them by, and notes of a day.

CREATE TABLE member_details (
    member_id          uuid NOT NULL PRIMARY KEY REFERENCES members (id),
    goals              text NOT NULL,     -- codes, comma-separated
    goal_words         text NOT NULL,     -- the same in their own words
    interests          text NOT NULL,     -- categories of classes, comma-separated
    times              text NOT NULL,     -- when they like to come: codes, comma-separated
    level              text CHECK (level IN ('beginner', 'intermediate', 'advanced')),
    address            text NOT NULL,
    emergency_name     text NOT NULL,
    emergency_phone    text NOT NULL,
    emergency_relation text NOT NULL,
    changed_at         timestamptz,
    confirmed_at       timestamptz            -- the member last said that it is right
);

CREATE TABLE tags (
    id      uuid NOT NULL PRIMARY KEY,
    org_id  uuid NOT NULL REFERENCES organisations (id),
    name    text NOT NULL,
    folded  text NOT NULL,                -- two words that read alike are one
    made_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tags_by_name ON tags (org_id, folded);

CREATE TABLE member_tags (
    member_id  uuid NOT NULL REFERENCES members (id),
    tag_id     uuid NOT NULL REFERENCES tags (id),
    by_account uuid NOT NULL REFERENCES accounts (id),
    at         timestamptz NOT NULL,
    PRIMARY KEY (member_id, tag_id)
);
CREATE INDEX member_tags_of ON member_tags (tag_id);

CREATE TABLE member_notes (
    id         uuid NOT NULL PRIMARY KEY,
    member_id  uuid NOT NULL REFERENCES members (id),
    body       text NOT NULL,
    pinned     boolean NOT NULL,          -- stands before the others
    alert      boolean NOT NULL,          -- shown whenever the member stands at the desk
    by_account uuid NOT NULL REFERENCES accounts (id),
    at         timestamptz NOT NULL
);
CREATE INDEX member_notes_of ON member_notes (member_id, at);
