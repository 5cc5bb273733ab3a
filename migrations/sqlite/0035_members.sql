-- Member lists that are being taken in through the browser. The file itself is kept until its run has ended, a day at most; what became of
-- each row a month, so that it can be read and written out.

CREATE TABLE import_uploads (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    account_id  BLOB NOT NULL REFERENCES accounts (id),
    file_name   TEXT NOT NULL,
    size        INTEGER NOT NULL,
    source      TEXT NOT NULL,
    header      BLOB NOT NULL, -- the digest of the column names, for the columns to be matched as they were the last time
    columns     TEXT NOT NULL, -- what each column holds, as chosen; a JSON list of names of fields and nulls
    dates       TEXT CHECK (dates IN ('dmy', 'mdy')),
    region      TEXT NOT NULL,
    location_id BLOB REFERENCES locations (id),
    state       TEXT NOT NULL CHECK (state IN ('matching', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
    problem     TEXT NOT NULL DEFAULT '', -- why it failed, for the log
    rows_read   INTEGER NOT NULL DEFAULT 0,
    rows_done   INTEGER NOT NULL DEFAULT 0, -- of the pass that is under way, the dry one or the real one
    import_id   BLOB REFERENCES member_imports (id),
    worker      BLOB, -- who works at it, until when nobody else may
    worker_till INTEGER,
    created_at  INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    begun_at    INTEGER
) STRICT;
CREATE INDEX import_uploads_by_org ON import_uploads (org_id, created_at);
CREATE INDEX import_uploads_open ON import_uploads (state, worker_till) WHERE state IN ('checking', 'running');

CREATE TABLE import_files (
    upload_id BLOB NOT NULL PRIMARY KEY REFERENCES import_uploads (id),
    body      BLOB NOT NULL
) STRICT;

CREATE TABLE import_rows (
    upload_id BLOB NOT NULL REFERENCES import_uploads (id),
    nth       INTEGER NOT NULL, -- among the records of the file, from 0
    line      INTEGER NOT NULL, -- of the file, from 1
    name      TEXT NOT NULL,
    outcome   TEXT NOT NULL CHECK (outcome IN ('new', 'added', 'known', 'refused')),
    noted     INTEGER NOT NULL, -- whether there is more to say
    number    INTEGER,          -- the member that they became, or are
    said      TEXT NOT NULL,    -- what there is to say, as JSON
    PRIMARY KEY (upload_id, nth)
) STRICT;
CREATE INDEX import_rows_by_outcome ON import_rows (upload_id, outcome, noted);
CREATE INDEX import_rows_by_number ON import_rows (number) WHERE number IS NOT NULL;

CREATE TABLE import_mappings (
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    header     BLOB NOT NULL,
    columns    TEXT NOT NULL,
    dates      TEXT CHECK (dates IN ('dmy', 'mdy')),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (org_id, header)
) STRICT;
