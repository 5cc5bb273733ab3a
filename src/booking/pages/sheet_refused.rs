//! A refusal on the booking sheet: which rules say no, with their numbers, and the ways out, the quickest first.

use super::{parts::anchor, sheet::SheetData, sheet_after::NotNow, sheet_forms::JoinForm};
use crate::{
    accounts::pages::address::address,
    booking::model::{Rule, Sheet},
    plans::model::Unfit,
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, day_plus},
    },
    schedule::model::SessionId,
    ui::{button::WayOn, icon::Icon},
};
use leptos::prelude::*;

/// Whether the class is full and nothing else is in the way: then there is a line to stand in rather than a refusal.
pub(super) fn only_full(sheet: &Sheet) -> bool {
    sheet.waitlist_place.is_some()
        && sheet.refusals.iter().all(|rule| {
            matches!(
                rule,
                Rule::Full(_) | Rule::KeptPlaces(..) | Rule::KeptForParty(..) | Rule::AlreadyWaiting(_)
            )
        })
}

/// Whether there is no place for the reader now, so that the line helps.
fn taken(rule: &Rule) -> bool {
    matches!(rule, Rule::Full(_) | Rule::KeptPlaces(..) | Rule::KeptForParty(..))
}

/// Somewhere to go from a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// To what is held and what the club offers.
    Passes,
    /// To one's bookings, one of which is in the way: to that one where it is known which.
    Bookings(Option<SessionId>),
    /// To what counts against the reader, and until when.
    Strikes,
    /// To the timetable of another day.
    Day(Day),
    /// To the last day of the pass: classes until then can be booked.
    Until(Day),
    /// To the timetable of the same day.
    Others,
    /// To what can be booked now.
    Free,
    /// To the place that is kept for the reader.
    Offer,
    /// To what the club has signed first.
    Papers,
    /// To what the club knows of the reader.
    Profile,
    /// To what the club wrote about it.
    Inbox,
    /// To the line.
    Line(i64),
}

/// The ways out of a set of rules, the quickest first, each once.
fn ways(sheet: &Sheet) -> Vec<Way> {
    let day = sheet.entry.session.day;
    let mut ways = Vec::new();
    for rule in &sheet.refusals {
        let more: &[Way] = match rule {
            Rule::NoPass(Some((_, Unfit::EndsBefore(last)))) if *last >= sheet.now.day() => {
                &[Way::Until(*last), Way::Passes]
            }
            Rule::NoPass(Some((_, Unfit::StartsLater(first)))) => &[Way::Day(*first), Way::Passes],
            Rule::NoPass(Some((_, Unfit::OtherLocation | Unfit::OtherCategory | Unfit::OtherKind(_)))) => {
                &[Way::Others, Way::Passes]
            }
            Rule::NoPass(Some((_, Unfit::OtherHours(_, _, next)))) => &[Way::Day(*next), Way::Passes],
            Rule::NoPass(Some((_, Unfit::PerDay(_, _, free) | Unfit::PerWeek(_, _, free)))) => {
                &[Way::Day(*free), Way::Bookings(None), Way::Passes]
            }
            Rule::NoPass(Some((_, Unfit::Ahead(..)))) => &[Way::Bookings(None), Way::Passes],
            Rule::NoPass(_) | Rule::OtherPass => &[Way::Passes],
            Rule::Overlaps(own) | Rule::TooFar(own, _) => &[Way::Bookings(Some(own.session)), Way::Others],
            Rule::PerDay(_, _, free) => &[Way::Day(free.unwrap_or(day_plus(day, 1))), Way::Bookings(None)],
            Rule::Upcoming(..) => &[Way::Bookings(None)],
            Rule::Struck(..) => &[Way::Strikes],
            Rule::DayOnly(..) => &[Way::Day(sheet.now.day()), Way::Strikes],
            Rule::ClassCancelled(_) | Rule::Started | Rule::Closed(_) => &[Way::Others],
            Rule::WaitlistFull(_)
            | Rule::WaitlistClosed(_)
            | Rule::Full(_)
            | Rule::KeptPlaces(..)
            | Rule::KeptForParty(..) => &[Way::Others],
            Rule::TooFewPlaces(..) | Rule::OfferOver(_) | Rule::CourseOver | Rule::OtherKind(_) => &[Way::Others],
            Rule::TooYoung(..) | Rule::TooOld(_) | Rule::LowLevel(_, Some(_)) | Rule::OtherGender(_, true) => {
                &[Way::Others]
            }
            Rule::Paper(_) if sheet.signs => &[Way::Papers],
            Rule::Paper(_) => &[Way::Others],
            Rule::NoBirthday(_) | Rule::LowLevel(_, None) | Rule::OtherGender(_, false)
                if sheet.entry.whose.is_none() =>
            {
                &[Way::Profile, Way::Others]
            }
            Rule::NoBirthday(_) | Rule::LowLevel(_, None) | Rule::OtherGender(_, false) => &[Way::Others],
            Rule::NotOpenYet(_) => &[Way::Free],
            Rule::OnOffer(_) => &[Way::Offer],
            Rule::NotAMember | Rule::Banned => &[Way::Inbox],
            _ => &[],
        };
        for way in more {
            // two classes in the way are on one page: the first of them is found there first
            let there = |w: &Way| w == way || matches!((w, way), (Way::Bookings(_), Way::Bookings(_)));
            if !ways.iter().any(there) {
                ways.push(way.clone());
            }
        }
    }
    if let Some(place) = sheet.waitlist_place
        && sheet.refusals.iter().any(taken)
    {
        // the line helps only once the other rules are out of the way
        let at = usize::from(!sheet.refusals.first().is_some_and(taken)).min(ways.len());
        ways.insert(at, Way::Line(place));
    }
    ways
}

