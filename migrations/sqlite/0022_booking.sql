-- Who booked for somebody else.

ALTER TABLE bookings ADD COLUMN booked_by BLOB REFERENCES members (id);   -- NULL: the member, or the club
