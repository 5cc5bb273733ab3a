-- What a member does not want to be told. Everything is told until they say otherwise; what has to be told is not asked.

CREATE TABLE notice_choices (
    member_id uuid NOT NULL REFERENCES members (id) ON DELETE CASCADE,
    topic     text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (member_id, topic)
);
