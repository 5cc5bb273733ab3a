//! Buttons act. One primary action a view; a refusal is explained on press, never by a grey button.

use leptos::prelude::*;

use super::icon::Icon;

/// How loud a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one action of the view.
    Primary,
    /// The same action offered many times, as in a list.
    Soft,
    /// The second choice, drawn as a card.
    #[default]
    Plain,
    /// Something possible but not urged: join the waitlist.
    Outline,
    /// Not now, close, more.
    Ghost,
    /// Destroys something; asks first.
    Danger,
    /// The answer of a dialog that destroys.
    DangerSolid,
    /// The one action on pine.
    Accent,
    /// A second choice on pine.
    OnPine,
    /// Inside a toast or the bar of chosen rows.
    OnNeutral,
}

impl ButtonKind {
    /// The classes of the kind, `btn` included.
    pub const fn class(self) -> &'static str {
        match self {
            ButtonKind::Primary => "btn btn-primary",
            ButtonKind::Soft => "btn btn-primary btn-soft",
            ButtonKind::Plain => "btn border-base-300 bg-base-100",
            ButtonKind::Outline => "btn btn-outline",
            ButtonKind::Ghost => "btn btn-ghost",
            ButtonKind::Danger => "btn btn-soft btn-error",
            ButtonKind::DangerSolid => "btn btn-error",
            ButtonKind::Accent => "btn btn-accent",
            ButtonKind::OnPine => "btn border-hero-content/25 bg-transparent text-hero-content",
            ButtonKind::OnNeutral => "btn btn-ghost text-neutral-content hover:bg-neutral-content/10",
        }
    }
}

/// How large a button is. The height also follows the density of the shell around it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 36 px: tool bars and table rows of staff screens.
    Small,
    /// 40 px, 44 px on a phone.
    #[default]
    Normal,
    /// As wide as its place.
    Block,
    /// The main action of a sheet or a hero: 52 px, as wide as its place.
    Large,
}

impl ButtonSize {
    /// The classes of the size.
    pub const fn class(self) -> &'static str {
        match self {
            ButtonSize::Small => "btn-sm h-9",
            ButtonSize::Normal => "",
            ButtonSize::Block => "btn-block",
            ButtonSize::Large => "btn-block h-13 text-base",
        }
    }

    const fn icon_class(self) -> &'static str {
        match self {
            ButtonSize::Small => "size-4",
            ButtonSize::Normal | ButtonSize::Block => "size-5",
            ButtonSize::Large => "size-6",
        }
    }
}

fn face(icon: Option<Icon>, size: ButtonSize, label: String) -> AnyView {
    view! {
        {icon.map(|icon| view! { <Icon icon=icon class=size.icon_class()/> })}
        {label}
    }
    .into_any()
}

/// A link that looks like a button: it goes somewhere or opens a sheet by the URL.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// The words.
    #[prop(into)]
    label: String,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// The whole name where the words alone are not enough: the word first, then the row ("Book Yin Yoga, 19:45").
    #[prop(optional, into)]
    name: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let class = format!("{} {} {class}", kind.class(), size.class());
    view! {
        <a href=href class=class aria-label=name>
            {face(icon, size, label)}
        </a>
    }
    .into_any()
}

/// A square link with an icon only.
#[component]
pub fn IconLink(
    /// Where to.
    #[prop(into)]
    href: String,
    /// The name that a screen reader says.
    #[prop(into)]
    name: String,
    /// The icon.
    icon: Icon,
    /// How loud; ghost without it.
    #[prop(optional)]
    kind: Option<ButtonKind>,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// More classes.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let class = square_class(kind, size, &class);
    view! {
        <a href=href class=class aria-label=name>
            <Icon icon=icon class=size.icon_class()/>
        </a>
    }
    .into_any()
}

fn square_class(kind: Option<ButtonKind>, size: ButtonSize, more: &str) -> String {
    let width = if size == ButtonSize::Small { "w-9" } else { "" };
    let kind = kind.unwrap_or(ButtonKind::Ghost);
    format!("{} {} {width} btn-square {more}", kind.class(), size.class())
}

