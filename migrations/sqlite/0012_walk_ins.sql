-- The class that was booked in one act with a visit: it goes when the visit is undone.

ALTER TABLE visits ADD COLUMN booked_id BLOB REFERENCES bookings (id);
