//! The two databases hold the same tables with the same columns, whichever of them a club runs on.

use crate::support::{Club, On};
use spotter::platform::db::Tx;
use std::collections::BTreeSet;

type Column = (String, String, bool);

async fn columns(club: &Club) -> BTreeSet<Column> {
    let mut tx: Tx = club.read().await;
    let rows: Vec<Column> = tx
        .query_for(
            "SELECT m.name, c.name, c.\"notnull\" <> 0 FROM sqlite_master m JOIN pragma_table_info(m.name) c
              WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '\\_sqlx%' ESCAPE '\\'",
            "SELECT c.table_name::text, c.column_name::text, c.is_nullable = 'NO' FROM information_schema.columns c
              WHERE c.table_schema = 'public' AND c.table_name NOT LIKE '\\_sqlx%'",
        )
        .all()
        .await
        .expect("the columns");
    rows.into_iter().collect()
}

async fn named(club: &Club, sqlite: &'static str, postgres: &'static str) -> BTreeSet<String> {
    club.read()
        .await
        .query_for(sqlite, postgres)
        .values()
        .await
        .expect("names")
        .into_iter()
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_databases_have_the_same_tables_columns_and_indexes() {
    let sqlite = Club::open(On::Sqlite).await.expect("SQLite is always there");
    let Some(postgres) = Club::open(On::Postgres).await else {
        return eprintln!("skipped: TEST_POSTGRES is not set");
    };
    let (a, b) = (columns(&sqlite).await, columns(&postgres).await);
    assert!(a.len() > 150, "the columns were read: {}", a.len());
    assert_eq!(
        a.difference(&b).collect::<Vec<_>>(),
        Vec::<&Column>::new(),
        "in SQLite alone (table, column, must be set)"
    );
    assert_eq!(
        b.difference(&a).collect::<Vec<_>>(),
        Vec::<&Column>::new(),
        "in Postgres alone (table, column, must be set)"
    );
    let indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    let of_postgres = "SELECT i.relname::text FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = i.relnamespace
                        WHERE n.nspname = 'public' AND NOT x.indisprimary AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = x.indexrelid)";
    assert_eq!(
        named(&sqlite, indexes, "").await,
        named(&postgres, "", of_postgres).await,
        "indexes"
    );
}
