//! Fields for what is counted or dated: whole numbers, days, times of day.

use leptos::prelude::*;

use super::field::{Frame, described_by, field_id, invalid};

/// What a number, date or time field shares.
struct Small {
    name: String,
    label: String,
    value: String,
    kind: &'static str,
    inputmode: Option<&'static str>,
    min: Option<String>,
    max: Option<String>,
    step: Option<String>,
    suffix: Option<String>,
    hint: Option<String>,
    error: MaybeProp<String>,
    required: bool,
}

impl Small {
    fn draw(self) -> AnyView {
        let error = self.error;
        let id = field_id(&self.name);
        let frame_class = move || {
            if error.get().is_some() {
                "input input-error w-full"
            } else {
                "input w-full"
            }
        };
        let affixed = self.suffix.is_some();
        let input = view! {
            <input
                id=id.clone()
                name=self.name
                type=self.kind
                value=self.value
                class=move || if affixed { "min-w-0 tabular-nums" } else { frame_class() }
                inputmode=self.inputmode
                min=self.min
                max=self.max
                step=self.step
                required=self.required
                aria-invalid=invalid(error)
                aria-describedby=described_by(&id, self.hint.is_some(), error)
            />
        }
        .into_any();
        let control = match self.suffix {
            Some(suffix) => view! {
                <label class=frame_class>
                    {input}
                    <span class="text-muted">{suffix}</span>
                </label>
            }
            .into_any(),
            None => input,
        };
        Frame {
            id,
            label: self.label,
            hint: self.hint,
            error,
            aside: None,
            optional: None,
        }
        .draw(control)
    }
}

/// A whole number with bounds.
#[component]
pub fn NumberField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The number it begins with.
    #[prop(optional, into)]
    value: Option<i64>,
    /// The smallest allowed.
    #[prop(optional, into)]
    min: Option<i64>,
    /// The largest allowed.
    #[prop(optional, into)]
    max: Option<i64>,
    /// The step of the arrows.
    #[prop(optional, into)]
    step: Option<i64>,
    /// The unit behind the number: "min", "%".
    #[prop(optional, into)]
    suffix: Option<String>,
    /// Why it is asked or what it does.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to write instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let text = |n: Option<i64>| n.map(|n| n.to_string());
    Small {
        name,
        label,
        value: text(value).unwrap_or_default(),
        kind: "number",
        inputmode: Some("numeric"),
        min: text(min),
        max: text(max),
        step: text(step),
        suffix,
        hint,
        error,
        required,
    }
    .draw()
}

/// A day as `YYYY-MM-DD`.
#[component]
pub fn DateField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The day it begins with, `YYYY-MM-DD`.
    #[prop(optional, into)]
    value: String,
    /// The first allowed day.
    #[prop(optional, into)]
    min: Option<String>,
    /// The last allowed day.
    #[prop(optional, into)]
    max: Option<String>,
    /// Why it is asked or what it does.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to write instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let (kind, inputmode, step, suffix) = ("date", None, None, None);
    Small {
        name,
        label,
        value,
        kind,
        inputmode,
        min,
        max,
        step,
        suffix,
        hint,
        error,
        required,
    }
    .draw()
}

/// A time of day as `HH:MM`, on the location's clock.
#[component]
pub fn TimeField(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The time it begins with, `HH:MM`.
    #[prop(optional, into)]
    value: String,
    /// Minutes between the offered times; 5 without it.
    #[prop(optional, into)]
    step_minutes: Option<i64>,
    /// Why it is asked or what it does.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What to write instead.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The form cannot be sent without it.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    // the attribute counts seconds
    let step = Some((step_minutes.unwrap_or(5) * 60).to_string());
    let (kind, inputmode, min, max, suffix) = ("time", None, None, None, None);
    Small {
        name,
        label,
        value,
        kind,
        inputmode,
        min,
        max,
        step,
        suffix,
        hint,
        error,
        required,
    }
    .draw()
}
