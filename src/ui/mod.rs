//! The design kit: what every page is built from, and the one place where classes of the style sheet are chosen.
//!
//! Components know nothing of the slices. Words come in as arguments, states live in the URL, and everything works
//! before (and without) the browser module: forms, links and `<details>` first, script as comfort on top.
//! Nothing here reads a clock, a random source or the browser's zone, so that server and browser draw the same.

pub mod icon;
pub mod avatar;
pub mod badge;
pub mod button;
pub mod layout;
pub mod layout_public;
pub mod layout_staff;
pub mod nav;
pub mod field;
pub mod field_choice;
pub mod form;
pub mod text_area;
pub mod hero;
pub mod list;
pub mod pass_card;
pub mod qr;
pub mod states;
pub mod dialog;
pub mod loaded;
pub mod table;
pub mod tabs;
pub mod toast;
