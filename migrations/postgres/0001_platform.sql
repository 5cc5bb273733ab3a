-- What every slice leans on: commands that run once, events that are handed on, jobs that come round.

CREATE TABLE idempotency_keys (
    who      uuid NOT NULL,
    key      text NOT NULL,
    command  text NOT NULL,
    content  bytea NOT NULL,        -- SHA-256 of the command and its content
    answer   text,                  -- as JSON; NULL only inside the transaction that runs it
    at       timestamptz NOT NULL,
    PRIMARY KEY (who, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (at);

CREATE TABLE outbox (
    id         uuid NOT NULL PRIMARY KEY,
    kind       text NOT NULL,
    payload    text NOT NULL,       -- as JSON
    at         timestamptz NOT NULL,
    due_at     timestamptz NOT NULL,         -- not before; also the end of a worker's lease
    attempts   bigint NOT NULL,
    done_at    timestamptz,
    dead_at    timestamptz,                  -- given up: an admin sees it and may revive it
    last_error text
);
CREATE INDEX outbox_due ON outbox (due_at) WHERE done_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_done ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_dead ON outbox (dead_at) WHERE dead_at IS NOT NULL;

-- One row for each consumer that an event has had its effect on: a second try finds it and does nothing.
CREATE TABLE outbox_effects (
    event_id uuid NOT NULL,
    consumer text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (event_id, consumer)
);

-- Work that comes round: one node takes the turn.
CREATE TABLE turns (
    job    text NOT NULL PRIMARY KEY,
    due_at timestamptz NOT NULL
);

-- How often something was tried lately, such as a sign-in by account or by address.
CREATE TABLE throttles (
    subject text NOT NULL PRIMARY KEY,
    tries   bigint NOT NULL,
    since   timestamptz NOT NULL
);
