//! The public timetable, the planner and the class types.

pub mod class_types;
pub mod live;
mod planner;
pub mod public;
mod public_list;
mod public_view;
pub mod series;
mod series_form;
mod series_preview;
pub mod week;
mod week_list;
mod week_rooms;
mod week_sheet;
