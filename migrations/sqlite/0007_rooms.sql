-- Rooms and how many people each may hold.

CREATE TABLE rooms (
    id          BLOB NOT NULL PRIMARY KEY,
    org_id      BLOB NOT NULL REFERENCES organisations (id),
    location_id BLOB NOT NULL REFERENCES locations (id),
    name        TEXT NOT NULL,
    capacity    INTEGER NOT NULL CHECK (capacity BETWEEN 1 AND 1000),
    created_at  INTEGER NOT NULL,
    closed_at   INTEGER
) STRICT;
CREATE UNIQUE INDEX rooms_by_name ON rooms (location_id, name) WHERE closed_at IS NULL;
