//! Reads the sources: what is code, and what each file uses.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A source file.
pub struct Source {
    /// Below `src`, with forward slashes.
    pub path: String,
    /// The code without comments and unit tests; texts in quotes are kept.
    pub code: String,
    /// The same with the texts emptied, for rules about the code itself.
    pub bare: String,
    pub lines: usize,
}

impl Source {
    pub fn slice(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }
    /// The module inside the slice.
    pub fn module(&self) -> &str {
        let rest = self.path.split('/').nth(1).unwrap_or_default();
        rest.strip_suffix(".rs").unwrap_or(rest)
    }
    /// The path of the module that the file is: `crate::booking::pages::desk` as its parts.
    pub fn here(&self) -> Vec<String> {
        let mut parts: Vec<String> = self
            .path
            .trim_end_matches(".rs")
            .split('/')
            .map(str::to_owned)
            .collect();
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        parts
    }
}

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

pub fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut paths = Vec::new();
    files_below(&src, &mut paths);
    let sources: Vec<Source> = paths
        .iter()
        .filter_map(|path| {
            let name = path
                .strip_prefix(&src)
                .expect("below src")
                .to_string_lossy()
                .replace('\\', "/");
            let text = fs::read_to_string(path).expect("a source file");
            // Unit tests may do what the code may not.
            if name.ends_with("/tests.rs") || name.contains("/tests/") {
                return None;
            }
            let code = without_comments(&text, false);
            let cut = |text: &str| text[..tests_begin(text)].to_owned();
            Some(Source {
                path: name,
                code: cut(&code),
                bare: cut(&without_comments(&text, true)),
                lines: text.lines().count(),
            })
        })
        .collect();
    assert!(sources.len() > 100, "the sources were found: {}", sources.len());
    sources
}

/// Where the unit tests of a file begin; its end where they stand in a file of their own.
fn tests_begin(text: &str) -> usize {
    let marks = text
        .match_indices("#[cfg(test)]")
        .chain(text.match_indices("#[cfg(all(test"));
    let inline = marks.filter(|(at, _)| {
        text[*at..]
            .split_once('\n')
            .is_some_and(|(_, next)| next.trim_start().starts_with("mod tests {"))
    });
    inline.map(|(at, _)| at).min().unwrap_or(text.len())
}

/// The code without comments and, where asked for, with every text in quotes emptied.
pub fn without_comments(text: &str, empty_texts: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let raw = at(i) == 'r' && (at(i + 1) == '"' || (at(i + 1) == '#' && (at(i + 2) == '"' || at(i + 2) == '#')));
        let starts_word = i == 0 || !(at(i - 1).is_alphanumeric() || at(i - 1) == '_');
        if at(i) == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if at(i) == '/' && at(i + 1) == '*' {
            while i < chars.len() && !(at(i) == '*' && at(i + 1) == '/') {
                i += 1;
            }
            i += 2;
        } else if raw && starts_word {
            let hashes = (1..).take_while(|n| at(i + n) == '#').count();
            let from = i + 2 + hashes;
            let ends = |j: usize| at(j) == '"' && (1..=hashes).all(|n| at(j + n) == '#');
            let mut j = from;
            while j < chars.len() && !ends(j) {
                j += 1;
            }
            out.push('"');
            if !empty_texts {
                out.extend(&chars[from..j.min(chars.len())]);
            }
            out.push('"');
            i = j + 1 + hashes;
        } else if at(i) == '"' {
            out.push('"');
            i += 1;
            while i < chars.len() && at(i) != '"' {
                let step = if at(i) == '\\' { 2 } else { 1 };
                if !empty_texts {
                    out.extend(&chars[i..(i + step).min(chars.len())]);
                }
                i += step;
            }
            out.push('"');
            i += 1;
        } else if at(i) == '\'' && (at(i + 1) == '\\' || at(i + 2) == '\'') {
            // A character; a lifetime has no second quote.
            let mut j = i + if at(i + 1) == '\\' { 3 } else { 2 };
            while j < chars.len() && at(j) != '\'' {
                j += 1;
            }
            out.push_str("' '");
            i = j + 1;
        } else {
            out.push(at(i));
            i += 1;
        }
    }
    out
}

/// The paths that a `use` tree stands for, each with the name that it has in the file.
pub fn expand(tree: &str, before: &str, found: &mut Vec<(String, String)>) {
    let mut depth = 0;
    let mut part = String::new();
    let mut parts = Vec::new();
    for c in tree.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if c == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    for part in parts.iter().map(|p| p.trim()).filter(|p| !p.is_empty()) {
        if let Some((head, rest)) = part.split_once('{') {
            let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
            expand(inner, &format!("{before}{}", head.trim()), found);
        } else {
            let (path, alias) = part
                .split_once(" as ")
                .map_or((part, None), |(path, alias)| (path.trim(), Some(alias.trim())));
            let whole = format!("{before}{path}");
            let whole = whole.strip_suffix("::self").unwrap_or(&whole).to_owned();
            let name = alias
                .unwrap_or_else(|| whole.rsplit("::").next().unwrap_or_default())
                .to_owned();
            found.push((whole, name));
        }
    }
}

pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every place where `word` stands as a whole word, by what follows it.
fn after<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(word).filter_map(move |(at, _)| {
        let free = !text[..at].ends_with(|c: char| is_word(c) || c == ':' || c == '.');
        let rest = &text[at + word.len()..];
        (free && !rest.starts_with(is_word)).then_some(rest)
    })
}

/// What the file uses of our own crate, as paths below it: `booking::service::book`.
pub fn uses(source: &Source) -> BTreeSet<String> {
    let mut imported = Vec::new();
    let mut body = String::new();
    let mut rest = source.bare.as_str();
    while let Some(at) = rest.find("use ") {
        let starts = !rest[..at].ends_with(|c: char| is_word(c));
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end);
        body.push_str(&rest[..at]);
        if starts {
            expand(&rest[at + 4..end], "", &mut imported);
        } else {
            body.push_str(&rest[at..end]);
        }
        rest = &rest[end..];
    }
    body.push_str(rest);

    let absolute = |path: &str| -> Option<String> {
        let mut parts: Vec<&str> = path.split("::").collect();
        let mut base = source.here();
        match parts.first().copied() {
            Some("crate") => return Some(parts[1..].join("::")),
            Some("self") => {
                parts.remove(0);
            }
            Some("super") => {
                while parts.first() == Some(&"super") {
                    parts.remove(0);
                    base.pop();
                }
            }
            _ => return None,
        }
        base.extend(parts.into_iter().map(str::to_owned));
        Some(base.join("::"))
    };
    let mut found = BTreeSet::new();
    let tail = |rest: &str| {
        rest.chars()
            .take_while(|c| is_word(*c) || *c == ':')
            .collect::<String>()
    };
    for (path, name) in &imported {
        let Some(path) = absolute(path) else { continue };
        // A whole slice or module was imported: what is used of it stands behind its name.
        for rest in after(&body, name).filter(|rest| rest.starts_with("::")) {
            found.insert(format!("{path}{}", tail(rest).trim_end_matches(':')));
        }
        found.insert(path);
    }
    for start in ["crate", "super"] {
        for rest in after(&body, start).filter(|rest| rest.starts_with("::")) {
            found.extend(absolute(&format!("{start}{}", tail(rest).trim_end_matches(':'))));
        }
    }
    found
}
