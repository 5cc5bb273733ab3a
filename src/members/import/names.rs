//! Names: whole from parts, and parts from whole where that is safe.
//!
//! The full name is what counts; given and family name are there where they could be told. Chinese names are
//! family name first and written without a space.

/// The name of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    pub full: String,
    pub given: Option<String>,
    pub family: Option<String>,
}

/// Family names of two characters. Of the others the first character is the family name.
const COMPOUND: [&str; 24] = [
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "东方", "東方", "皇甫", "尉迟", "尉遲", "公孙",
    "公孫", "慕容", "令狐", "夏侯", "长孙", "長孫", "宇文", "端木", "南宫", "南宮",
];

/// Parts that belong to the family name after them: van Dyk, de la Cruz.
const PARTICLES: [&str; 24] = [
    "van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du",
    "la", "le", "ter", "ten", "bin", "al", "el",
];

const SUFFIXES: [&str; 10] = ["jr", "sr", "ii", "iii", "iv", "phd", "md", "dds", "esq", "mba"];

/// A name from its columns. The family name's column may be missing.
pub(super) fn from_parts(given: &str, middle: &str, family: &str) -> Name {
    let [given, middle, family] = [given, middle, family].map(one_line);
    let full = if is_han(&family) && is_han(&given) && middle.is_empty() {
        format!("{family}{given}")
    } else {
        [&given, &middle, &family]
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(" ")
    };
    Name {
        full,
        given: some(given),
        family: some(family),
    }
}

/// A name from one column: `Anna Keller`, `Keller, Anna`, `王芳`.
pub(super) fn from_whole(whole: &str) -> Name {
    let whole = one_line(whole);
    if let Some((family, given)) = comma(&whole) {
        return from_parts(given, "", family);
    }
    if is_han(&whole) {
        return han(&whole);
    }
    let words: Vec<&str> = whole.split(' ').filter(|word| !word.is_empty()).collect();
    let suffixed = words.last().is_some_and(|word| is_suffix(word));
    let end = words.len() - usize::from(suffixed && words.len() > 2);
    let mut split = end.saturating_sub(1);
    while split > 1 && PARTICLES.contains(&words[split - 1].to_lowercase().as_str()) {
        split -= 1;
    }
    let (given, family) = if split == 0 {
        (words.join(" "), String::new())
    } else {
        (words[..split].join(" "), words[split..end].join(" "))
    };
    Name {
        full: words.join(" "),
        given: some(given.trim_end_matches(',').to_owned()),
        family: some(family.trim_end_matches(',').to_owned()),
    }
}

/// Family and given name of `Keller, Anna`; nothing for `Sam Cole, Jr.` and for lists.
fn comma(whole: &str) -> Option<(&str, &str)> {
    let (family, given) = whole.split_once([',', '，'])?;
    let (family, given) = (family.trim(), given.trim());
    let plain = !family.is_empty() && !given.is_empty() && !given.contains([',', '，']) && !is_suffix(given);
    plain.then_some((family, given))
}

/// A Chinese name, with or without a space between its parts.
fn han(whole: &str) -> Name {
    let parts: Vec<&str> = whole.split_whitespace().collect();
    if let [family, given] = parts.as_slice() {
        return from_parts(given, "", family);
    }
    let full = parts.concat();
    let length = full.chars().count();
    let compound = COMPOUND.iter().any(|family| full.starts_with(family)) && length >= 3;
    let family_length = match (compound, length) {
        (true, _) => 2,
        (false, 2..=3) => 1,
        // Four characters may be two family names, or a name of another language.
        _ => {
            return Name {
                full,
                ..Name::default()
            };
        }
    };
    Name {
        family: some(full.chars().take(family_length).collect()),
        given: some(full.chars().skip(family_length).collect()),
        full,
    }
}

fn is_han(text: &str) -> bool {
    let mut characters = text.chars().filter(|c| !c.is_whitespace()).peekable();
    characters.peek().is_some()
        && characters.all(|c| matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}'))
}

fn is_suffix(word: &str) -> bool {
    SUFFIXES.contains(&word.trim_end_matches('.').to_lowercase().as_str())
}

/// Line breaks and runs of spaces to one space.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Whether there is a letter of any script: `-` and `123` are no names.
pub(super) fn has_letter(text: &str) -> bool {
    text.chars().any(char::is_alphabetic)
}

/// A name without case, punctuation and the order of its parts: equal for `Keller, Anna` and `anna keller`.
pub(super) fn key(full: &str) -> String {
    if is_han(full) {
        return full.split_whitespace().collect();
    }
    let lower = full.to_lowercase();
    let mut words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &Name) -> (&str, Option<&str>, Option<&str>) {
        (&name.full, name.given.as_deref(), name.family.as_deref())
    }

    #[test]
    fn whole_names() {
        for (whole, full, given, family) in [
            ("Anna Keller", "Anna Keller", Some("Anna"), Some("Keller")),
            (
                "  Anna   Maria  Keller ",
                "Anna Maria Keller",
                Some("Anna Maria"),
                Some("Keller"),
            ),
            ("Keller, Anna", "Anna Keller", Some("Anna"), Some("Keller")),
            ("van Dyk, Anna", "Anna van Dyk", Some("Anna"), Some("van Dyk")),
            (
                "Anna van der Dyk",
                "Anna van der Dyk",
                Some("Anna"),
                Some("van der Dyk"),
            ),
            ("Sam Cole, Jr.", "Sam Cole, Jr.", Some("Sam"), Some("Cole")),
            ("Sam Cole III", "Sam Cole III", Some("Sam"), Some("Cole")),
            ("Anna", "Anna", Some("Anna"), None),
            ("Van Ly", "Van Ly", Some("Van"), Some("Ly")),
            ("王芳", "王芳", Some("芳"), Some("王")),
            ("王 芳", "王芳", Some("芳"), Some("王")),
            ("陈小明", "陈小明", Some("小明"), Some("陈")),
            ("欧阳娜", "欧阳娜", Some("娜"), Some("欧阳")),
            ("歐陽小明", "歐陽小明", Some("小明"), Some("歐陽")),
            ("欧阳", "欧阳", Some("阳"), Some("欧")),
            ("张王小明", "张王小明", None, None),
            ("王，芳", "王芳", Some("芳"), Some("王")),
            ("阿里木·买买提", "阿里木·买买提", Some("阿里木·买买提"), None),
            ("", "", None, None),
        ] {
            assert_eq!(parts(&from_whole(whole)), (full, given, family), "{whole:?}");
        }
    }

    #[test]
    fn names_from_parts() {
        assert_eq!(
            parts(&from_parts("Anna", "Maria", "Keller")),
            ("Anna Maria Keller", Some("Anna"), Some("Keller"))
        );
        assert_eq!(parts(&from_parts("芳", "", "王")), ("王芳", Some("芳"), Some("王")));
        assert_eq!(
            parts(&from_parts("Fang", "", "王")),
            ("Fang 王", Some("Fang"), Some("王"))
        );
        assert_eq!(parts(&from_parts("", "", "Keller")), ("Keller", None, Some("Keller")));
    }

    #[test]
    fn keys() {
        assert_eq!(key("Keller, Anna"), key("ANNA  keller"));
        assert_eq!(key("王 芳"), key("王芳"));
        assert_ne!(key("Anna Keller"), key("Ben Keller"));
        assert!(has_letter("王") && has_letter("ü") && !has_letter("- 12"));
    }
}
