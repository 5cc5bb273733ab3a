-- Classes whose people were reminded, each once for a start: one that is moved is reminded of anew.
CREATE TABLE class_reminders (
    starts_at  INTEGER NOT NULL,
    session_id BLOB NOT NULL REFERENCES class_sessions (id),
    at         INTEGER NOT NULL,
    PRIMARY KEY (starts_at, session_id)
) STRICT;
CREATE INDEX class_reminders_of_session ON class_reminders (session_id);
