//! Stories through the services, each on both databases: SQLite always, Postgres when `TEST_POSTGRES` names a server.

mod booking;
mod imports;
mod interleavings;
mod races;
mod support;
mod timetable;
