-- People who wait together: all of them get a place, or none does yet.
ALTER TABLE waitlist_entries ADD COLUMN party_id BLOB;          -- those who wait together have one in common; NULL: alone
ALTER TABLE waitlist_entries ADD COLUMN skipped_at INTEGER;     -- when places came free that were too few for their party
ALTER TABLE waitlist_entries ADD COLUMN skipped_free INTEGER;   -- how many there were

ALTER TABLE bookings ADD COLUMN walk_in INTEGER NOT NULL DEFAULT 0; -- took a place that was kept for walk-ins
