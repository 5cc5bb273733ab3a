//! The answer at the door: in, in but look, no; who it is, why, and what can be done now.

use super::{desk_box::key_for, parts::dotted};
use crate::{
    accounts::pages::address::address,
    booking::{
        api::{BookWalkIn, CheckInCode, CheckInMember, UndoCheckIn},
        model::{DoorAnswer, DoorReason, Refusal, VisitId},
    },
    members::model::{MemberCard, MemberId, MemberStatus},
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    schedule::model::ClassSession,
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::{Badge, Tone},
        button::WayOn,
        door::{self, Verdict},
        icon::Icon,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// What stands under the box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The reader put it away.
    Nothing,
    /// The door's answer.
    Door(Box<DoorAnswer>),
    /// A check-in was undone.
    Undone,
    /// Something else stopped it.
    Wrong(String),
}

/// What the desk does, and what came of the last of it.
#[derive(Clone, Copy)]
pub struct AnswerActions {
    /// A code was scanned.
    pub by_code: Submit<CheckInCode>,
    /// Somebody was found by name.
    pub by_name: Submit<CheckInMember>,
    /// Somebody without a class takes one that begins soon.
    pub walk_in: Submit<BookWalkIn>,
    /// The way back.
    pub undo: Submit<UndoCheckIn>,
    /// What came of the last; `None` as long as nothing was done on this page.
    pub shown: RwSignal<Option<Shown>>,
    /// Grows with everything that was done.
    pub version: RwSignal<u32>,
}

impl AnswerActions {
    /// Nothing done yet; without a script, the error that a form came back with.
    #[must_use]
    pub fn new() -> Self {
        let l = crate::platform::i18n::use_locale();
        let (by_code, by_name, undo) = (Submit::new(), Submit::new(), Submit::<UndoCheckIn>::new());
        let walk_in = Submit::<BookWalkIn>::new();
        let of_undo = move |answer: Result<(), AppError<Refusal>>| match answer {
            Ok(()) => Shown::Undone,
            Err(error) => Shown::Wrong(error.text(l)),
        };
        let of_door = move |answer: Result<DoorAnswer, AppError>| match answer {
            Ok(answer) => Shown::Door(Box::new(answer)),
            Err(error) => Shown::Wrong(error.text(l)),
        };
        let of_walk_in = move |answer: Result<DoorAnswer, AppError<Refusal>>| match answer {
            Ok(answer) => Shown::Door(Box::new(answer)),
            Err(error) => Shown::Wrong(error.text(l)),
        };
        let by_code: Submit<CheckInCode> = by_code;
        let by_name: Submit<CheckInMember> = by_name;
        let first = by_code
            .value()
            .get_untracked()
            .or(by_name.value().get_untracked())
            .map(of_door);
        let first = first
            .or(undo.value().get_untracked().map(of_undo))
            .or(walk_in.value().get_untracked().map(of_walk_in));
        let this = Self {
            by_code,
            by_name,
            walk_in,
            undo,
            shown: RwSignal::new(first),
            version: RwSignal::new(0),
        };
        let tell = move |shown: Option<Shown>| {
            if let Some(shown) = shown {
                this.shown.set(Some(shown));
                this.version.update(|v| *v += 1);
            }
        };
        // only answers that came to this page: what stood here when it was drawn is shown already
        let news = move |version: ArcRwSignal<usize>| version.get() > 0;
        Effect::new(move || {
            tell(
                news(by_code.version().into())
                    .then(|| by_code.value().get())
                    .flatten()
                    .map(of_door),
            )
        });
        Effect::new(move || {
            tell(
                news(by_name.version().into())
                    .then(|| by_name.value().get())
                    .flatten()
                    .map(of_door),
            )
        });
        Effect::new(move || {
            tell(
                news(walk_in.version().into())
                    .then(|| walk_in.value().get())
                    .flatten()
                    .map(of_walk_in),
            )
        });
        Effect::new(move || {
            tell(
                news(undo.version().into())
                    .then(|| undo.value().get())
                    .flatten()
                    .map(of_undo),
            )
        });
        this
    }

