-- Places kept for walk-ins at the desk and for partners, until so many minutes before a class.
ALTER TABLE class_types ADD COLUMN keep_walk_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE class_types ADD COLUMN keep_partner INTEGER NOT NULL DEFAULT 0;
ALTER TABLE class_types ADD COLUMN keep_minutes INTEGER NOT NULL DEFAULT 90;
ALTER TABLE class_sessions ADD COLUMN walk_in_kept INTEGER NOT NULL DEFAULT 0; -- still kept and not taken: never more than are free
ALTER TABLE class_sessions ADD COLUMN partner_kept INTEGER NOT NULL DEFAULT 0;
ALTER TABLE class_sessions ADD COLUMN kept_until INTEGER;                      -- from then on what is left is everybody's; NULL: nothing was kept
CREATE INDEX class_sessions_kept ON class_sessions (kept_until) WHERE kept_until IS NOT NULL;

-- Places that were sold to a partner's people: a name on a list, and nobody who signs in.
CREATE TABLE partner_places (
    id            BLOB NOT NULL PRIMARY KEY,
    session_id    BLOB NOT NULL REFERENCES class_sessions (id),
    partner       TEXT NOT NULL,
    booked_by     BLOB NOT NULL REFERENCES accounts (id),
    booked_at     INTEGER NOT NULL,
    given_back_at INTEGER
) STRICT;
CREATE INDEX partner_places_of_session ON partner_places (session_id);
