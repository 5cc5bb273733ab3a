//! A member's passes: what is left, until when and for what; what happened to the credits; and what the club offers.

use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    plans::{
        api::load_my_passes,
        model::{LedgerLine, Pass, PassesPage as Passes, Plan, Source},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Moment},
    },
    studio::model::Location,
    ui::{
        badge::{Badge, Tone},
        button::{ButtonKind, LinkButton},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        pass_card::{PassCard, Pips},
        states::{EmptyList, SkeletonBlock},
    },
};
use leptos::prelude::*;

/// `/passes`
pub struct PassesPage(Load<Passes>);

impl Page for PassesPage {
    fn data() -> Self {
        Self(Load::new(|| (), |()| load_my_passes()))
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || view! { <SkeletonBlock class="h-56 w-full" label=t::passes::loading(l)/> };
        view! {
            <MemberPage title=t::passes::title(l) current="passes">
                <Loaded resource=this.0 skeleton=skeleton error=wrong keep=true let:page>
                    {content(l, page)}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, page: Passes) -> AnyView {
    let (today, offset, locations) = (page.today, page.offset, page.locations);
    let (mut alive, over): (Vec<_>, Vec<_>) = page.passes.into_iter().partition(|(pass, _)| pass.alive(today));
    // what can be used now and runs out first stands first
    alive.sort_by_key(|(pass, _)| (pass.starts_on > today, pass.ends_on.is_none(), pass.ends_on, pass.id));
    let none = alive.is_empty();
    let cards = alive
        .into_iter()
        .enumerate()
        .map(|(n, (pass, ledger))| view! { <div>{card(l, n, &pass, &locations, today)} {history(l, &ledger, offset)}</div> })
        .collect_view();
    view! {
        {none
            .then(|| {
                let actions = move || {
                    view! { <LinkButton href="#offer" label=t::passes::see_offer(l) kind=ButtonKind::Primary icon=Icon::Tag/> }
                };
                view! {
                    <EmptyList title=t::passes::none_title(l) text=t::passes::none_text(l) icon=Icon::Ticket actions=actions/>
                }
            })}
        {cards}
        {earlier(l, over)}
        {offer(l, page.plans, &locations)}
    }
    .into_any()
}

/// The first pass on pine, the others as plain cards: one loud thing a page.
fn card(l: Locale, n: usize, pass: &Pass, locations: &[Location], today: Day) -> AnyView {
    let id = format!("pass-{n}");
    let status = if pass.starts_on > today {
        t::passes::starts(l, l.date(pass.starts_on))
    } else if pass.waits(today).is_some() {
        t::passes::waits(l).to_owned()
    } else {
        t::passes::active(l).to_owned()
    };
    let scope = pass.terms.sentence(l, locations);
    let (figure, unit) = match (pass.balance, pass.granted) {
        (Some(balance), Some(_)) if pass.held > 0 => (balance.to_string(), t::passes::free_held(l, pass.held)),
        (Some(balance), Some(granted)) => (balance.to_string(), t::passes::of_left(l, granted)),
        _ => (t::passes::unlimited(l).to_owned(), String::new()),
    };
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    let pips = pass
        .balance
        .zip(pass.granted)
        .map(|(left, of)| (count(left), count(of)));
    let until = lasts(l, pass, today);
    // what this pass can book
    let books = format!("/timetable?pass={}", pass.id);
    if n == 0 {
        let actions = move || {
            view! { <LinkButton href=books label=t::passes::book(l) kind=ButtonKind::Accent icon=Icon::CalendarDays/> }
        };
        match pips {
            Some(pips) => view! {
                <PassCard
                    id=id
                    title=pass.name.clone()
                    scope=scope
                    status=status
                    figure=figure
                    unit=unit
                    pips=pips
                    until=until
                    actions=actions
                />
            }
            .into_any(),
            None => view! {
                <PassCard id=id title=pass.name.clone() scope=scope status=status figure=figure unit=unit until=until actions=actions/>
            }
            .into_any(),
        }
    } else {
        plain(id, pass.name.clone(), scope, status, figure, unit, pips, until, books)
    }
}

#[expect(clippy::too_many_arguments, reason = "the words of one card")]
fn plain(
    id: String,
    title: String,
    scope: String,
    status: String,
    figure: String,
    unit: String,
    pips: Option<(u32, u32)>,
    until: String,
    books: String,
) -> AnyView {
    let l = use_locale();
    // what is seen leads what is heard
    let name = format!("{}: {title}", t::passes::books(l));
    let labelled_by = id.clone();
    view! {
        <article class="sheet p-5" aria-labelledby=labelled_by>
            <div class="flex items-start justify-between gap-3">
                <div class="min-w-0">
                    <h2 id=id class="text-base leading-snug font-semibold wrap-anywhere">
                        {title}
                    </h2>
                    <p class="text-caption text-muted">{scope}</p>
                </div>
                <Badge label=status/>
            </div>
            <p class="mt-2 flex flex-wrap items-baseline gap-x-2">
                <span class="text-figure font-bold tracking-tight tabular-nums">{figure}</span>
                <span class="text-muted">{unit}</span>
            </p>
            {pips
                .map(|(left, total)| {
                    view! {
                        <div class="mt-2">
                            <Pips left=left total=total/>
                        </div>
                    }
                })}
            <p class="mt-2 text-caption text-muted">{until}</p>
            <LinkButton href=books label=t::passes::books(l) name=name icon=Icon::CalendarDays class="mt-3"/>
        </article>
    }
    .into_any()
}

/// Until when, in full; of a pass that waits for its first class, from when on and how long.
pub(super) fn lasts(l: Locale, pass: &Pass, today: Day) -> String {
    if let (Some(by), Some(first)) = (pass.waits(today), pass.first_use) {
        return t::passes::waits_until(l, l.date(by), first.days);
    }
    match pass.ends_on {
        None => t::passes::no_end(l).to_owned(),
        Some(end) => match (end - today).num_days() {
            0 => t::passes::ends_today(l).to_owned(),
            days => t::passes::ends(l, l.date(end), days),
        },
    }
}

/// What happened to the credits, the latest first, folded away.
fn history(l: Locale, ledger: &[LedgerLine], offset: i32) -> AnyView {
    if ledger.is_empty() {
        return ().into_any();
    }
    let lines = ledger
        .iter()
        .map(|line| {
            let (icon, title, detail) = told(l, line, offset);
            let (change, tone) = match line.balance {
                0 => (String::new(), ""),
                n if n > 0 => (t::passes::plus(l, n), "text-success"),
                n => (t::passes::minus(l, -n), ""),
            };
            let end = move || view! { <span class=format!("shrink-0 pr-1 font-semibold tabular-nums {tone}")>{change}</span> };
            view! {
                <Row
                    title=title
                    detail=detail
                    lead=move || view! { <Icon icon=icon class="size-5 text-muted"/> }
                    end=end
                />
            }
        })
        .collect_view();
    view! {
        <details class="group mt-1">
            <summary class="btn btn-ghost btn-block list-none justify-between px-3 text-sm font-medium [&::-webkit-details-marker]:hidden">
                {t::passes::history(l)}
                <Icon icon=Icon::ChevronDown class="size-4 text-muted group-open:rotate-180"/>
            </summary>
            <div class="pt-1">
                <Sheet>{lines}</Sheet>
            </div>
        </details>
    }
    .into_any()
}

/// A line of the ledger: which class it was for goes first, what happened and when that was second.
pub(super) fn told(l: Locale, line: &LedgerLine, offset: i32) -> (Icon, String, String) {
    let (icon, words) = happened(l, line);
    let moment = |at: Moment| format!("{} {}", l.day_short(at.day()), at.clock());
    let at = moment(Moment { at: line.at, offset });
    match &line.class {
        Some(class) => {
            let comma = if l == Locale::En { ", " } else { "，" };
            let title = format!("{}{comma}{}", class.name, moment(class.starts));
            (icon, title, format!("{words} · {at}"))
        }
        None => (icon, words, at),
    }
}

/// What happened in words: ours for our codes, the person's own otherwise.
fn happened(l: Locale, line: &LedgerLine) -> (Icon, String) {
    let (icon, words) = match line.reason.as_str() {
        "granted" => (Icon::Plus, t::passes::why_granted(l)),
        "booked" => (Icon::BookmarkCheck, t::passes::why_booked(l)),
        "early_cancelled" => (Icon::Undo2, t::passes::why_early(l)),
        "late_cancelled" => (Icon::CalendarX2, t::passes::why_late(l)),
        "class_cancelled" => (Icon::Undo2, t::passes::why_class(l)),
        "checked_in" => (Icon::CircleCheckBig, t::passes::why_came(l)),
        "check_in_undone" => (Icon::RotateCw, t::passes::why_undone(l)),
        "no_show" => (Icon::UserRoundX, t::passes::why_no_show(l)),
        "excused" => (Icon::Undo2, t::passes::why_excused(l)),
        "taken_back" => (Icon::Minus, t::passes::why_taken_back(l)),
        "expired" => (Icon::Clock, t::passes::why_expired(l)),
        own => {
            return match own.strip_prefix("courtesy:").and_then(|day| day.parse().ok()) {
                Some(until) => (Icon::CalendarPlus, t::passes::why_courtesy(l, l.date(until))),
                None => (Icon::Pencil, own.to_owned()),
            };
        }
    };
    (icon, words.to_owned())
}

fn earlier(l: Locale, over: Vec<(Pass, Vec<LedgerLine>)>) -> AnyView {
    if over.is_empty() {
        return ().into_any();
    }
    let count = over.len() as i64;
    let rows = over
        .into_iter()
        .map(|(pass, _)| {
            let why = match pass.ends_on {
                _ if pass.ended => t::passes::why_taken_back(l).to_owned(),
                _ if pass.balance == Some(0) => t::passes::used_up(l).to_owned(),
                Some(end) => t::passes::ended(l, l.date(end)),
                None => t::passes::used_up(l).to_owned(),
            };
            let tone = Tone::Neutral;
            view! { <Row title=pass.name detail=l.date(pass.starts_on) badges=move || view! { <Badge tone=tone label=why/> }/> }
        })
        .collect_view();
    view! {
        <details class="group">
            <summary class="btn btn-ghost btn-block list-none justify-between px-3 text-sm font-medium [&::-webkit-details-marker]:hidden">
                {t::passes::earlier(l, count)}
                <Icon icon=Icon::ChevronDown class="size-4 text-muted group-open:rotate-180"/>
            </summary>
            <div class="pt-1">
                <Sheet>{rows}</Sheet>
            </div>
        </details>
    }
    .into_any()
}

/// What the club offers. It is sold at the desk: there is no button that would pretend otherwise.
fn offer(l: Locale, plans: Vec<Plan>, locations: &[Location]) -> AnyView {
    if plans.is_empty() {
        return ().into_any();
    }
    // what nobody buys here is no offer
    let rows = plans
        .into_iter()
        .filter(|plan| plan.source == Source::Own)
        .map(|plan| {
            let counts = plan.credits.map_or_else(|| t::passes::unlimited(l).to_owned(), |n| t::passes::credits(l, n));
            let days = plan.days.map(|n| match plan.starts_within {
                Some(_) => t::passes::days_from_first(l, n),
                None => t::passes::days(l, n),
            });
            // only what narrows a plan is worth a word here
            let what = plan.terms.narrow().then(|| plan.terms.sentence(l, locations));
            let detail = [Some(counts), days, what].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let price = plan.price.text();
            view! {
                <Row
                    title=plan.name
                    detail=detail
                    end=move || view! { <span class="shrink-0 self-start pt-0.5 pr-1 font-semibold tabular-nums">{price}</span> }
                />
            }
        })
        .collect_view();
    view! {
        <section id="offer" class="scroll-mt-4 pt-2">
            <SectionHead title=t::passes::offer(l)/>
            <Sheet>{rows}</Sheet>
            <p class="flex items-start gap-2.5 px-1 pt-3 text-caption text-muted">
                <Icon icon=Icon::Store class="size-4"/>
                {t::passes::at_desk(l)}
            </p>
        </section>
    }
    .into_any()
}