    /// The visit that the answer in sight has made.
    #[must_use]
    pub fn last_visit(self) -> Option<VisitId> {
        self.shown.with_untracked(|shown| match shown {
            Some(Shown::Door(answer)) => answer.visit,
            _ => None,
        })
    }
}

impl Default for AnswerActions {
    fn default() -> Self {
        Self::new()
    }
}

/// What came of the last press or scan.
pub fn answer_view(l: Locale, shown: Shown, actions: AnswerActions) -> AnyView {
    match shown {
        Shown::Nothing => ().into_any(),
        Shown::Door(answer) => verdict(l, *answer, actions),
        Shown::Undone => {
            view! { <Notice tone=Tone::Info title=t::desk::undone(l) text=t::desk::undone_text(l) icon=Icon::Undo2/> }
                .into_any()
        }
        Shown::Wrong(text) => view! { <Notice tone=Tone::Error title=t::desk::refused(l) text=text/> }.into_any(),
    }
}

fn verdict(l: Locale, answer: DoorAnswer, actions: AnswerActions) -> AnyView {
    use crate::booking::model::Verdict as V;
    let (kind, title) = match answer.verdict {
        V::In => (door::Answer::In, t::desk::in_now(l)),
        V::Look => (door::Answer::Look, t::desk::look(l)),
        V::No => (door::Answer::No, t::desk::no(l)),
    };
    let class = answer.session.as_ref().map(|s| {
        let name = t::desk::class_is(l, &s.name, s.starts.clock());
        let spot = answer.spot.as_ref().map(|spot| t::spots::spot(l, spot));
        dotted(&[Some(&name), s.room.as_deref(), spot.as_deref()])
    });
    // what the desk must know first: for a plain "in" it is the class, otherwise the reason
    let headline = match (&class, answer.verdict) {
        (Some(class), V::In) => class.clone(),
        _ => answer.reasons.first().map(|reason| reason.text(l)).unwrap_or_default(),
    };
    let said = if answer.verdict == V::In && class.is_some() {
        None
    } else {
        answer.reasons.first().cloned()
    };
    let facts = facts(l, &answer, said.as_ref(), class.filter(|class| *class != headline));
    let person = match &answer.member {
        Some(card) => person(l, card, facts),
        None => ().into_any(),
    };
    view! {
        <Verdict answer=kind title=title reason=headline time=answer.at.clock()>
            {person}
            {ways(l, &answer, actions)}
        </Verdict>
    }
    .into_any()
}

fn person(l: Locale, card: &MemberCard, facts: AnyView) -> AnyView {
    let status = (card.status != MemberStatus::Active).then(|| {
        let tone = if card.status == MemberStatus::Banned {
            Tone::Error
        } else {
            Tone::Neutral
        };
        view! { <Badge tone=tone label=card.status.text(l)/> }
    });
    view! {
        <div class="flex min-w-0 flex-1 gap-4 sm:gap-6">
            <span class="sm:hidden">
                <Avatar name=card.name.clone() size=AvatarSize::Large tone=AvatarTone::Hero/>
            </span>
            <span class="hidden sm:block">
                <Avatar name=card.name.clone() size=AvatarSize::Huge tone=AvatarTone::Hero/>
            </span>
            <div class="min-w-0 flex-1">
                <p class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <span class="text-2xl font-bold tracking-tight wrap-anywhere">{card.name.clone()}</span>
                    {status}
                </p>
                <p class="mt-1 text-sm text-muted tabular-nums">
                    {t::people::number(l, card.number)} " · " {t::desk::since(l, l.date(card.joined_on))}
                </p>
                <ul class="mt-4 space-y-2.5">{facts}</ul>
            </div>
        </div>
    }
    .into_any()
}

fn fact(icon: Icon, text: String, note: Option<String>) -> AnyView {
    view! {
        <li class="flex items-start gap-3">
            <Icon icon=icon class="mt-0.5 size-5 text-muted"/>
            <span class="min-w-0">
                <span class="font-medium wrap-anywhere">{text}</span>
                {note.map(|note| view! { <span class="block text-caption text-muted">{note}</span> })}
            </span>
        </li>
    }
    .into_any()
}

