-- What is taught and when. A series is a weekly rule; its class sessions are written ahead, because they carry bookings.

CREATE TABLE class_types (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    name        text NOT NULL,
    category    text NOT NULL CHECK (category IN ('strength', 'conditioning', 'cycle', 'mind', 'dance', 'care')),
    activity    text,               -- id in the OpenActive activity list
    minutes     bigint NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    capacity    bigint NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    credit_cost bigint NOT NULL CHECK (credit_cost BETWEEN 1 AND 20),
    about       text NOT NULL,
    archived_at timestamptz,
    created_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX class_types_by_name ON class_types (org_id, name) WHERE archived_at IS NULL;

CREATE TABLE series (
    id            uuid NOT NULL PRIMARY KEY,
    org_id        uuid NOT NULL REFERENCES organisations (id),
    location_id   uuid NOT NULL REFERENCES locations (id),
    class_type_id uuid NOT NULL REFERENCES class_types (id),
    room_id       uuid REFERENCES rooms (id),
    coach_id      uuid REFERENCES coaches (id),
    weekdays      bigint NOT NULL CHECK (weekdays BETWEEN 1 AND 127),   -- bit 0 is Monday
    start_minute  bigint NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
    minutes       bigint NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    capacity      bigint NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    starts_on     date NOT NULL,
    ends_on       date,             -- last day; NULL: goes on
    filled_until  date,             -- sessions are written up to and including this day
    source_uid    text,             -- the UID in the calendar it was imported from
    created_at    timestamptz NOT NULL,
    ended_at      timestamptz
);
CREATE INDEX series_at ON series (location_id) WHERE ended_at IS NULL;

CREATE TABLE class_sessions (
    id             uuid NOT NULL PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES organisations (id),
    location_id    uuid NOT NULL REFERENCES locations (id),
    series_id      uuid REFERENCES series (id),
    recurrence_day date,            -- the day the series meant, whatever was changed since
    class_type_id  uuid NOT NULL REFERENCES class_types (id),
    room_id        uuid REFERENCES rooms (id),
    coach_id       uuid REFERENCES coaches (id),
    name           text NOT NULL,
    category       text NOT NULL,
    credit_cost    bigint NOT NULL,
    day            date NOT NULL,   -- the location's date: reports group by it
    start_minute   bigint NOT NULL,    -- on the location's wall
    minutes        bigint NOT NULL CHECK (minutes BETWEEN 5 AND 600),
    starts_at      timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    capacity       bigint NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    booked         bigint NOT NULL,    -- seats taken; the scarce thing, guarded here
    waiting        bigint NOT NULL CHECK (waiting >= 0),
    status         text NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
    cancel_reason  text,
    changed        boolean NOT NULL,   -- differs from its series
    attendance_at  timestamptz,              -- when the first person was checked in; NULL: attendance was not taken
    closed_at      timestamptz,              -- when no-shows were settled
    source_uid     text,
    source_start   text,
    created_at     timestamptz NOT NULL,
    CHECK (booked BETWEEN 0 AND capacity),
    CHECK (starts_at < ends_at)
);
CREATE UNIQUE INDEX class_sessions_of_series ON class_sessions (series_id, recurrence_day) WHERE series_id IS NOT NULL;
CREATE UNIQUE INDEX class_sessions_by_source ON class_sessions (location_id, source_uid, source_start) WHERE source_uid IS NOT NULL AND series_id IS NULL;
CREATE INDEX class_sessions_at ON class_sessions (location_id, starts_at);
CREATE INDEX class_sessions_by_day ON class_sessions (org_id, day);
CREATE INDEX class_sessions_of_coach ON class_sessions (coach_id, starts_at) WHERE coach_id IS NOT NULL;
CREATE INDEX class_sessions_in_room ON class_sessions (room_id, starts_at) WHERE room_id IS NOT NULL;
CREATE INDEX class_sessions_to_close ON class_sessions (ends_at) WHERE closed_at IS NULL AND status = 'scheduled';
