//! The booking sheet: everything about one class before it is booked, the refusal with its ways out, and what was booked.
//!
//! It is drawn for `?sheet=<class>` on any page. What stands in it follows from what the server says of the class now, so that
//! it is the same after a booking whether a script sent the form or the browser did.

use super::{
    parts::{SLOT, dotted, paid, seats_of, set_off, standing, tint, when, with_seats},
    sheet_after::{NotNow, booked, offered, waiting},
    sheet_forms::{Confirm, Wait},
    sheet_party::{people, several},
    sheet_refused::{Refused, only_full},
};
use crate::{
    accounts::pages::wrong::wrong,
    booking::{
        api::{
            BookClass, BookParty, JoinParty, JoinWaitlist, LeaveWaitlist, load_sheet,
            spots::{ChangeSpot, HoldSpot},
        },
        model::{BookingStatus, Mine, Refusal, Rule, Sheet},
    },
    plans::model::Choice,
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    schedule::{
        model::SessionId,
        pages::live::{LiveSeats, on_move},
    },
    ui::{
        badge::{CategoryWord, StateBadge, Tone},
        dialog::Dialog,
        icon::Icon,
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::Submit,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the sheet needs, made by the page that shows it.
#[derive(Clone, Copy)]
pub struct SheetData {
    asked: Memo<Option<SessionId>>,
    /// For whom: a member's id, several, or nothing for the reader.
    on: Memo<String>,
    sheet: Load<Option<Sheet>>,
    pub(super) book: Submit<BookClass>,
    pub(super) join: Submit<JoinWaitlist>,
    pub(super) leave: Submit<LeaveWaitlist>,
    pub(super) party: Submit<BookParty>,
    pub(super) together: Submit<JoinParty>,
    pub(super) hold: Submit<HoldSpot>,
    pub(super) change: Submit<ChangeSpot>,
    /// Grows when something was heard of the class that is open.
    pub(super) moved: RwSignal<u32>,
    /// The passes as they stood when the reader chose: the answer names the pass only.
    pub(super) shown: StoredValue<Vec<Choice>>,
}

impl SheetData {
    /// Reads the class from the URL. Call it in a route's `data`.
    #[must_use]
    pub fn new() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|q| q.get("sheet").and_then(|id| id.parse().ok())));
        let on = Memo::new(move |_| query.with(|q| q.get("for").unwrap_or_default()));
        let (book, join) = (Submit::<BookClass>::new(), Submit::<JoinWaitlist>::new());
        let (leave, party) = (Submit::<LeaveWaitlist>::new(), Submit::<BookParty>::new());
        let (hold, change) = (Submit::<HoldSpot>::new(), Submit::<ChangeSpot>::new());
        let together = Submit::<JoinParty>::new();
        let answers = move || {
            let line = join.version().get() + leave.version().get() + together.version().get();
            book.version().get() + line + party.version().get() + change.version().get()
        };
        let sheet = Load::new(
            move || (asked.get(), on.get(), answers()),
            |(asked, on, _)| async move {
                match asked {
                    Some(session) => load_sheet(session, on).await.map(Some),
                    None => Ok(None),
                }
            },
        );
        Self {
            asked,
            on,
            sheet,
            book,
            join,
            leave,
            party,
            together,
            hold,
            change,
            moved: RwSignal::new(0),
            shown: StoredValue::new(Vec::new()),
        }
    }

    /// Grows with every answer: what a page has loaded is old then.
    #[must_use]
    pub fn answers(self) -> usize {
        let line = self.join.version().get() + self.leave.version().get() + self.together.version().get();
        self.book.version().get() + line + self.party.version().get() + self.change.version().get()
    }

    /// What the server said no with, if its last answer was a no.
    fn error(self) -> Option<AppError<Refusal>> {
        self.book
            .value()
            .get()
            .and_then(Result::err)
            .or_else(|| self.join.value().get().and_then(Result::err))
            .or_else(|| self.leave.value().get().and_then(Result::err))
            .or_else(|| self.party.value().get().and_then(Result::err))
            .or_else(|| self.together.value().get().and_then(Result::err))
    }
}

impl Default for SheetData {
    fn default() -> Self {
        Self::new()
    }
}

