//! What members see of the timetable and of their own bookings.

use super::{
    For, Gathered, absences::absences_of, explained, first_zone, gather, hours::hours_of, spots::member_plan, stand_in,
    strikes::strikes_of,
};
use crate::{
    accounts::model::{Permission, Who},
    booking::{
        model::{
            Companion, Entry, Home, HourLine, MemberTimetable, Mine, MyBookings, Party, Rule, Sheet, Skipped, Together,
            WaitEnd, WaitStory,
        },
        rules, store,
    },
    members::{
        self,
        model::{MemberCard, MemberId, Ward},
    },
    plans::{
        self,
        model::{Bearer, Choice, Pass, PassId},
    },
    platform::{
        db::Tx,
        error::{Answer, Nothing},
        house::House,
        secret,
        time::{Day, Instant, Moment, Span, Zone, day_plus},
    },
    schedule::{
        self,
        model::{ClassSession, SessionId, SessionStatus},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use std::collections::HashSet;

/// A member's places on waitlists, with the passes that decide whether they can be kept.
struct Places {
    rows: Vec<store::PlaceRow>,
    passes: Vec<Pass>,
}

impl Places {
    async fn of<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Self, R> {
        let rows = store::places(tx, member).await?;
        let passes = if rows.is_empty() {
            Vec::new()
        } else {
            let card = members::service::card(tx, org, member).await?;
            // the day of UTC is at most one off from any location's
            let since = day_plus(now.utc().date(), -1);
            plans::service::ask_usable(tx, &card, since).take(tx).await?
        };
        Ok(Self { rows, passes })
    }

    fn of_class(&self, session: &ClassSession) -> Option<Mine> {
        let row = self.rows.iter().find(|row| row.session_id == session.id)?;
        let covered = !plans::service::choices(&self.passes, &rules::need(session)).is_empty();
        Some(match row.offer_until {
            Some(at) => Mine::Offered {
                until: Moment {
                    at,
                    offset: session.starts.offset,
                },
                covered,
            },
            None => Mine::Waiting {
                place: row.place,
                covered,
                with: together(row.together, row.skipped_at.zip(row.skipped_free), |at| Moment {
                    at,
                    offset: session.starts.offset,
                }),
            },
        })
    }
}

/// So many who wait together, where it is more than one.
fn together(people: i64, skipped: Option<(Instant, i64)>, moment: impl Fn(Instant) -> Moment) -> Option<Together> {
    let skipped = skipped.map(|(at, free)| Skipped { at: moment(at), free });
    (people > 1).then_some(Together { people, skipped })
}

async fn entries<R>(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    sessions: Vec<ClassSession>,
    now: Instant,
) -> Answer<Vec<Entry>, R> {
    let (Some(first), Some(last)) = (
        sessions.iter().map(|s| s.starts.at).min(),
        sessions.iter().map(|s| s.starts.at).max(),
    ) else {
        return Ok(Vec::new());
    };
    let mine = store::mine(tx, member, first, last + Span::seconds(1)).await?;
    let places = Places::of(tx, org, member, now).await?;
    Ok(sessions
        .into_iter()
        .map(|session| {
            let seat = mine
                .iter()
                .find(|m| m.session_id == session.id && m.status.holds_seat());
            let mine = seat
                .map(|seat| booked(seat, &session))
                .or_else(|| places.of_class(&session));
            Entry {
                session,
                mine,
                whose: None,
            }
        })
        .collect())
}

fn booked(row: &store::MineRow, session: &ClassSession) -> Mine {
    Mine::Booked {
        booking: row.id,
        status: row.status,
        free_until: Moment {
            at: row.free_until,
            offset: session.starts.offset,
        },
        pass: row.pass.clone(),
        why: row.pass_why,
        spot: row.spot.clone().filter(|_| session.spots()),
        excused: row.excused.clone(),
    }
}

/// A day of the timetable as a member sees it, with a strip of days around it.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown location.
pub async fn timetable(
    house: &House,
    who: &Who,
    member: MemberId,
    location: Option<LocationId>,
    day: Option<Day>,
    pass: Option<PassId>,
) -> Answer<MemberTimetable> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let location = match location {
        Some(location) => Some(location),
        None => members::service::card(&mut tx, who.org, member).await?.home_location_id,
    };
    let mut page = schedule::service::timetable_in(&mut tx, now, location, day, 1).await?;
    let to_come = |s: &ClassSession| s.status == SessionStatus::Scheduled && s.starts.at > now;
    if day.is_none() && !page.sessions.iter().any(to_come) {
        // nobody looks for what is over: late in the evening it opens on the next day, if there is anything
        let next = day_plus(page.today, 1);
        let tomorrow = schedule::service::timetable_in(&mut tx, now, location, Some(next), 1).await?;
        if tomorrow.sessions.iter().any(to_come) {
            page = tomorrow;
        }
    }
    let zone = studio::service::zone(&page.location.zone)?;
    // The strip begins today and moves on by whole weeks, so that a chosen day always stands in it.
    let weeks = (page.day - page.today).num_days().div_euclid(7);
    let first = day_plus(page.today, weeks * 7);
    // A class elsewhere belongs to the day that it has there, which may begin on another one here.
    let (from, until) = (zone.at(day_plus(first, -1), 0), zone.at(day_plus(first, 8), 0));
    let mine = store::mine(&mut tx, member, from, until).await?;
    let seats: Vec<Day> = mine.iter().filter(|m| m.status.holds_seat()).map(|m| m.day).collect();
    let days = (0..7)
        .map(|offset| day_plus(first, offset))
        .map(|day| (day, seats.iter().filter(|seat| **seat == day).count() as i64))
        .collect();
    let mut entries = entries(&mut tx, who.org, member, page.sessions, now).await?;
    let passes = match pass {
        Some(_) => plans::service::passes::<Nothing>(&mut tx, member, day_plus(page.today, -1)).await?,
        None => Vec::new(),
    };
    // a pass that is nobody's or another's is as if it were not asked for
    let pass = passes.into_iter().find(|p| Some(p.id) == pass);
    if let Some(pass) = &pass {
        entries.retain(|e| crate::plans::rules::unfit(pass, &rules::need(&e.session)).is_none());
    }
    Ok(MemberTimetable {
        with: pass.map(|pass| (pass.id, pass.name)),
        location: page.location,
        locations: page.locations,
        today: page.today,
        now: page.now,
        day: page.day,
        days,
        entries,
    })
}

/// Everything that the booking sheet of a class shows: for the member, for somebody they may act for, or (`party`) for several at
/// once. Nothing is promised by looking.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn sheet(house: &House, who: &Who, on: impl Into<For>, session: SessionId, party: bool) -> Answer<Sheet> {
    let now = house.clock.now();
    let on = on.into();
    let member = on.member;
    let mut tx = house.db.read().await?;
    stand_in::<Nothing>(&mut tx, who.org, on, now).await?;
    let class: ClassSession = schedule::service::session(&mut tx, who.org, session).await?;
    let card = members::service::card(&mut tx, who.org, member).await?;
    let about = schedule::service::class_types(&mut tx, who.org)
        .await?
        .into_iter()
        .find(|c| c.id == class.class_type_id)
        .map(|c| c.about)
        .unwrap_or_default();
    let needs = schedule::service::needs(&mut tx, session).await?;
    let mut wards = members::household::wards(&mut tx, who.org, on.me, now).await?;
    let whose = (on.me != member).then(|| Ward {
        id: member,
        name: card.name.clone(),
    });
    if let Some(guest) = whose.as_ref().filter(|whose| !wards.contains(whose)) {
        // a guest, whose seat the reader looks after
        wards.push(guest.clone());
    }
    let gathered = gather(&mut tx, who.org, class, card, None, now).await?;
    let guests = match guest_pass(&gathered) {
        Some(_) if on.me == member => gathered.policy.guests_max,
        _ => 0,
    };
    let party = match party {
        true => Some(companions(&mut tx, who.org, on.me, &wards, &gathered).await?),
        false => None,
    };
    let facts = gathered.facts();
    let waitlist_place = rules::joining(&facts)
        .is_empty()
        .then_some(gathered.session.waiting + 1);
    let mine = mine_of(&mut tx, &gathered).await?;
    let mode = schedule::service::wait_mode(&mut tx, gathered.session.class_type_id).await?;
    let decided = rules::decided_at(gathered.session.starts.at, &gathered.policy, gathered.zone);
    let line = rules::line(&gathered.session, &gathered.policy, gathered.zone, mode, now);
    let story = stories(&mut tx, member, now - Span::hours(24 * 60))
        .await?
        .into_iter()
        .find(|story| story.session == session && story.end != WaitEnd::Promoted)
        .filter(|_| mine.is_none());
    let spots = match gathered.session.spots() {
        true => Some(member_plan(&mut tx, &gathered.session, member, now).await?),
        false => None,
    };
    let refusals = explained(&mut tx, who.org, &gathered.session, rules::booking(&facts)).await?;
    let unsigned = refusals.iter().any(|rule| matches!(rule, Rule::Paper(_)));
    let signs =
        on.me == member || (unsigned && members::household::answers_for(&mut tx, who.org, on.me, member, now).await?);
    Ok(Sheet {
        spots,
        signs,
        about,
        now: gathered.zone.moment(now),
        refusals,
        choices: facts.choices(),
        free_until: gathered.free_until(facts.offer.is_some()),
        waitlist_place,
        needs: needs
            .filter(|_| now < decided)
            .map(|n| (n.min(gathered.session.capacity), gathered.zone.moment(decided))),
        line,
        story,
        wards,
        party,
        guests,
        key: secret::token(),
        entry: Entry {
            mine,
            session: gathered.session.clone(),
            whose,
        },
    })
}

