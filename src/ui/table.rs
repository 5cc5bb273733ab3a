//! Tables from eight rows or four columns on: sorted by links in the head, paged by links at the foot, in a region that
//! scrolls by itself.

use leptos::prelude::*;

use super::button::{ButtonKind, ButtonSize, IconLink};
use super::icon::Icon;

/// Which way a column is sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A column's head.
#[derive(Clone, Debug)]
pub struct Column {
    /// The word.
    pub label: String,
    /// The URL that sorts by it, or turns the order round.
    pub href: Option<String>,
    /// Whether and how the table is sorted by it.
    pub sorted: Option<Sorted>,
    /// Numbers: right-aligned.
    pub numeric: bool,
    /// The word is read, not seen: boxes, actions.
    pub hidden: bool,
    /// Left out on a telephone: its cells are `max-sm:hidden` too.
    pub wide: bool,
}

impl Column {
    /// A column that does not sort.
    pub fn new(label: impl Into<String>) -> Self {
        Column {
            label: label.into(),
            href: None,
            sorted: None,
            numeric: false,
            hidden: false,
            wide: false,
        }
    }

    /// Makes its head a link that sorts.
    pub fn sortable(mut self, href: impl Into<String>, sorted: Option<Sorted>) -> Self {
        self.href = Some(href.into());
        self.sorted = sorted;
        self
    }

    /// Right-aligned numbers.
    pub fn numeric(mut self) -> Self {
        self.numeric = true;
        self
    }

    /// The head is read, not seen.
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Left out on a telephone.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    fn draw(self) -> AnyView {
        let Column {
            label,
            href,
            sorted,
            numeric,
            hidden,
            wide,
        } = self;
        let align = if numeric { "text-right" } else { "" };
        let shown = if wide { "max-sm:hidden" } else { "" };
        let aria_sort = sorted.map(|sorted| match sorted {
            Sorted::Up => "ascending",
            Sorted::Down => "descending",
        });
        let arrow = sorted.map(|sorted| {
            let icon = if sorted == Sorted::Up {
                Icon::ArrowUp
            } else {
                Icon::ArrowDown
            };
            view! { <Icon icon=icon class="size-3.5"/> }
        });
        let strong = if sorted.is_some() {
            "font-semibold text-base-content"
        } else {
            ""
        };
        let word = match href {
            Some(href) => view! {
                <a
                    href=href
                    class=format!("inline-flex h-7 items-center gap-1 whitespace-nowrap hover:text-base-content {strong}")
                >
                    {label}
                    {arrow}
                </a>
            }
            .into_any(),
            None if hidden => view! { <span class="sr-only">{label}</span> }.into_any(),
            None => label.into_any(),
        };
        view! {
            <th
                scope="col"
                class=format!("font-medium whitespace-nowrap text-muted first:pl-5 last:pr-5 {align} {shown}")
                aria-sort=aria_sort
            >
                {word}
            </th>
        }
        .into_any()
    }
}

/// How tall the rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// 40 px: long lists.
    #[default]
    Tight,
    /// 52 px: few rows, two lines each.
    Roomy,
}

/// The foot of a table.
#[derive(Clone, Debug)]
pub struct Pager {
    /// "1 to 50 of 602".
    pub range: String,
    /// The URL of the page before.
    pub previous: Option<String>,
    /// The URL of the next page.
    pub next: Option<String>,
    /// "Page before".
    pub previous_label: String,
    /// "Next page".
    pub next_label: String,
}

impl Pager {
    /// The foot of a list on a phone, where no table is drawn.
    #[must_use]
    pub fn on_phone(&self) -> AnyView {
        let side = |href: Option<String>, name: &str, icon: Icon| match href {
            Some(href) => {
                view! { <IconLink href=href name=name icon=icon kind=ButtonKind::Plain class="size-11"/> }.into_any()
            }
            None => view! { <span class="size-11"></span> }.into_any(),
        };
        view! {
            <div class="flex items-center gap-3 pt-3 text-sm text-muted tabular-nums">
                {side(self.previous.clone(), &self.previous_label, Icon::ChevronLeft)}
                <span class="flex-1 text-center">{self.range.clone()}</span>
                {side(self.next.clone(), &self.next_label, Icon::ChevronRight)}
            </div>
        }
        .into_any()
    }

    fn draw(self) -> AnyView {
        // a link that leads nowhere keeps its place, so that the other one does not move under the pointer
        let side = |href: Option<String>, name: String, icon| match href {
            Some(href) => view! { <IconLink href=href name=name icon=icon size=ButtonSize::Small/> }.into_any(),
            None => view! { <span class="size-9"></span> }.into_any(),
        };
        view! {
            <footer class="no-print flex min-h-11 items-center gap-3 border-t border-base-300 bg-base-100 px-5 text-sm text-muted tabular-nums">
                <span role="status">{self.range}</span>
                <span class="ml-auto flex items-center gap-1">
                    {side(self.previous, self.previous_label, Icon::ChevronLeft)}
                    {side(self.next, self.next_label, Icon::ChevronRight)}
                </span>
            </footer>
        }
        .into_any()
    }
}