/// The sheet over a page, while the URL asks for one.
#[component]
pub fn BookingSheet(
    /// Made in the route's `data`.
    data: SheetData,
    /// The page without the sheet.
    #[prop(into)]
    back: Signal<String>,
    /// The numbers as they change while the page is open.
    seats: LiveSeats,
) -> impl IntoView {
    let l = use_locale();
    // The last place is gone, or one has come free: another form stands in the sheet then. A number alone changes nothing that is
    // chosen in it.
    let full = move || {
        let asked = data.asked.get()?;
        let live = seats.with(|all| all.get(&asked).map(|s| s.full()));
        let loaded = || match data.sheet.get() {
            Some(Ok(Some(sheet))) if sheet.entry.session.id == asked => Some(sheet.entry.session.free() == 0),
            _ => None,
        };
        Some((asked, live.or_else(loaded)?))
    };
    Effect::new(move |before: Option<Option<(SessionId, bool)>>| {
        let now = full();
        if let (Some(Some(before)), Some(now)) = (before, now)
            && before.0 == now.0
            && before.1 != now.1
        {
            data.sheet.refetch();
        }
        now
    });
    on_move(
        move || {
            let asked = data.asked.get()?;
            seats.with(|all| all.get(&asked).map(|of| of.heard))
        },
        move || data.moved.update(|n| *n = n.wrapping_add(1)),
    );
    // An answer belongs to the class and the person it was about: it goes when the sheet closes or shows another one.
    Effect::new(move |before: Option<(Option<SessionId>, String)>| {
        let asked = (data.asked.get(), data.on.get());
        if before.is_some_and(|before| before != asked) {
            data.book.clear();
            data.join.clear();
            data.leave.clear();
            data.party.clear();
            data.together.clear();
            data.hold.clear();
            data.change.clear();
        }
        asked
    });
    move || {
        data.asked.get().map(|asked| {
            let close = StoredValue::new(back.get_untracked());
            let ready = move |sheet: Option<Sheet>| sheet.filter(|sheet| sheet.entry.session.id == asked);
            view! {
                <Dialog
                    id="booking"
                    title=t::member::sheet_title(l)
                    close_href=close.get_value()
                    close_label=t::member::close(l)
                    bare=true
                    head=move || {
                        view! {
                            <Loaded resource=data.sheet skeleton=head_skeleton error=|_| ().into_any() keep=true let:sheet>
                                {ready(sheet).map_or_else(head_skeleton, |sheet| head(l, sheet, seats))}
                            </Loaded>
                        }
                    }
                >
                    <Loaded resource=data.sheet skeleton=body_skeleton error=wrong keep=true let:sheet>
                        {ready(sheet).map_or_else(body_skeleton, |sheet| body(l, sheet, data, close.get_value()))}
                    </Loaded>
                    <p class="sr-only" role="status">
                        {move || spoken(l, data)}
                    </p>
                </Dialog>
            }
        })
    }
}

/// The result for those who cannot see the sheet change.
fn spoken(l: Locale, data: SheetData) -> String {
    if let Some(Ok(all)) = data.party.value().get() {
        return t::member::party_done(l, all.seats.len() as i64);
    }
    if let Some(Ok(joined)) = data.together.value().get() {
        return t::member::waiting_at(l, joined.place);
    }
    match (data.book.value().get(), data.join.value().get()) {
        (Some(Ok(_)), _) => t::member::booked_title(l).to_owned(),
        (_, Some(Ok(joined))) => t::member::waiting_at(l, joined.place),
        _ if matches!(data.leave.value().get(), Some(Ok(()))) => t::member::offer_passed_on(l).to_owned(),
        _ => String::new(),
    }
}

fn head_skeleton() -> AnyView {
    view! {
        <div class="space-y-2 py-1" aria-hidden="true">
            <div class="skeleton h-4 w-24"></div>
            <div class="skeleton h-6 w-48"></div>
        </div>
    }
    .into_any()
}

fn body_skeleton() -> AnyView {
    view! {
        <div class="space-y-4" aria-hidden="true">
            <div class="skeleton h-12 w-full"></div>
            <div class="skeleton h-12 w-full"></div>
            <div class="skeleton h-20 w-full rounded-box"></div>
            <div class="skeleton h-13 w-full"></div>
        </div>
    }
    .into_any()
}

