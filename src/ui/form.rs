//! What forms need besides fields: hidden values, groups, the row of buttons, the summary of errors, the search box.

use leptos::prelude::*;

use super::field::field_id;
use super::icon::Icon;

/// A value that the form carries along: the state of the URL in a GET form, an idempotency key in a POST one.
#[component]
pub fn Hidden(
    /// The field's name.
    #[prop(into)]
    name: String,
    /// The value.
    #[prop(into)]
    value: String,
) -> impl IntoView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}

/// Several hidden values at once, in order.
#[component]
pub fn HiddenFields(
    /// (name, value) each.
    fields: Vec<(String, String)>,
) -> impl IntoView {
    fields
        .into_iter()
        .map(|(name, value)| view! { <Hidden name=name value=value/> })
        .collect_view()
        .into_any()
}

/// Fields that belong together, in two columns where there is room.
#[component]
pub fn FieldGroup(
    /// The heading of the group.
    #[prop(optional, into)]
    legend: Option<String>,
    /// What the group is about.
    #[prop(optional, into)]
    text: Option<String>,
    /// One column on every screen.
    #[prop(optional)]
    single: bool,
    /// The fields.
    children: Children,
) -> impl IntoView {
    let columns = if single {
        "grid gap-4"
    } else {
        "grid gap-4 sm:grid-cols-2"
    };
    view! {
        <fieldset class="min-w-0">
            {legend.map(|legend| view! { <legend class="mb-3 text-base font-semibold">{legend}</legend> })}
            {text.map(|text| view! { <p class="-mt-2 mb-3 text-sm text-muted">{text}</p> })}
            <div class=columns>{children()}</div>
        </fieldset>
    }
    .into_any()
}

/// The row of buttons at the end of a form: the action first on a phone, last on a desktop.
#[component]
pub fn FormActions(
    /// Stays in sight while a long form scrolls.
    #[prop(optional)]
    sticky: bool,
    /// The buttons; the action first.
    children: Children,
) -> impl IntoView {
    let place = if sticky {
        "sticky bottom-0 z-10 -mx-1 border-t border-base-300 bg-base-100/95 px-1 py-3 backdrop-blur"
    } else {
        "pt-2"
    };
    view! {
        <div class=format!("flex flex-col gap-2 sm:flex-row-reverse sm:items-center sm:justify-start {place}")>
            {children()}
        </div>
    }
    .into_any()
}

/// One error of a form: where it is and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the form.
    pub name: String,
    /// What to write instead, naming the field.
    pub message: String,
}

/// All errors of a form over its first field, each leading to its field. Takes the focus when it appears.
#[component]
pub fn ErrorSummary(
    /// "2 things to change".
    #[prop(into)]
    title: Signal<String>,
    /// The errors in the order of the fields; nothing is drawn without any.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move || {
        if !errors.with(Vec::is_empty)
            && let Some(summary) = node.get()
        {
            // a browser that refuses the focus leaves it where it was: nothing is lost
            let _ = summary.focus();
        }
    });
    let lines = move || {
        let lines = errors
            .get()
            .into_iter()
            .map(|FieldError { name, message }| {
                view! {
                    <li>
                        <a href=format!("#{}", field_id(&name)) rel="external" class="link inline-flex min-h-6 items-center">
                            {message}
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <div
                role="alert"
                tabindex="-1"
                node_ref=node
                class="flex items-start gap-3 rounded-box border border-error/40 bg-error/8 p-4 text-sm"
            >
                <Icon icon=Icon::CircleAlert class="mt-px size-5 text-error"/>
                <div class="min-w-0">
                    <p class="font-semibold">{title.get()}</p>
                    <ul class="mt-1 space-y-0.5">{lines}</ul>
                </div>
            </div>
        }
    };
    (move || (!errors.with(Vec::is_empty)).then(lines)).into_any()
}

/// The box of a search: part of a GET form, sent with Enter.
#[component]
pub fn SearchField(
    /// The field's name: `q`.
    #[prop(into)]
    name: String,
    /// What is searched: "Search members". Read, not seen.
    #[prop(into)]
    label: String,
    /// What can be written: "Name, number, phone".
    #[prop(optional, into)]
    placeholder: String,
    /// What was searched for.
    #[prop(optional, into)]
    value: String,
    /// The large box of the front desk.
    #[prop(optional)]
    large: bool,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// More classes, such as a width.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let (frame, icon, size) = if large {
        (
            "input h-14 w-full flex-1 bg-base-100 text-lg shadow-card",
            Icon::ScanLine,
            "size-6 text-primary",
        )
    } else {
        ("input h-11 w-full lg:h-9 lg:text-sm", Icon::Search, "size-4 text-muted")
    };
    view! {
        <label class=format!("{frame} {class}")>
            <Icon icon=icon class=size/>
            <input
                type="search"
                id=field_id(&name)
                name=name
                value=value
                placeholder=placeholder
                autocomplete="off"
                autofocus=autofocus
                aria-label=label
            />
        </label>
    }
    .into_any()
}
