//! A person as initials: pine for the person in question, grey for the rest.

use leptos::prelude::*;

/// How large the circle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 28 px: table rows.
    Tiny,
    /// 32 px: menus.
    Small,
    /// 40 px: lists.
    #[default]
    Normal,
    /// 44 px: the profile link on a phone.
    Touch,
    /// 72 px: the head of a person's page.
    Large,
    /// 112 px: the answer at the door.
    Huge,
}

/// How loud the circle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarTone {
    /// Somebody in a list.
    #[default]
    Grey,
    /// The person in question.
    Hero,
    /// Somebody who is here.
    Present,
}

/// The initials of a name: first and last letter group of a Latin name, the family name of a Chinese one.
pub fn initials(name: &str) -> String {
    let name = name.trim();
    match name.chars().next() {
        None => String::new(),
        Some(first) if is_cjk(first) => first.to_string(),
        Some(first) => {
            let last = name
                .split_whitespace()
                .skip(1)
                .last()
                .and_then(|word| word.chars().next());
            first
                .to_uppercase()
                .chain(last.into_iter().flat_map(char::to_uppercase))
                .collect()
        }
    }
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// A circle with initials. Hidden from screen readers: the name stands beside it.
#[component]
pub fn Avatar(
    /// The person's name; the initials are taken from it.
    #[prop(into)]
    name: String,
    /// How large.
    #[prop(optional)]
    size: AvatarSize,
    /// How loud.
    #[prop(optional)]
    tone: AvatarTone,
) -> impl IntoView {
    let size = match size {
        AvatarSize::Tiny => "size-7 text-xs",
        AvatarSize::Small => "size-8 text-xs",
        AvatarSize::Normal => "size-10 text-sm",
        AvatarSize::Touch => "size-11 text-sm",
        AvatarSize::Large => "size-18 text-2xl",
        AvatarSize::Huge => "size-28 text-4xl",
    };
    let tone = match tone {
        AvatarTone::Grey => "bg-base-300 text-base-content",
        AvatarTone::Hero => "bg-hero text-hero-content",
        AvatarTone::Present => "bg-primary/12 text-primary",
    };
    let class = format!("grid {size} shrink-0 place-items-center rounded-full font-semibold {tone}");
    view! { <span class=class aria-hidden="true">{initials(&name)}</span> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn initials_follow_the_script_of_the_name() {
        assert_eq!(initials("Lena Brandt"), "LB");
        assert_eq!(initials("maximiliane schönberger-wittelsbach"), "MS");
        assert_eq!(initials("Ana de la Cruz"), "AC");
        assert_eq!(initials("李娜 Li Na"), "李");
        assert_eq!(initials("Zhang"), "Z");
        assert_eq!(initials("  "), "");
    }
}