/// A table with its head, its rows and its foot.
#[component]
pub fn DataTable(
    /// What the rows are: read as the caption and as the name of the scrolling region.
    #[prop(into)]
    caption: String,
    /// The heads.
    columns: Vec<Column>,
    /// How tall the rows are.
    #[prop(optional)]
    density: Density,
    /// The foot.
    #[prop(optional, into)]
    pager: Option<Pager>,
    /// Drawn in place of rows where there are none.
    #[prop(optional, into)]
    empty: Option<ViewFnOnce>,
    /// Stands alone as a card; otherwise it touches the edges of the page.
    #[prop(optional)]
    carded: bool,
    /// `<tr>` elements: [`TableRow`] with `<th scope="row">` first and `<td>`.
    children: Children,
) -> impl IntoView {
    if let Some(empty) = empty {
        return empty.run();
    }
    let rows = match density {
        Density::Tight => "[&_td]:py-1.5 [&_th]:py-1",
        Density::Roomy => "[&_td]:py-2.5 [&_th]:py-2",
    };
    let table = format!(
        "table table-sm table-pin-rows tabular-nums [&_tbody_tr]:text-caption max-lg:[&_td]:whitespace-nowrap [&_:is(td,th):first-child]:pl-5 [&_:is(td,th):last-child]:pr-5 {rows}"
    );
    let frame = if carded {
        "sheet overflow-hidden"
    } else {
        "flex min-h-0 flex-1 flex-col bg-base-100"
    };
    let heads = columns.into_iter().map(Column::draw).collect_view();
    let name = caption.clone();
    view! {
        <div class=frame>
            <div
                class="relative min-h-0 flex-1 overflow-auto print:overflow-visible"
                tabindex="0"
                role="region"
                aria-label=name
            >
                <table class=table>
                    <caption class="sr-only">{caption}</caption>
                    <thead>
                        <tr class="border-b border-base-300 bg-base-200">{heads}</tr>
                    </thead>
                    <tbody>{children()}</tbody>
                </table>
            </div>
            {pager.map(Pager::draw)}
        </div>
    }
    .into_any()
}

/// A row of a table.
#[component]
pub fn TableRow(
    /// Ticked by the server's account of the URL; ticking in the page tints the row by itself.
    #[prop(optional)]
    chosen: bool,
    /// `<th scope="row">` and `<td>` elements.
    children: Children,
) -> impl IntoView {
    let tint = if chosen { "bg-primary/8" } else { "hover:bg-base-200/70" };
    view! { <tr class=format!("{tint} has-[.row-box:checked]:bg-primary/8")>{children()}</tr> }.into_any()
}

/// The box at the left of a row, for [`BulkBar`].
#[component]
pub fn RowBox(
    /// The field's name: `id`.
    #[prop(into)]
    name: String,
    /// The row's value.
    #[prop(into)]
    value: String,
    /// "Select Lena Brandt".
    #[prop(into)]
    label: String,
    /// Ticked to begin with.
    #[prop(optional)]
    checked: bool,
) -> impl IntoView {
    view! {
        <td class="w-10">
            <label class="-ml-1.5 grid size-8 cursor-pointer place-items-center">
                <input
                    type="checkbox"
                    name=name
                    value=value
                    checked=checked
                    class="row-box checkbox checkbox-sm checkbox-primary"
                    aria-label=label
                />
            </label>
        </td>
    }
    .into_any()
}

/// The actions for ticked rows. It stands in the same `<form class="group/bulk">` as the table and appears with the
/// first tick, without a script.
#[component]
pub fn BulkBar(
    /// "With the chosen members".
    #[prop(into)]
    label: String,
    /// Submit buttons of kind `OnNeutral`, each with `field` and `value`.
    children: Children,
) -> impl IntoView {
    let name = label.clone();
    view! {
        <div
            class="fixed inset-x-4 bottom-4 z-30 hidden flex-wrap items-center gap-1 rounded-box bg-neutral py-2 pr-2 pl-4 text-sm text-neutral-content shadow-pop group-has-[.row-box:checked]/bulk:flex lg:right-auto lg:bottom-14 lg:left-[calc(50%+7.5rem)] lg:w-max lg:-translate-x-1/2"
            role="toolbar"
            aria-label=name
        >
            <span class="mr-3 font-semibold" aria-hidden="true">
                {label}
            </span>
            {children()}
        </div>
    }
    .into_any()
}
