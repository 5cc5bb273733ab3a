//! What is signed, and the fields with which somebody signs it: the same for the member and on the desk's screen.

use crate::{
    members::model::{OwnPaper, PaperKind, PaperState, questions},
    platform::i18n::{Locale, t},
    ui::{
        badge::{Badge, Tone},
        field::{Checkbox, Choice, Segments, TextField},
        form::Hidden,
        icon::Icon,
    },
};
use leptos::prelude::*;

/// How the form that holds the fields keeps them.
pub(super) struct PaperFields<'a> {
    /// What was typed into the name before a refusal.
    pub name: String,
    /// What is wrong with the name.
    pub name_flaw: Signal<Option<String>>,
    /// What is said beside a field that is wrong.
    pub flaw: &'a dyn Fn(String, &'static str) -> Signal<Option<String>>,
    /// The words beside the box that says it was read.
    pub agreed: &'static str,
    /// Under the name.
    pub name_hint: &'static str,
    /// The paper lies signed at the desk: its answers stand there.
    pub on_paper: bool,
}

/// How a paper stands, in a word.
pub(super) fn badge(l: Locale, paper: &OwnPaper) -> AnyView {
    let (tone, label, icon) = match paper.state {
        PaperState::Signed => (Tone::Success, t::papers::state_signed(l), Icon::Check),
        PaperState::Missing => (Tone::Warning, t::papers::state_missing(l), Icon::Signature),
        PaperState::Outdated => (Tone::Warning, t::papers::state_outdated(l), Icon::History),
        PaperState::RunOut => (Tone::Warning, t::papers::state_run_out(l), Icon::Hourglass),
    };
    view! { <Badge tone=tone label=label icon=icon/> }.into_any()
}

/// Where it is asked for and how long a signature holds.
pub(super) fn terms(l: Locale, paper: &OwnPaper) -> String {
    let between = if l == Locale::En { ", " } else { "、" };
    let holds = match paper.months {
        Some(months) => t::papers::holds_months(l, months),
        None => t::papers::holds_for_good(l).to_owned(),
    };
    if paper.places.is_empty() {
        return holds;
    }
    format!("{} {holds}", t::papers::asked_at(l, paper.places.join(between)))
}

/// The text, to be read.
pub(super) fn reading(l: Locale, paper: &OwnPaper) -> AnyView {
    match paper.kind {
        PaperKind::Waiver => view! {
            <div
                class="max-h-96 overflow-y-auto rounded-field border border-base-300 bg-base-200/50 p-4 text-sm leading-relaxed wrap-anywhere whitespace-pre-line"
                tabindex="0"
                role="region"
                aria-label=t::papers::text_of(l, paper.kind.text(l))
            >
                {paper.body.clone()}
            </div>
        }
        .into_any(),
        PaperKind::Questionnaire => {
            let lines = questions(&paper.body)
                .into_iter()
                .map(|question| view! { <li class="wrap-anywhere">{question.to_owned()}</li> })
                .collect_view();
            view! { <ol class="list-decimal space-y-1 pl-5 text-sm">{lines}</ol> }.into_any()
        }
    }
}

impl PaperFields<'_> {
    pub(super) fn draw(self, l: Locale, paper: &OwnPaper, key: String) -> AnyView {
        let asks = paper.kind == PaperKind::Questionnaire;
        let body = match (paper.kind, self.on_paper) {
            (PaperKind::Waiver, _) => reading(l, paper),
            (PaperKind::Questionnaire, true) => ().into_any(),
            (PaperKind::Questionnaire, false) => self.questions(l, paper),
        };
        let advice = asks.then(|| {
            let words = if self.on_paper {
                t::papers::advice_on_paper(l)
            } else {
                t::papers::advice(l)
            };
            let error = (self.flaw)("advice".to_owned(), t::papers::flaw_advice(l));
            let note = (!self.on_paper).then(|| {
                view! {
                    <p class="text-sm font-medium">{t::papers::advice_title(l)}</p>
                    <p class="pt-1 text-sm text-muted">{t::papers::advice_text(l)}</p>
                }
            });
            view! {
                <div class="rounded-field border border-base-300 p-4">
                    {note}
                    <Checkbox name="advice" label=words error=error/>
                </div>
            }
        });
        let agreed = (self.flaw)("agreed".to_owned(), t::papers::flaw_agreed(l));
        view! {
            <Hidden name="version" value=paper.version.to_string()/>
            <Hidden name="key" value=key/>
            {body}
            {advice}
            <Checkbox name="agreed" label=self.agreed error=agreed required=true/>
            <TextField
                name="name"
                label=t::papers::name(l)
                value=self.name
                hint=self.name_hint
                error=self.name_flaw
                autocomplete="off"
                maxlength=80
                required=true
            />
        }
        .into_any()
    }

    fn questions(&self, l: Locale, paper: &OwnPaper) -> AnyView {
        let rows = questions(&paper.body)
            .into_iter()
            .enumerate()
            .map(|(n, question)| {
                let name = format!("answers[q{n}]");
                let error = (self.flaw)(name.clone(), t::papers::flaw_answer(l));
                let choices = vec![
                    Choice::new("no", t::papers::no(l)),
                    Choice::new("yes", t::papers::yes(l)),
                ];
                view! {
                    <li>
                        <Segments name=name legend=question.to_owned() choices=choices error=error/>
                    </li>
                }
            })
            .collect_view();
        view! {
            <p class="text-sm text-muted">{t::papers::questions_text(l)}</p>
            <ol class="space-y-5">{rows}</ol>
        }
        .into_any()
    }
}
