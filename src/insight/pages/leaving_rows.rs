//! The lines of those who may leave: a table on a desktop, a list on a phone.

use super::{
    leaving::{href, written},
    leaving_sheets::Forms,
};
use crate::{
    insight::model::{LEAVING_A_PAGE, LeavingFilter, LeavingPage, LeavingRow, Warning},
    platform::i18n::{Locale, grouped, t},
    ui::{
        avatar::{Avatar, AvatarSize},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Sheet,
        submit::SubmitForm,
        table::{Column, DataTable, Pager, TableRow},
    },
};
use leptos::prelude::*;

/// Signs that a warning is heavy are more than its colour: it stands first and has an icon of its own.
const fn sign(warning: Warning) -> (Icon, &'static str) {
    match warning {
        Warning::Away { .. } => (Icon::Hourglass, "text-few"),
        Warning::Ending { .. } => (Icon::CalendarX2, "text-few"),
        Warning::Unused { .. } => (Icon::TicketX, "text-few"),
        Warning::Fewer { .. } => (Icon::TrendingDown, "text-few"),
        Warning::NoShows => (Icon::UserRoundX, "text-few"),
        Warning::Fresh { .. } => (Icon::Sparkles, "text-few"),
        Warning::NothingBooked => (Icon::CalendarOff, "text-muted"),
    }
}

