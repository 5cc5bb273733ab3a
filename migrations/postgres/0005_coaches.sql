-- Those who teach.

CREATE TABLE coaches (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    account_id uuid REFERENCES accounts (id),
    name       text NOT NULL,
    about      text NOT NULL,
    created_at timestamptz NOT NULL,
    ended_at   timestamptz
);
CREATE UNIQUE INDEX coaches_by_account ON coaches (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX coaches_by_name ON coaches (org_id, name);
