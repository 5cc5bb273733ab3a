//! Who may leave, and what is done about it. The rules are pure ([`rules`]); what they need is asked for all members at once.

pub mod campaign;
pub mod outgoing;

use super::{
    leaving_store::{self as store, Done, Held, Person, Spans, Whom},
    model::{
        ASIDE, ASIDE_DAYS, Churn, Contact, Did, LEAVING_A_PAGE, LeavingFigures, LeavingFilter, LeavingPage,
        LeavingRefusal, LeavingRow, LeavingSheet, WORD_MAX, Warning,
    },
    rules::leaving::{self as rules, Facts, GONE, HABIT, MONTH, Tie},
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Scope, Who},
        service::{Note, audit},
    },
    members::{
        self, contacts,
        model::{ContactKind, MemberCard, MemberId, MemberStatus},
    },
    messages::{self, service::Heard},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form,
        house::House,
        i18n::{Locale, t},
        once::{self, Command},
        secret,
        time::{Day, Instant, Moment, Span, day_plus},
    },
    privacy::{self, model::Purpose},
    studio::{self, model::LocationId},
};
use chrono::{Datelike, Months};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// What was done about somebody is shown so long.
const SHOWN: Span = Span::hours(24 * HABIT);
/// No-shows before are not asked about any more.
const MISSED: i64 = 60;
/// Characters of what somebody said.
const NOTE_MAX: usize = 2000;

type Said<T> = Answer<T, LeavingRefusal>;

/// A member with what is known of them.
struct Known {
    person: Person,
    facts: Facts,
    /// The last day on which they came before the month that is reckoned up, and before the one after it.
    before: (Option<Day>, Option<Day>),
    done: Vec<Done>,
}

/// When it is, at the club.
#[derive(Clone, Copy)]
struct Clock {
    now: Instant,
    today: Day,
    offset: i32,
    /// The first days of the last whole month and of the one after it.
    month: (Day, Day),
}

impl Clock {
    async fn read(tx: &mut Tx, who: &Who, now: Instant) -> Answer<Self> {
        let today = members::service::today(tx, who, now).await?;
        let end = today.with_day(1).unwrap_or(today);
        Ok(Self {
            now,
            today,
            offset: members::service::offset(tx, who.org, now).await?,
            month: (end.checked_sub_months(Months::new(1)).unwrap_or(end), end),
        })
    }

    fn moment(self, at: Instant) -> Moment {
        Moment {
            at,
            offset: self.offset,
        }
    }

    fn day(self, at: Instant) -> Day {
        self.moment(at).day()
    }

    fn spans(self) -> Spans {
        let habit = day_plus(self.today, 1 - HABIT);
        Spans {
            from: habit.min(day_plus(self.month.0, -GONE)),
            habit,
            month: day_plus(self.today, 1 - MONTH),
            start: self.month.0,
            end: self.month.1,
        }
    }
}

