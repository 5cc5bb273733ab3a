-- One more reason for which a pass is used.

ALTER TABLE bookings DROP CONSTRAINT bookings_pass_why_check;
ALTER TABLE bookings ADD CONSTRAINT bookings_pass_why_check CHECK (pass_why IN ('only', 'uncounted', 'ends_first', 'narrowest', 'credits', 'oldest', 'chosen'));
