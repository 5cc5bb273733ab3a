-- A kind of class may be for women or for men alone.
ALTER TABLE class_types ADD COLUMN only_gender text CHECK (only_gender IN ('female', 'male'));
