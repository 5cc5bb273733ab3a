-- Member lists that are being taken in through the browser. The file itself is kept until its run has ended, a day at most; what became of
-- each row a month, so that it can be read and written out.

CREATE TABLE import_uploads (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    account_id  uuid NOT NULL REFERENCES accounts (id),
    file_name   text NOT NULL,
    size        bigint NOT NULL,
    source      text NOT NULL,
    header      bytea NOT NULL, -- the digest of the column names, for the columns to be matched as they were the last time
    columns     text NOT NULL, -- what each column holds, as chosen; a JSON list of names of fields and nulls
    dates       text CHECK (dates IN ('dmy', 'mdy')),
    region      text NOT NULL,
    location_id uuid REFERENCES locations (id),
    state       text NOT NULL CHECK (state IN ('matching', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
    problem     text NOT NULL DEFAULT '', -- why it failed, for the log
    rows_read   bigint NOT NULL DEFAULT 0,
    rows_done   bigint NOT NULL DEFAULT 0, -- of the pass that is under way, the dry one or the real one
    import_id   uuid REFERENCES member_imports (id),
    worker      uuid, -- who works at it, until when nobody else may
    worker_till timestamptz,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL,
    begun_at    timestamptz
);
CREATE INDEX import_uploads_by_org ON import_uploads (org_id, created_at);
CREATE INDEX import_uploads_open ON import_uploads (state, worker_till) WHERE state IN ('checking', 'running');

CREATE TABLE import_files (
    upload_id uuid NOT NULL PRIMARY KEY REFERENCES import_uploads (id),
    body      bytea NOT NULL
);

CREATE TABLE import_rows (
    upload_id uuid NOT NULL REFERENCES import_uploads (id),
    nth       bigint NOT NULL, -- among the records of the file, from 0
    line      bigint NOT NULL, -- of the file, from 1
    name      text NOT NULL,
    outcome   text NOT NULL CHECK (outcome IN ('new', 'added', 'known', 'refused')),
    noted     boolean NOT NULL, -- whether there is more to say
    number    bigint,           -- the member that they became, or are
    said      text NOT NULL,    -- what there is to say, as JSON
    PRIMARY KEY (upload_id, nth)
);
CREATE INDEX import_rows_by_outcome ON import_rows (upload_id, outcome, noted);
CREATE INDEX import_rows_by_number ON import_rows (number) WHERE number IS NOT NULL;

CREATE TABLE import_mappings (
    org_id     uuid NOT NULL REFERENCES organisations (id),
    header     bytea NOT NULL,
    columns    text NOT NULL,
    dates      text CHECK (dates IN ('dmy', 'mdy')),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (org_id, header)
);
