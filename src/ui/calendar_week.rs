//! A week by quarter hours: what one coach, or one room, does when.

use leptos::prelude::*;

use super::badge::Category;
use super::icon::Icon;

/// The head of a day's column.
#[derive(Clone, Debug)]
pub struct DayHead {
    /// The short name: "Thu".
    pub short: String,
    /// The day of the month.
    pub number: String,
    /// The whole name: "Thursday 19 March".
    pub name: String,
    /// Whether it is today, as the server says.
    pub today: bool,
    /// A word under it: "today", "Closed: public holiday".
    pub note: Option<String>,
}

/// Something in a week.
#[derive(Clone, Debug)]
pub struct WeekEntry {
    /// The day's place in the week, from 0.
    pub day: usize,
    /// Minutes since midnight at which it starts, on the location's clock.
    pub start: u32,
    /// How many minutes it takes.
    pub minutes: u32,
    /// When it starts, in words: "18:30".
    pub time: String,
    /// What it is.
    pub title: String,
    /// A short second line: "14 of 14".
    pub note: Option<String>,
    /// The whole name.
    pub name: String,
    /// Where it opens.
    pub href: String,
    /// Its category.
    pub category: Category,
    /// It wants a person or a room that something else has.
    pub conflict: bool,
}

/// A time that is not free: a day off, closed hours.
#[derive(Clone, Debug)]
pub struct WeekBlock {
    /// The day's place in the week, from 0.
    pub day: usize,
    /// Minutes since midnight at which it starts.
    pub start: u32,
    /// How many minutes it takes.
    pub minutes: u32,
    /// The whole name: "Wednesday 07:00 to 21:00: not available".
    pub name: String,
    /// A word in the middle: "Day off".
    pub word: Option<String>,
}

/// The quarter hours that the style sheet has places for.
const ROWS: u32 = 64;

/// The classes of a place: column of the day, row of the quarter hour, as many rows as quarter hours.
///
/// What starts before the first hour or ends after the last row is cut there, so that it never leaves the grid.
fn place(day: usize, start: u32, minutes: u32, first_hour: u32) -> String {
    let top = first_hour * 60;
    let from = start.saturating_sub(top) / 15;
    let until = start.saturating_add(minutes).saturating_sub(top).div_ceil(15);
    let row = (from + 1).min(ROWS);
    let span = until.saturating_sub(from).clamp(1, ROWS - row + 1);
    format!("col-start-{} row-start-{row} row-span-{span}", day.min(6) + 2)
}

/// How many earlier entries of the same day an entry lies over: it moves right, so that both can be read.
fn overlaps(entries: &[WeekEntry], index: usize) -> usize {
    let this = &entries[index];
    entries[..index]
        .iter()
        .filter(|other| other.day == this.day)
        .filter(|other| other.start < this.start.saturating_add(this.minutes))
        .filter(|other| this.start < other.start.saturating_add(other.minutes))
        .count()
}

/// A week by quarter hours: a list on a phone, a grid from 1024 px on.
#[component]
pub fn WeekGrid(
    /// "Week from Monday 16 March, hours 7 to 21".
    #[prop(into)]
    label: String,
    /// The days; seven.
    days: Vec<DayHead>,
    /// The first hour drawn.
    first_hour: u32,
    /// The hours' words, from the first one on: "07:00", "08:00"; sixteen at most.
    hours: Vec<String>,
    /// What there is, in order of time.
    entries: Vec<WeekEntry>,
    /// What is not free.
    #[prop(optional)]
    blocks: Vec<WeekBlock>,
    /// On a phone, for a day without entries: "Nothing".
    #[prop(into)]
    nothing: String,
) -> impl IntoView {
    let list = week_list(&days, &entries, nothing);
    let heads = days.into_iter().map(week_head).collect_view();
    let hour_cells = (0..)
        .zip(hours.into_iter().take(16))
        .map(|(n, hour): (u32, String)| {
            let class = format!(
                "col-start-1 row-start-{} row-span-4 pt-1 pr-2 text-right text-xs text-muted tabular-nums",
                n * 4 + 1
            );
            view! { <li class=class aria-hidden="true">{hour}</li> }
        })
        .collect_view();
    let closed = blocks
        .into_iter()
        .map(
            |WeekBlock {
                 day,
                 start,
                 minutes,
                 name,
                 word,
             }| {
                let place = place(day, start, minutes, first_hour);
                view! {
                    <li class=format!("{place} hatch flex items-start justify-center pt-2 text-xs text-muted")>
                        <span class="sr-only">{name}</span>
                        {word.map(|word| view! { <span class="rounded bg-base-200 px-1.5 py-0.5">{word}</span> })}
                    </li>
                }
            },
        )
        .collect_view();
    let shifts: Vec<usize> = (0..entries.len()).map(|n| overlaps(&entries, n)).collect();
    let cells = entries
        .into_iter()
        .zip(shifts)
        .map(|(entry, shift)| {
            let place = place(entry.day, entry.start, entry.minutes, first_hour);
            week_cell(entry, place, shift)
        })
        .collect_view();
    view! {
        <div class="space-y-5 lg:hidden">{list}</div>
        <div class="sheet hidden min-h-0 flex-1 flex-col overflow-hidden lg:flex">
            <div class="grid grid-cols-[3.25rem_repeat(7,minmax(0,1fr))] border-b border-base-300">
                <span></span>
                {heads}
            </div>
            <div class="relative min-h-0 flex-1 overflow-y-auto" tabindex="0" role="region" aria-label=label>
                <ul class="grid auto-rows-[1rem] grid-cols-[3.25rem_repeat(7,minmax(0,1fr))] bg-[linear-gradient(to_bottom,var(--color-base-300)_1px,transparent_1px)] bg-[length:100%_4rem]">
                    {hour_cells}
                    {closed}
                    {cells}
                </ul>
            </div>
        </div>
    }
    .into_any()
}

