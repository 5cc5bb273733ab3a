//! The roster of a class: who comes, who needs a look, one press for each. The coach's page and the desk draw the same.
//!
//! Every mark is a plain form, so that it works without a script. With one, the press shows at once and is sent behind
//! it; what was pressed is remembered until the roster that holds it has been loaded.

use super::{
    hours_roster::{HourPage, under},
    marks::{Marks, Refused},
    partners::partners,
    parts::when,
    spots_roster::plan,
};
use crate::{
    booking::{
        api::{MarkAllHere, MarkAttendance},
        model::{BookingStatus, Roster, RosterLine},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Instant, Span},
    },
    schedule::model::{SessionId, SessionStatus},
    ui::{
        avatar::{Avatar, AvatarTone},
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        icon::Icon,
        list::Sheet,
        states::EmptyList,
    },
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};

/// The time at a class as it passes while the page is open, counted from when its roster was loaded.
#[must_use]
pub fn passing(roster: &Roster, open: ReadSignal<i64>) -> Signal<Instant> {
    let (loaded, since) = (roster.now.at, open.get_untracked());
    Signal::derive(move || loaded + Span::minutes(open.get() - since))
}

/// Whether the door of a class lets people in by now: nobody is marked as here before that.
#[must_use]
pub fn door_is_open(roster: &Roster, open: ReadSignal<i64>) -> Memo<bool> {
    let (now, from) = (passing(roster, open), roster.attendance_from.at);
    Memo::new(move |_| now.get() >= from)
}

/// Those who need a look first, otherwise as they came: by name.
fn alerts_first(mut lines: Vec<RosterLine>) -> Vec<RosterLine> {
    lines.sort_by_key(|line| !(line.first_visit || line.birthday || line.health));
    lines
}

/// "Everybody is here": one press, then untick who is not.
#[component]
pub fn AllHere(
    /// The class.
    session: SessionId,
    /// The page's marks.
    marks: Marks,
    /// How loud: on pine or on a sheet.
    kind: ButtonKind,
) -> impl IntoView {
    let l = use_locale();
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        marks.mark_all(session);
    };
    view! {
        <form method="post" action=MarkAllHere::url() on:submit=press>
            <input type="hidden" name="session" value=session.to_string()/>
            <Button label=t::coach::all_here(l) kind=kind size=ButtonSize::Large icon=Icon::CheckCheck pending=marks.busy/>
        </form>
    }
    .into_any()
}

