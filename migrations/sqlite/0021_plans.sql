-- Who may come on a pass: its holder alone, everybody of their household, or whomever they bring along.

ALTER TABLE plans ADD COLUMN bearer TEXT NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone'));
ALTER TABLE passes ADD COLUMN bearer TEXT NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone'));