fn week_head(day: DayHead) -> AnyView {
    let (tone, word, circle) = if day.today {
        ("text-primary", "font-semibold", "bg-primary text-primary-content")
    } else {
        ("", "text-muted", "")
    };
    view! {
        <p class=format!("flex flex-col items-center py-2 {tone}") aria-current=day.today.then_some("date")>
            <span class="sr-only">{day.name}</span>
            <span class=format!("text-xs {word}") aria-hidden="true">
                {day.short}
            </span>
            <span
                class=format!("grid size-8 place-items-center rounded-full text-base font-semibold tabular-nums {circle}")
                aria-hidden="true"
            >
                {day.number}
            </span>
        </p>
    }
    .into_any()
}

fn week_cell(entry: WeekEntry, place: String, shift: usize) -> AnyView {
    let WeekEntry {
        time,
        title,
        note,
        name,
        href,
        category,
        conflict,
        ..
    } = entry;
    let aside = match shift {
        0 => "",
        1 => "z-10 ml-[32%]",
        _ => "z-20 ml-[56%]",
    };
    let outline = if conflict {
        "outline-2 -outline-offset-2 outline-conflict"
    } else {
        ""
    };
    let lift = if shift > 0 { "shadow-pop" } else { "" };
    view! {
        <li class=format!("{} {place} {aside} p-0.5", category.class())>
            <a
                href=href
                class=format!("flex h-full flex-col overflow-hidden rounded-lg cat-tint cat-bar py-1 pr-1 pl-2 text-xs leading-tight {outline} {lift}")
            >
                <span class="sr-only">{name}</span>
                <span class="flex items-center gap-1 font-bold tabular-nums" aria-hidden="true">
                    {time}
                    {conflict.then(|| view! { <Icon icon=Icon::TriangleAlert class="size-3 text-conflict"/> })}
                </span>
                <span class="font-medium wrap-anywhere" aria-hidden="true">
                    {title}
                </span>
                <span class="text-muted" aria-hidden="true">
                    {note}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// The same week as days under each other, for a phone.
fn week_list(days: &[DayHead], entries: &[WeekEntry], nothing: String) -> AnyView {
    days.iter()
        .enumerate()
        .map(|(n, day)| {
            let lines: Vec<AnyView> = entries
                .iter()
                .filter(|entry| entry.day == n)
                .map(|entry| week_line(entry.clone()))
                .collect();
            let body = if lines.is_empty() {
                view! { <p class="px-1 text-caption text-muted">{nothing.clone()}</p> }.into_any()
            } else {
                view! { <ul class="sheet divide-y divide-base-300/70 overflow-hidden">{lines}</ul> }.into_any()
            };
            let tone = if day.today { "text-primary" } else { "" };
            view! {
                <section>
                    <h2 class=format!("flex items-baseline justify-between gap-3 px-1 pb-1.5 font-semibold {tone}")>
                        {day.name.clone()}
                        <span class="text-caption font-normal">{day.note.clone()}</span>
                    </h2>
                    {body}
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn week_line(entry: WeekEntry) -> AnyView {
    let WeekEntry {
        time,
        title,
        note,
        name,
        href,
        category,
        conflict,
        ..
    } = entry;
    view! {
        <li class=category.class()>
            <a href=href class="flex min-h-14 items-center gap-3 py-2.5 pr-3 pl-4">
                <span class="sr-only">{name}</span>
                <span class="w-12 shrink-0 text-lg font-bold tabular-nums" aria-hidden="true">
                    {time}
                </span>
                <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
                <span class="min-w-0 flex-1" aria-hidden="true">
                    <span class="block leading-snug font-semibold wrap-anywhere">{title}</span>
                    <span class="block text-caption text-muted">{note}</span>
                </span>
                {conflict.then(|| view! { <Icon icon=Icon::TriangleAlert class="size-5 text-conflict"/> })}
                <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
            </a>
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_stays_in_the_grid() {
        assert_eq!(place(3, 18 * 60 + 30, 55, 7), "col-start-5 row-start-47 row-span-4");
        // begins before the first hour
        assert_eq!(place(0, 6 * 60, 120, 7), "col-start-2 row-start-1 row-span-4");
        // ends after the last row
        assert_eq!(place(6, 22 * 60, 300, 7), "col-start-8 row-start-61 row-span-4");
        // nonsense is cut, not drawn outside
        assert_eq!(place(9, u32::MAX / 2, 5, 7), "col-start-8 row-start-64 row-span-1");
    }

    #[test]
    fn a_later_entry_moves_aside_only_where_both_run() {
        let entry = |day, start, minutes| WeekEntry {
            day,
            start,
            minutes,
            time: String::new(),
            title: String::new(),
            note: None,
            name: String::new(),
            href: String::new(),
            category: Category::Mind,
            conflict: false,
        };
        let week = [
            entry(3, 1110, 60),
            entry(3, 1140, 60),
            entry(3, 1200, 30),
            entry(4, 1140, 60),
        ];
        assert_eq!([0, 1, 2, 3].map(|n| overlaps(&week, n)), [0, 1, 0, 0]);
    }
}
