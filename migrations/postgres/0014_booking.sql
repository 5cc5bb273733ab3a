-- How a place that comes free goes to those who wait: at once, as an offer that is kept for them for a while, or to whoever is
-- first. What became of each place is kept, so that it can be told.

ALTER TABLE class_sessions ADD COLUMN offered bigint NOT NULL DEFAULT 0;   -- of the seats taken, those kept for somebody who was offered one
ALTER TABLE class_types ADD COLUMN wait_mode text CHECK (wait_mode IN ('auto', 'offer', 'broadcast'));   -- NULL: as the club's rules say

CREATE TABLE waitlist_places (
    id           uuid NOT NULL PRIMARY KEY,
    session_id   uuid NOT NULL REFERENCES class_sessions (id),
    member_id    uuid NOT NULL REFERENCES members (id),
    pass_id      uuid REFERENCES passes (id),   -- the pass the member chose; NULL: the usual choice
    status       text NOT NULL CHECK (status IN ('waiting', 'offered', 'promoted', 'left', 'declined', 'expired', 'passed_over', 'closed')),
    joined_at    timestamptz NOT NULL,
    joined_place bigint,                       -- the place it began at, from 1
    offered_at   timestamptz,
    offer_until  timestamptz,                       -- the seat is kept until then
    ended_at     timestamptz,
    booking_id   uuid REFERENCES bookings (id),
    why          text                           -- why it was passed over: the rule's code
);
INSERT INTO waitlist_places (id, session_id, member_id, pass_id, status, joined_at, ended_at, booking_id, why)
    SELECT id, session_id, member_id, pass_id, status, joined_at, ended_at, booking_id, why FROM waitlist_entries;
DROP TABLE waitlist_entries;
ALTER TABLE waitlist_places RENAME TO waitlist_entries;
CREATE UNIQUE INDEX waitlist_one_place ON waitlist_entries (session_id, member_id) WHERE status IN ('waiting', 'offered');
CREATE INDEX waitlist_of_member ON waitlist_entries (member_id, joined_at);
CREATE INDEX waitlist_offers ON waitlist_entries (offer_until) WHERE status = 'offered';
-- Whole, not partial: lines are read by several states, and SQLite takes a partial index for its very condition alone.
CREATE INDEX waitlist_of_session ON waitlist_entries (session_id, status, member_id);
