-- Views of the members list that staff keep under a name: their own, or everybody's.

CREATE TABLE member_views (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    account_id uuid NOT NULL REFERENCES accounts (id),
    name       text NOT NULL,
    query      text NOT NULL,    -- filter, columns and order, as they stand in the address
    shared     boolean NOT NULL,
    made_at    timestamptz NOT NULL
);
CREATE INDEX member_views_by_org ON member_views (org_id, account_id);

-- Changes of many members at once, with what everybody had before, so that they can be taken back for a day. Kept for a month.

CREATE TABLE member_bulks (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    account_id  uuid NOT NULL REFERENCES accounts (id),
    what        text NOT NULL CHECK (what IN ('add_tag', 'remove_tag', 'language', 'home')),
    word        text NOT NULL DEFAULT '', -- the tag, as it was written
    locale      text,
    location_id uuid REFERENCES locations (id),
    state       text NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'undoing', 'undone')),
    total       bigint NOT NULL,
    made_at     timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE INDEX member_bulks_by_org ON member_bulks (org_id, made_at);
CREATE INDEX member_bulks_open ON member_bulks (made_at) WHERE state IN ('running', 'undoing');

CREATE TABLE member_bulk_rows (
    bulk_id         uuid NOT NULL REFERENCES member_bulks (id),
    member_id       uuid NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    nth             bigint NOT NULL, -- in the order of the list, from 1
    result          text NOT NULL CHECK (result IN ('waiting', 'done', 'same', 'refused', 'undone', 'left')),
    why             text CHECK (why IN ('erased', 'full', 'since')),
    locale_before   text,
    location_before uuid REFERENCES locations (id),
    tagged_at       timestamptz,          -- when the tag was given that was taken, and by whom
    tagged_by       uuid REFERENCES accounts (id),
    changed_at      timestamptz,
    PRIMARY KEY (bulk_id, member_id)
);
CREATE INDEX member_bulk_rows_by_result ON member_bulk_rows (bulk_id, result, nth);
CREATE INDEX member_bulk_rows_by_member ON member_bulk_rows (member_id);
