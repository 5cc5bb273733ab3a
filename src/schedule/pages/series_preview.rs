//! The dates of a rule before it is made: which are free, what is in the way of the others, and the press that makes them.

use super::planner::{NEW_SERIES, WEEK};
use crate::{
    accounts::pages::{address::address, wrong::wrong},
    platform::{
        error::{Answer, AppError},
        i18n::{Locale, t},
    },
    schedule::{
        api::MakeSeries,
        model::{Choices, Conflict, Occurrence, Refusal, SeriesForm},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::Checkbox,
        form::HiddenFields,
        icon::Icon,
        states::{EmptyList, Notice},
        submit::{Submit, SubmitForm},
        table::{Column, DataTable, TableRow},
        tabs::{SegmentLinks, Tab},
    },
};
use leptos::prelude::*;

/// Before the first look.
pub fn begin(l: Locale) -> AnyView {
    view! {
        <section class="p-4 lg:p-6">
            <EmptyList title=t::planner::begin_title(l) text=t::planner::begin_text(l) icon=Icon::CalendarSearch/>
        </section>
    }
    .into_any()
}

/// What the server says of the rule.
pub fn answer(
    l: Locale,
    choices: &Choices,
    form: &SeriesForm,
    came: Answer<Vec<Occurrence>, Refusal>,
    make: Submit<MakeSeries>,
    only: Memo<bool>,
    stale: RwSignal<bool>,
) -> AnyView {
    match came {
        Ok(dates) => found(l, choices, form, dates, make, only, stale),
        Err(AppError::Refused(reason)) => {
            use crate::platform::error::Reason as _;
            view! { <section class="p-4 lg:p-6"><Notice tone=Tone::Warning title=reason.text(l) icon=Icon::CalendarX2/></section> }
                .into_any()
        }
        Err(error) => view! { <section class="p-4 lg:p-6">{wrong(error)}</section> }.into_any(),
    }
}

/// The rule as the URL holds it.
fn query(form: &SeriesForm, only: bool) -> String {
    let mut query: Vec<(&str, &str)> = vec![
        ("look", "1"),
        ("class_type", &form.class_type),
        ("location", &form.location),
        ("coach", &form.coach),
        ("room", &form.room),
    ];
    query.extend(form.weekdays.iter().map(|day| ("weekdays", day.as_str())));
    query.extend([
        ("start", &*form.start),
        ("minutes", &*form.minutes),
        ("capacity", &*form.capacity),
        ("starts_on", &*form.starts_on),
        ("ends_on", &*form.ends_on),
        ("only", if only { "conflicts" } else { "" }),
    ]);
    address(NEW_SERIES, &query)
}

/// The rule as the form that makes it sends it.
fn fields(form: &SeriesForm) -> Vec<(String, String)> {
    let one = |name: &str, value: &str| (format!("form[{name}]"), value.to_owned());
    let mut fields = vec![
        one("class_type", &form.class_type),
        one("location", &form.location),
        one("room", &form.room),
        one("coach", &form.coach),
        one("start", &form.start),
        one("minutes", &form.minutes),
        one("capacity", &form.capacity),
        one("starts_on", &form.starts_on),
        one("ends_on", &form.ends_on),
    ];
    fields.extend(
        form.weekdays
            .iter()
            .map(|day| ("form[weekdays][]".to_owned(), day.clone())),
    );
    fields
}

