//! A member's passes on the staff's side of the counter: what there is, granting one, taking one back.

use super::{
    going::{cancel_dialog, goes_on, keep_dialog, keeping, named},
    passes::{figure, keep_current, lasts, priced, told},
};
use crate::{
    members::model::{MemberId, MemberStatus, Profile},
    plans::{
        api::{CancelMembershipOf, GrantPass, KeepMembershipOf, ReactivatePass, TakeBackPass, load_passes_of},
        model::{LedgerLine, Pass, PassKind, PassesPage as Passes, Plan, Purse, Renewal, Source, amount},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::Day,
    },
    ui::{
        badge::{Badge, State, StateBadge},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, DateField, RadioCards},
        form::{FormActions, Hidden},
        icon::Icon,
        list::Row,
        load::Load,
        pass_card::Pips,
        states::{EmptyList, Notice},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The passes of the member whose page it is, and what can be done with them. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct PassDesk {
    /// What the member holds.
    pub passes: Load<Passes>,
    grant: Submit<GrantPass>,
    take_back: Submit<TakeBackPass>,
    cancel: Submit<CancelMembershipOf>,
    keep: Submit<KeepMembershipOf>,
    reactivate: Submit<ReactivatePass>,
}

impl PassDesk {
    /// For the member that the address names; nothing for no member. What `changes` counts changes what they hold, too.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>, changes: impl Fn() -> usize + Copy + Send + Sync + 'static) -> Self {
        let (grant, take_back) = (Submit::<GrantPass>::new(), Submit::<TakeBackPass>::new());
        let (cancel, keep) = (Submit::<CancelMembershipOf>::new(), Submit::<KeepMembershipOf>::new());
        let reactivate = Submit::<ReactivatePass>::new();
        let ends = move || take_back.done().get() + cancel.done().get();
        let done = move || grant.done().get() + keep.done().get() + reactivate.done().get() + ends();
        let passes = Load::new(
            move || (member.get(), done() + changes()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_passes_of(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            passes,
            grant,
            take_back,
            cancel,
            keep,
            reactivate,
        }
    }

    /// The list of passes, and the dialogs that the address asks for.
    #[must_use]
    pub fn draw(
        self,
        l: Locale,
        profile: Profile,
        page: Passes,
        granting: Memo<bool>,
        ending: Memo<Option<String>>,
    ) -> AnyView {
        let path = format!("/admin/members/{}", profile.id);
        let list = list(l, &path, &page, profile.status, self.reactivate);
        let query = use_query_map();
        let going = {
            let (path, page) = (path.clone(), page.clone());
            move || {
                let asked = |name: &str| query.with(|q| q.get(name));
                self.going_dialog(l, &page, (asked("cancel"), asked("keep")), &path)
            }
        };
        let passes: Vec<Pass> = page.passes.iter().map(|(pass, _)| pass.clone()).collect();
        let end = {
            let path = path.clone();
            move || {
                let id = ending.get()?;
                // one that was taken back has no dialog any more, also where the address still asks for it
                let pass = passes.iter().find(|pass| pass.id.to_string() == id && !pass.ended)?;
                Some(self.end_dialog(l, pass, path.clone()))
            }
        };
        view! {
            {self.reactivate.refusal(l)}
            {list}
            {move || granting.get().then(|| self.grant_dialog(l, &profile, &page, path.clone()))}
            {end}
            {going}
        }
        .into_any()
    }

    fn going_dialog(
        self,
        l: Locale,
        page: &Passes,
        (of_cancel, of_keep): (Option<String>, Option<String>),
        path: &str,
    ) -> Option<AnyView> {
        let Self { cancel, keep, .. } = self;
        if let Some(held) = named(page, of_cancel.as_deref()).filter(|held| held.ends_on.is_none()) {
            let said = cancel.refusal(l).into_any();
            let (id, key, back) = (held.id.to_string(), page.key.clone(), path.to_owned());
            let now = t::passes::cancel_waived(l, l.date(held.end_if_cancelled(page.today, true)));
            let form = view! {
                <SubmitForm to=cancel>
                    <Hidden name="id" value=id/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        <Checkbox name="waived" label=now hint=t::passes::cancel_waived_hint(l)/>
                        <FormActions>
                            <Button label=t::passes::cancel_yes(l) kind=ButtonKind::DangerSolid pending=cancel.pending()/>
                            <LinkButton href=back label=t::people::keep(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            };
            return Some(cancel_dialog(l, held, page.today, (said, form.into_any()), path));
        }
        let held = named(page, of_keep.as_deref()).filter(|held| matches!(held.next(page.today), Renewal::Ends(_)))?;
        let (said, fields) = (keep.refusal(l).into_any(), keeping(l, held, page.key.clone()));
        let form = view! { <SubmitForm to=keep>{fields}</SubmitForm> };
        Some(keep_dialog(l, held, (said, form.into_any()), path))
    }

    fn grant_dialog(self, l: Locale, profile: &Profile, page: &Passes, close: String) -> AnyView {
        let grant = self.grant;
        let (today, key, member) = (page.today.to_string(), page.key.clone(), profile.id.to_string());
        let (title, keep) = (t::people::grant_for(l, &profile.name), close.clone());
        let first = page.plans.iter().find(|plan| plan.kind != PassKind::Course);
        let first = first.map(|plan| plan.id.to_string()).unwrap_or_default();
        let choices: Vec<_> = page
            .plans
            .iter()
            // a course comes with its places
            .filter(|plan| plan.kind != PassKind::Course)
            .map(|plan| offered(l, plan, page))
            .collect();
        let form = if choices.is_empty() {
            view! { <Notice title=t::people::no_plans(l)/> }.into_any()
        } else {
            view! {
                <SubmitForm to=grant>
                    <Hidden name="member" value=member/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {grant.refusal(l)}
                        <RadioCards name="plan" legend=t::people::plan(l) choices=choices value=grant.typed("plan", first) stacked=true/>
                        <DateField name="starts_on" label=t::people::starts_on(l) value=grant.typed("starts_on", today) error=grant.flaw("starts_on", l) required=true/>
                        <FormActions sticky=true>
                            <Button
                                label=t::people::grant_save(l)
                                kind=ButtonKind::Primary
                                icon=Icon::Ticket
                                pending=grant.pending()
                            />
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            }
            .into_any()
        };
        view! {
            <Dialog
                id="grant"
                title=title
                text=t::people::grant_text(l)
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                {form}
            </Dialog>
        }
        .into_any()
    }

    fn end_dialog(self, l: Locale, pass: &Pass, close: String) -> AnyView {
        let take_back = self.take_back;
        let left = pass.balance.filter(|left| *left > 0).map(|left| match &pass.purse {
            Some(purse) => t::people::take_back_money(l, purse.text(left)),
            None => t::people::take_back_credits(l, left),
        });
        let left = left.or_else(|| pass.course.map(|_| t::people::take_back_course(l).to_owned()));
        let (id, title, keep) = (
            pass.id.to_string(),
            t::people::take_back_title(l, &pass.name),
            close.clone(),
        );
        let gap = if l == Locale::En { " " } else { "" };
        let text = [Some(t::people::take_back_text(l).to_owned()), left]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(gap);
        view! {
            <Dialog
                id="take-back"
                title=title
                text=text
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                <div class="space-y-4">
                    {take_back.refusal(l)}
                    <SubmitForm to=take_back>
                        <Hidden name="id" value=id/>
                        <FormActions>
                            <Button
                                label=t::people::take_back_yes(l)
                                kind=ButtonKind::DangerSolid
                                pending=take_back.pending()
                            />
                            <LinkButton href=keep label=t::people::keep(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </SubmitForm>
                </div>
            </Dialog>
        }
        .into_any()
    }
}

/// A plan as a card to choose: what it costs, how long it lasts, what it is for.
fn offered(l: Locale, plan: &Plan, page: &Passes) -> Choice {
    let mut detail = vec![plan.counts().sentence(l)];
    if plan.source != Source::Own {
        detail.push(plan.source.text(l).to_owned());
    }
    detail.push(plan.terms.sentence(l, plan.kind, &page.names));
    let detail = detail.join(" · ");
    Choice::new(plan.id.to_string(), format!("{} · {}", plan.name, priced(l, plan))).detail(detail)
}

/// How a pass stands today.
enum Stands {
    Usable,
    Later(Day),
    Ended(String),
}

fn stands(l: Locale, pass: &Pass, today: Day) -> Stands {
    if pass.ended {
        Stands::Ended(t::people::taken_back(l).to_owned())
    } else if pass.alive(today) {
        if pass.starts_on > today {
            Stands::Later(pass.starts_on)
        } else {
            Stands::Usable
        }
    } else {
        Stands::Ended(match pass.ends_on {
            Some(end) if end < today => t::people::over(l, l.date(end)),
            _ => t::people::used_up(l).to_owned(),
        })
    }
}

fn list(l: Locale, path: &str, page: &Passes, status: MemberStatus, again: Submit<ReactivatePass>) -> AnyView {
    let today = page.today;
    let grant = format!("{path}?grant=1");
    if page.passes.is_empty() {
        let way = move || {
            view! { <LinkButton href=grant label=t::people::grant(l) kind=ButtonKind::Primary icon=Icon::Ticket/> }
        };
        return view! {
            <EmptyList
                title=t::people::no_passes_title(l)
                text=t::people::no_passes_text(l)
                icon=Icon::TicketX
                actions=way
            />
        }
        .into_any();
    }
    let (mut alive, over): (Vec<_>, Vec<_>) = page.passes.iter().partition(|(pass, _)| pass.alive(today));
    keep_current(&mut alive, today, |(pass, _)| pass);
    // what can be used now and runs out first stands first
    alive.sort_by_key(|(pass, _)| (pass.starts_on > today, pass.ends_on.is_none(), pass.ends_on, pass.id));
    let cards = alive
        .into_iter()
        .chain(over)
        .map(|(pass, ledger)| card(l, path, pass, ledger, (page, again), status))
        .collect_view();
    view! { <div class="space-y-3">{cards}</div> }.into_any()
}

fn card(
    l: Locale,
    path: &str,
    pass: &Pass,
    ledger: &[LedgerLine],
    (page, again): (&Passes, Submit<ReactivatePass>),
    status: MemberStatus,
) -> AnyView {
    let (state, over) = match stands(l, pass, page.today) {
        // nobody comes in with it until they are taken back in
        Stands::Usable | Stands::Later(_) if status != MemberStatus::Active => {
            (view! { <Badge label=status.text(l)/> }.into_any(), true)
        }
        Stands::Usable => (
            view! { <StateBadge state=State::CheckedIn label=t::people::active(l) icon=Icon::Ticket/> }.into_any(),
            false,
        ),
        Stands::Later(day) => (
            view! { <Badge label=t::people::later(l, l.date(day)) icon=Icon::CalendarClock/> }.into_any(),
            false,
        ),
        Stands::Ended(why) => (view! { <Badge label=why/> }.into_any(), true),
    };
    let dim = if over { "text-muted" } else { "" };
    let (figure, unit) = figure(l, pass);
    let count = |n: i64| u32::try_from(n).unwrap_or(0);
    let counted = pass.balance.zip(pass.granted).filter(|_| pass.purse.is_none());
    let pips = counted.map(|(left, of)| {
        view! { <div class="mt-2"><Pips left=count(left) total=count(of.max(left)) over=over/></div> }
    });
    let held = (pass.membership).and_then(|id| page.memberships.iter().find(|held| held.id == id));
    let goes = held.map(|held| view! { <div class="-mx-3">{goes_on(l, held, page.today, path)}</div> });
    let lasts = match pass.ends_on {
        _ if pass.waits(page.today).is_some() => lasts(l, pass, page.today),
        Some(end) => t::people::from_to(l, l.date(pass.starts_on), l.date(end)),
        None => t::people::from_on(l, l.date(pass.starts_on)),
    };
    let end = format!("{path}?end={}", pass.id);
    let take_back = (pass.alive(page.today) && pass.membership.is_none()).then(|| {
        view! {
            <LinkButton
                href=end
                label=t::people::take_back(l)
                name=t::people::take_back_name(l, &pass.name)
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::Undo2
            />
        }
    });
    let wake = (pass.asleep(page.today) && status == MemberStatus::Active).then(|| {
        let (id, key) = (pass.id.to_string(), page.key.clone());
        let name = t::expiry::reactivate_name(l, &pass.name);
        view! {
            <SubmitForm to=again>
                <Hidden name="id" value=id/>
                <Hidden name="key" value=key/>
                <Button
                    label=t::expiry::reactivate(l)
                    name=name
                    size=ButtonSize::Small
                    icon=Icon::CalendarPlus
                    pending=again.pending()
                />
            </SubmitForm>
        }
    });
    view! {
        <article class=format!("sheet p-5 {dim}")>
            <div class="flex flex-wrap items-start gap-x-4 gap-y-2">
                <div class="min-w-0 flex-1 basis-48">
                    <h3 class="text-base leading-snug font-semibold wrap-anywhere">{pass.name.clone()}</h3>
                    <p class="text-caption text-muted">{pass.terms.sentence(l, pass.kind, &page.names)}</p>
                    {(pass.source != Source::Own).then(|| view! { <p class="text-caption text-muted">{pass.source.text(l)}</p> })}
                </div>
                {state}
            </div>
            <p class="mt-2 flex flex-wrap items-baseline gap-x-2">
                <span class="text-2xl font-bold tracking-tight tabular-nums">{figure}</span>
                <span class="text-sm text-muted">{unit}</span>
            </p>
            {pips}
            <p class="mt-2 text-caption text-muted tabular-nums">{lasts}</p>
            <div class="mt-2 -mb-2 -ml-3 flex flex-wrap items-start justify-between gap-2">
                {history(l, pass.purse.as_ref(), ledger, page.offset)} {take_back} {wake}
            </div>
            {goes}
        </article>
    }
    .into_any()
}

/// What happened to the credits, the latest first, folded away.
fn history(l: Locale, purse: Option<&Purse>, ledger: &[LedgerLine], offset: i32) -> AnyView {
    if ledger.is_empty() {
        return view! { <span></span> }.into_any();
    }
    let lines = ledger
        .iter()
        .map(|line| {
            let (icon, title, detail) = told(l, line, offset);
            let change = match line.balance {
                0 => String::new(),
                n if n > 0 => format!("+{}", amount(purse, n)),
                n => format!("−{}", amount(purse, -n)),
            };
            view! {
                <Row
                    title=title
                    detail=detail
                    lead=move || view! { <Icon icon=icon class="size-5 text-muted"/> }
                    end=move || view! { <span class="shrink-0 pr-1 font-semibold tabular-nums">{change}</span> }
                />
            }
        })
        .collect_view();
    view! {
        <details class="group min-w-0 open:basis-full">
            <summary class="btn btn-ghost btn-sm h-9 list-none gap-1.5 font-medium [&::-webkit-details-marker]:hidden">
                <Icon icon=Icon::History class="size-4"/>
                {t::people::history(l)}
                <Icon icon=Icon::ChevronDown class="size-4 text-muted group-open:rotate-180"/>
            </summary>
            <ul class="mt-1 ml-3 divide-y divide-base-300/70 border-t border-base-300/70">{lines}</ul>
        </details>
    }
    .into_any()
}