/// The headline of the first rule, with its icon.
fn headline(l: Locale, rule: Option<&Rule>) -> (Icon, &'static str) {
    match rule {
        Some(Rule::ClassCancelled(_)) => (Icon::CircleX, t::member::no_cancelled(l)),
        Some(Rule::Started) => (Icon::Clock, t::member::no_started(l)),
        Some(Rule::NotOpenYet(_)) => (Icon::CalendarClock, t::member::no_not_open(l)),
        Some(Rule::Closed(_)) => (Icon::CalendarClock, t::member::no_closed(l)),
        Some(Rule::NotAMember | Rule::Banned) => (Icon::LockKeyhole, t::member::no_membership(l)),
        Some(Rule::Struck(..) | Rule::DayOnly(..)) => (Icon::LockKeyhole, t::member::no_struck(l)),
        Some(Rule::Paper(_)) => (Icon::Signature, t::papers::headline(l)),
        Some(
            Rule::TooYoung(..) | Rule::TooOld(_) | Rule::NoBirthday(_) | Rule::LowLevel(..) | Rule::OtherGender(..),
        ) => (Icon::UserRound, t::asks::headline(l)),
        Some(Rule::Overlaps(..)) => (Icon::TriangleAlert, t::member::no_overlap(l)),
        Some(Rule::TooFar(..)) => (Icon::Route, t::member::no_too_far(l)),
        Some(Rule::PerDay(..) | Rule::Upcoming(..)) => (Icon::CalendarDays, t::member::no_cap(l)),
        Some(Rule::NoPass(None)) => (Icon::TicketX, t::member::no_pass(l)),
        Some(Rule::NoPass(Some((_, unfit)))) => (
            Icon::TicketX,
            match unfit {
                Unfit::EndsBefore(_) => t::member::no_pass_ends(l),
                Unfit::StartsLater(_) => t::member::no_pass_starts(l),
                Unfit::Credits(..) => t::member::no_credits(l),
                Unfit::Money(..) => t::member::no_money(l),
                Unfit::NoPrice => t::member::no_price(l),
                Unfit::PersonalClass => t::member::no_personal(l),
                Unfit::OtherHours(..) => t::member::no_pass_hours(l),
                Unfit::PerDay(..) | Unfit::PerWeek(..) | Unfit::Ahead(..) => t::member::no_pass_cap(l),
                Unfit::OtherLocation
                | Unfit::OtherCategory
                | Unfit::OtherKind(_)
                | Unfit::OtherCoach
                | Unfit::OtherLevel(_)
                | Unfit::OtherCourse
                | Unfit::PersonalPass
                | Unfit::Ended => t::member::no_pass_fits(l),
            },
        ),
        Some(
            Rule::Full(_)
            | Rule::KeptPlaces(..)
            | Rule::KeptForParty(..)
            | Rule::WaitlistFull(_)
            | Rule::WaitlistClosed(_),
        ) => (Icon::CircleSlash2, t::member::no_full(l)),
        _ => (Icon::CircleAlert, t::member::no_other(l)),
    }
}

