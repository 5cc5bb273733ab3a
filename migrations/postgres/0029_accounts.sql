-- Roles as the club has edited them, and its own. A role of the program that nobody has edited has no row: it allows what the program says.

CREATE TABLE roles (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    base        text NOT NULL CHECK (base IN ('coach', 'front_desk', 'manager')),  -- the role that it is, or that it resembles
    name        text,             -- NULL: the program's own role, edited
    permissions text NOT NULL,    -- codes with a space between them
    made_at     timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    ended_at    timestamptz
);
CREATE UNIQUE INDEX roles_edited ON roles (org_id, base) WHERE name IS NULL;
CREATE UNIQUE INDEX roles_by_name ON roles (org_id, name) WHERE name IS NOT NULL AND ended_at IS NULL;

ALTER TABLE role_grants ADD COLUMN role_id uuid REFERENCES roles (id);   -- NULL: the program's own role
