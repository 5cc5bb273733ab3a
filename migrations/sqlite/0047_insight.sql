-- How far a new club has been set up, and whether the list of what comes next was put away.
CREATE TABLE club_setups (
    org_id      BLOB NOT NULL PRIMARY KEY REFERENCES organisations (id),
    step        TEXT NOT NULL CHECK (step IN ('club', 'place', 'room', 'classes', 'plan', 'done')),   -- the first that is not answered
    changed_at  INTEGER NOT NULL,
    put_away_at INTEGER
) STRICT;
-- clubs that are there already have been set up by other pages
INSERT INTO club_setups (org_id, step, changed_at, put_away_at) SELECT id, 'done', created_at, created_at FROM organisations;
