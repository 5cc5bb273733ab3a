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

/// SQLite takes a partial index only for its very condition: a condition that is said in other words reads the whole table, and
/// nothing but the size of the club shows it.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_at_every_turn_is_found_by_an_index() {
    let club = Club::open(On::Sqlite).await.expect("SQLite is always there");
    for (what, sql) in [
        (
            "who waits for a class",
            "SELECT w.id FROM waitlist_entries w WHERE w.session_id = x'00' AND w.status IN ('offered', 'waiting')",
        ),
        (
            "a member's places in lines",
            "SELECT (SELECT count(*) FROM waitlist_entries o WHERE o.session_id = w.session_id AND o.status = 'waiting')
               FROM waitlist_entries w WHERE w.member_id = x'00' AND w.status IN ('waiting', 'offered')",
        ),
        (
            "offers that have run out",
            "SELECT session_id FROM waitlist_entries WHERE status = 'offered' AND offer_until <= 1",
        ),
        (
            "whose place was given away",
            "SELECT id FROM bookings WHERE given_away_at IS NOT NULL AND given_to = x'00'",
        ),
        (
            "what counts against a member",
            "SELECT at FROM strikes WHERE member_id = x'00' AND at > 1 AND forgiven_at IS NULL AND points > 0",
        ),
        (
            "whose tablet asks",
            "SELECT k.id FROM kiosks k JOIN locations o ON o.id = k.location_id WHERE k.token_digest = x'00' AND k.revoked_at IS NULL",
        ),
        (
            "a scan that was sent before",
            "SELECT s.reason FROM scans s LEFT JOIN members m ON m.id = s.member_id LEFT JOIN visits v ON v.id = s.visit_id
              WHERE s.kiosk_id = x'00' AND s.id = x'01'",
        ),
        (
            "scans to look at",
            "SELECT count(*) FROM scans WHERE location_id = x'00' AND received_at >= 1 AND outcome <> 'verified' AND put_aside_at IS NULL",
        ),
        (
            "who is in",
            "SELECT count(DISTINCT member_id) FROM visits
              WHERE location_id = x'00' AND at >= 1 AND at <= 2 AND undone_at IS NULL AND out_at IS NULL",
        ),
        (
            "who of a roster says something about their health",
            "SELECT EXISTS (SELECT 1 FROM health_notes h WHERE h.member_id = b.member_id) FROM bookings b WHERE b.session_id = x'00'",
        ),
        (
            "where a coach has a member in class",
            "SELECT DISTINCT s.location_id FROM bookings b JOIN class_sessions s ON s.id = b.session_id
              WHERE b.member_id = x'00' AND b.status IN ('booked', 'checked_in') AND s.coach_id = x'00' AND s.status = 'scheduled'
                AND s.starts_at >= 1 AND s.starts_at < 2",
        ),
        (
            "what a member has agreed to",
            "SELECT purpose FROM consents WHERE member_id = x'00' ORDER BY at DESC, id DESC",
        ),
        (
            "classes to be settled",
            "SELECT id FROM class_sessions WHERE minimum > 0 AND status = 'scheduled' AND decided_at IS NULL AND starts_at > 1",
        ),
    ] {
        let explained: &'static str = Box::leak(format!("EXPLAIN QUERY PLAN {sql}").into_boxed_str());
        let steps: Vec<(i64, i64, i64, String)> = club.read().await.query(explained).all().await.expect("a plan");
        let scans: Vec<&str> = steps.iter().map(|s| s.3.as_str()).filter(|s| s.starts_with("SCAN")).collect();
        assert!(scans.is_empty() && !steps.is_empty(), "{what}: {scans:?}");
    }
}