fn head(l: Locale, sheet: Sheet, seats: LiveSeats) -> AnyView {
    let session = sheet.entry.session.clone();
    let news = seats_of(seats, session.id);
    let stands = move || {
        let mut entry = sheet.entry.clone();
        entry.session = with_seats(entry.session, news.get());
        let stands = standing(l, &entry);
        view! {
            <StateBadge state=stands.state label=stands.label/>
            {stands.note.map(|note| view! { <span class=stands.state.text_class()>{note}</span> })}
        }
    };
    view! {
        <CategoryWord category=tint(session.category) label=session.category.text(l)/>
        <p class="mt-0.5 text-xl leading-snug font-bold tracking-tight wrap-anywhere">{session.name}</p>
        <p class="mt-2 flex flex-wrap items-center gap-2 text-caption">{stands}</p>
    }
    .into_any()
}

fn body(l: Locale, sheet: Sheet, data: SheetData, close: String) -> AnyView {
    let facts = facts(l, &sheet);
    let sheet_story = sheet.story.clone();
    let who = people(l, &sheet);
    let whose = sheet.entry.whose.clone();
    if let Some(party) = sheet.party.clone() {
        return view! {
            {facts}
            <div class="mt-4 space-y-4">{who} {several(l, &sheet, party, data, close)}</div>
        }
        .into_any();
    }
    let rest = match &sheet.entry.mine {
        Some(Mine::Booked { booking, status, .. }) => {
            let spots = sheet
                .spots
                .clone()
                .filter(|_| *status == BookingStatus::Booked && sheet.entry.session.starts.at > sheet.now.at)
                .map(|plan| (plan, sheet.key.clone()));
            booked(l, (*booking, *status), whose, spots, data, close)
        }
        Some(Mine::Waiting { place, covered, with }) => waiting(l, (*place, *covered, *with), &sheet, data, close),
        Some(Mine::Offered { until, .. }) => offered(l, *until, sheet.clone(), data, close),
        None if sheet.refusals.is_empty() => {
            let confirm = match &whose {
                Some(ward) => t::member::confirm_for(l, &ward.name),
                None => t::member::confirm(l).to_owned(),
            };
            data.shown.set_value(sheet.choices.clone());
            view! {
                <Said data=data known=Vec::new()/>
                <Confirm sheet=sheet data=data label=confirm/>
                <NotNow close=close/>
            }
            .into_any()
        }
        None if only_full(&sheet) => view! {
            <Said data=data known=sheet.refusals.clone()/>
            <Wait sheet=sheet data=data close=close/>
        }
        .into_any(),
        None => view! {
            <Said data=data known=sheet.refusals.clone()/>
            <Refused sheet=sheet data=data close=close/>
        }
        .into_any(),
    };
    let story = sheet_story.map(|story| {
        view! {
            <div class="flex items-start gap-3 px-1 text-caption text-muted">
                <Icon icon=Icon::Hourglass class="mt-0.5 size-4"/>
                <p class="min-w-0 wrap-anywhere">{format!("{}: {}", t::member::waited_before(l), story.text(l))}</p>
            </div>
        }
    });
    view! {
        {facts}
        <div class="mt-4 space-y-4">{who} {rest} {story}</div>
    }
    .into_any()
}