/// A button of a form or of a script. In a form it submits, and `name`/`value` say which one was pressed.
///
/// While `pending` is true it shows a spinner and swallows further presses; it is never greyed out.
#[component]
pub fn Button(
    /// The words.
    #[prop(into)]
    label: String,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional)]
    icon: Option<Icon>,
    /// Only a script acts: the button does not submit.
    #[prop(optional)]
    inert: bool,
    /// Field name, where several buttons share one form.
    #[prop(optional, into)]
    field: Option<String>,
    /// The value sent under `field`.
    #[prop(optional, into)]
    value: Option<String>,
    /// The id of a form elsewhere in the page.
    #[prop(optional, into)]
    form: Option<String>,
    /// The whole name where the words alone are not enough.
    #[prop(optional, into)]
    name: Option<String>,
    /// True while the answer is awaited.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// The words while it works; the same words without it.
    #[prop(optional, into)]
    pending_label: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let class = format!("{} {} {class}", kind.class(), size.class());
    let working = pending_label.unwrap_or_else(|| label.clone());
    let swallow = move |event: leptos::ev::MouseEvent| {
        if pending.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <button
            type=if inert { "button" } else { "submit" }
            class=class
            name=field
            value=value
            form=form
            aria-label=name
            aria-busy=move || pending.get().then_some("true")
            on:click=swallow
        >
            {move || {
                if pending.get() {
                    view! {
                        <span class="loading loading-spinner loading-sm" aria-hidden="true"></span>
                        {working.clone()}
                    }
                    .into_any()
                } else {
                    face(icon, size, label.clone())
                }
            }}
        </button>
    }
    .into_any()
}

/// A square button with an icon only.
#[component]
pub fn IconButton(
    /// The name that a screen reader says.
    #[prop(into)]
    name: String,
    /// The icon.
    icon: Icon,
    /// How loud; ghost without it.
    #[prop(optional)]
    kind: Option<ButtonKind>,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// Only a script acts: the button does not submit.
    #[prop(optional)]
    inert: bool,
    /// Field name, where several buttons share one form.
    #[prop(optional, into)]
    field: Option<String>,
    /// The value sent under `field`.
    #[prop(optional, into)]
    value: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let class = square_class(kind, size, &class);
    view! {
        <button
            type=if inert { "button" } else { "submit" }
            class=class
            name=field
            value=value
            aria-label=name
        >
            <Icon icon=icon class=size.icon_class()/>
        </button>
    }
    .into_any()
}

/// One of several ways on, as a tall button with a second line: the quickest way first and primary.
#[component]
pub fn WayOn(
    /// Where to.
    #[prop(into)]
    href: String,
    /// What to do: "Renew and book".
    #[prop(into)]
    label: String,
    /// The second line: what it costs or means.
    #[prop(optional, into)]
    detail: Option<String>,
    /// What stands at the right, such as the price; a chevron without it.
    #[prop(optional, into)]
    end: Option<String>,
    /// The icon.
    icon: Icon,
    /// The quickest way: primary.
    #[prop(optional)]
    first: bool,
) -> impl IntoView {
    let (kind, muted) = if first {
        ("btn-primary", "")
    } else {
        ("border-base-300 bg-base-100", "text-muted")
    };
    view! {
        <a
            href=href
            class=format!("btn btn-block h-auto min-h-16 justify-start gap-3 px-4 py-2 text-left {kind}")
        >
            <Icon icon=icon class=format!("size-6 {muted}")/>
            <span class="min-w-0 flex-1">
                <span class="block">{label}</span>
                {detail
                    .map(|detail| {
                        view! { <span class=format!("block text-caption font-normal {muted}")>{detail}</span> }
                    })}
            </span>
            {match end {
                Some(end) => view! { <span class="text-lg tabular-nums">{end}</span> }.into_any(),
                None => view! { <Icon icon=Icon::ChevronRight class=format!("size-5 {muted}")/> }.into_any(),
            }}
        </a>
    }
    .into_any()
}
