//! The plan of a class as a member sees it: choosing a spot while booking, and changing it afterwards.
//!
//! Each spot is a radio of the form around it, so that it works without a script. With one, a spot that is chosen is kept for the
//! reader while the sheet is open, and the plan follows what others do.

use super::sheet::SheetData;
use crate::{
    booking::{
        api::spots::{HoldSpot, load_spots},
        model::{BookingId, Sheet, Spot, SpotPlan, SpotState},
    },
    members::model::MemberId,
    platform::i18n::{Locale, t, use_locale},
    rooms::model::SpotId,
    ui::{
        button::{Button, ButtonKind},
        form::Hidden,
        icon::Icon,
        submit::SubmitForm,
    },
};
use leptos::{
    ev::KeyboardEvent, leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local,
    wasm_bindgen::JsCast, web_sys::HtmlElement,
};
use std::time::Duration;

/// A plan is looked at again so often, and what is kept for the reader is renewed.
const AGAIN: Duration = Duration::from_secs(40);

/// A grid of so many places in a row. The names stand in full, because the style sheet is made of what the sources say.
#[must_use]
pub const fn columns(places: i64) -> &'static str {
    match places {
        1 => "grid-cols-1",
        2 => "grid-cols-2",
        3 => "grid-cols-3",
        4 => "grid-cols-4",
        5 => "grid-cols-5",
        6 => "grid-cols-6",
        7 => "grid-cols-7",
        8 => "grid-cols-8",
        9 => "grid-cols-9",
        10 => "grid-cols-10",
        11 => "grid-cols-11",
        _ => "grid-cols-12",
    }
}

/// The picture of a state: colour alone says nothing.
#[must_use]
pub const fn icon(state: SpotState) -> Option<Icon> {
    match state {
        SpotState::Free => None,
        SpotState::Mine | SpotState::Held => Some(Icon::Check),
        SpotState::Taken => Some(Icon::UserRound),
        SpotState::Choosing => Some(Icon::Hourglass),
        SpotState::Kept => Some(Icon::Lock),
        SpotState::Broken => Some(Icon::Wrench),
    }
}

/// Where the coach stands: a plan has a front.
#[must_use]
pub fn front(l: Locale) -> AnyView {
    view! {
        <p class="mx-auto mb-2 w-40 max-w-full rounded-full bg-base-300 px-3 py-0.5 text-center text-xs font-medium">
            {t::spots::front(l)}
        </p>
    }
    .into_any()
}

