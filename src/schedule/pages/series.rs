//! A new series: the rule at the left, its dates with what is in their way at the right, then one press makes them.
//!
//! The rule stands in the URL once it was looked at (`?class_type=…&look=1`), so that the dates come from a plain GET and
//! the press that makes them sends what the page shows.

use super::{
    planner::WEEK,
    series_form::rule,
    series_preview::{answer, begin},
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{Reach, StaffPage},
        wrong::wrong,
    },
    platform::{
        error::{Answer, AppError},
        i18n::{Locale, t, use_locale},
    },
    schedule::{
        api::{MakeSeries, load_choices, preview_series},
        model::{Choices, Occurrence, Refusal, SeriesForm},
    },
    ui::{
        button::{ButtonKind, LinkButton},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonBlock, SkeletonRows},
        submit::Submit,
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};
use serde::{Deserialize, Serialize};

/// A rule that was looked at, and what the server says of it; no answer before the first look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    /// The rule.
    pub form: SeriesForm,
    /// Its dates.
    pub answer: Option<Answer<Vec<Occurrence>, Refusal>>,
}

/// `/admin/series/new?class_type=&location=&room=&coach=&weekdays=&start=&minutes=&capacity=&starts_on=&ends_on=&look=&only=`
pub struct SeriesPage {
    choices: Load<Choices>,
    looked: Load<Looked>,
    make: Submit<MakeSeries>,
}

/// The rule in the URL.
fn form_of(query: &ParamsMap) -> SeriesForm {
    let text = |name| query.get(name).unwrap_or_default();
    SeriesForm {
        class_type: text("class_type"),
        location: text("location"),
        room: text("room"),
        coach: text("coach"),
        weekdays: query.get_all("weekdays").unwrap_or_default(),
        start: text("start"),
        minutes: text("minutes"),
        capacity: text("capacity"),
        starts_on: text("starts_on"),
        ends_on: text("ends_on"),
        skip_conflicts: None,
    }
}

impl Page for SeriesPage {
    fn data() -> Self {
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|q| (form_of(q), q.get("look").is_some())));
        Self {
            choices: Load::new(|| (), |()| load_choices()),
            looked: Load::new(
                move || asked.get(),
                |(form, look)| async move {
                    let answer = if look {
                        Some(preview_series(form.clone()).await)
                    } else {
                        None
                    };
                    Ok(Looked { form, answer })
                },
            ),
            make: Submit::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let SeriesPage { choices, looked, make } = this;
        let query = use_query_map();
        let only = Memo::new(move |_| query.with(|q| q.get_str("only") == Some("conflicts")));
        // set by typing: the dates in sight are then those of another rule
        let stale = RwSignal::new(false);
        let crumbs = vec![(t::planner::title(l).to_owned(), WEEK.to_owned())];
        view! {
            <StaffPage title=t::planner::new_series(l) current="timetable" reach=Reach::None crumbs=crumbs flush=true>
                <Loaded resource=choices skeleton=move || waiting(l) error=wrong keep=true let:choices>
                    <Loaded resource=looked skeleton=move || waiting(l) error=wrong keep=true let:looked>
                        {shown(l, &choices, looked, make, only, stale)}
                    </Loaded>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! {
        <div class="grid gap-6 p-4 lg:grid-cols-[20rem_minmax(0,1fr)] lg:p-6">
            <div><SkeletonBlock class="h-120 w-full" label=t::planner::loading(l)/></div>
            <div><SkeletonRows rows=8 label=t::planner::loading(l)/></div>
        </div>
    }
}

fn shown(
    l: Locale,
    choices: &Choices,
    looked: Looked,
    make: Submit<MakeSeries>,
    only: Memo<bool>,
    stale: RwSignal<bool>,
) -> AnyView {
    if choices.class_types.is_empty() {
        return no_types(l);
    }
    stale.set(false);
    let Looked { form, answer: came } = looked;
    let flaws = came.as_ref().and_then(|answer| answer.as_ref().err()).cloned();
    let dates = match came {
        None => begin(l),
        Some(Err(AppError::Invalid(_))) => begin(l),
        Some(came) => answer(l, choices, &form, came, make, only, stale),
    };
    view! {
        <div class="lg:grid lg:h-full lg:grid-cols-[21rem_minmax(0,1fr)]">
            {rule(l, choices, &form, flaws, stale)}
            {dates}
        </div>
    }
    .into_any()
}

/// Before a series there must be something to teach.
fn no_types(l: Locale) -> AnyView {
    let ways = move || {
        view! {
            <LinkButton
                href="/admin/classes"
                label=t::planner::to_classes(l)
                kind=ButtonKind::Primary
                icon=Icon::Dumbbell
            />
            <LinkButton href=address(WEEK, &[]) label=t::planner::to_week(l) icon=Icon::CalendarDays/>
        }
    };
    view! { <EmptyState title=t::planner::no_types_title(l) text=t::planner::no_types_text(l) actions=ways/> }
        .into_any()
}
