//! Who was marked as here on this page: what was pressed shows at once, and counts until a roster that knows it is there.

use super::absences::ExcuseForms;
use crate::{
    booking::{
        api::{
            MarkAllHere, MarkAttendance,
            desk::{BookPartner, GiveBackPartner},
            hours::SettleHour,
            mark_all_here, mark_attendance,
            spots::{KeepSpot, MoveSpot, ReleaseSpot},
            unmark_all,
        },
        model::{BookingId, BookingStatus, Refusal, RosterLine},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    schedule::model::SessionId,
    ui::{
        badge::Tone,
        button::{ButtonKind, ButtonSize},
        states::Notice,
        submit::Submit,
        toast::Toast,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// A mark that was pressed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sent {
    booking: BookingId,
    here: bool,
    /// The server has answered; the mark stands until a roster that knows it is there.
    answered: bool,
}

/// What the last press did, for the toast.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    One {
        booking: BookingId,
        name: String,
        here: bool,
    },
    All {
        session: SessionId,
        marked: Vec<BookingId>,
    },
    /// What "everybody" did was taken back.
    Undone,
}

/// The marks of a page: make them once, before the shell.
#[derive(Clone, Copy)]
pub struct Marks {
    sent: RwSignal<Vec<Sent>>,
    said: RwSignal<Option<Said>>,
    refused: RwSignal<Option<AppError<Refusal>>>,
    /// "Everybody" is on its way.
    pub busy: RwSignal<bool>,
    /// Grows with every answer: part of the key of the resource that loads the roster.
    pub version: RwSignal<u32>,
    /// Moves somebody to a spot.
    pub move_spot: Submit<MoveSpot>,
    /// Keeps a spot to the club.
    pub keep_spot: Submit<KeepSpot>,
    /// Gives one back.
    pub release_spot: Submit<ReleaseSpot>,
    /// Sells a place to a partner.
    pub book_partner: Submit<BookPartner>,
    /// Takes a partner's place back.
    pub give_back: Submit<GiveBackPartner>,
    /// Decides about a personal hour that is disputed.
    pub settle: Submit<SettleHour>,
    /// Excuses who missed the class.
    pub excuses: ExcuseForms,
}

impl Marks {
    /// No marks yet; without a script, the refusal that the form came back with.
    #[must_use]
    pub fn new() -> Self {
        let refused = |value: Option<Result<_, AppError<Refusal>>>| value.and_then(Result::err);
        let one = refused(Submit::<MarkAttendance>::new().value().get_untracked());
        let all = refused(
            Submit::<MarkAllHere>::new()
                .value()
                .get_untracked()
                .map(|answer| answer.map(|_| ())),
        );
        let version = RwSignal::new(0);
        let (move_spot, keep_spot, release_spot) = (Submit::new(), Submit::new(), Submit::new());
        let settle = Submit::<SettleHour>::new();
        let (book_partner, give_back) = (Submit::<BookPartner>::new(), Submit::<GiveBackPartner>::new());
        let excuses = ExcuseForms::new();
        let excused = excuses.done();
        Effect::new(move |before: Option<usize>| {
            let spots = move_spot.version().get() + keep_spot.version().get() + release_spot.version().get();
            let partners = book_partner.version().get() + give_back.version().get();
            let answers = spots + partners + settle.version().get() + excused();
            if before.is_some_and(|before| before != answers) {
                version.update(|v| *v += 1);
            }
            answers
        });
        Self {
            move_spot,
            keep_spot,
            release_spot,
            book_partner,
            give_back,
            settle,
            excuses,
            sent: RwSignal::new(Vec::new()),
            said: RwSignal::new(None),
            refused: RwSignal::new(one.or(all)),
            busy: RwSignal::new(false),
            version,
        }
    }

    /// Whether the last press about spots was refused: its form stays open.
    pub fn spots_refused(self) -> bool {
        let refused = |answer: &Option<Result<(), AppError<Refusal>>>| matches!(answer, Some(Err(_)));
        self.move_spot.value().with_untracked(|answer| answer.is_some())
            || self.keep_spot.value().with_untracked(refused)
            || self.release_spot.value().with_untracked(refused)
            || self.keep_spot.done().get_untracked() + self.release_spot.done().get_untracked() > 0
    }

    /// What the last press about spots was answered with.
    pub fn spots_said(self, l: Locale) -> AnyView {
        let moved = move || {
            let moved = self.move_spot.value().get()?.ok()?;
            let words = t::spots::stands_now(l, &moved.name, moved.to.unwrap_or_default());
            Some(view! { <p class="text-sm text-success" role="status">{words}</p> })
        };
        view! {
            {moved}
            {self.move_spot.refused(l)}
            {self.keep_spot.refusal(l)}
            {self.release_spot.refused(l)}
        }
        .into_any()
    }

    /// Whether somebody is here as far as this page knows.
    #[must_use]
    pub fn here(self, line: &RosterLine) -> bool {
        let pressed = self
            .sent
            .with(|sent| sent.iter().find(|s| s.booking == line.booking).map(|s| s.here));
        pressed.unwrap_or(line.status == BookingStatus::CheckedIn)
    }

