-- One more reason for which a pass is used. SQLite cannot change a CHECK: the column is made anew.

ALTER TABLE bookings ADD COLUMN why_anew TEXT CHECK (why_anew IN ('only', 'uncounted', 'ends_first', 'narrowest', 'credits', 'oldest', 'chosen'));
UPDATE bookings SET why_anew = pass_why WHERE pass_why IS NOT NULL;
ALTER TABLE bookings DROP COLUMN pass_why;
ALTER TABLE bookings RENAME COLUMN why_anew TO pass_why;
