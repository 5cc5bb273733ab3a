//! What a pass is for: single kinds of class, and coaches of some levels.

use crate::{
    on_both,
    support::{Club, headline, key, monthly, plan_draft, today},
};
use spotter::{
    booking::{
        door,
        model::{Rule, Verdict},
        service as booking,
    },
    coaches::{
        self,
        model::{CoachId, CoachLevelId},
    },
    members::model::MemberId,
    plans::{
        self,
        model::{Draft, Pass, PassKind, PlanId, Terms, Unfit, Why, written},
    },
    platform::{
        error::{AppError, Nothing},
        form::Flaw,
        i18n::Locale,
        time::day_plus,
    },
    schedule::{
        self,
        model::{ClassType, ClassTypeId, SessionId},
    },
};

const SIX_PM: i64 = 18 * 60;

/// Another kind of class than the club's yoga.
async fn kind(club: &Club, name: &str, personal: bool) -> ClassType {
    let class = ClassType {
        id: ClassTypeId::fresh(),
        name: name.into(),
        capacity: if personal { 1 } else { 10 },
        personal,
        ..club.yoga.clone()
    };
    let mut tx = club.write().await;
    schedule::service::add_class_type::<Nothing>(&mut tx, club.org, class.clone(), None, club.house.clock.now())
        .await
        .expect("a kind of class");
    tx.commit().await.expect("committed");
    class
}

fn pack(name: &str, terms: Terms) -> Draft {
    Draft {
        credits: Some(10),
        days: Some(90),
        terms,
        ..plan_draft(name, PassKind::Pack)
    }
}

fn only(class: &ClassType) -> Terms {
    Terms {
        kinds: vec![class.id.0],
        ..Terms::default()
    }
}

/// What stands in the way of a booking, the passes' own reason, and the whole of it in English.
async fn refused(club: &Club, member: MemberId, class: SessionId) -> (Unfit, String) {
    let refused = club.book(member, class).await.expect_err("refused");
    let text = refused.text(Locale::En);
    match refused {
        AppError::Refused(refusal) => match refusal.rules.into_iter().next() {
            Some(Rule::NoPass(Some((_, unfit)))) => (unfit, text),
            other => panic!("another rule: {other:?}"),
        },
        other => panic!("no refusal: {other:?}"),
    }
}

async fn passes_of(club: &Club, member: MemberId) -> Vec<Pass> {
    let mut tx = club.read().await;
    let passes = plans::service::passes::<Nothing>(&mut tx, member, day_plus(today(), -400)).await;
    passes.expect("passes")
}

async fn coach(club: &Club, name: &str) -> CoachId {
    let mut tx = club.write().await;
    let coach = coaches::service::add::<Nothing>(&mut tx, club.org, None, name, club.house.clock.now()).await;
    tx.commit().await.expect("committed");
    coach.expect("a coach")
}

async fn level(club: &Club, name: &str) -> CoachLevelId {
    let made = coaches::service::save_level(&club.house, &club.owner, None, name, &key()).await;
    made.expect("a level")
}

async fn give(club: &Club, coach: CoachId, level: Option<CoachLevelId>) {
    let given = coaches::service::give_level(&club.house, &club.owner, coach, level, &key()).await;
    given.expect("given");
}

async fn plan_of(club: &Club, id: PlanId) -> plans::model::Plan {
    let list = plans::service::plan_list(&club.house, &club.owner).await.expect("read");
    let found = list.plans.into_iter().map(|(plan, _)| plan).find(|plan| plan.id == id);
    found.expect("on the list")
}

