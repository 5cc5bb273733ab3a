-- What the club has its members sign before they train: a waiver, and a questionnaire about their health. Every saving is a row; of those
-- whose day has come the latest is in force.

CREATE TABLE paper_versions (
    id         uuid NOT NULL PRIMARY KEY,
    org_id     uuid NOT NULL REFERENCES organisations (id),
    kind       text NOT NULL CHECK (kind IN ('waiver', 'questionnaire')),
    number     bigint NOT NULL CHECK (number > 0),     -- counted for each kind
    asked      boolean NOT NULL,                        -- false: from that day on nobody is asked for it
    from_on    date NOT NULL,
    holds_from bigint NOT NULL,                        -- signatures hold that were given to this number or a later one
    months     bigint CHECK (months BETWEEN 1 AND 60), -- a signature holds so long; NULL: for good
    everywhere boolean NOT NULL,                        -- else at the places in paper_places
    by_account uuid NOT NULL REFERENCES accounts (id),
    made_at    timestamptz NOT NULL,
    CHECK (holds_from BETWEEN 1 AND number),
    UNIQUE (org_id, kind, number)
);

CREATE TABLE paper_texts (
    version_id uuid NOT NULL REFERENCES paper_versions (id),
    locale     text NOT NULL,
    body       text NOT NULL, -- of a questionnaire: one question a line
    PRIMARY KEY (version_id, locale)
);

CREATE TABLE paper_places (
    version_id  uuid NOT NULL REFERENCES paper_versions (id),
    location_id uuid NOT NULL REFERENCES locations (id),
    PRIMARY KEY (version_id, location_id)
);

-- What somebody said about their health stands nowhere: only that they answered, and whether they are to ask a doctor first.
CREATE TABLE paper_signatures (
    id         uuid NOT NULL PRIMARY KEY,
    version_id uuid NOT NULL REFERENCES paper_versions (id),
    member_id  uuid NOT NULL REFERENCES members (id),
    locale     text NOT NULL,                           -- the language in which it was read
    signer     text NOT NULL CHECK (signer IN ('self', 'guardian')),
    channel    text NOT NULL CHECK (channel IN ('own', 'screen', 'paper')),
    name       text NOT NULL,                           -- as whoever signed has written it
    advice     boolean NOT NULL,                        -- they say that they have asked a doctor or train at their own risk
    by_account uuid NOT NULL REFERENCES accounts (id),  -- who was signed in
    at         timestamptz NOT NULL
);
CREATE INDEX paper_signatures_of ON paper_signatures (member_id, version_id, at);
CREATE INDEX paper_signatures_to ON paper_signatures (version_id);
