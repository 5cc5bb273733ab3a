-- Whose data were erased: kept, so that a database that comes back from a backup can be erased again.

CREATE TABLE erasures (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    member_id  uuid NOT NULL REFERENCES members (id),
    by_account uuid NOT NULL REFERENCES accounts (id),
    channel    text NOT NULL CHECK (channel IN ('self', 'desk')),
    at         timestamptz NOT NULL
);
CREATE UNIQUE INDEX erasures_of ON erasures (member_id);