/// Everything else that is true of this visit: the class, the credits, the other reasons.
fn facts(l: Locale, answer: &DoorAnswer, said: Option<&DoorReason>, class: Option<String>) -> AnyView {
    let class = class.map(|class| {
        let coach = answer.session.as_ref().and_then(|s| s.coach.clone());
        fact(Icon::CalendarCheck, class, coach)
    });
    let credits = answer.credits_left.map(|left| {
        let text = if left > 0 {
            t::desk::credits_left(l, left)
        } else {
            t::desk::credits_none(l).to_owned()
        };
        fact(Icon::Ticket, text, None)
    });
    let money = answer.money_left.as_ref();
    let money = money.map(|left| fact(Icon::Ticket, t::desk::money_left(l, left.text()), None));
    let others = answer
        .reasons
        .iter()
        .filter(|reason| Some(*reason) != said && !matches!(reason, DoorReason::Class))
        .map(|reason| fact(icon_of(reason), reason.text(l), None))
        .collect_view();
    let alerts = answer
        .alerts
        .iter()
        .map(|alert| {
            view! {
                <li class="flex items-start gap-3 rounded-field bg-warning/12 px-3 py-2">
                    <Icon icon=Icon::TriangleAlert class="mt-0.5 size-5 text-warning"/>
                    <span class="min-w-0 font-semibold wrap-anywhere whitespace-pre-line">{alert.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let papers = (!answer.papers.is_empty()).then(|| {
        let between = if l == Locale::En { ", " } else { "、" };
        let names: Vec<_> = answer.papers.iter().map(|kind| kind.text(l)).collect();
        view! {
            <li class="flex items-start gap-3 rounded-field bg-warning/12 px-3 py-2">
                <Icon icon=Icon::Signature class="mt-0.5 size-5 text-warning"/>
                <span class="min-w-0 font-semibold wrap-anywhere">{t::papers::door(l, names.join(between))}</span>
            </li>
        }
    });
    let note = (!answer.note.trim().is_empty()).then(|| fact(Icon::ClipboardList, answer.note.clone(), None));
    view! {
        {alerts}
        {papers}
        {note}
        {class}
        {credits}
        {money}
        {others}
    }
    .into_any()
}

const fn icon_of(reason: &DoorReason) -> Icon {
    match reason {
        DoorReason::Class => Icon::CalendarCheck,
        DoorReason::Pass => Icon::BadgeCheck,
        DoorReason::UnknownCode | DoorReason::OldCode | DoorReason::UsedCode(..) => Icon::QrCode,
        DoorReason::Banned | DoorReason::Ended => Icon::UserRoundX,
        DoorReason::NoPass | DoorReason::OtherHours(..) => Icon::TicketX,
        DoorReason::NeedsClass(_) => Icon::CalendarPlus,
        DoorReason::TooEarly(..) => Icon::Clock,
        DoorReason::AlreadyIn(_) => Icon::History,
        DoorReason::LastCredit => Icon::Ticket,
        DoorReason::PassEnds(_) => Icon::CalendarClock,
        DoorReason::FirstVisit => Icon::Sparkles,
        DoorReason::Birthday => Icon::Cake,
    }
}

/// What can be done now, the quickest first.
fn ways(l: Locale, answer: &DoorAnswer, actions: AnswerActions) -> AnyView {
    let undo = answer
        .visit
        .map(|visit| undo_way(l, visit, answer.session.is_some(), actions));
    let Some(card) = &answer.member else {
        let text = t::desk::ask_live_text(l);
        return view! {
            <div class="flex-1">
                <Notice title=t::desk::ask_live(l) text=text icon=Icon::QrCode/>
            </div>
        }
        .into_any();
    };
    let profile = format!("/admin/members/{}", card.id);
    let grant = format!("{profile}?grant=1");
    let old_code = answer
        .reasons
        .iter()
        .any(|r| matches!(r, DoorReason::OldCode | DoorReason::UsedCode(..)));
    let no_pass = (answer.reasons.iter()).any(|r| matches!(r, DoorReason::NoPass | DoorReason::OtherHours(..)));
    let by_name = old_code.then(|| {
        let href = address("/desk", &[("q", &format!("M-{}", card.number))]);
        view! { <WayOn href=href label=t::desk::by_name(l) detail=card.name.clone() icon=Icon::Search first=true/> }
    });
    let other_pass = answer.reasons.iter().any(|r| matches!(r, DoorReason::NeedsClass(_)));
    let grant = (no_pass || other_pass).then(|| {
        view! { <WayOn href=grant label=t::desk::grant(l) detail=t::desk::grant_text(l) icon=Icon::Ticket first=no_pass/> }
    });
    let again = no_pass.then(|| {
        let href = address("/desk", &[("q", &format!("M-{}", card.number))]);
        view! { <WayOn href=href label=t::desk::again(l) detail=t::desk::again_text(l) icon=Icon::RotateCw/> }
    });
    let sign = answer.papers.first().map(|kind| {
        let href = format!("{profile}?sign={}#papers", kind.code());
        view! { <WayOn href=href label=t::papers::take(l) detail=t::papers::take_note(l) icon=Icon::Signature/> }
    });
    let way = |class, words| walk_in_way(l, card.id, class, words, &answer.key, actions);
    let classes: Vec<_> = (answer.classes.iter())
        .map(|class| way(class, t::desk::walk_in(l, &class.name)))
        .chain((answer.later.iter()).map(|class| way(class, t::desk::walk_in_later(l, &class.name))))
        .collect();
    let title = if undo.is_some() {
        t::desk::if_wrong(l)
    } else {
        t::desk::now(l)
    };
    aside(
        title,
        view! {
            {by_name}
            {classes}
            {sign}
            {grant}
            {again}
            {undo}
            <WayOn href=profile label=t::desk::profile(l) detail=t::desk::profile_text(l) icon=Icon::UserRound/>
        }
        .into_any(),
    )
}

fn aside(title: &'static str, ways: AnyView) -> AnyView {
    view! {
        <div class="w-full shrink-0 lg:w-80">
            <h3 class="mb-2 text-sm font-semibold">{title}</h3>
            <div class="space-y-2">{ways}</div>
        </div>
    }
    .into_any()
}

/// A class to be booked with one press, and checked into where its door is open.
fn walk_in_way(
    l: Locale,
    member: MemberId,
    class: &ClassSession,
    words: String,
    key: &str,
    actions: AnswerActions,
) -> AnyView {
    let (location, session, key) = (
        class.location_id.to_string(),
        class.id.to_string(),
        key_for(key, class.id.0),
    );
    let facts = t::desk::walk_in_text(l, class.free() + class.kept.walk_in, class.clocks().0);
    view! {
        <SubmitForm to=actions.walk_in>
            <input type="hidden" name="location" value=location/>
            <input type="hidden" name="member" value=member.to_string()/>
            <input type="hidden" name="session" value=session/>
            <input type="hidden" name="key" value=key/>
            <button class="btn btn-block h-auto min-h-16 justify-start gap-3 border-base-300 bg-base-100 px-4 py-2 text-left">
                <Icon icon=Icon::CalendarPlus class="size-6 text-primary"/>
                <span class="min-w-0 flex-1">
                    <span class="block wrap-anywhere">{words}</span>
                    <span class="block text-caption font-normal text-muted tabular-nums">
                        {facts}
                    </span>
                </span>
            </button>
        </SubmitForm>
    }
    .into_any()
}

fn undo_way(l: Locale, visit: VisitId, class: bool, actions: AnswerActions) -> AnyView {
    view! {
        <SubmitForm to=actions.undo>
            <input type="hidden" name="visit" value=visit.to_string()/>
            <button
                class="btn btn-block h-auto min-h-16 justify-start gap-3 border-base-300 bg-base-100 px-4 py-2 text-left"
                aria-keyshortcuts="Control+Z"
            >
                <Icon icon=Icon::Undo2 class="size-6 text-muted"/>
                <span class="min-w-0 flex-1">
                    <span class="block">{t::desk::undo(l)}</span>
                    <span class="block text-caption font-normal text-muted">{if class { t::desk::undo_text(l) } else { t::desk::undo_visit_text(l) }}</span>
                </span>
                <kbd class="kbd kbd-sm hidden bg-base-200 text-base-content lg:inline-flex" aria-hidden="true">
                    {t::desk::key_undo(l)}
                </kbd>
            </button>
        </SubmitForm>
    }
    .into_any()
}
