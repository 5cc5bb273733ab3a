-- What is sold may be for single kinds of class, and for coaches of some levels. What is sold without a name on it may end where
-- named passes may not; which template holds stands in policies, under the kind 'expiry'.
ALTER TABLE plans ADD COLUMN kinds TEXT NOT NULL DEFAULT '';      -- ids without hyphens, comma-separated; empty: every kind of class
ALTER TABLE plans ADD COLUMN levels TEXT NOT NULL DEFAULT '';     -- likewise; empty: coaches of every level
ALTER TABLE plans ADD COLUMN unnamed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE passes ADD COLUMN kinds TEXT NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN levels TEXT NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN unnamed INTEGER NOT NULL DEFAULT 0;
