//! What members sign before they train: from when on it is asked for, who signs, how long it holds, and that nothing of what is said
//! about health is kept.

use crate::{
    on_both,
    support::{Club, headline, key, today},
    web::{Person, Town, form, staff},
};
use spotter::{
    accounts::model::Role,
    booking::{
        door,
        model::{Mine, Rule, Verdict},
        service::{self as booking, For, Party},
    },
    members::{
        household,
        model::{MemberId, PaperId, PaperKind, PaperRefusal, PaperState, SignedOn, Signer, VersionStands},
        papers::{self, SignForm},
        papers_office::{self, PaperForm},
    },
    platform::{
        error::{Answer, AppError},
        form::Flaw,
        i18n::Locale,
        time::{Day, day_plus},
    },
    studio::model::Location,
};
use std::collections::BTreeMap;

const SIX_PM: i64 = 18 * 60;
const NOON: i64 = 12 * 60;

/// A paper that is asked for everywhere from today on, for good.
fn paper(kind: PaperKind) -> PaperForm {
    let text = match kind {
        PaperKind::Waiver => "I know what I do.",
        PaperKind::Questionnaire => "Does it hurt?\nDo you faint?",
    };
    PaperForm {
        kind: kind.code().into(),
        asked: "yes".into(),
        from: today().to_string(),
        months: String::new(),
        reach: "everywhere".into(),
        places: BTreeMap::new(),
        signatures: "hold".into(),
        texts: BTreeMap::from([("en".to_owned(), text.to_owned())]),
    }
}

fn at(place: &Location, form: PaperForm) -> PaperForm {
    PaperForm {
        reach: "places".into(),
        places: BTreeMap::from([(format!("at-{}", place.id), "true".to_owned())]),
        ..form
    }
}

fn from(day: Day, form: PaperForm) -> PaperForm {
    PaperForm {
        from: day.to_string(),
        ..form
    }
}

/// The owner saves a version.
async fn ask(town: &Town, form: &PaperForm) -> PaperId {
    papers_office::save(&town.club.house, &town.owner.who, form, &key())
        .await
        .expect("saved");
    let office = papers_office::office(&town.club.house, &town.owner.who)
        .await
        .expect("read");
    let desk = office.papers.iter().find(|desk| desk.kind.code() == form.kind);
    desk.expect("its paper").versions[0].id
}

/// Everything answered with a no.
fn signature(name: &str) -> SignForm {
    SignForm {
        name: name.into(),
        agreed: true,
        answers: BTreeMap::from([("q0".to_owned(), "no".to_owned()), ("q1".to_owned(), "no".to_owned())]),
        advice: false,
    }
}

async fn sign_for(
    town: &Town,
    person: &Person,
    member: Option<MemberId>,
    version: PaperId,
) -> Answer<bool, PaperRefusal> {
    let form = signature("Ada Ahrens");
    let with = (person.member(), member);
    papers::sign(
        &town.club.house,
        &person.who,
        with,
        version,
        &form,
        (Locale::En, &key()),
    )
    .await
}

async fn sign(town: &Town, person: &Person, version: PaperId) -> Answer<bool, PaperRefusal> {
    sign_for(town, person, None, version).await
}

async fn state(town: &Town, person: &Person, kind: PaperKind) -> Option<PaperState> {
    let page = papers::own(&town.club.house, &person.who, person.member(), None, Locale::En)
        .await
        .expect("read");
    page.papers
        .iter()
        .find(|paper| paper.kind == kind)
        .map(|paper| paper.state)
}

async fn signatures(club: &Club) -> i64 {
    let mut tx = club.read().await;
    tx.query("SELECT count(*) FROM paper_signatures")
        .value()
        .await
        .expect("counted")
}

async fn child_of(town: &Town, guardian: &Person) -> MemberId {
    let (club, born) = (&town.club, day_plus(today(), -9 * 365));
    let mut tx = club.write().await;
    let child = household::add_child_in(
        &mut tx,
        club.org,
        guardian.member(),
        "Mia".into(),
        born,
        club.house.clock.now(),
    )
    .await
    .expect("a child");
    tx.commit().await.expect("committed");
    club.grant(child, club.pack).await;
    child
}

