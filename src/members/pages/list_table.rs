//! The lines of the members list: a table on a desktop, a list on a phone.

use super::{
    bulk::PATH as BULK,
    list::{PATH, href},
};
use crate::{
    members::model::{MEMBERS_A_PAGE, MemberColumn, MemberFilter, MemberPage, MemberRow, MemberStatus},
    platform::{
        i18n::{Locale, grouped, t, use_locale},
        time::{Day, Instant, Moment, day_plus},
    },
    ui::{
        avatar::{Avatar, AvatarSize},
        badge::{State, StateBadge},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        icon::Icon,
        list::Sheet,
        table::{BulkBar, Column, DataTable, Pager, RowBox, Sorted, TableRow},
    },
};
use chrono::Datelike;
use leptos::prelude::*;

fn status_badge(l: Locale, status: MemberStatus) -> AnyView {
    let (state, icon) = match status {
        MemberStatus::Active => (State::CheckedIn, Icon::CircleCheckBig),
        MemberStatus::Ended => (State::Cancelled, Icon::LogOut),
        MemberStatus::Banned => (State::Conflict, Icon::OctagonX),
    };
    view! { <StateBadge state=state label=status.text(l) small=true icon=icon/> }.into_any()
}

/// The days of a list, written as they were at the club.
#[derive(Clone, Copy)]
struct Days {
    l: Locale,
    today: Day,
    offset: i32,
}

impl Days {
    /// A day without its year where it is this year's.
    fn short(self, day: Day) -> String {
        if day.year() == self.today.year() {
            self.l.day_short(day)
        } else {
            self.l.date(day)
        }
    }

    fn seen(self, at: Option<Instant>) -> Option<String> {
        let day = Moment {
            at: at?,
            offset: self.offset,
        }
        .day();
        Some(if day == self.today {
            t::people::today(self.l).to_owned()
        } else if day == day_plus(self.today, -1) {
            t::people::yesterday(self.l).to_owned()
        } else {
            self.short(day)
        })
    }
}

/// The lines with their heads and foot.
#[component]
pub fn MemberTable(
    /// The lines.
    page: MemberPage,
    /// What was asked for.
    filter: MemberFilter,
) -> impl IntoView {
    let l = use_locale();
    let days = Days {
        l,
        today: page.today,
        offset: page.offset,
    };
    let total = page.total;
    let first = (filter.page.max(1) - 1) * MEMBERS_A_PAGE + 1;
    let last = first + page.rows.len() as i64 - 1;
    let turn = |to: i64| {
        href(
            PATH,
            &MemberFilter {
                page: to,
                ..filter.clone()
            },
        )
    };
    let pager = Pager {
        range: t::people::range(l, grouped(first), grouped(last), grouped(total)),
        previous: (filter.page > 1).then(|| turn(filter.page - 1)),
        next: (last < total).then(|| turn(filter.page.max(1) + 1)),
        previous_label: t::people::previous(l).to_owned(),
        next_label: t::people::next(l).to_owned(),
    };
    let sort = if filter.sort.is_empty() {
        "name"
    } else {
        filter.sort.as_str()
    };
    let head = |label: &str, by: &str| {
        let down = format!("-{by}");
        let (next, sorted) = if sort == by {
            (down.as_str(), Some(Sorted::Up))
        } else if sort == down {
            (by, Some(Sorted::Down))
        } else {
            (by, None)
        };
        let next = if next == "name" { String::new() } else { next.to_owned() };
        Column::new(label).sortable(
            href(
                PATH,
                &MemberFilter {
                    sort: next,
                    page: 1,
                    ..filter.clone()
                },
            ),
            sorted,
        )
    };
    let shown = filter.columns();
    let may_change = page.may_change;
    let box_head = may_change.then(|| Column::new(t::lists::choose(l)).hidden());
    let columns = box_head
        .into_iter()
        .chain([head(t::people::name(l), "name")])
        .chain(shown.iter().map(|column| match column.sort() {
            Some(by) => head(column.text(l), by),
            None => Column::new(column.text(l)),
        }))
        .collect();
    let count = t::people::count_all(l, total, grouped(total));
    let all = href(
        BULK,
        &MemberFilter {
            page: 1,
            ..filter.clone()
        },
    );
    let change_all = may_change.then(|| {
        view! {
            <LinkButton
                href=all.clone()
                label=t::lists::change_all(l, total, grouped(total))
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::ListChecks
                class="no-print max-lg:h-11"
            />
        }
    });
    let small: Vec<_> = page.rows.iter().map(|row| phone_row(days, row)).collect();
    let rows: Vec<_> = page
        .rows
        .into_iter()
        .map(|row| table_row(days, row, &shown, may_change))
        .collect();
    let bar = may_change.then(|| {
        view! {
            <BulkBar label=t::lists::with_chosen(l)>
                <Button
                    label=t::lists::change(l)
                    kind=ButtonKind::OnNeutral
                    size=ButtonSize::Small
                    icon=Icon::Pencil
                />
                <LinkButton
                    href=all
                    label=t::lists::instead_all(l, total, grouped(total))
                    kind=ButtonKind::OnNeutral
                    size=ButtonSize::Small
                />
            </BulkBar>
        }
    });
    view! {
        <div class="flex min-h-11 flex-wrap items-center justify-between gap-x-3 px-4 pt-1 text-sm text-muted tabular-nums lg:px-6 lg:pt-0">
            <p role="status">{count.clone()}</p>
            {change_all}
        </div>
        <div class="p-4 pt-2 lg:hidden print:hidden">
            <Sheet label=t::people::title(l)>{small}</Sheet>
            {pager.on_phone()}
        </div>
        // without script the ticked rows go to the page that changes them, which asks before it does anything
        <form
            method="get"
            action=BULK
            class="group/bulk hidden min-h-0 flex-1 lg:flex lg:flex-col print:block"
        >
            <DataTable caption=count columns=columns pager=pager>
                {rows}
            </DataTable>
            <div class="no-print contents print:hidden">{bar}</div>
        </form>
    }
    .into_any()
}

