//! A heat map: how busy it is, hour by day.

use leptos::prelude::*;

use super::chart::{ChartWords, Figure, Span, Twin, Units, for_widths};
use super::plot;

/// The five steps, from nothing to the most.
const FILLS: [&str; 5] = [
    "fill-heat-0",
    "fill-heat-1",
    "fill-heat-2",
    "fill-heat-3",
    "fill-heat-4",
];
const KEYS: [&str; 5] = ["bg-heat-0", "bg-heat-1", "bg-heat-2", "bg-heat-3", "bg-heat-4"];

/// Days by hours, each cell in one of five steps.
#[component]
pub fn HeatMap(
    /// The DOM id, unique in the page.
    #[prop(into)]
    id: String,
    /// What is counted.
    #[prop(into)]
    title: String,
    /// Unit and span.
    #[prop(optional, into)]
    note: Option<String>,
    /// The finding: "Busiest from 17 to 20 on Monday to Thursday".
    #[prop(into)]
    finding: String,
    /// The rows' names, short: days.
    rows: Vec<String>,
    /// The columns' names, short: hours.
    columns: Vec<String>,
    /// A value for each column of each row; missing ones count as nothing.
    values: Vec<Vec<i64>>,
    /// How numbers are written, in the table.
    #[prop(optional)]
    units: Units,
    /// "quiet".
    #[prop(into)]
    least: String,
    /// "busy".
    #[prop(into)]
    most: String,
    /// The words of the switch and of the table.
    words: ChartWords,
    /// How wide it stands.
    #[prop(optional)]
    span: Span,
) -> impl IntoView {
    let value = |row: usize, column: usize| values.get(row).and_then(|row| row.get(column)).copied().unwrap_or(0);
    let twin = Twin {
        head: std::iter::once(words.first.clone())
            .chain(columns.iter().cloned())
            .collect(),
        rows: rows
            .iter()
            .enumerate()
            .map(|(r, name)| {
                std::iter::once(name.clone())
                    .chain((0..columns.len()).map(|c| units.write(value(r, c))))
                    .collect()
            })
            .collect(),
    };
    let largest = values.iter().flatten().copied().max().unwrap_or(0);
    let levels: Vec<Vec<usize>> = (0..rows.len())
        .map(|r| (0..columns.len()).map(|c| plot::heat(value(r, c), largest)).collect())
        .collect();
    let keys = KEYS
        .map(|fill| view! { <span class=format!("h-3 w-6 rounded-sm {fill}")></span> })
        .collect_view();
    let chart = view! {
        {for_widths(span, 440, |width| cells(width, &rows, &columns, &levels, finding.clone()))}
        <p class="mt-1 flex items-center gap-1.5 text-caption text-muted">{least} {keys} {most}</p>
    }
    .into_any();
    Figure {
        id,
        title,
        note,
        words,
        chart,
        twin,
    }
    .draw()
}

fn cells(width: i64, rows: &[String], columns: &[String], levels: &[Vec<usize>], finding: String) -> AnyView {
    let left = rows.iter().map(|row| plot::word_width(row)).max().unwrap_or(0) + 80;
    let count = i64::try_from(columns.len().max(1)).unwrap_or(1);
    let slot = (width * 10 - left) / count;
    let (gap, tall) = (27, 210);
    let height = tall * i64::try_from(rows.len()).unwrap_or(0) + 240;
    let widest = columns.iter().map(|column| plot::word_width(column)).max().unwrap_or(0) + 40;
    let every = usize::try_from(widest / slot.max(1) + 1).unwrap_or(1);
    let heads = (0..)
        .zip(columns.iter().enumerate())
        .filter(|(_, (n, _))| n.is_multiple_of(every))
        .map(|(place, (_, word))| {
            let x = left + slot * place + (slot - gap) / 2;
            view! {
                <text x=plot::text(x) y=plot::text(height - 80) text-anchor="middle">
                    {word.clone()}
                </text>
            }
        })
        .collect_view();
    let names = (0..)
        .zip(rows)
        .map(|(n, word)| view! { <text x="0" y=plot::text(tall * n + 135)>{word.clone()}</text> })
        .collect_view();
    let squares = (0..)
        .zip(levels)
        .flat_map(|(r, row)| (0..).zip(row).map(move |(c, level)| (r, c, *level)))
        .map(|(r, c, level)| {
            view! {
                <rect
                    x=plot::text(left + slot * c)
                    y=plot::text(tall * r)
                    width=plot::text(slot - gap)
                    height="18"
                    rx="4"
                    class=FILLS[level]
                ></rect>
            }
        })
        .collect_view();
    view! {
        <svg
            viewBox=format!("0 0 {width} {}", plot::text(height))
            class="w-full"
            role="img"
            aria-label=finding
        >
            <g class="fill-muted text-[12px] tabular-nums">{names} {heads}</g>
            {squares}
        </svg>
    }
    .into_any()
}
