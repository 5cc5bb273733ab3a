-- Where people stand in a room: its spots, in rows.

ALTER TABLE rooms ADD COLUMN plan_lines bigint NOT NULL DEFAULT 0 CHECK (plan_lines BETWEEN 0 AND 12);     -- 0: there is no plan
ALTER TABLE rooms ADD COLUMN plan_places bigint NOT NULL DEFAULT 0 CHECK (plan_places BETWEEN 0 AND 12);   -- in each row

CREATE TABLE room_spots (
    id         uuid NOT NULL PRIMARY KEY,
    room_id    uuid NOT NULL REFERENCES rooms (id),
    name       text NOT NULL,
    line bigint NOT NULL CHECK (line BETWEEN 1 AND 12),    -- counted from the coach
    place bigint NOT NULL CHECK (place BETWEEN 1 AND 12),
    out_at     timestamptz,         -- out of order since then
    out_why    text,
    removed_at timestamptz,         -- kept, because bookings of old name it
    created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX room_spots_by_name ON room_spots (room_id, name) WHERE removed_at IS NULL;
CREATE UNIQUE INDEX room_spots_in_place ON room_spots (room_id, line, place) WHERE removed_at IS NULL;