    /// A newer roster is there: it knows every mark that was answered.
    pub fn settle(self) {
        if self.sent.with_untracked(|sent| sent.iter().any(|s| s.answered)) {
            self.sent.update(|sent| sent.retain(|s| !s.answered));
        }
    }

    /// Sends a mark and shows it at once.
    pub fn mark(self, booking: BookingId, name: String, here: bool) {
        self.sent.update(|sent| {
            sent.retain(|s| s.booking != booking);
            sent.push(Sent {
                booking,
                here,
                answered: false,
            });
        });
        self.refused.set(None);
        spawn_local(async move {
            let answer = mark_attendance(booking, here).await;
            // the page may be gone by now: then nobody waits for this
            let _ = self.sent.try_update(|sent| match &answer {
                Ok(()) => sent
                    .iter_mut()
                    .filter(|s| s.booking == booking && s.here == here)
                    .for_each(|s| s.answered = true),
                Err(_) => sent.retain(|s| s.booking != booking || s.here != here),
            });
            match answer {
                Ok(()) => _ = self.said.try_set(Some(Said::One { booking, name, here })),
                Err(error) => _ = self.refused.try_set(Some(error)),
            }
            let _ = self.version.try_update(|v| *v += 1);
        });
    }

    /// Marks everybody as here.
    pub fn mark_all(self, session: SessionId) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            match mark_all_here(session).await {
                Ok(marked) => _ = self.said.try_set(Some(Said::All { session, marked })),
                Err(error) => _ = self.refused.try_set(Some(error)),
            }
            let _ = self.busy.try_set(false);
            let _ = self.version.try_update(|v| *v += 1);
        });
    }
}

impl Marks {
    /// Takes back what "everybody" did.
    fn unmark(self, session: SessionId, marked: Vec<BookingId>) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refused.set(None);
        spawn_local(async move {
            match unmark_all(session, marked).await {
                Ok(()) => _ = self.said.try_set(Some(Said::Undone)),
                Err(error) => _ = self.refused.try_set(Some(error)),
            }
            let _ = self.busy.try_set(false);
            let _ = self.version.try_update(|v| *v += 1);
        });
    }
}

impl Default for Marks {
    fn default() -> Self {
        Self::new()
    }
}

/// How many of a roster are here as far as this page knows.
#[must_use]
pub fn here_of(lines: &[RosterLine], marks: Marks) -> i64 {
    lines.iter().map(|line| i64::from(marks.here(line))).sum()
}

/// What a press was refused for.
#[component]
pub fn Refused(
    /// The page's marks.
    marks: Marks,
) -> impl IntoView {
    let l = use_locale();
    (move || {
        marks.refused.get().map(|error| {
            let text = error.text(l);
            view! {
                <div class="mb-3">
                    <Notice tone=Tone::Warning title=t::coach::not_saved(l) text=text/>
                </div>
            }
        })
    })
    .into_any()
}

/// What the last press did, with the way back. Draw it once a page.
#[component]
pub fn MarkToast(
    /// The page's marks.
    marks: Marks,
) -> impl IntoView {
    let l = use_locale();
    let text = Signal::derive(move || {
        marks.said.get().map(|said| match said {
            Said::One { name, here: true, .. } => t::coach::marked(l, name),
            Said::One { name, here: false, .. } => t::coach::unmarked(l, name),
            Said::All { marked, .. } => t::coach::all_marked(l, marked.len() as i64),
            Said::Undone => t::coach::all_unmarked(l).to_owned(),
        })
    });
    let undo = ViewFn::from(move || {
        let back: Box<dyn Fn() + Send + Sync> = match marks.said.get() {
            Some(Said::One { booking, name, here }) => Box::new(move || marks.mark(booking, name.clone(), !here)),
            Some(Said::All { session, marked }) if !marked.is_empty() => {
                Box::new(move || marks.unmark(session, marked.clone()))
            }
            _ => return ().into_any(),
        };
        view! {
            <button
                type="button"
                class=format!("{} {}", ButtonKind::OnNeutral.class(), ButtonSize::Normal.class())
                on:click=move |_| back()
            >
                {t::coach::undo(l)}
            </button>
        }
        .into_any()
    });
    view! { <Toast text=text undo=undo close_label=t::coach::close(l)/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::members::model::MemberId;

    fn line(n: u128) -> RosterLine {
        let id = uuid::Uuid::from_u128(n);
        RosterLine {
            booking: BookingId(id),
            member: MemberId(id),
            name: "Ana".to_owned(),
            status: BookingStatus::Booked,
            first_visit: false,
            birthday: false,
            checked_in: None,
            health: false,
            spot: None,
            hour: None,
        }
    }

    #[test]
    fn a_press_counts_until_a_roster_knows_it() {
        Owner::new().with(|| {
            let marks = Marks::new();
            let lines = [line(1), line(2)];
            assert_eq!(here_of(&lines, marks), 0);
            marks.sent.set(vec![Sent {
                booking: lines[0].booking,
                here: true,
                answered: false,
            }]);
            assert_eq!(here_of(&lines, marks), 1);
            marks.settle();
            assert_eq!(
                here_of(&lines, marks),
                1,
                "the server has not answered: the press still stands"
            );
            marks.sent.update(|sent| sent[0].answered = true);
            marks.settle();
            assert_eq!(here_of(&lines, marks), 0, "the newer roster decides");
        });
    }
}