/// Everything that the rules ask about, of everybody who is asked about.
async fn known(tx: &mut Tx, whom: &Whom, clock: Clock) -> Answer<Vec<Known>> {
    let today = clock.today;
    let spans = clock.spans();
    let people = store::people(tx, whom).await?;
    let mut came: BTreeMap<MemberId, store::Came> = store::came(tx, whom, spans)
        .await?
        .into_iter()
        .map(|row| (row.member_id, row))
        .collect();
    let mut ties: BTreeMap<MemberId, Vec<Tie>> = BTreeMap::new();
    for held in store::held(tx, whom, spans.from).await? {
        ties.entry(held.member_id).or_default().push(tie(&held, clock));
    }
    let missed: BTreeSet<MemberId> = store::missed(tx, whom, day_plus(today, -MISSED), clock.now)
        .await?
        .into_iter()
        .collect();
    let ahead: BTreeSet<MemberId> = store::ahead(tx, whom, today, clock.now).await?.into_iter().collect();
    let mut begun: BTreeMap<MemberId, Vec<Day>> = BTreeMap::new();
    for (member, day) in store::beginnings(tx, whom, spans.habit, day_plus(today, -MONTH)).await? {
        begun.entry(member).or_default().push(day);
    }
    let mut done: BTreeMap<MemberId, Vec<Done>> = BTreeMap::new();
    for row in store::done(tx, whom, clock.now - SHOWN).await? {
        done.entry(row.member_id).or_default().push(row);
    }
    let all = people.into_iter().map(|person| {
        let came = came.remove(&person.id);
        let joined = person.joined_on;
        let first_month = day_plus(joined, MONTH);
        let fresh = begun.remove(&person.id).unwrap_or_default();
        let mut ties = ties.remove(&person.id).unwrap_or_default();
        // whoever left has what was left to them until that day
        if let Some(left) = person.left_at.map(|at| clock.day(at)) {
            for tie in &mut ties {
                tie.to = Some(tie.to.map_or(left, |to| to.min(left)));
            }
        }
        Known {
            facts: Facts {
                today,
                joined,
                known: clock.day(person.created_at),
                last: person.last_visit,
                first: came.as_ref().and_then(|came| came.first),
                month: came.as_ref().map_or(0, |came| came.month),
                habit: came.as_ref().map_or(0, |came| came.habit),
                fresh: fresh.iter().filter(|day| **day < first_month).count() as i64,
                ties,
                missed: missed.contains(&person.id),
                ahead: ahead.contains(&person.id),
            },
            before: came.map_or((None, None), |came| (came.before_start, came.before_end)),
            done: done.remove(&person.id).unwrap_or_default(),
            person,
        }
    });
    Ok(all.collect())
}

/// A pass as what ties somebody to the club; one of a membership stands for all of it.
fn tie(held: &Held, clock: Clock) -> Tie {
    if let Some(from) = held.began_on {
        return Tie {
            from,
            to: held.goes_until,
            contract: true,
            usable: held.goes_until.is_none_or(|until| until >= clock.today),
        };
    }
    let over = [held.ended_at, held.used_at].into_iter().flatten();
    let over = over.map(|at| clock.day(at)).chain(held.ends_on).min();
    Tie {
        from: held.starts_on,
        to: over,
        contract: false,
        usable: held.ended_at.is_none() && held.used_at.is_none(),
    }
}

impl Known {
    /// What speaks for it that they leave; nothing of whoever has left already.
    fn warnings(&self) -> Vec<Warning> {
        let facts = &self.facts;
        let here = self.person.status == MemberStatus::Active
            && rules::holds(&facts.ties, facts.last, day_plus(facts.today, 1));
        if here { rules::warnings(facts) } else { Vec::new() }
    }

    /// The day on which they are shown again, if they are set aside.
    fn aside(&self) -> Option<Day> {
        let until = self.done.iter().filter_map(|done| done.until_on).max();
        until.filter(|until| *until > self.facts.today)
    }
}

fn contact(done: &Done, clock: Clock) -> Contact {
    Contact {
        kind: done.kind,
        at: clock.moment(done.at),
        by: done.by.clone(),
        until: done.until_on,
    }
}

