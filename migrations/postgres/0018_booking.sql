-- A place whose holder did not come may go to whoever stands at the desk.

ALTER TABLE bookings ADD COLUMN given_away_at timestamptz;
ALTER TABLE bookings ADD COLUMN given_to uuid REFERENCES bookings (id);   -- the booking that took the place
CREATE INDEX bookings_given_to ON bookings (given_to) WHERE given_to IS NOT NULL;
