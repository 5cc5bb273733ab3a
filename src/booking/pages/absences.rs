//! What was missed or given up too late, with the form that excuses it: under a roster, and on a member's page.

use super::parts::{dotted, outcome, when};
use crate::{
    booking::{
        api::absences::{ExcuseAbsence, TakeExcuseBack},
        model::{Absence, BookingStatus, Excuse, MyBookings},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        field::TextField,
        form::Hidden,
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The two forms. Make them once, before the shell.
#[derive(Clone, Copy)]
pub struct ExcuseForms {
    excuse: Submit<ExcuseAbsence>,
    undo: Submit<TakeExcuseBack>,
}

/// What a line is headed with: the page says the rest.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Headed {
    Person,
    Class,
}

impl ExcuseForms {
    /// Nothing sent yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            excuse: Submit::new(),
            undo: Submit::new(),
        }
    }

    /// Grows with every answer that has used its key up: a refusal has, what was typed wrongly has not.
    pub fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let (excuse, undo) = (self.excuse, self.undo.version());
        let answered = Memo::new(move |before: Option<&usize>| {
            let n = excuse.version().get();
            let flawed = excuse
                .value()
                .with_untracked(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
            if flawed { before.copied().unwrap_or(0) } else { n }
        });
        move || answered.get() + undo.get()
    }

    /// Under a roster: who missed the class or gave it up too late.
    pub(super) fn of_class(self, l: Locale, absences: &[Absence], now: Moment, key: &str) -> AnyView {
        self.section(l, absences, (now, key), Headed::Person)
    }

    /// On a member's page: what they missed or gave up too late.
    pub(super) fn of_member(self, l: Locale, bookings: Load<MyBookings>) -> AnyView {
        view! {
            <Loaded resource=bookings error=nothing keep=true let:list>
                {self.section(l, &list.absences, (list.now, &list.key), Headed::Class)}
            </Loaded>
        }
        .into_any()
    }

    fn section(self, l: Locale, absences: &[Absence], (now, key): (Moment, &str), headed: Headed) -> AnyView {
        if absences.is_empty() {
            return ().into_any();
        }
        let rows = absences
            .iter()
            .enumerate()
            .map(|(index, absence)| self.row(l, absence, now, format!("{key}-x{index}"), headed))
            .collect_view();
        let said = move || {
            let excused = matches!(self.excuse.value().get(), Some(Ok(())));
            let undone = matches!(self.undo.value().get(), Some(Ok(())));
            let words = match (excused, undone) {
                (true, _) => t::absences::done(l),
                (_, true) => t::absences::undone(l),
                _ => return None,
            };
            Some(view! { <p class="px-1 pb-2 text-sm text-success">{words}</p> })
        };
        view! {
            <section id="absences" class="scroll-mt-4">
                <SectionHead title=t::absences::title(l)/>
                <div role="status">{said}</div>
                {self.excuse.refusal(l)}
                {self.undo.refused(l)}
                <Sheet label=t::absences::title(l)>{rows}</Sheet>
            </section>
        }
        .into_any()
    }

    fn row(self, l: Locale, absence: &Absence, now: Moment, key: String, headed: Headed) -> AnyView {
        let moment = when(l, absence.starts, now);
        let (title, detail) = match headed {
            Headed::Person => (absence.who.clone(), String::new()),
            Headed::Class => (absence.name.clone(), dotted(&[Some(&moment), Some(&absence.place)])),
        };
        let spoken = match headed {
            Headed::Person => absence.who.clone(),
            Headed::Class => format!("{}, {moment}", absence.name),
        };
        let (tone, label) = match absence.status {
            // attendance was taken without them; the class is not settled yet
            BookingStatus::Booked => (Tone::Warning, t::absences::not_here(l)),
            status => outcome(l, status),
        };
        let excused = absence
            .excuse
            .is_some()
            .then(|| view! { <Badge tone=Tone::Success label=t::coach::excused(l) icon=Icon::Undo2/> });
        let below = match &absence.excuse {
            Some(excuse) => self.excused(l, absence, excuse, now, (key, spoken)),
            None => self.form(l, absence, key, spoken),
        };
        view! {
            <li class="space-y-2 px-4 py-3">
                <div class="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
                    <div class="min-w-0">
                        <p class="leading-snug font-medium wrap-anywhere">{title}</p>
                        {(!detail.is_empty()).then(|| view! { <p class="text-caption text-muted wrap-anywhere">{detail}</p> })}
                    </div>
                    <span class="flex flex-wrap gap-1.5">
                        <Badge tone=tone label=label/>
                        {excused}
                    </span>
                </div>
                {below}
            </li>
        }
        .into_any()
    }

    /// The reason, behind one press that needs no script.
    fn form(self, l: Locale, absence: &Absence, key: String, spoken: String) -> AnyView {
        let to = self.excuse;
        let booking = absence.booking.to_string();
        // what was typed about another absence stays there
        let here = to.typed("booking", "") == booking;
        let typed = if here { to.typed("reason", "") } else { String::new() };
        let summary = format!(
            "{} {} -ml-3 w-fit list-none [&::-webkit-details-marker]:hidden",
            ButtonKind::Ghost.class(),
            ButtonSize::Small.class()
        );
        view! {
            <details class="group" open=here>
                <summary class=summary>
                    <Icon icon=Icon::HandHeart class="size-4"/>
                    {t::absences::excuse(l)}
                    <span class="sr-only">{spoken.clone()}</span>
                    <Icon icon=Icon::ChevronDown class="size-4 text-muted group-open:rotate-180"/>
                </summary>
                <SubmitForm to=to>
                    <Hidden name="booking" value=booking.clone()/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-3 pt-2">
                        <p class="text-caption text-muted">{t::absences::means(l)}</p>
                        <TextField
                            name="reason"
                            of=booking
                            label=t::absences::reason(l)
                            value=typed
                            hint=t::absences::reason_hint(l)
                            error=to.flaw("reason", l)
                            required=true
                            maxlength=200
                        />
                        <Button
                            label=t::absences::yes(l)
                            name=format!("{}: {spoken}", t::absences::yes(l))
                            kind=ButtonKind::Primary
                            size=ButtonSize::Small
                            pending=to.pending()
                        />
                    </div>
                </SubmitForm>
            </details>
        }
        .into_any()
    }

    /// Who excused it and why, and the way back while there is one.
    fn excused(
        self,
        l: Locale,
        absence: &Absence,
        excuse: &Excuse,
        now: Moment,
        (key, spoken): (String, String),
    ) -> AnyView {
        let to = self.undo;
        let booking = absence.booking.to_string();
        let undo = (now.at < excuse.until.at).then(|| {
            view! {
                <SubmitForm to=to>
                    <Hidden name="booking" value=booking/>
                    <Hidden name="key" value=key/>
                    <Button
                        label=t::absences::undo(l)
                        name=format!("{}: {spoken}", t::absences::undo(l))
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::RotateCw
                        pending=to.pending()
                        class="-ml-3"
                    />
                </SubmitForm>
            }
        });
        let until = undo
            .is_some()
            .then(|| t::absences::undo_until(l, when(l, excuse.until, now)));
        view! {
            <p class="text-caption text-muted wrap-anywhere">
                {t::absences::by(l, &excuse.by, &excuse.reason, when(l, excuse.at, now))}
                {until.map(|until| format!(" {until}"))}
            </p>
            {undo}
        }
        .into_any()
    }
}

impl Default for ExcuseForms {
    fn default() -> Self {
        Self::new()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
