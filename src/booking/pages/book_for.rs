//! Booking for a member who called: a day of the timetable, with a press for each class.

use super::{
    anyway::{Asked, dialog},
    member::addressed,
    parts::{dotted, free_places, standing, tint},
};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    booking::{
        api::desk::{BookAnyway, BookForMember, load_desk_table},
        model::{Against, DeskTable, Entry, MemberTimetable, Mine},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::day_plus,
    },
    schedule::model::{SessionId, SessionStatus},
    studio::model::LocationId,
    ui::{
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        calendar::{self, DayStrip},
        form::Hidden,
        icon::Icon,
        layout::Crumb,
        list::{ClassRow, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        submit::{Submit, SubmitForm},
        tabs::{SegmentLinks, Tab},
    },
};
use chrono::Datelike;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin/members/:id/book?location=&day=&anyway=<class>`
pub struct BookForPage {
    table: Load<DeskTable>,
    book: Submit<BookForMember>,
    anyway: Submit<BookAnyway>,
    /// The class about which the address asks what stands in its way.
    asked: Memo<Option<SessionId>>,
}

impl Page for BookForPage {
    fn data() -> Self {
        let (member, query) = (addressed(), use_query_map());
        let asked = Memo::new(move |_| {
            query.with(|q| (q.get("location").unwrap_or_default(), q.get("day").unwrap_or_default()))
        });
        let (book, anyway) = (Submit::<BookForMember>::new(), Submit::<BookAnyway>::new());
        let table = Load::new(
            move || (member.get(), asked.get(), book.version().get() + anyway.version().get()),
            |(member, (location, day), _)| async move {
                match member {
                    Some(member) => load_desk_table(member, location, day).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        let asked = Memo::new(move |_| query.with(|q| q.get("anyway").and_then(|id| id.parse().ok())));
        // an answer belongs to the class that it was about
        Effect::new(move |before: Option<_>| {
            let asked = asked.get();
            if before.is_some_and(|before| before != asked) {
                anyway.clear();
            }
            asked
        });
        Self {
            table,
            book,
            anyway,
            asked,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let BookForPage {
            table,
            book,
            anyway,
            asked,
        } = this;
        let crumbs: Vec<Crumb> = vec![(t::people::title(l).to_owned(), "/admin/members".to_owned())];
        let waiting = move || view! { <SkeletonRows label=t::people::loading(l)/> };
        view! {
            <StaffPage title=t::bookfor::title(l) current="members" crumbs=crumbs>
                <div class="mx-auto max-w-3xl space-y-4">
                    {book.refusal(l)}
                    <Loaded resource=table skeleton=waiting error=wrong keep=true let:page>
                        {shown(l, page.clone(), book)}
                        {move || asked.get().and_then(|class| over(l, &page, class, anyway))}
                    </Loaded>
                </div>
            </StaffPage>
        }
        .into_any()
    }
}

/// The address of a day at a place.
fn way(page: &DeskTable, location: LocationId, day: crate::platform::time::Day) -> String {
    let path = format!("/admin/members/{}/book", page.member);
    address(&path, &[("location", &location.to_string()), ("day", &day.to_string())])
}

fn shown(l: Locale, page: DeskTable, book: Submit<BookForMember>) -> AnyView {
    let back = format!("/admin/members/{}", page.member);
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3">
            <p class="min-w-0 text-lg font-semibold wrap-anywhere">{t::bookfor::of(l, &page.name)}</p>
            <LinkButton href=back label=t::bookfor::back(l) kind=ButtonKind::Ghost size=ButtonSize::Small icon=Icon::ArrowLeft/>
        </div>
        {places(l, &page)}
        {strip(l, &page)}
        {classes(l, &page, book)}
    }
    .into_any()
}

fn places(l: Locale, page: &DeskTable) -> AnyView {
    let table = &page.table;
    if table.locations.len() < 2 {
        return view! { <p class="text-sm text-muted">{table.location.name.clone()}</p> }.into_any();
    }
    let tabs = table
        .locations
        .iter()
        .map(|place| {
            Tab::new(
                &place.name,
                way(page, place.id, table.day),
                place.id == table.location.id,
            )
        })
        .collect();
    view! { <SegmentLinks label=t::member::choose_location(l) tabs=tabs/> }.into_any()
}

fn strip(l: Locale, page: &DeskTable) -> AnyView {
    let table: &MemberTimetable = &page.table;
    let (here, first) = (table.location.id, table.days.first().map_or(table.day, |(day, _)| *day));
    let days = table
        .days
        .iter()
        .map(|(day, own)| calendar::Day {
            href: way(page, here, *day),
            name: l.day_named(*day),
            short: l.weekday_short(day.weekday()).to_owned(),
            number: day.day().to_string(),
            current: *day == table.day,
            mark: (*own > 0).then(|| t::bookfor::their_classes(l, *own)),
        })
        .collect();
    let earlier = (first > table.today).then(|| {
        let to = day_plus(table.day, -7).max(table.today);
        view! { <IconLink href=way(page, here, to) name=t::member::week_before(l) icon=Icon::ChevronLeft/> }
    });
    view! {
        <div class="sheet p-3">
            <div class="flex items-center justify-between gap-2 px-2">
                <h2 class="text-base font-semibold">{l.day_named(table.day)}</h2>
                <span class="flex">
                    {earlier}
                    <IconLink
                        href=way(page, here, day_plus(table.day, 7))
                        name=t::member::week_after(l)
                        icon=Icon::ChevronRight
                    />
                </span>
            </div>
            <DayStrip label=t::member::choose_day(l) days=days/>
        </div>
    }
    .into_any()
}

fn classes(l: Locale, page: &DeskTable, book: Submit<BookForMember>) -> AnyView {
    let now = page.table.now.at;
    let ahead: Vec<&Entry> = page
        .table
        .entries
        .iter()
        .filter(|entry| entry.session.starts.at > now)
        .collect();
    if ahead.is_empty() {
        return view! {
            <EmptyList title=t::bookfor::none(l) text=t::bookfor::none_text(l) icon=Icon::CalendarOff/>
        }
        .into_any();
    }
    let rows = ahead
        .into_iter()
        .enumerate()
        .map(|(index, entry)| row(l, entry.clone(), page, format!("{}-{index}", page.key), book))
        .collect_view();
    view! { <Sheet label=t::bookfor::classes(l) ordered=true>{rows}</Sheet> }.into_any()
}

/// What stands in the way of a class.
fn in_the_way(page: &DeskTable, class: SessionId) -> Option<&Against> {
    page.against.iter().find(|against| against.session == class)
}

/// The dialog that the address asks for.
fn over(l: Locale, page: &DeskTable, class: SessionId, to: Submit<BookAnyway>) -> Option<AnyView> {
    let against = in_the_way(page, class)?;
    let entry = page.table.entries.iter().find(|entry| entry.session.id == class)?;
    let asked = Asked {
        back: way(page, page.table.location.id, page.table.day),
        member: page.member.to_string(),
        key: format!("{}-anyway", page.key),
    };
    Some(dialog(l, against, &entry.session, asked, to))
}

fn row(l: Locale, entry: Entry, page: &DeskTable, key: String, book: Submit<BookForMember>) -> AnyView {
    let session = &entry.session;
    let (start, _) = session.clocks();
    let stands = match entry.mine {
        Some(_) => standing(l, &entry),
        None if session.status == SessionStatus::Cancelled => standing(l, &entry),
        None => free_places(l, session),
    };
    let open = entry.mine.is_none() && session.status == SessionStatus::Scheduled;
    let against = in_the_way(page, session.id);
    let wait = session.free() == 0 || against.is_some_and(Against::kept_for_party);
    let (label, kind) = if wait {
        (t::bookfor::wait(l), ButtonKind::Outline)
    } else {
        (t::bookfor::book(l), ButtonKind::Primary)
    };
    let name = format!("{label}: {}, {start}", session.name);
    // that all places are taken the row says, and the line is open; what stands in the way besides is told before the press
    let besides = against.and_then(Against::besides).map(|rule| rule.text(l));
    let more = against
        .filter(|against| besides.is_some() || against.may())
        .map(|against| {
            let words = match (against.may(), besides.is_some()) {
                (true, true) => t::bookfor::anyway(l),
                (true, false) => t::bookfor::one_place(l),
                (false, _) => t::bookfor::why_not(l),
            };
            let back = way(page, page.table.location.id, page.table.day);
            (
                format!("{back}&anyway={}", session.id),
                words,
                format!("{words}: {}, {start}", session.name),
            )
        });
    let waits = matches!(entry.mine, Some(Mine::Waiting { .. }));
    let press = open && (wait || besides.is_none());
    let detail = besides.filter(|_| open || waits);
    let (id, member) = (session.id.to_string(), page.member.to_string());
    let action = move || {
        let more = more.map(|(href, words, name)| {
            view! {
                <LinkButton
                    href=href
                    label=words
                    name=name
                    kind=if press { ButtonKind::Ghost } else { ButtonKind::Outline }
                    size=ButtonSize::Small
                    attr:data-noscroll=""
                />
            }
        });
        let press = press.then(|| {
            view! {
                <SubmitForm to=book>
                    <Hidden name="member" value=member/>
                    <Hidden name="session" value=id/>
                    <Hidden name="wait" value=if wait { "true" } else { "false" }/>
                    <Hidden name="key" value=key/>
                    <Button label=label kind=kind name=name pending=book.pending()/>
                </SubmitForm>
            }
        });
        view! { <div class="flex flex-col items-end gap-1">{press} {more}</div> }
    };
    view! {
        <ClassRow
            time=start.clone()
            datetime=session.starts.at.iso()
            duration=t::member::minutes(l, session.minutes)
            category=tint(session.category)
            title=session.name.clone()
            detail=dotted(&[session.coach.as_deref(), session.room.as_deref(), detail.as_deref()])
            state=stands.state
            state_label=stands.label
            state_note=stands.note.unwrap_or_default()
            action=action
        />
    }
    .into_any()
}
