-- Levels of coaches, a short list of the club's own: what is sold may be for coaches of some of them alone.
CREATE TABLE coach_levels (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    name       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    ended_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX coach_levels_by_name ON coach_levels (org_id, name) WHERE ended_at IS NULL;

ALTER TABLE coaches ADD COLUMN level_id BLOB REFERENCES coach_levels (id);   -- NULL: of none
