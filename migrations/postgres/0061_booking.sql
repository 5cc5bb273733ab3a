-- People who wait together: all of them get a place, or none does yet.
ALTER TABLE waitlist_entries ADD COLUMN party_id uuid;          -- those who wait together have one in common; NULL: alone
ALTER TABLE waitlist_entries ADD COLUMN skipped_at timestamptz; -- when places came free that were too few for their party
ALTER TABLE waitlist_entries ADD COLUMN skipped_free bigint;    -- how many there were

ALTER TABLE bookings ADD COLUMN walk_in boolean NOT NULL DEFAULT false; -- took a place that was kept for walk-ins
