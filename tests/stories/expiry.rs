//! How long what is sold may last: the club's template, from a day on, and what is taken up again.

use crate::{
    on_both,
    support::{Club, headline, key, plan_draft, today},
};
use spotter::{
    booking::service as booking,
    members::model::MemberId,
    plans::{
        self,
        model::{Against, Draft, Pass, PassId, PassKind, PlanId, Refusal, Source, Template, UNNAMED_DAYS, written},
    },
    platform::{
        error::{AppError, Nothing},
        form::Flaw,
        i18n::Locale,
        time::{Day, day_plus},
    },
};

async fn choose(club: &Club, template: &str, from: Day) {
    let saved = plans::service::save_expiry(&club.house, &club.owner, template, &from.to_string(), &key()).await;
    saved.expect("chosen");
}

async fn grant(club: &Club, member: MemberId, plan: PlanId, from: Day) -> Result<PassId, AppError<Refusal>> {
    plans::service::grant_at_desk(&club.house, &club.owner, member, plan, from, &key()).await
}

async fn pass_of(club: &Club, member: MemberId) -> Pass {
    let mut tx = club.read().await;
    let passes = plans::service::passes::<Nothing>(&mut tx, member, day_plus(today(), -4_000)).await;
    passes.expect("passes").into_iter().next().expect("one")
}

fn lasts(against: Against) -> AppError<Refusal> {
    AppError::Refused(Refusal::Lasts(against))
}

/// Five credits without a name on them.
fn gift(days: i64) -> Draft {
    let mut draft = plan_draft(&format!("Gift card of {days}"), PassKind::Pack);
    (draft.credits, draft.days, draft.terms.unnamed) = (Some(5), Some(days), true);
    draft
}

