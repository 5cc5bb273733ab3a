-- Classes whose members choose their spot.

ALTER TABLE class_types ADD COLUMN choose_spots boolean NOT NULL DEFAULT FALSE;
ALTER TABLE class_sessions ADD COLUMN choose_spots boolean NOT NULL DEFAULT FALSE;   -- as the kind of class says, or this date alone
ALTER TABLE class_sessions ADD COLUMN planned bigint;   -- places as planned, where the room has fewer spots in order; NULL: as many as there are