/// When, where, with whom, and until when the reader may think again.
fn facts(l: Locale, sheet: &Sheet) -> AnyView {
    let session = &sheet.entry.session;
    let (from, to) = session.clocks();
    let place = dotted(&[
        session.room.as_deref(),
        Some(&session.location),
        session.coach.as_deref(),
    ]);
    let free_until = match &sheet.entry.mine {
        Some(Mine::Booked {
            status: BookingStatus::Booked,
            free_until,
            ..
        }) => Some(*free_until),
        None | Some(Mine::Offered { .. }) if sheet.refusals.is_empty() => Some(sheet.free_until),
        _ => None,
    };
    let with = match &sheet.entry.mine {
        Some(Mine::Booked { pass, why, .. }) => Some(paid(l, pass, *why)),
        _ => None,
    };
    let with = with.map(|with| {
        view! {
            <li class="flex gap-4">
                <Icon icon=Icon::Ticket class="mt-0.5 size-5 text-muted"/>
                <p class="min-w-0 wrap-anywhere">{with}</p>
            </li>
        }
    });
    let stands = match &sheet.entry.mine {
        Some(Mine::Booked { spot: Some(spot), .. }) => Some(t::spots::spot(l, spot)),
        _ => None,
    };
    let stands = stands.map(|stands| {
        view! {
            <li class="flex gap-4">
                <Icon icon=Icon::MapPin class="mt-0.5 size-5 text-muted"/>
                <p class="min-w-0 font-semibold wrap-anywhere">{stands}</p>
            </li>
        }
    });
    let needs = sheet.needs.map(|(minimum, decided)| {
        let note = t::member::needs_note(l, when(l, decided, sheet.now));
        view! { <Fact icon=Icon::UsersRound note=note>{t::member::needs(l, minimum)}</Fact> }
    });
    let asks = Some(session.asks.texts(l)).filter(|texts| !texts.is_empty());
    let asks = asks.map(|texts| {
        view! { <Fact icon=Icon::UserRound note=t::asks::asked(l)>{texts.join(" · ")}</Fact> }
    });
    let comma = if l == Locale::En { ", " } else { " " };
    let day = format!("{}{comma}", l.day_named(session.day));
    let counted = sheet.choices.first().is_none_or(|choice| choice.credits > 0);
    let free_until = free_until.map(|until| free_line(l, until, sheet.now, counted));
    let about = Some(sheet.about.clone()).filter(|about| !about.is_empty());
    view! {
        <ul class="space-y-3.5">
            <Fact icon=Icon::Clock note=place>
                {day}
                <strong class="font-semibold tabular-nums">{t::member::from_to(l, from, to)}</strong>
            </Fact>
            {stands}
            {with}
            {asks}
            {needs}
            {free_until}
            {about
                .map(|about| {
                    view! {
                        <li>
                            <details class="group">
                                <summary class="flex min-h-11 cursor-pointer list-none items-center gap-4 text-sm font-medium text-primary [&::-webkit-details-marker]:hidden">
                                    <Icon icon=Icon::Info class="size-5 text-muted"/>
                                    {t::member::about(l)}
                                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                                </summary>
                                <p class="pb-1 pl-9 text-sm text-muted wrap-anywhere">{about}</p>
                            </details>
                        </li>
                    }
                })}
        </ul>
    }
    .into_any()
}

fn free_line(l: Locale, until: Moment, now: Moment, counted: bool) -> AnyView {
    if until.at <= now.at {
        return view! { <Fact icon=Icon::CalendarX2 note=t::member::no_free_note(l)>{t::member::no_free(l)}</Fact> }
            .into_any();
    }
    let after = if counted {
        t::member::after_counted(l)
    } else {
        t::member::after_uncounted(l)
    };
    view! {
        <Fact icon=Icon::CalendarX2 note=after>
            {set_off(&t::member::free_until(l, SLOT), when(l, until, now))}
        </Fact>
    }
    .into_any()
}

/// A fact with its icon, and what follows from it under it.
#[component]
fn Fact(icon: Icon, #[prop(into)] note: String, children: Children) -> impl IntoView {
    view! {
        <li class="flex gap-4">
            <Icon icon=icon class="mt-0.5 size-5 text-muted"/>
            <div class="min-w-0">
                <p>{children()}</p>
                <p class="text-caption text-muted wrap-anywhere">{note}</p>
            </div>
        </li>
    }
    .into_any()
}

/// What the server said to the last press, unless the sheet says it anyway.
#[component]
pub(super) fn Said(data: SheetData, known: Vec<Rule>) -> impl IntoView {
    let l = use_locale();
    move || {
        let error = data.error()?;
        let text = match &error {
            AppError::Refused(refusal) => {
                let news: Vec<String> = refusal
                    .rules
                    .iter()
                    .filter(|rule| !known.contains(rule))
                    .map(|rule| rule.text(l))
                    .collect();
                news.join(" ")
            }
            other => other.text(l),
        };
        (!text.is_empty()).then(|| view! { <Notice tone=Tone::Warning title=text/> })
    }
}
