-- What every slice leans on: commands that run once, events that are handed on, jobs that come round.

CREATE TABLE idempotency_keys (
    who      BLOB NOT NULL,
    key      TEXT NOT NULL,
    command  TEXT NOT NULL,
    content  BLOB NOT NULL,        -- SHA-256 of the command and its content
    answer   TEXT,                  -- as JSON; NULL only inside the transaction that runs it
    at       INTEGER NOT NULL,
    PRIMARY KEY (who, key)
) STRICT;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);

CREATE TABLE outbox (
    id         BLOB NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,       -- as JSON
    at         INTEGER NOT NULL,
    due_at     INTEGER NOT NULL,         -- not before; also the end of a worker's lease
    attempts   INTEGER NOT NULL,
    done_at    INTEGER,
    dead_at    INTEGER,                  -- given up: an admin sees it and may revive it
    last_error TEXT
) STRICT;
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;

-- One row for each consumer that an event has had its effect on: a second try finds it and does nothing.
CREATE TABLE outbox_effects (
    event_id BLOB NOT NULL,
    consumer TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (event_id, consumer)
) STRICT;

-- Work that comes round: one node takes the turn.
CREATE TABLE turns (
    job    TEXT NOT NULL PRIMARY KEY,
    due_at INTEGER NOT NULL
) STRICT;

-- How often something was tried lately, such as a sign-in by account or by address.
CREATE TABLE throttles (
    subject TEXT NOT NULL PRIMARY KEY,
    tries   INTEGER NOT NULL,
    since   INTEGER NOT NULL
) STRICT;
