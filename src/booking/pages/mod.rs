//! Pages of members, coaches and the desk.

mod archive;
pub mod bookings;
mod bookings_sheets;
pub mod club_rules;
pub mod coach;
pub mod code;
pub mod desk;
mod desk_answer;
mod desk_box;
mod desk_lists;
pub mod home;
#[cfg(feature = "ssr")]
pub mod kiosk;
pub mod kiosks;
mod marks;
pub mod member;
mod offer;
pub mod parts;
pub mod presence;
mod roster;
pub mod sheet;
mod sheet_after;
mod sheet_forms;
mod sheet_party;
mod sheet_refused;
mod standing;
mod strikes;
pub mod timetable;
pub mod timetable_view;
