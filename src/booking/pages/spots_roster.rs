//! The plan of a class on its roster: who stands where, moving somebody, keeping a spot to the club.

use super::{
    marks::Marks,
    spots::{cells, columns, front, icon, legend},
};
use crate::{
    booking::model::{Roster, Spot, SpotPlan, SpotState},
    platform::i18n::{Locale, t},
    ui::{
        button::{Button, ButtonKind, ButtonSize},
        field::{Choice, SelectField, TextField},
        form::Hidden,
        icon::Icon,
        submit::SubmitForm,
    },
};
use leptos::prelude::*;

/// The plan with its forms; nothing where nobody chooses a spot.
pub(super) fn plan(l: Locale, roster: &Roster, held: bool, marks: Marks) -> AnyView {
    let Some(plan) = &roster.spots else {
        return ().into_any();
    };
    let class = columns(plan.places);
    let states: Vec<SpotState> = plan.spots.iter().map(|spot| spot.state).collect();
    let grid = cells(plan).into_iter().map(|cell| drawn(l, cell)).collect_view();
    let forms = held.then(|| forms(l, plan, roster, marks));
    view! {
        <details class="group sheet" open=marks.spots_refused()>
            <summary class="flex min-h-14 cursor-pointer list-none items-center gap-3 px-4 py-3 [&::-webkit-details-marker]:hidden">
                <Icon icon=Icon::LayoutGrid class="size-5 text-muted"/>
                <span class="min-w-0 flex-1">
                    <span class="block font-semibold">{t::spots::plan(l)}</span>
                    <span class="block text-caption text-muted">{t::spots::count_free(l, plan.free())}</span>
                </span>
                <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
            </summary>
            <div class="space-y-4 px-4 pb-4">
                {marks.spots_said(l)}
                <div>
                    {front(l)}
                    <div class="-mx-2 overflow-x-auto px-2" tabindex="0" role="group" aria-label=t::spots::plan(l)>
                        <ol class=format!("mx-auto grid w-max gap-1.5 {class}")>{grid}</ol>
                    </div>
                    {legend(l, &states)}
                </div>
                {forms}
            </div>
        </details>
    }
    .into_any()
}

fn drawn(l: Locale, cell: Option<Spot>) -> AnyView {
    let Some(spot) = cell else {
        return view! { <li class="w-16" aria-hidden="true"></li> }.into_any();
    };
    let look = match spot.state {
        SpotState::Taken => "border-base-300 bg-base-100",
        SpotState::Kept | SpotState::Broken => "border-dashed border-base-300 bg-base-200 text-muted",
        _ => "border-base-300 bg-base-200 text-muted",
    };
    let who = spot.who.as_ref().map(|(_, name)| name.clone());
    let below = who
        .or(spot.why.clone())
        .unwrap_or_else(|| spot.state.text(l).to_owned());
    view! {
        <li class=format!("flex min-h-14 w-16 flex-col items-center justify-center gap-0.5 rounded-field border px-1 py-1 text-center {look}")>
            <span class="flex items-center gap-1 text-sm leading-none font-semibold tabular-nums">
                {spot.name.clone()}
                {icon(spot.state).filter(|_| spot.state != SpotState::Taken).map(|icon| view! { <Icon icon=icon class="size-3.5"/> })}
            </span>
            <span class="line-clamp-2 text-xs leading-tight wrap-anywhere">{below}</span>
        </li>
    }
    .into_any()
}

fn forms(l: Locale, plan: &SpotPlan, roster: &Roster, marks: Marks) -> AnyView {
    let named = |spot: &Spot| {
        let state = match &spot.who {
            Some((_, name)) => name.clone(),
            None => spot.state.text(l).to_owned(),
        };
        Choice::new(spot.id.to_string(), t::spots::spot_is(l, &spot.name, state))
    };
    let people: Vec<Choice> = roster
        .lines
        .iter()
        .map(|line| {
            let at = line.spot.as_ref().map(|spot| t::spots::spot(l, spot));
            let words = at.map_or_else(|| line.name.clone(), |at| format!("{} · {at}", line.name));
            Choice::new(line.booking.to_string(), words)
        })
        .collect();
    let targets: Vec<Choice> = plan
        .spots
        .iter()
        .filter(|spot| spot.state != SpotState::Broken)
        .map(named)
        .collect();
    let free: Vec<Choice> = plan
        .spots
        .iter()
        .filter(|spot| matches!(spot.state, SpotState::Free | SpotState::Choosing))
        .map(named)
        .collect();
    let (moves, keeps) = (roster.key.clone(), roster.key.clone());
    let moving = (!people.is_empty()).then(|| {
        view! {
            <SubmitForm to=marks.move_spot>
                <Hidden name="key" value=moves/>
                <fieldset class="space-y-3">
                    <legend class="pb-1 text-sm font-semibold">{t::spots::move_title(l)}</legend>
                    <div class="grid gap-3 sm:grid-cols-2">
                        <SelectField name="booking" label=t::spots::who(l) choices=people/>
                        <SelectField name="spot" label=t::spots::where_to(l) choices=targets/>
                    </div>
                    <Button label=t::spots::move_them(l) pending=marks.move_spot.pending()/>
                </fieldset>
            </SubmitForm>
        }
    });
    let session = roster.session.id.to_string();
    let of_class = session.clone();
    let keeping = (!free.is_empty()).then(|| {
        let reason = marks.keep_spot.flaw("reason", l);
        view! {
            <SubmitForm to=marks.keep_spot>
                <Hidden name="session" value=of_class/>
                <Hidden name="key" value=keeps/>
                <fieldset class="space-y-3">
                    <legend class="pb-1 text-sm font-semibold">{t::spots::keep_title(l)}</legend>
                    <div class="grid gap-3 sm:grid-cols-2">
                        <SelectField name="spot" label=t::spots::which(l) choices=free/>
                        <TextField
                            name="reason"
                            label=t::spots::reason(l)
                            value=marks.keep_spot.typed("reason", "")
                            error=reason
                            required=true
                            maxlength=120
                        />
                    </div>
                    <p class="text-caption text-muted">{t::spots::keep_note(l)}</p>
                    <Button label=t::spots::keep(l) pending=marks.keep_spot.pending()/>
                </fieldset>
            </SubmitForm>
        }
    });
    let kept = plan
        .spots
        .iter()
        .filter(|spot| spot.state == SpotState::Kept)
        .map(|spot| {
            let (id, why) = (spot.id.to_string(), spot.why.clone().unwrap_or_default());
            let (session, key) = (session.clone(), roster.key.clone());
            let name = t::spots::release_name(l, &spot.name);
            let words = format!("{}: {why}", t::spots::spot(l, &spot.name));
            view! {
                <li class="flex items-center gap-3">
                    <Icon icon=Icon::Lock class="size-4 text-muted"/>
                    <span class="min-w-0 flex-1 text-sm wrap-anywhere">{words}</span>
                    <SubmitForm to=marks.release_spot>
                        <Hidden name="session" value=session/>
                        <Hidden name="spot" value=id/>
                        <Hidden name="key" value=key/>
                        <Button
                            label=t::spots::release(l)
                            name=name
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            pending=marks.release_spot.pending()
                        />
                    </SubmitForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <ul class="space-y-2">{kept}</ul>
        {moving}
        {keeping}
    }
    .into_any()
}
