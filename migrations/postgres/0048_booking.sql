-- When somebody who waited took the place that was given up too late: giving it up was free after all.
ALTER TABLE bookings ADD COLUMN refilled_at timestamptz;

-- The classes on a pass that counts no credits: which of them is the first.
CREATE INDEX bookings_without_lot ON bookings (pass_id) WHERE lot_id IS NULL;