/// What a class is to the member about whom the facts were gathered.
async fn mine_of<R>(tx: &mut Tx, gathered: &Gathered) -> Answer<Option<Mine>, R> {
    let facts = gathered.facts();
    let covered = !facts.choices().is_empty();
    Ok(match (&gathered.seat, facts.offer, gathered.place) {
        (Some(seat), ..) => {
            let (pass, why) = store::pass_of(tx, seat.id).await?;
            Some(Mine::Booked {
                booking: seat.id,
                status: seat.status,
                free_until: gathered.zone.moment(seat.free_until),
                pass,
                why,
                spot: (gathered.spots.iter())
                    .find(|spot| spot.taken == Some(gathered.card.id))
                    .map(|spot| spot.name.clone()),
                excused: None,
            })
        }
        (None, Some(until), _) => Some(Mine::Offered {
            until: gathered.zone.moment(until),
            covered,
        }),
        (None, None, Some(place)) => Some(Mine::Waiting {
            place,
            covered,
            with: together(gathered.together.0, gathered.together.1, |at| gathered.zone.moment(at)),
        }),
        (None, None, None) => None,
    })
}

/// The pass that guests of the member would come on: one that whomever they bring may use.
fn guest_pass(gathered: &Gathered) -> Option<Choice> {
    let for_guests = gathered
        .passes
        .iter()
        .filter(|pass| pass.terms.bearer == Bearer::Anyone && pass.holder.is_none());
    let passes: Vec<Pass> = for_guests.cloned().collect();
    plans::service::choices(&passes, &rules::need(&gathered.session))
        .into_iter()
        .next()
}

