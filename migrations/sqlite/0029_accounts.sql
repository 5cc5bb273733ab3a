-- Roles as the club has edited them, and its own. A role of the program that nobody has edited has no row: it allows what the program says.

CREATE TABLE roles (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    base        TEXT NOT NULL CHECK (base IN ('coach', 'front_desk', 'manager')),  -- the role that it is, or that it resembles
    name        TEXT,             -- NULL: the program's own role, edited
    permissions TEXT NOT NULL,    -- codes with a space between them
    made_at     INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    ended_at    INTEGER
) STRICT;
CREATE UNIQUE INDEX roles_edited ON roles (org_id, base) WHERE name IS NULL;
CREATE UNIQUE INDEX roles_by_name ON roles (org_id, name) WHERE name IS NOT NULL AND ended_at IS NULL;

ALTER TABLE role_grants ADD COLUMN role_id BLOB REFERENCES roles (id);   -- NULL: the program's own role
