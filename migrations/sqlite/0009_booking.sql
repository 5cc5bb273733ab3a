-- Who comes: seats, the waitlist, and who came through the door.

CREATE TABLE bookings (
    id             BLOB NOT NULL PRIMARY KEY,
    org_id         BLOB NOT NULL REFERENCES organisations (id),
    session_id     BLOB NOT NULL REFERENCES class_sessions (id),
    member_id      BLOB NOT NULL REFERENCES members (id),
    status         TEXT NOT NULL CHECK (status IN
                     ('booked', 'checked_in', 'no_show', 'excused', 'early_cancelled', 'late_cancelled', 'class_cancelled')),
    pass_id        BLOB NOT NULL REFERENCES passes (id),
    lot_id         BLOB REFERENCES credit_lots (id),      -- NULL: the pass does not count credits
    credits        INTEGER NOT NULL CHECK (credits >= 0),
    booked_at      INTEGER NOT NULL,
    promoted_at    INTEGER,              -- when the waitlist gave the seat
    free_until     INTEGER NOT NULL,     -- cancelling is free before this: the promise made at booking
    cancelled_at   INTEGER,
    checked_in_at  INTEGER,
    checked_in_via TEXT CHECK (checked_in_via IN ('code', 'desk', 'coach')),
    checked_in_by  BLOB REFERENCES accounts (id)
) STRICT;
-- The last guard against a double booking: one seat a member a class.
CREATE UNIQUE INDEX bookings_one_seat ON bookings (session_id, member_id)
    WHERE status IN ('booked', 'checked_in', 'no_show', 'excused');
CREATE INDEX bookings_of_session ON bookings (session_id);
CREATE INDEX bookings_of_member ON bookings (member_id, booked_at);

CREATE TABLE waitlist_entries (
    id         BLOB NOT NULL PRIMARY KEY,
    session_id BLOB NOT NULL REFERENCES class_sessions (id),
    member_id  BLOB NOT NULL REFERENCES members (id),
    pass_id    BLOB REFERENCES passes (id),   -- the pass the member chose; NULL: the usual choice
    status     TEXT NOT NULL CHECK (status IN ('waiting', 'promoted', 'left', 'passed_over', 'closed')),
    joined_at  INTEGER NOT NULL,
    ended_at   INTEGER,
    booking_id BLOB REFERENCES bookings (id),
    why        TEXT                           -- why it was passed over: the rule's code
) STRICT;
CREATE UNIQUE INDEX waitlist_one_place ON waitlist_entries (session_id, member_id) WHERE status = 'waiting';
CREATE INDEX waitlist_of_member ON waitlist_entries (member_id) WHERE status = 'waiting';

-- Everyone who came through the door, with or without a class.
CREATE TABLE visits (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    member_id   BLOB NOT NULL REFERENCES members (id),
    booking_id  BLOB REFERENCES bookings (id),
    at          INTEGER NOT NULL,
    day         TEXT NOT NULL,
    via         TEXT NOT NULL CHECK (via IN ('code', 'desk', 'coach')),
    by_account  BLOB REFERENCES accounts (id),
    code_step   INTEGER,                -- the time step of the code that was shown: each works once
    undone_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX visits_one_use ON visits (member_id, code_step) WHERE code_step IS NOT NULL;
CREATE INDEX visits_at ON visits (location_id, at);
CREATE INDEX visits_of ON visits (member_id, at);
