//! Who speaks for a child: consents, health notes, the copy of its data and the end of them.

use crate::{
    on_both,
    support::Club,
    web::{PASSWORD, Person, Town, form},
};
use spotter::{
    booking::service::For,
    members::{
        household,
        model::MemberId,
        service::{self as members, ProfileForm},
    },
    platform::{
        error::{Answer, AppError, Nothing},
        form::Flaw,
        i18n::Locale,
        time::Day,
    },
    privacy::{
        model::{Agreed, OwnHealth, PrivacyRefusal, Purpose},
        service::{self as privacy, HealthForm},
    },
    studio,
};

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).expect("a real date")
}

/// A child of somebody, who becomes its guardian.
async fn child(town: &Town, of: &Person, born: Day) -> MemberId {
    let (club, now) = (&town.club, town.club.house.clock.now());
    let mut tx = club.write().await;
    let id = household::add_child_in(&mut tx, club.org, of.member(), "Mia Ahrens".into(), born, now)
        .await
        .expect("a child");
    tx.commit().await.expect("committed");
    id
}

/// Somebody with an account becomes a child of a household.
async fn grows_up_with(town: &Town, person: &Person, guardian: &Person, born: Option<Day>) {
    child(town, guardian, day(2020, 1, 1)).await;
    let mut tx = town.club.write().await;
    tx.query(
        "UPDATE members SET birthday = $3, household_role = 'dependant',
                household_id = (SELECT g.household_id FROM members g WHERE g.id = $2) WHERE id = $1",
    )
    .bind(person.member())
    .bind(guardian.member())
    .bind(born)
    .run()
    .await
    .expect("written");
    tx.commit().await.expect("committed");
}

async fn agreed(town: &Town, person: &Person, on: For, purpose: Purpose) -> Agreed {
    let page = privacy::own(&town.club.house, &person.who, on).await.expect("read");
    page.consents
        .iter()
        .find(|one| one.purpose == purpose)
        .expect("every purpose")
        .agreed
}

fn notes(allergies: &str) -> HealthForm {
    HealthForm {
        health: String::new(),
        allergies: allergies.into(),
    }
}

/// Everything that is asked for somebody else's data.
async fn all_of_it(town: &Town, person: &Person, on: For) -> Vec<Answer<(), PrivacyRefusal>> {
    let (house, who) = (&town.club.house, &person.who);
    let nothing = |error: AppError<Nothing>| error.map_refusal(|_| AppError::NotFound);
    vec![
        privacy::own(house, who, on).await.map(|_| ()).map_err(nothing),
        privacy::give(house, who, on, Purpose::Photos, 1).await,
        privacy::withdraw(house, who, on, Purpose::Health).await,
        privacy::save_health(house, who, on, &notes("Nuts")).await,
        privacy::own_copy(house, who, on, PASSWORD, Locale::En)
            .await
            .map(|_| ()),
        privacy::preview(house, who, on).await.map(|_| ()).map_err(nothing),
        privacy::erase_own(house, who, on, PASSWORD).await,
    ]
}

