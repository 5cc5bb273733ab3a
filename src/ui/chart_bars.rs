//! Bars: lying for ranks, standing in pairs for two things by day or month. They begin at zero.

use leptos::prelude::*;

use super::badge::Category;
use super::chart::{ChartWords, Figure, Series, Span, Twin, Units, for_widths, twin_of};
use super::plot::{self, Scale};

/// One bar of a ranking.
#[derive(Clone, Debug)]
pub struct RankItem {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: i64,
    /// The category whose colour it takes; the first series' colour without one.
    pub category: Option<Category>,
}

impl RankItem {
    /// A bar in the first series' colour.
    pub fn new(label: impl Into<String>, value: i64) -> Self {
        RankItem {
            label: label.into(),
            value,
            category: None,
        }
    }

    /// Takes the colour of a category, the same as in the calendar.
    pub fn category(mut self, category: Category) -> Self {
        self.category = Some(category);
        self
    }
}

/// Things ranked by one number, as lying bars with the name over each and the number at the right.
#[component]
pub fn RankBars(
    /// The DOM id, unique in the page.
    #[prop(into)]
    id: String,
    /// What is measured.
    #[prop(into)]
    title: String,
    /// Unit and span.
    #[prop(optional, into)]
    note: Option<String>,
    /// The finding, with the numbers.
    #[prop(into)]
    finding: String,
    /// The bars, the longest first.
    items: Vec<RankItem>,
    /// The end of the scale; the longest bar without it. 100 for percent.
    #[prop(optional, into)]
    out_of: Option<i64>,
    /// The head of the table's second column: "Filled".
    #[prop(into)]
    measure: String,
    /// How numbers are written.
    #[prop(optional)]
    units: Units,
    /// The words of the switch and of the table.
    words: ChartWords,
) -> impl IntoView {
    let end = out_of
        .or_else(|| items.iter().map(|item| item.value).max())
        .unwrap_or(1)
        .max(1);
    let twin = Twin {
        head: vec![words.first.clone(), measure],
        rows: items
            .iter()
            .map(|item| vec![item.label.clone(), units.write(item.value)])
            .collect(),
    };
    let height = 40 * items.len().max(1);
    let scale = Scale::new((0, end), (0, 1000));
    let bars = (0..)
        .zip(items)
        .map(|(n, item)| {
            let top = 40 * n;
            let fill = item.category.map_or("fill-chart-1", Category::fill_class);
            // lengths in percent of the drawing: words keep their size at every width
            let length = format!("{}%", plot::text(scale.place(item.value.clamp(0, end))));
            view! {
                <text x="0" y=(top + 14).to_string() class="fill-base-content text-[13px]">
                    {item.label}
                </text>
                <text
                    x="100%"
                    y=(top + 14).to_string()
                    text-anchor="end"
                    class="fill-base-content text-[13px] font-semibold tabular-nums"
                >
                    {units.write(item.value)}
                </text>
                <rect x="0" y=(top + 21).to_string() width="100%" height="7" rx="3.5" class="fill-base-300"></rect>
                <rect x="0" y=(top + 21).to_string() width=length height="7" rx="3.5" class=fill></rect>
            }
        })
        .collect_view();
    let chart = view! {
        <svg width="100%" height=height.to_string() class="w-full" role="img" aria-label=finding>
            {bars}
        </svg>
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

/// Two things side by side for each day or month: came and did not come.
#[component]
pub fn GroupedBars(
    /// The DOM id, unique in the page.
    #[prop(into)]
    id: String,
    /// What is measured.
    #[prop(into)]
    title: String,
    /// Unit and span.
    #[prop(optional, into)]
    note: Option<String>,
    /// The finding, with the numbers.
    #[prop(into)]
    finding: String,
    /// The labels under the axis.
    labels: Vec<String>,
    /// The main thing: broad bars with their number over them.
    main: Series,
    /// The other thing: narrow bars.
    #[prop(optional, into)]
    other: Option<Series>,
    /// How numbers are written.
    #[prop(optional)]
    units: Units,
    /// The words of the switch and of the table.
    words: ChartWords,
    /// How wide it stands.
    #[prop(optional)]
    span: Span,
) -> impl IntoView {
    let series: Vec<Series> = std::iter::once(main).chain(other).collect();
    let twin = twin_of(&words.first, &labels, &series, &units);
    let legend = (series.len() > 1).then(|| {
        let keys = series
            .iter()
            .zip(["bg-chart-1", "bg-chart-4"])
            .map(|(series, fill)| {
                view! {
                    <span class="flex items-center gap-2">
                        <span class=format!("size-3 rounded-sm {fill}") aria-hidden="true"></span>
                        {series.name.clone()}
                    </span>
                }
            })
            .collect_view();
        view! { <p class="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-caption">{keys}</p> }
    });
    let chart = view! {
        {for_widths(span, 560, |width| standing(width, &labels, &series, &units, finding.clone()))}
        {legend}
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

fn standing(width: i64, labels: &[String], series: &[Series], units: &Units, finding: String) -> AnyView {
    let height = 190;
    let ticks = plot::ticks(series.iter().flat_map(|s| s.values.iter().copied().flatten()), true);
    let left = ticks
        .iter()
        .map(|tick| plot::word_width(&units.write(*tick)))
        .max()
        .unwrap_or(0)
        + 100;
    let (right, top, floor) = (width * 10 - 60, 180, height * 10 - 280);
    let up = Scale::new(
        (ticks.first().copied().unwrap_or(0), ticks.last().copied().unwrap_or(1)),
        (floor, top),
    );
    let zero = up.place(0);
    let count = i64::try_from(labels.len().max(1)).unwrap_or(1);
    let slot = (right - left) / count;
    let (broad, narrow) = ((slot * 2 / 5).clamp(20, 320), (slot / 5).clamp(15, 160));
    let pair = if series.len() > 1 { broad + 30 + narrow } else { broad };
    let rules = ticks
        .iter()
        .map(|tick| view! { <path d=plot::line(&[(left, up.place(*tick)), (right, up.place(*tick))])></path> })
        .collect_view();
    let values = ticks
        .iter()
        .map(|tick| {
            view! {
                <text x=plot::text(left - 80) y=plot::text(up.place(*tick) + 40) text-anchor="end">
                    {units.write(*tick)}
                </text>
            }
        })
        .collect_view();
    let widest = labels.iter().map(|label| plot::word_width(label)).max().unwrap_or(0) + 60;
    let every = usize::try_from((widest / slot.max(1)) + 1).unwrap_or(1);
    let room_for_numbers = series.first().is_some_and(|main| {
        main.values
            .iter()
            .flatten()
            .all(|v| plot::word_width(&units.write(*v)) <= slot)
    });
    let groups = labels
        .iter()
        .enumerate()
        .map(|(n, label)| {
            let middle = left + slot * i64::try_from(n).unwrap_or(0) + slot / 2;
            let start = middle - pair / 2;
            let bar = |value: i64, x: i64, wide: i64, class: &'static str| {
                let y = up.place(value);
                view! {
                    <rect
                        x=plot::text(x)
                        y=plot::text(y.min(zero))
                        width=plot::text(wide)
                        height=plot::text((zero - y).abs())
                        rx="2.5"
                        class=class
                    ></rect>
                }
            };
            let main = series.first().and_then(|s| s.value(n)).map(|value| {
                let number = room_for_numbers.then(|| {
                    view! {
                        <text
                            x=plot::text(start + broad / 2)
                            y=plot::text(up.place(value).min(zero) - 45)
                            text-anchor="middle"
                            class="fill-base-content text-[12px] font-semibold tabular-nums"
                        >
                            {units.write(value)}
                        </text>
                    }
                });
                view! {
                    {bar(value, start, broad, "fill-chart-1")}
                    {number}
                }
            });
            let other = series
                .get(1)
                .and_then(|s| s.value(n))
                .map(|v| bar(v, start + broad + 30, narrow, "fill-chart-4"));
            let word = n.is_multiple_of(every).then(|| {
                view! {
                    <text
                        x=plot::text(middle)
                        y=(height - 4).to_string()
                        text-anchor="middle"
                        class="fill-muted text-[12px] tabular-nums"
                    >
                        {label.clone()}
                    </text>
                }
            });
            view! {
                {main}
                {other}
                {word}
            }
        })
        .collect_view();
    view! {
        <svg viewBox=format!("0 0 {width} {height}") class="w-full" role="img" aria-label=finding>
            <g class="stroke-base-300">{rules}</g>
            <g class="fill-muted text-[12px] tabular-nums">{values}</g>
            {groups}
        </svg>
    }
    .into_any()
}
