-- Why a booking used the pass that it did.

ALTER TABLE bookings ADD COLUMN pass_why text CHECK (pass_why IN ('only', 'uncounted', 'ends_first', 'narrowest', 'oldest', 'chosen'));
