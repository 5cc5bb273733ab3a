//! The lines of the members list: a table on a desktop, a list on a phone.

use super::list::{PATH, href};
use crate::{
    members::model::{MEMBERS_A_PAGE, MemberFilter, MemberPage, MemberRow, MemberStatus},
    platform::{
        i18n::{Locale, grouped, t, use_locale},
        time::{Day, Instant, Moment, day_plus},
    },
    ui::{
        avatar::{Avatar, AvatarSize},
        badge::{State, StateBadge},
        button::{ButtonKind, IconLink},
        icon::Icon,
        list::Sheet,
        table::{Column, DataTable, Pager, Sorted, TableRow},
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
    let columns = vec![
        head(t::people::name(l), "name"),
        Column::new(t::people::status(l)),
        Column::new(t::people::pass(l)),
        head(t::people::ends(l), "pass"),
        head(t::people::away(l), "visit"),
        head(t::people::joined(l), "joined"),
        Column::new(t::people::location(l)),
    ];
    let count = t::people::count_all(l, total, grouped(total));
    let small: Vec<_> = page.rows.iter().map(|row| phone_row(days, row)).collect();
    let rows: Vec<_> = page.rows.into_iter().map(|row| table_row(days, row)).collect();
    view! {
        <p class="px-4 pt-3 text-sm text-muted tabular-nums lg:hidden">{count.clone()}</p>
        <div class="p-4 lg:hidden">
            <Sheet label=t::people::title(l)>{small}</Sheet>
            {foot(&pager)}
        </div>
        <div class="hidden min-h-0 flex-1 lg:flex lg:flex-col">
            <DataTable caption=count columns=columns pager=pager>
                {rows}
            </DataTable>
        </div>
    }
    .into_any()
}

/// The foot of the list on a phone.
fn foot(pager: &Pager) -> AnyView {
    let side = |href: Option<String>, name: &str, icon: Icon| match href {
        Some(href) => {
            view! { <IconLink href=href name=name icon=icon kind=ButtonKind::Plain class="size-11"/> }.into_any()
        }
        None => view! { <span class="size-11"></span> }.into_any(),
    };
    view! {
        <div class="flex items-center gap-3 pt-3 text-sm text-muted tabular-nums">
            {side(pager.previous.clone(), &pager.previous_label, Icon::ChevronLeft)}
            <span class="flex-1 text-center">{pager.range.clone()}</span>
            {side(pager.next.clone(), &pager.next_label, Icon::ChevronRight)}
        </div>
    }
    .into_any()
}

fn table_row(days: Days, row: MemberRow) -> AnyView {
    let l = days.l;
    let ends = match (&row.pass, row.pass_ends) {
        (None, _) => String::new(),
        (Some(_), None) => t::people::no_end(l).to_owned(),
        (Some(_), Some(day)) => l.date(day),
    };
    let soon = row.pass_ends.is_some_and(|day| day <= day_plus(days.today, 14));
    let seen = days.seen(row.last_visit);
    view! {
        <TableRow>
            <th scope="row" class="font-normal">
                <a href=format!("{PATH}/{}", row.id) class="flex items-center gap-2.5 hover:underline">
                    <Avatar name=row.name.clone() size=AvatarSize::Tiny/>
                    <span class="min-w-0">
                        <span class="block leading-tight font-medium wrap-anywhere">{row.name}</span>
                        <span class="text-xs text-muted">{t::people::number(l, row.number)}</span>
                    </span>
                </a>
            </th>
            <td>{status_badge(l, row.status)}</td>
            <td>
                {match row.pass {
                    Some(pass) => pass.into_any(),
                    None => view! { <span class="text-muted">{t::people::no_pass(l)}</span> }.into_any(),
                }}
            </td>
            <td class=if soon { "font-semibold text-few" } else { "text-muted" }>{ends}</td>
            <td>
                {match seen {
                    Some(seen) => seen.into_any(),
                    None => view! { <span class="text-muted">{t::people::never(l)}</span> }.into_any(),
                }}
            </td>
            <td class="text-muted">{l.date(row.joined_on)}</td>
            <td class="text-muted">{row.location}</td>
        </TableRow>
    }
    .into_any()
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
