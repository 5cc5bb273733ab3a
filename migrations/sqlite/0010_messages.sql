-- What the club tells its members, kept in their inbox.

CREATE TABLE notices (
    id        BLOB NOT NULL PRIMARY KEY,
    org_id    BLOB NOT NULL REFERENCES organisations (id),
    member_id BLOB NOT NULL REFERENCES members (id),
    kind      TEXT NOT NULL,
    payload   TEXT NOT NULL,        -- as JSON: the facts; the words are made in the reader's language
    at        INTEGER NOT NULL,
    read_at   INTEGER
) STRICT;
CREATE INDEX notices_of ON notices (member_id, at);
CREATE INDEX notices_unread ON notices (member_id) WHERE read_at IS NULL;
