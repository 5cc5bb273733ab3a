//! Pages of members, coaches and the desk.
