-- What a kind of class asks of whoever comes: an age in whole years on its day, and how far somebody is.
ALTER TABLE class_types ADD COLUMN min_age bigint CHECK (min_age BETWEEN 1 AND 120);
ALTER TABLE class_types ADD COLUMN max_age bigint CHECK (max_age BETWEEN 1 AND 120);
ALTER TABLE class_types ADD COLUMN min_level text CHECK (min_level IN ('beginner', 'intermediate', 'advanced'));
