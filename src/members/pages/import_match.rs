//! What a file was recognised as, and what each of its columns holds: changed here before any row is looked at.

use crate::{
    members::{
        api::{DiscardUpload, MatchColumns},
        model::{ImportColumn, Matching, UploadPage, field_text, source_text},
    },
    platform::i18n::{Locale, grouped, t},
    ui::{
        badge::Tone,
        button::{Button, ButtonKind},
        field::{Choice, SelectField, TextField},
        form::Hidden,
        icon::Icon,
        list::Card,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The second step.
pub(super) fn form(
    l: Locale,
    page: &UploadPage,
    matching: Matching,
    send: Submit<MatchColumns>,
    discard: Submit<DiscardUpload>,
) -> AnyView {
    let (id, key) = (page.id.to_string(), page.key.clone());
    let facts = facts(l, &matching);
    let guessed = matching.guessed.then(|| {
        let text = t::import::guessed_text(l, matching.names.join(comma(l)));
        view! {
            <Notice tone=Tone::Warning title=t::import::guessed_title(l, &matching.encoding) text=text icon=Icon::Languages/>
        }
    });
    let remembered = matching
        .remembered
        .then(|| view! { <Notice tone=Tone::Info title=t::import::remembered(l) icon=Icon::History/> });
    let fields = std::iter::once(Choice::new("", t::import::leave_out(l)))
        .chain(
            matching
                .fields
                .iter()
                .map(|code| Choice::new(code, field_text(code, l))),
        )
        .collect::<Vec<_>>();
    let columns = (matching.columns.iter().enumerate())
        .map(|(index, of)| column(l, index, of, fields.clone(), send))
        .collect_view();
    let unclear = matching.columns.iter().find_map(|column| column.unclear.first());
    let question = match unclear {
        Some(example) => t::import::ask_dates(l, example),
        None => t::import::ask_dates_plain(l).to_owned(),
    };
    let orders = vec![
        Choice::new("", t::import::ask_none(l)),
        Choice::new("dmy", t::import::ask_dmy(l)),
        Choice::new("mdy", t::import::ask_mdy(l)),
    ];
    let places = std::iter::once(Choice::new("", t::import::location_none(l)))
        .chain(
            matching
                .locations
                .iter()
                .map(|place| Choice::new(place.id.to_string(), &place.name)),
        )
        .collect::<Vec<_>>();
    let place = matching.location.map(|id| id.to_string()).unwrap_or_default();
    let (again, discard_key) = (id.clone(), format!("d-{key}"));
    view! {
        <div class="space-y-5">
            {facts}
            {guessed}
            {remembered}
            <SubmitForm to=send>
                <Hidden name="upload" value=id/>
                <Hidden name="key" value=key/>
                <div class="space-y-5">
                    {send.refusal(l)}
                    <Card title=t::import::columns_title(l) note=t::import::columns_note(l)>
                        <ul class="divide-y divide-base-300/70">{columns}</ul>
                    </Card>
                    <Card>
                        <div class="grid gap-4 sm:grid-cols-2">
                            <SelectField
                                name="dates"
                                label=question
                                choices=orders
                                value=send.typed("dates", matching.dates.clone())
                            />
                            <TextField
                                name="region"
                                label=t::import::region(l)
                                hint=t::import::region_hint(l)
                                value=send.typed("region", matching.region.clone())
                                error=send.flaw("region", l)
                                required=true
                                maxlength=2
                            />
                            <SelectField
                                name="location"
                                label=t::import::location(l)
                                choices=places
                                value=send.typed("location", place)
                                error=send.flaw("location", l)
                            />
                        </div>
                        <div class="mt-5 flex flex-wrap items-center gap-x-4 gap-y-2">
                            <Button
                                label=t::import::check(l)
                                kind=ButtonKind::Primary
                                icon=Icon::ListChecks
                                pending=send.pending()
                            />
                            <p class="text-caption text-muted">{t::import::check_note(l)}</p>
                        </div>
                    </Card>
                </div>
            </SubmitForm>
            <SubmitForm to=discard>
                <Hidden name="upload" value=again/>
                <Hidden name="key" value=discard_key/>
                {discard.refused(l)}
                <Button
                    label=t::import::discard(l)
                    kind=ButtonKind::Ghost
                    icon=Icon::X
                    pending=discard.pending()
                />
            </SubmitForm>
        </div>
    }
    .into_any()
}

fn facts(l: Locale, matching: &Matching) -> AnyView {
    let delimiter = match matching.delimiter {
        ';' => t::import::delimiter_semicolon(l),
        '\t' => t::import::delimiter_tab(l),
        _ => t::import::delimiter_comma(l),
    };
    let facts = [
        (t::import::found_source(l), source_text(&matching.source, l)),
        (t::import::found_encoding(l), matching.encoding.clone()),
        (t::import::found_delimiter(l), delimiter.to_owned()),
        (t::import::found_rows(l), grouped(matching.records)),
    ];
    let facts = facts
        .into_iter()
        .map(|(what, is)| {
            view! {
                <div class="min-w-0 rounded-field bg-base-200 px-4 py-3">
                    <dt class="text-caption text-muted">{what}</dt>
                    <dd class="font-semibold wrap-anywhere">{is}</dd>
                </div>
            }
        })
        .collect_view();
    let skipped = (matching.skipped > 0)
        .then(|| view! { <p class="mt-3 text-caption text-muted">{t::import::skipped(l, matching.skipped)}</p> });
    view! {
        <Card title=t::import::found_title(l)>
            <dl class="grid grid-cols-2 gap-3 lg:grid-cols-4">{facts}</dl>
            {skipped}
        </Card>
    }
    .into_any()
}

fn column(l: Locale, index: usize, of: &ImportColumn, fields: Vec<Choice>, send: Submit<MatchColumns>) -> AnyView {
    let header = if of.header.is_empty() {
        t::import::column_nameless(l, index + 1)
    } else {
        of.header.clone()
    };
    let samples = if of.samples.is_empty() {
        t::import::column_empty(l).to_owned()
    } else {
        of.samples.join(" · ")
    };
    let dates = match of.dates.as_str() {
        "iso" => Some(t::import::dates_iso(l).to_owned()),
        "dmy" => Some(t::import::dates_dmy(l).to_owned()),
        "mdy" => Some(t::import::dates_mdy(l).to_owned()),
        "mixed" => Some(t::import::dates_mixed(l).to_owned()),
        _ => None,
    };
    let dates = dates.map(|dates| view! { <span class="block text-caption text-muted">{dates}</span> });
    let unclear = (!of.unclear.is_empty()).then(|| {
        view! {
            <span class="flex items-center gap-1.5 text-caption font-medium text-warning">
                <Icon icon=Icon::CircleQuestionMark class="size-4 shrink-0"/>
                {t::import::dates_unclear(l, of.unclear.join(comma(l)))}
            </span>
        }
    });
    let name = format!("columns[c{index}]");
    let value = send.typed(&name, of.field.clone());
    view! {
        <li class="grid items-center gap-x-4 gap-y-2 py-3 sm:grid-cols-[minmax(0,1fr)_18rem]">
            <div class="min-w-0">
                <p class="font-medium wrap-anywhere">{header.clone()}</p>
                <p class="text-caption text-muted wrap-anywhere">{samples}</p>
                {unclear}
                {dates}
            </div>
            <SelectField
                name=name
                label=t::import::column_label(l, header)
                choices=fields
                value=value
                bare=true
            />
        </li>
    }
    .into_any()
}

/// What stands between things of a kind.
pub(super) const fn comma(l: Locale) -> &'static str {
    match l {
        Locale::En => ", ",
        Locale::ZhHans | Locale::ZhHant => "、",
    }
}
