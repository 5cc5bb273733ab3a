//! Bookings, waitlists and visits in the database.

mod around;
mod check;
mod kiosks;
mod scans;
mod seats;
mod strikes;
mod terms;
mod visits;
mod waits;

pub use around::{birthday, lot_balance, note, unread};
pub use check::{broken, idle};
pub use kiosks::{KioskLine, NewKiosk, add_kiosk, holder, kiosk, kiosks, pair, revoke, seen, seen_of};
pub use scans::{
    NewScan, ScanRow, add_scan, check_out, count_inside, count_listed, inside, listed, put_aside, scan, thought,
};
pub use seats::{
    Booking, MineRow, NewBooking, NextRow, add, ahead, came_after_all, check_in, favourites, give_away, give_back,
    given_to, guests_in, mine, one, own_seats, pass_of, roster, seats_at, set_free_until, set_status, still_booked,
    taken_by, taught_places, unclaimed, undo_check_in,
};
pub use strikes::{add_strike, drop_strike, forget_reasons, forgive, strikes, strikes_since, struck_since};
pub use terms::{over, promises, touched};
pub use visits::{
    NewVisit, Visit, add_visit, attach, booked_with, count_visits, last_visit, note_use, undo_visit, undo_visit_of,
    used_code, visit, visits, visits_since,
};
pub use waits::{
    PlaceRow, StoryRow, Waiting, add_waiting, beside_free, end_all_waiting, end_overlapping_offers, end_waiting,
    lapsed, offer, overlapping_waits, places, stories, waiting, waiting_names,
};