/// A page of those who may leave, the most urgent first.
///
/// # Errors
/// [`AppError::NotFound`] for a location out of reach.
pub async fn page(house: &House, who: &Who, scope: &Scope, filter: &LeavingFilter) -> Answer<LeavingPage> {
    let mut tx = house.db.read().await?;
    let clock = Clock::read(&mut tx, who, house.clock.now()).await?;
    let all = all(&mut tx, who, scope, filter, Permission::SeeMembers, clock).await?;
    let did = did(&all, filter);
    let (aside, shown): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, one)| one.aside().is_some());
    let counts = Warning::CODES.into_iter().map(|code| {
        let has = |(warnings, _): &&(Vec<Warning>, Known)| warnings.iter().any(|warning| warning.code() == code);
        (code.to_owned(), shown.iter().filter(has).count() as i64)
    });
    let counts: Vec<_> = counts.filter(|(code, n)| *n > 0 || *code == filter.reason).collect();
    let (all, set_aside) = (shown.len() as i64, aside.len() as i64);
    let wanted: Vec<_> = if filter.reason == ASIDE {
        aside
    } else {
        shown
            .into_iter()
            .filter(|(warnings, _)| fits(filter, warnings))
            .collect()
    };
    let total = wanted.len() as i64;
    // whoever was set aside may have been the last of a page
    let last = ((total + LEAVING_A_PAGE - 1) / LEAVING_A_PAGE).max(1);
    let page = filter.page.clamp(1, last);
    let first = (page - 1) * LEAVING_A_PAGE;
    let rows = wanted
        .into_iter()
        .skip(usize::try_from(first).unwrap_or(0))
        .take(LEAVING_A_PAGE as usize)
        .map(|(warnings, one)| LeavingRow {
            aside: one.aside(),
            contacts: one.done.iter().map(|done| contact(done, clock)).collect(),
            member: one.person.id,
            number: one.person.number,
            name: one.person.name,
            location: one.person.location,
            warnings,
            key: secret::token(),
        });
    Ok(LeavingPage {
        rows: rows.collect(),
        total,
        all,
        counts,
        aside: set_aside,
        page,
        may_act: who.may(Permission::EditMembers),
        may_write: who.may(Permission::ChangeMany),
        may_export: who.may(Permission::ExportMembers),
        did,
    })
}

/// Everybody who may leave, of the place that the list is about, whatever else it shows; the most urgent first.
async fn all(
    tx: &mut Tx,
    who: &Who,
    scope: &Scope,
    filter: &LeavingFilter,
    needs: Permission,
    clock: Clock,
) -> Answer<Vec<(Vec<Warning>, Known)>> {
    let location: Option<LocationId> = form::choice(&filter.location, "location")?;
    if location.is_some_and(|location| !who.may_at(needs, location)) {
        return Err(AppError::NotFound);
    }
    let whom = Whom {
        org: who.org,
        scope: scope.clone(),
        location,
        only: None,
        gone: false,
    };
    let mut all: Vec<(Vec<Warning>, Known)> = known(tx, &whom, clock)
        .await?
        .into_iter()
        .map(|one| (one.warnings(), one))
        .filter(|(warnings, _)| !warnings.is_empty())
        .collect();
    sort(&mut all);
    Ok(all)
}

/// Puts the most urgent first.
fn sort(all: &mut [(Vec<Warning>, Known)]) {
    all.sort_by_cached_key(|(warnings, one)| {
        let urgency = rules::urgency(warnings, &one.facts);
        (Reverse(urgency), one.person.name.clone(), one.person.id)
    });
}

/// Whether somebody has the warning that the list is about.
fn fits(filter: &LeavingFilter, warnings: &[Warning]) -> bool {
    filter.reason.is_empty() || warnings.iter().any(|warning| warning.code() == filter.reason)
}

/// Somebody about whom something was done just now.
fn did(all: &[(Vec<Warning>, Known)], filter: &LeavingFilter) -> Option<Did> {
    let member: MemberId = filter.did.parse().ok()?;
    let (_, one) = all.iter().find(|(_, one)| one.person.id == member)?;
    Some(Did {
        member,
        name: one.person.name.clone(),
        until: one.aside(),
        key: secret::token(),
    })
}

