//! Asks the database whether it still believes itself.

use super::{Kind, Result, Tx};

impl Tx {
    /// What the database finds damaged in itself, one sentence each; empty when all is well.
    ///
    /// SQLite reads the whole file for it. Postgres looks after its pages itself; what can be asked is whether every
    /// constraint and index holds.
    pub async fn damage(&mut self) -> Result<Vec<String>> {
        match self.kind() {
            Kind::Sqlite => {
                let pages: Vec<String> = self.query("PRAGMA integrity_check").values().await?;
                let orphans: Vec<(String, Option<i64>, String, i64)> =
                    self.query("PRAGMA foreign_key_check").all().await?;
                let orphans = orphans.into_iter().map(|(table, _, parent, _)| {
                    format!("a row of {table} points at a row of {parent} that is not there")
                });
                Ok(pages.into_iter().filter(|said| said != "ok").chain(orphans).collect())
            }
            Kind::Postgres => {
                let broken = "SELECT 'the constraint ' || conname || ' was never checked' FROM pg_constraint
                               WHERE NOT convalidated AND connamespace = current_schema()::regnamespace
                              UNION ALL
                              SELECT 'the index ' || c.relname || ' is not valid' FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
                               WHERE NOT i.indisvalid AND c.relnamespace = current_schema()::regnamespace";
                self.query(broken).values().await
            }
        }
    }
}