/// The reader and those they may book for, each with what stands in the way of them alone.
async fn companions<R>(tx: &mut Tx, org: OrgId, me: MemberId, wards: &[Ward], gathered: &Gathered) -> Answer<Party, R> {
    let mut people = Vec::new();
    let mut pass_of_guests = None;
    for id in std::iter::once(me).chain(wards.iter().map(|ward| ward.id)) {
        let card: MemberCard = members::service::card(tx, org, id).await?;
        let name = card.name.clone();
        let of_one = gather(tx, org, gathered.session.clone(), card, None, gathered.now).await?;
        if id == me {
            pass_of_guests = guest_pass(&of_one);
        }
        let mut refusals = explained(tx, org, &of_one.session, rules::booking(&of_one.facts())).await?;
        let mine = mine_of(tx, &of_one).await?;
        // what they have is said as such
        refusals.retain(|rule| !matches!(rule, Rule::AlreadyBooked));
        people.push(Companion {
            member: id,
            name,
            me: id == me,
            mine,
            pass: of_one.facts().choice(),
            waits: rules::joining(&of_one.facts()).is_empty(),
            refusals,
        });
    }
    Ok(Party {
        people,
        guest_pass: pass_of_guests,
    })
}

/// A member's bookings, for staff within whose reach the member is.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn bookings_of(house: &House, who: &Who, member: MemberId) -> Answer<MyBookings> {
    let mut tx = house.db.read().await?;
    members::service::within_sight::<Nothing>(&mut tx, who, Permission::SeeMembers, member).await?;
    let absences = absences_of(&mut tx, who, member, house.clock.now()).await?;
    drop(tx);
    let list = listed(house, who, member, false).await?;
    Ok(MyBookings { absences, ..list })
}

