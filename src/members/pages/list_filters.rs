//! The search and the filters over the list of members.

use super::list::{PATH, href};
use crate::{
    accounts::model::Me,
    members::model::{ARCHIVED, AgeGroup, Gender, Goal, Level, ListTools, MemberFilter, MemberStatus},
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        button::{ButtonKind, ButtonSize, LinkButton},
        field::{Choice, SelectField, field_id},
        form::{Hidden, SearchField},
        icon::Icon,
        load::Load,
        loaded::Loaded,
    },
};
use leptos::{
    ev::SubmitEvent,
    html,
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement},
};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// What the fields hold now.
fn typed(form: &HtmlFormElement, now: MemberFilter) -> Option<MemberFilter> {
    let data = FormData::new_with_form(form).ok()?;
    let text = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(MemberFilter {
        q: text("q"),
        status: text("status"),
        pass: text("pass"),
        location: text("location"),
        tag: text("tag"),
        away: text("away").parse().unwrap_or(0),
        level: text("level"),
        goal: text("goal"),
        age: text("age"),
        gender: text("gender"),
        page: 1,
        ..now
    })
}

/// The fields say what the address says, also after a link has changed it; a box that is being typed in is left alone.
fn follow(filter: &MemberFilter) {
    let away = if filter.away > 0 {
        filter.away.to_string()
    } else {
        String::new()
    };
    for (name, value) in [
        ("status", &filter.status),
        ("pass", &filter.pass),
        ("location", &filter.location),
        ("tag", &filter.tag),
        ("away", &away),
        ("level", &filter.level),
        ("goal", &filter.goal),
        ("age", &filter.age),
        ("gender", &filter.gender),
    ] {
        if let Some(element) = document().get_element_by_id(&field_id(name))
            && let Ok(select) = element.dyn_into::<HtmlSelectElement>()
        {
            select.set_value(value);
        }
    }
    if let Some(element) = document().get_element_by_id(&field_id("q"))
        && document().active_element().as_ref() != Some(&element)
        && let Ok(input) = element.dyn_into::<HtmlInputElement>()
    {
        input.set_value(&filter.q);
    }
}

