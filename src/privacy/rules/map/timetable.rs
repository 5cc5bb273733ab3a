//! What the map says of rooms, of the timetable, and of who stands where.

use super::{
    Blank, Bookings, Club, Conduct, Contract, Delete, Nameless, Nobody, Running, Service, Stays, Table, Technical,
    Work, table,
};

pub const ROOMS: Table = table(
    "rooms",
    Club,
    Running,
    Service,
    &[
        (
            Nobody,
            Stays,
            "name capacity created_at closed_at plan_lines plan_places",
        ),
        (Technical, Stays, "id org_id location_id"),
    ],
);

pub const ROOM_SPOTS: Table = table(
    "room_spots",
    Club,
    Running,
    Service,
    &[
        (Nobody, Stays, "name line place out_at out_why removed_at created_at"),
        (Technical, Stays, "id room_id"),
    ],
);

pub const CLASS_TYPES: Table = table(
    "class_types",
    Club,
    Running,
    Service,
    &[
        (
            Nobody,
            Stays,
            "name category activity minutes capacity credit_cost about archived_at created_at wait_mode minimum choose_spots price currency personal min_age max_age min_level only_gender keep_walk_in keep_partner keep_minutes",
        ),
        (Technical, Stays, "id org_id"),
    ],
);

pub const SERIES: Table = table(
    "series",
    Club,
    Running,
    Service,
    &[
        (
            Nobody,
            Stays,
            "weekdays start_minute minutes capacity starts_on ends_on filled_until source_uid created_at ended_at",
        ),
        (Technical, Stays, "id org_id location_id class_type_id room_id coach_id"),
    ],
);

pub const CLASS_SESSIONS: Table = table(
    "class_sessions",
    Club,
    Running,
    Service,
    &[
        (
            Nobody,
            Stays,
            "recurrence_day name category credit_cost day start_minute minutes starts_at ends_at capacity booked waiting status \
         changed attendance_at closed_at source_uid source_start created_at offered decided_at minimum choose_spots planned walk_in_kept partner_kept kept_until",
        ),
        (Conduct, Work, "cancel_reason"),
        (
            Technical,
            Stays,
            "id org_id location_id series_id class_type_id room_id coach_id",
        ),
    ],
);

pub const SPOT_HOLDS: Table = table(
    "spot_holds",
    Bookings,
    Contract,
    Service,
    &[
        (Conduct, Delete, "held_at until_at"),
        (Technical, Delete, "session_id spot_id member_id"),
    ],
);

pub const HOUR_CONFIRMATIONS: Table = table(
    "hour_confirmations",
    Bookings,
    Contract,
    Service,
    &[
        (Conduct, Blank, "words reason"),
        (
            Conduct,
            Nameless,
            "logged_at confirmed_at confirmed_how disputed_at settled_at outcome",
        ),
        (
            Technical,
            Stays,
            "booking_id logged_by confirmed_by disputed_by settled_by",
        ),
    ],
);

pub const CLASS_REMINDERS: Table = table(
    "class_reminders",
    Bookings,
    Running,
    Service,
    &[(Technical, Stays, "starts_at session_id at")],
);

pub const BOOKING_EXCEPTIONS: Table = table(
    "booking_exceptions",
    Bookings,
    Contract,
    Service,
    &[
        (Conduct, Blank, "reason"),
        (Conduct, Nameless, "kind rules made_at"),
        (Technical, Stays, "booking_id made_by"),
    ],
);

pub const PARTNER_PLACES: Table = table(
    "partner_places",
    Bookings,
    Running,
    Service,
    &[
        (Conduct, Work, "partner booked_by booked_at given_back_at"),
        (Technical, Stays, "id session_id"),
    ],
);

pub const KEPT_SPOTS: Table = table(
    "kept_spots",
    Bookings,
    Running,
    Service,
    &[
        (Conduct, Work, "reason kept_by kept_at"),
        (Technical, Stays, "session_id spot_id"),
    ],
);