/// A member's bookings: the next four weeks and more ahead, and the last 90 days behind; and what is ahead for those they may act for.
///
/// # Errors
/// A fault of the database.
pub async fn my_bookings(house: &House, who: &Who, member: MemberId) -> Answer<MyBookings> {
    listed(house, who, member, true).await
}

/// A member's own bookings, with those of whom they may act for where that is asked for.
async fn listed(house: &House, who: &Who, member: MemberId, with_others: bool) -> Answer<MyBookings> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = first_zone(&mut tx, who.org).await?;
    let reach = (now - Span::hours(24 * 90), now + Span::hours(24 * 400));
    let mut all = bookings_in(&mut tx, who.org, None, member, reach, now).await?;
    let mut others = Vec::new();
    if with_others {
        others = members::household::wards(&mut tx, who.org, member, now).await?;
        others.extend(members::household::guests(&mut tx, member, now).await?);
    }
    let hours = match with_others {
        true => hours_of(&mut tx, who.org, member, now).await?,
        false => Vec::new(),
    };
    for ward in others {
        let id = ward.id;
        let theirs = bookings_in(&mut tx, who.org, Some(ward), id, reach, now).await?;
        all.upcoming.extend(theirs.upcoming);
        all.cancelled.extend(theirs.cancelled);
    }
    let Listed {
        mut upcoming,
        mut cancelled,
        mut past,
    } = all;
    let order = |e: &Entry| (e.session.starts.at, e.session.id, e.whose.as_ref().map(|w| w.id));
    upcoming.sort_by_key(order);
    cancelled.sort_by_key(order);
    past.sort_by_key(|e| (std::cmp::Reverse(e.session.starts.at), e.session.id));
    past.truncate(60);
    let strikes = strikes_of(&mut tx, who.org, member, now).await?;
    let waited = stories(&mut tx, member, now - Span::hours(24 * 30)).await?;
    Ok(MyBookings {
        upcoming,
        cancelled,
        past,
        waited,
        strikes,
        key: secret::token(),
        now: zone.moment(now),
        hours,
        absences: Vec::new(),
    })
}

/// One member's bookings, as the list shows them.
struct Listed {
    upcoming: Vec<Entry>,
    cancelled: Vec<Entry>,
    past: Vec<Entry>,
}