/// The refusal with its ways out, and the way back.
#[component]
pub(super) fn Refused(sheet: Sheet, data: SheetData, close: String) -> impl IntoView {
    view! {
        <Why sheet=sheet data=data/>
        <NotNow close=close/>
    }
    .into_any()
}

/// The refusal with its ways out.
#[component]
pub(super) fn Why(sheet: Sheet, data: SheetData) -> impl IntoView {
    let l = use_locale();
    let (icon, title) = headline(l, sheet.refusals.first());
    let lines: Vec<String> = sheet.refusals.iter().map(|rule| rule.text(l)).collect();
    let several = lines.len() > 1;
    let lines = lines
        .into_iter()
        .map(|line| {
            view! {
                <li class="flex gap-2.5">
                    {several.then(|| view! { <Icon icon=Icon::CircleSlash2 class="mt-1 size-4 text-warning"/> })}
                    <span class="min-w-0 wrap-anywhere">{line}</span>
                </li>
            }
        })
        .collect_view();
    let ways = ways(&sheet);
    let none = ways.is_empty();
    let ways = ways
        .into_iter()
        .enumerate()
        .map(|(n, way)| draw(l, way, n == 0, &sheet, data))
        .collect_view();
    view! {
        <div class="rounded-box bg-base-200 p-4">
            <p class="flex items-center gap-3 font-semibold">
                <span class="grid size-11 shrink-0 place-items-center rounded-full bg-warning/15 text-warning">
                    <Icon icon=icon class="size-6"/>
                </span>
                {title}
            </p>
            <ul class="mt-3 space-y-2">{lines}</ul>
        </div>
        {(!none).then(|| view! { <h3 class="pt-1 text-sm font-semibold">{t::member::you_can(l)}</h3> })}
        <div class="-mt-1 space-y-2.5">{ways}</div>
    }
    .into_any()
}

