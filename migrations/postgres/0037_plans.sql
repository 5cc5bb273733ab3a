-- Memberships that go on by themselves, a pass a cycle; and the other kinds of passes that clubs sell.

ALTER TABLE plans DROP CONSTRAINT plans_kind_check;
ALTER TABLE plans DROP CONSTRAINT plans_check;
ALTER TABLE plans ADD CONSTRAINT plans_kind_check CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro', 'membership', 'personal', 'course', 'stored_value'));
ALTER TABLE plans ADD COLUMN coaches text NOT NULL DEFAULT '';                     -- ids without hyphens, comma-separated; empty: every coach
ALTER TABLE plans ADD COLUMN cycle_months bigint CHECK (cycle_months BETWEEN 1 AND 12);     -- a membership's cycle
ALTER TABLE plans ADD COLUMN rollover bigint NOT NULL DEFAULT 0 CHECK (rollover BETWEEN 0 AND 1000);   -- so many credits go over into the next cycle
ALTER TABLE plans ADD COLUMN commitment bigint NOT NULL DEFAULT 0 CHECK (commitment BETWEEN 0 AND 60); -- months from the first day in which it does not end
ALTER TABLE plans ADD COLUMN notice_days bigint NOT NULL DEFAULT 0 CHECK (notice_days BETWEEN 0 AND 366); -- from cancelling to the earliest end
ALTER TABLE plans ADD COLUMN value bigint CHECK (value > 0);                       -- of stored value: what can be spent, in minor units
ALTER TABLE plans ADD COLUMN bonus bigint NOT NULL DEFAULT 0 CHECK (bonus >= 0);   -- and what the club adds, which is spent last
ALTER TABLE plans ADD CHECK ((kind = 'membership') = (cycle_months IS NOT NULL));
ALTER TABLE plans ADD CHECK ((kind = 'stored_value') = (value IS NOT NULL));
ALTER TABLE plans ADD CHECK (CASE WHEN kind IN ('unlimited', 'course', 'stored_value') THEN credits IS NULL ELSE kind = 'membership' OR credits IS NOT NULL END);

-- What a member goes on paying for until it is cancelled. Its terms are those of its passes.
CREATE TABLE memberships (
    id              uuid NOT NULL PRIMARY KEY,
    org_id          uuid NOT NULL REFERENCES organisations (id),
    member_id       uuid NOT NULL REFERENCES members (id),
    plan_id         uuid NOT NULL REFERENCES plans (id),
    name            text NOT NULL,
    started_on      date NOT NULL,                         -- cycles are counted from here
    months          bigint NOT NULL CHECK (months BETWEEN 1 AND 12),
    credits         bigint CHECK (credits > 0),            -- in each cycle; NULL: not counted
    rollover        bigint NOT NULL CHECK (rollover >= 0),
    committed_until date,                                  -- it does not end before; NULL: it may
    notice_days     bigint NOT NULL CHECK (notice_days >= 0),
    price           bigint NOT NULL,
    currency        text NOT NULL,
    cycle           bigint NOT NULL CHECK (cycle >= 0),    -- so many cycles have their pass
    granted_until   date NOT NULL,                         -- the last day of the last of them
    ends_on         date,                                  -- its last day; NULL: it goes on
    cancelled_at    timestamptz,
    cancelled_by    uuid REFERENCES accounts (id),   -- NULL: the member themselves
    created_at      timestamptz NOT NULL,
    CHECK ((ends_on IS NULL) = (cancelled_at IS NULL))
);
CREATE INDEX memberships_of ON memberships (member_id);
CREATE INDEX memberships_to_renew ON memberships (granted_until);

ALTER TABLE passes DROP CONSTRAINT passes_kind_check;
ALTER TABLE passes ADD CONSTRAINT passes_kind_check CHECK (kind IN ('unlimited', 'pack', 'drop_in', 'intro', 'membership', 'personal', 'course', 'stored_value'));
ALTER TABLE passes ADD COLUMN coaches text NOT NULL DEFAULT '';
ALTER TABLE passes ADD COLUMN membership_id uuid REFERENCES memberships (id);         -- the membership whose cycle it is for
ALTER TABLE passes ADD COLUMN cycle bigint;                                           -- which one, from 1
ALTER TABLE passes ADD COLUMN rolled_at timestamptz;                                  -- when what was left went over into the next cycle
ALTER TABLE passes ADD COLUMN series_id uuid;                                         -- of a course: the series whose classes it is for
ALTER TABLE passes ADD COLUMN bonus bigint NOT NULL DEFAULT 0 CHECK (bonus >= 0);     -- of stored value: how much of what was granted the club added
ALTER TABLE passes ADD CHECK ((membership_id IS NULL) = (cycle IS NULL));
-- A cycle has one pass, however many workers grant it.
CREATE UNIQUE INDEX passes_of_membership ON passes (membership_id, cycle) WHERE membership_id IS NOT NULL;
