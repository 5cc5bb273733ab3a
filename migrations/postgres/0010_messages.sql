-- What the club tells its members, kept in their inbox.

CREATE TABLE notices (
    id        uuid NOT NULL PRIMARY KEY,
    org_id    uuid NOT NULL REFERENCES organisations (id),
    member_id uuid NOT NULL REFERENCES members (id),
    kind      text NOT NULL,
    payload   text NOT NULL,        -- as JSON: the facts; the words are made in the reader's language
    at        timestamptz NOT NULL,
    read_at   timestamptz
);
CREATE INDEX notices_of ON notices (member_id, at);
CREATE INDEX notices_unread ON notices (member_id) WHERE read_at IS NULL;
