//! Charts, drawn by the server as SVG: no library, a table twin behind each, and the finding as its name.
//!
//! A chart is drawn once for each width it may get (phone, half a page, a whole one), so that its words keep their size.

use std::sync::Arc;

use leptos::prelude::*;

use super::plot;

pub use super::chart_bars::{GroupedBars, RankBars, RankItem};
pub use super::chart_heat::HeatMap;
pub use super::chart_line::LineChart;

/// How a chart's numbers are written, on axes, labels and in the table.
#[derive(Clone)]
pub struct Units(Arc<dyn Fn(i64) -> String + Send + Sync>);

impl Units {
    /// Numbers written by the given function: money, percent, thousands as the language groups them.
    pub fn new(write: impl Fn(i64) -> String + Send + Sync + 'static) -> Self {
        Units(Arc::new(write))
    }

    /// A number in words.
    pub fn write(&self, n: i64) -> String {
        (self.0)(n)
    }
}

impl Default for Units {
    fn default() -> Self {
        Units::new(|n| n.to_string())
    }
}

/// One line or one row of bars.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name: in the legend and at the head of the table's column.
    pub name: String,
    /// A value for each label; none where nothing is known.
    pub values: Vec<Option<i64>>,
    /// A plan or last year: dashed and quiet.
    pub plan: bool,
    /// Written at the end of the line: "1,284 active".
    pub end: Option<String>,
}

impl Series {
    /// A series without gaps.
    pub fn new(name: impl Into<String>, values: impl IntoIterator<Item = i64>) -> Self {
        Series {
            name: name.into(),
            values: values.into_iter().map(Some).collect(),
            plan: false,
            end: None,
        }
    }

    /// A series with gaps.
    pub fn with_gaps(name: impl Into<String>, values: Vec<Option<i64>>) -> Self {
        Series {
            name: name.into(),
            values,
            plan: false,
            end: None,
        }
    }

    /// Draws it as a plan.
    pub fn plan(mut self) -> Self {
        self.plan = true;
        self
    }

    /// Writes this at the end of the line.
    pub fn end(mut self, end: impl Into<String>) -> Self {
        self.end = Some(end.into());
        self
    }

    pub(super) fn value(&self, index: usize) -> Option<i64> {
        self.values.get(index).copied().flatten()
    }
}

/// How much of a page's width a chart gets on a desktop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// A third, or a phone's width everywhere.
    Third,
    /// A half.
    #[default]
    Half,
    /// All of it.
    Full,
}

/// Draws the chart for each width that `span` may come to; `half` is what a half is worth to it, in units of 12 px words.
pub(super) fn for_widths(span: Span, half: i64, draw: impl Fn(i64) -> AnyView) -> AnyView {
    match span {
        Span::Third => draw(340),
        Span::Half => view! {
            <div class="sm:hidden">{draw(320)}</div>
            <div class="hidden sm:block">{draw(half)}</div>
        }
        .into_any(),
        Span::Full => view! {
            <div class="sm:hidden">{draw(320)}</div>
            <div class="hidden sm:block lg:hidden">{draw(640)}</div>
            <div class="hidden lg:block">{draw(1080)}</div>
        }
        .into_any(),
    }
}

/// The words of the switch between a chart and its table.
#[derive(Clone, Debug)]
pub struct ChartWords {
    /// "Chart".
    pub chart: String,
    /// "Table".
    pub table: String,
    /// The name of the switch: "Show Active members as".
    pub show_as: String,
    /// The head of the table's first column: "Month".
    pub first: String,
}

