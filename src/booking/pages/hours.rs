//! Personal hours that the reader is asked about: confirmed by one press, or disputed with a few words.

use super::parts::{dotted, when};
use crate::{
    booking::{
        api::hours::{ConfirmHour, DisputeHour},
        model::{HourLine, HourState, HourVerdict},
    },
    platform::{
        i18n::{Locale, t},
        time::Moment,
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize},
        form::Hidden,
        icon::Icon,
        states::Notice,
        submit::{Submit, SubmitForm},
        text_area::TextArea,
    },
};
use leptos::prelude::*;

/// The two ways to answer.
#[derive(Clone, Copy)]
pub(super) struct HourAnswers {
    confirm: Submit<ConfirmHour>,
    dispute: Submit<DisputeHour>,
}

impl HourAnswers {
    /// Call it in a route's `data`.
    pub fn new() -> Self {
        Self {
            confirm: Submit::new(),
            dispute: Submit::new(),
        }
    }

    /// Grows with every answer: what a page has loaded is old then.
    pub fn version(self) -> usize {
        self.confirm.version().get() + self.dispute.version().get()
    }
}

/// Every hour that the reader is asked about, and what the last answer did.
pub(super) fn asks(l: Locale, hours: &[HourLine], now: Moment, key: &str, answers: HourAnswers) -> AnyView {
    let cards = hours
        .iter()
        .filter(|line| line.asks())
        .map(|line| card(l, line, now, key, answers))
        .collect_view();
    view! {
        {cards}
        {move || said(l, answers)}
    }
    .into_any()
}

/// What the last answer did. A flaw of the words stands beside them.
fn said(l: Locale, answers: HourAnswers) -> AnyView {
    let done = answers.confirm.done().get() + answers.dispute.done().get() > 0;
    let text = match (answers.confirm.value().get(), answers.dispute.value().get()) {
        (_, Some(Ok(()))) => t::hours::done_disputed(l),
        (Some(Ok(())), _) => t::hours::done_confirmed(l),
        _ => "",
    };
    let done =
        (done && !text.is_empty()).then(|| view! { <div role="status"><Notice tone=Tone::Success title=text/></div> });
    view! {
        {answers.confirm.refusal(l)}
        {answers.dispute.refusal(l)}
        {done}
    }
    .into_any()
}

fn card(l: Locale, line: &HourLine, now: Moment, key: &str, answers: HourAnswers) -> AnyView {
    let Some(hour) = &line.hour else {
        return ().into_any();
    };
    let HourState::Waiting { until } = hour.state else {
        return ().into_any();
    };
    let moment = when(l, line.starts, now);
    let of = line.whose.as_ref().map(|ward| t::member::whose(l, &ward.name));
    let facts = dotted(&[of.as_deref(), Some(&moment), line.coach.as_deref(), Some(&line.place)]);
    let spoken = t::hours::confirm_name(l, &line.name, &moment);
    let heading = format!("hour-{}", line.booking);
    let labelled = heading.clone();
    let (confirm, dispute) = (answers.confirm, answers.dispute);
    let (booking, of_words) = (line.booking.to_string(), line.booking.to_string());
    let (key, of_dispute) = (key.to_owned(), key.to_owned());
    // what was typed about another hour stays there
    let here = dispute.typed("booking", "") == line.booking.to_string();
    let open = here && dispute.value().with_untracked(|answer| matches!(answer, Some(Err(_))));
    let typed = if here {
        dispute.typed("words", "")
    } else {
        String::new()
    };
    let of = line.booking.to_string();
    view! {
        <section aria-labelledby=labelled class="rounded-box border border-primary/40 bg-base-100 p-4 shadow-pop">
            <h2 id=heading class="flex items-center gap-2 text-sm font-semibold text-primary">
                <Icon icon=Icon::CircleQuestionMark class="size-5"/>
                {t::hours::ask_title(l)}
            </h2>
            <div class="mt-2">
                <p class="text-lg leading-snug font-bold tracking-tight wrap-anywhere">{line.name.clone()}</p>
                <p class="text-sm text-muted wrap-anywhere">{facts}</p>
            </div>
            <p class="mt-2 wrap-anywhere">{t::hours::ask_logged(l, &hour.by, when(l, hour.logged, now))}</p>
            <p class="text-sm text-muted">{t::hours::ask_until(l, when(l, until, now))}</p>
            <div class="mt-3 space-y-1">
                <SubmitForm to=confirm>
                    <Hidden name="booking" value=booking/>
                    <Hidden name="key" value=key/>
                    <Button
                        label=t::hours::confirm(l)
                        name=spoken
                        kind=ButtonKind::Primary
                        size=ButtonSize::Large
                        icon=Icon::Check
                        pending=confirm.pending()
                        pending_label=t::hours::confirming(l)
                    />
                </SubmitForm>
                <details class="group" open=open>
                    <summary class="btn btn-ghost btn-block list-none [&::-webkit-details-marker]:hidden">
                        {t::hours::dispute(l)}
                        <Icon icon=Icon::ChevronDown class="size-4 text-muted group-open:rotate-180"/>
                    </summary>
                    <div class="pt-2">
                        <SubmitForm to=dispute>
                            <Hidden name="booking" value=of_words/>
                            <Hidden name="key" value=of_dispute/>
                            <div class="space-y-3">
                                <TextArea
                                    name="words"
                                    of=of
                                    label=t::hours::words(l)
                                    value=typed
                                    rows=2
                                    maxlength=500
                                    hint=t::hours::words_hint(l)
                                    error=dispute.flaw("words", l)
                                    required=true
                                />
                                <Button
                                    label=t::hours::send(l)
                                    size=ButtonSize::Block
                                    icon=Icon::Send
                                    pending=dispute.pending()
                                />
                            </div>
                        </SubmitForm>
                    </div>
                </details>
            </div>
        </section>
    }
    .into_any()
}

/// What became of an hour, for its client; `None` where nobody has been asked.
pub(super) fn told(l: Locale, line: &HourLine, now: Moment) -> Option<String> {
    let at = |moment: Moment| when(l, moment, now);
    Some(match &line.hour.as_ref()?.state {
        HourState::Waiting { until } => t::hours::told_waiting(l, at(*until)),
        HourState::Confirmed { at: then, by: Some(by) } => t::hours::told_confirmed(l, by, at(*then)),
        HourState::Confirmed { at: then, by: None } => t::hours::told_silence(l, at(*then)),
        HourState::Disputed { at: then, words } => t::hours::told_disputed(l, at(*then), words),
        HourState::Settled { verdict, reason, .. } => match verdict {
            HourVerdict::Stands => t::hours::told_stands(l, reason),
            HourVerdict::GivenBack => t::hours::told_back(l, reason),
        },
    })
}
