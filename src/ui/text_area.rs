//! The one place where a text is put into a `<textarea>`.
//!
//! The server draws the children of a `<textarea>` as they are, without escaping, so the text of a person there could
//! end the element and begin a script. Here it is escaped first. The browser never draws those children over (it takes
//! the element as the server sent it), and when it builds the element itself it sets a text node, which needs no
//! escaping.

use leptos::prelude::*;

use super::field::{Frame, described_by, field_id, invalid};

/// The text as markup. A parser drops the first line break after `<textarea>`; one more keeps the text's own.
#[cfg(feature = "ssr")]
fn filled(text: &str) -> String {
    let line = if text.starts_with(['\n', '\r']) { "\n" } else { "" };
    format!("{line}{}", super::markup::escaped(text))
}

/// Several lines of text. The value shows without a script.
#[component]
pub fn TextArea(
    /// The field's name in the form.
    #[prop(into)]
    name: String,
    /// What it is about, where several forms of a page have this field: an id stands once on a page.
    #[prop(optional, into)]
    of: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// The text it begins with.
    #[prop(optional, into)]
    value: String,
    /// Lines in sight; 4 without it.
    #[prop(optional)]
    rows: Option<u32>,
    /// At most so many characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// Why it is asked or who reads it.
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
) -> impl IntoView {
    let id = field_id(format!("{name} {of}").trim_end());
    #[cfg(feature = "ssr")]
    let text = filled(&value);
    #[cfg(not(feature = "ssr"))]
    let text = value;
    let control = view! {
        <textarea
            id=id.clone()
            name=name
            rows=rows.unwrap_or(4).to_string()
            maxlength=maxlength.map(|n| n.to_string())
            required=required
            class=move || {
                if error.get().is_some() {
                    "textarea textarea-error w-full leading-normal"
                } else {
                    "textarea w-full leading-normal"
                }
            }
            aria-invalid=invalid(error)
            aria-describedby=described_by(&id, hint.is_some(), error)
        >
            {text}
        </textarea>
    }
    .into_any();
    Frame {
        id,
        label,
        hint,
        error,
        aside: None,
        optional,
    }
    .draw(control)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn drawn(value: &str) -> String {
        let owner = Owner::new();
        owner.with(|| {
            view! { <TextArea name="note" label="Note" value=value.to_owned()/> }
                .into_any()
                .to_html()
        })
    }

    #[test]
    fn a_text_cannot_end_the_element() {
        let html = drawn("</textarea><script>alert(1)</script>");
        assert!(!html.contains("<script"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
        assert!(
            html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>"),
            "{html}"
        );
    }

    #[test]
    fn a_text_comes_back_as_it_was_written() {
        // an entity that the person typed is not a character
        assert!(drawn("&lt;b&gt; & co").contains(">&amp;lt;b&amp;gt; &amp; co</textarea>"));
        // the parser drops the first of the two line breaks
        assert!(drawn("\nsecond line").contains(">\n\nsecond line</textarea>"));
        // an empty field holds nothing, not even a blank
        assert!(drawn("").contains("></textarea>"), "{}", drawn(""));
    }

    #[test]
    fn the_renderer_itself_does_not_escape_here() {
        // the control: the day this fails, `filled` would escape twice and must go
        let html = view! { <textarea>{"<b>"}</textarea> }.to_html();
        assert!(html.contains("<textarea><b></textarea>"), "{html}");
    }
}