fn draw(l: Locale, way: Way, first: bool, sheet: &Sheet, data: SheetData) -> AnyView {
    let session = &sheet.entry.session;
    let timetable = |day: Day| format!("/timetable?location={}&day={day}", session.location_id);
    match way {
        Way::Passes => view! { <Passes first=first/> }.into_any(),
        Way::Bookings(own) => view! {
            <WayOn href=in_bookings(own) label=t::member::way_bookings(l) detail=t::member::way_bookings_note(l) icon=Icon::CalendarCheck first=first/>
        }
        .into_any(),
        Way::Strikes => view! {
            <WayOn href="/bookings#strikes" label=t::member::way_strikes(l) detail=t::member::way_strikes_note(l) icon=Icon::TriangleAlert first=first/>
        }
        .into_any(),
        Way::Day(day) => view! {
            <WayOn href=timetable(day) label=t::member::way_day(l, l.day_named(day)) icon=Icon::CalendarSearch first=first/>
        }
        .into_any(),
        Way::Until(day) => view! {
            <WayOn
                href=timetable(day)
                label=t::member::way_until(l, l.day_short(day))
                detail=t::member::way_until_note(l)
                icon=Icon::CalendarSearch
                first=first
            />
        }
        .into_any(),
        Way::Free => view! {
            <WayOn
                href=format!("/timetable?location={}&free=1", session.location_id)
                label=t::member::way_free(l)
                icon=Icon::CalendarSearch
                first=first
            />
        }
        .into_any(),
        Way::Offer => view! {
            <WayOn href="/home" label=t::member::way_offer(l) detail=t::member::way_offer_note(l) icon=Icon::Ticket first=first/>
        }
        .into_any(),
        Way::Papers => {
            let whose = sheet.entry.whose.as_ref().map(|ward| ward.id.to_string()).unwrap_or_default();
            // signing leads back to this sheet
            let query = [
                ("location", session.location_id.to_string()),
                ("day", session.day.to_string()),
                ("sheet", session.id.to_string()),
                ("for", whose.clone()),
            ];
            let query: Vec<_> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let back = address("/timetable", &query);
            let href = address("/papers", &[("for", &whose), ("back", &back)]);
            view! {
                <WayOn href=href label=t::papers::way(l) detail=t::papers::way_note(l) icon=Icon::Signature first=first/>
            }
            .into_any()
        }
        Way::Profile => view! {
            <WayOn href="/profile" label=t::asks::way_profile(l) detail=t::asks::way_profile_note(l) icon=Icon::UserRound first=first/>
        }
        .into_any(),
        Way::Inbox => view! {
            <WayOn href="/inbox" label=t::member::way_inbox(l) detail=t::member::way_inbox_note(l) icon=Icon::Inbox first=first/>
        }
        .into_any(),
        Way::Others => view! {
            <WayOn href=timetable(session.day) label=t::member::way_others(l, l.day_short(session.day)) icon=Icon::CalendarSearch first=first/>
        }
        .into_any(),
        Way::Line(place) => view! {
            <div>
                <JoinForm sheet=sheet.clone() data=data place=place first=first/>
                // who joins without a pass is passed over: it must not come as a surprise
                {sheet.choices.is_empty().then(|| view! { <p class="px-1 pt-1.5 text-caption text-muted">{t::member::waitlist_no_pass(l)}</p> })}
            </div>
        }
        .into_any(),
    }
}

/// The list of bookings, at the one that is in the way.
fn in_bookings(own: Option<SessionId>) -> String {
    own.map_or_else(|| "/bookings".to_owned(), |id| format!("/bookings#{}", anchor(id)))
}