on_both! {
    async fn scope_of_single_kinds_books_those_and_says_what_would_do(club: Club) {
        let reformer = kind(&club, "Reformer", false).await;
        let plan = club.offer(pack("Reformer ten", only(&reformer))).await;
        let lena = club.member_with("Lena", plan).await;
        let (yoga, machine) = (club.class(1, SIX_PM, 5).await, club.class_of(&reformer, 2, SIX_PM, 5, None).await);
        let (unfit, text) = refused(&club, lena, yoga).await;
        let Unfit::OtherKind(would) = unfit else { panic!("{unfit:?}") };
        assert_eq!((would.of, would.only), (vec![reformer.id.0], vec!["Reformer".to_owned()]));
        assert_eq!(would.plans, ["Unlimited", "10-class pass"]);
        assert_eq!(text, "Your Reformer ten is only for Reformer; this class is of another kind. What would do: Unlimited, 10-class pass.");
        // the sheet says the same before anything is pressed
        let sheet = booking::sheet(&club.house, &club.as_member(lena), lena, yoga, false).await.expect("a sheet");
        assert_eq!(sheet.refusals[0].text(Locale::En), text);
        assert!(sheet.choices.is_empty());
        let booked = club.book(lena, machine).await.expect("what it is for");
        assert_eq!(passes_of(&club, lena).await[0].id, booked.pass);
        // the control: without the limit it books the other as well
        let open = club.offer(pack("Any ten", Terms::default())).await;
        let max = club.member_with("Max", open).await;
        assert_eq!(headline(&club.book(max, yoga).await), "ok");
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn scope_that_is_narrower_is_used_first_and_says_so(club: Club) {
        let reformer = kind(&club, "Reformer", false).await;
        let wide = club.offer(pack("Any ten", Terms::default())).await;
        let narrow = club.offer(pack("Reformer ten", only(&reformer))).await;
        let lena = club.member_with("Lena", wide).await;
        let pass = club.grant(lena, narrow).await;
        let machine = club.class_of(&reformer, 2, SIX_PM, 5, None).await;
        let sheet = booking::sheet(&club.house, &club.as_member(lena), lena, machine, false).await.expect("a sheet");
        assert_eq!((sheet.choices[0].pass, sheet.choices[0].why), (pass, Why::Narrowest));
        assert_eq!(club.book(lena, machine).await.expect("booked").pass, pass);
    }

    async fn scope_stays_as_it_was_sold_and_goes_on_with_a_membership(club: Club) {
        let reformer = kind(&club, "Reformer", false).await;
        let plan = club.offer(pack("Reformer ten", only(&reformer))).await;
        let lena = club.member_with("Lena", plan).await;
        let yoga = club.class(1, SIX_PM, 5).await;
        // the plan is opened to every kind, and the owner's form wrote and read it
        let mut fields = written(Some(&plan_of(&club, plan).await), "EUR");
        let ticked = format!("class-{}", reformer.id);
        assert_eq!(fields.remove(&ticked).as_deref(), Some("true"));
        plans::service::save_plan(&club.house, &club.owner, Some(plan), &fields, &key()).await.expect("changed");
        assert!(plan_of(&club, plan).await.terms.kinds.is_empty());
        assert!(matches!(refused(&club, lena, yoga).await.0, Unfit::OtherKind(_)), "hers is as it was sold");
        let max = club.member_with("Max", plan).await;
        assert_eq!(headline(&club.book(max, yoga).await), "ok", "whoever buys now");
        // every cycle of a membership is for what the first was for
        let goes_on = Draft { terms: only(&reformer), ..monthly("Reformer monthly", None, 0, 0, 0) };
        let goes_on = club.offer(goes_on).await;
        let ida = club.member_with("Ida", goes_on).await;
        club.set(40, 0);
        plans::jobs::go_on(&club.house).await.expect("the job");
        let cycles = passes_of(&club, ida).await;
        assert!(cycles.len() > 1 && cycles.iter().all(|pass| pass.terms.kinds == [reformer.id.0]), "{cycles:?}");
    }

    /// The door asks for a place and an hour: whoever trains by themselves is of no kind, as with categories.
    async fn scope_of_kinds_does_not_shut_the_door(club: Club) {
        let reformer = kind(&club, "Reformer", false).await;
        let plan = Draft { terms: only(&reformer), days: Some(30), ..plan_draft("Reformer flat", PassKind::Unlimited) };
        let plan = club.offer(plan).await;
        let lena = club.member_with("Lena", plan).await;
        let answer = door::by_name(&club.house, &club.owner, club.location.id, lena, &key()).await.expect("answered");
        assert_ne!(answer.verdict, Verdict::No, "{:?}", answer.reasons);
    }

    async fn scope_of_levels_follows_the_coach_and_what_is_booked_stays(club: Club) {
        let (junior, senior) = (level(&club, "Junior").await, level(&club, "Senior").await);
        let [mia, noah, new] = [coach(&club, "Mia").await, coach(&club, "Noah").await, coach(&club, "Nora").await];
        give(&club, mia, Some(senior)).await;
        give(&club, noah, Some(junior)).await;
        let hour = kind(&club, "Personal hour", true).await;
        let plan = Draft {
            credits: Some(5),
            terms: Terms { levels: vec![senior], ..Terms::default() },
            ..plan_draft("Senior hours", PassKind::Personal)
        };
        let plan = club.offer(plan).await;
        let any = club.offer(Draft { credits: Some(5), ..plan_draft("Hours with anybody", PassKind::Personal) }).await;
        let lena = club.member_with("Lena", plan).await;
        let with = async |days, coach| club.class_of(&hour, days, SIX_PM, 1, Some(coach)).await;
        let (of_mia, of_noah, of_nora) = (with(1, mia).await, with(2, noah).await, with(3, new).await);
        club.book(lena, of_mia).await.expect("a senior coach");
        let (unfit, text) = refused(&club, lena, of_noah).await;
        let Unfit::OtherLevel(would) = unfit else { panic!("{unfit:?}") };
        assert_eq!((would.only, would.plans), (vec!["Senior".to_owned()], vec!["Hours with anybody".to_owned()]));
        assert_eq!(text, "Your Senior hours is only for coaches of level Senior; this class has another. What would do: Hours with anybody.");
        assert!(matches!(refused(&club, lena, of_nora).await.0, Unfit::OtherLevel(_)), "of whom nobody has said");
        // the control: a pass for whoever teaches books all of them
        let max = club.member_with("Max", any).await;
        assert_eq!(headline(&club.book(max, of_nora).await), "ok");
        // who comes further is booked from then on, and what was booked with the other stays
        give(&club, noah, Some(senior)).await;
        give(&club, mia, Some(junior)).await;
        assert_eq!(headline(&club.book(lena, of_noah).await), "ok");
        let mine = booking::my_bookings(&club.house, &club.as_member(lena), lena).await.expect("read");
        assert_eq!(mine.upcoming.len(), 2);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn scope_levels_are_a_short_list_that_nothing_falls_out_of(club: Club) {
        let senior = level(&club, "Senior").await;
        let (house, owner) = (&club.house, &club.owner);
        let again = coaches::service::save_level(house, owner, None, " Senior ", &key()).await;
        assert_eq!(again.expect_err("a name in use"), AppError::field("name", Flaw::NameTaken));
        let mia = coach(&club, "Mia").await;
        give(&club, mia, Some(senior)).await;
        let terms = Terms { levels: vec![senior], ..Terms::default() };
        let plan = club.offer(pack("Senior ten", terms)).await;
        club.member_with("Lena", plan).await;
        let list = coaches::service::list(house, owner).await.expect("read");
        let of = &list.levels[0];
        assert_eq!((of.coaches, of.plans, of.passes), (1, 1, 1));
        let end = async || coaches::service::end_level(house, owner, senior, &key()).await;
        let stays = end().await.expect_err("in use");
        assert_eq!(stays, AppError::Refused(coaches::model::Refusal::InUse(1, 1, 1)));
        give(&club, mia, None).await;
        plans::service::archive_plan(house, owner, plan, true, &key()).await.expect("off sale");
        assert_eq!(end().await.expect_err("a pass"), AppError::Refused(coaches::model::Refusal::InUse(0, 0, 1)));
        // renamed it is the same one, on passes too
        coaches::service::save_level(house, owner, Some(senior), "Master", &key()).await.expect("renamed");
        let page = plans::service::plan_list(house, owner).await.expect("read");
        assert_eq!(page.names.levels_of(&[senior]), ["Master"]);
        // the pass is over in half a year: then nothing leans on it
        club.set(180, 0);
        end().await.expect("nothing leans on it");
        assert!(coaches::service::list(house, owner).await.expect("read").levels.is_empty());
        for n in 0..12 {
            level(&club, &format!("Level {n}")).await;
        }
        let more = coaches::service::save_level(house, owner, None, "One more", &key()).await;
        assert_eq!(more.expect_err("a short list"), AppError::Refused(coaches::model::Refusal::TooMany(12)));
    }
}
