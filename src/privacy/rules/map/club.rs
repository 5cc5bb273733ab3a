//! The data map: what is kept of the club itself, and of the machinery.

use super::{
    table::{Table, table},
    timetable,
};
use crate::privacy::model::{
    Area::{Club, Technical as Machinery},
    Erase::{Delete, Stays},
    Keep::{Month, Service},
    Kind::{Conduct, None as Nobody, Technical},
    Why::{Running, Security},
};

/// What is kept of the club itself, and of the machinery.
pub(super) const CLUB: &[Table] = &[
    table(
        "organisations",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "name currency locale country demo numbered created_at"),
            (Technical, Stays, "id code_key"),
        ],
    ),
    table(
        "club_setups",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "step changed_at put_away_at"),
            (Technical, Stays, "org_id"),
        ],
    ),
    table(
        "locations",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "name zone address created_at closed_at"),
            (Technical, Stays, "id org_id"),
        ],
    ),
    table(
        "opening_hours",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "weekday opens closes"),
            (Technical, Stays, "location_id"),
        ],
    ),
    table(
        "policies",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "kind body effective_from created_at withdrawn_at"),
            (Technical, Stays, "id org_id location_id created_by"),
        ],
    ),
    table(
        "plans",
        Club,
        Running,
        Service,
        &[
            (
                Nobody,
                Stays,
                "name kind credits days starts_within price currency places categories kinds levels unnamed hours bearer per_day per_week ahead early source archived_at created_at \
                 coaches cycle_months rollover commitment notice_days value bonus",
            ),
            (Technical, Stays, "id org_id location_id"),
        ],
    ),
    table(
        "coach_levels",
        Club,
        Running,
        Service,
        &[
            (Nobody, Stays, "name created_at ended_at"),
            (Technical, Stays, "id org_id"),
        ],
    ),
    timetable::ROOMS,
    timetable::ROOM_SPOTS,
    timetable::CLASS_TYPES,
    timetable::SERIES,
    timetable::CLASS_SESSIONS,
    table(
        "idempotency_keys",
        Machinery,
        Security,
        Month,
        &[
            (Conduct, Delete, "answer"),
            (Technical, Delete, "who key command content at"),
        ],
    ),
    table(
        "outbox",
        Machinery,
        Running,
        Month,
        &[
            (Conduct, Delete, "payload last_error"),
            (Technical, Delete, "id kind at due_at attempts done_at dead_at"),
        ],
    ),
    table(
        "outbox_effects",
        Machinery,
        Running,
        Month,
        &[(Technical, Stays, "event_id consumer at")],
    ),
    table(
        "turns",
        Machinery,
        Running,
        Service,
        &[(Technical, Stays, "job due_at")],
    ),
];
