//! Bookings, waitlists and visits in the database.

mod around;
mod check;
mod seats;
mod strikes;
mod terms;
mod visits;
mod waits;

pub use around::{birthday, lot_balance, unread};
pub use check::{broken, idle};
pub use seats::{
    Booking, MineRow, NewBooking, NextRow, add, ahead, check_in, favourites, give_away, give_back, given_to, mine, one,
    own_seats, pass_of, roster, seats_at, set_free_until, set_status, still_booked, taken_by, unclaimed, undo_check_in,
};
pub use strikes::{add_strike, drop_strike, forgive, strikes, strikes_since, struck_since};
pub use terms::{over, promises, touched};
pub use visits::{
    NewVisit, Visit, add_visit, attach, booked_with, count_visits, last_visit, undo_visit, undo_visit_of, used_code,
    visit, visits, visits_since,
};
pub use waits::{
    PlaceRow, StoryRow, Waiting, add_waiting, beside_free, end_all_waiting, end_overlapping_offers, end_waiting,
    lapsed, offer, overlapping_waits, places, stories, waiting, waiting_names,
};
