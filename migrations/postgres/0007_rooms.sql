-- Rooms and how many people each may hold.

CREATE TABLE rooms (
    id          uuid NOT NULL PRIMARY KEY,
    org_id      uuid NOT NULL REFERENCES organisations (id),
    location_id uuid NOT NULL REFERENCES locations (id),
    name        text NOT NULL,
    capacity    bigint NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    created_at  timestamptz NOT NULL,
    closed_at   timestamptz
);
CREATE UNIQUE INDEX rooms_by_name ON rooms (location_id, name) WHERE closed_at IS NULL;
