//! Sign-in, the first owner, devices, staff and roles.
