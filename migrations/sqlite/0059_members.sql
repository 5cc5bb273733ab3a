-- What the club has its members sign before they train: a waiver, and a questionnaire about their health. Every saving is a row; of those
-- whose day has come the latest is in force.

CREATE TABLE paper_versions (
    id         BLOB NOT NULL PRIMARY KEY,
    org_id     BLOB NOT NULL REFERENCES organisations (id),
    kind       TEXT NOT NULL CHECK (kind IN ('waiver', 'questionnaire')),
    number     INTEGER NOT NULL CHECK (number > 0),     -- counted for each kind
    asked      INTEGER NOT NULL,                        -- 0: from that day on nobody is asked for it
    from_on    TEXT NOT NULL,
    holds_from INTEGER NOT NULL,                        -- signatures hold that were given to this number or a later one
    months     INTEGER CHECK (months BETWEEN 1 AND 60), -- a signature holds so long; NULL: for good
    everywhere INTEGER NOT NULL,                        -- else at the places in paper_places
    by_account BLOB NOT NULL REFERENCES accounts (id),
    made_at    INTEGER NOT NULL,
    CHECK (holds_from BETWEEN 1 AND number),
    UNIQUE (org_id, kind, number)
) STRICT;

CREATE TABLE paper_texts (
    version_id BLOB NOT NULL REFERENCES paper_versions (id),
    locale     TEXT NOT NULL,
    body       TEXT NOT NULL, -- of a questionnaire: one question a line
    PRIMARY KEY (version_id, locale)
) STRICT;

CREATE TABLE paper_places (
    version_id  BLOB NOT NULL REFERENCES paper_versions (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    PRIMARY KEY (version_id, location_id)
) STRICT;

-- What somebody said about their health stands nowhere: only that they answered, and whether they are to ask a doctor first.
CREATE TABLE paper_signatures (
    id         BLOB NOT NULL PRIMARY KEY,
    version_id BLOB NOT NULL REFERENCES paper_versions (id),
    member_id  BLOB NOT NULL REFERENCES members (id),
    locale     TEXT NOT NULL,                           -- the language in which it was read
    signer     TEXT NOT NULL CHECK (signer IN ('self', 'guardian')),
    channel    TEXT NOT NULL CHECK (channel IN ('own', 'screen', 'paper')),
    name       TEXT NOT NULL,                           -- as whoever signed has written it
    advice     INTEGER NOT NULL,                        -- they say that they have asked a doctor or train at their own risk
    by_account BLOB NOT NULL REFERENCES accounts (id),  -- who was signed in
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX paper_signatures_of ON paper_signatures (member_id, version_id, at);
CREATE INDEX paper_signatures_to ON paper_signatures (version_id);
