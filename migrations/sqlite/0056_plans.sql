-- What is sold may book some hours earlier than the rest of the club.
ALTER TABLE plans ADD COLUMN early INTEGER CHECK (early BETWEEN 1 AND 720);
ALTER TABLE passes ADD COLUMN early INTEGER CHECK (early BETWEEN 1 AND 720);
