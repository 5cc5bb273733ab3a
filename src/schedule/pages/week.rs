//! The planner's week: classes by room, by coach or day by day, and one of them open to be changed.

use super::{
    live::{on_move, use_seats_and},
    planner::{Act, Asked, By, NEW_SERIES, clashes, span},
    week_list::day_list,
    week_rooms::grid,
    week_sheet::{Actions, sheet},
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{Reach, StaffPage},
        wrong::wrong,
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::day_plus,
    },
    schedule::{
        api::{load_choices, load_week},
        model::{Category, Choices, SessionStatus, Week},
    },
    ui::{
        badge::CategoryWord,
        button::{ButtonKind, ButtonSize, LinkButton},
        calendar::WeekNav,
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
        tabs::{SegmentLinks, Tab},
        toast::Toast,
    },
};
use chrono::Datelike;
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use std::time::Duration;

/// `/admin/timetable?location=&day=&by=coach|list&session=&act=cancel|end`
pub struct WeekPage {
    week: Load<Week>,
    choices: Load<Choices>,
    actions: Actions,
}

fn wanted(query: &ParamsMap) -> Asked {
    Asked {
        location: query.get("location").unwrap_or_default(),
        day: query.get("day").unwrap_or_default(),
        by: match query.get_str("by") {
            Some("coach") => By::Coach,
            Some("list") => By::List,
            _ => By::Room,
        },
        session: query.get("session").and_then(|id| id.parse().ok()),
        act: match query.get_str("act") {
            Some("cancel") => Act::Cancel,
            Some("end") => Act::End,
            _ => Act::Change,
        },
    }
}

fn asked() -> Memo<Asked> {
    let query = use_query_map();
    Memo::new(move |_| query.with(wanted))
}

impl Page for WeekPage {
    fn data() -> Self {
        let asked = asked();
        let place = Memo::new(move |_| asked.with(|a| (a.location.clone(), a.day.clone())));
        let actions = Actions::new(asked);
        let done = actions.done;
        Self {
            week: Load::new(
                move || (place.get(), done.get()),
                |((location, day), _)| load_week(location, day),
            ),
            choices: Load::new(|| (), |()| load_choices()),
            actions,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let WeekPage { week, choices, actions } = this;
        let asked = asked();
        let navigate = use_navigate();
        let told = RwSignal::new(None::<String>);
        // what was done closes its sheet; what was refused keeps it, and what is typed in it
        Effect::new(move || {
            if let Some(words) = actions.outcome(l) {
                told.set(Some(words));
                let options = NavigateOptions {
                    scroll: false,
                    ..NavigateOptions::default()
                };
                navigate(&asked.get_untracked().closed().href(), options);
            }
        });
        // an answer belongs to the class that it was given for
        Effect::new(move |before: Option<Option<_>>| {
            let open = asked.with(|a| a.session);
            if open.is_some() && before.is_some_and(|before| before != open) {
                actions.forget();
            }
            open
        });
        let place = RwSignal::new(None);
        Effect::new(move || {
            if let Some(Ok(week)) = week.get() {
                place.set(Some(week.location.id));
            }
        });
        // Neither a form that is being filled in nor a line that somebody has come to with keys is drawn anew under their hands:
        // the news wait, and are looked at once more with the next and when the form closes.
        let (late, soon) = (RwSignal::new(false), RwSignal::new(false));
        let again = move || {
            late.set(true);
            if soon.get_untracked() {
                return;
            }
            soon.set(true);
            // many classes move together: once a second is enough
            set_timeout(
                move || {
                    let _ = soon.try_set(false);
                    if late.try_get_untracked() == Some(true) && at_rest(asked) {
                        late.set(false);
                        week.refetch();
                    }
                },
                Duration::from_millis(800),
            );
        };
        let seats = use_seats_and(place.into(), again);
        on_move(
            move || {
                let shown = week.get().and_then(Result::ok).map(|week| week.sessions);
                let shown = shown.unwrap_or_default().into_iter().map(|s| s.id);
                seats.with(|all| shown.filter_map(|id| all.get(&id).copied()).collect::<Vec<_>>())
            },
            again,
        );
        Effect::new(move || {
            if asked.with(|asked| asked.session.is_none()) && late.get_untracked() {
                again();
            }
        });
        let add = move || {
            view! {
                <Loaded resource=week error=nothing keep=true let:week>
                    {new_series(l, &week)}
                </Loaded>
            }
        };
        view! {
            <StaffPage title=t::planner::title(l) current="timetable" reach=Reach::One actions=add flush=true>
                <Loaded resource=choices skeleton=move || waiting(l) error=wrong keep=true let:choices>
                    <Loaded resource=week skeleton=move || waiting(l) error=wrong keep=true let:week>
                        {shown(l, week, choices.clone(), asked, actions)}
                    </Loaded>
                </Loaded>
                <Toast text=told close_label=t::planner::close(l)/>
            </StaffPage>
        }
        .into_any()
    }
}

/// Whether nobody has a class open or the focus among the classes.
fn at_rest(asked: Memo<Asked>) -> bool {
    let open = asked
        .try_with_untracked(|asked| asked.session.is_some())
        .unwrap_or(true);
    let inside = document()
        .active_element()
        .and_then(|element| element.closest("#main").ok().flatten());
    let on_main = document()
        .active_element()
        .is_some_and(|element| element.id() == "main");
    !open && (inside.is_none() || on_main)
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <div class="p-4 lg:p-6"><SkeletonRows rows=8 label=t::planner::loading(l)/></div> }
}

/// The way to a new series at this location, from the first day of this week that is not over.
fn new_series_href(week: &Week) -> String {
    let first = week.monday.max(week.today).to_string();
    address(
        NEW_SERIES,
        &[("location", &week.location.id.to_string()), ("starts_on", &first)],
    )
}

