-- Exceptions from the rules that somebody made for a member: one of a kind for each booking, with the reason.
CREATE TABLE booking_exceptions (
    booking_id BLOB NOT NULL REFERENCES bookings (id),
    kind       TEXT NOT NULL CHECK (kind IN ('anyway', 'excused')),
    rules      TEXT NOT NULL,       -- the codes of what was set aside, with spaces between them; of an excuse: what the booking was before
    reason     TEXT NOT NULL,       -- of whoever made it
    made_by    BLOB NOT NULL REFERENCES accounts (id),
    made_at    INTEGER NOT NULL,
    PRIMARY KEY (booking_id, kind)
) STRICT;
