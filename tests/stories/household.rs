//! Households, parties and guests: who books for whom, and several to one class at once.

use crate::{
    on_both,
    support::{Club, headline, key, today},
};
use spotter::{
    accounts::{model::Who, service::Origin},
    booking::{
        model::{Mine, PartyBooked, Refusal, Rule},
        service::{self as booking, For, Party},
    },
    members::{
        household,
        model::{HouseholdRefusal, HouseholdRole, MemberId},
    },
    messages::{self, model::Body},
    plans::{
        self,
        model::{Bearer, PassKind, PlanId},
        service::NewPlan,
    },
    platform::{
        error::{Answer, AppError, Nothing},
        time::day_plus,
    },
    schedule::{self, model::SessionId},
};
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SIX_PM: i64 = 18 * 60;

/// A child of a member, nine years old.
async fn child(club: &Club, of: MemberId, name: &str) -> MemberId {
    let mut tx = club.write().await;
    let born = day_plus(today(), -9 * 365);
    let id = household::add_child_in(&mut tx, club.org, of, name.into(), born, club.house.clock.now())
        .await
        .expect("a child");
    tx.commit().await.expect("committed");
    id
}

/// A pass of so many credits on which others may come too.
async fn shared(club: &Club, credits: i64, bearer: Bearer) -> PlanId {
    let plan = NewPlan {
        name: format!("{} pass", bearer.code()),
        kind: PassKind::Pack,
        credits: Some(credits),
        days: Some(90),
        price: 1_000,
        location: None,
        categories: vec![],
        bearer,
    };
    let mut tx = club.write().await;
    let id = plans::service::add_plan::<Nothing>(&mut tx, club.org, "EUR", plan, club.house.clock.now())
        .await
        .expect("a plan");
    tx.commit().await.expect("committed");
    id
}

async fn book_for(club: &Club, me: MemberId, other: MemberId, class: SessionId) -> &'static str {
    let on = For::other(me, Some(other));
    headline(&booking::book(&club.house, &club.as_member(me), on, class, None, &key()).await)
}

async fn party(
    club: &Club,
    me: MemberId,
    class: SessionId,
    people: &[MemberId],
    guests: &[&str],
) -> Answer<PartyBooked, Refusal> {
    let party = Party {
        people: people.to_vec(),
        guests: guests.iter().map(|name| (*name).to_owned()).collect(),
    };
    booking::book_party(&club.house, &club.as_member(me), me, class, party, &key()).await
}

/// The code with which another grown-up joins.
async fn invite(club: &Club, me: MemberId, guardian: bool) -> String {
    household::invite(&club.house, &club.as_member(me), me, guardian)
        .await
        .expect("a code");
    let page = household::page(&club.house, &club.as_member(me), me)
        .await
        .expect("read");
    page.code.expect("the code is shown").0.text
}

async fn join(club: &Club, me: MemberId, code: &str) -> Option<HouseholdRefusal> {
    match household::join(&club.house, &club.as_member(me), me, code, Origin::default()).await {
        Ok(()) => None,
        Err(AppError::Refused(refusal)) => Some(refusal),
        Err(other) => panic!("{other:?}"),
    }
}

async fn seats(club: &Club, who: &Who, me: MemberId) -> Vec<(Option<String>, &'static str)> {
    let list = booking::my_bookings(&club.house, who, me).await.expect("read");
    list.upcoming
        .into_iter()
        .map(|e| {
            (
                e.whose.map(|w| w.name),
                if matches!(e.mine, Some(Mine::Booked { .. })) {
                    "seat"
                } else {
                    "line"
                },
            )
        })
        .collect()
}