async fn bookings_in<R>(
    tx: &mut Tx,
    org: OrgId,
    whose: Option<Ward>,
    member: MemberId,
    (from, until): (Instant, Instant),
    now: Instant,
) -> Answer<Listed, R> {
    let mut upcoming = Vec::new();
    let (mut cancelled, mut past): (Vec<Entry>, Vec<Entry>) = (Vec::new(), Vec::new());
    let rows = store::mine(tx, member, from, until).await?;
    let places = Places::of(tx, org, member, now).await?;
    let wanted = (rows.iter().map(|r| r.session_id)).chain(places.rows.iter().map(|p| p.session_id));
    let wanted: Vec<_> = wanted.collect();
    let sessions = schedule::service::sessions_of(tx, org, &wanted).await?;
    for row in rows {
        let Some(session) = sessions.get(&row.session_id).cloned() else {
            continue;
        };
        let mine = Some(booked(&row, &session));
        let (ahead, begun) = (session.ends.at > now, session.starts.at <= now);
        let entry = Entry {
            session,
            mine,
            whose: whose.clone(),
        };
        match row.status.holds_seat() {
            true if ahead => upcoming.push(entry),
            false if !begun => cancelled.push(entry),
            _ => past.push(entry),
        }
    }
    for place in &places.rows {
        let Some(session) = sessions.get(&place.session_id).cloned() else {
            continue;
        };
        let mine = places.of_class(&session);
        upcoming.push(Entry {
            session,
            mine,
            whose: whose.clone(),
        });
    }
    // what was cancelled and then booked or waited for again is ahead, and what was cancelled twice is one class: the rows of
    // one class stand together, the latest first
    cancelled.retain(|e| !upcoming.iter().any(|u| u.session.id == e.session.id));
    cancelled.dedup_by_key(|e| e.session.id);
    Ok(Listed {
        upcoming,
        cancelled,
        past,
    })
}

/// What became of the member's places on waitlists since an instant, the latest first.
async fn stories<R>(tx: &mut Tx, member: MemberId, since: Instant) -> Answer<Vec<WaitStory>, R> {
    let rows = store::stories(tx, member, since, 60).await?;
    let story = |row: store::StoryRow| {
        let zone = studio::service::zone(&row.zone)?;
        let offered = row.offered_at.zip(row.offer_until);
        Ok(WaitStory {
            session: row.session_id,
            name: row.name,
            starts: zone.moment(row.starts_at),
            joined: zone.moment(row.joined_at),
            place: row.joined_place,
            offered: offered.map(|(from, until)| (zone.moment(from), zone.moment(until))),
            end: row.status,
            ended: zone.moment(row.ended_at),
            why: row.why,
            skipped: row.skipped_at.zip(row.skipped_free).map(|(at, free)| Skipped {
                at: zone.moment(at),
                free,
            }),
        })
    };
    rows.into_iter().map(story).collect()
}

