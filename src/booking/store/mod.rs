//! Bookings, waitlists and visits in the database.

mod around;
mod check;
mod exceptions;
mod hours;
mod kiosks;
mod merge;
mod reminders;
mod scans;
mod seats;
mod spots;
mod strikes;
mod terms;
mod visits;
mod waits;

pub use around::{birthday, lot_balance, note, unread};
pub use check::{broken, idle, over_kept};
pub use exceptions::{
    ExceptionKind, OfClass, absences_in, absences_of, add_exception, drop_exception, excuse_of, forget_exceptions,
    outcome, turn,
};
pub use hours::{
    confirm_hour, dispute_hour, forget_words, hour_of, hours_in, hours_of, log_hour, open_hours, settle_hour,
    silent_hours, unlog_hour,
};
pub use kiosks::{KioskLine, NewKiosk, add_kiosk, holder, kiosk, kiosks, pair, revoke, seen, seen_of};
pub use merge::{carry, clashes, past_clashes, waits_twice};
pub use reminders::{forget_reminders, note_reminded, seated_since, to_remind};
pub use scans::{
    NewScan, ScanRow, add_scan, check_out, count_inside, count_listed, inside, listed, put_aside, scan, thought,
};
pub use seats::{
    Booking, MineRow, NewBooking, NextRow, add, ahead, came_after_all, check_in, favourites, give_away, give_back,
    given_to, guests_in, late_unfilled, mine, on_membership_after, on_pass, one, own_seats, pass_of, refill, roster,
    seats_at, set_free_until, set_status, still_booked, taken_by, taught_places, unclaimed, undo_check_in,
};
pub use spots::{
    SpotRow, booked_in_room, forget_holds, hold_spot, keep_spot, release_spot, set_spot, spot_of, spots, standing_in,
    sweep_holds,
};
pub use strikes::{
    add_strike, count_strike, drop_strike, excuse_strike, forget_reasons, forgive, strikes, strikes_since, struck_since,
};
pub use terms::{over, promises, touched};
pub use visits::{
    NewVisit, Visit, add_visit, attach, booked_with, count_visits, last_visit, note_use, undo_visit, undo_visit_of,
    used_code, visit, visits, visits_since,
};
pub use waits::{
    NewOfParty, PlaceRow, StoryRow, Waiting, add_of_party, add_waiting, beside_free, end_all_waiting,
    end_overlapping_offers, end_waiting, lapsed, offer, overlapping_waits, places, skip, stories, waiting,
    waiting_names,
};