/// What booking for somebody says.
async fn book_for(town: &Town, person: &Person, member: MemberId, days: i64) -> &'static str {
    let class = town.club.class(days, SIX_PM, 9).await;
    let on = For {
        me: person.member(),
        member,
    };
    headline(&booking::book(&town.club.house, &person.who, on, class, None, &key()).await)
}

on_both! {
    async fn nobody_is_asked_before_the_day_and_everybody_from_it_on(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let first = club.class(1, SIX_PM, 5).await;
        club.book(ada.member(), first).await.expect("nothing is asked for");
        let version = ask(&town, &from(day_plus(today(), 3), paper(PaperKind::Waiver))).await;
        let before = club.class(2, SIX_PM, 5).await;
        club.book(ada.member(), before).await.expect("its day has not come");
        assert_eq!(sign(&town, ada, version).await, Err(AppError::Refused(PaperRefusal::TextChanged)), "nor is it to be signed yet");
        club.set(3, NOON);
        let class = club.class(4, SIX_PM, 1).await;
        let refused = club.book(ada.member(), class).await;
        assert_eq!(headline(&refused), "no_waiver");
        assert_eq!(club.session(class).await.booked, 0, "nothing was taken");
        let page = town.web.get(Some(&ada.token), &format!("/timetable?sheet={class}")).await.text();
        assert!(page.contains("href=\"/papers?back="), "the way to sign, and back");
        assert!(town.web.get(Some(&ada.token), "/home").await.text().contains("/papers?back="));
        assert_eq!(sign(&town, ada, version).await, Ok(true), "and nothing more is to be signed");
        club.book(ada.member(), class).await.expect("signed");
        assert!(!town.web.get(Some(&ada.token), "/home").await.text().contains("/papers?back="));
        // who waits is asked too, and what is taken back is asked of nobody
        assert_eq!(headline(&club.join(town.ben.member(), class).await), "no_waiver");
        let ends = PaperForm { asked: "no".into(), from: day_plus(today(), 3).to_string(), ..paper(PaperKind::Waiver) };
        ask(&town, &ends).await;
        club.join(town.ben.member(), class).await.expect("not asked for any more");
        assert_eq!(state(&town, ada, PaperKind::Waiver).await, None);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn both_papers_are_named_and_signed_one_after_the_other(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let waiver = ask(&town, &paper(PaperKind::Waiver)).await;
        let questions = ask(&town, &paper(PaperKind::Questionnaire)).await;
        let class = club.class(2, SIX_PM, 5).await;
        let Err(AppError::Refused(refusal)) = club.book(ada.member(), class).await else { panic!("refused") };
        assert_eq!(refusal.rules, [Rule::Paper(PaperKind::Waiver), Rule::Paper(PaperKind::Questionnaire)]);
        assert_eq!(sign(&town, ada, waiver).await, Ok(false), "the questionnaire is left");
        // the desk is not let past it, and may take the signature at once
        let anyway = booking::book_anyway(&club.house, &town.owner.who, ada.member(), class, "Knows her", &key()).await;
        assert_eq!(headline(&anyway), "no_questionnaire");
        let form = |fields: &[(&str, &str)]| {
            let all = [("version", questions.to_string()), ("name", "Ada".to_owned()), ("key", key())];
            let mut all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
            all.extend_from_slice(fields);
            form(&all)
        };
        let call = async |fields: &[(&str, &str)]| town.web.call(Some(&ada.token), "sign_paper", &form(fields)).await;
        let unanswered = call(&[("agreed", "true"), ("answers[q0]", "no")]).await;
        assert!(unanswered.status == 422 && unanswered.text().contains("answers[q1]"), "{}", unanswered.text());
        let yes = [("agreed", "true"), ("answers[q0]", "no"), ("answers[q1]", "yes")];
        let careless = call(&yes).await;
        assert!(careless.status == 422 && careless.text().contains("advice"), "{}", careless.text());
        let away = call(&[&yes[..], &[("advice", "true"), ("back", "//evil.example/x")]].concat()).await;
        assert_eq!((away.status, away.text().contains("evil")), (200, false), "{}", away.text());
        assert!(!away.header("location").contains("evil") && !away.header("serverfnredirect").contains("evil"));
        club.book(ada.member(), class).await.expect("both are signed");
        let page = papers::own(&club.house, &ada.who, ada.member(), None, Locale::En).await.expect("read");
        let said: Vec<_> = page.papers.iter().map(|paper| paper.signed.as_ref().map(|signed| (signed.advice, signed.name.as_str()))).collect();
        assert_eq!(said, [Some((false, "Ada Ahrens")), Some((true, "Ada"))], "that a doctor was asked, and no more");
    }

    async fn another_version_holds_or_is_signed_anew(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let first = ask(&town, &paper(PaperKind::Waiver)).await;
        sign(&town, ada, first).await.expect("signed");
        let mended = ask(&town, &paper(PaperKind::Waiver)).await;
        assert_eq!(state(&town, ada, PaperKind::Waiver).await, Some(PaperState::Signed), "a comma");
        assert_eq!(book_for(&town, ada, ada.member(), 1).await, "ok");
        let anew = ask(&town, &PaperForm { signatures: "anew".into(), ..paper(PaperKind::Waiver) }).await;
        assert_eq!(state(&town, ada, PaperKind::Waiver).await, Some(PaperState::Outdated));
        assert_eq!(book_for(&town, ada, ada.member(), 2).await, "no_waiver");
        assert_eq!(sign(&town, ada, mended).await, Err(AppError::Refused(PaperRefusal::TextChanged)), "what was on the page is old");
        assert_eq!(sign(&town, ada, anew).await, Ok(true));
        assert_eq!(book_for(&town, ada, ada.member(), 3).await, "ok");
        // what is saved last counts: a day that has not come is taken back by saving again
        let planned = from(day_plus(today(), 5), PaperForm { signatures: "anew".into(), ..paper(PaperKind::Waiver) });
        ask(&town, &planned).await;
        ask(&town, &paper(PaperKind::Waiver)).await;
        let office = papers_office::office(&club.house, &town.owner.who).await.expect("read");
        let stands: Vec<_> = office.papers[0].versions.iter().map(|version| (version.number, version.stands)).collect();
        assert_eq!(stands[..3], [(5, VersionStands::InForce), (4, VersionStands::Over), (3, VersionStands::Over)]);
        let all = &office.papers[0].reach[0];
        assert_eq!((all.members, all.hold), (3, 1), "what was taken back has asked nobody");
        assert_eq!(state(&town, ada, PaperKind::Waiver).await, Some(PaperState::Signed));
    }

    async fn a_signature_runs_out_with_its_months(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let version = ask(&town, &PaperForm { months: "1".into(), ..paper(PaperKind::Waiver) }).await;
        sign(&town, ada, version).await.expect("signed");
        club.set(30, NOON);
        assert_eq!(book_for(&town, ada, ada.member(), 31).await, "ok", "until 18 April");
        club.set(31, NOON);
        assert_eq!(state(&town, ada, PaperKind::Waiver).await, Some(PaperState::RunOut));
        assert_eq!(book_for(&town, ada, ada.member(), 32).await, "no_waiver");
        sign(&town, ada, version).await.expect("once more");
        assert_eq!(book_for(&town, ada, ada.member(), 33).await, "ok");
        assert_eq!(signatures(club).await, 2, "the old one stays");
    }

    async fn a_guardian_signs_for_a_child_and_nobody_else_does(club: Club) {
        let town = Town::of(club).await;
        let (club, ada, ben) = (&town.club, &town.ada, &town.ben);
        let mia = child_of(&town, ada).await;
        let version = ask(&town, &paper(PaperKind::Waiver)).await;
        sign(&town, ada, version).await.expect("for herself");
        assert_eq!(book_for(&town, ada, mia, 1).await, "no_waiver", "her signature is not the child's");
        let class = club.class(2, SIX_PM, 5).await;
        let party = Party { people: vec![ada.member(), mia], guests: vec![] };
        let both = booking::book_party(&club.house, &ada.who, ada.member(), class, party.clone(), &key()).await;
        let Err(AppError::Refused(refusal)) = both else { panic!("refused") };
        assert!(matches!(&refusal.rules[..], [Rule::Of(who, _, rule)] if *who == mia && **rule == Rule::Paper(PaperKind::Waiver)), "{refusal:?}");
        let page = town.web.get(Some(&ada.token), &format!("/timetable?sheet={class}&for={mia}")).await.text();
        assert!(page.contains(&format!("/papers?for={mia}&amp;back=")), "the way to sign for her");

        assert_eq!(sign_for(&town, ben, Some(mia), version).await, Err(AppError::NotFound), "a stranger");
        let mut tx = club.write().await;
        // a child with an account of its own
        tx.query("UPDATE members SET birthday = $2 WHERE id = $1").bind(ben.member()).bind(day_plus(today(), -15 * 365)).run().await.expect("written");
        tx.commit().await.expect("committed");
        assert_eq!(sign(&town, ben, version).await, Err(AppError::Refused(PaperRefusal::NeedsGuardian(18))), "nor alone");
        assert_eq!(signatures(club).await, 1);
        assert_eq!(sign_for(&town, ada, Some(mia), version).await, Ok(true));
        let seats = booking::book_party(&club.house, &ada.who, ada.member(), class, party, &key()).await.expect("both");
        assert_eq!(seats.seats.len(), 2);
        let theirs = papers::own(&club.house, &ada.who, ada.member(), Some(mia), Locale::En).await.expect("read");
        assert_eq!(theirs.papers[0].signed.as_ref().map(|signed| signed.signer), Some(Signer::Guardian));
    }

    async fn the_desk_takes_signatures_on_its_screen_and_on_paper(club: Club) {
        let town = Town::of(club).await;
        let (club, desk) = (&town.club, &town.desk);
        let waiver = ask(&town, &paper(PaperKind::Waiver)).await;
        let questions = ask(&town, &paper(PaperKind::Questionnaire)).await;
        let (ada, house) = (town.ada.member(), &club.house);
        let take = async |who: &Person, member, version, on, form: &SignForm| {
            papers::take(house, &who.who, member, version, (on, false), form, (Locale::En, &key())).await
        };
        let on_paper = SignForm { answers: BTreeMap::new(), advice: true, ..signature("Ada Ahrens") };
        let class = club.class(0, SIX_PM, 5).await;
        club.set(0, SIX_PM - 10);
        let unsigned = door::by_name(house, &desk.who, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!(unsigned.papers, PaperKind::ALL, "the desk is told");
        assert_eq!(headline(&door::walk_in(house, &desk.who, club.location.id, ada, class, &key()).await), "no_waiver");
        assert_eq!(take(desk, ada, waiver, SignedOn::Screen, &signature("Ada Ahrens")).await, Ok(()));
        let unanswered = take(desk, ada, questions, SignedOn::Screen, &on_paper).await;
        assert!(matches!(unanswered, Err(AppError::Invalid(_))), "on the screen every question is answered: {unanswered:?}");
        assert_eq!(take(desk, ada, questions, SignedOn::Paper, &on_paper).await, Ok(()));
        let seen = papers::of_member(house, &desk.who, ada, Locale::En).await.expect("read");
        let said: Vec<_> = seen.papers.iter().filter_map(|paper| paper.signed.as_ref()).map(|signed| (signed.on, signed.advice)).collect();
        assert_eq!(said, [(SignedOn::Screen, false), (SignedOn::Paper, true)]);
        door::walk_in(house, &desk.who, club.location.id, ada, class, &key()).await.expect("at once");

        let mia = child_of(&town, &town.ben).await;
        let alone = take(desk, mia, waiver, SignedOn::Paper, &signature("Mia")).await;
        assert_eq!(alone, Err(AppError::Refused(PaperRefusal::NeedsGuardian(18))));
        let answered = papers::take(house, &desk.who, mia, waiver, (SignedOn::Paper, true), &signature("Ben Bruhn"), (Locale::En, &key())).await;
        assert_eq!(answered, Ok(()));
        assert_eq!(take(desk, town.cora, waiver, SignedOn::Paper, &signature("Cora")).await, Err(AppError::NotFound), "out of sight");
        assert_eq!(take(&town.coach, ada, waiver, SignedOn::Paper, &signature("Ada")).await, Err(AppError::NotFound), "no desk of theirs");
        let mut tx = club.read().await;
        let log: Vec<String> = tx.query("SELECT details FROM audit_entries WHERE deed = 'paper_taken' ORDER BY n").values().await.expect("read");
        assert_eq!(log.len(), 3, "{log:?}");
        assert!(!log.concat().contains("Ahrens") && !log.concat().contains("advice"), "which paper, and no more: {log:?}");
    }

    async fn the_door_warns_and_sends_nobody_home(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, town.ada.member());
        let class = club.class(0, SIX_PM, 5).await;
        club.book(ada, class).await.expect("before anything was asked for");
        ask(&town, &paper(PaperKind::Waiver)).await;
        club.set(0, SIX_PM - 10);
        let answer = door::by_name(&club.house, &town.desk.who, club.location.id, ada, &key()).await.expect("an answer");
        assert_eq!((answer.verdict, answer.visit.is_some()), (Verdict::Look, true), "in, and worth a look");
        assert_eq!(answer.papers, [PaperKind::Waiver]);
    }

    async fn only_the_chosen_places_ask(club: Club) {
        let town = Town::of(club).await;
        let (club, ada) = (&town.club, &town.ada);
        let version = ask(&town, &at(&town.there, paper(PaperKind::Waiver))).await;
        assert_eq!(book_for(&town, ada, ada.member(), 1).await, "ok", "not here");
        let class = town.class_at(&town.there, None).await;
        assert_eq!(headline(&club.book(ada.member(), class).await), "no_waiver");
        assert!(!town.web.get(Some(&ada.token), "/home").await.text().contains("/papers?back="), "it is not asked for at home");
        let page = town.web.get(Some(&ada.token), "/papers").await.text();
        assert!(page.contains("Asked for at: Hill."), "and can be signed all the same");
        sign(&town, ada, version).await.expect("signed");
        assert_eq!(headline(&club.book(ada.member(), class).await), "ok");
    }

    async fn whoever_waits_and_has_not_signed_is_offered_the_place(club: Club) {
        let town = Town::of(club).await;
        let (club, ada, ben) = (&town.club, town.ada.member(), &town.ben);
        let class = club.class(2, SIX_PM, 1).await;
        let seat = club.book(ada, class).await.expect("free");
        club.join(ben.member(), class).await.expect("first in line");
        let version = ask(&town, &paper(PaperKind::Waiver)).await;
        club.cancel(ada, seat.booking).await.expect("given up");
        let mine = async || {
            let list = booking::my_bookings(&club.house, &ben.who, ben.member()).await.expect("read");
            list.upcoming.into_iter().find(|entry| entry.session.id == class).and_then(|entry| entry.mine)
        };
        assert!(matches!(mine().await, Some(Mine::Offered { .. })), "kept while they sign");
        assert_eq!(headline(&club.book(ben.member(), class).await), "no_waiver");
        sign(&town, ben, version).await.expect("signed");
        club.book(ben.member(), class).await.expect("the place that was kept");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn answers_about_health_stand_nowhere(club: Club) {
        let town = Town::of(club).await;
        let (club, ada, ben) = (&town.club, &town.ada, &town.ben);
        let version = ask(&town, &paper(PaperKind::Questionnaire)).await;
        let said = |answer: &str| {
            let mut form = signature("Ada Ahrens");
            form.advice = true;
            form.answers.insert("q1".into(), answer.into());
            // what a browser may send besides
            form.answers.insert("zqasked".into(), "zqanswered".into());
            form
        };
        let same = key();
        let call = async |who: &Person, form: SignForm, key: &str| {
            papers::sign(&club.house, &who.who, (who.member(), None), version, &form, (Locale::En, key)).await
        };
        assert_eq!(call(ada, said("yes"), &same).await, Ok(true));
        // the key's digest knows nothing of them: with other answers it is the same command
        assert_eq!(call(ada, said("no"), &same).await, Ok(true));
        let other = SignForm { name: "Somebody Else".into(), ..said("no") };
        assert_eq!(call(ada, other, &same).await, Err(AppError::Repeated), "the control");
        assert_eq!(call(ben, said("no"), &key()).await, Ok(true));
        // through the door, with all that stands in its way
        let fields = [("version", version.to_string()), ("name", "Ada".into()), ("agreed", "true".into()), ("answers[q0]", "no".into()),
            ("answers[q1]", "yes".into()), ("answers[zqasked]", "zqanswered".into()), ("key", key())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let request = town.web.request("POST", "/api/sign_paper", Some(&ada.token)).header("referer", "http://127.0.0.1:3000/papers");
        let mut request = request.body(form(&fields).into()).expect("a request");
        request.headers_mut().insert("accept", "text/html".parse().expect("a value"));
        let refused = town.web.send(request).await;
        assert!(refused.header("location").contains("__err="), "a yes without the doctor: {}", refused.header("location"));
        assert!(!format!("{:?}", refused.headers).contains("zqanswered") && !format!("{:?}", refused.headers).contains("answers%5B"), "nor in what the browser keeps");
        let mut tx = club.read().await;
        let advice: Vec<bool> = tx.query("SELECT advice FROM paper_signatures ORDER BY at, id").values().await.expect("read");
        assert_eq!(advice.iter().filter(|advice| **advice).count(), 1, "that a doctor was asked is what is left of a yes");
        drop(tx);
        let bytes = club.bytes().await;
        let holds = |text: &str| bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(holds("Does it hurt?"), "the control: the question stands there");
        assert!(!holds("zqasked") && !holds("zqanswered"));
    }

    async fn of_two_signatures_at_once_one_is_written(club: Club) {
        let town = Town::of(club).await;
        let version = ask(&town, &paper(PaperKind::Waiver)).await;
        let all = futures::future::join_all((0..8).map(|_| sign(&town, &town.ada, version))).await;
        assert!(all.iter().all(|answer| matches!(answer, Ok(true))), "{all:?}");
        assert_eq!(signatures(&town.club).await, 1);
    }

    async fn only_whoever_sets_the_clubs_rules_writes_what_is_signed(club: Club) {
        let town = Town::of(club).await;
        let house = &town.club.house;
        let here = staff(&town.club, "owner-here@example.org", Role::Owner, Some(&town.club.location)).await;
        for person in [&town.desk, &town.manager, &town.coach, &here] {
            let saved = papers_office::save(house, &person.who, &paper(PaperKind::Waiver), &key()).await;
            assert_eq!(saved, Err(AppError::NotFound), "{}", person.login);
            assert!(papers_office::office(house, &person.who).await.is_err());
        }
        let save = async |form: PaperForm| papers_office::save(house, &town.owner.who, &form, &key()).await;
        let empty = PaperForm { texts: BTreeMap::new(), ..paper(PaperKind::Waiver) };
        assert_eq!(save(empty).await, Err(AppError::field("texts[en]", Flaw::Missing)));
        let nowhere = PaperForm { reach: "places".into(), ..paper(PaperKind::Waiver) };
        assert_eq!(save(nowhere).await, Err(AppError::field("reach", Flaw::Choice)));
        assert_eq!(save(from(day_plus(today(), -1), paper(PaperKind::Waiver))).await, Err(AppError::field("from", Flaw::EndsBeforeStart)));
        let same = key();
        for _ in 0..2 {
            papers_office::save(house, &town.owner.who, &paper(PaperKind::Waiver), &same).await.expect("once for its key");
        }
        let office = papers_office::office(house, &town.owner.who).await.expect("read");
        assert_eq!(office.papers[0].versions.len(), 1);
        let read = papers::own(house, &town.ada.who, town.ada.member(), None, Locale::ZhHans).await.expect("read");
        assert_eq!(read.papers[0].body, "I know what I do.", "whoever reads another language reads the club's");
    }
}
