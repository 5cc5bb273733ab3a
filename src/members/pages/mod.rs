//! Sign-up, profile, members list.
