//! Every row of every table as text, to see what a request has changed.

use crate::support::{Club, On};
use std::collections::BTreeMap;

/// Tables that a refused request may write to: how often something was tried, and what a key was answered.
const BOOKKEEPING: [&str; 3] = ["throttles", "idempotency_keys", "_sqlx_migrations"];

/// Every row of every table as text.
#[derive(PartialEq, Eq)]
pub struct Rows(BTreeMap<String, Option<String>>);

impl Rows {
    pub async fn of(club: &Club) -> Self {
        let mut tx = club.read().await;
        let tables: Vec<String> = tx
            .query_for(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
            )
            .values()
            .await
            .expect("the tables");
        let mut rows = BTreeMap::new();
        for table in tables {
            if BOOKKEEPING.contains(&table.as_str()) {
                continue;
            }
            let sql = match club.on {
                On::Sqlite => {
                    let columns: Vec<String> = tx
                        .query("SELECT name FROM pragma_table_info($1)")
                        .bind(table.clone())
                        .values()
                        .await
                        .expect("the columns");
                    let line: Vec<String> = columns.iter().map(|c| format!("quote({c})")).collect();
                    format!(
                        "SELECT group_concat(line, char(10)) FROM (SELECT {} AS line FROM {table} ORDER BY 1)",
                        line.join("||'|'||")
                    )
                }
                On::Postgres => {
                    format!("SELECT string_agg(t::text, E'\\n' ORDER BY t::text) FROM {table} t")
                }
            };
            let text: Option<String> = tx.query(sql.leak()).value().await.expect("the rows");
            rows.insert(table, text);
        }
        Self(rows)
    }

    /// The tables in which something is different.
    pub fn changed(&self, other: &Self) -> Vec<&str> {
        self.0
            .iter()
            .filter(|(table, rows)| other.0.get(*table) != Some(*rows))
            .map(|(table, _)| table.as_str())
            .collect()
    }

    /// Everything in one text, to look for something in.
    pub fn text(&self) -> String {
        self.0.values().flatten().cloned().collect::<Vec<_>>().join("\n")
    }
}