/// How many may leave, and who left in the last whole month, of those at home in the reader's places, or in one of them.
///
/// # Errors
/// A fault of the database.
pub async fn figures(
    tx: &mut Tx,
    who: &Who,
    scope: &Scope,
    location: Option<LocationId>,
    now: Instant,
) -> Answer<LeavingFigures> {
    let clock = Clock::read(tx, who, now).await?;
    let whom = Whom {
        org: who.org,
        scope: scope.clone(),
        location,
        only: None,
        gone: true,
    };
    let all = known(tx, &whom, clock).await?;
    let (start, end) = clock.month;
    let sees = |home: Option<LocationId>| {
        home.map_or(who.may(Permission::SeeMembers), |home| {
            who.may_at(Permission::SeeMembers, home)
        })
    };
    let mut churn = Churn { lost: 0, active: 0 };
    let (mut leaving, mut aside) = (0, 0);
    for one in &all {
        let ties = &one.facts.ties;
        if one.facts.joined < start && rules::holds(ties, one.before.0, start) {
            churn.active += 1;
            // whoever was barred did not choose to go
            let stays = one.person.status == MemberStatus::Banned || rules::holds(ties, one.before.1, end);
            churn.lost += i64::from(!stays);
        }
        if sees(one.person.home) && !one.warnings().is_empty() {
            if one.aside().is_some() {
                aside += 1;
            } else {
                leaving += 1;
            }
        }
    }
    // whoever is gone is known by sixty days without a visit: so long before the month the club has to have counted them
    let begun = store::first_day(tx, who.org).await?;
    let old = begun.is_some_and(|begun| begun <= day_plus(start, -GONE)) && churn.active > 0;
    Ok(LeavingFigures {
        leaving: who.may(Permission::SeeMembers).then_some(leaving),
        aside,
        churn: old.then_some(churn),
        month: start,
    })
}

/// Everything for a sheet about somebody: why they may leave, and what could be written to them.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn sheet(house: &House, who: &Who, member: MemberId) -> Answer<LeavingSheet> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card = members::service::within_reach::<Nothing>(&mut tx, who, Permission::EditMembers, member).await?;
    members::household::not_erased::<Nothing>(&mut tx, member).await?;
    let clock = Clock::read(&mut tx, who, now).await?;
    let whom = Whom {
        org: who.org,
        scope: Scope::Everywhere,
        location: None,
        only: Some(member),
        gone: true,
    };
    let one = known(&mut tx, &whom, clock).await?.into_iter().next();
    let warnings = one.as_ref().map(Known::warnings).unwrap_or_default();
    let l = members::service::language::<Nothing>(&mut tx, member).await?;
    let club = studio::service::organisation::<Nothing>(&mut tx).await?;
    let stands = match obstacle(&mut tx, who, &card, now).await {
        Ok(()) => None,
        Err(AppError::Refused(refusal)) => Some(refusal),
        Err(other) => return Err(other.map_refusal(|_| AppError::NotFound)),
    };
    let now = house.clock.now();
    let calls = privacy::service::agrees::<Nothing>(&mut tx, who.org, member, Purpose::MarketingPhone, now).await?;
    Ok(LeavingSheet {
        member,
        text: draft(l, &club.name, &card.name, &warnings),
        name: card.name,
        phone: one.and_then(|one| one.person.phone).filter(|_| calls),
        warnings,
        language: l.tag().to_owned(),
        stands,
        key: secret::token(),
    })
}

/// What could be written to somebody, by what speaks loudest for it that they leave.
fn draft(l: Locale, club: &str, name: &str, warnings: &[Warning]) -> String {
    let ends = warnings.iter().find_map(|warning| match warning {
        Warning::Ending { on } => Some(*on),
        _ => None,
    });
    match (warnings.first(), ends) {
        (Some(Warning::Fresh { .. } | Warning::Unused { .. }), _) => t::leaving::draft_new(l, club, name),
        (_, Some(on)) => t::leaving::draft_ending(l, club, l.date(on), name),
        _ => t::leaving::draft_away(l, club, name),
    }
}

async fn obstacle(tx: &mut Tx, who: &Who, card: &MemberCard, now: Instant) -> Said<()> {
    active(card)?;
    match messages::service::hears(tx, who.org, card.id, now).await? {
        Heard::Yes => Ok(()),
        Heard::Unwanted => Err(AppError::Refused(LeavingRefusal::Unwanted)),
        Heard::Nobody => Err(AppError::Refused(LeavingRefusal::NobodyReads)),
    }
}

fn active(card: &MemberCard) -> Said<()> {
    if card.status == MemberStatus::Active {
        Ok(())
    } else {
        Err(AppError::Refused(LeavingRefusal::NotActive))
    }
}