fn found(
    l: Locale,
    choices: &Choices,
    form: &SeriesForm,
    dates: Vec<Occurrence>,
    make: Submit<MakeSeries>,
    only: Memo<bool>,
    stale: RwSignal<bool>,
) -> AnyView {
    let all = dates.len() as i64;
    let taken = dates.iter().filter(|o| !o.conflicts.is_empty()).count() as i64;
    let count = if taken == 0 {
        t::planner::dates_free(l, all)
    } else {
        t::planner::dates_taken(l, all, taken)
    };
    let until = dates.last().map(|o| l.date(o.day)).unwrap_or_default();
    let note = if form.ends_on.trim().is_empty() {
        t::planner::checked_until(l, until)
    } else {
        t::planner::checked(l).to_owned()
    };
    let (every, conflicts) = (query(form, false), query(form, true));
    let segments = (taken > 0).then_some({
        move || {
            let only = only.get();
            let tabs = vec![
                Tab::new(format!("{} {all}", t::planner::show_all(l)), every.clone(), !only),
                Tab::new(
                    format!("{} {taken}", t::planner::show_conflicts(l)),
                    conflicts.clone(),
                    only,
                ),
            ];
            view! { <SegmentLinks label=t::planner::show_dates(l) tabs=tabs/> }
        }
    });
    let shift = clock_change(l, &dates).map(|words| {
        view! {
            <p class="flex gap-2.5 rounded-field bg-base-100 p-3 text-caption shadow-card">
                <Icon icon=Icon::Clock class="mt-px size-4 text-muted"/>
                <span>{words}</span>
            </p>
        }
    });
    let names = Names::of(choices, form);
    let rows = StoredValue::new(dates);
    let table = move || {
        let lines = rows.with_value(|dates| {
            (1..)
                .zip(dates)
                .filter(|(_, o)| !only.get() || taken == 0 || !o.conflicts.is_empty())
                .map(|(n, o)| line(l, n, o, &names))
                .collect_view()
        });
        let columns = vec![
            Column::new(t::planner::number(l)).wide(),
            Column::new(t::planner::date(l)),
            Column::new(t::planner::time(l)).wide(),
            Column::new(t::planner::check(l)),
        ];
        view! { <DataTable caption=t::planner::dates(l) columns=columns>{lines}</DataTable> }
    };
    view! {
        <section class="flex min-h-0 min-w-0 flex-col" aria-labelledby="dates">
            <div class="flex flex-wrap items-center gap-3 px-4 pt-5 pb-3 lg:px-6">
                <div class="min-w-0">
                    <h2 id="dates" class="text-base font-semibold">
                        <span role="status">{count}</span>
                    </h2>
                    <p class="text-caption text-muted">{note}</p>
                </div>
                <span class="sm:ml-auto">{segments}</span>
            </div>
            <div class="min-h-0 flex-1 space-y-3 px-4 pb-4 lg:overflow-y-auto lg:px-6">
                {shift}
                <div class="sheet overflow-hidden">{table}</div>
            </div>
            {foot(l, form, all, taken, make, stale)}
        </section>
    }
    .into_any()
}

/// The names of what was chosen, for the sentences about what is taken.
struct Names {
    room: String,
    coach: String,
}

impl Names {
    fn of(choices: &Choices, form: &SeriesForm) -> Self {
        let room = choices.rooms.iter().find(|r| r.id.to_string() == form.room);
        let coach = choices.coaches.iter().find(|c| c.id.to_string() == form.coach);
        Self {
            room: room.map(|r| r.name.clone()).unwrap_or_default(),
            coach: coach.map(|c| c.name.clone()).unwrap_or_default(),
        }
    }

    fn sentence(&self, l: Locale, c: &Conflict) -> String {
        let (from, to) = (c.starts.clock(), c.ends.clock());
        let span = t::planner::from_to(l, from, to);
        if c.what == "room" {
            t::planner::room_taken(l, &c.name, &self.room, span)
        } else {
            t::planner::coach_taken(l, &c.name, &self.coach, span)
        }
    }
}

fn line(l: Locale, n: i32, o: &Occurrence, names: &Names) -> AnyView {
    let taken = !o.conflicts.is_empty();
    let check = if taken {
        let sentences = o
            .conflicts
            .iter()
            .map(|c| view! { <span class="block">{names.sentence(l, c)}</span> })
            .collect_view();
        view! {
            <span class="flex items-start gap-2">
                <Icon icon=Icon::TriangleAlert class="mt-px size-4 text-conflict"/>
                <span class="min-w-0 wrap-anywhere">
                    <span class="sr-only">{t::planner::clash(l)}": "</span>
                    {sentences}
                </span>
            </span>
        }
        .into_any()
    } else {
        view! {
            <span class="flex items-start gap-2 text-muted">
                <Icon icon=Icon::Check class="mt-px size-4 text-success"/>
                {t::planner::free(l)}
            </span>
        }
        .into_any()
    };
    let (day, time) = (l.day_short(o.day), o.starts.clock());
    view! {
        <TableRow>
            <td class="w-12 text-muted max-sm:hidden">{n}</td>
            <th scope="row" class="font-medium whitespace-nowrap">
                {day} <span class="block font-normal text-muted sm:hidden">{time.clone()}</span>
            </th>
            <td class="max-sm:hidden">{time}</td>
            <td class="w-full whitespace-normal!">{check}</td>
        </TableRow>
    }
    .into_any()
}

