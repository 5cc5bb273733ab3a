-- Memberships that go on by themselves, a pass a cycle; and the other kinds of passes that clubs sell. SQLite cannot change a CHECK:
-- both tables are made anew, with what is in them.

CREATE TABLE plans_anew (
    id            BLOB NOT NULL PRIMARY KEY,
    org_id        BLOB NOT NULL REFERENCES organisations (id),
    name          TEXT NOT NULL,
    kind          TEXT NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro', 'membership', 'personal', 'course', 'stored_value')),
    credits       INTEGER CHECK (credits BETWEEN 1 AND 1000),   -- NULL: not counted; of a membership in each cycle
    days          INTEGER CHECK (days BETWEEN 1 AND 3660),      -- valid for so many days; NULL: no end
    price         INTEGER NOT NULL CHECK (price >= 0),          -- minor units; of a membership for each cycle
    currency      TEXT NOT NULL,
    location_id   BLOB REFERENCES locations (id),
    categories    TEXT NOT NULL,
    archived_at   INTEGER,
    created_at    INTEGER NOT NULL,
    bearer        TEXT NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone')),
    places        TEXT NOT NULL DEFAULT '',
    hours         TEXT NOT NULL DEFAULT '',
    per_day       INTEGER CHECK (per_day > 0),
    per_week      INTEGER CHECK (per_week > 0),
    ahead         INTEGER CHECK (ahead > 0),
    starts_within INTEGER CHECK (starts_within BETWEEN 1 AND 3660),
    source        TEXT NOT NULL DEFAULT 'own' CHECK (source IN ('own', 'complimentary', 'partner')),
    coaches       TEXT NOT NULL DEFAULT '',                     -- ids without hyphens, comma-separated; empty: every coach
    cycle_months  INTEGER CHECK (cycle_months BETWEEN 1 AND 12),     -- a membership's cycle
    rollover      INTEGER NOT NULL DEFAULT 0 CHECK (rollover BETWEEN 0 AND 1000),   -- so many credits go over into the next cycle
    commitment    INTEGER NOT NULL DEFAULT 0 CHECK (commitment BETWEEN 0 AND 60),   -- months from the first day in which it does not end
    notice_days   INTEGER NOT NULL DEFAULT 0 CHECK (notice_days BETWEEN 0 AND 366), -- from cancelling to the earliest end
    value         INTEGER CHECK (value > 0),                    -- of stored value: what can be spent, in minor units
    bonus         INTEGER NOT NULL DEFAULT 0 CHECK (bonus >= 0),     -- and what the club adds, which is spent last
    CHECK ((kind = 'membership') = (cycle_months IS NOT NULL)),
    CHECK ((kind = 'stored_value') = (value IS NOT NULL)),
    CHECK (CASE WHEN kind IN ('unlimited', 'course', 'stored_value') THEN credits IS NULL ELSE kind = 'membership' OR credits IS NOT NULL END)
) STRICT;
INSERT INTO plans_anew (id, org_id, name, kind, credits, days, price, currency, location_id, categories, archived_at, created_at, bearer, places,
                        hours, per_day, per_week, ahead, starts_within, source)
    SELECT id, org_id, name, kind, credits, days, price, currency, location_id, categories, archived_at, created_at, bearer, places,
           hours, per_day, per_week, ahead, starts_within, source FROM plans;
DROP TABLE plans;
ALTER TABLE plans_anew RENAME TO plans;

