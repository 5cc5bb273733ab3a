//! The design kit: what every page is built from, and the one place where classes of the style sheet are chosen.
//!
//! Components know nothing of the slices. Words come in as arguments, states live in the URL, and everything works
//! before (and without) the browser module: forms, links and `<details>` first, script as comfort on top.
//! Nothing here reads a clock, a random source or the browser's zone, so that server and browser draw the same.

pub mod avatar;
pub mod badge;
pub mod button;
pub mod calendar;
pub mod calendar_rooms;
pub mod calendar_week;
pub mod chart;
pub mod chart_bars;
pub mod chart_heat;
pub mod chart_line;
pub mod dialog;
pub mod door;
pub mod field;
pub mod field_choice;
pub mod field_number;
pub mod form;
pub mod hero;
pub mod icon;
pub mod layout;
pub mod layout_public;
pub mod layout_staff;
pub mod list;
pub mod load;
pub mod loaded;
#[cfg(feature = "ssr")]
pub mod markup;
pub mod menu;
pub mod nav;
pub mod page;
pub mod pass_card;
pub mod plot;
pub mod qr;
pub mod stat;
pub mod states;
pub mod submit;
pub mod table;
pub mod tabs;
pub mod text_area;
pub mod toast;
