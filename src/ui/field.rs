//! Fields: label above, hint or error below and tied to the control. An error says what to write instead.
//!
//! Values are attributes, so that they show without a script and are escaped; `on:input` given to a component hears
//! what bubbles up from its control.

use leptos::prelude::*;

use super::icon::Icon;

pub use super::field_choice::{Checkbox, Choice, RadioCards, Segments, SelectField, Toggle};
pub use super::field_number::{DateField, NumberField, TimeField};
pub use super::text_area::TextArea;

/// The DOM id of the control of a field: what labels, error summaries and tests point at.
///
/// Derived from the field's name (`address[city]` gives `f-address-city`), so that server and browser agree.
pub fn field_id(name: &str) -> String {
    let mut id = String::from("f");
    for part in name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty())
    {
        id.push('-');
        id.push_str(part);
    }
    id
}

/// What every field has around its control.
pub(super) struct Frame {
    pub id: String,
    pub label: String,
    pub hint: Option<String>,
    pub error: MaybeProp<String>,
    pub aside: Option<ViewFnOnce>,
    pub optional: Option<String>,
}

/// The parts of the accessible description that a control refers to.
pub(super) fn described_by(
    id: &str,
    has_hint: bool,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Clone + use<> {
    let id = id.to_owned();
    move || match (has_hint, error.get().is_some()) {
        (_, true) => Some(format!("{id}-error")),
        (true, false) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}

/// `aria-invalid` of a control.
pub(super) fn invalid(error: MaybeProp<String>) -> impl Fn() -> Option<&'static str> + Clone + use<> {
    move || error.get().map(|_| "true")
}

/// The words under a control: the error where there is one, otherwise the hint.
pub(super) fn below(id: &str, hint: Option<String>, error: MaybeProp<String>) -> AnyView {
    let id = id.to_owned();
    (move || match (error.get(), hint.clone()) {
        (Some(error), _) => view! {
            <p
                id=format!("{id}-error")
                class="mt-1.5 flex items-start gap-1.5 text-caption font-medium text-error"
            >
                <Icon icon=Icon::CircleAlert class="mt-px size-4"/>
                <span>{error}</span>
            </p>
        }
        .into_any(),
        (None, Some(hint)) => {
            view! { <p id=format!("{id}-hint") class="mt-1.5 text-caption text-muted">{hint}</p> }.into_any()
        }
        (None, None) => ().into_any(),
    })
    .into_any()
}

impl Frame {
    pub(super) fn draw(self, control: AnyView) -> AnyView {
        let Frame {
            id,
            label,
            hint,
            error,
            aside,
            optional,
        } = self;
        let words = view! {
            {label}
            {optional.map(|optional| view! { <span class="ml-1.5 font-normal text-muted">{optional}</span> })}
        };
        let head = match aside {
            None => view! {
                <label for=id.clone() class="mb-1.5 block text-sm font-medium">
                    {words}
                </label>
            }
            .into_any(),
            Some(aside) => view! {
                <div class="mb-1.5 flex items-baseline justify-between gap-3">
                    <label for=id.clone() class="text-sm font-medium">
                        {words}
                    </label>
                    {aside.run()}
                </div>
            }
            .into_any(),
        };
        view! {
            <div class="min-w-0">
                {head}
                {control}
                {below(&id, hint, error)}
            </div>
        }
        .into_any()
    }
}

/// A line of text: names, addresses, phone numbers, e-mail, amounts.
#[component]
pub fn TextField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What it is about, where several forms of a page have this field: an id stands once on a page.
    #[prop(optional, into)]
    of: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The value it begins with.
    #[prop(optional, into)]
    value: String,
    /// `text`, `email`, `tel`, `url`.
    #[prop(optional, into)]
    kind: Option<String>,
    /// What the browser may fill in: `email`, `given-name`, `one-time-code`.
    #[prop(optional, into)]
    autocomplete: Option<String>,
    /// The keyboard on a phone: `numeric`, `decimal`, `email`.
    #[prop(optional, into)]
    inputmode: Option<String>,
    /// Why it is asked or how it is written.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to write instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// "optional" behind the label, where most fields of the form are required.
    #[prop(optional, into)]
    optional: Option<String>,
    /// At most so many characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Shown and sent, not changed.
    #[prop(optional)]
    readonly: bool,
    /// The first field of a page that is about this form.
    #[prop(optional)]
    autofocus: bool,
    /// A unit or sign before the text: "€".
    #[prop(optional, into)]
    prefix: Option<String>,
    /// A unit behind the text: "min".
    #[prop(optional, into)]
    suffix: Option<String>,
    /// A link at the right of the label.
    #[prop(optional, into)]
    aside: Option<ViewFnOnce>,
) -> impl IntoView {
    let id = field_id(format!("{name} {of}").trim_end());
    let frame_class = move || {
        if error.get().is_some() {
            "input input-error w-full"
        } else {
            "input w-full"
        }
    };
    let affixed = prefix.is_some() || suffix.is_some();
    let input = view! {
        <input
            id=id.clone()
            name=name
            type=kind.unwrap_or_else(|| "text".to_owned())
            value=value
            class=move || if affixed { "min-w-0" } else { frame_class() }
            autocomplete=autocomplete
            inputmode=inputmode
            required=required
            readonly=readonly
            autofocus=autofocus
            maxlength=maxlength.map(|n| n.to_string())
            aria-invalid=invalid(error)
            aria-describedby=described_by(&id, hint.is_some(), error)
        />
    }
    .into_any();
    let control = if affixed {
        view! {
            <label class=frame_class>
                {prefix.map(|prefix| view! { <span class="text-muted">{prefix}</span> })}
                {input}
                {suffix.map(|suffix| view! { <span class="text-muted">{suffix}</span> })}
            </label>
        }
        .into_any()
    } else {
        input
    };
    Frame {
        id,
        label,
        hint,
        error,
        aside,
        optional,
    }
    .draw(control)
}