fn new_series(l: Locale, week: &Week) -> AnyView {
    view! {
        <LinkButton
            href=new_series_href(week)
            label=t::planner::new_series(l)
            kind=ButtonKind::Primary
            size=ButtonSize::Small
            icon=Icon::CalendarPlus
        />
    }
    .into_any()
}

fn shown(l: Locale, week: Week, choices: Choices, asked: Memo<Asked>, actions: Actions) -> AnyView {
    let (week, choices) = (StoredValue::new(week), StoredValue::new(choices));
    let by = Memo::new(move |_| {
        asked.with(|a| Asked {
            session: None,
            act: Act::Change,
            ..a.clone()
        })
    });
    view! {
        <div class="flex h-full flex-col">
            {move || week.with_value(|week| head(l, week, &by.get()))}
            {move || week.with_value(|week| choices.with_value(|choices| body(l, week, choices, &by.get())))}
        </div>
        {move || {
            let asked = asked.get();
            asked.session.map(|id| week.with_value(|week| choices.with_value(|choices| sheet(l, id, week, choices, &asked, actions))))
        }}
    }
    .into_any()
}

/// The way from week to week, what the rows are, and what wants attention.
fn head(l: Locale, week: &Week, asked: &Asked) -> AnyView {
    let (monday, sunday) = (week.monday, day_plus(week.monday, 6));
    let days = span(l, monday, sunday);
    let days = if sunday.year() == week.today.year() {
        days
    } else {
        t::planner::span_year(l, days, sunday.year())
    };
    let to = |days| asked.at(day_plus(monday, days).to_string()).href();
    let tab = |label: &str, by| Tab::new(label, Asked { by, ..asked.clone() }.href(), asked.by == by);
    let tabs = vec![
        tab(t::planner::by_room(l), By::Room),
        tab(t::planner::by_coach(l), By::Coach),
        tab(t::planner::by_list(l), By::List),
    ];
    let clashing = clashes(&week.sessions).len() as i64;
    let uncoached = week
        .sessions
        .iter()
        .filter(|s| s.coach_id.is_none() && s.status == SessionStatus::Scheduled)
        .count() as i64;
    view! {
        <div class="flex flex-wrap items-center gap-x-4 gap-y-2.5 border-b border-base-300 bg-base-100 px-4 py-3 lg:px-6">
            <WeekNav
                title=t::planner::week(l, monday.iso_week().week(), days)
                previous=to(-7)
                previous_label=t::planner::week_before(l)
                today=asked.at(String::new()).href()
                today_label=t::planner::today(l)
                next=to(7)
                next_label=t::planner::week_after(l)
            />
            <span class="hidden lg:block">
                <SegmentLinks label=t::planner::show_by(l) tabs=tabs/>
            </span>
            <div class="flex flex-wrap gap-2 lg:ml-auto">
                {(clashing > 0).then(|| sign("bg-conflict/10 text-conflict", Icon::TriangleAlert, t::planner::clashing(l, clashing)))}
                {(uncoached > 0).then(|| sign("bg-few/10 text-few", Icon::UserRoundX, t::planner::uncoached(l, uncoached)))}
            </div>
        </div>
    }
    .into_any()
}

fn sign(tint: &'static str, icon: Icon, words: String) -> AnyView {
    view! {
        <p class=format!("flex h-9 items-center gap-2 rounded-field px-3 text-sm font-medium {tint}")>
            <Icon icon=icon class="size-4"/>
            {words}
        </p>
    }
    .into_any()
}

fn body(l: Locale, week: &Week, choices: &Choices, asked: &Asked) -> AnyView {
    if week.sessions.is_empty() {
        return empty(l, week, choices);
    }
    if asked.by == By::List {
        return view! { <div class="mx-auto w-full max-w-4xl p-4 lg:p-6">{day_list(l, week, asked)}</div> }.into_any();
    }
    let legend = Category::ALL
        .into_iter()
        .map(|category| {
            view! { <CategoryWord category=super::class_types::tint(category) label=category.text(l)/> }
        })
        .collect_view();
    view! {
        <div class="p-4 lg:hidden">{day_list(l, week, asked)}</div>
        <div class="hidden min-h-0 flex-1 flex-col lg:flex print:flex">
            {grid(l, week, choices, asked)}
            <footer class="flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-base-300 bg-base-100 px-6 py-3">
                {legend}
                <p class="text-caption text-muted xl:ml-auto">{t::planner::hint(l)}</p>
            </footer>
        </div>
    }
    .into_any()
}

/// A week without classes: what comes before the first one, or the first one.
fn empty(l: Locale, week: &Week, choices: &Choices) -> AnyView {
    let href = new_series_href(week);
    if choices.class_types.is_empty() {
        let ways = move || {
            view! {
                <LinkButton
                    href="/admin/classes"
                    label=t::planner::to_classes(l)
                    kind=ButtonKind::Primary
                    icon=Icon::Dumbbell
                />
                <LinkButton href="/admin/rooms" label=t::planner::to_rooms(l) icon=Icon::DoorOpen/>
            }
        };
        return view! {
            <EmptyState title=t::planner::no_types_title(l) text=t::planner::no_types_text(l) actions=ways/>
        }
        .into_any();
    }
    let ways = move || {
        view! { <LinkButton href=href label=t::planner::new_series(l) kind=ButtonKind::Primary icon=Icon::CalendarPlus/> }
    };
    view! { <EmptyState title=t::planner::no_classes_title(l) text=t::planner::no_classes_text(l) actions=ways/> }
        .into_any()
}
