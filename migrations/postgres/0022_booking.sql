-- Who booked for somebody else.

ALTER TABLE bookings ADD COLUMN booked_by uuid REFERENCES members (id);   -- NULL: the member, or the club
