//! A line chart: something over time, at most four lines.

use leptos::prelude::*;

use super::chart::{ChartWords, Figure, Series, Span, Units, for_widths, twin_of};
use super::plot::{self, Scale, Tenths};

/// How far the last label may stand out beyond its point.
const LAST_LABEL: Tenths = 150;

/// Stroke, fill and dash of the lines, in order: hue, dash and mark all differ.
const LINES: [(&str, &str, Option<&str>); 4] = [
    ("stroke-chart-1", "fill-chart-1", None),
    ("stroke-chart-2", "fill-chart-2", Some("6 5")),
    ("stroke-chart-3", "fill-chart-3", Some("2 4")),
    ("stroke-chart-4", "fill-chart-4", Some("9 3 2 3")),
];

/// The look of a plan, whatever its place.
const PLAN: (&str, &str, Option<&str>) = ("stroke-chart-6", "fill-chart-6", Some("3 5"));

fn look(series: &Series, index: usize) -> (&'static str, &'static str, Option<&'static str>) {
    if series.plan {
        PLAN
    } else {
        LINES[index.min(LINES.len() - 1)]
    }
}

/// Something over time. Series beyond the fourth are left to the table.
#[component]
pub fn LineChart(
    /// The DOM id, unique in the page.
    #[prop(into)]
    id: String,
    /// What is measured: "Active members".
    #[prop(into)]
    title: String,
    /// Unit and span: "12 months, against the plan".
    #[prop(optional, into)]
    note: Option<String>,
    /// The finding: "Active members rose from 1,094 in April to 1,284 in March, above the plan of 1,200".
    #[prop(into)]
    finding: String,
    /// The labels under the axis.
    labels: Vec<String>,
    /// The lines, the main one first.
    series: Vec<Series>,
    /// How numbers are written.
    #[prop(optional)]
    units: Units,
    /// The words of the switch and of the table.
    words: ChartWords,
    /// How wide it stands.
    #[prop(optional)]
    span: Span,
    /// The axis begins at zero.
    #[prop(optional)]
    from_zero: bool,
) -> impl IntoView {
    let twin = twin_of(&words.first, &labels, &series, &units);
    let drawing = Drawing {
        ticks: plot::ticks(
            series.iter().flat_map(|s| s.values.iter().copied().flatten()),
            from_zero,
        ),
        shown: series.into_iter().take(LINES.len()).collect(),
        labels,
        finding,
        units,
    };
    let chart = view! {
        {for_widths(span, 560, |width| drawing.draw(width))}
        {drawing.legend()}
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

struct Drawing {
    labels: Vec<String>,
    shown: Vec<Series>,
    ticks: Vec<i64>,
    finding: String,
    units: Units,
}

impl Drawing {
    fn draw(&self, width: i64) -> AnyView {
        let height = 204;
        let words: Vec<String> = self.ticks.iter().map(|tick| self.units.write(*tick)).collect();
        let left = words.iter().map(|word| plot::word_width(word)).max().unwrap_or(0) + 100;
        let (right, top, floor) = (width * 10 - 200, 160, height * 10 - 280);
        let span = (
            self.ticks.first().copied().unwrap_or(0),
            self.ticks.last().copied().unwrap_or(1),
        );
        let up = Scale::new(span, (floor, top));
        let last = i64::try_from(self.labels.len().max(2) - 1).unwrap_or(1);
        let across = Scale::new((0, last), (left, right));
        view! {
            <svg
                viewBox=format!("0 0 {width} {height}")
                class="w-full"
                role="img"
                aria-label=self.finding.clone()
            >
                {self.grid(&words, left, right, up)}
                {self.under(across, right - left, height)}
                {self.lines(across, up, floor)}
                {self.ends(across, up)}
            </svg>
        }
        .into_any()
    }

    fn grid(&self, words: &[String], left: Tenths, right: Tenths, up: Scale) -> AnyView {
        let rules = self
            .ticks
            .iter()
            .map(|tick| {
                let d = plot::line(&[(left, up.place(*tick)), (right + 60, up.place(*tick))]);
                view! { <path d=d></path> }
            })
            .collect_view();
        let values = self
            .ticks
            .iter()
            .zip(words)
            .map(|(tick, word)| {
                view! {
                    <text x=plot::text(left - 80) y=plot::text(up.place(*tick) + 40) text-anchor="end">
                        {word.clone()}
                    </text>
                }
            })
            .collect_view();
        view! {
            <g class="stroke-base-300">{rules}</g>
            <g class="fill-muted text-[12px] tabular-nums">{values}</g>
        }
        .into_any()
    }

    /// The labels under the axis: as many as fit, the last one always among them.
    fn under(&self, across: Scale, room: Tenths, height: i64) -> AnyView {
        let widest = self
            .labels
            .iter()
            .map(|label| plot::word_width(label))
            .max()
            .unwrap_or(0)
            + 120;
        let fit = usize::try_from(room / widest.max(1)).unwrap_or(1).max(1);
        let every = self.labels.len().div_ceil(fit).max(1);
        let count = self.labels.len();
        let words = (0..)
            .zip(self.labels.iter().enumerate())
            .filter(|(_, (n, _))| (count - 1 - n).is_multiple_of(every))
            .map(|(place, (n, label))| {
                // the last one stands near the edge, and a long date would be cut there
                let (x, anchor) = match across.place(place) {
                    x if n + 1 == count => (x + LAST_LABEL, "end"),
                    x => (x, "middle"),
                };
                view! {
                    <text x=plot::text(x) y=(height - 4).to_string() text-anchor=anchor>
                        {label.clone()}
                    </text>
                }
            })
            .collect_view();
        view! { <g class="fill-muted text-[12px] tabular-nums">{words}</g> }.into_any()
    }

    fn points(series: &Series, across: Scale, up: Scale) -> Vec<Vec<(Tenths, Tenths)>> {
        let mut runs = vec![Vec::new()];
        for (n, value) in (0..).zip(&series.values) {
            match (value, runs.last_mut()) {
                (Some(value), Some(run)) => run.push((across.place(n), up.place(*value))),
                _ => runs.push(Vec::new()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs
    }

    fn lines(&self, across: Scale, up: Scale, floor: Tenths) -> AnyView {
        // the main line last, so that it lies over the others
        self.shown
            .iter()
            .enumerate()
            .rev()
            .flat_map(|(index, series)| {
                let (stroke, fill, dash) = look(series, index);
                Self::points(series, across, up).into_iter().map(move |run| {
                    let area = (index == 0).then(|| {
                        view! { <path d=plot::area(&run, floor) class=format!("{fill} opacity-10")></path> }
                    });
                    view! {
                        {area}
                        <path
                            d=plot::line(&run)
                            fill="none"
                            class=stroke
                            stroke-width="2.5"
                            stroke-linejoin="round"
                            stroke-linecap="round"
                            stroke-dasharray=dash
                        ></path>
                    }
                })
            })
            .collect_view()
            .into_any()
    }

    /// The mark at the end of each line, and its words: over the line where it is the highest, under it otherwise, clear
    /// of the stretch of line that they stand beside.
    fn ends(&self, across: Scale, up: Scale) -> AnyView {
        let ends: Vec<_> = self
            .shown
            .iter()
            .enumerate()
            .filter_map(|(index, series)| {
                let run = Self::points(series, across, up).pop()?;
                let (x, y) = *run.last()?;
                Some((index, series, run, x, y))
            })
            .collect();
        let highest = ends.iter().map(|(.., y)| *y).min().unwrap_or(0);
        ends.iter()
            .map(|(index, series, run, x, y)| {
                let (_, fill, _) = look(series, *index);
                let words = series.end.clone().map(|end| {
                    let begins = x - plot::word_width(&end);
                    let beside = || {
                        let first = run.iter().rposition(|(x, _)| *x <= begins).unwrap_or(0);
                        run[first..].iter().map(|(_, y)| *y)
                    };
                    let at = if *y > highest {
                        beside().max().unwrap_or(*y) + 150
                    } else {
                        beside().min().unwrap_or(*y) - 90
                    };
                    let class = if *index == 0 {
                        "fill-base-content text-[12px] font-semibold tabular-nums"
                    } else {
                        "fill-muted text-[12px] tabular-nums"
                    };
                    view! {
                        <text x=plot::text(x + 60) y=plot::text(at) text-anchor="end" class=class>
                            {end}
                        </text>
                    }
                });
                view! {
                    {mark(*index, series.plan, *x, *y, fill)}
                    {words}
                }
            })
            .collect_view()
            .into_any()
    }

    fn legend(&self) -> AnyView {
        if self.shown.len() < 2 {
            return ().into_any();
        }
        let keys = self
            .shown
            .iter()
            .enumerate()
            .map(|(index, series)| {
                let (stroke, fill, dash) = look(series, index);
                view! {
                    <span class="flex items-center gap-2">
                        <svg width="24" height="10" aria-hidden="true">
                            <path d="M1 5h22" class=stroke stroke-width="2.5" stroke-dasharray=dash></path>
                            {mark(index, series.plan, 120, 50, fill)}
                        </svg>
                        {series.name.clone()}
                    </span>
                }
            })
            .collect_view();
        view! { <p class="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-caption">{keys}</p> }.into_any()
    }
}

/// A mark of its own for each line: circle, square, diamond, triangle; none for a plan.
fn mark(index: usize, plan: bool, x: Tenths, y: Tenths, fill: &'static str) -> AnyView {
    let class = format!("{fill} stroke-base-100");
    if plan {
        return ().into_any();
    }
    match index {
        0 => view! {
            <circle cx=plot::text(x) cy=plot::text(y) r="4.5" class=class stroke-width="1.5"></circle>
        }
        .into_any(),
        1 => view! {
            <rect
                x=plot::text(x - 40)
                y=plot::text(y - 40)
                width="8"
                height="8"
                class=class
                stroke-width="1"
            ></rect>
        }
        .into_any(),
        2 => {
            let d = format!("{}Z", plot::line(&[(x, y - 50), (x + 50, y), (x, y + 50), (x - 50, y)]));
            view! { <path d=d class=class stroke-width="1"></path> }.into_any()
        }
        _ => {
            let d = format!("{}Z", plot::line(&[(x, y - 50), (x + 50, y + 40), (x - 50, y + 40)]));
            view! { <path d=d class=class stroke-width="1"></path> }.into_any()
        }
    }
}