-- What a member goes on paying for until it is cancelled. Its terms are those of its passes.
CREATE TABLE memberships (
    id              BLOB NOT NULL PRIMARY KEY,
    org_id          BLOB NOT NULL REFERENCES organisations (id),
    member_id       BLOB NOT NULL REFERENCES members (id),
    plan_id         BLOB NOT NULL REFERENCES plans (id),
    name            TEXT NOT NULL,
    started_on      TEXT NOT NULL,                         -- cycles are counted from here
    months          INTEGER NOT NULL CHECK (months BETWEEN 1 AND 12),
    credits         INTEGER CHECK (credits > 0),           -- in each cycle; NULL: not counted
    rollover        INTEGER NOT NULL CHECK (rollover >= 0),
    committed_until TEXT,                                  -- it does not end before; NULL: it may
    notice_days     INTEGER NOT NULL CHECK (notice_days >= 0),
    price           INTEGER NOT NULL,
    currency        TEXT NOT NULL,
    cycle           INTEGER NOT NULL CHECK (cycle >= 0),   -- so many cycles have their pass
    granted_until   TEXT NOT NULL,                         -- the last day of the last of them
    ends_on         TEXT,                                  -- its last day; NULL: it goes on
    cancelled_at    INTEGER,
    cancelled_by    BLOB REFERENCES accounts (id),   -- NULL: the member themselves
    created_at      INTEGER NOT NULL,
    CHECK ((ends_on IS NULL) = (cancelled_at IS NULL))
) STRICT;
CREATE INDEX memberships_of ON memberships (member_id);
CREATE INDEX memberships_to_renew ON memberships (granted_until);

CREATE TABLE passes_anew (
    id            BLOB NOT NULL PRIMARY KEY,
    org_id        BLOB NOT NULL REFERENCES organisations (id),
    member_id     BLOB NOT NULL REFERENCES members (id),
    plan_id       BLOB NOT NULL REFERENCES plans (id),
    kind          TEXT NOT NULL CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro', 'membership', 'personal', 'course', 'stored_value')),
    name          TEXT NOT NULL,
    starts_on     TEXT NOT NULL,
    ends_on       TEXT,                                     -- last day that it can be used; NULL: no end
    location_id   BLOB REFERENCES locations (id),
    categories    TEXT NOT NULL,
    price         INTEGER NOT NULL,
    currency      TEXT NOT NULL,
    granted_at    INTEGER NOT NULL,
    granted_by    BLOB REFERENCES accounts (id),
    ended_at      INTEGER,
    bearer        TEXT NOT NULL DEFAULT 'holder' CHECK (bearer IN ('holder', 'household', 'anyone')),
    places        TEXT NOT NULL DEFAULT '',
    hours         TEXT NOT NULL DEFAULT '',
    per_day       INTEGER CHECK (per_day > 0),
    per_week      INTEGER CHECK (per_week > 0),
    ahead         INTEGER CHECK (ahead > 0),
    days          INTEGER,
    activate_by   TEXT,
    activated_on  TEXT,
    latest_end    TEXT,
    source        TEXT NOT NULL DEFAULT 'own' CHECK (source IN ('own', 'complimentary', 'partner')),
    reminded      INTEGER,
    coaches       TEXT NOT NULL DEFAULT '',
    membership_id BLOB REFERENCES memberships (id),         -- the membership whose cycle it is for
    cycle         INTEGER,                                  -- which one, from 1
    rolled_at     INTEGER,                                  -- when what was left went over into the next cycle
    series_id     BLOB,                                     -- of a course: the series whose classes it is for
    bonus         INTEGER NOT NULL DEFAULT 0 CHECK (bonus >= 0),   -- of stored value: how much of what was granted the club added
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK ((membership_id IS NULL) = (cycle IS NULL))
) STRICT;
INSERT INTO passes_anew (id, org_id, member_id, plan_id, kind, name, starts_on, ends_on, location_id, categories, price, currency, granted_at,
                         granted_by, ended_at, bearer, places, hours, per_day, per_week, ahead, days, activate_by, activated_on, latest_end,
                         source, reminded)
    SELECT id, org_id, member_id, plan_id, kind, name, starts_on, ends_on, location_id, categories, price, currency, granted_at,
           granted_by, ended_at, bearer, places, hours, per_day, per_week, ahead, days, activate_by, activated_on, latest_end,
           source, reminded FROM passes;
DROP TABLE passes;
ALTER TABLE passes_anew RENAME TO passes;
CREATE INDEX passes_of ON passes (member_id);
CREATE INDEX passes_by_end ON passes (org_id, ends_on);
-- A cycle has one pass, however many workers grant it.
CREATE UNIQUE INDEX passes_of_membership ON passes (membership_id, cycle) WHERE membership_id IS NOT NULL;
