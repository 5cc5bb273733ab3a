-- What a pass is good for, in full: several places, hours of the week, so many classes a day, a week and ahead; a pass that begins with
-- its first class; who pays for it. A pass keeps the terms of its plan as they were when it was granted.

-- Ids of locations without hyphens, comma-separated; empty: every location. `location_id` is not written any more.
ALTER TABLE plans ADD COLUMN places text NOT NULL DEFAULT '';
UPDATE plans SET places = replace(CAST(location_id AS text), '-', '') WHERE location_id IS NOT NULL;
ALTER TABLE plans ADD COLUMN hours text NOT NULL DEFAULT '';   -- days:from-to, comma-separated; days are bits from Monday on, minutes of the day; empty: always
ALTER TABLE plans ADD COLUMN per_day bigint CHECK (per_day > 0);
ALTER TABLE plans ADD COLUMN per_week bigint CHECK (per_week > 0);
ALTER TABLE plans ADD COLUMN ahead bigint CHECK (ahead > 0);
ALTER TABLE plans ADD COLUMN starts_within bigint CHECK (starts_within BETWEEN 1 AND 3660);   -- begins with its first class, at the latest after so many days; NULL: on its first day
ALTER TABLE plans ADD COLUMN source text NOT NULL DEFAULT 'own' CHECK (source IN ('own', 'complimentary', 'partner'));

ALTER TABLE passes ADD COLUMN places text NOT NULL DEFAULT '';
UPDATE passes SET places = replace(CAST(location_id AS text), '-', '') WHERE location_id IS NOT NULL;
ALTER TABLE passes ADD COLUMN hours text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN per_day bigint CHECK (per_day > 0);
ALTER TABLE passes ADD COLUMN per_week bigint CHECK (per_week > 0);
ALTER TABLE passes ADD COLUMN ahead bigint CHECK (ahead > 0);
ALTER TABLE passes ADD COLUMN days bigint;              -- its length, where it begins with its first class
ALTER TABLE passes ADD COLUMN activate_by date;          -- the last day on which it begins; NULL: it begins on its first day
ALTER TABLE passes ADD COLUMN activated_on date;         -- the day of its first class; NULL: there is none yet
ALTER TABLE passes ADD COLUMN latest_end date;           -- its last day where it begins on the last day that it can
ALTER TABLE passes ADD COLUMN source text NOT NULL DEFAULT 'own' CHECK (source IN ('own', 'complimentary', 'partner'));
ALTER TABLE passes ADD COLUMN reminded bigint;          -- so many days before its end its holder was last reminded
