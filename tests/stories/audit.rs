//! The audit log: what the staff do stands in it, in an order that nobody can change unseen.

use crate::{
    on_both,
    support::{Club, key},
    web::{PASSWORD, Person, Town, form},
};
use spotter::{
    accounts::{
        model::{AuditFilter, AuditPage, Deed, ObjectKind, Role},
        service::{self, Note, audit, audit_end, audit_log, check_audit},
    },
    platform::error::{AppError, Nothing},
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

async fn log(town: &Town, reader: &Person, filter: AuditFilter) -> AuditPage {
    audit_log(&town.club.house, &reader.who, &filter).await.expect("read")
}

async fn whole(town: &Town) -> AuditPage {
    log(town, &town.owner, AuditFilter::default()).await
}

async fn broken(club: &Club) -> Vec<String> {
    let mut tx = club.read().await;
    check_audit(&mut tx).await.expect("checked")
}

/// Writes behind the product's back what its triggers refuse.
async fn tamper(club: &Club, sql: &[&'static str]) {
    let mut tx = club.write().await;
    tx.query_for(
        "DROP TRIGGER audit_entries_no_update",
        "ALTER TABLE audit_entries DISABLE TRIGGER USER",
    )
    .run()
    .await
    .expect("the owner of the database can");
    tx.query_for("DROP TRIGGER audit_entries_no_delete", "SELECT 1")
        .run()
        .await
        .expect("the owner of the database can");
    for one in sql {
        tx.query(one).run().await.expect("written");
    }
    tx.commit().await.expect("committed");
}

async fn lines(club: &Club, n: i64) {
    for i in 0..n {
        let mut tx = club.write().await;
        let now = club.house.clock.now();
        let note = Note::new(Deed::RoomSaved)
            .at(Some(club.location.id))
            .with("capacity", i);
        audit::<Nothing>(&mut tx, &club.owner, note, now)
            .await
            .expect("written");
        tx.commit().await.expect("committed");
    }
}

on_both! {
    async fn what_the_staff_do_stands_in_the_log(club: Club) {
        let town = Town::of(club).await;
        let club = &town.club;
        let here = club.location.id.to_string();
        let member = town.newcomer().await;
        let (member_id, secret) = (member.to_string(), "a secret reason 4711");
        let struck = town.struck_at(&club.location).await;
        let class = town.class().await.to_string();
        let login = format!("{}@example.org", key());
        type Fields<'f> = Vec<(&'f str, &'f str)>;
        let forms: Vec<(&Person, &str, Fields<'_>)> = vec![
            (&town.desk, "sign_in", vec![("login", "desk@example.org"), ("password", PASSWORD)]),
            (&town.desk, "sign_in", vec![("login", "desk@example.org"), ("password", "not this one 4711")]),
            (&town.owner, "give_role", vec![("name", "Nia"), ("login", &login), ("password", "a first password 4711"), ("role", "front_desk"), ("location", &here)]),
            (&town.desk, "change_member", vec![("member", &member_id), ("name", "Gerda 4711"), ("phone", "+49 170 7654321"), ("home", &here)]),
            (&town.desk, "hand_out_code", vec![("member", &member_id)]),
            (&town.manager, "cancel_session", vec![("id", &class), ("reason", "The coach is ill")]),
        ];
        for (person, endpoint, fields) in forms {
            let token = (endpoint != "sign_in").then_some(person.token.as_str());
            town.web.call(token, endpoint, &form(&fields)).await;
        }
        let (of, strike) = (struck.0.to_string(), struck.1.to_string());
        for (endpoint, fields) in [
            ("forgive_strikes", vec![("member", of.as_str()), ("strike", &strike), ("reason", secret), ("key", "forgive-4711")]),
            ("change_standing", vec![("member", member_id.as_str()), ("to", "banned"), ("reason", secret), ("key", "standing-4711")]),
        ] {
            let reply = town.web.call(Some(&town.manager.token), endpoint, &form(&fields)).await;
            assert_eq!(reply.status, 200, "{endpoint}: {}", reply.text());
        }
        assert_eq!(town.web.get(Some(&town.owner.token), "/admin/members.csv").await.status, 200);

        let page = whole(&town).await;
        let deeds: Vec<Deed> = page.lines.iter().map(|line| line.deed).collect();
        for deed in [
            Deed::SignedIn, Deed::SignInFailed, Deed::RoleGiven, Deed::MemberChanged, Deed::CodeHandedOut, Deed::ClassCancelled,
            Deed::StrikesForgiven, Deed::StandingChanged, Deed::MembersExported,
        ] {
            assert!(deeds.contains(&deed), "{deed:?} is not among {deeds:?}");
        }
        let changed = page.lines.iter().find(|line| line.deed == Deed::MemberChanged).expect("there");
        assert_eq!(changed.object, Some((ObjectKind::Member, member.0)));
        assert_eq!((changed.who.as_deref(), changed.object_name.as_str()), (Some("desk@example.org"), "Gerda 4711"));
        let fields: Vec<&str> = changed.details.iter().map(|detail| detail.field.as_str()).collect();
        assert_eq!(fields, ["name", "phone"], "which fields, and not what stands in them");
        // No secret and nothing of a member's own is in what cannot be forgotten.
        let kept: Vec<String> = club.read().await.query("SELECT details FROM audit_entries").values().await.expect("read");
        let kept = kept.join("\n");
        assert!(!kept.contains("4711") && !kept.contains("7654321"), "{kept}");
        assert!(kept.contains("The coach is ill"), "the control: what every member reads");
        assert_eq!(broken(club).await, Vec::<String>::new());
    }

    async fn a_member_leaves_no_line(club: Club) {
        let town = Town::of(club).await;
        let before = whole(&town).await.total;
        let class = town.class().await.to_string();
        assert_eq!(town.web.call(Some(&town.ada.token), "book_class", &form(&[("session", &class), ("key", "book-me-once")])).await.status, 200);
        let ada = form(&[("login", "ada@example.org"), ("password", PASSWORD)]);
        assert_eq!(town.web.call(None, "sign_in", &ada).await.status, 200);
        assert_eq!(whole(&town).await.total, before, "bookings are in the ledger, and members are not watched");
    }

    async fn the_log_says_where_a_request_came_from(club: Club) {
        let town = Town::of(club).await;
        let desk = form(&[("login", "desk@example.org"), ("password", PASSWORD)]);
        assert_eq!(town.web.call_from([192, 0, 2, 77], None, "sign_in", &desk).await.status, 200);
        let page = whole(&town).await;
        assert_eq!((page.lines[0].deed, page.lines[0].address.as_str()), (Deed::SignedIn, "192.0.2.77"));
    }

    async fn a_manager_reads_what_was_done_at_the_own_place(club: Club) {
        let town = Town::of(club).await;
        for (who, place) in [(&town.desk, "here"), (&town.desk_there, "there")] {
            let login = form(&[("login", &who.login), ("password", PASSWORD)]);
            assert_eq!(town.web.call(None, "sign_in", &login).await.status, 200, "{place}");
        }
        let boss = form(&[("login", &town.owner.login), ("password", PASSWORD)]);
        assert_eq!(town.web.call(None, "sign_in", &boss).await.status, 200);
        let seen = log(&town, &town.manager, AuditFilter::default()).await;
        assert!(seen.lines.iter().all(|line| line.location == Some(town.club.location.id)));
        assert!(seen.lines.iter().any(|line| line.who.as_deref() == Some("desk@example.org")));
        assert!(seen.people.is_empty(), "the names of everybody who works here are the owner's");
        let all = whole(&town).await;
        assert!(all.total > seen.total, "the control");
        let denied = audit_log(&town.club.house, &town.desk.who, &AuditFilter::default()).await;
        assert_eq!(denied, Err(AppError::Forbidden));
        // Somebody by name, some deed, some day: each narrows.
        let who = town.desk_there.who.account.to_string();
        let one = log(&town, &town.owner, AuditFilter { who, ..AuditFilter::default() }).await;
        assert!(!one.lines.is_empty() && one.lines.iter().all(|line| line.who.as_deref() == Some("desk-there@example.org")));
        let none = log(&town, &town.owner, AuditFilter { from: "2030-01-01".into(), ..AuditFilter::default() }).await;
        assert_eq!(none.total, 0);
        let nonsense = log(&town, &town.owner, AuditFilter { who: "' OR 1=1".into(), ..AuditFilter::default() }).await;
        assert_eq!(nonsense.total, 0, "nonsense finds nothing");
    }

    async fn fifty_at_once_make_one_chain(club: Club) {
        let club = Arc::new(club);
        let barrier = Arc::new(Barrier::new(50));
        let mut all = JoinSet::new();
        for i in 0..50_i64 {
            let (club, barrier) = (club.clone(), barrier.clone());
            all.spawn(async move {
                barrier.wait().await;
                let mut tx = club.write().await;
                let now = club.house.clock.now();
                audit::<Nothing>(&mut tx, &club.owner, Note::new(Deed::RoomSaved).with("capacity", i), now).await.expect("written");
                tx.commit().await.expect("committed");
            });
        }
        all.join_all().await;
        let end = audit_end::<Nothing>(&mut club.read().await, club.org).await.expect("read");
        assert_eq!(end.0, 50);
        assert_eq!(broken(&club).await, Vec::<String>::new());
        // What is given up leaves no gap.
        let mut tx = club.write().await;
        let now = club.house.clock.now();
        audit::<Nothing>(&mut tx, &club.owner, Note::new(Deed::RoomSaved), now).await.expect("written");
        drop(tx);
        lines(&club, 1).await;
        assert_eq!(audit_end::<Nothing>(&mut club.read().await, club.org).await.expect("read").0, 51);
        assert_eq!(broken(&club).await, Vec::<String>::new());
    }

    async fn the_database_refuses_every_change(club: Club) {
        lines(&club, 3).await;
        for sql in ["UPDATE audit_entries SET address = 'x' WHERE n = 2", "DELETE FROM audit_entries WHERE n = 2", "DELETE FROM audit_entries"] {
            let mut tx = club.write().await;
            assert!(tx.query(sql).run().await.is_err(), "{sql}");
        }
        assert_eq!(broken(&club).await, Vec::<String>::new());
    }

    async fn a_changed_row_is_named(club: Club) {
        lines(&club, 5).await;
        tamper(&club, &["UPDATE audit_entries SET address = '198.51.100.1' WHERE n = 3"]).await;
        let found = broken(&club).await;
        assert!(found.len() == 1 && found[0].contains("row 3") && found[0].contains("changed"), "{found:?}");
    }

    async fn a_missing_row_is_named(club: Club) {
        lines(&club, 5).await;
        tamper(&club, &["DELETE FROM audit_entries WHERE n = 2"]).await;
        let found = broken(&club).await;
        assert!(found.len() == 1 && found[0].contains("row 3") && found[0].contains("missing"), "{found:?}");
    }

    async fn swapped_rows_are_named(club: Club) {
        lines(&club, 5).await;
        tamper(&club, &[
            "UPDATE audit_entries SET n = 99 WHERE n = 2",
            "UPDATE audit_entries SET n = 2 WHERE n = 4",
            "UPDATE audit_entries SET n = 4 WHERE n = 99",
        ]).await;
        let found = broken(&club).await;
        assert!(found.len() == 1 && found[0].contains("row 2"), "{found:?}");
    }

    async fn a_cut_off_end_is_named(club: Club) {
        lines(&club, 5).await;
        tamper(&club, &["DELETE FROM audit_entries WHERE n > 3"]).await;
        let found = broken(&club).await;
        assert!(found.len() == 1 && found[0].contains("behind row 3"), "{found:?}");
    }

    async fn the_console_stands_in_the_log_too(club: Club) {
        let login = "owner@example.org";
        service::reset_by_console(&club.house, login, PASSWORD).await.expect("reset");
        let page = audit_log(&club.house, &club.owner, &AuditFilter::default()).await.expect("read");
        assert_eq!((page.lines[0].deed, page.lines[0].who.clone()), (Deed::PasswordReset, None));
        let person = crate::web::staff(&club, "second@example.org", Role::Manager, None).await;
        assert!(audit_log(&club.house, &person.who, &AuditFilter::default()).await.is_ok());
    }
}