/// Who comes, with a press for each, and who waits.
#[component]
pub fn RosterList(
    /// The class with its people.
    roster: Roster,
    /// The day at the location now.
    today: Day,
    /// The minutes that the page is open.
    open: ReadSignal<i64>,
    /// The page's marks.
    marks: Marks,
    /// What the list is stands over it already.
    #[prop(optional)]
    untitled: bool,
) -> impl IntoView {
    let l = use_locale();
    let held = roster.session.status == SessionStatus::Scheduled && !roster.session.closed;
    let look = roster
        .lines
        .iter()
        .filter(|line| line.first_visit || line.birthday || line.health)
        .count() as i64;
    let is_today = roster.session.day == today;
    let door = door_is_open(&roster, open);
    // The roster is asked for anew when the door opens. What is drawn by a closure would be put in the place of itself with every
    // answer, and whoever marks people with keys would begin at the top of the page after each.
    Effect::new(move |before: Option<bool>| {
        let now = door.get();
        if now && before == Some(false) {
            marks.version.update(|version| *version += 1);
        }
        now
    });
    let early = (held && !roster.lines.is_empty())
        .then(|| t::coach::attendance_from(l, when(l, roster.attendance_from, roster.now)));
    let hours = HourPage::of(&roster);
    let settled = (roster.session.closed && !roster.lines.is_empty() && hours.is_none())
        .then(|| view! { <p class="px-1 pb-2 text-sm text-muted">{t::coach::settled(l)}</p> });
    let early = move || {
        let text = early.clone().filter(|_| !door.get());
        text.map(|text| view! { <p class="px-1 pb-2 text-sm text-muted">{text}</p> })
    };
    let offered = (roster.session.offered > 0).then(|| {
        view! { <p class="px-1 pt-2 text-sm text-waitlisted">{t::coach::on_offer(l, roster.session.offered)}</p> }
    });
    let sold = partners(l, &roster, marks);
    let spots = plan(l, &roster, held, marks);
    let absences = marks.excuses.of_class(l, &roster.absences, roster.now, &roster.key);
    let waiting = roster.waiting;
    let lines = alerts_first(roster.lines);
    let people = if lines.is_empty() {
        view! { <EmptyList title=t::coach::nobody_title(l) text=t::coach::nobody_text(l) icon=Icon::UsersRound/> }
            .into_any()
    } else {
        let rows = lines
            .into_iter()
            .map(|line| match hours.clone() {
                Some(page) => client(l, line, page, door, is_today, marks),
                None => person(l, line, held, door, is_today, marks),
            })
            .collect_view();
        view! { <Sheet label=t::coach::roster(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        <section>
            <div class=if untitled && look == 0 { "sr-only" } else { "flex items-baseline justify-between gap-3 px-1 pb-2" }>
                <h2 class="text-base font-semibold">
                    <span class=if untitled { "sr-only" } else { "mr-2" }>{t::coach::roster(l)}</span>
                    {(look > 0)
                        .then(|| view! { <span class="font-normal text-warning">{t::coach::need_look(l, look)}</span> })}
                </h2>
                {(look > 0).then(|| view! { <p class="text-caption text-muted">{t::coach::alerts_first(l)}</p> })}
            </div>
            {early}
            {settled}
            <Refused marks=marks/>
            {people}
            {offered}
        </section>
        {sold}
        {absences}
        {spots}
        {(!waiting.is_empty()).then(|| waitlist(l, waiting))}
    }
    .into_any()
}

fn waitlist(l: Locale, waiting: Vec<String>) -> AnyView {
    let rows = waiting
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            view! {
                <li class="flex min-h-12 items-center gap-3 px-4 py-2">
                    <span class="w-10 text-center font-semibold text-waitlisted tabular-nums">{index + 1}</span>
                    <span class="min-w-0 flex-1 leading-snug wrap-anywhere">{name}</span>
                </li>
            }
        })
        .collect_view();
    view! {
        <section>
            <div class="px-1 pb-2">
                <h2 class="text-base font-semibold">{t::coach::waitlist(l)}</h2>
                <p class="text-caption text-muted">{t::coach::waitlist_note(l)}</p>
            </div>
            <Sheet label=t::coach::waitlist(l) ordered=true>
                {rows}
            </Sheet>
        </section>
    }
    .into_any()
}

/// One person, with a press where it can be taken.
fn person(l: Locale, line: RosterLine, held: bool, door: Memo<bool>, is_today: bool, marks: Marks) -> AnyView {
    let here = {
        let line = line.clone();
        Memo::new(move |_| marks.here(&line))
    };
    // a class may be moved after somebody came: what was marked can be taken back before its door opens anew
    let came = line.status == BookingStatus::CheckedIn;
    if held && (came || door.get_untracked()) {
        return button(l, &line, is_today, here, marks);
    }
    let face = face(l, &line, is_today, here);
    let health = health(l, &line);
    view! {
        <li>
            <div class="flex min-h-15 items-center gap-3 py-2 pr-3 pl-4">{face}</div>
            {health}
        </li>
    }
    .into_any()
}

/// The client of a personal hour, with what was said of it.
fn client(l: Locale, line: RosterLine, page: HourPage, door: Memo<bool>, is_today: bool, marks: Marks) -> AnyView {
    let here = {
        let line = line.clone();
        Memo::new(move |_| marks.here(&line))
    };
    let below = under(l, &line, page, here, door, marks);
    view! {
        <li>
            <div class="flex min-h-15 items-center gap-3 pt-3 pr-3 pb-2 pl-4">{face(l, &line, is_today, here)}</div>
            {health(l, &line)}
            {below}
        </li>
    }
    .into_any()
}