/// A member's first screen.
///
/// # Errors
/// A fault of the database.
pub async fn home(house: &House, who: &Who, member: MemberId) -> Answer<Home> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card: MemberCard = members::service::card(&mut tx, who.org, member).await?;
    let wards = match card.household_id {
        Some(_) => members::household::wards(&mut tx, who.org, member, now).await?,
        None => Vec::new(),
    };
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let home = locations
        .iter()
        .find(|l| Some(l.id) == card.home_location_id)
        .or_else(|| locations.first());
    let zone = home.map_or(Ok(Zone(chrono_tz::UTC)), |l| studio::service::zone(&l.zone))?;
    let today = zone.day(now);

    let mut rows = store::mine(&mut tx, member, now - Span::hours(3), now + Span::hours(24 * 60)).await?;
    rows.retain(|row| row.status.holds_seat());
    rows.reverse();
    let seats: HashSet<_> = rows.iter().map(|row| row.session_id).collect();
    let places = Places::of(&mut tx, who.org, member, now).await?;
    // what is offered runs out: it is shown whatever else there is
    let waits = || {
        let offers = places.rows.iter().filter(|row| row.offer_until.is_some());
        offers
            .chain(places.rows.iter().filter(|row| row.offer_until.is_none()))
            .take(4)
    };
    // Some of the first may be over or cancelled: a few more than are shown.
    let wanted = (rows.iter().map(|r| r.session_id).take(12)).chain(waits().map(|p| p.session_id));
    let wanted: Vec<_> = wanted.collect();
    let sessions = schedule::service::sessions_of(&mut tx, who.org, &wanted).await?;
    let mut next = Vec::new();
    for row in rows {
        let Some(session) = sessions.get(&row.session_id).cloned().filter(|_| next.len() < 4) else {
            break;
        };
        if session.ends.at > now && session.status == SessionStatus::Scheduled {
            let mine = Some(booked(&row, &session));
            next.push(Entry {
                session,
                mine,
                whose: None,
            });
        }
    }
    let mut hours = hours_of(&mut tx, who.org, member, now).await?;
    hours.retain(HourLine::asks);
    for ward in wards {
        let id = ward.id;
        let reach = (now - Span::hours(3), now + Span::hours(24 * 14));
        let mut theirs = bookings_in(&mut tx, who.org, Some(ward), id, reach, now).await?;
        theirs.upcoming.sort_by_key(|e| (e.session.starts.at, e.session.id));
        // a place that is kept for a child runs out as the reader's own does; the first of their seats are news enough
        let (offered, seats): (Vec<_>, Vec<_>) = (theirs.upcoming.into_iter())
            .filter(|e| !matches!(e.mine, Some(Mine::Waiting { .. })))
            .partition(|e| matches!(e.mine, Some(Mine::Offered { .. })));
        let scheduled = seats
            .into_iter()
            .filter(|e| e.session.status == SessionStatus::Scheduled);
        next.extend(offered);
        next.extend(scheduled.take(2));
    }
    for place in waits() {
        let Some(session) = sessions.get(&place.session_id).cloned() else {
            continue;
        };
        let mine = places.of_class(&session);
        next.push(Entry {
            session,
            mine,
            whose: None,
        });
    }
    next.sort_by_key(|e| {
        (
            !matches!(e.mine, Some(Mine::Booked { .. })),
            e.session.starts.at,
            e.session.id,
        )
    });

    // The pass to show is the one that runs out first among those that can be used; else the latest there is.
    let passes = plans::service::passes(&mut tx, member, day_plus(today, -60)).await?;
    let mut alive: Vec<&Pass> = passes.iter().filter(|p| p.alive(today)).collect();
    // one for guests says nothing of what is left for its holder
    let guests = |p: &Pass| p.terms.bearer == Bearer::Anyone;
    alive.sort_by_key(|p| (guests(p), p.balance.is_none(), p.ends_on.is_none(), p.ends_on, p.id));
    let pass = alive.first().copied().or_else(|| passes.first()).cloned();

    let favourites = store::favourites(&mut tx, member, now - Span::hours(24 * 90)).await?;
    let mut again: Vec<Entry> = Vec::new();
    if let (Some(home), false) = (home, favourites.is_empty()) {
        let kinds = favourites.into_iter().map(|(kind, _)| kind).collect();
        let (from, until) = (now + Span::hours(2), now + Span::hours(24 * 7));
        for session in schedule::service::free_of(&mut tx, who.org, home.id, kinds, from, until).await? {
            let taken = seats.contains(&session.id) || places.rows.iter().any(|p| p.session_id == session.id);
            let there = again.iter().any(|e| e.session.class_type_id == session.class_type_id);
            if !taken && !there {
                again.push(Entry {
                    session,
                    mine: None,
                    whose: None,
                });
            }
        }
    }
    let papers = members::papers::due_at_home(&mut tx, who.org, &card, (zone, now)).await?;
    Ok(Home {
        papers,
        name: card.name,
        now: zone.moment(now),
        next,
        pass,
        again,
        unread: unread(&mut tx, member).await?,
        visits: store::visits_since(&mut tx, member, now - Span::hours(24 * 30)).await?,
        key: secret::token(),
        hours,
    })
}

/// Notices not read yet. The inbox lies to the right, so its table is read, never written, from here.
async fn unread<R>(tx: &mut Tx, member: MemberId) -> Answer<i64, R> {
    Ok(store::unread(tx, member).await?)
}