fn note_of(deed: Deed, card: &MemberCard) -> Note {
    Note::new(deed)
        .on(ObjectKind::Member, card.id.0)
        .at(card.home_location_id)
}

fn command<'a>(who: &Who, name: &'static str, key: &'a str, content: String) -> Command<'a> {
    Command {
        who: who.account.0,
        name,
        key,
        content,
    }
}

/// Writes to a member, into their inbox. The same key writes once.
///
/// # Errors
/// The flaw of the text; a [`LeavingRefusal`]; [`AppError::NotFound`] for a member out of reach.
pub async fn write(house: &House, who: &Who, member: MemberId, text: &str, key: &str) -> Said<()> {
    let text = form::text(text, WORD_MAX).map_err(|flaw| AppError::field("text", flaw))?;
    let now = house.clock.now();
    let command = command(who, "write_to_member", key, format!("{member} {text}"));
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let card = contacts::begin(tx, &who, member).await?;
            obstacle(tx, &who, &card, now).await?;
            messages::service::write_to::<LeavingRefusal>(tx, who.org, member, text, now).await?;
            contacts::add::<LeavingRefusal>(tx, &who, member, (ContactKind::Written, None), now).await?;
            audit(tx, &who, note_of(Deed::MemberWrittenTo, &card), now).await
        })
    })
    .await
}

/// Notes what somebody said with whom the club spoke, among the notes of the staff. The same key notes it once.
///
/// # Errors
/// The flaw of the words; a [`LeavingRefusal`]; [`AppError::NotFound`] for a member out of reach.
pub async fn spoke(house: &House, who: &Who, member: MemberId, words: &str, key: &str) -> Said<()> {
    let words = form::text(words, NOTE_MAX).map_err(|flaw| AppError::field("words", flaw))?;
    let now = house.clock.now();
    let command = command(who, "note_talk", key, format!("{member} {words}"));
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let card = contacts::begin::<LeavingRefusal>(tx, &who, member).await?;
            contacts::note::<LeavingRefusal>(tx, &who, member, words, now).await?;
            contacts::add::<LeavingRefusal>(tx, &who, member, (ContactKind::Spoken, None), now).await?;
            audit(tx, &who, note_of(Deed::MemberChanged, &card).touched("notes"), now).await
        })
    })
    .await
}

/// Sets a member aside for a while. The same key does it once.
///
/// # Errors
/// A [`LeavingRefusal`]; [`AppError::NotFound`] for a member out of reach.
pub async fn set_aside(house: &House, who: &Who, member: MemberId, key: &str) -> Said<()> {
    let now = house.clock.now();
    let command = command(who, "set_aside", key, member.to_string());
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let card = contacts::begin(tx, &who, member).await?;
            active(&card)?;
            let today = members::service::today(tx, &who, now).await?;
            if let Some(until) = contacts::aside::<LeavingRefusal>(tx, member, today).await? {
                return Err(AppError::Refused(LeavingRefusal::SetAside(until)));
            }
            let until = Some(day_plus(today, ASIDE_DAYS));
            contacts::add::<LeavingRefusal>(tx, &who, member, (ContactKind::SetAside, until), now).await?;
            audit(tx, &who, note_of(Deed::MemberSetAside, &card), now).await
        })
    })
    .await
}

/// Takes a member up again who is set aside; whoever is not stays as they are. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn take_up(house: &House, who: &Who, member: MemberId, key: &str) -> Said<()> {
    let now = house.clock.now();
    let command = command(who, "take_up", key, member.to_string());
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let card = contacts::begin::<LeavingRefusal>(tx, &who, member).await?;
            let today = members::service::today(tx, &who, now).await?;
            if contacts::take_up::<LeavingRefusal>(tx, member, today, now).await? {
                audit::<LeavingRefusal>(tx, &who, note_of(Deed::MemberTakenUp, &card), now).await?;
            }
            Ok(())
        })
    })
    .await
}
