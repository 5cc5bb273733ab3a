-- Who stands where: the spot of a booking, one that somebody is choosing, and those that the staff keep.

ALTER TABLE bookings ADD COLUMN spot_id uuid REFERENCES room_spots (id);
-- The last guard against two on one spot.
CREATE UNIQUE INDEX bookings_one_spot ON bookings (session_id, spot_id)
    WHERE spot_id IS NOT NULL AND status IN ('booked', 'checked_in', 'no_show', 'excused');
CREATE INDEX bookings_on_spot ON bookings (spot_id) WHERE spot_id IS NOT NULL;

-- Somebody looks at a free spot: theirs for two minutes. Whoever reads asks whether the time is over.
CREATE TABLE spot_holds (
    session_id uuid NOT NULL REFERENCES class_sessions (id),
    spot_id    uuid NOT NULL REFERENCES room_spots (id),
    member_id  uuid NOT NULL REFERENCES members (id),
    held_at    timestamptz NOT NULL,
    until_at   timestamptz NOT NULL,
    PRIMARY KEY (session_id, spot_id)
);
CREATE UNIQUE INDEX spot_holds_one ON spot_holds (session_id, member_id);
CREATE INDEX spot_holds_over ON spot_holds (until_at);

-- The club keeps a spot of a class to itself.
CREATE TABLE kept_spots (
    session_id uuid NOT NULL REFERENCES class_sessions (id),
    spot_id    uuid NOT NULL REFERENCES room_spots (id),
    reason     text NOT NULL,
    kept_by    uuid NOT NULL REFERENCES accounts (id),
    kept_at    timestamptz NOT NULL,
    PRIMARY KEY (session_id, spot_id)
);
