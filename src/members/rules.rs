//! How members are found.

/// A text as the search compares it: lower case, without accents, so that `Müller` is found as `muller` and `MÜLLER`.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars()
        .flat_map(char::to_lowercase)
        .flat_map(|c| plain(c).chars().collect::<Vec<_>>())
        .collect()
}

fn plain(c: char) -> String {
    let ascii = match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' | 'ẹ' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' | 'ọ' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ṣ' => "s",
        'ß' => "ss",
        'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        other => return other.to_string(),
    };
    ascii.to_owned()
}

/// What the search looks through: name, member number, e-mail, telephone with its digits alone.
#[must_use]
pub fn haystack(name: &str, number: i64, email: Option<&str>, phone: Option<&str>) -> String {
    let digits: String = phone.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    format!("{} {number} {} {digits}", fold(name), fold(email.unwrap_or_default()))
}

/// The words that must all be found, each as a `LIKE` pattern; empty when there is nothing to search for.
#[must_use]
pub fn patterns(query: &str) -> Vec<String> {
    fold(query)
        .split_whitespace()
        .take(5)
        .map(|word| {
            let word = word.strip_prefix('+').unwrap_or(word);
            let mut pattern = String::from("%");
            // A control character stands in nothing that is stored, and Postgres takes no NUL in a text.
            for c in word.chars().filter(|c| !c.is_control()).take(60) {
                if matches!(c, '%' | '_' | '\\') {
                    pattern.push('\\');
                }
                pattern.push(c);
            }
            pattern.push('%');
            pattern
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_without_their_accents() {
        assert_eq!(fold("Zoë Müller-Łukasz Straße"), "zoe muller-lukasz strasse");
        assert_eq!(fold("王芳"), "王芳");
    }

    #[test]
    fn what_people_type_never_becomes_a_pattern_of_its_own() {
        assert_eq!(patterns(" 50%_a\\ +4917 "), ["%50\\%\\_a\\\\%", "%4917%"]);
        assert_eq!(patterns("le\0na"), ["%lena%"]);
        assert!(patterns("  ").is_empty());
    }
}
