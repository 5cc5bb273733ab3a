//! The answer at the door: in, in but look, no. Large, at once, read out before anything else.

use leptos::prelude::*;

use super::icon::Icon;

/// The three answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Let in.
    In,
    /// Let in, and look at something first.
    Look,
    /// Do not let in; ways on are offered.
    No,
}

impl Answer {
    /// The icon of the answer.
    pub const fn icon(self) -> Icon {
        match self {
            Answer::In => Icon::CircleCheckBig,
            Answer::Look => Icon::Eye,
            Answer::No => Icon::OctagonX,
        }
    }

    /// The fill of the answer: used here and nowhere else.
    pub const fn class(self) -> &'static str {
        match self {
            Answer::In => "bg-in text-in-content",
            Answer::Look => "bg-look text-look-content",
            Answer::No => "bg-no text-no-content",
        }
    }
}

/// The answer with its reason, and below it the person and what can be done now.
///
/// Draw it inside an element with `aria-live="assertive"` that stays in the page: a region that comes together with its
/// words is not read out.
#[component]
pub fn Verdict(
    /// Which answer.
    answer: Answer,
    /// "In", "In, but look", "No entry".
    #[prop(into)]
    title: String,
    /// The reason: "The membership is frozen until 1 April".
    #[prop(into)]
    reason: String,
    /// When it was scanned: "17:11:08".
    #[prop(optional, into)]
    time: String,
    /// The person, and at the right what can be done.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="overflow-hidden rounded-box bg-base-100 shadow-pop">
            <div class=format!("flex items-center gap-4 px-5 py-4 sm:gap-5 sm:px-7 sm:py-5 {}", answer.class())>
                <Icon icon=answer.icon() class="size-11 sm:size-14"/>
                <div class="min-w-0 flex-1">
                    <h2 class="text-2xl font-bold tracking-tight sm:text-3xl">{title}</h2>
                    <p class="sm:text-lg">{reason}</p>
                </div>
                <p class="self-start text-sm tabular-nums">{time}</p>
            </div>
            <div class="flex flex-col gap-6 p-5 sm:p-7 lg:flex-row">{children()}</div>
        </section>
    }
    .into_any()
}
