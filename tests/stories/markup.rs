//! Reads a page as a browser's parser would, as far as tags and attributes go.

/// A tag's name and its attributes.
pub type Tag = (String, Vec<(String, String)>);

/// The tags of a page with their attributes, as a browser's parser would find them.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name: String = rest
            .chars()
            .take_while(|c| !c.is_whitespace() && !['>', '/'].contains(c))
            .collect();
        rest = &rest[name.len()..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let key: String = rest
                .chars()
                .take_while(|c| !c.is_whitespace() && !['>', '/', '='].contains(c))
                .collect();
            rest = rest[key.len()..].trim_start();
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix('=') {
                rest = after.trim_start();
                let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c));
                value = match quote {
                    Some(quote) => rest[1..].chars().take_while(|c| *c != quote).collect(),
                    None => rest.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect(),
                };
                let read = value.len() + if quote.is_some() { 2 } else { 0 };
                rest = rest.get(read..).unwrap_or_default();
            } else if key.is_empty() {
                break;
            }
            attributes.push((key.to_lowercase(), value));
        }
        // What stands in a script is no markup until the script ends.
        if name.eq_ignore_ascii_case("script") {
            rest = rest.find("</script").map_or("", |end| &rest[end..]);
        }
        found.push((name.to_lowercase(), attributes));
    }
    found
}

#[test]
fn the_reader_of_tags_finds_what_a_browser_would() {
    let html = r#"<p title="a > b" onclick=x>it's <b>"on"</b></p><!-- <i onload=1> --><script nonce="1">"<img onerror=1>"</script><img src=x onerror='1'/>"#;
    let found: Vec<String> = tags(html)
        .iter()
        .map(|(name, a)| {
            format!(
                "{name} {}",
                a.iter().map(|(k, _)| k.as_str()).collect::<Vec<_>>().join(" ")
            )
        })
        .collect();
    assert_eq!(found, ["p title onclick", "b ", "script nonce", "img src onerror"]);
}