/// A password. The button that shows it appears once the browser module runs; without it the field is a plain one.
#[component]
pub fn PasswordField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// "Show the password".
    #[prop(into)]
    show_label: String,
    /// `current-password` or `new-password`.
    #[prop(into)]
    autocomplete: String,
    /// What a good one is.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to write instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// A link at the right of the label, such as "Send me a code instead".
    #[prop(optional, into)]
    aside: Option<ViewFnOnce>,
) -> impl IntoView {
    let id = field_id(&name);
    // what the server would refuse is told before the form and all that was typed in it are sent
    let minlength = (autocomplete == "new-password").then_some("8");
    let (live, set_live) = signal(false);
    let (shown, set_shown) = signal(false);
    Effect::new(move || set_live.set(true));
    let control = view! {
        <label class=move || if error.get().is_some() { "input input-error w-full" } else { "input w-full" }>
            <input
                id=id.clone()
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                class="min-w-0"
                autocomplete=autocomplete
                autocapitalize="none"
                spellcheck="false"
                required=true
                minlength=minlength
                aria-invalid=invalid(error)
                aria-describedby=described_by(&id, hint.is_some(), error)
            />
            <button
                type="button"
                class="btn btn-ghost btn-sm btn-square -mr-2"
                hidden=move || !live.get()
                aria-label=show_label
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                on:click=move |_| set_shown.update(|shown| *shown = !*shown)
            >
                <span class=move || {
                    if shown.get() {
                        "icon-[lucide--eye-off] size-5 shrink-0"
                    } else {
                        "icon-[lucide--eye] size-5 shrink-0"
                    }
                } aria-hidden="true"></span>
            </button>
        </label>
    }
    .into_any();
    Frame {
        id,
        label,
        hint,
        error,
        aside,
        optional: None,
    }
    .draw(control)
}

#[cfg(test)]
mod tests {
    use super::field_id;

    #[test]
    fn ids_come_from_names() {
        assert_eq!(field_id("email"), "f-email");
        assert_eq!(field_id("address[city]"), "f-address-city");
        assert_eq!(field_id("a\"><script>"), "f-a-script");
    }
}
