//! How a table is written into the map.

use crate::privacy::model::{Area, Erase, Keep, Kind, Why};

/// What is said of a table.
pub struct Table {
    /// Its name in the database.
    pub name: &'static str,
    /// Where it belongs.
    pub area: Area,
    /// Why its rows are kept.
    pub why: Why,
    /// How long.
    pub keep: Keep,
    /// Its columns: what they are, what erasing somebody does to them, and their names.
    pub columns: &'static [(Kind, Erase, &'static str)],
}

type Columns = &'static [(Kind, Erase, &'static str)];

pub(super) const fn table(name: &'static str, area: Area, why: Why, keep: Keep, columns: Columns) -> Table {
    Table {
        name,
        area,
        why,
        keep,
        columns,
    }
}
