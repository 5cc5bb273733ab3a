-- What is sold may be for single kinds of class, and for coaches of some levels: a short list of the club's own. What is sold without a
-- name on it may end where named passes may not; which template holds stands in policies, under the kind 'expiry'.
CREATE TABLE coach_levels (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    name       text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX coach_levels_by_name ON coach_levels (org_id, name) WHERE ended_at IS NULL;

ALTER TABLE coaches ADD COLUMN level_id uuid REFERENCES coach_levels (id);   -- NULL: of none
ALTER TABLE plans ADD COLUMN kinds text NOT NULL DEFAULT '';      -- ids without hyphens, comma-separated; empty: every kind of class
ALTER TABLE plans ADD COLUMN levels text NOT NULL DEFAULT '';     -- likewise; empty: coaches of every level
ALTER TABLE plans ADD COLUMN unnamed boolean NOT NULL DEFAULT false;
ALTER TABLE passes ADD COLUMN kinds text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN levels text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN unnamed boolean NOT NULL DEFAULT false;
