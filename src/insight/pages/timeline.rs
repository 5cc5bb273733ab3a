//! What happened with a member, in one stream by days.

use crate::{
    accounts::pages::{address::address, wrong::wrong},
    insight::{
        api::load_member_timeline,
        model::{Line, Timeline, Topic, What},
    },
    members::model::MemberId,
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::{Day, day_plus},
    },
    ui::{
        button::{ButtonSize, LinkButton},
        icon::Icon,
        list::SectionHead,
        load::Load,
        loaded::Loaded,
        states::SkeletonRows,
        tabs::Chip,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The stream. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct TimelineDesk {
    timeline: Load<Timeline>,
    kind: Memo<String>,
    before: Memo<String>,
}

impl TimelineDesk {
    pub(super) fn new(
        member: Memo<Option<MemberId>>,
        changed: impl Fn() -> usize + Copy + Send + Sync + 'static,
    ) -> Self {
        let query = use_query_map();
        let asked = move |name: &'static str| Memo::new(move |_| query.with(|q| q.get(name)).unwrap_or_default());
        let (kind, before) = (asked("kind"), asked("before"));
        let timeline = Load::new(
            move || (member.get(), kind.get(), before.get(), changed()),
            |(member, kind, before, _)| async move {
                match member {
                    Some(member) => load_member_timeline(member, kind, before).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { timeline, kind, before }
    }

    pub(super) fn draw(self, l: Locale, member: MemberId) -> AnyView {
        let skeleton = move || view! { <SkeletonRows label=t::timeline::loading(l)/> };
        view! {
            <section id="timeline" class="min-w-0 scroll-mt-4">
                <SectionHead title=t::timeline::title(l)/>
                <Loaded resource=self.timeline skeleton=skeleton error=wrong keep=true let:timeline>
                    {self.content(l, member, timeline)}
                </Loaded>
            </section>
        }
        .into_any()
    }

    fn content(self, l: Locale, member: MemberId, timeline: Timeline) -> AnyView {
        let path = format!("/admin/members/{member}");
        let (kind, before) = (self.kind.get_untracked(), self.before.get_untracked());
        let chosen = Topic::from_code(&kind);
        let to =
            |kind: &str, before: &str| format!("{}#timeline", address(&path, &[("kind", kind), ("before", before)]));
        let all = view! { <Chip href=to("", "") label=t::timeline::all(l) chosen=chosen.is_none() small=true/> };
        let chips = timeline
            .topics
            .iter()
            .map(|topic| {
                let on = chosen == Some(*topic);
                let href = to(if on { "" } else { topic.code() }, "");
                view! { <Chip href=href label=topic.text(l) chosen=on small=true/> }
            })
            .collect_view();
        let newest = (!before.is_empty()).then(|| {
            view! {
                <LinkButton href=to(&kind, "") label=t::timeline::newest(l) size=ButtonSize::Small icon=Icon::ArrowUp/>
            }
        });
        let older = timeline.older.as_ref().map(|older| {
            view! {
                <LinkButton href=to(&kind, older) label=t::timeline::older(l) size=ButtonSize::Small icon=Icon::ArrowDown/>
            }
        });
        let body = if timeline.lines.is_empty() {
            view! { <p class="sheet p-5 text-sm text-muted">{t::timeline::none(l)}</p> }.into_any()
        } else {
            view! { <div class="sheet space-y-5 p-5">{days(l, timeline.today, timeline.lines)}</div> }.into_any()
        };
        view! {
            <div class="scroll-x -mx-1 flex gap-2 px-1 pt-1 pb-3 lg:flex-wrap" role="group" aria-label=t::timeline::filter(l)>
                {all}
                {chips}
            </div>
            {body}
            <div class="mt-3 flex flex-wrap gap-2">{newest} {older}</div>
        }
        .into_any()
    }
}

/// The lines under the day that each stands on.
fn days(l: Locale, today: Day, lines: Vec<Line>) -> AnyView {
    let mut days: Vec<(Day, Vec<Line>)> = Vec::new();
    for line in lines {
        let day = line.at.day();
        match days.last_mut() {
            Some((last, lines)) if *last == day => lines.push(line),
            _ => days.push((day, vec![line])),
        }
    }
    days.into_iter()
        .map(|(day, lines)| {
            let title = if day == today {
                t::timeline::today(l).to_owned()
            } else if day == day_plus(today, -1) {
                t::timeline::yesterday(l).to_owned()
            } else {
                l.date(day)
            };
            let rows = lines.iter().map(|line| row(l, line)).collect_view();
            view! {
                <div>
                    <h3 class="pb-2 text-sm font-semibold text-muted">{title}</h3>
                    <ol class="space-y-3.5">{rows}</ol>
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn row(l: Locale, line: &Line) -> AnyView {
    let (icon, tone) = sign(line);
    let title = match &line.href {
        Some(href) => view! { <a href=href.clone() class="hover:underline">{line.title(l)}</a> }.into_any(),
        None => line.title(l).into_any(),
    };
    let detail = line.detail(l);
    let detail = (!detail.is_empty()).then(|| {
        view! { <span class="block text-caption text-muted wrap-anywhere whitespace-pre-line">{detail}</span> }
    });
    view! {
        <li class="flex items-start gap-3">
            <span class=format!("grid size-8 shrink-0 place-items-center rounded-full bg-base-200 {tone}")>
                <Icon icon=icon class="size-4"/>
            </span>
            <span class="min-w-0 flex-1 pt-1">
                <span class="block text-sm leading-snug font-medium wrap-anywhere">{title}</span>
                {detail}
            </span>
            <time datetime=line.at.at.iso() class="pt-1 text-caption text-muted tabular-nums">
                {line.at.clock()}
            </time>
        </li>
    }
    .into_any()
}

const fn sign(line: &Line) -> (Icon, &'static str) {
    match line.what {
        What::BookedAnyway => (Icon::HandHeart, "text-warning"),
        What::Booked => (Icon::CalendarPlus, "text-primary"),
        What::Promoted => (Icon::CalendarCheck, "text-primary"),
        What::Cancelled | What::ClassCancelled | What::LeftLine => (Icon::CalendarX2, "text-muted"),
        What::CancelledLate => (Icon::CalendarX2, "text-warning"),
        What::NoShow => (Icon::UserRoundX, "text-warning"),
        What::Waiting | What::PassedOver => (Icon::Hourglass, "text-info"),
        What::Came => (Icon::CircleCheckBig, "text-success"),
        What::CameUndone => (Icon::Undo2, "text-muted"),
        What::Granted => (Icon::Ticket, "text-primary"),
        What::TakenBack | What::Expired => (Icon::TicketX, "text-warning"),
        What::Used | What::Released | What::Adjusted => (Icon::Coins, "text-muted"),
        What::Told(_) => (Icon::Bell, "text-info"),
        What::Agreed(_) => (Icon::ShieldCheck, "text-success"),
        What::Withdrew(_) => (Icon::Shield, "text-muted"),
        What::HouseholdBegun | What::ChildAdded | What::Invited | What::InvitationUsed | What::GuestBrought => {
            (Icon::UsersRound, "text-muted")
        }
        What::StruckNoShow | What::StruckLate => (Icon::Flag, "text-warning"),
        What::Forgiven | What::Excused => (Icon::HandHeart, "text-success"),
        What::Noted => (Icon::ClipboardList, "text-info"),
        What::TakenIn => (Icon::Undo2, "text-success"),
        What::Ended => (Icon::LogOut, "text-muted"),
        What::Barred => (Icon::OctagonX, "text-error"),
        What::Joined => (Icon::UserPlus, "text-primary"),
        What::Did(_) => (Icon::Pencil, "text-muted"),
    }
}
