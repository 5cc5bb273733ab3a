//! The machinery: which database, what waits to be handed on, what was given up and how it gets another try.

use super::operations_backups;
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    booking::pages::parts::on_return,
    insight::{
        api::{ReviveEvents, load_operations},
        model::{DeadLetter, Operations},
    },
    platform::{
        error::Answer,
        i18n::{Locale, grouped, t, use_locale},
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        icon::Icon,
        list::{Card, Facts},
        load::Load,
        loaded::Loaded,
        page::Page,
        stat::{Delta, StatTile},
        states::{EmptyList, Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
        table::{Column, DataTable, Density, TableRow},
    },
};
use leptos::prelude::*;

/// `/admin/operations`
pub struct OperationsPage {
    operations: Load<Operations>,
    revive: Submit<ReviveEvents>,
}

/// An event that waits longer than this, in seconds, says that the worker is behind.
const PATIENCE: i64 = 60;

impl Page for OperationsPage {
    fn data() -> Self {
        let revive = Submit::<ReviveEvents>::new();
        let version = revive.version();
        Self {
            operations: Load::new(move || version.get(), |_| load_operations()),
            revive,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let OperationsPage { operations, revive } = this;
        on_return(move || operations.refetch());
        view! {
            <StaffPage title=t::insight::operations_title(l) current="operations">
                {move || revive.value().get().map(|answer| answered(l, answer))}
                <Loaded resource=operations skeleton=move || waiting(l) error=wrong keep=true let:operations>
                    {shown(l, operations, revive)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! {
        <SkeletonBlock class="h-30 w-full" label=t::insight::operations_loading(l)/>
        <SkeletonBlock class="h-64 w-full" label=t::insight::operations_loading(l)/>
    }
}

fn answered(l: Locale, answer: Answer<u64>) -> AnyView {
    match answer {
        Ok(n) => {
            let n = i64::try_from(n).unwrap_or(i64::MAX);
            view! { <Notice tone=Tone::Success title=t::insight::revived(l, n) text=t::insight::revived_text(l)/> }
                .into_any()
        }
        Err(error) => view! { <Notice tone=Tone::Error title=error.text(l)/> }.into_any(),
    }
}

/// A length of time in its largest unit: an age is never needed more exactly.
pub(super) fn age(l: Locale, seconds: i64) -> String {
    match seconds.max(0) {
        s @ 0..60 => t::insight::seconds(l, s),
        s @ 60..3_600 => t::insight::minutes(l, s / 60),
        s @ 3_600..86_400 => t::insight::hours(l, s / 3_600),
        s => t::insight::days(l, s / 86_400),
    }
}

fn database(kind: &str) -> String {
    match kind {
        "sqlite" => "SQLite".to_owned(),
        "postgres" => "PostgreSQL".to_owned(),
        other => other.to_owned(),
    }
}

fn shown(l: Locale, o: Operations, revive: Submit<ReviveEvents>) -> AnyView {
    let queue = match o.queued {
        0 => Delta::fact(t::insight::queue_empty(l), Tone::Success),
        _ if o.oldest > PATIENCE => Delta::fact(t::insight::queue_behind(l), Tone::Warning),
        _ => Delta::fact(t::insight::queue_moves(l), Tone::Success),
    };
    let oldest = if o.queued > 0 {
        t::insight::queue_oldest(l, age(l, o.oldest))
    } else {
        t::insight::queue_note(l).to_owned()
    };
    let dead = o.dead.len() as i64;
    let given_up = if dead > 0 {
        Delta::fact(t::insight::dead_some(l), Tone::Error)
    } else {
        Delta::fact(t::insight::dead_zero(l), Tone::Success)
    };
    view! {
        <div class="grid gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
            <Card title=t::insight::machine(l)>
                <Facts facts=vec![
                    (t::insight::version(l).to_owned(), o.version),
                    (t::insight::database(l).to_owned(), database(&o.database)),
                    (t::insight::imports(l).to_owned(), grouped(o.imports)),
                ]/>
            </Card>
            <div class="grid gap-3 sm:grid-cols-2">
                <StatTile label=t::insight::queue(l) value=grouped(o.queued) delta=queue note=oldest/>
                <StatTile label=t::insight::dead(l) value=grouped(dead) delta=given_up note=t::insight::dead_note(l)/>
            </div>
        </div>
        {operations_backups::shown(l, o.backups)}
        {if o.dead.is_empty() {
            view! {
                <EmptyList title=t::insight::nothing_waits(l) text=t::insight::nothing_waits_text(l) icon=Icon::CircleCheckBig/>
            }
            .into_any()
        } else {
            dead_letters(l, o.dead, revive)
        }}
    }
    .into_any()
}

fn dead_letters(l: Locale, dead: Vec<DeadLetter>, revive: Submit<ReviveEvents>) -> AnyView {
    let count = dead.len() as i64;
    let columns = vec![
        Column::new(t::insight::event(l)),
        Column::new(t::insight::event_at(l)),
        Column::new(t::insight::event_tries(l)).numeric(),
        Column::new(t::insight::event_error(l)),
    ];
    let rows = dead.into_iter().map(|letter| row(l, letter)).collect_view();
    view! {
        <section class="sheet overflow-hidden" aria-labelledby="dead">
            <div class="flex flex-wrap items-start gap-3 p-5 pb-3">
                <div class="min-w-0 flex-1 basis-60">
                    <h2 id="dead" class="text-base font-semibold">
                        {t::insight::dead_title(l, count)}
                    </h2>
                    <p class="text-caption text-muted">{t::insight::dead_text(l)}</p>
                </div>
                <SubmitForm to=revive>
                    <Button
                        label=t::insight::revive(l, count)
                        kind=ButtonKind::Primary
                        size=ButtonSize::Small
                        icon=Icon::RotateCw
                        pending=revive.pending()
                    />
                </SubmitForm>
            </div>
            <DataTable caption=t::insight::dead_title(l, count) columns=columns density=Density::Roomy>
                {rows}
            </DataTable>
        </section>
    }
    .into_any()
}

/// What happened, in words; the name that the program gives it where there are none.
fn event(l: Locale, kind: &str) -> Option<&'static str> {
    Some(match kind {
        "class.cancelled" => t::insight::event_class_cancelled(l),
        "class.changed" => t::insight::event_class_changed(l),
        "booking.booked" => t::insight::event_booked(l),
        "booking.released" => t::insight::event_released(l),
        "booking.promoted" => t::insight::event_promoted(l),
        "booking.passed_over" => t::insight::event_passed_over(l),
        "booking.offered" => t::insight::event_offered(l),
        "booking.offer_over" => t::insight::event_offer_over(l),
        "booking.place_free" => t::insight::event_place_free(l),
        "booking.given_away" => t::insight::event_given_away(l),
        "booking.given_back" => t::insight::event_given_back(l),
        "booking.refilled" => t::insight::event_refilled(l),
        "booking.desk_booked" => t::insight::event_desk_booked(l),
        "booking.desk_cancelled" => t::insight::event_desk_cancelled(l),
        "booking.desk_moved" => t::insight::event_desk_moved(l),
        "booking.struck" => t::insight::event_struck(l),
        "booking.forgiven" => t::insight::event_forgiven(l),
        _ => return None,
    })
}

fn row(l: Locale, letter: DeadLetter) -> AnyView {
    let DeadLetter {
        kind,
        at,
        attempts,
        error,
    } = letter;
    let words = event(l, &kind).map(|words| view! { <span class="block font-medium">{words}</span> });
    view! {
        <TableRow>
            <th scope="row" class="font-normal">
                {words}
                <code class="text-xs text-muted">{kind}</code>
            </th>
            <td>
                <time datetime=at.at.iso()>{format!("{} {}", l.day_short(at.day()), at.clock())}</time>
            </td>
            <td class="text-right">{attempts}</td>
            <td class="min-w-60 whitespace-normal!">
                {if error.is_empty() {
                    view! { <Badge label=t::insight::event_no_error(l)/> }.into_any()
                } else {
                    view! { <span class="wrap-anywhere">{error}</span> }.into_any()
                }}
            </td>
        </TableRow>
    }
    .into_any()
}
