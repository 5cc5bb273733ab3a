-- What is taught and when. A series is a weekly rule; its class sessions are written ahead, because they carry bookings.

CREATE TABLE class_types (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    name        TEXT NOT NULL,
    category    TEXT NOT NULL CHECK (category IN ('strength', 'conditioning', 'cycle', 'mind', 'dance', 'care')),
    activity    TEXT,               -- id in the OpenActive activity list
    minutes     INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    capacity    INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    credit_cost INTEGER NOT NULL CHECK (credit_cost BETWEEN 1 AND 20),
    about       TEXT NOT NULL,
    archived_at INTEGER,
    created_at  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX class_types_by_name ON class_types (org_id, name) WHERE archived_at IS NULL;

CREATE TABLE series (
    id            BLOB NOT NULL PRIMARY KEY,
    org_id        BLOB NOT NULL REFERENCES organisations (id),
    location_id   BLOB NOT NULL REFERENCES locations (id),
    class_type_id BLOB NOT NULL REFERENCES class_types (id),
    room_id       BLOB REFERENCES rooms (id),
    coach_id      BLOB REFERENCES coaches (id),
    weekdays      INTEGER NOT NULL CHECK (weekdays BETWEEN 1 AND 127),   -- bit 0 is Monday
    start_minute  INTEGER NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
    minutes       INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    capacity      INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    starts_on     TEXT NOT NULL,
    ends_on       TEXT,             -- last day; NULL: goes on
    filled_until  TEXT,             -- sessions are written up to and including this day
    source_uid    TEXT,             -- the UID in the calendar it was imported from
    created_at    INTEGER NOT NULL,
    ended_at      INTEGER
) STRICT;
CREATE INDEX series_at ON series (location_id) WHERE ended_at IS NULL;

CREATE TABLE class_sessions (
    id             BLOB NOT NULL PRIMARY KEY,
    org_id         BLOB NOT NULL REFERENCES organisations (id),
    location_id    BLOB NOT NULL REFERENCES locations (id),
    series_id      BLOB REFERENCES series (id),
    recurrence_day TEXT,            -- the day the series meant, whatever was changed since
    class_type_id  BLOB NOT NULL REFERENCES class_types (id),
    room_id        BLOB REFERENCES rooms (id),
    coach_id       BLOB REFERENCES coaches (id),
    name           TEXT NOT NULL,
    category       TEXT NOT NULL,
    credit_cost    INTEGER NOT NULL,
    day            TEXT NOT NULL,   -- the location's date: reports group by it
    start_minute   INTEGER NOT NULL,    -- on the location's wall
    minutes        INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    starts_at      INTEGER NOT NULL,
    ends_at        INTEGER NOT NULL,
    capacity       INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    booked         INTEGER NOT NULL,    -- seats taken; the scarce thing, guarded here
    waiting        INTEGER NOT NULL CHECK (waiting >= 0),
    status         TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
    cancel_reason  TEXT,
    changed        INTEGER NOT NULL,   -- differs from its series
    attendance_at  INTEGER,              -- when the first person was checked in; NULL: attendance was not taken
    closed_at      INTEGER,              -- when no-shows were settled
    source_uid     TEXT,
    source_start   TEXT,
    created_at     INTEGER NOT NULL,
    CHECK (booked BETWEEN 0 AND capacity),
    CHECK (starts_at < ends_at)
) STRICT;
CREATE UNIQUE INDEX class_sessions_of_series ON class_sessions (series_id, recurrence_day) WHERE series_id IS NOT NULL;
CREATE UNIQUE INDEX class_sessions_by_source ON class_sessions (location_id, source_uid, source_start) WHERE source_uid IS NOT NULL AND series_id IS NULL;
CREATE INDEX class_sessions_at ON class_sessions (location_id, starts_at);
CREATE INDEX class_sessions_by_day ON class_sessions (org_id, day);
CREATE INDEX class_sessions_of_coach ON class_sessions (coach_id, starts_at) WHERE coach_id IS NOT NULL;
CREATE INDEX class_sessions_in_room ON class_sessions (room_id, starts_at) WHERE room_id IS NOT NULL;
CREATE INDEX class_sessions_to_close ON class_sessions (ends_at) WHERE closed_at IS NULL AND status = 'scheduled';
