-- What a place costs in money, for whoever pays with what they have paid in; and classes of one alone with the coach.

ALTER TABLE class_types ADD COLUMN price bigint CHECK (price > 0);       -- minor units; NULL: it is not sold for money
ALTER TABLE class_types ADD COLUMN currency text CHECK ((price IS NULL) = (currency IS NULL));
ALTER TABLE class_types ADD COLUMN personal boolean NOT NULL DEFAULT false;   -- one member alone with the coach