/// The way to what is held and what the club offers.
#[component]
pub(super) fn Passes(first: bool) -> impl IntoView {
    let l = use_locale();
    view! {
        <WayOn href="/passes" label=t::member::way_passes(l) detail=t::member::way_passes_note(l) icon=Icon::WalletCards first=first/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::model::{Entry, InTheWay},
        members::model::PaperKind,
        platform::time::{Instant, Moment},
        schedule::model::{Asks, Category, ClassSession, ClassTypeId, Kept, SessionStatus},
        studio::model::LocationId,
    };
    use uuid::Uuid;

    fn day(d: u32) -> Day {
        Day::from_ymd_opt(2026, 3, d).expect("a real date")
    }
    fn moment(d: u32) -> Moment {
        Moment {
            at: Instant::from_utc(day(d).and_time(chrono::NaiveTime::MIN)),
            offset: 0,
        }
    }
    fn sheet(refusals: Vec<Rule>, waitlist_place: Option<i64>) -> Sheet {
        let session = ClassSession {
            id: SessionId(Uuid::nil()),
            location_id: LocationId(Uuid::nil()),
            location: "Harbour".into(),
            series_id: None,
            class_type_id: ClassTypeId(Uuid::nil()),
            name: "Yoga".into(),
            category: Category::Mind,
            room_id: None,
            room: None,
            coach_id: None,
            coach: None,
            coach_level: None,
            day: day(24),
            starts: moment(24),
            ends: moment(24),
            minutes: 60,
            capacity: 10,
            booked: 10,
            offered: 0,
            waiting: 4,
            credit_cost: 1,
            price: None,
            personal: false,
            status: SessionStatus::Scheduled,
            cancel_reason: None,
            changed: false,
            attended: false,
            closed: false,
            choose_spots: false,
            plan: false,
            asks: Asks::default(),
            kept: Kept::default(),
        };
        Sheet {
            entry: Entry {
                session,
                mine: None,
                whose: None,
            },
            wards: Vec::new(),
            party: None,
            guests: 0,
            about: String::new(),
            now: moment(19),
            refusals,
            choices: vec![],
            free_until: moment(24),
            waitlist_place,
            needs: None,
            line: crate::booking::model::Line::Given,
            story: None,
            spots: None,
            signs: true,
            key: String::new(),
        }
    }

    #[test]
    fn a_class_that_is_only_full_is_a_line_and_not_a_refusal() {
        assert!(only_full(&sheet(vec![Rule::Full(4)], Some(5))));
        assert!(!only_full(&sheet(vec![Rule::Full(4)], None)), "the line is closed");
        assert!(
            !only_full(&sheet(vec![Rule::NoPass(None), Rule::Full(4)], Some(5))),
            "the pass is in the way too"
        );
    }

    #[test]
    fn every_rule_that_can_be_mended_has_its_way_and_the_quickest_is_first() {
        let ends = Rule::NoPass(Some(("Ten".into(), Unfit::EndsBefore(day(22)))));
        assert_eq!(
            ways(&sheet(vec![ends.clone()], None)),
            [Way::Until(day(22)), Way::Passes]
        );
        let over = Rule::NoPass(Some(("Ten".into(), Unfit::EndsBefore(day(18)))));
        assert_eq!(
            ways(&sheet(vec![over], None)),
            [Way::Passes],
            "a pass that is over leads to no day"
        );
        assert_eq!(
            ways(&sheet(vec![Rule::PerDay(4, 4, None)], None)),
            [Way::Day(day(25)), Way::Bookings(None)]
        );
        assert_eq!(
            ways(&sheet(vec![Rule::NoPass(None), Rule::Full(4)], Some(5))),
            [Way::Passes, Way::Line(5), Way::Others]
        );
        assert_eq!(ways(&sheet(vec![Rule::Banned], None)), [Way::Inbox]);
        let unsigned = sheet(
            vec![Rule::Paper(PaperKind::Waiver), Rule::Paper(PaperKind::Questionnaire)],
            None,
        );
        assert_eq!(ways(&unsigned), [Way::Papers], "once for both");
        assert_eq!(
            ways(&Sheet {
                signs: false,
                ..unsigned
            }),
            [Way::Others],
            "whoever is grown up signs for themselves"
        );
        assert_eq!(ways(&sheet(vec![Rule::NotOpenYet(moment(20))], None)), [Way::Free]);
        assert_eq!(ways(&sheet(vec![Rule::OnOffer(moment(20))], None)), [Way::Offer]);
        assert_eq!(ways(&sheet(vec![Rule::TooFewPlaces(1, 3)], None)), [Way::Others]);
        let own = |n: u128| {
            Rule::Overlaps(InTheWay {
                session: SessionId(Uuid::from_u128(n)),
                name: "Spin".into(),
                location: None,
                starts: moment(24),
                free: None,
            })
        };
        assert_eq!(
            ways(&sheet(vec![own(7), own(8), Rule::PerDay(4, 4, None)], None)),
            [
                Way::Bookings(Some(SessionId(Uuid::from_u128(7)))),
                Way::Others,
                Way::Day(day(25))
            ],
            "to the class that is in the way, and once"
        );
    }
}
