-- What the staff did: a log that only grows, each row sealed over the one before it.

CREATE TABLE audit_entries (
    org_id      uuid NOT NULL REFERENCES organisations (id),
    n           bigint NOT NULL CHECK (n > 0),    -- from 1, without a gap
    at          timestamptz NOT NULL,
    account_id  uuid,                             -- who did it; NULL: the console
    deed        text NOT NULL,
    object_kind text,                             -- on what, if on anything
    object_id   uuid,
    location_id uuid,                             -- where; NULL: it concerns no single location
    address     text NOT NULL,                    -- where the request came from; empty: the console
    details     text NOT NULL,                    -- fields with what was and what is, as JSON; never a secret, never a member's own data
    previous    bytea NOT NULL,                   -- the seal of the row before
    seal        bytea NOT NULL,                   -- SHA-256 over that and this row
    PRIMARY KEY (org_id, n)
);
CREATE INDEX audit_entries_by_account ON audit_entries (org_id, account_id, n);
CREATE INDEX audit_entries_by_object ON audit_entries (org_id, object_id, n) WHERE object_id IS NOT NULL;
CREATE INDEX audit_entries_by_time ON audit_entries (org_id, at);

CREATE FUNCTION audit_entries_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_entries only grows';
END $$;
CREATE TRIGGER audit_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_only_grows();

-- The end of the chain: whoever writes the next row holds it.
CREATE TABLE audit_heads (
    org_id uuid NOT NULL PRIMARY KEY REFERENCES organisations (id),
    n      bigint NOT NULL,
    seal   bytea NOT NULL
);
