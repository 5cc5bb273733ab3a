-- What a kind of class asks of whoever comes: an age in whole years on its day, and how far somebody is.
ALTER TABLE class_types ADD COLUMN min_age INTEGER CHECK (min_age BETWEEN 1 AND 120);
ALTER TABLE class_types ADD COLUMN max_age INTEGER CHECK (max_age BETWEEN 1 AND 120);
ALTER TABLE class_types ADD COLUMN min_level TEXT CHECK (min_level IN ('beginner', 'intermediate', 'advanced'));
