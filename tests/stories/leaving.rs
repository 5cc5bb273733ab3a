//! Leaving the club, being shut out of it, and being taken back in.

use crate::{
    doors::{DOORS, filled},
    on_both,
    standing::STANDING,
    support::{Club, headline, key},
    web::{PASSWORD, Town, form},
};
use spotter::{
    accounts::model::Who,
    booking::service as booking,
    members::{
        model::{MemberId, MemberStatus, StandingRefusal, Standings},
        service as members,
    },
    messages,
    platform::{
        error::{Answer, AppError},
        i18n::Locale,
    },
};
use std::{collections::BTreeSet, sync::Arc};

async fn change(club: &Club, who: &Who, member: MemberId, to: MemberStatus) -> Answer<(), StandingRefusal> {
    booking::change_standing(&club.house, who, member, to, "Moved to Lisbon", &key()).await
}

async fn standings(club: &Club, member: MemberId) -> Standings {
    members::standings(&club.house, &club.owner, member)
        .await
        .expect("within reach")
}

on_both! {
    async fn whoever_leaves_gives_back_what_is_ahead(club: Club) {
        let lena = club.member_with("Lena", club.pack).await;
        let next = club.member_with("Next", club.pack).await;
        let (one, two, full) = (club.class(1, 600, 1).await, club.class(2, 600, 5).await, club.class(3, 600, 1).await);
        let holder = club.member_with("Holder", club.pack).await;
        club.book(lena, one).await.expect("a seat");
        club.join(next, one).await.expect("a place");
        club.book(lena, two).await.expect("a seat");
        club.book(holder, full).await.expect("a seat");
        club.join(lena, full).await.expect("a place");
        // One that is over stays as it was.
        let past = club.class(0, 12 * 60 + 5, 3).await;
        club.book(lena, past).await.expect("a seat");
        club.set(0, 14 * 60);
        assert_eq!(club.credits(lena).await, (7, 3));

        let same = key();
        let leave = || booking::change_standing(&club.house, &club.owner, lena, MemberStatus::Ended, " Moved to Lisbon ", &same);
        leave().await.expect("gone");
        leave().await.expect("the same key is the same answer");
        // Free of charge, however late it is: it is not the member who cancels a class.
        assert_eq!(club.credits(lena).await, (9, 1));
        assert_eq!(club.credits(next).await, (9, 1), "whoever waited has the seat");
        let seats = [club.session(one).await, club.session(two).await, club.session(full).await, club.session(past).await];
        assert_eq!(seats.map(|s| (s.booked, s.waiting)), [(1, 0), (0, 0), (1, 0), (1, 0)]);
        assert_eq!(headline(&club.book(lena, two).await), "not_a_member");
        assert_eq!(club.broken().await, Vec::<String>::new());

        let page = standings(&club, lena).await;
        let [line] = &page.changes[..] else { panic!("one change: {page:?}") };
        assert_eq!((line.before, line.after, line.reason.as_str()), (MemberStatus::Active, MemberStatus::Ended, "Moved to Lisbon"));
        let again = change(&club, &club.owner, lena, MemberStatus::Ended).await;
        assert_eq!(again, Err(AppError::Refused(StandingRefusal::Already(MemberStatus::Ended))));

        change(&club, &club.owner, lena, MemberStatus::Active).await.expect("back");
        assert_eq!(standings(&club, lena).await.changes.len(), 2);
        club.work().await;
        let told = messages::service::inbox(&club.house, &club.as_member(lena), lena).await.expect("read");
        let told: BTreeSet<_> = told.notices.into_iter().map(|notice| notice.body.title(Locale::En)).collect();
        let both = ["Welcome back", "Your membership has ended"].map(str::to_owned);
        assert!(both.iter().all(|title| told.contains(title)), "{told:?}");
        club.book(lena, two).await.expect("books anew");
    }

    /// The ban ends every session and the way to a new one; it does so at every door, and taking back opens them.
    async fn a_ban_ends_every_session(club: Club) {
        let town = Town::of(club).await;
        let ben = &town.ben;
        let tokens = [ben.token.clone(), town.again(ben).await.token];
        let sign_in = form(&[("login", &ben.login), ("password", PASSWORD), ("next", "/home")]);
        for token in &tokens {
            assert_eq!(town.web.call(Some(token), "load_profile", "").await.status, 200);
        }
        change(&town.club, &town.manager.who, ben.member(), MemberStatus::Banned).await.expect("barred");
        let mut wrong = Vec::new();
        for (endpoint, ..) in STANDING {
            let everybody = DOORS.iter().any(|(name, heard)| name == endpoint && heard[0] == 200);
            if everybody {
                continue;
            }
            let body = filled(&town, endpoint, None).await;
            for token in &tokens {
                let status = town.web.call(Some(token), endpoint, &body).await.status;
                if status != 401 {
                    wrong.push(format!("{endpoint}: {status}"));
                }
            }
        }
        assert_eq!(wrong, Vec::<String>::new());
        let wrong_password = form(&[("login", &ben.login), ("password", "not this one"), ("next", "/home")]);
        let [barred, mistaken] = [
            town.web.call(None, "sign_in", &sign_in).await,
            town.web.call(None, "sign_in", &wrong_password).await,
        ];
        assert_eq!((barred.status, barred.token()), (409, None));
        assert!(barred.text().contains("shut"), "whoever has the password is told: {}", barred.text());
        assert!(mistaken.text().contains("wrong_password"), "and nobody else: {}", mistaken.text());
        for token in &tokens {
            assert_eq!(town.web.get(Some(token), "/home").await.status, 401);
        }

        change(&town.club, &town.manager.who, ben.member(), MemberStatus::Active).await.expect("taken back");
        assert_eq!(town.web.call(Some(&tokens[0]), "load_profile", "").await.status, 401, "what was ended stays so");
        assert_eq!(town.web.call(None, "sign_in", &sign_in).await.status, 200);
    }

    async fn whoever_works_here_is_not_barred(club: Club) {
        let town = Town::of(club).await;
        let role = form(&[
            ("name", "Ben"),
            ("login", &town.ben.login),
            ("password", ""),
            ("role", "front_desk"),
            ("location", &town.club.location.id.to_string()),
        ]);
        assert_eq!(town.web.call(Some(&town.owner.token), "give_role", &role).await.status, 200);
        let before = town.rows().await;
        let barred = change(&town.club, &town.owner.who, town.ben.member(), MemberStatus::Banned).await;
        assert_eq!(barred, Err(AppError::Refused(StandingRefusal::WorksHere)));
        let after = town.rows().await;
        assert_eq!(after.changed(&before), Vec::<&str>::new());
        change(&town.club, &town.owner.who, town.ben.member(), MemberStatus::Ended).await.expect("a membership may end");
    }

    /// Whoever has left is told so on their pages before they try to book.
    async fn the_pages_of_whoever_left_say_so(club: Club) {
        let town = Town::of(club).await;
        let says = async || {
            let text = town.web.get(Some(&town.ben.token), "/home").await.text();
            text.contains("Booking and entry are closed")
        };
        assert!(!says().await, "the control");
        change(&town.club, &town.owner.who, town.ben.member(), MemberStatus::Ended).await.expect("gone");
        assert!(says().await);
        let page = format!("/admin/members/{}", town.ben.member());
        assert!(!town.web.get(Some(&town.owner.token), &page).await.text().contains("Usable"), "no pass of theirs opens anything");
    }

    async fn a_reason_is_asked_for(club: Club) {
        let lena = club.member("Lena").await;
        let silent = booking::change_standing(&club.house, &club.owner, lena, MemberStatus::Banned, "  ", &key()).await;
        assert!(matches!(silent, Err(AppError::Invalid(_))), "{silent:?}");
        assert!(standings(&club, lena).await.changes.is_empty());
    }

    /// Whatever they book in the same moment, nothing is booked afterwards.
    async fn nobody_books_past_their_own_end(club: Club) {
        let club = Arc::new(club);
        let mut early = 0;
        for round in 0..12 {
            let member = club.member_with(&format!("M{round}"), club.pack).await;
            let classes = [club.class(1, 360 + round * 60, 9).await, club.class(2, 360 + round * 60, 9).await];
            club.book(member, classes[0]).await.expect("a seat");
            let booking = {
                let club = club.clone();
                tokio::spawn(async move { club.book(member, classes[1]).await.is_ok() })
            };
            let ending = {
                let club = club.clone();
                tokio::spawn(async move { change(&club, &club.owner, member, MemberStatus::Ended).await })
            };
            early += i64::from(booking.await.expect("an answer"));
            ending.await.expect("an answer").expect("ended");
            assert_eq!(club.credits(member).await, (10, 0), "round {round}");
            for class in classes {
                assert_eq!(club.session(class).await.booked, 0, "round {round}");
            }
        }
        eprintln!("{:?}: {early} of 12 booked before the end came", club.on);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
