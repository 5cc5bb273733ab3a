//! What was typed into a form that the server refused, kept by the browser for the minute that it takes to show the form again.
//!
//! A browser without script is sent back to the page of the form and would find it empty. The fields travel in a cookie that no
//! script reads; passwords, codes and keys never do.

/// The cookie's name.
pub const COOKIE: &str = "typed";

/// Longer forms are typed again: a browser keeps no larger cookie.
const MOST: usize = 3_500;

/// Fields that nobody keeps: secrets, and what is said about health.
const SECRET: [&str; 11] = [
    "password",
    "old",
    "new",
    "code",
    "key",
    "proof",
    "proof_code",
    "token",
    "health",
    "allergies",
    "advice",
];

/// The answers of a questionnaire about health, each a field of its own.
const ANSWERS: &str = "answers[";

/// The cookie's value for a refused form: its path and its fields, as the browser sent them. `None` where nothing may be kept.
#[must_use]
pub fn kept(path: &str, fields: &[u8]) -> Option<String> {
    let mut open = form_urlencoded::Serializer::new(format!("{path}?"));
    for (name, value) in form_urlencoded::parse(fields).filter(|(name, _)| !secret(name)) {
        open.append_pair(&name, &value);
    }
    let value = open.finish();
    (value.len() <= MOST).then_some(value)
}

fn secret(name: &str) -> bool {
    SECRET.contains(&name) || name.starts_with(ANSWERS)
}

/// A field of the form at this path in the cookie's value.
#[must_use]
pub fn field(kept: &str, path: &str, name: &str) -> Option<String> {
    let fields = kept.strip_prefix(path)?.strip_prefix('?')?;
    form_urlencoded::parse(fields.as_bytes())
        .find(|(field, _)| field == name)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_comes_back_to_its_form_alone_and_secrets_never() {
        let kept = kept(
            "/api/sign_up",
            b"name=%E6%9D%8E+%26+co&login=a%40b.c&password=hunter2&next=",
        )
        .expect("kept");
        assert_eq!(field(&kept, "/api/sign_up", "name").as_deref(), Some("李 & co"));
        assert_eq!(field(&kept, "/api/sign_up", "login").as_deref(), Some("a@b.c"));
        assert_eq!(field(&kept, "/api/sign_up", "password"), None);
        assert!(!kept.contains("hunter2"));
        assert_eq!(field(&kept, "/api/sign_in", "login"), None);
        assert!(
            kept.chars().all(|c| c.is_ascii_graphic() && !";,\"\\".contains(c)),
            "{kept}"
        );
    }

    #[test]
    fn answers_about_health_do_not_travel() {
        let kept = kept(
            "/api/sign_paper",
            b"name=Ada&answers%5Bq0%5D=yes&answers[q1]=no&advice=true",
        )
        .expect("kept");
        assert_eq!(field(&kept, "/api/sign_paper", "name").as_deref(), Some("Ada"));
        assert!(!kept.contains("answers") && !kept.contains("advice"), "{kept}");
    }

    #[test]
    fn what_a_cookie_cannot_hold_is_not_kept() {
        let long = format!("about={}", "a".repeat(4_000));
        assert_eq!(kept("/api/save_class_type", long.as_bytes()), None);
    }
}
