//! Badges say what is true: a booking state, a category of class, a note about a person. Colour, icon and word, always
//! all three.

use leptos::prelude::*;

use super::icon::Icon;

/// The states a class or a booking can be in, as the reader sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Places are free.
    Open,
    /// At most three places, or a fifth of them, are free.
    Few,
    /// No place is free.
    Full,
    /// The reader waits for a place.
    Waitlisted,
    /// The reader has a place.
    Booked,
    /// The reader, or the member in question, is in the house.
    CheckedIn,
    /// The class or the booking was called off.
    Cancelled,
    /// Two things want the same person or room.
    Conflict,
    /// Asked for without a connection and not verified yet.
    Queued,
}

impl State {
    /// The icon that stands beside the word.
    pub const fn icon(self) -> Icon {
        match self {
            State::Open => Icon::CircleDashed,
            State::Few => Icon::Flame,
            State::Full => Icon::CircleSlash2,
            State::Waitlisted => Icon::Hourglass,
            State::Booked => Icon::BookmarkCheck,
            State::CheckedIn => Icon::CircleCheckBig,
            State::Cancelled => Icon::CircleX,
            State::Conflict => Icon::TriangleAlert,
            State::Queued => Icon::CloudOff,
        }
    }

    /// The class that colours a badge.
    pub const fn badge_class(self) -> &'static str {
        match self {
            State::Open => "state-open",
            State::Few => "state-few",
            State::Full => "state-full",
            State::Waitlisted | State::Queued => "state-waitlisted",
            State::Booked => "state-booked",
            State::CheckedIn => "state-checked-in",
            State::Cancelled => "state-cancelled",
            State::Conflict => "state-conflict",
        }
    }

    /// The class that colours a word without a badge.
    pub const fn text_class(self) -> &'static str {
        match self {
            State::Open => "text-open",
            State::Few => "font-semibold text-few",
            State::Full => "text-full",
            State::Waitlisted | State::Queued => "font-medium text-waitlisted",
            State::Booked => "font-medium text-booked",
            State::CheckedIn => "font-medium text-checked-in",
            State::Cancelled => "text-cancelled",
            State::Conflict => "font-semibold text-conflict",
        }
    }

    /// Whether the badge is filled: only what is true of the reader right now.
    pub const fn solid_by_default(self) -> bool {
        matches!(self, State::Booked)
    }
}

/// The six categories of classes: each has one colour in the calendar, in lists and in charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Category {
    /// Weights and circuits.
    Strength,
    /// Intervals and endurance.
    Conditioning,
    /// Bikes.
    Cycle,
    /// Yoga, pilates, backs.
    Mind,
    /// Dance.
    Dance,
    /// Recovery, sauna, personal training.
    Care,
}

impl Category {
    /// All of them, in the order of legends.
    pub const ALL: [Category; 6] = [
        Category::Strength,
        Category::Conditioning,
        Category::Cycle,
        Category::Mind,
        Category::Dance,
        Category::Care,
    ];

    /// Sets the colour for everything inside: `bg-(--cat)`, `text-(--cat)`, `cat-tint`, `cat-bar`.
    pub const fn class(self) -> &'static str {
        match self {
            Category::Strength => "cat-strength",
            Category::Conditioning => "cat-conditioning",
            Category::Cycle => "cat-cycle",
            Category::Mind => "cat-mind",
            Category::Dance => "cat-dance",
            Category::Care => "cat-care",
        }
    }

    /// The fill of a bar in a chart.
    pub const fn fill_class(self) -> &'static str {
        match self {
            Category::Strength => "fill-strength",
            Category::Conditioning => "fill-conditioning",
            Category::Cycle => "fill-cycle",
            Category::Mind => "fill-mind",
            Category::Dance => "fill-dance",
            Category::Care => "fill-care",
        }
    }

    /// The icon of the category.
    pub const fn icon(self) -> Icon {
        match self {
            Category::Strength => Icon::Dumbbell,
            Category::Conditioning => Icon::Timer,
            Category::Cycle => Icon::Bike,
            Category::Mind => Icon::Flower2,
            Category::Dance => Icon::Music,
            Category::Care => Icon::HandHeart,
        }
    }
}

/// What a note is about, for badges, notices and deltas that are not booking states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing to do.
    #[default]
    Neutral,
    /// Good to know.
    Info,
    /// It worked, it is right.
    Success,
    /// Look here first.
    Warning,
    /// It is wrong or was refused.
    Error,
    /// Belongs to the person: tier, birthday.
    Secondary,
}

