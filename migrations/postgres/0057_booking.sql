-- Exceptions from the rules that somebody made for a member: one of a kind for each booking, with the reason.
CREATE TABLE booking_exceptions (
    booking_id uuid NOT NULL REFERENCES bookings (id),
    kind       text NOT NULL CHECK (kind IN ('anyway', 'excused')),
    rules      text NOT NULL,       -- the codes of what was set aside, with spaces between them; of an excuse: what the booking was before
    reason     text NOT NULL,       -- of whoever made it
    made_by    uuid NOT NULL REFERENCES accounts (id),
    made_at    timestamptz NOT NULL,
    PRIMARY KEY (booking_id, kind)
);
