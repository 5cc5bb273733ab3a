-- What not coming, or cancelling too late, counts for, and what the club forgave.

CREATE TABLE strikes (
    id             uuid NOT NULL PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES organisations (id),
    member_id      uuid NOT NULL REFERENCES members (id),
    booking_id     uuid NOT NULL REFERENCES bookings (id),
    kind           text NOT NULL CHECK (kind IN ('no_show', 'late_cancel')),
    points         bigint NOT NULL CHECK (points >= 0),   -- as the rules of its day said; 0: it was waived
    at             timestamptz NOT NULL,
    forgiven_at    timestamptz,
    forgiven_by    uuid REFERENCES accounts (id),
    forgiven_why   text
);
CREATE UNIQUE INDEX strikes_of_booking ON strikes (booking_id);
CREATE INDEX strikes_of_member ON strikes (member_id, at);