/// Why somebody may leave, line by line.
pub(super) fn reasons(l: Locale, warnings: &[Warning]) -> AnyView {
    let lines = warnings
        .iter()
        .map(|warning| {
            let (icon, tint) = sign(*warning);
            let quiet = if matches!(warning, Warning::NothingBooked) {
                "text-muted"
            } else {
                ""
            };
            view! {
                <li class=format!("flex items-start gap-1.5 {quiet}")>
                    <Icon icon=icon class=format!("mt-0.5 size-4 shrink-0 {tint}")/>
                    <span class="min-w-0 wrap-anywhere">{warning.text(l)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="space-y-0.5 text-sm tabular-nums">{lines}</ul> }.into_any()
}

/// The lines with their heads and foot.
pub(super) fn table(l: Locale, page: LeavingPage, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let total = page.total;
    let first = (page.page - 1) * LEAVING_A_PAGE + 1;
    let last = first + page.rows.len() as i64 - 1;
    let turn = |to: i64| {
        href(
            &LeavingFilter {
                page: to,
                ..filter.clone()
            },
            &[],
        )
    };
    let pager = Pager {
        range: t::people::range(l, grouped(first), grouped(last), grouped(total)),
        previous: (page.page > 1).then(|| turn(page.page - 1)),
        next: (last < total).then(|| turn(page.page + 1)),
        previous_label: t::people::previous(l).to_owned(),
        next_label: t::people::next(l).to_owned(),
    };
    let count = t::people::count_all(l, total, grouped(total));
    let columns = [
        Some(Column::new(t::people::name(l))),
        Some(Column::new(t::leaving::why(l))),
        Some(Column::new(t::leaving::done(l))),
        page.may_act.then(|| Column::new(t::leaving::acts(l)).hidden()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let acts = Acts {
        l,
        filter: filter.clone(),
        may: page.may_act,
        forms,
    };
    let small: Vec<_> = page.rows.iter().map(|row| acts.phone_row(row)).collect();
    let rows: Vec<_> = page.rows.iter().map(|row| acts.table_row(row)).collect();
    view! {
        <p class="px-4 pt-2 text-sm text-muted tabular-nums lg:px-5" role="status">
            {count.clone()}
        </p>
        <div class="p-4 pt-2 lg:hidden print:hidden">
            <Sheet label=t::leaving::title(l)>{small}</Sheet>
            {pager.on_phone()}
        </div>
        <div class="hidden min-h-0 flex-1 pt-2 lg:flex lg:flex-col print:block">
            <DataTable caption=count columns=columns pager=pager>
                {rows}
            </DataTable>
        </div>
    }
    .into_any()
}

/// What the lines need beside themselves.
struct Acts {
    l: Locale,
    filter: LeavingFilter,
    may: bool,
    forms: Forms,
}

impl Acts {
    fn table_row(&self, row: &LeavingRow) -> AnyView {
        let l = self.l;
        let acts = self
            .may
            .then(|| view! { <td><div class="flex justify-end gap-1">{self.acts(row, false)}</div></td> });
        let under = [Some(t::people::number(l, row.number)), row.location.clone()];
        let under = under.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let (href, name) = (format!("/admin/members/{}", row.member), row.name.clone());
        let (why, contacts) = (reasons(l, &row.warnings), self.contacts(row));
        view! {
            <TableRow>
                <th scope="row" class="align-top font-normal">
                    <a href=href class="flex items-center gap-2.5 py-1 hover:underline">
                        <Avatar name=name.clone() size=AvatarSize::Tiny/>
                        <span class="min-w-0">
                            <span class="block leading-tight font-medium wrap-anywhere">{name}</span>
                            <span class="text-xs text-muted">{under}</span>
                        </span>
                    </a>
                </th>
                <td class="min-w-64 align-top whitespace-normal!">
                    <div class="py-1">{why}</div>
                </td>
                <td class="align-top text-caption text-muted whitespace-normal!">
                    <div class="py-1.5">{contacts}</div>
                </td>
                {acts}
            </TableRow>
        }
        .into_any()
    }

    fn phone_row(&self, row: &LeavingRow) -> AnyView {
        let l = self.l;
        let under = [Some(t::people::number(l, row.number)), row.location.clone()];
        let under = under.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let contacts = (!row.contacts.is_empty())
            .then(|| view! { <div class="mt-2 text-caption text-muted">{self.contacts(row)}</div> });
        let acts = self
            .may
            .then(|| view! { <div class="mt-2 -ml-3 flex flex-wrap gap-x-1">{self.acts(row, true)}</div> });
        view! {
            <li class="px-4 py-3">
                <a href=format!("/admin/members/{}", row.member) class="flex min-h-11 items-center gap-3 hover:underline">
                    <Avatar name=row.name.clone()/>
                    <span class="min-w-0 flex-1">
                        <span class="block text-base leading-snug font-medium wrap-anywhere">{row.name.clone()}</span>
                        <span class="block text-caption text-muted tabular-nums">{under}</span>
                    </span>
                    <Icon icon=Icon::ChevronRight class="size-5 text-muted"/>
                </a>
                <div class="mt-1.5">{reasons(l, &row.warnings)}</div>
                {contacts}
                {acts}
            </li>
        }
        .into_any()
    }

    /// What was done about them: the latest three.
    fn contacts(&self, row: &LeavingRow) -> AnyView {
        let l = self.l;
        if row.contacts.is_empty() {
            return t::leaving::nothing_done(l).into_any();
        }
        let lines = row
            .contacts
            .iter()
            .take(3)
            .map(|contact| view! { <li class="wrap-anywhere">{contact.text(l)}</li> })
            .collect_view();
        view! { <ul class="space-y-0.5 tabular-nums">{lines}</ul> }.into_any()
    }

    /// Write, note, set aside, or take up again.
    fn acts(&self, row: &LeavingRow, tall: bool) -> AnyView {
        let (l, forms) = (self.l, self.forms);
        let id = row.member.to_string();
        let height = if tall { "h-11" } else { "" };
        let (key, list) = (row.key.clone(), written(&self.filter));
        let fields = view! {
            <Hidden name="member" value=id.clone()/>
            <Hidden name="key" value=key/>
            <Hidden name="list" value=list/>
        };
        let (take_up, set_aside) = (
            t::leaving::take_up_name(l, &row.name),
            t::leaving::set_aside_name(l, &row.name),
        );
        let (pending_aside, pending_up) = (forms.aside.pending(), forms.up.pending());
        let aside = if row.aside.is_some() {
            view! {
                <SubmitForm to=forms.up>
                    {fields}
                    <Button
                        label=t::leaving::take_up(l)
                        name=take_up
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Undo2
                        pending=pending_up
                        class=height
                    />
                </SubmitForm>
            }
            .into_any()
        } else {
            view! {
                <SubmitForm to=forms.aside>
                    {fields}
                    <Button
                        label=t::leaving::set_aside(l)
                        name=set_aside
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Clock
                        pending=pending_aside
                        class=height
                    />
                </SubmitForm>
            }
            .into_any()
        };
        let (write, note) = (
            href(&self.filter, &[("write", &id)]),
            href(&self.filter, &[("note", &id)]),
        );
        let (write_name, note_name) = (
            t::leaving::write_name(l, &row.name),
            t::leaving::note_name(l, &row.name),
        );
        view! {
            <LinkButton
                href=write
                label=t::leaving::write(l)
                name=write_name
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::Mail
                class=height
            />
            <LinkButton
                href=note
                label=t::leaving::note(l)
                name=note_name
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::MessageCircle
                class=height
            />
            {aside}
        }
        .into_any()
    }
}
