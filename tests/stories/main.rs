//! Stories through the services, each on both databases: SQLite always, Postgres when `TEST_POSTGRES` names a server.

mod attendance;
mod booking;
mod canaries;
mod db;
mod desk;
mod doors;
mod feed;
mod figures;
mod garbage;
mod import_places;
mod imports;
mod interleavings;
mod markup;
mod owners;
mod pages;
mod payloads;
mod races;
mod rows;
mod schema;
mod sessions;
mod standing;
mod support;
mod timetable;
mod trust;
mod twins;
mod web;
