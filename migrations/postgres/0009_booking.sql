-- Who comes: seats, the waitlist, and who came through the door.

CREATE TABLE bookings (
    id             uuid NOT NULL PRIMARY KEY,
    org_id         uuid NOT NULL REFERENCES organisations (id),
    session_id     uuid NOT NULL REFERENCES class_sessions (id),
    member_id      uuid NOT NULL REFERENCES members (id),
    status         text NOT NULL CHECK (status IN
                     ('booked', 'checked_in', 'no_show', 'excused', 'early_cancelled', 'late_cancelled', 'class_cancelled')),
    pass_id        uuid NOT NULL REFERENCES passes (id),
    lot_id         uuid REFERENCES credit_lots (id),      -- NULL: the pass does not count credits
    credits        bigint NOT NULL CHECK (credits >= 0),
    booked_at      timestamptz NOT NULL,
    promoted_at    timestamptz,              -- when the waitlist gave the seat
    free_until     timestamptz NOT NULL,     -- cancelling is free before this: the promise made at booking
    cancelled_at   timestamptz,
    checked_in_at  timestamptz,
    checked_in_via text CHECK (checked_in_via IN ('code', 'desk', 'coach')),
    checked_in_by  uuid REFERENCES accounts (id)
);
-- The last guard against a double booking: one seat a member a class.
CREATE UNIQUE INDEX bookings_one_seat ON bookings (session_id, member_id)
    WHERE status IN ('booked', 'checked_in', 'no_show', 'excused');
CREATE INDEX bookings_of_session ON bookings (session_id);
CREATE INDEX bookings_of_member ON bookings (member_id, booked_at);

CREATE TABLE waitlist_entries (
    id         uuid NOT NULL PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES class_sessions (id),
    member_id  uuid NOT NULL REFERENCES members (id),
    pass_id    uuid REFERENCES passes (id),   -- the pass the member chose; NULL: the usual choice
    status     text NOT NULL CHECK (status IN ('waiting', 'promoted', 'left', 'passed_over', 'closed')),
    joined_at  timestamptz NOT NULL,
    ended_at   timestamptz,
    booking_id uuid REFERENCES bookings (id),
    why        text                           -- why it was passed over: the rule's code
);
CREATE UNIQUE INDEX waitlist_one_place ON waitlist_entries (session_id, member_id) WHERE status = 'waiting';
CREATE INDEX waitlist_of_member ON waitlist_entries (member_id) WHERE status = 'waiting';

-- Everyone who came through the door, with or without a class.
CREATE TABLE visits (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    location_id uuid NOT NULL REFERENCES locations (id),
    member_id   uuid NOT NULL REFERENCES members (id),
    booking_id  uuid REFERENCES bookings (id),
    at          timestamptz NOT NULL,
    day         date NOT NULL,
    via         text NOT NULL CHECK (via IN ('code', 'desk', 'coach')),
    by_account  uuid REFERENCES accounts (id),
    code_step   bigint,                -- the time step of the code that was shown: each works once
    undone_at   timestamptz
);
CREATE UNIQUE INDEX visits_one_use ON visits (member_id, code_step) WHERE code_step IS NOT NULL;
CREATE INDEX visits_at ON visits (location_id, at);
CREATE INDEX visits_of ON visits (member_id, at);
