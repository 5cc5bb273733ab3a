-- A class with too few people is called off in time, or it is settled that it takes place.

ALTER TABLE class_types ADD COLUMN minimum bigint NOT NULL DEFAULT 0 CHECK (minimum >= 0);   -- so many must have booked; 0: it always takes place
ALTER TABLE class_sessions ADD COLUMN decided_at timestamptz;   -- when it was settled that it takes place
ALTER TABLE class_sessions ADD COLUMN minimum bigint NOT NULL DEFAULT 0;   -- as the kind of class said when it was planned
CREATE INDEX class_sessions_undecided ON class_sessions (starts_at) WHERE minimum > 0 AND decided_at IS NULL AND status = 'scheduled';
