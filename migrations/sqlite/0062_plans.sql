-- What is sold may be for single kinds of class, and for coaches of some levels: a short list of the club's own. What is sold without a
-- name on it may end where named passes may not; which template holds stands in policies, under the kind 'expiry'.
CREATE TABLE coach_levels (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX coach_levels_by_name ON coach_levels (org_id, name) WHERE ended_at IS NULL;

ALTER TABLE coaches ADD COLUMN level_id BLOB REFERENCES coach_levels (id);   -- NULL: of none
ALTER TABLE plans ADD COLUMN kinds TEXT NOT NULL DEFAULT '';      -- ids without hyphens, comma-separated; empty: every kind of class
ALTER TABLE plans ADD COLUMN levels TEXT NOT NULL DEFAULT '';     -- likewise; empty: coaches of every level
ALTER TABLE plans ADD COLUMN unnamed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE passes ADD COLUMN kinds TEXT NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN levels TEXT NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN unnamed INTEGER NOT NULL DEFAULT 0;