/// Whether anything is filtered at all.
pub fn asked(filter: &MemberFilter) -> bool {
    let plain = MemberFilter {
        sort: String::new(),
        cols: String::new(),
        page: 1,
        q: filter.q.trim().to_owned(),
        ..filter.clone()
    };
    plain
        != MemberFilter {
            page: 1,
            ..MemberFilter::default()
        }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

/// The search and the filters: one GET form. With a script a choice holds at once, without one after "Show".
pub fn filters(l: Locale, me: &Me, filter: Memo<MemberFilter>, tools: Load<ListTools>) -> AnyView {
    let now = filter.get_untracked();
    let form = NodeRef::<html::Form>::new();
    let live = RwSignal::new(false);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    let navigate = use_navigate();
    let send = move || {
        let now = filter.get_untracked();
        if let Some(wanted) = form.get_untracked().and_then(|form| typed(&form, now)) {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&href(PATH, &wanted), options);
        }
    };
    let (chosen, entered) = (send.clone(), send.clone());
    let on_change = move |_| {
        stop();
        chosen();
    };
    let on_submit = move |event: SubmitEvent| {
        event.prevent_default();
        stop();
        entered();
    };
    let on_input = move |_| {
        stop();
        // without a timer the words are looked up with Enter
        timer.set_value(set_timeout_with_handle(send.clone(), Duration::from_millis(250)).ok());
    };
    Effect::new(move || {
        live.set(true);
        filter.with(follow);
    });
    let any =
        move |word: &str, rest: Vec<Choice>| std::iter::once(Choice::new("", word)).chain(rest).collect::<Vec<_>>();
    let statuses = MemberStatus::ALL
        .iter()
        .map(|s| Choice::new(s.code(), s.text(l)))
        .chain(std::iter::once(Choice::new(ARCHIVED, t::archive::filter(l))))
        .collect();
    let passes = vec![
        Choice::new("with", t::people::pass_with(l)),
        Choice::new("without", t::people::pass_without(l)),
        Choice::new("ending", t::people::pass_ending(l)),
    ];
    let away = [14, 30, 60, 90]
        .into_iter()
        .map(|n: i64| Choice::new(n.to_string(), t::people::away_days(l, n)))
        .collect();
    let places: Vec<_> = me
        .locations
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name))
        .collect();
    let away_now = if now.away > 0 {
        now.away.to_string()
    } else {
        String::new()
    };
    let select = move |name: &'static str, label: &str, choices: Vec<Choice>, value: &str| {
        view! {
            <div class="lg:w-44 lg:[&_select]:h-9 lg:[&_select]:text-sm">
                <SelectField name=name label=label choices=choices value=value bare=true/>
            </div>
        }
        .into_any()
    };
    let more = [
        (
            "level",
            t::details::level(l),
            t::people::level_any(l),
            Level::ALL
                .iter()
                .map(|one| Choice::new(one.code(), one.text(l)))
                .collect(),
            &now.level,
        ),
        (
            "goal",
            t::people::goal(l),
            t::people::goal_any(l),
            Goal::ALL
                .iter()
                .map(|one| Choice::new(one.code(), one.text(l)))
                .collect(),
            &now.goal,
        ),
        (
            "age",
            t::people::age(l),
            t::people::age_any(l),
            AgeGroup::ALL
                .into_iter()
                .map(|one| Choice::new(one.code(), one.text(l)))
                .collect::<Vec<_>>(),
            &now.age,
        ),
        (
            "gender",
            t::details::gender(l),
            t::people::gender_any(l),
            Gender::ALL
                .into_iter()
                .map(|one| Choice::new(one.code(), one.text(l)))
                .collect(),
            &now.gender,
        ),
    ];
    let set = more.iter().any(|(.., value)| !value.is_empty());
    let more = more
        .into_iter()
        .map(|(name, label, none, choices, value)| select(name, label, any(none, choices), value))
        .collect_view();
    let several = places.len() > 1;
    let by_place = several.then(|| {
        select(
            "location",
            t::people::location(l),
            any(t::people::location_any(l), places),
            &now.location,
        )
    });
    let by_tag = move |tools: ListTools| {
        let tags = tools.tags.iter().map(|tag| Choice::new(tag.id.to_string(), &tag.name));
        let chosen = filter.with_untracked(|filter| filter.tag.clone());
        (!tools.tags.is_empty()).then(|| {
            select(
                "tag",
                t::lists::tags(l),
                any(t::lists::tag_any(l), tags.collect()),
                &chosen,
            )
        })
    };
    view! {
        <div class="no-print border-b border-base-300 bg-base-100 px-4 py-3 lg:px-6">
            <form
                method="get"
                action=PATH
                role="search"
                class="grid grid-cols-2 items-center gap-2 sm:grid-cols-4 lg:flex lg:flex-wrap"
                node_ref=form
                on:submit=on_submit
                on:change=on_change
            >
                <div class="col-span-full lg:w-64" on:input=on_input>
                    <SearchField
                        name="q"
                        label=t::people::search(l)
                        placeholder=t::people::search_hint(l)
                        value=now.q.clone()
                    />
                </div>
                {select("status", t::people::status(l), any(t::people::status_any(l), statuses), &now.status)}
                {select("pass", t::people::pass(l), any(t::people::pass_any(l), passes), &now.pass)}
                {by_place}
                {select("away", t::people::away(l), any(t::people::away_any(l), away), &away_now)}
                <Loaded resource=tools error=nothing keep=true let:tools>
                    {by_tag(tools)}
                </Loaded>
                <details class="group col-span-full lg:contents" open=set>
                    <summary class="btn btn-ghost btn-sm max-lg:h-11 lg:order-1">
                        <Icon icon=Icon::SlidersHorizontal class="size-4"/>
                        {t::people::more_filters(l)}
                    </summary>
                    <div class="grid grid-cols-2 gap-2 pt-2 sm:grid-cols-4 lg:order-2 lg:flex lg:basis-full lg:pt-0">{more}</div>
                </details>
                {(!now.cols.is_empty()).then(|| view! { <Hidden name="cols" value=now.cols.clone()/> })}
                {(!now.sort.is_empty()).then(|| view! { <Hidden name="sort" value=now.sort.clone()/> })}
                <button
                    class=format!("{} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())
                    hidden=move || live.get()
                >
                    <Icon icon=Icon::Filter class="size-4"/>
                    {t::people::apply(l)}
                </button>
                {move || {
                    asked(&filter.get())
                        .then(|| {
                            view! {
                                <LinkButton
                                    href=PATH
                                    label=t::people::clear(l)
                                    kind=ButtonKind::Ghost
                                    size=ButtonSize::Small
                                    icon=Icon::X
                                    class="col-span-full max-lg:h-11"
                                />
                            }
                        })
                }}
            </form>
        </div>
    }
    .into_any()
}