/// The table behind a chart: head and rows, the first cell of a row its name.
pub(super) struct Twin {
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Twin {
    fn draw(self) -> AnyView {
        let align = |n: usize| if n == 0 { "" } else { "text-right" };
        let head = self
            .head
            .into_iter()
            .enumerate()
            .map(|(n, word)| view! { <th scope="col" class=align(n)>{word}</th> })
            .collect_view();
        let rows = self
            .rows
            .into_iter()
            .map(|row| {
                let cells = row
                    .into_iter()
                    .enumerate()
                    .map(|(n, word)| match n {
                        0 => view! { <th scope="row" class="font-normal">{word}</th> }.into_any(),
                        _ => view! { <td class="text-right">{word}</td> }.into_any(),
                    })
                    .collect_view();
                view! { <tr>{cells}</tr> }
            })
            .collect_view();
        view! {
            <table class="table table-sm tabular-nums [&_tr]:text-caption">
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    }
}

/// A chart with its head and its table twin. Two radio buttons and CSS switch them, so it works without a script.
pub(super) struct Figure {
    pub id: String,
    pub title: String,
    pub note: Option<String>,
    pub words: ChartWords,
    pub chart: AnyView,
    pub twin: Twin,
}

impl Figure {
    pub(super) fn draw(self) -> AnyView {
        let Figure {
            id,
            title,
            note,
            words,
            chart,
            twin,
        } = self;
        let title_id = format!("{id}-title");
        let labelled_by = title_id.clone();
        let table_name = title.clone();
        let segment = "join-item btn btn-sm border-base-300 bg-base-100 px-2.5 font-medium text-muted checked:bg-base-300 checked:text-base-content";
        view! {
            <figure class="sheet group/twin flex min-w-0 flex-col p-5" aria-labelledby=labelled_by>
                <div class="mb-3 flex flex-wrap items-start gap-x-3 gap-y-2">
                    <figcaption class="min-w-0">
                        <h2 id=title_id class="text-base font-semibold">
                            {title}
                        </h2>
                        {note.map(|note| view! { <p class="text-caption text-muted">{note}</p> })}
                    </figcaption>
                    <div class="no-print join ml-auto" role="group" aria-label=words.show_as>
                        <input type="radio" name=id.clone() class=segment aria-label=words.chart checked=true/>
                        <input type="radio" name=id class=format!("as-table {segment}") aria-label=words.table/>
                    </div>
                </div>
                <div class="group-has-[.as-table:checked]/twin:hidden">{chart}</div>
                <div
                    class="relative hidden overflow-x-auto group-has-[.as-table:checked]/twin:block"
                    tabindex="0"
                    role="region"
                    aria-label=table_name
                >
                    {twin.draw()}
                </div>
            </figure>
        }
        .into_any()
    }
}

/// The table of a chart of series: one row a label, one column a series.
pub(super) fn twin_of(first: &str, labels: &[String], series: &[Series], units: &Units) -> Twin {
    Twin {
        head: std::iter::once(first.to_owned())
            .chain(series.iter().map(|s| s.name.clone()))
            .collect(),
        rows: labels
            .iter()
            .enumerate()
            .map(|(n, label)| {
                std::iter::once(label.clone())
                    .chain(
                        series
                            .iter()
                            .map(|s| s.value(n).map_or_else(|| "–".to_owned(), |v| units.write(v))),
                    )
                    .collect()
            })
            .collect(),
    }
}

/// What a rise means, and so which colour it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// Nothing to judge.
    #[default]
    Plain,
    /// It moves to the bad side.
    Bad,
}

/// A line without axes beside a figure. Hidden from screen readers unless `name` says the finding.
#[component]
pub fn Sparkline(
    /// The values, oldest first; at least two, or nothing is drawn.
    values: Vec<i64>,
    /// What it means.
    #[prop(optional)]
    mood: Mood,
    /// The larger form (88 × 28); 64 × 26 without it.
    #[prop(optional)]
    large: bool,
    /// No fill under the line: table cells.
    #[prop(optional)]
    thin: bool,
    /// "Six months, 69 to 74 percent".
    #[prop(optional, into)]
    name: Option<String>,
) -> impl IntoView {
    if values.len() < 2 {
        return ().into_any();
    }
    let (width, height) = match (large, thin) {
        (true, _) => (88, 28),
        (false, true) => (52, 18),
        (false, false) => (64, 26),
    };
    let low = values.iter().copied().min().unwrap_or(0);
    let high = values.iter().copied().max().unwrap_or(0);
    let last = i64::try_from(values.len() - 1).unwrap_or(1);
    let across = plot::Scale::new((0, last), (20, width * 10 - 40));
    let up = plot::Scale::new((low, high), (height * 10 - 30, 40));
    let points: Vec<_> = (0..)
        .zip(&values)
        .map(|(n, value)| (across.place(n), up.place(*value)))
        .collect();
    let (end_x, end_y) = points.last().copied().unwrap_or_default();
    let (stroke, fill) = match mood {
        Mood::Plain => ("stroke-chart-1", "fill-chart-1"),
        Mood::Bad => ("stroke-error", "fill-error"),
    };
    let hidden = name.is_none().then_some("true");
    let role = name.is_some().then_some("img");
    let area = (!thin).then(|| {
        view! { <path d=plot::area(&points, height * 10) class=format!("{fill} opacity-10")></path> }
    });
    view! {
        <svg
            viewBox=format!("0 0 {width} {height}")
            width=width.to_string()
            height=height.to_string()
            class="min-w-6 overflow-visible"
            role=role
            aria-label=name
            aria-hidden=hidden
        >
            {area}
            <path
                d=plot::line(&points)
                fill="none"
                class=stroke
                stroke-width="2"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
            <circle cx=plot::text(end_x) cy=plot::text(end_y) r="2.8" class=fill></circle>
        </svg>
    }
    .into_any()
}
