//! Writing to all of a list of those who may leave, or to all but some, to see whether it helps.

use super::{
    super::model::{LeavingCampaign, NAME_HERE, RESTED_DAYS},
    Clock, Known, Said, Whom, command, draft, fits, known, sort,
};
use crate::{
    accounts::model::{Permission, Scope, Who},
    insight::model::{ASIDE, LeavingFilter, LeavingRefusal, WORD_MAX, Warning},
    members::model::ContactKind,
    messages::{
        campaigns::{self, Ask},
        model::{CampaignId, HELD_ONE_IN},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, Flaw},
        house::House,
        i18n::Locale,
        once, secret,
        time::{Instant, Span},
    },
    studio::{
        self,
        model::{LocationId, Organisation},
    },
};

/// Whom a campaign would mean, and how many it leaves out.
struct Meant {
    people: Vec<(Vec<Warning>, Known)>,
    lately: i64,
    taken: i64,
}

async fn meant<R>(
    tx: &mut Tx,
    who: &Who,
    scope: &Scope,
    filter: &LeavingFilter,
    now: Instant,
) -> Answer<(Meant, Option<LocationId>), R> {
    let location: Option<LocationId> = form::choice(&filter.location, "location")?;
    if location.is_some_and(|location| !who.may_at(Permission::ChangeMany, location)) {
        return Err(AppError::NotFound);
    }
    let clock = Clock::read(tx, who, now).await.map_err(AppError::widen)?;
    let whom = Whom {
        org: who.org,
        scope: scope.clone(),
        location,
        only: None,
        gone: false,
    };
    let known = known(tx, &whom, clock).await.map_err(AppError::widen)?;
    let taken = campaigns::taken::<R>(tx, who.org, now).await?;
    let mut left = Meant {
        people: Vec::new(),
        lately: 0,
        taken: 0,
    };
    for one in known {
        let warnings = one.warnings();
        // whoever is set aside is not to be written to by anybody
        if warnings.is_empty() || one.aside().is_some() || !fits(filter, &warnings) {
            continue;
        }
        if taken.contains(&one.person.id) {
            left.taken += 1;
        } else if one.written_since(now - Span::hours(24 * RESTED_DAYS)) {
            left.lately += 1;
        } else {
            left.people.push((warnings, one));
        }
    }
    sort(&mut left.people);
    Ok((left, location))
}

impl Known {
    fn written_since(&self, since: Instant) -> bool {
        let written = |done: &super::Done| done.kind == ContactKind::Written && done.at > since;
        self.done.iter().any(written)
    }
}

/// The words for somebody: everybody's own with the name in them, or what fits them.
fn words(own: &str, club: &Organisation, (warnings, one): &(Vec<Warning>, Known)) -> String {
    if own.is_empty() {
        draft(language(club, one), &club.name, &one.person.name, warnings)
    } else {
        own.replace(NAME_HERE, &one.person.name)
    }
}

/// The language in which somebody is written to: theirs, or the club's.
fn language(club: &Organisation, one: &Known) -> Locale {
    let known = [one.person.locale.as_deref(), Some(club.locale.as_str())];
    known
        .into_iter()
        .flatten()
        .find_map(Locale::from_tag)
        .unwrap_or_default()
}

/// What writing to all of a list would do.
///
/// # Errors
/// [`AppError::NotFound`] for a location out of reach, and for those who are set aside.
pub async fn look(house: &House, who: &Who, scope: &Scope, filter: &LeavingFilter) -> Answer<LeavingCampaign> {
    if filter.reason == ASIDE {
        return Err(AppError::NotFound);
    }
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let (meant, _) = meant::<Nothing>(&mut tx, who, scope, filter, now).await?;
    let club = studio::service::organisation::<Nothing>(&mut tx).await?;
    let (mut sample, mut name, mut l) = (String::new(), String::new(), Locale::default());
    if let Some(first) = meant.people.first() {
        l = language(&club, &first.1);
        sample = words("", &club, first);
        name.clone_from(&first.1.person.name);
    }
    Ok(LeavingCampaign {
        meant: meant.people.len() as i64,
        lately: meant.lately,
        taken: meant.taken,
        sample,
        name,
        language: l.tag().to_owned(),
        key: secret::token(),
    })
}

/// Writes to all of a list, if as many are meant as the reader has seen; of each `one_in` one is kept back. The same key does it once.
///
/// # Errors
/// The flaws of what is chosen; [`LeavingRefusal::Moved`], [`LeavingRefusal::Nobody`]; as [`look`].
pub async fn begin(
    house: &House,
    who: &Who,
    scope: &Scope,
    filter: &LeavingFilter,
    (own, one_in, expected): (&str, &str, i64),
    key: &str,
) -> Said<CampaignId> {
    if filter.reason == ASIDE {
        return Err(AppError::NotFound);
    }
    let words_own = |text: &str| form::text(text, WORD_MAX);
    let own = form::unless_empty(own, words_own).map_err(|flaw| AppError::field("text", flaw))?;
    let one_in: i64 = one_in.parse().map_err(|_| AppError::field("one_in", Flaw::Choice))?;
    if !HELD_ONE_IN.contains(&one_in) {
        return Err(AppError::field("one_in", Flaw::Choice));
    }
    let own = own.unwrap_or_default();
    let now = house.clock.now();
    let content = format!("{filter:?} {own} {one_in} {expected}");
    let command = command(who, "begin_campaign", key, content);
    let (filter, scope) = (filter.clone(), scope.clone());
    let id = once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let (meant, location) = meant::<LeavingRefusal>(tx, &who, &scope, &filter, now).await?;
            let found = meant.people.len() as i64;
            if found == 0 {
                return Err(AppError::Refused(LeavingRefusal::Nobody));
            }
            if found != expected {
                return Err(AppError::Refused(LeavingRefusal::Moved(expected, found)));
            }
            let club = studio::service::organisation::<LeavingRefusal>(tx).await?;
            let people = meant.people.iter();
            let people = people.map(|one| (one.1.person.id, words(&own, &club, one))).collect();
            let ask = Ask {
                reason: filter.reason,
                location,
                words: own,
                one_in,
            };
            campaigns::begin(tx, &who, &ask, people, now).await
        })
    })
    .await?;
    campaigns::go_on(house, who.org, id).await;
    Ok(id)
}
