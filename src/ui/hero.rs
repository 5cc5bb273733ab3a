//! The member's next class on pine: the first thing on the first screen.

use leptos::prelude::*;

use super::icon::Icon;

/// The next class, with the way to the entry code.
#[component]
pub fn NextClass(
    /// "Next class".
    #[prop(into)]
    eyebrow: String,
    /// How far away: "in 2 h 10 min". Empty on the server; the browser may fill it in, because only it knows the time.
    #[prop(optional, into)]
    away: MaybeProp<String>,
    /// When it starts: "18:30".
    #[prop(into)]
    start: String,
    /// The same instant for machines.
    #[prop(into)]
    datetime: String,
    /// When it ends, or the day where it is not today: "to 19:25".
    #[prop(optional, into)]
    end: String,
    /// The class's name.
    #[prop(into)]
    title: String,
    /// Room, spot and coach.
    #[prop(optional, into)]
    place: String,
    /// Where the entry code is; without it there is nothing left to show.
    #[prop(default = None)]
    code_href: Option<String>,
    /// "Show entry code".
    #[prop(optional, into)]
    code_label: String,
    /// "Checked in", once that is done.
    #[prop(default = None)]
    done: Option<String>,
    /// Where the booking can be changed.
    #[prop(default = None)]
    change_href: Option<String>,
    /// "Cancel or change this booking".
    #[prop(optional, into)]
    change_label: String,
) -> impl IntoView {
    view! {
        <section aria-labelledby="next-class" class="lanes rounded-box p-5 shadow-pop">
            <div class="flex items-center justify-between gap-3 text-sm">
                <h2 id="next-class" class="font-medium text-hero-muted">
                    {eyebrow}
                </h2>
                <span class="font-semibold text-accent tabular-nums">{move || away.get()}</span>
            </div>
            <p class="mt-2 flex flex-wrap items-baseline gap-x-2">
                <time datetime=datetime class="text-5xl font-bold tracking-tight tabular-nums">
                    {start}
                </time>
                <span class="text-hero-muted tabular-nums">{end}</span>
            </p>
            <h3 class="mt-2 text-lg leading-snug font-semibold wrap-anywhere">{title}</h3>
            <p class="mt-1 text-sm text-hero-muted">{place}</p>
            {done
                .map(|done| {
                    view! {
                        <p class="mt-4 flex items-center gap-2 font-semibold text-accent">
                            <Icon icon=Icon::CircleCheckBig class="size-6"/>
                            {done}
                        </p>
                    }
                })}
            <div class="mt-4 flex gap-2 empty:hidden">
                {code_href
                    .map(|href| {
                        view! {
                            <a href=href class="btn btn-accent h-13 min-w-0 flex-1 text-base">
                                <Icon icon=Icon::QrCode class="size-6"/>
                                {code_label}
                            </a>
                        }
                    })}
                {change_href
                    .map(|href| {
                        view! {
                            <a
                                href=href
                                class="btn btn-square h-13 w-13 border-hero-content/25 bg-transparent text-hero-content"
                                aria-label=change_label
                            >
                                <Icon icon=Icon::Ellipsis class="size-6"/>
                            </a>
                        }
                    })}
            </div>
        </section>
    }
    .into_any()
}

/// The same place when nothing is booked: says so and leads to the timetable.
#[component]
pub fn NothingBooked(
    /// "Nothing booked yet".
    #[prop(into)]
    title: String,
    /// What to do: "8 classes have places tonight."
    #[prop(into)]
    text: String,
    /// Where the timetable is.
    #[prop(into)]
    href: String,
    /// "See the timetable".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <section aria-labelledby="next-class" class="lanes rounded-box p-5 shadow-pop">
            <h2 id="next-class" class="text-2xl font-bold tracking-tight">
                {title}
            </h2>
            <p class="mt-1.5 text-hero-muted">{text}</p>
            <a href=href class="btn btn-accent mt-4 h-13 w-full text-base">
                <Icon icon=Icon::CalendarDays class="size-6"/>
                {label}
            </a>
        </section>
    }
    .into_any()
}

/// The coach's class on pine at the head of a page: when, what, where, how many are here.
#[component]
pub fn ClassHead(
    /// "Starts in 12 min": filled in by the browser.
    #[prop(optional, into)]
    away: MaybeProp<String>,
    /// When it starts.
    #[prop(into)]
    start: String,
    /// The same instant for machines.
    #[prop(into)]
    datetime: String,
    /// When it ends: "to 19:25".
    #[prop(into)]
    end: String,
    /// The class's name.
    #[prop(into)]
    title: String,
    /// Room and location.
    #[prop(into)]
    place: String,
    /// How many are here.
    #[prop(into)]
    here: Signal<i64>,
    /// How many have a place.
    #[prop(into)]
    booked: Signal<i64>,
    /// The same in words: "9 of 14 here".
    #[prop(into)]
    here_label: Signal<String>,
    /// "2 on the waitlist".
    #[prop(optional, into)]
    note: MaybeProp<String>,
    /// The link at the top right: more to do with this class.
    #[prop(optional, into)]
    more: ViewFnOnce,
    /// The buttons: All here, Scan, Walk-in; at most three.
    #[prop(optional, into)]
    actions: ViewFnOnce,
) -> impl IntoView {
    view! {
        <header class="lanes rounded-b-[1.5rem] px-5 pt-5 pb-5 shadow-pop md:mt-4 md:rounded-box">
            <div class="flex min-h-9 items-center justify-between gap-3">
                <p class="font-semibold text-accent tabular-nums">{move || away.get()}</p>
                {more.run()}
            </div>
            <p class="flex flex-wrap items-baseline gap-x-2">
                <time datetime=datetime class="text-5xl font-bold tracking-tight tabular-nums">
                    {start}
                </time>
                <span class="text-hero-muted tabular-nums">{end}</span>
            </p>
            <h2 class="mt-1.5 text-lg leading-snug font-semibold wrap-anywhere">{title}</h2>
            <p class="text-sm text-hero-muted">{place}</p>
            <div class="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
                <progress
                    class="progress h-2 min-w-24 flex-1 bg-hero-content/15 text-accent"
                    value=move || here.get().to_string()
                    max=move || booked.get().max(1).to_string()
                    aria-label=move || here_label.get()
                ></progress>
                <span class="font-semibold tabular-nums">{move || here_label.get()}</span>
                <span class="text-hero-muted">{move || note.get()}</span>
            </div>
            <div class="mt-4 grid auto-cols-fr grid-flow-col gap-2">{actions.run()}</div>
        </header>
    }
    .into_any()
}