fn table_row(days: Days, row: MemberRow, columns: &[MemberColumn], may_change: bool) -> AnyView {
    let l = days.l;
    let cells = columns.iter().map(|column| cell(days, &row, *column)).collect_view();
    let tick = may_change.then(|| {
        let label = t::lists::choose_name(l, &row.name);
        view! { <RowBox name="id" value=row.id.to_string() label=label/> }
    });
    view! {
        <TableRow>
            {tick}
            <th scope="row" class="font-normal">
                <a href=format!("{PATH}/{}", row.id) class="flex items-center gap-2.5 hover:underline">
                    <Avatar name=row.name.clone() size=AvatarSize::Tiny/>
                    <span class="min-w-0">
                        <span class="block leading-tight font-medium wrap-anywhere">{row.name}</span>
                        <span class="text-xs text-muted">{t::people::number(l, row.number)}</span>
                    </span>
                </a>
            </th>
            {cells}
        </TableRow>
    }
    .into_any()
}

fn cell(days: Days, row: &MemberRow, column: MemberColumn) -> AnyView {
    let l = days.l;
    let quiet = |text: Option<String>| view! { <td class="text-muted wrap-anywhere">{text}</td> }.into_any();
    let or_quiet = |known: Option<String>, instead: &'static str| match known {
        Some(known) => view! { <td>{known}</td> }.into_any(),
        None => view! { <td class="text-muted">{instead}</td> }.into_any(),
    };
    match column {
        MemberColumn::Status => view! { <td>{status_badge(l, row.status)}</td> }.into_any(),
        MemberColumn::Pass => or_quiet(row.pass.clone(), t::people::no_pass(l)),
        MemberColumn::Ends => {
            let ends = match (&row.pass, row.pass_ends) {
                (None, _) => String::new(),
                (Some(_), None) => t::people::no_end(l).to_owned(),
                (Some(_), Some(day)) => l.date(day),
            };
            let soon = row.pass_ends.is_some_and(|day| day <= day_plus(days.today, 14));
            view! { <td class=if soon { "font-semibold text-few" } else { "text-muted" }>{ends}</td> }.into_any()
        }
        MemberColumn::Visit => or_quiet(days.seen(row.last_visit), t::people::never(l)),
        MemberColumn::Joined => quiet(Some(l.date(row.joined_on))),
        MemberColumn::Location => quiet(row.location.clone()),
        MemberColumn::Email => quiet(row.email.clone()),
        MemberColumn::Phone => quiet(row.phone.clone()),
        MemberColumn::Language => {
            let known = row.locale.as_deref().and_then(Locale::from_tag);
            quiet(known.map(|known| known.name().to_owned()))
        }
        MemberColumn::Tags => quiet(row.tags.clone()),
    }
}

fn phone_row(days: Days, row: &MemberRow) -> AnyView {
    let l = days.l;
    let pass = match (&row.pass, row.pass_ends) {
        (None, _) => t::people::no_pass(l).to_owned(),
        (Some(pass), None) => pass.clone(),
        (Some(pass), Some(day)) => format!("{pass} · {}", t::people::until(l, l.date(day))),
    };
    let seen = days
        .seen(row.last_visit)
        .map_or_else(|| t::people::not_seen(l).to_owned(), |day| t::people::seen(l, day));
    let status = (row.status != MemberStatus::Active).then(|| {
        view! { <span class="mt-1 block">{status_badge(l, row.status)}</span> }
    });
    view! {
        <li>
            <a href=format!("{PATH}/{}", row.id) class="flex min-h-16 items-center gap-3 px-4 py-2.5 hover:bg-base-200/70">
                <Avatar name=row.name.clone()/>
                <span class="min-w-0 flex-1">
                    <span class="block text-base leading-snug font-medium wrap-anywhere">{row.name.clone()}</span>
                    <span class="block text-caption text-muted tabular-nums">{pass}</span>
                    <span class="block text-caption text-muted tabular-nums">
                        {t::people::number(l, row.number)} " · " {seen}
                    </span>
                    {status}
                </span>
                <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
            </a>
        </li>
    }
    .into_any()
}
