-- Who may come on a pass: its holder alone, everybody of their household, or whomever they bring along.

ALTER TABLE plans ADD COLUMN bearer text NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone'));
ALTER TABLE passes ADD COLUMN bearer text NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone'));