on_both! {
    async fn expiry_template_holds_for_what_is_sold_from_its_day(club: Club) {
        let (house, owner) = (&club.house, &club.owner);
        let lena = club.member_with("Lena", club.pack).await;
        let ended = pass_of(&club, lena).await.ends_on;
        let day = day_plus(today(), 5);
        let preview = plans::service::preview_expiry(house, owner, "cn_prepaid", &day.to_string()).await.expect("looked at");
        assert_eq!((preview.before, preview.after, preview.now), (Template::Default, Template::CnPrepaid, false));
        let found: Vec<_> = preview.contradicts.iter().map(|c| (c.plan, c.against, c.passes)).collect();
        assert_eq!(found, [(club.pack, Against::NamedEnds(90), 1)], "a period may end by date");
        choose(&club, "cn_prepaid", day).await;
        // it has not begun
        assert!(grant(&club, lena, club.pack, today()).await.is_ok());
        club.set(4, 24 * 60 - 1);
        assert!(grant(&club, lena, club.pack, today()).await.is_ok());
        club.set(5, 0);
        let refused = grant(&club, lena, club.pack, day).await.expect_err("against the template");
        assert_eq!(refused, lasts(Against::NamedEnds(90)));
        let words = refused.text(Locale::En);
        assert!(words.contains("after 90 days") && words.contains("Leave “Valid for”"), "{words}");
        // the control: a period is sold as before, and so is what nobody paid for
        assert!(grant(&club, lena, club.unlimited, day).await.is_ok());
        let gift = Draft { credits: Some(5), days: Some(30), price: 0, source: Source::Complimentary, ..plan_draft("A present", PassKind::Pack) };
        let gift = club.offer(gift).await;
        assert!(grant(&club, lena, gift, day).await.is_ok());
        // what was sold keeps its end
        let mut tx = club.read().await;
        let passes = plans::service::passes::<Nothing>(&mut tx, lena, today()).await.expect("passes");
        assert!(passes.iter().any(|pass| pass.ends_on == ended && ended.is_some()));
        let page = plans::service::expiry(house, owner).await.expect("read");
        assert_eq!((page.template, page.contradicts.len()), (Template::CnPrepaid, 1));
    }

    async fn expiry_of_a_plan_against_the_template_is_refused_in_words(club: Club) {
        let (house, owner) = (&club.house, &club.owner);
        choose(&club, "cn_prepaid", today()).await;
        let fields = |draft: Draft| {
            let mut fields = written(None, "EUR");
            let days = draft.days.map(|days| days.to_string()).unwrap_or_default();
            fields.extend([("name".into(), draft.name), ("price".into(), "99".into()), ("days".into(), days)]);
            if draft.terms.unnamed {
                fields.insert("unnamed".into(), "true".into());
            }
            fields
        };
        let save = async |plan: Option<PlanId>, draft: Draft| plans::service::save_plan(house, owner, plan, &fields(draft), &key()).await;
        let named = |days| Draft { days, ..plan_draft("Ten", PassKind::Pack) };
        assert_eq!(save(None, named(Some(180))).await.expect_err("it ends"), lasts(Against::NamedEnds(180)));
        assert_eq!(save(None, gift(UNNAMED_DAYS - 1)).await.expect_err("too soon"), lasts(Against::UnnamedShort(UNNAMED_DAYS - 1, UNNAMED_DAYS)));
        save(None, gift(UNNAMED_DAYS)).await.expect("three years");
        let plan = save(None, named(None)).await.expect("no end");
        assert_eq!(save(Some(plan), named(Some(30))).await.expect_err("a change is asked too"), lasts(Against::NamedEnds(30)));
        // what is off sale comes back only where it may be sold
        plans::service::archive_plan(house, owner, club.pack, true, &key()).await.expect("off sale");
        let back = plans::service::archive_plan(house, owner, club.pack, false, &key()).await;
        assert_eq!(back.expect_err("against the template"), lasts(Against::NamedEnds(90)));
        choose(&club, "default", today()).await;
        plans::service::archive_plan(house, owner, club.pack, false, &key()).await.expect("the control");
    }

    async fn expiry_keeps_its_history_and_what_has_begun_is_not_taken_back(club: Club) {
        let (house, owner) = (&club.house, &club.owner);
        choose(&club, "cn_prepaid", today()).await;
        choose(&club, "default", day_plus(today(), 9)).await;
        let page = plans::service::expiry(house, owner).await.expect("read");
        let told: Vec<_> = page.versions.iter().map(|v| (v.before, v.after, v.ahead)).collect();
        assert_eq!(told, [(Template::CnPrepaid, Template::Default, true), (Template::Default, Template::CnPrepaid, false)]);
        let (ahead, begun) = (page.versions[0].id, page.versions[1].id);
        let undo = async |id| plans::service::withdraw_expiry(house, owner, id, &key()).await;
        assert_eq!(undo(begun).await, Err(AppError::NotFound));
        // the door of the rules for booking leads to those alone
        assert!(matches!(booking::withdraw_rules(house, owner, None, ahead, &key()).await, Err(AppError::NotFound)));
        undo(ahead).await.expect("taken back");
        assert_eq!(undo(ahead).await, Err(AppError::NotFound), "once");
        let page = plans::service::expiry(house, owner).await.expect("read");
        assert_eq!(page.versions.len(), 1);
        // the flaws of the look
        let look = async |template: &str, from: Day| plans::service::preview_expiry(house, owner, template, &from.to_string()).await;
        assert_eq!(look("mars", today()).await, Err(AppError::field("template", Flaw::Choice)));
        assert_eq!(look("default", day_plus(today(), -1)).await, Err(AppError::field("from", Flaw::EndsBeforeStart)));
        // the same key chooses once
        let (key, today) = (key(), today().to_string());
        for _ in 0..2 {
            plans::service::save_expiry(house, owner, "default", &today, &key).await.expect("chosen");
        }
        assert_eq!(plans::service::expiry(house, owner).await.expect("read").versions.len(), 2);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }

    async fn expiry_of_what_has_no_name_is_undone_at_the_desk(club: Club) {
        let (house, owner) = (&club.house, &club.owner);
        let plan = club.offer(gift(20)).await;
        let lena = club.member("Lena").await;
        let pass = grant(&club, lena, plan, today()).await.expect("granted");
        let named = club.member_with("Max", club.pack).await;
        let wake = async |pass, key: &str| plans::service::reactivate(house, owner, pass, key).await;
        let asleep = AppError::Refused(Refusal::NotAsleep);
        assert_eq!(wake(pass, &key()).await.expect_err("it has not ended"), asleep);
        club.set(20, 600);
        let class = club.class(25, 600, 5).await;
        assert_ne!(headline(&club.book(lena, class).await), "ok");
        let page = plans::service::page(house, &club.as_member(lena), lena).await.expect("read");
        assert!(page.passes[0].0.asleep(page.today));
        let (until, once) = (day_plus(today(), 20 + UNNAMED_DAYS - 1), key());
        assert_eq!(wake(pass, &once).await.expect("taken up again"), until);
        assert_eq!(wake(pass, &once).await.expect("the same answer"), until);
        assert_eq!(wake(pass, &key()).await.expect_err("it is awake"), asleep);
        assert_eq!(pass_of(&club, lena).await.ends_on, Some(until));
        assert_eq!(headline(&club.book(lena, class).await), "ok");
        // the control: under a name it has ended
        club.set(200, 600);
        let ended = pass_of(&club, named).await;
        assert_eq!(wake(ended.id, &key()).await.expect_err("it has a name"), asleep);
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
