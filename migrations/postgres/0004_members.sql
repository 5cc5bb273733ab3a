-- The people of the club. A member may have an account to sign in with, or none.

CREATE TABLE member_imports (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    file_name  text NOT NULL,
    source     text NOT NULL,
    rows_read  bigint NOT NULL,
    rows_made  bigint NOT NULL,
    at         timestamptz NOT NULL,
    undone_at  timestamptz
);

CREATE TABLE members (
    id               uuid NOT NULL PRIMARY KEY,
    org_id           uuid NOT NULL REFERENCES organisations (id),
    number           bigint NOT NULL,  -- the member number on paper and at the desk
    account_id       uuid REFERENCES accounts (id),
    name             text NOT NULL,
    search           text NOT NULL, -- folded name, e-mail and telephone, for the desk's one box
    email            text,
    phone            text,
    birthday         date,
    gender           text CHECK (gender IN ('female', 'male', 'other')),
    locale           text,          -- the language for notices; NULL: the organisation's
    home_location_id uuid REFERENCES locations (id),
    status           text NOT NULL CHECK (status IN ('active', 'ended', 'banned')),
    joined_on        date NOT NULL,
    code_key         bytea NOT NULL,  -- the member's share of the entry code's key
    source           text NOT NULL,
    external_id      text,
    note             text,
    import_id        uuid REFERENCES member_imports (id),
    created_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX members_by_number ON members (org_id, number);
CREATE UNIQUE INDEX members_by_account ON members (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX members_by_email ON members (org_id, email) WHERE email IS NOT NULL;
CREATE INDEX members_by_phone ON members (org_id, phone) WHERE phone IS NOT NULL;
CREATE INDEX members_by_name ON members (org_id, name, id);
CREATE INDEX members_by_import ON members (import_id) WHERE import_id IS NOT NULL;