/// The whole line is the button, as large as a thumb wants it.
fn button(l: Locale, line: &RosterLine, is_today: bool, here: Memo<bool>, marks: Marks) -> AnyView {
    let (booking, name) = (line.booking, line.name.clone());
    let press = move |event: SubmitEvent| {
        event.prevent_default();
        marks.mark(booking, name.clone(), !here.get_untracked());
    };
    let face = face(l, line, is_today, here);
    view! {
        <li>
            <form method="post" action=MarkAttendance::url() on:submit=press>
                <input type="hidden" name="booking" value=line.booking.to_string()/>
                <input type="hidden" name="here" value=move || if here.get() { "false" } else { "true" }/>
                <button
                    class="flex min-h-15 w-full cursor-pointer items-center gap-3 py-2 pr-3 pl-4 text-left -outline-offset-2 hover:bg-base-200/70"
                    aria-pressed=move || if here.get() { "true" } else { "false" }
                >
                    {face}
                    <span class="sr-only">{t::coach::is_here(l)}</span>
                    <span
                        class=move || {
                            if here.get() {
                                "grid size-8 shrink-0 place-items-center rounded-full border border-success bg-success text-success-content"
                            } else {
                                "grid size-8 shrink-0 place-items-center rounded-full border border-success text-transparent"
                            }
                        }
                        aria-hidden="true"
                    >
                        <Icon icon=Icon::Check class="size-5"/>
                    </span>
                </button>
            </form>
            {health(l, line)}
        </li>
    }
    .into_any()
}

/// The way to what somebody says about their health: opening it is noted, so it is not drawn open.
fn health(l: Locale, line: &RosterLine) -> AnyView {
    let (name, href) = (line.name.clone(), format!("/health/{}", line.member));
    line.health
        .then(|| {
            view! {
                <a
                    href=href
                    class="mr-3 mb-2 ml-16 inline-flex min-h-11 items-center gap-1.5 text-sm font-medium text-primary hover:underline"
                    aria-label=t::coach::health_name(l, &name)
                >
                    <Icon icon=Icon::HeartPulse class="size-4"/>
                    {t::coach::health(l)}
                </a>
            }
        })
        .into_any()
}

fn face(l: Locale, line: &RosterLine, is_today: bool, here: Memo<bool>) -> AnyView {
    let since = line.checked_in.map(|at| t::coach::since(l, at.clock()));
    let absent = match line.status {
        BookingStatus::NoShow => Some(t::coach::no_show(l)),
        BookingStatus::Excused => Some(t::coach::excused(l)),
        _ => None,
    };
    let birthday = if is_today {
        t::coach::birthday_today(l)
    } else {
        t::coach::birthday(l)
    };
    let badges = (line.first_visit || line.birthday).then(|| {
        let first = line.first_visit.then(|| {
            view! { <Badge tone=Tone::Info label=t::coach::first_visit(l) icon=Icon::Sparkles/> }
        });
        let cake = line
            .birthday
            .then(|| view! { <Badge tone=Tone::Secondary label=birthday icon=Icon::Cake/> });
        view! { <span class="mt-1 flex flex-wrap gap-1.5">{first}{cake}</span> }
    });
    let (waiting_avatar, present_avatar) = (line.name.clone(), line.name.clone());
    view! {
        {move || {
            if here.get() {
                view! { <Avatar name=present_avatar.clone() tone=AvatarTone::Present/> }.into_any()
            } else {
                view! { <Avatar name=waiting_avatar.clone()/> }.into_any()
            }
        }}
        <span class="min-w-0 flex-1">
            <span class="block leading-snug font-medium wrap-anywhere">{line.name.clone()}</span>
            {line
                .spot
                .as_ref()
                .map(|spot| {
                    view! {
                        <span class="flex items-center gap-1 text-caption text-muted tabular-nums">
                            <Icon icon=Icon::MapPin class="size-3.5"/>
                            {t::spots::spot(l, spot)}
                        </span>
                    }
                })}
            {badges}
            {move || {
                let text = if here.get() { since.clone() } else { absent.map(str::to_owned) };
                text.map(|text| view! { <span class="block text-caption text-muted tabular-nums">{text}</span> })
            }}
        </span>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{booking::model::BookingId, members::model::MemberId};

    fn line(n: u128, name: &str, first_visit: bool) -> RosterLine {
        let id = uuid::Uuid::from_u128(n);
        RosterLine {
            booking: BookingId(id),
            member: MemberId(id),
            name: name.to_owned(),
            status: BookingStatus::Booked,
            first_visit,
            birthday: false,
            checked_in: None,
            health: false,
            spot: None,
            hour: None,
        }
    }

    #[test]
    fn who_needs_a_look_stands_first_and_the_rest_keep_their_order() {
        let lines = vec![line(1, "Ana", false), line(2, "Bo", true), line(3, "Cy", false)];
        let names: Vec<_> = alerts_first(lines).into_iter().map(|l| l.name).collect();
        assert_eq!(names, ["Bo", "Ana", "Cy"]);
    }
}
