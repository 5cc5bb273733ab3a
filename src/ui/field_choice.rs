//! Fields that offer a choice: select, checkbox, toggle, radio cards, segments.

use leptos::prelude::*;

use super::field::{Frame, below, described_by, field_id, invalid};

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// The words.
    pub label: String,
    /// A second line, drawn by cards only.
    pub detail: Option<String>,
}

impl Choice {
    /// A choice without a second line.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
            detail: None,
        }
    }

    /// Adds a second line.
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

/// One of many, in a list that opens.
#[component]
pub fn SelectField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The chosen value; the first choice without it.
    #[prop(optional, into)]
    value: String,
    /// Why it is asked or what it does.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to choose instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
    /// The label is read, not seen: rows of filters.
    #[prop(optional)]
    bare: bool,
    /// More classes, such as a width from a breakpoint on.
    #[prop(optional, into)]
    class: String,
) -> impl IntoView {
    let id = field_id(&name);
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            view! {
                <option value=choice.value selected=selected>
                    {choice.label}
                </option>
            }
        })
        .collect_view();
    let select = view! {
        <select
            id=id.clone()
            name=name
            required=required
            class=move || {
                let state = if error.get().is_some() { "select-error" } else { "bg-base-100" };
                format!("select w-full {state} {class}")
            }
            aria-label=bare.then(|| label.clone())
            aria-invalid=invalid(error)
            aria-describedby=described_by(&id, hint.is_some(), error)
        >
            {options}
        </select>
    }
    .into_any();
    if bare {
        return select;
    }
    Frame {
        id,
        label,
        hint,
        error,
        aside: None,
        optional: None,
    }
    .draw(select)
}

struct Tick {
    name: String,
    label: String,
    value: Option<String>,
    checked: bool,
    hint: Option<String>,
    error: MaybeProp<String>,
    required: bool,
    class: &'static str,
}

impl Tick {
    fn draw(self) -> AnyView {
        // several boxes may share a name, as in a list of rights: the value tells them apart
        let id = match &self.value {
            Some(value) => field_id(&format!("{} {value}", self.name)),
            None => field_id(&self.name),
        };
        let error = self.error;
        view! {
            <div>
                <label class="flex min-h-[calc(var(--size-field)*10)] cursor-pointer items-center gap-2.5 py-1 text-sm">
                    <input
                        type="checkbox"
                        id=id.clone()
                        name=self.name
                        value=self.value.unwrap_or_else(|| "true".to_owned())
                        checked=self.checked
                        required=self.required
                        class=self.class
                        aria-invalid=invalid(error)
                        aria-describedby=described_by(&id, self.hint.is_some(), error)
                    />
                    <span class="min-w-0">{self.label}</span>
                </label>
                <div class="-mt-1.5 pb-1.5 pl-7.5 empty:hidden">{below(&id, self.hint, error)}</div>
            </div>
        }
        .into_any()
    }
}

/// A box to tick: agreements, and things chosen from a list. Sends `value` (or `true`) when ticked, nothing otherwise.
#[component]
pub fn Checkbox(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The words beside it.
    #[prop(into)]
    label: String,
    /// What is sent when ticked; `true` without it.
    #[prop(optional, into)]
    value: Option<String>,
    /// Ticked to begin with.
    #[prop(optional)]
    checked: bool,
    /// A second line.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to do instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let class = "checkbox checkbox-sm checkbox-primary shrink-0";
    Tick {
        name,
        label,
        value,
        checked,
        hint,
        error,
        required,
        class,
    }
    .draw()
}

/// A switch: something that is on or off from now on. Sends `true` when on, nothing otherwise.
#[component]
pub fn Toggle(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The words beside it.
    #[prop(into)]
    label: String,
    /// On to begin with.
    #[prop(optional)]
    checked: bool,
    /// A second line: what it does.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to do instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let class = "toggle toggle-sm toggle-primary shrink-0";
    Tick {
        name,
        label,
        value: None,
        checked,
        hint,
        error,
        required: false,
        class,
    }
    .draw()
}

/// One of two or three, all in sight, as cards with an optional second line.
#[component]
pub fn RadioCards(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// What there is to choose.
    choices: Vec<Choice>,
    /// The chosen value.
    #[prop(optional, into)]
    value: String,
    /// What to choose instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// One under the other instead of side by side.
    #[prop(optional)]
    stacked: bool,
) -> impl IntoView {
    let id = field_id(&name);
    let cards = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            // the first bears the field's id, so that an error summary leads to it
            let card_id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            view! {
                <label class="flex min-h-12 cursor-pointer items-center gap-2.5 rounded-field border border-base-300 px-3 py-2 has-checked:border-primary has-checked:bg-primary/5">
                    <input
                        type="radio"
                        id=card_id
                        name=name.clone()
                        checked=choice.value == value
                        value=choice.value
                        class="radio radio-primary radio-sm shrink-0"
                    />
                    <span class="min-w-0">
                        {choice.label}
                        {choice
                            .detail
                            .map(|detail| view! { <span class="block text-caption text-muted">{detail}</span> })}
                    </span>
                </label>
            }
        })
        .collect_view();
    let columns = if stacked {
        "grid gap-2"
    } else {
        "grid grid-cols-2 gap-2"
    };
    view! {
        <fieldset aria-describedby=described_by(&id, false, error)>
            <legend class="mb-1.5 text-sm font-medium">{legend}</legend>
            <div class=columns>{cards}</div>
            {below(&id, None, error)}
        </fieldset>
    }
    .into_any()
}

/// One of a few short words in a row, as part of a form. To change a view, use `SegmentLinks`.
#[component]
pub fn Segments(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// What there is to choose: two to five short words.
    choices: Vec<Choice>,
    /// The chosen value.
    #[prop(optional, into)]
    value: String,
    /// What to choose instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let id = field_id(&name);
    let segments = choices
        .into_iter()
        .enumerate()
        .map(|(index, choice)| {
            let segment_id = if index == 0 { id.clone() } else { format!("{id}-{index}") };
            view! {
                <input
                    type="radio"
                    id=segment_id
                    name=name.clone()
                    checked=choice.value == value
                    value=choice.value
                    aria-label=choice.label
                    class="join-item btn border-base-300 bg-base-100 px-3.5 font-medium text-muted checked:bg-base-300 checked:text-base-content"
                />
            }
        })
        .collect_view();
    view! {
        <fieldset aria-describedby=described_by(&id, false, error)>
            <legend class="mb-1.5 text-sm font-medium">{legend}</legend>
            <div class="join flex-wrap">{segments}</div>
            {below(&id, None, error)}
        </fieldset>
    }
    .into_any()
}
