-- What a place costs in money, for whoever pays with what they have paid in; and classes of one alone with the coach.

ALTER TABLE class_types ADD COLUMN price INTEGER CHECK (price > 0);       -- minor units; NULL: it is not sold for money
ALTER TABLE class_types ADD COLUMN currency TEXT CHECK ((price IS NULL) = (currency IS NULL));
ALTER TABLE class_types ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;   -- 1: one member alone with the coach
