-- Hours of personal training: that one was given, and what the client says to it.
CREATE TABLE hour_confirmations (
    booking_id    uuid NOT NULL PRIMARY KEY REFERENCES bookings (id),
    logged_at     timestamptz NOT NULL,
    logged_by     uuid NOT NULL REFERENCES accounts (id),
    confirmed_at  timestamptz,
    confirmed_by  uuid REFERENCES accounts (id),               -- nobody, where it was silence
    confirmed_how text CHECK (confirmed_how IN ('app', 'silence')),
    disputed_at   timestamptz,
    disputed_by   uuid REFERENCES accounts (id),
    words         text,                                        -- of whoever disputes it
    settled_at    timestamptz,
    settled_by    uuid REFERENCES accounts (id),
    outcome       text CHECK (outcome IN ('stands', 'given_back')),
    reason        text,                                        -- of whoever settled it
    CHECK ((confirmed_at IS NULL) = (confirmed_how IS NULL)),
    CHECK (confirmed_at IS NULL OR disputed_at IS NULL),
    CHECK ((settled_at IS NULL) = (outcome IS NULL)),
    CHECK (settled_at IS NULL OR disputed_at IS NOT NULL)
);
CREATE INDEX hour_confirmations_waiting ON hour_confirmations (logged_at) WHERE confirmed_at IS NULL AND disputed_at IS NULL;
CREATE INDEX hour_confirmations_disputed ON hour_confirmations (disputed_at) WHERE disputed_at IS NOT NULL AND settled_at IS NULL;
