//! A member's passes: what is left, until when and for what; what happened to the credits; and what the club offers.

use super::going::{cancel_dialog, ending, goes_on, keep_dialog, keeping, named};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    plans::{
        api::{CancelMembership, KeepMembership, load_my_passes},
        model::{LedgerClass, LedgerLine, Named, Pass, PassesPage as Passes, Plan, Purse, Renewal, Source, cycle_text},
    },
    platform::{
        i18n::{Locale, t, use_locale},
        time::{Day, Moment},
    },
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
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/passes?cancel=<membership>&keep=<membership>`
pub struct PassesPage {
    passes: Load<Passes>,
    cancel: Submit<CancelMembership>,
    keep: Submit<KeepMembership>,
}

const PATH: &str = "/passes";

impl Page for PassesPage {
    fn data() -> Self {
        let (cancel, keep) = (Submit::<CancelMembership>::new(), Submit::<KeepMembership>::new());
        Self {
            passes: Load::new(
                move || cancel.version().get() + keep.version().get(),
                |_| load_my_passes(),
            ),
            cancel,
            keep,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let Self { passes, cancel, keep } = this;
        let query = use_query_map();
        let named = move |name: &'static str| query.with(|q| q.get(name));
        let skeleton = move || view! { <SkeletonBlock class="h-56 w-full" label=t::passes::loading(l)/> };
        view! {
            <MemberPage title=t::passes::title(l) current="passes">
                <Loaded resource=passes skeleton=skeleton error=wrong keep=true let:page>
                    {content(l, page.clone())}
                    {move || dialog(l, &page, (named("cancel"), named("keep")), (cancel, keep))}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

/// The dialog that the address asks for, where there still is something to ask.
fn dialog(
    l: Locale,
    page: &Passes,
    (of_cancel, of_keep): (Option<String>, Option<String>),
    (cancel, keep): (Submit<CancelMembership>, Submit<KeepMembership>),
) -> Option<AnyView> {
    if let Some(held) = named(page, of_cancel.as_deref()).filter(|held| held.ends_on.is_none()) {
        let (said, fields) = (cancel.refusal(l), ending(l, held, page.key.clone()));
        let form = view! { <SubmitForm to=cancel>{fields}</SubmitForm> };
        return Some(cancel_dialog(
            l,
            held,
            page.today,
            (said.into_any(), form.into_any()),
            PATH,
        ));
    }
    let held = named(page, of_keep.as_deref()).filter(|held| matches!(held.next(page.today), Renewal::Ends(_)))?;
    let (said, fields) = (keep.refusal(l), keeping(l, held, page.key.clone()));
    let form = view! { <SubmitForm to=keep>{fields}</SubmitForm> };
    Some(keep_dialog(l, held, (said.into_any(), form.into_any()), PATH))
}

fn content(l: Locale, page: Passes) -> AnyView {
    let (today, offset, names) = (page.today, page.offset, page.names);
    let (mut alive, over): (Vec<_>, Vec<_>) = page.passes.into_iter().partition(|(pass, _)| pass.alive(today));
    let memberships = page.memberships;
    keep_current(&mut alive, today, |(pass, _)| pass);
    // what can be used now and runs out first stands first
    alive.sort_by_key(|(pass, _)| (pass.starts_on > today, pass.ends_on.is_none(), pass.ends_on, pass.id));
    let none = alive.is_empty();
    let cards = alive
        .into_iter()
        .enumerate()
        .map(|(n, (pass, ledger))| {
            let held = pass
                .membership
                .and_then(|id| memberships.iter().find(|held| held.id == id));
            let goes = held.map(|held| goes_on(l, held, today, "/passes"));
            let history = history(l, pass.purse.as_ref(), &ledger, offset);
            let held = held_hours(l, &ledger);
            view! { <div>{card(l, n, &pass, &names, today)} {goes} {held} {history}</div> }
        })
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
        {earlier(l, over, today)}
        {offer(l, page.plans, &names)}
    }
    .into_any()
}

/// The first pass on pine, the others as plain cards: one loud thing a page.
fn card(l: Locale, n: usize, pass: &Pass, names: &Named, today: Day) -> AnyView {
    let id = format!("pass-{n}");
    let status = if pass.starts_on > today {
        t::passes::starts(l, l.date(pass.starts_on))
    } else if pass.waits(today).is_some() {
        t::passes::waits(l).to_owned()
    } else {
        t::passes::active(l).to_owned()
    };
    let scope = pass.terms.sentence(l, pass.kind, names);
    let (figure, unit) = figure(l, pass);
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    let pips = pass
        .balance
        .zip(pass.granted)
        .filter(|_| pass.purse.is_none())
        // what went over from the cycle before is on top of what was granted
        .map(|(left, of)| (count(left), count(of.max(left))));
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

/// Leaves out the cycles of a membership that are still to come, where one of it runs: they are said beside it.
pub(super) fn keep_current<T>(alive: &mut Vec<T>, today: Day, pass: impl Fn(&T) -> &Pass) {
    let running: Vec<_> = alive
        .iter()
        .map(&pass)
        .filter(|pass| pass.starts_on <= today)
        .filter_map(|pass| pass.membership)
        .collect();
    let mut seen = running.clone();
    alive.sort_by_key(|one| pass(one).starts_on);
    alive.retain(|one| {
        let pass = pass(one);
        let Some(of) = pass.membership else { return true };
        if running.contains(&of) {
            return pass.starts_on <= today;
        }
        // of one that is still to begin, the first
        let first = !seen.contains(&of);
        seen.push(of);
        first
    });
}

/// What is left, and of what.
pub(super) fn figure(l: Locale, pass: &Pass) -> (String, String) {
    match (pass.balance, pass.granted, &pass.purse) {
        (Some(balance), _, Some(purse)) => {
            let bonus = purse.bonus_left(balance);
            let said = [
                (pass.held > 0).then(|| t::passes::money_held(l, purse.text(pass.held))),
                (bonus > 0).then(|| t::passes::money_bonus(l, purse.text(bonus))),
            ];
            let said = said.into_iter().flatten().collect::<Vec<_>>().join(" · ");
            (purse.text(balance), said)
        }
        (Some(balance), Some(_), None) if pass.held > 0 => (balance.to_string(), t::passes::free_held(l, pass.held)),
        (Some(balance), Some(granted), None) => (balance.to_string(), t::passes::of_left(l, granted.max(balance))),
        _ if pass.course.is_some() => (t::passes::course(l).to_owned(), String::new()),
        _ => (t::passes::unlimited(l).to_owned(), String::new()),
    }
}

/// What a plan costs, and how often.
#[must_use]
pub fn priced(l: Locale, plan: &Plan) -> String {
    match plan.cycle {
        Some(cycle) => t::passes::price_each(l, cycle_text(l, cycle.months), plan.price.text()),
        None => plan.price.text(),
    }
}

/// What happened to the credits, the latest first, folded away.
fn history(l: Locale, purse: Option<&Purse>, ledger: &[LedgerLine], offset: i32) -> AnyView {
    if ledger.is_empty() {
        return ().into_any();
    }
    let lines = ledger
        .iter()
        .map(|line| {
            let (icon, title, detail) = told(l, line, offset);
            let (change, tone) = match line.balance {
                0 => (String::new(), ""),
                n if n > 0 => match purse {
                    Some(purse) => (format!("+{}", purse.text(n)), "text-success"),
                    None => (t::passes::plus(l, n), "text-success"),
                },
                n => match purse {
                    Some(purse) => (format!("−{}", purse.text(-n)), ""),
                    None => (t::passes::minus(l, -n), ""),
                },
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

/// Hours with a coach for which credits of a pass are kept, the next first.
fn kept_for(ledger: &[LedgerLine]) -> Vec<&LedgerClass> {
    let mut held: Vec<(&LedgerClass, i64)> = Vec::new();
    for line in ledger {
        let Some(class) = line.class.as_ref().filter(|class| class.personal) else {
            continue;
        };
        match held.iter_mut().find(|(known, _)| *known == class) {
            Some((_, sum)) => *sum += line.held,
            None => held.push((class, line.held)),
        }
    }
    held.retain(|(_, sum)| *sum > 0);
    held.sort_by_key(|(class, _)| class.starts.at);
    held.into_iter().map(|(class, _)| class).collect()
}

/// What is kept for which hour: it is used when the hour has been given.
pub(super) fn held_hours(l: Locale, ledger: &[LedgerLine]) -> AnyView {
    let held = kept_for(ledger);
    if held.is_empty() {
        return ().into_any();
    }
    let lines = held
        .into_iter()
        .map(|class| {
            let at = format!("{} {}", l.day_short(class.starts.day()), class.starts.clock());
            view! {
                <li class="flex items-start gap-2.5">
                    <Icon icon=Icon::BookmarkCheck class="mt-0.5 size-4 shrink-0 text-booked"/>
                    <span class="min-w-0 wrap-anywhere">{t::hours::held_for(l, &class.name, at)}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="mt-2 space-y-1 px-3 text-sm">{lines}</ul> }.into_any()
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
    let hour = line.class.as_ref().is_some_and(|class| class.personal);
    let (icon, words) = match line.reason.as_str() {
        "booked" if hour => (Icon::BookmarkCheck, t::hours::why_held(l)),
        "checked_in" if hour => (Icon::CircleCheckBig, t::hours::why_given(l)),
        "check_in_undone" if hour => (Icon::RotateCw, t::hours::why_held_again(l)),
        "hour_given_back" => (Icon::Undo2, t::hours::why_given_back(l)),
        "class_over" => (Icon::Clock, t::hours::why_over(l)),
        "granted" => (Icon::Plus, t::passes::why_granted(l)),
        "topped_up" => (Icon::Plus, t::passes::why_topped_up(l)),
        "carried_on" => (Icon::Minus, t::passes::why_carried_on(l)),
        "carried_over" => (Icon::Plus, t::passes::why_carried_over(l)),
        "booked" => (Icon::BookmarkCheck, t::passes::why_booked(l)),
        "early_cancelled" => (Icon::Undo2, t::passes::why_early(l)),
        "late_cancelled" => (Icon::CalendarX2, t::passes::why_late(l)),
        "refilled" => (Icon::Undo2, t::passes::why_refilled(l)),
        "class_cancelled" => (Icon::Undo2, t::passes::why_class(l)),
        "checked_in" => (Icon::CircleCheckBig, t::passes::why_came(l)),
        "check_in_undone" => (Icon::RotateCw, t::passes::why_undone(l)),
        "no_show" => (Icon::UserRoundX, t::passes::why_no_show(l)),
        "excuse_undone" => (Icon::RotateCw, t::passes::why_excuse_undone(l)),
        "excused" => (Icon::Undo2, t::passes::why_excused(l)),
        "taken_back" => (Icon::Minus, t::passes::why_taken_back(l)),
        "expired" => (Icon::Clock, t::passes::why_expired(l)),
        own => {
            let until = |code| own.strip_prefix(code).and_then(|day: &str| day.parse().ok());
            return match (until("courtesy:"), until("reactivated:")) {
                (Some(until), _) => (Icon::CalendarPlus, t::passes::why_courtesy(l, l.date(until))),
                (None, Some(until)) => (Icon::CalendarPlus, t::expiry::why_reactivated(l, l.date(until))),
                (None, None) => (Icon::Pencil, own.to_owned()),
            };
        }
    };
    (icon, words.to_owned())
}

fn earlier(l: Locale, over: Vec<(Pass, Vec<LedgerLine>)>, today: Day) -> AnyView {
    if over.is_empty() {
        return ().into_any();
    }
    let count = over.len() as i64;
    let rows = over
        .into_iter()
        .map(|(pass, _)| {
            let why = match pass.ends_on {
                _ if pass.ended => t::passes::why_taken_back(l).to_owned(),
                _ if pass.asleep(today) => t::expiry::asleep(l).to_owned(),
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
fn offer(l: Locale, plans: Vec<Plan>, names: &Named) -> AnyView {
    if plans.is_empty() {
        return ().into_any();
    }
    // what nobody buys here is no offer
    let rows = plans
        .into_iter()
        .filter(|plan| plan.source == Source::Own)
        .map(|plan| {
            let counts = plan.counts().sentence(l);
            // only what narrows a plan is worth a word here
            let what = (plan.terms.narrow() || plan.terms.early.is_some()).then(|| plan.terms.sentence(l, plan.kind, names));
            let detail = [Some(counts), what].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            let price = priced(l, &plan);
            view! {
                <Row
                    title=plan.name
                    detail=detail
                    end=move || view! { <span class="max-w-24 shrink-0 self-start pt-0.5 pr-1 text-right font-semibold tabular-nums">{price}</span> }
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
