//! The rows of a list and what becomes of each, with what the reader asks for.

use super::imports::PATH;
use crate::{
    accounts::pages::address::address,
    members::model::{IMPORT_ROWS_A_PAGE, ImportFilter, ImportRow, RowOutcome, UploadPage, UploadState},
    platform::i18n::{Locale, grouped, t},
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::{Choice, SelectField, TextField},
        icon::Icon,
        states::EmptyList,
        table::{Column, DataTable, Density, Pager, TableRow},
    },
};
use leptos::prelude::*;

fn href(page: &UploadPage, filter: &ImportFilter, file: bool) -> String {
    let path = if file {
        format!("{PATH}/{}/result.csv", page.id)
    } else {
        format!("{PATH}/{}", page.id)
    };
    let at = if filter.page > 1 && !file {
        filter.page.to_string()
    } else {
        String::new()
    };
    address(&path, &[("show", &filter.show), ("q", filter.q.trim()), ("page", &at)])
}

/// The filters, the table and the way to the file.
pub(super) fn rows(l: Locale, page: &UploadPage, filter: &ImportFilter) -> AnyView {
    let list = if page.rows.is_empty() {
        let way = {
            let all = format!("{PATH}/{}", page.id);
            move || view! { <LinkButton href=all label=t::import::clear(l) icon=Icon::X/> }
        };
        view! {
            <EmptyList title=t::import::none_title(l) text=t::import::none_text(l) icon=Icon::ListFilter actions=way/>
        }
        .into_any()
    } else {
        table(l, page, filter)
    };
    view! {
        <section class="sheet overflow-hidden" aria-labelledby="rows">
            <h2 id="rows" class="px-5 pt-4 text-base font-semibold">
                {t::import::rows_title(l)}
            </h2>
            {filters(l, page, filter)}
            {list}
        </section>
    }
    .into_any()
}

/// A plain GET form: what is asked for stands in the address.
fn filters(l: Locale, page: &UploadPage, filter: &ImportFilter) -> AnyView {
    let counts = page.counts;
    let counted = |words: &str, n: i64| format!("{words} ({})", grouped(n));
    let all = counts.new + counts.added + counts.known + counts.refused;
    let mut choices = vec![Choice::new("", counted(t::import::outcome_all(l), all))];
    for (outcome, n) in [
        (RowOutcome::New, counts.new),
        (RowOutcome::Added, counts.added),
        (RowOutcome::Known, counts.known),
        (RowOutcome::Refused, counts.refused),
    ] {
        if n > 0 || filter.show == outcome.code() {
            choices.push(Choice::new(outcome.code(), counted(outcome.text(page.state, l), n)));
        }
    }
    choices.push(Choice::new("noted", counted(t::import::outcome_noted(l), counts.noted)));
    let file = href(page, filter, true);
    view! {
        <div class="flex flex-wrap items-end gap-3 px-5 pt-3 pb-4">
            <form method="get" action=format!("{PATH}/{}", page.id) class="flex flex-wrap items-end gap-3">
                <SelectField name="show" label=t::import::show(l) choices=choices value=filter.show.clone()/>
                <TextField name="q" label=t::import::search(l) value=filter.q.clone() maxlength=80/>
                <Button label=t::import::go(l) icon=Icon::Filter/>
            </form>
            // a file and not a page: the router must leave this link to the browser
            <a
                href=file
                rel="external"
                download=""
                class=format!("{} {} sm:ml-auto", ButtonKind::Plain.class(), ButtonSize::Small.class())
            >
                <Icon icon=Icon::Download class="size-4"/>
                {t::import::download(l)}
            </a>
        </div>
    }
    .into_any()
}

fn table(l: Locale, page: &UploadPage, filter: &ImportFilter) -> AnyView {
    let at = filter.page.max(1);
    let first = (at - 1) * IMPORT_ROWS_A_PAGE + 1;
    let last = first + page.rows.len() as i64 - 1;
    let to = |at| {
        href(
            page,
            &ImportFilter {
                page: at,
                ..filter.clone()
            },
            false,
        )
    };
    let pager = Pager {
        range: t::import::range(l, grouped(first), grouped(last), grouped(page.total)),
        previous: (at > 1).then(|| to(at - 1)),
        next: (last < page.total).then(|| to(at + 1)),
        previous_label: t::import::previous(l).to_owned(),
        next_label: t::import::next(l).to_owned(),
    };
    let columns = vec![
        Column::new(t::import::col_name(l)),
        Column::new(t::import::col_outcome(l)),
        Column::new(t::import::col_remarks(l)),
        Column::new(t::import::col_line(l)).numeric(),
    ];
    let rows = page.rows.iter().map(|one| row(l, page.state, one)).collect_view();
    view! {
        <DataTable caption=t::import::caption(l) columns=columns density=Density::Roomy pager=pager>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(l: Locale, state: UploadState, row: &ImportRow) -> AnyView {
    let tone = match row.outcome {
        RowOutcome::New if state.is_over() => Tone::Neutral,
        RowOutcome::New | RowOutcome::Added => Tone::Success,
        RowOutcome::Known => Tone::Info,
        RowOutcome::Refused => Tone::Warning,
    };
    let name = if row.name.is_empty() {
        t::import::nameless(l).to_owned()
    } else {
        row.name.clone()
    };
    let name = match row.member {
        Some(member) => view! {
            <a href=format!("/admin/members/{member}") class="hover:underline">
                {name}
            </a>
        }
        .into_any(),
        None => name.into_any(),
    };
    let remarks = row
        .remarks
        .iter()
        .map(|remark| view! { <p class="whitespace-normal wrap-anywhere">{remark.clone()}</p> })
        .collect_view();
    let (outcome, line) = (row.outcome.text(state, l), grouped(row.line));
    view! {
        <TableRow>
            <th scope="row" class="min-w-40 font-semibold whitespace-normal wrap-anywhere">{name}</th>
            <td><Badge tone=tone label=outcome/></td>
            <td class="w-full min-w-64 text-muted">{remarks}</td>
            <td class="text-right text-muted">{line}</td>
        </TableRow>
    }
    .into_any()
}