impl Tone {
    /// The class that colours a soft badge.
    pub const fn badge_class(self) -> &'static str {
        match self {
            Tone::Neutral => "",
            Tone::Info => "badge-info",
            Tone::Success => "badge-success",
            Tone::Warning => "badge-warning",
            Tone::Error => "badge-error",
            Tone::Secondary => "badge-secondary",
        }
    }

    /// The class that colours a word or an icon.
    pub const fn text_class(self) -> &'static str {
        match self {
            Tone::Neutral => "text-muted",
            Tone::Info => "text-info",
            Tone::Success => "text-success",
            Tone::Warning => "text-warning",
            Tone::Error => "text-error",
            Tone::Secondary => "text-secondary",
        }
    }

    /// The icon that goes with the tone where the caller names none.
    pub const fn icon(self) -> Icon {
        match self {
            Tone::Neutral | Tone::Info | Tone::Secondary => Icon::CircleAlert,
            Tone::Success => Icon::CircleCheckBig,
            Tone::Warning => Icon::TriangleAlert,
            Tone::Error => Icon::OctagonX,
        }
    }
}

/// A booking state as a badge.
#[component]
pub fn StateBadge(
    /// Which state.
    state: State,
    /// The word: "Booked", "3 left".
    #[prop(into)]
    label: String,
    /// Filled instead of soft; a booking of the reader is filled by itself.
    #[prop(optional)]
    solid: Option<bool>,
    /// The small form for table cells.
    #[prop(optional)]
    small: bool,
    /// Another icon than the state's own (a frozen membership: snowflake).
    #[prop(optional)]
    icon: Option<Icon>,
) -> impl IntoView {
    let icon = icon.unwrap_or(state.icon());
    let soft = if solid.unwrap_or(state.solid_by_default()) {
        ""
    } else {
        "badge-soft"
    };
    let (size, icon_size) = if small {
        ("badge-sm px-1.5 text-xs", "size-3")
    } else {
        ("h-7 px-2 text-caption", "size-3.5")
    };
    let class = format!(
        "badge {soft} {} {size} gap-1 font-medium whitespace-nowrap",
        state.badge_class()
    );
    view! {
        <span class=class>
            <Icon icon=icon class=icon_size/>
            {label}
        </span>
    }
    .into_any()
}

/// A booking state as a coloured word, for second lines where a badge would be too loud.
#[component]
pub fn StateText(
    /// Which state.
    state: State,
    /// The word: "12 places", "Full · 4 waiting".
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! { <span class=state.text_class()>{label}</span> }.into_any()
}

/// A short fact about a person or thing: "First visit", "Left knee, no jumps", "86 %".
#[component]
pub fn Badge(
    /// What the fact means.
    #[prop(optional)]
    tone: Tone,
    /// The words.
    #[prop(into)]
    label: String,
    /// The icon before them.
    #[prop(optional)]
    icon: Option<Icon>,
) -> impl IntoView {
    let class = format!(
        "badge badge-soft {} h-6 gap-1 px-1.5 text-caption font-medium tabular-nums whitespace-nowrap",
        tone.badge_class()
    );
    view! {
        <span class=class>
            {icon.map(|icon| view! { <Icon icon=icon class="size-3.5"/> })}
            {label}
        </span>
    }
    .into_any()
}

/// A category as a tinted tag with bar, icon and word.
#[component]
pub fn CategoryTag(
    /// Which category.
    category: Category,
    /// Its name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let class = format!(
        "{} inline-flex h-8 items-center gap-2 rounded-lg cat-tint cat-bar pr-3 pl-3.5 text-sm font-medium",
        category.class()
    );
    view! {
        <span class=class>
            <Icon icon=category.icon() class="size-4 text-(--cat)"/>
            {label}
        </span>
    }
    .into_any()
}

/// A category as a coloured word with its icon, above a title.
#[component]
pub fn CategoryWord(
    /// Which category.
    category: Category,
    /// Its name.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let class = format!(
        "{} flex items-center gap-2 text-caption font-medium text-(--cat)",
        category.class()
    );
    view! {
        <p class=class>
            <Icon icon=category.icon() class="size-4"/>
            {label}
        </p>
    }
    .into_any()
}

/// The bar of a category at the left of a row. Decorative: the word stands elsewhere.
#[component]
pub fn CategoryBar(
    /// Which category; without one the bar takes the colour of a `cat-*` class around it.
    #[prop(optional)]
    category: Option<Category>,
) -> impl IntoView {
    let cat = category.map(Category::class).unwrap_or_default();
    view! { <span class=format!("{cat} w-1 self-stretch rounded-full bg-(--cat)") aria-hidden="true"></span> }
        .into_any()
}