/// Whether the clocks change on the way: the class keeps its time on the wall, which people ask about.
fn clock_change(l: Locale, dates: &[Occurrence]) -> Option<String> {
    let first = dates.first()?;
    let moved = dates.iter().find(|o| o.starts.offset != first.starts.offset)?;
    Some(t::planner::clocks(l, l.date(moved.day), first.starts.clock()))
}

/// What the press makes; nothing to press where no date is free.
fn foot(
    l: Locale,
    form: &SeriesForm,
    all: i64,
    taken: i64,
    make: Submit<MakeSeries>,
    stale: RwSignal<bool>,
) -> AnyView {
    let free = all - taken;
    let frame = "sticky bottom-0 z-10 border-t border-base-300 bg-base-100 px-4 py-3 lg:px-6";
    if free == 0 {
        return view! {
            <footer class=frame>
                <p class="flex items-center gap-2 text-sm font-medium text-conflict" role="alert">
                    <Icon icon=Icon::TriangleAlert class="size-4"/>
                    {t::planner::none_free(l)}
                </p>
            </footer>
        }
        .into_any();
    }
    let failed = move || {
        make.value()
            .get()
            .and_then(Result::err)
            .map(|e| view! { <div class="mb-3"><Notice tone=Tone::Error title=e.text(l)/></div> })
    };
    let back = address(WEEK, &[("location", &form.location), ("day", &form.starts_on)]);
    let rule = fields(form);
    let skip = (taken > 0).then(|| {
        view! { <Checkbox name="form[skip_conflicts]" label=t::planner::skip(l, taken) value="true"/> }
    });
    let words = if taken == 0 {
        t::planner::will_make(l, free)
    } else {
        t::planner::will_make_without(l, free, taken)
    };
    view! {
        <footer class=frame>
            {failed}
            <SubmitForm to=make>
                <HiddenFields fields=rule/>
                <div class="flex flex-wrap items-center gap-x-5 gap-y-2">
                    <div class="min-w-0 flex-1 basis-64">
                        <p class="text-sm font-medium">{words}</p>
                        {skip}
                    </div>
                    {move || {
                        if stale.get() {
                            view! {
                                <p class="flex items-center gap-2 text-sm font-medium text-warning" role="status">
                                    <Icon icon=Icon::RefreshCw class="size-4"/>
                                    {t::planner::stale(l)}
                                </p>
                            }
                            .into_any()
                        } else {
                            view! {
                                <LinkButton href=back.clone() label=t::planner::back(l) kind=ButtonKind::Ghost/>
                                <Button
                                    label=t::planner::make(l, free)
                                    kind=ButtonKind::Primary
                                    icon=Icon::CalendarPlus
                                    pending=make.pending()
                                />
                            }
                            .into_any()
                        }
                    }}
                </div>
            </SubmitForm>
        </footer>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::{Day, Instant, Moment, day_plus};

    fn form() -> SeriesForm {
        SeriesForm {
            class_type: "c".to_owned(),
            weekdays: vec!["1".to_owned(), "4".to_owned()],
            start: "18:30".to_owned(),
            starts_on: "2026-03-16".to_owned(),
            ..SeriesForm::default()
        }
    }

    #[test]
    fn what_is_made_is_what_was_looked_at() {
        assert_eq!(
            query(&form(), false),
            "/admin/series/new?look=1&class_type=c&weekdays=1&weekdays=4&start=18%3A30&starts_on=2026-03-16"
        );
        let sent = fields(&form());
        assert!(sent.contains(&("form[start]".to_owned(), "18:30".to_owned())));
        assert_eq!(sent.iter().filter(|(name, _)| name == "form[weekdays][]").count(), 2);
        assert!(
            sent.iter().all(|(name, _)| name != "form[skip_conflicts]"),
            "that is the reader's own tick"
        );
    }

    #[test]
    fn a_change_of_clocks_is_told_once_and_only_where_there_is_one() {
        let on = |n: i64, offset| {
            let day = day_plus(Day::from_ymd_opt(2026, 3, 19).expect("a real date"), n * 7);
            Occurrence {
                day,
                starts: Moment {
                    at: Instant(n * 604_800_000_000),
                    offset,
                },
                conflicts: Vec::new(),
            }
        };
        assert_eq!(clock_change(Locale::En, &[on(0, 3600), on(1, 3600)]), None);
        let told = clock_change(Locale::En, &[on(0, 3600), on(1, 7200), on(2, 7200)]);
        assert!(told.is_some_and(|told| told.contains("26 March 2026")));
    }
}
