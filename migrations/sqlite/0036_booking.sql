-- Which classes are left on a pass, when one of them is given up.
CREATE INDEX bookings_of_lot ON bookings (lot_id) WHERE lot_id IS NOT NULL;
