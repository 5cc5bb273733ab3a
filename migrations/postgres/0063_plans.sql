-- What is sold may be for single kinds of class, and for coaches of some levels. What is sold without a name on it may end where
-- named passes may not; which template holds stands in policies, under the kind 'expiry'.
ALTER TABLE plans ADD COLUMN kinds text NOT NULL DEFAULT '';      -- ids without hyphens, comma-separated; empty: every kind of class
ALTER TABLE plans ADD COLUMN levels text NOT NULL DEFAULT '';     -- likewise; empty: coaches of every level
ALTER TABLE plans ADD COLUMN unnamed boolean NOT NULL DEFAULT false;
ALTER TABLE passes ADD COLUMN kinds text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN levels text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN unnamed boolean NOT NULL DEFAULT false;