/// What the marks on a plan mean: those that are on it.
#[must_use]
pub fn legend(l: Locale, states: &[SpotState]) -> AnyView {
    const SAID: [SpotState; 4] = [
        SpotState::Taken,
        SpotState::Choosing,
        SpotState::Kept,
        SpotState::Broken,
    ];
    let words = SAID
        .into_iter()
        .filter(|state| states.contains(state))
        .map(|state| {
            view! {
                <li class="flex items-center gap-1.5">
                    {icon(state).map(|icon| view! { <Icon icon=icon class="size-3.5"/> })}
                    {state.text(l)}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="mt-3 flex flex-wrap justify-center gap-x-4 gap-y-1 text-caption text-muted">{words}</ul> }
        .into_any()
}

/// Every cell of a plan in rows: a spot, or nothing.
#[must_use]
pub fn cells(plan: &SpotPlan) -> Vec<Option<Spot>> {
    (1..=plan.lines)
        .flat_map(|line| (1..=plan.places).map(move |place| (line, place)))
        .map(|at| plan.spots.iter().find(|spot| (spot.line, spot.place) == at).cloned())
        .collect()
}

/// What is chosen on a plan, and the plan as it moves.
#[derive(Clone, Copy)]
struct Choosing {
    plan: RwSignal<SpotPlan>,
    chosen: RwSignal<Option<SpotId>>,
    /// What was last asked to be kept.
    asked: StoredValue<Option<SpotId>>,
    member: StoredValue<String>,
    data: SheetData,
}

impl Choosing {
    fn state(self, id: SpotId) -> SpotState {
        self.plan.with(|plan| {
            let spot = plan.spots.iter().find(|spot| spot.id == id);
            spot.map_or(SpotState::Broken, |spot| spot.state)
        })
    }

    fn keep(self, spot: SpotId) {
        self.asked.set_value(Some(spot));
        self.data.hold.send(HoldSpot {
            session: self.plan.with_untracked(|plan| plan.session),
            spot,
            member: self.member.get_value(),
        });
    }

    /// Shows what others have done since; what is no longer to be had is chosen no longer.
    fn look(self) {
        // asked now: the page may be gone when this begins
        let (session, member) = (self.plan.with_untracked(|plan| plan.session), self.member.get_value());
        spawn_local(async move {
            // a plan that cannot be read is as old as it was: what counts is asked when the form is sent
            if let Ok(plan) = load_spots(session, member).await {
                self.show(plan);
            }
        });
    }

    fn show(self, plan: SpotPlan) {
        let gone = self.chosen.try_get_untracked().flatten().filter(|id| {
            let spot = plan.spots.iter().find(|spot| spot.id == *id);
            !spot.is_some_and(|spot| spot.state.open())
        });
        let _ = self.plan.try_set(plan);
        if gone.is_some() {
            let _ = self.chosen.try_set(None);
        }
    }

    /// Keeps what is chosen, follows what comes back, and renews both while the reader looks.
    fn follow(self) {
        let hold = self.data.hold;
        Effect::new(move || {
            let (chosen, busy) = (self.chosen.get(), hold.pending().get());
            if let (false, Some(spot)) = (busy, chosen)
                && self.asked.get_value() != Some(spot)
            {
                self.keep(spot);
            }
        });
        Effect::new(move |before: Option<()>| match hold.value().get() {
            Some(Ok(plan)) if before.is_some() => self.show(plan),
            Some(Err(_)) if before.is_some() => {
                self.chosen.set(None);
                self.asked.set_value(None);
                self.look();
            }
            _ => {}
        });
        Effect::new(move |before: Option<()>| {
            self.data.moved.track();
            if before.is_some() {
                self.look();
            }
        });
        Effect::new(move || {
            let again = move || {
                if document().hidden() {
                    return;
                }
                match self.chosen.try_get_untracked().flatten() {
                    Some(spot) => self.keep(spot),
                    None => self.look(),
                }
            };
            // without a timer the spot is kept for two minutes, as it is said
            if let Ok(handle) = set_interval_with_handle(again, AGAIN) {
                on_cleanup(move || handle.clear());
            }
        });
    }
}

/// The spot in the line that is kept or had, in words.
fn said(l: Locale, choosing: Choosing) -> String {
    let (own, free) = choosing.plan.with(|plan| (plan.own().cloned(), plan.free()));
    let chosen = choosing.chosen.get();
    match own {
        Some(spot) if Some(spot.id) == chosen && spot.state == SpotState::Held => t::spots::kept_for_you(l, &spot.name),
        Some(spot) if spot.state == SpotState::Mine => t::spots::yours(l, &spot.name),
        _ => t::spots::count_free(l, free),
    }
}

/// The plan as a field of a form.
#[component]
fn SpotField(
    /// The plan as it was loaded.
    plan: SpotPlan,
    /// The sheet around it.
    data: SheetData,
    /// For whom, where that is not the reader.
    member: Option<MemberId>,
    /// It may be left to the club.
    any: bool,
) -> impl IntoView {
    let l = use_locale();
    let begins = plan.own().map(|spot| spot.id);
    let grid = cells(&plan);
    let (class, places) = (columns(plan.places), plan.places);
    let choosing = Choosing {
        chosen: RwSignal::new(begins),
        plan: RwSignal::new(plan),
        asked: StoredValue::new(begins),
        member: StoredValue::new(member.map(|id| id.to_string()).unwrap_or_default()),
        data,
    };
    choosing.follow();
    // up and down go from row to row; left and right are the browser's, from spot to spot
    let steer = {
        let ids: Vec<Option<SpotId>> = grid.iter().map(|cell| cell.as_ref().map(|spot| spot.id)).collect();
        move |event: KeyboardEvent| {
            let step = match event.key().as_str() {
                "ArrowUp" => -places,
                "ArrowDown" => places,
                _ => return,
            };
            let Some(from) = choosing.chosen.get_untracked() else {
                return;
            };
            let Some(mut at) = ids.iter().position(|id| *id == Some(from)).map(|at| at as i64) else {
                return;
            };
            event.prevent_default();
            loop {
                at += step;
                let Some(cell) = usize::try_from(at).ok().and_then(|at| ids.get(at)) else {
                    return;
                };
                let open = cell.filter(|id| untrack(|| choosing.state(*id)).open());
                if let Some(id) = open {
                    let radio = document().get_element_by_id(&format!("spot-{id}"));
                    if let Some(radio) = radio.and_then(|radio| radio.dyn_into::<HtmlElement>().ok()) {
                        // a browser that refuses the focus leaves it where it was
                        let _ = radio.focus();
                        radio.click();
                    }
                    return;
                }
            }
        }
    };
    let cells = grid
        .into_iter()
        .map(|cell| match cell {
            Some(spot) => one(l, spot, choosing, (begins, any)).into_any(),
            None => view! { <span class="size-11"></span> }.into_any(),
        })
        .collect_view();
    let leave_it = any.then(|| {
        view! {
            <label class="mt-3 flex min-h-11 cursor-pointer items-center gap-3 rounded-field border border-base-300 bg-base-100 px-3 py-2 has-checked:border-primary">
                <input
                    type="radio"
                    name="spot"
                    value=""
                    class="radio radio-primary radio-sm shrink-0"
                    checked=begins.is_none()
                    prop:checked=move || choosing.chosen.get().is_none()
                    on:change=move |_| choosing.chosen.set(None)
                />
                <span class="min-w-0">{t::spots::any(l)}</span>
            </label>
        }
    });
    let marks = move || {
        let states = choosing
            .plan
            .with(|plan| plan.spots.iter().map(|spot| spot.state).collect::<Vec<_>>());
        legend(l, &states)
    };
    let refused = move || {
        let error = data.hold.value().get().and_then(Result::err)?;
        Some(view! { <p class="mt-2 text-sm text-warning" role="alert">{error.text(l)}</p> })
    };
    view! {
        <fieldset class="rounded-box bg-base-200 p-4">
            <legend class="sr-only">{t::spots::choose(l)}</legend>
            <p class="flex flex-wrap items-baseline justify-between gap-x-3 pb-3" aria-hidden="true">
                <span class="font-semibold">{t::spots::choose(l)}</span>
            </p>
            {front(l)}
            <div class="-mx-2 overflow-x-auto px-2 py-1" on:keydown=steer>
                <div class=format!("mx-auto grid w-max gap-1.5 {class}")>{cells}</div>
            </div>
            {marks}
            <p class="mt-2 text-center text-sm font-medium" role="status">
                {move || said(l, choosing)}
            </p>
            {refused}
            {leave_it}
        </fieldset>
    }
    .into_any()
}

/// One spot: a radio with its name, and what it is beside it.
fn one(l: Locale, spot: Spot, choosing: Choosing, (begins, any): (Option<SpotId>, bool)) -> impl IntoView {
    let (id, name) = (spot.id, spot.name.clone());
    let state = Memo::new(move |_| choosing.state(id));
    let spoken = {
        let name = name.clone();
        move || t::spots::spot_is(l, &name, state.get().text(l))
    };
    let chosen = move || choosing.chosen.get() == Some(id);
    let class = move || {
        let look = match state.get() {
            SpotState::Free => "cursor-pointer border-base-300 bg-base-100",
            SpotState::Mine | SpotState::Held => "cursor-pointer border-primary bg-base-100",
            SpotState::Choosing => "border-dashed border-muted/60 text-muted",
            SpotState::Taken => "border-transparent bg-base-300 text-muted",
            SpotState::Kept | SpotState::Broken => "border-dashed border-transparent bg-base-300/60 text-muted",
        };
        format!(
            "relative grid size-11 place-content-center justify-items-center rounded-field border text-sm leading-none font-semibold tabular-nums has-checked:border-primary has-checked:bg-primary has-checked:text-primary-content has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-(--tk-focus) {look}"
        )
    };
    let mark = move || icon(state.get()).map(|icon| view! { <Icon icon=icon class="mt-0.5 size-3.5"/> });
    let closed = !spot.state.open();
    view! {
        <label class=class>
            <input
                type="radio"
                id=format!("spot-{id}")
                name="spot"
                value=id.to_string()
                class="absolute inset-0 size-full cursor-inherit appearance-none rounded-field opacity-0"
                aria-label=spoken
                checked=begins == Some(id)
                required=!any
                disabled=closed
                prop:checked=chosen
                prop:disabled=move || !state.get().open()
                on:change=move |_| choosing.chosen.set(Some(id))
            />
            <span aria-hidden="true" class="max-w-10 truncate">{name}</span>
            {mark}
        </label>
    }
}

/// The plan in the form that books.
pub(super) fn choice(sheet: &Sheet, data: SheetData) -> AnyView {
    let member = sheet.entry.whose.as_ref().map(|ward| ward.id);
    sheet
        .spots
        .clone()
        .map(|plan| view! { <div class="mb-4"><SpotField plan=plan data=data member=member any=true/></div> })
        .into_any()
}

/// Where the reader stands in a class that is theirs, and the way to stand elsewhere.
pub(super) fn change(
    l: Locale,
    plan: SpotPlan,
    booking: BookingId,
    key: String,
    member: Option<MemberId>,
    data: SheetData,
) -> AnyView {
    let own = plan.spots.iter().find(|spot| spot.state == SpotState::Mine);
    let here = own.map_or_else(
        || t::spots::none_yet(l).to_owned(),
        |spot| t::spots::spot(l, &spot.name),
    );
    let moved = move || {
        let moved = data.change.value().get()?.ok()?.to?;
        Some(view! { <p class="text-caption text-success" role="status">{t::spots::moved(l, moved)}</p> })
    };
    let refused = move || {
        let error = data.change.value().get().and_then(Result::err)?;
        Some(view! { <p class="text-sm text-warning" role="alert">{error.text(l)}</p> })
    };
    // what was refused is seen again with the plan that it was about
    let open = data
        .change
        .value()
        .with_untracked(|answer| matches!(answer, Some(Err(_))));
    view! {
        <details class="group rounded-box bg-base-200" open=open>
            <summary class="flex min-h-14 cursor-pointer list-none items-center gap-3 px-4 py-3 [&::-webkit-details-marker]:hidden">
                <Icon icon=Icon::MapPin class="size-6 text-primary"/>
                <span class="min-w-0 flex-1">
                    <span class="block font-semibold wrap-anywhere">{here}</span>
                    {moved}
                </span>
                <span class="flex shrink-0 items-center gap-1 text-sm font-medium text-primary">
                    {t::spots::change(l)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </span>
            </summary>
            <SubmitForm to=data.change>
                <Hidden name="booking" value=booking.to_string()/>
                <Hidden name="key" value=key/>
                {refused}
                <SpotField plan=plan data=data member=member any=false/>
                <div class="px-4 pb-4">
                    <Button label=t::spots::move_here(l) kind=ButtonKind::Primary pending=data.change.pending() class="w-full"/>
                </div>
            </SubmitForm>
        </details>
    }
    .into_any()
}
