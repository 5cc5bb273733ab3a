-- Whoever has left for good is put into the archive: kept, and out of the lists.

ALTER TABLE members ADD COLUMN archived_at INTEGER;
