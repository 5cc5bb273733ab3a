//! A week by room (or by coach): a real table, one row a room, one column a day.

use leptos::prelude::*;

use super::badge::Category;
use super::calendar_week::DayHead;
use super::icon::Icon;

/// A class in a cell.
#[derive(Clone, Debug)]
pub struct RoomEntry {
    /// When it starts: "18:30".
    pub time: String,
    /// What it is.
    pub title: String,
    /// The coach's initials, or "No coach".
    pub coach: String,
    /// How full: "14/16".
    pub taken: String,
    /// No place is free: the numbers are set off.
    pub full: bool,
    /// The whole name.
    pub name: String,
    /// Where it opens.
    pub href: String,
    /// Its category.
    pub category: Category,
    /// It wants a person or a room that something else has.
    pub conflict: bool,
    /// Nobody gives it yet.
    pub uncoached: bool,
    /// It was called off.
    pub cancelled: bool,
    /// Where it can be moved, and the name of the grip: "Move 18:30 Rückenfit, Thursday, Studio 2".
    pub grip: Option<(String, String)>,
}

/// A room on a day.
#[derive(Clone, Debug, Default)]
pub struct RoomCell {
    /// The classes, in order of time.
    pub entries: Vec<RoomEntry>,
    /// The room is closed: the word for it.
    pub closed: Option<String>,
}

/// A room's week.
#[derive(Clone, Debug)]
pub struct RoomRow {
    /// The room.
    pub name: String,
    /// What it holds: "24 places, bikes".
    pub detail: String,
    /// How full it is in the week: "71 % filled".
    pub filled: Option<String>,
    /// A cell for each day.
    pub cells: Vec<RoomCell>,
}

/// The week as a table. It scrolls in its own region; a phone's page shows a list first.
#[component]
pub fn RoomWeek(
    /// "Classes of week 12, one row a room, one column a day".
    #[prop(into)]
    caption: String,
    /// The head of the first column: "Room".
    #[prop(into)]
    corner: String,
    /// The days.
    days: Vec<DayHead>,
    /// The rooms.
    rows: Vec<RoomRow>,
) -> impl IntoView {
    let name = caption.clone();
    let heads = days.into_iter().map(head).collect_view();
    let rows = rows.into_iter().map(row).collect_view();
    view! {
        <div
            class="relative min-h-0 flex-1 overflow-auto bg-base-100 print:overflow-visible"
            tabindex="0"
            role="region"
            aria-label=name
        >
            <table class="w-full min-w-5xl table-fixed border-collapse text-left">
                <caption class="sr-only">{caption}</caption>
                <thead class="sticky top-0 z-10 bg-base-200">
                    <tr class="border-y border-base-300">
                        <th scope="col" class="sticky left-0 z-20 w-32 bg-base-200 px-4 py-2 align-top text-caption font-medium text-muted">
                            {corner}
                        </th>
                        {heads}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn head(day: DayHead) -> AnyView {
    let (tone, word, note) = if day.today {
        ("text-primary", "", "")
    } else {
        ("", "font-medium text-muted", "text-muted")
    };
    view! {
        <th
            scope="col"
            class=format!("border-l border-base-300 px-2.5 py-2 align-top text-sm {tone}")
            aria-current=day.today.then_some("date")
        >
            <span class="sr-only">{day.name}</span>
            <span aria-hidden="true">
                <span class=word>{day.short}</span>
                " "
                <span class="tabular-nums">{day.number}</span>
            </span>
            <span class=format!("block min-h-4 text-xs font-normal {note}")>{day.note}</span>
        </th>
    }
    .into_any()
}

fn row(row: RoomRow) -> AnyView {
    let cells = row.cells.into_iter().map(cell).collect_view();
    view! {
        <tr class="border-b border-base-300">
            <th scope="row" class="sticky left-0 z-[5] bg-base-100 px-4 py-3 align-top">
                <span class="block text-sm font-semibold wrap-anywhere">{row.name}</span>
                <span class="block text-xs font-normal text-muted">{row.detail}</span>
                {row
                    .filled
                    .map(|filled| {
                        view! { <span class="mt-1.5 block text-xs font-medium tabular-nums">{filled}</span> }
                    })}
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

fn cell(cell: RoomCell) -> AnyView {
    if let Some(closed) = cell.closed {
        return view! {
            <td class="hatch border-l border-base-300 p-1 align-top">
                <span class="sr-only">{closed}</span>
            </td>
        }
        .into_any();
    }
    let entries = cell.entries.into_iter().map(entry).collect_view();
    view! {
        <td class="border-l border-base-300 p-1 align-top">
            <ul class="space-y-1">{entries}</ul>
        </td>
    }
    .into_any()
}

fn entry(entry: RoomEntry) -> AnyView {
    let outline = match (entry.conflict, entry.uncoached) {
        (true, _) => "outline-2 -outline-offset-1 outline-conflict",
        (false, true) => "outline-2 -outline-offset-1 outline-few outline-dashed",
        (false, false) => "",
    };
    let struck = if entry.cancelled {
        "text-cancelled line-through"
    } else {
        ""
    };
    let taken = if entry.full {
        "font-semibold text-base-content"
    } else {
        ""
    };
    let sign = match (entry.conflict, entry.uncoached) {
        (true, _) => Some(view! { <Icon icon=Icon::TriangleAlert class="size-3.5 text-conflict"/> }.into_any()),
        (false, true) => Some(view! { <Icon icon=Icon::UserRoundX class="size-3.5 text-few"/> }.into_any()),
        (false, false) => None,
    };
    let grip = entry.grip.map(|(href, name)| {
        view! {
            <a
                href=href
                class="absolute top-0.5 right-0.5 grid size-6 cursor-grab place-items-center rounded text-muted hover:bg-base-content/10"
                aria-label=name
            >
                <Icon icon=Icon::GripVertical class="size-3.5"/>
            </a>
        }
    });
    view! {
        <li class=format!(
            "{} relative rounded-lg cat-tint cat-bar py-1.5 pr-1 pl-2.5 text-xs leading-snug {outline}",
            entry.category.class(),
        )>
            <a href=entry.href class="block pr-5">
                <span class="sr-only">{entry.name}</span>
                <span class=format!("flex items-center gap-1 font-bold tabular-nums {struck}") aria-hidden="true">
                    {entry.time}
                    {sign}
                </span>
                <span class=format!("line-clamp-2 font-medium wrap-anywhere {struck}") aria-hidden="true">
                    {entry.title}
                </span>
                <span class="text-muted tabular-nums" aria-hidden="true">
                    {entry.coach}
                    " · "
                    <span class=taken>{entry.taken}</span>
                </span>
            </a>
            {grip}
        </li>
    }
    .into_any()
}
