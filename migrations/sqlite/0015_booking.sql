-- What not coming, or cancelling too late, counts for, and what the club forgave.

CREATE TABLE strikes (
    id             BLOB NOT NULL PRIMARY KEY,
    org_id         BLOB NOT NULL REFERENCES organisations (id),
    member_id      BLOB NOT NULL REFERENCES members (id),
    booking_id     BLOB NOT NULL REFERENCES bookings (id),
    kind           TEXT NOT NULL CHECK (kind IN ('no_show', 'late_cancel')),
    points         INTEGER NOT NULL CHECK (points >= 0),   -- as the rules of its day said; 0: it was waived
    at             INTEGER NOT NULL,
    forgiven_at    INTEGER,
    forgiven_by    BLOB REFERENCES accounts (id),
    forgiven_why   TEXT
) STRICT;
CREATE UNIQUE INDEX strikes_of_booking ON strikes (booking_id);
CREATE INDEX strikes_of_member ON strikes (member_id, at);
