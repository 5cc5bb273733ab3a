//! What else the demo club sells: off-peak months, a capped month, packs that begin with their first class, vouchers, memberships that
//! go on, hours alone with a coach, stored value and a course.

use super::{families::refused, people::Person};
use crate::{
    demo::plan::CURRENCY,
    plans::{
        self,
        model::{Caps, Cycle, Draft, PassKind, PlanId, Source, Stored, Terms, Window},
    },
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        time::{Day, Instant, day_plus},
    },
    schedule::{self, model::Category, service::NewSeries},
    studio::model::{Location, OrgId},
};
use chrono::Datelike;

fn plan(name: &str, credits: Option<i64>, days: i64, price: i64) -> Draft {
    Draft {
        name: name.to_owned(),
        kind: if credits.is_some() {
            PassKind::Pack
        } else {
            PassKind::Unlimited
        },
        credits,
        days: Some(days),
        starts_within: None,
        price,
        terms: Terms::default(),
        source: Source::Own,
        cycle: None,
        stored: None,
    }
}

fn drafts(sites: &[Location]) -> Vec<Draft> {
    let weekdays = |from, to| Window {
        days: 0b001_1111,
        from,
        to,
    };
    let mut off_peak = plan("Off-peak month", None, 31, 5_900);
    off_peak.terms.windows = vec![weekdays(9 * 60, 16 * 60)];
    let mut thrice = plan("Three a week", None, 31, 6_900);
    thrice.terms.caps = Caps {
        day: Some(1),
        week: Some(3),
        ahead: None,
    };
    let mut calm = plan("Calm pack", Some(8), 120, 10_400);
    calm.terms.categories = vec!["mind".to_owned(), "care".to_owned()];
    calm.starts_within = Some(60);
    let mut mornings = plan("Early bird", Some(12), 90, 12_000);
    mornings.terms.windows = vec![weekdays(6 * 60, 9 * 60)];
    mornings.terms.places = sites.first().map(|site| site.id).into_iter().collect();
    let voucher = Draft {
        kind: PassKind::DropIn,
        source: Source::Partner,
        ..plan("City card voucher", Some(1), 60, 1_100)
    };
    let gift = Draft {
        kind: PassKind::DropIn,
        source: Source::Complimentary,
        ..plan("On the house", Some(1), 30, 0)
    };
    let going = |months, rollover, commitment, notice| {
        Some(Cycle {
            months,
            rollover,
            commitment,
            notice,
        })
    };
    let eight = Draft {
        kind: PassKind::Membership,
        days: None,
        cycle: going(1, 2, 3, 14),
        ..plan("Eight a month", Some(8), 1, 7_900)
    };
    let year = Draft {
        kind: PassKind::Membership,
        days: None,
        cycle: going(1, 0, 12, 30),
        ..plan("Everything, by the year", None, 1, 8_900)
    };
    let hours = Draft {
        kind: PassKind::Personal,
        ..plan("Personal training, 5 hours", Some(5), 180, 34_000)
    };
    let money = Draft {
        kind: PassKind::StoredValue,
        days: None,
        stored: Some(Stored {
            value: 20_000,
            bonus: 2_000,
        }),
        ..plan("Stored value 200", None, 1, 20_000)
    };
    vec![
        off_peak, thrice, calm, mornings, voucher, gift, eight, year, hours, money,
    ]
}

/// What a course is sold with.
fn course() -> Draft {
    Draft {
        kind: PassKind::Course,
        days: None,
        ..plan("Eight-week course", None, 1, 14_900)
    }
}

/// Eight weeks of an evening that begin next week.
async fn add_course(tx: &mut Tx, org: OrgId, site: &Location, today: Day, now: Instant) -> Answer<()> {
    let kinds = schedule::service::class_types::<Nothing>(tx, org).await?;
    let Some(kind) = kinds.into_iter().find(|kind| kind.category == Category::Care) else {
        return Ok(());
    };
    let starts_on = day_plus(today, 7);
    let series = NewSeries {
        location: site.clone(),
        room: None,
        coach: None,
        weekdays: schedule::rules::bit(starts_on.weekday()),
        start_minute: 20 * 60 + 45,
        minutes: kind.minutes,
        capacity: 10,
        starts_on,
        ends_on: Some(day_plus(starts_on, 7 * 7)),
        source_uid: None,
        class: kind,
    };
    schedule::service::write_series(tx, org, &series, &[], now).await?;
    Ok(())
}

/// Offers them, and gives them to some members who have a pass already; the member to look at has a pack that waits for its first class.
pub(super) async fn write(
    tx: &mut Tx,
    org: OrgId,
    sites: &[Location],
    people: &[Person],
    shown: Option<usize>,
    today: Day,
    now: Instant,
) -> Answer<()> {
    let mut ids: Vec<PlanId> = Vec::new();
    for draft in drafts(sites) {
        ids.push(plans::service::add_plan::<Nothing>(tx, org, CURRENCY, draft, now).await?);
    }
    plans::service::add_plan::<Nothing>(tx, org, CURRENCY, course(), now).await?;
    if let Some(site) = sites.first() {
        add_course(tx, org, site, today, now).await?;
    }
    for (i, person) in people.iter().enumerate() {
        let usable = person.active && person.passes.iter().any(|held| held.fits(today, 1));
        let id = match () {
            () if shown == Some(i) => ids[2],
            () if usable && i % 13 == 6 => ids[i / 13 % ids.len()],
            () => continue,
        };
        plans::service::grant(tx, org, person.id, id, day_plus(today, -(i as i64 % 9)), None, now)
            .await
            .map_err(refused)?;
    }
    Ok(())
}
