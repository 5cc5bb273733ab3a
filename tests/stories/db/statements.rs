//! Statements: which rule of the tables they broke, how many rows they changed, what may be written into them.

use super::{Home, class, fact, insert_booking, on_each};
use spotter::platform::{db::Sql, id::fresh};
use uuid::Uuid;

on_each!(
    violations_are_told_apart,
    a_violation_behind_returning_is_not_missed,
    rows_changed_are_counted,
    a_built_statement_takes_values_only_as_parameters,
);

async fn violations_are_told_apart(home: Home) {
    let class = class(&home.db, 5).await;
    let mut tx = home.db.write().await.unwrap();
    insert_booking(&mut tx, class, "ann").await.unwrap();
    tx.savepoint().await.unwrap();

    let unique = insert_booking(&mut tx, class, "ann").await.unwrap_err();
    assert!(unique.is_unique_violation() && !unique.is_check_violation() && !unique.is_busy());
    tx.rollback_to_savepoint().await.unwrap();

    let orphan = insert_booking(&mut tx, Uuid::nil(), "ann").await.unwrap_err();
    assert!(orphan.is_foreign_key_violation() && !orphan.is_unique_violation());
    tx.rollback_to_savepoint().await.unwrap();

    let check = tx.query("UPDATE trial_classes SET capacity = 1000").run();
    let check = check.await.unwrap_err();
    assert!(check.is_check_violation() && !check.is_foreign_key_violation());
    tx.rollback_to_savepoint().await.unwrap();

    let none = tx.query("SELECT op FROM trial_facts").value::<i64>().await;
    assert!(none.unwrap_err().is_not_found());
    // Finding nothing is not a failure of the transaction.
    let none = tx.query("SELECT op FROM trial_facts");
    assert_eq!(none.maybe_value::<i64>().await.unwrap(), None);
    tx.commit().await.unwrap();
}

async fn a_violation_behind_returning_is_not_missed(home: Home) {
    let mut tx = home.db.write().await.unwrap();
    let booking = tx.query("INSERT INTO trial_bookings (id, class_id, member) VALUES ($1, $2, 'ann') RETURNING member");
    let booking = booking.bind(fresh()).bind(fresh());
    let orphan = booking.value::<String>().await.unwrap_err();
    assert!(orphan.is_foreign_key_violation(), "{orphan}");
    assert!(tx.commit().await.is_err());
}

async fn rows_changed_are_counted(home: Home) {
    for first in [true, false] {
        let mut tx = home.db.write().await.unwrap();
        if first {
            for part in 0..7 {
                fact(&mut tx, 1, part).await.unwrap();
            }
            tx.query("UPDATE trial_facts SET op = 2").run().await.unwrap();
        }
        // The first statement of its transaction in the second round, right after one that changed seven.
        let again = "INSERT INTO trial_facts (op, part) VALUES (2, 0) ON CONFLICT DO NOTHING";
        assert_eq!(tx.query(again).run().await.unwrap(), 0);
        let some = tx.query("UPDATE trial_facts SET op = op WHERE part < $1");
        assert_eq!(some.bind(3i64).run().await.unwrap(), 3);
        tx.commit().await.unwrap();
    }
    let mut tx = home.db.write().await.unwrap();
    let none = tx.query("UPDATE trial_facts SET op = 3 WHERE op = 99");
    assert_eq!(none.run().await.unwrap(), 0);
    let all = tx.query("DELETE FROM trial_facts");
    assert_eq!(all.run().await.unwrap(), 7);
}

async fn a_built_statement_takes_values_only_as_parameters(home: Home) {
    let class = class(&home.db, 5).await;
    let nasty = "x' OR '1' = '1";
    let mut tx = home.db.write().await.unwrap();
    for member in ["ann", "bob", "cyn", nasty] {
        insert_booking(&mut tx, class, member).await.unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = home.db.read().await.unwrap();
    let mut sql = Sql::new("SELECT member FROM trial_bookings WHERE class_id = ");
    sql.push_bind(class).push(" AND member = ");
    sql.push_bind(nasty.to_string());
    let found: Vec<String> = tx.query_text(sql).values().await.unwrap();
    assert_eq!(found, [nasty]);

    let mut sql = Sql::new("SELECT member FROM trial_bookings WHERE member IN ");
    sql.push_list(["ann".to_string(), "cyn".to_string()]);
    sql.push(" ORDER BY member");
    let found: Vec<String> = tx.query_text(sql).values().await.unwrap();
    assert_eq!(found, ["ann", "cyn"]);

    let mut sql = Sql::new("SELECT member FROM trial_bookings WHERE member IN ");
    sql.push_list(Vec::<String>::new());
    let found: Vec<String> = tx.query_text(sql).values().await.unwrap();
    assert!(found.is_empty());
}
