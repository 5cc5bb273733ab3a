-- What members have agreed to: for each purpose every yes and every no, with the version of the text that was read.

CREATE TABLE consents (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    member_id  uuid NOT NULL REFERENCES members (id),
    purpose    text NOT NULL CHECK (purpose IN ('marketing_email', 'marketing_phone', 'photos', 'health', 'third_parties')),
    version    bigint NOT NULL CHECK (version > 0),
    given      boolean NOT NULL,                        -- false: withdrawn
    channel    text NOT NULL CHECK (channel IN ('self', 'desk', 'erasure')),
    by_account uuid NOT NULL REFERENCES accounts (id),
    at         timestamptz NOT NULL
);
CREATE INDEX consents_of ON consents (member_id, purpose, at);

CREATE FUNCTION consents_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'consents only grows: write what is agreed now' USING ERRCODE = 'check_violation'; END $$;
CREATE TRIGGER consents_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION consents_only_grows();