on_both! {
    async fn a_guardian_books_waits_and_cancels_for_a_child_until_it_is_of_age(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let mia = child(&club, ada, "Mia").await;
        let stranger = club.member_with("Ben", club.pack).await;
        let class = club.class(1, SIX_PM, 1).await;
        assert_eq!(book_for(&club, ada, mia, class).await, "no_pass", "her mother's own pass is not hers");
        club.grant(mia, club.pack).await;
        assert_eq!(book_for(&club, stranger, mia, class).await, "not_found");
        assert_eq!(book_for(&club, mia, ada, class).await, "not_found", "a child does not book for its mother");
        let of_another = For::other(stranger, Some(mia));
        let sheet = booking::sheet(&club.house, &club.as_member(stranger), of_another, class, false).await;
        assert!(matches!(sheet, Err(AppError::NotFound)), "nor is her sheet anybody's");
        assert_eq!(book_for(&club, ada, mia, class).await, "ok");
        assert_eq!(club.credits(mia).await, (9, 1));
        assert_eq!(club.credits(ada).await, (10, 0));
        let who = club.as_member(ada);
        assert_eq!(seats(&club, &who, ada).await, [(Some("Mia".to_owned()), "seat")]);
        assert_eq!(seats(&club, &club.as_member(stranger), stranger).await, []);

        let list = booking::my_bookings(&club.house, &who, ada).await.expect("read");
        let Some(Mine::Booked { booking: seat, .. }) = list.upcoming[0].mine.clone() else { panic!("a seat") };
        assert_eq!(headline(&club.cancel(stranger, seat).await), "not_found");
        assert_eq!(headline(&club.cancel(ada, seat).await), "ok");
        assert_eq!(club.credits(mia).await, (10, 0));

        club.book(stranger, class).await.expect("the one place");
        let on = For::other(ada, Some(mia));
        booking::join(&club.house, &who, on, class, None, &key()).await.expect("waits");
        assert_eq!(seats(&club, &who, ada).await, [(Some("Mia".to_owned()), "line")]);
        let not_theirs = For::other(stranger, Some(mia));
        let left = booking::leave(&club.house, &club.as_member(stranger), not_theirs, class, &key()).await;
        assert!(matches!(left, Err(AppError::NotFound)));
        booking::leave(&club.house, &who, on, class, &key()).await.expect("left");

        club.set(9 * 365 + 10, 12 * 60);
        let later = club.class(9 * 365 + 11, SIX_PM, 5).await;
        assert_eq!(book_for(&club, ada, mia, later).await, "not_found", "of age, and has allowed nothing");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn grown_ups_join_with_a_code_and_decide_themselves(club: Club) {
        let (ada, ben) = (club.member_with("Ada", club.pack).await, club.member_with("Ben", club.pack).await);
        let carl = club.member("Carl").await;
        let mia = child(&club, ada, "Mia").await;
        let code = invite(&club, ada, true).await;
        assert_eq!(join(&club, ben, "7KQ2-M4XH").await, Some(HouseholdRefusal::WrongCode));
        assert_eq!(join(&club, ben, &code.to_lowercase()).await, None);
        assert_eq!(join(&club, carl, &code).await, Some(HouseholdRefusal::WrongCode), "once");
        let again = invite(&club, ada, false).await;
        assert_eq!(join(&club, ben, &again).await, Some(HouseholdRefusal::AlreadyIn));
        club.set(8, 12 * 60);
        assert_eq!(join(&club, carl, &again).await, Some(HouseholdRefusal::WrongCode), "too old");
        club.set(0, 12 * 60);
        assert_eq!(join(&club, carl, &again).await, None, "what was refused left it as it was");
        let page = household::page(&club.house, &club.as_member(carl), carl).await.expect("read");
        assert_eq!(page.people.iter().map(|p| (p.name.as_str(), p.role)).collect::<Vec<_>>(), [
            ("Ada", HouseholdRole::Guardian), ("Ben", HouseholdRole::Guardian), ("Carl", HouseholdRole::Adult), ("Mia", HouseholdRole::Dependant),
        ]);
        let not_his = household::invite(&club.house, &club.as_member(carl), carl, true).await;
        assert!(matches!(not_his, Err(AppError::Refused(HouseholdRefusal::NotGuardian))));

        let class = club.class(1, SIX_PM, 9).await;
        assert_eq!(book_for(&club, ada, ben, class).await, "not_found", "nobody asked him");
        household::let_book(&club.house, &club.as_member(ben), ben, true).await.expect("allowed");
        assert_eq!(book_for(&club, ada, ben, class).await, "ok");
        club.work().await;
        let inbox = messages::service::inbox(&club.house, &club.as_member(ben), ben).await.expect("read");
        assert!(matches!(&inbox.notices[0].body, Body::BookedFor { by, .. } if by == "Ada"));
        household::let_book(&club.house, &club.as_member(ben), ben, false).await.expect("no longer");
        let other = club.class(2, SIX_PM, 9).await;
        assert_eq!(book_for(&club, ada, ben, other).await, "not_found");
        assert_eq!(book_for(&club, carl, mia, other).await, "not_found", "answers for nobody");

        let refused = household::leave(&club.house, &club.as_member(mia), mia).await;
        assert!(matches!(refused, Err(AppError::Refused(HouseholdRefusal::Child))));
        household::leave(&club.house, &club.as_member(ben), ben).await.expect("one guardian is left");
        let last = household::leave(&club.house, &club.as_member(ada), ada).await;
        assert!(matches!(last, Err(AppError::Refused(HouseholdRefusal::LastGuardian))));
    }

    async fn a_party_gets_all_its_places_or_none(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let (mia, tom) = (child(&club, ada, "Mia").await, child(&club, ada, "Tom").await);
        for one in [mia, tom] {
            club.grant(one, club.pack).await;
        }
        let small = club.class(1, SIX_PM, 2).await;
        let family = [ada, mia, tom];
        let answer = party(&club, ada, small, &family, &[]).await;
        assert!(matches!(&answer, Err(AppError::Refused(r)) if r.rules == [Rule::TooFewPlaces(2, 3)]), "{answer:?}");
        assert_eq!(club.session(small).await.booked, 0);
        for one in family {
            assert_eq!(club.credits(one).await, (10, 0), "nothing was held");
        }
        let booked = party(&club, ada, small, &[mia, tom], &[]).await.expect("two places");
        assert_eq!(booked.seats.len(), 2);
        assert_eq!(club.session(small).await.booked, 2);
        assert_eq!(headline(&party(&club, ada, small, &[ada], &[]).await), "full");

        // one of them stands in the way of all
        let wide = club.class(1, SIX_PM + 30, 9).await;
        let answer = party(&club, ada, wide, &family, &[]).await;
        assert!(matches!(&answer, Err(AppError::Refused(r)) if matches!(&r.rules[..],
            [Rule::Of(_, a, first), Rule::Of(_, b, _)] if a == "Mia" && b == "Tom" && matches!(**first, Rule::Overlaps(_)))), "{answer:?}");
        assert_eq!(club.session(wide).await.booked, 0);
        let stranger = club.member_with("Ben", club.pack).await;
        assert_eq!(headline(&party(&club, ada, wide, &[ada, stranger], &[]).await), "not_found");
        assert_eq!(club.session(wide).await.booked, 0);

        let free = club.class(3, SIX_PM, 9).await;
        let (a, who) = (key(), club.as_member(ada));
        for _ in 0..2 {
            let all = Party { people: family.to_vec(), guests: vec![] };
            let booked = booking::book_party(&club.house, &who, ada, free, all, &a).await.expect("the same answer");
            assert_eq!(booked.seats[0].name, "Ada");
        }
        assert_eq!(club.session(free).await.booked, 3);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn a_shared_pass_carries_the_family_as_far_as_its_credits_go(club: Club) {
        let ada = club.member("Ada").await;
        let (mia, tom) = (child(&club, ada, "Mia").await, child(&club, ada, "Tom").await);
        club.grant(ada, shared(&club, 2, Bearer::Household).await).await;
        let class = club.class(1, SIX_PM, 9).await;
        let answer = party(&club, ada, class, &[ada, mia, tom], &[]).await;
        assert!(matches!(&answer, Err(AppError::Refused(r)) if matches!(&r.rules[..], [Rule::Of(_, _, one)] if one.code() == "no_pass")), "{answer:?}");
        assert_eq!(club.credits(ada).await, (2, 0));
        party(&club, ada, class, &[mia, tom], &[]).await.expect("two credits for two");
        assert_eq!(club.credits(ada).await, (0, 2));
        let on = For::other(ada, Some(mia));
        let sheet = booking::sheet(&club.house, &club.as_member(ada), on, class, false).await.expect("read");
        assert!(matches!(sheet.entry.mine, Some(Mine::Booked { .. })));
        assert_eq!(sheet.wards.len(), 2);
        // out of the household, off its pass
        household::take_out(&club.house, &club.owner, tom).await.expect("taken out");
        let next = club.class(2, SIX_PM, 9).await;
        club.grant(ada, shared(&club, 5, Bearer::Household).await).await;
        assert_eq!(headline(&club.book(tom, next).await), "no_pass");
        assert_eq!(headline(&club.book(mia, next).await), "ok");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn guests_come_on_a_pass_for_guests_and_their_host_looks_after_their_places(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let ben = club.member_with("Ben", club.pack).await;
        let class = club.class(1, SIX_PM, 9).await;
        let count = || async {
            let mut tx = club.read().await;
            let n: i64 = tx.query("SELECT count(*) FROM members").value().await.expect("read");
            n
        };
        let before = count().await;
        assert_eq!(headline(&party(&club, ada, class, &[ada], &["Zoe"]).await), "no_pass", "her pack is for herself");
        assert_eq!(count().await, before, "who was refused was not written down");
        club.grant(ada, shared(&club, 2, Bearer::Anyone).await).await;
        assert_eq!(headline(&party(&club, ada, class, &[ada], &["Zoe", "Yan", "Xia"]).await), "guests");
        let booked = party(&club, ada, class, &[ada], &["Zoe", " ", "Yan"]).await.expect("three places");
        assert_eq!(booked.seats.iter().map(|seat| seat.name.as_str()).collect::<Vec<_>>(), ["Ada", "Zoe", "Yan"]);
        assert_eq!((club.session(class).await.booked, count().await), (3, before + 2));
        let who = club.as_member(ada);
        assert_eq!(seats(&club, &who, ada).await.len(), 3);
        let zoe = booked.seats[1].booked.booking;
        assert_eq!(headline(&club.cancel(ben, zoe).await), "not_found");
        assert_eq!(headline(&club.cancel(ada, zoe).await), "ok");
        assert_eq!(club.session(class).await.booked, 2);

        // what becomes of a guest's class is told to whoever brought them, who signs in
        let mut tx = club.write().await;
        tx.query("UPDATE members SET account_id = $2 WHERE id = $1").bind(ada).bind(club.owner.account).run().await.expect("written");
        tx.commit().await.expect("committed");
        schedule::service::cancel_session(&club.house, &club.owner, class, "No heating").await.expect("cancelled");
        club.work().await;
        let inbox = messages::service::inbox(&club.house, &who, ada).await.expect("read");
        assert!(inbox.notices.iter().any(|n| matches!(&n.body, Body::About { name, what } if name == "Yan" && matches!(**what, Body::ClassCancelled { .. }))));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn two_families_and_the_last_places(club: Club) {
        let club = Arc::new(club);
        let mut families = Vec::new();
        for n in 0..2 {
            let parent = club.member_with(&format!("Parent {n}"), club.unlimited).await;
            let mut people = vec![parent];
            for name in ["Mia", "Tom"] {
                let one = child(&club, parent, name).await;
                club.grant(one, club.unlimited).await;
                people.push(one);
            }
            families.push(people);
        }
        for round in 0..10 {
            let class = club.class(1 + round, SIX_PM, 4).await;
            let barrier = Arc::new(Barrier::new(2));
            let mut at_once = JoinSet::new();
            for people in families.clone() {
                let (club, barrier) = (club.clone(), barrier.clone());
                at_once.spawn(async move {
                    barrier.wait().await;
                    headline(&party(&club, people[0], class, &people, &[]).await)
                });
            }
            let mut codes = at_once.join_all().await;
            codes.sort_unstable();
            assert_eq!(codes, ["ok", "too_few_places"]);
            assert_eq!(club.session(class).await.booked, 3);
            club.set(1 + round, 22 * 60);
        }
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn the_desk_puts_people_together_within_its_reach(club: Club) {
        let ada = club.member("Ada").await;
        let ben = club.member("Ben").await;
        let number = |id: MemberId| {
            let club = &club;
            async move {
                let mut tx = club.read().await;
                let n: i64 = tx.query("SELECT number FROM members WHERE id = $1").bind(id).value().await.expect("read");
                n
            }
        };
        let bens = number(ben).await;
        let put = |n: i64| {
            let (house, owner) = (&club.house, &club.owner);
            async move { household::put_in(house, owner, ada, n, HouseholdRole::Dependant, &key()).await }
        };
        assert!(matches!(put(99_999).await, Err(AppError::Refused(HouseholdRefusal::NoSuchNumber(99_999)))));
        put(bens).await.expect("put in");
        assert!(matches!(put(bens).await, Err(AppError::Refused(HouseholdRefusal::AlreadyIn))));
        let page = household::of_member(&club.house, &club.owner, ada).await.expect("read");
        assert_eq!(page.role(), Some(HouseholdRole::Guardian));
        let class = club.class(1, SIX_PM, 4).await;
        club.grant(ben, club.pack).await;
        assert_eq!(book_for(&club, ada, ben, class).await, "ok", "a child whose birthday nobody knows");
        let last = household::take_out(&club.house, &club.owner, ada).await;
        assert!(matches!(last, Err(AppError::Refused(HouseholdRefusal::LastGuardian))));
        household::take_out(&club.house, &club.owner, ben).await.expect("taken out");
        assert_eq!(book_for(&club, ada, ben, club.class(2, SIX_PM, 4).await).await, "not_found");
    }

    async fn a_right_ends_with_what_it_came_from(club: Club) {
        let ada = club.member_with("Ada", club.pack).await;
        let class = club.class(1, SIX_PM, 9).await;
        let guests = shared(&club, 3, Bearer::Anyone).await;
        club.grant(ada, guests).await;
        let booked = party(&club, ada, class, &[], &["Zoe", "Yan"]).await.expect("two guests");
        let zoe = booked.seats[0].member;
        let more = party(&club, ada, class, &[], &["Xia"]).await;
        assert_eq!(headline(&more), "guests", "as many with one class, however often it is sent");
        let next = club.class(2, SIX_PM, 9).await;
        let again = party(&club, ada, next, &[], &["Zoe"]).await.expect("the same person");
        assert_eq!(again.seats[0].member, zoe);
        // who has a pass of their own is nobody's guest any more
        club.grant(zoe, club.pack).await;
        let third = club.class(3, SIX_PM, 9).await;
        assert_eq!(book_for(&club, ada, zoe, third).await, "not_found");
        assert_eq!(headline(&club.cancel(ada, again.seats[0].booked.booking).await), "not_found");
        // whoever may not book brings nobody either
        let mut tx = club.write().await;
        tx.query("UPDATE members SET status = 'ended' WHERE id = $1").bind(ada).run().await.expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(headline(&party(&club, ada, third, &[], &["Ada herself"]).await), "not_a_member");

        // a code is worth what whoever made it is
        let (ben, carl) = (club.member("Ben").await, club.member("Carl").await);
        let dora = club.member("Dora").await;
        child(&club, ben, "Mia").await;
        let code = invite(&club, ben, true).await;
        assert_eq!(join(&club, carl, &code).await, None);
        let second = invite(&club, ben, true).await;
        household::take_out(&club.house, &club.owner, ben).await.expect("taken out");
        assert_eq!(join(&club, dora, &second).await, Some(HouseholdRefusal::WrongCode));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