on_both! {
    async fn a_guardian_speaks_for_a_child_and_for_nobody_elses(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        let mia = child(&town, ada, day(2017, 5, 4)).await;
        let bens = child(&town, ben, day(2016, 1, 2)).await;
        let id = mia.to_string();
        let call = async |name: &'static str, fields: &[(&str, &str)]| town.web.call(Some(&ada.token), name, &form(fields)).await;

        let closed = call("save_health", &[("member", &id), ("allergies", "zqNuts")]).await;
        assert_eq!(closed.status, 409, "nothing without a yes: {}", closed.text());
        assert_eq!(call("give_consent", &[("member", &id), ("purpose", "health"), ("version", "1")]).await.status, 200);
        assert_eq!(call("save_health", &[("member", &id), ("allergies", "zqNuts")]).await.status, 200);
        let on = For::other(ada.member(), Some(mia));
        let page = privacy::own(house, &ada.who, on).await.expect("read");
        let health = page.consents.iter().find(|one| one.purpose == Purpose::Health).expect("every purpose");
        assert_eq!((health.agreed, health.guardian.as_deref()), (Agreed::Yes, Some("Ada Ahrens")), "it says who said it");
        assert!(matches!(&page.health, OwnHealth::Open(notes) if notes.allergies == "zqNuts"));
        assert_eq!(agreed(&town, ada, For::from(ada.member()), Purpose::Health).await, Agreed::Never, "a child's yes is not hers");
        let mut tx = town.club.read().await;
        let (by, own): (uuid::Uuid, bool) = tx
            .query("SELECT by_account, by_guardian FROM consents WHERE member_id = $1")
            .bind(mia)
            .one()
            .await
            .expect("one");
        drop(tx);
        assert_eq!((by, own), (ada.who.account.0, true));

        // whoever looks after her may know, and her guardian sees that they looked
        let opened = privacy::open_health(house, &town.owner.who, mia).await.expect("opened");
        assert_eq!(opened.notes.allergies, "zqNuts");
        let path = format!("/me/privacy?for={mia}");
        let shown = town.web.get(Some(&ada.token), &path).await.text();
        for text in ["boss@example.org", "zqNuts", "Mia Ahrens", &format!("/me/erase?for={mia}")] {
            assert!(shown.contains(text), "{text} is not on the page");
        }
        assert!(town.web.get(Some(&ada.token), "/me/privacy").await.text().contains(&path), "the way there");
        assert!(town.web.get(Some(&ada.token), "/household").await.text().contains(&path), "and from the household");

        let copy = async |password: &str| {
            let request = town.web.request("POST", "/me/copy", Some(&ada.token));
            let body = form(&[("password", password), ("member", &id)]);
            town.web.send(request.body(axum::body::Body::from(body)).expect("a request")).await
        };
        let refused = copy("a wrong river").await;
        assert_eq!(refused.header("location"), format!("/me/privacy?for={mia}&copy=wrong_password#copy"));
        let bytes = copy(PASSWORD).await.body;
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("zqNuts") && holds("Mia Ahrens") && !holds("ada@example.org"), "hers and nobody else's");

        // what a guardian read and took away is told like anybody's, a look within minutes once
        let mut tx = town.club.read().await;
        let reads: Vec<(String, i64)> = tx
            .query("SELECT what, count(*) FROM health_reads WHERE member_id = $1 AND by_account = $2 GROUP BY what ORDER BY what")
            .bind(mia)
            .bind(ada.who.account)
            .all()
            .await
            .expect("read");
        drop(tx);
        assert_eq!(reads, [("export".to_owned(), 1), ("notes".to_owned(), 1)]);

        // another household's, a grown-up who lets others book, and nobody at all are one and the same
        household::let_book(house, &ben.who, ben.member(), true).await.expect("allowed");
        for other in [bens, ben.member(), MemberId(spotter::platform::id::fresh())] {
            let answers = all_of_it(&town, ada, For::other(ada.member(), Some(other))).await;
            assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "{answers:?}");
        }
        let answers = all_of_it(&town, ben, For::other(ben.member(), Some(mia))).await;
        assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "{answers:?}");

        assert_eq!(call("load_erasure", &[("member", &id)]).await.status, 200);
        let wrong = call("erase_me", &[("member", &id), ("password", "a wrong river")]).await;
        assert_eq!(wrong.status, 409, "{}", wrong.text());
        let done = call("erase_me", &[("member", &id), ("password", PASSWORD)]).await;
        assert_eq!(done.status, 200, "{}", done.text());
        assert_eq!(call("load_devices", &[]).await.status, 200, "the guardian stays signed in");
        let answers = all_of_it(&town, ada, on).await;
        assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "an erased child is nobody's: {answers:?}");
        let left = privacy::privacy_of(house, &town.owner.who, mia).await.expect("read");
        assert!(left.erased.is_some() && !left.health);
        assert_eq!(privacy::preview(house, &ada.who, ada.member()).await.map(|p| p.erased), Ok(false), "and nothing of hers is gone");
    }

    async fn once_of_age_a_child_speaks_for_itself_alone(club: Club) {
        let town = Town::of(club).await;
        let (house, ada) = (&town.club.house, &town.ada);
        let mia = child(&town, ada, day(2010, 3, 20)).await;
        let on = For::other(ada.member(), Some(mia));
        privacy::give(house, &ada.who, on, Purpose::Health, 1).await.expect("agreed");
        privacy::save_health(house, &ada.who, on, &notes("Nuts")).await.expect("written");
        let at = |date: Day| town.club.zone.at(date, 12 * 60);
        town.club.clock.set(at(day(2028, 3, 19)));
        let page = privacy::own(house, &ada.who, on).await.expect("the day before");
        assert_eq!(page.guarded, None, "they might say it themselves by now");
        town.club.clock.set(at(day(2028, 3, 20)));
        let answers = all_of_it(&town, ada, on).await;
        assert!(answers.iter().all(|answer| *answer == Err(AppError::NotFound)), "{answers:?}");
        let page = privacy::own(house, &ada.who, ada.member()).await.expect("her own");
        assert_eq!(page.children, vec![]);
        let household = household::page(house, &ada.who, ada.member()).await.expect("read");
        assert_eq!((household.people.len(), household.children), (2, vec![]));
        let opened = privacy::open_health(house, &town.owner.who, mia).await.expect("opened");
        assert_eq!(opened.notes.allergies, "Nuts", "what was agreed for them holds until they take it back");
    }

    async fn a_no_of_somebody_old_enough_is_not_overruled(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        grows_up_with(&town, ben, ada, Some(day(2009, 3, 19))).await;
        let (own, on) = (For::from(ben.member()), For::other(ada.member(), Some(ben.member())));
        privacy::give(house, &ada.who, on, Purpose::ThirdParties, 1).await.expect("nobody has said no");
        privacy::give(house, &ben.who, own, Purpose::Photos, 1).await.expect("seventeen, and sixteen is enough");
        privacy::withdraw(house, &ben.who, own, Purpose::Photos).await.expect("taken back");
        let over = privacy::give(house, &ada.who, on, Purpose::Photos, 1).await;
        assert_eq!(over, Err(AppError::Refused(PrivacyRefusal::TheirNo)));
        assert_eq!(agreed(&town, ben, own, Purpose::Photos).await, Agreed::Withdrawn);
        privacy::give(house, &ben.who, own, Purpose::Photos, 1).await.expect("their own mind to change");
    }

    async fn a_child_with_an_account_agrees_to_nothing_alone(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        // said while nobody knew how old they are
        privacy::give(house, &ben.who, ben.member(), Purpose::Health, 1).await.expect("agreed");
        privacy::save_health(house, &ben.who, ben.member(), &notes("Nuts")).await.expect("written");
        grows_up_with(&town, ben, ada, Some(day(2010, 3, 20))).await;
        let own = For::from(ben.member());
        assert_eq!(agreed(&town, ben, own, Purpose::Health).await, Agreed::Alone);
        let opened = privacy::open_health(house, &town.owner.who, ben.member()).await.expect("an answer");
        assert_eq!((opened.closed, opened.notes.is_empty()), (Some(PrivacyRefusal::NoConsent), true));
        let refused = Err(AppError::Refused(PrivacyRefusal::NeedsGuardian(16)));
        assert_eq!(privacy::save_health(house, &ben.who, own, &notes("Milk")).await, Err(AppError::Refused(PrivacyRefusal::NoConsent)));
        for purpose in Purpose::ALL {
            assert_eq!(privacy::give(house, &ben.who, own, purpose, 1).await, refused, "{purpose:?}");
            let alone = privacy::record(house, &town.desk.who, ben.member(), false, purpose, Some(1)).await;
            assert_eq!(alone, refused, "nor at the desk: {purpose:?}");
        }
        let page = town.web.get(Some(&ben.token), "/me/privacy").await.text();
        assert!(page.contains("Before you are 16") && !page.contains("/api/give_consent"), "no press that would be refused");
        // older than they are, to be free to agree
        let older = ProfileForm { name: "Ben Bruhn".into(), birthday: "1990-01-01".into(), ..ProfileForm::default() };
        let fixed = members::change_profile(house, &ben.who, ben.member(), &older).await;
        assert_eq!(fixed, Err(AppError::field("birthday", Flaw::Fixed)));

        privacy::record(house, &town.desk.who, ben.member(), true, Purpose::Photos, Some(1)).await.expect("signed by a guardian");
        privacy::give(house, &ada.who, For::other(ada.member(), Some(ben.member())), Purpose::Health, 1).await.expect("agreed");
        for purpose in [Purpose::Photos, Purpose::Health] {
            assert_eq!(agreed(&town, ben, own, purpose).await, Agreed::Yes, "{purpose:?}");
        }
        let opened = privacy::open_health(house, &town.owner.who, ben.member()).await.expect("an answer");
        assert_eq!(opened.notes.allergies, "Nuts");
        privacy::withdraw(house, &ben.who, own, Purpose::Photos).await.expect("a no is anybody's");
        assert_eq!(agreed(&town, ben, own, Purpose::Photos).await, Agreed::Withdrawn);

        // in China from fourteen on
        let mut tx = town.club.write().await;
        studio::service::set_country::<Nothing>(&mut tx, town.club.org, Some("CN".into())).await.expect("a country");
        let nowhere = studio::service::set_country::<Nothing>(&mut tx, town.club.org, Some("XX".into())).await;
        assert_eq!(nowhere, Err(AppError::field("country", Flaw::Choice)));
        tx.commit().await.expect("committed");
        privacy::give(house, &ben.who, own, Purpose::Photos, 1).await.expect("fifteen");
        let mut tx = town.club.write().await;
        studio::service::set_country::<Nothing>(&mut tx, town.club.org, None).await.expect("by the zone");
        tx.commit().await.expect("committed");
        assert_eq!(agreed(&town, ben, own, Purpose::Photos).await, Agreed::Alone);
        town.club.clock.set(town.club.zone.at(day(2026, 3, 20), 0));
        assert_eq!(agreed(&town, ben, own, Purpose::Photos).await, Agreed::Yes, "sixteen today");
    }

    async fn a_child_of_whom_no_birthday_is_known_is_one(club: Club) {
        let town = Town::of(club).await;
        let (house, ada, ben) = (&town.club.house, &town.ada, &town.ben);
        grows_up_with(&town, ben, ada, None).await;
        let own = privacy::give(house, &ben.who, ben.member(), Purpose::Photos, 1).await;
        assert_eq!(own, Err(AppError::Refused(PrivacyRefusal::NeedsGuardian(16))));
        let on = For::other(ada.member(), Some(ben.member()));
        privacy::give(house, &ada.who, on, Purpose::Photos, 1).await.expect("agreed");
        assert_eq!(agreed(&town, ada, on, Purpose::Photos).await, Agreed::Yes);
    }
}
