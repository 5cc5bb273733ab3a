//! Turns `locales/<language>/<slice>.json` into one checked function a text, and embeds nothing else.
//!
//! A key that one language lacks, a parameter that differs between languages or a file that only one has stops the build
//! and names the place: a page can then never show a hole. Texts are plain functions, so that the browser module carries
//! only the ones its pages call.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [(&str, &str); 3] = [("en", "En"), ("zh-Hans", "ZhHans"), ("zh-Hant", "ZhHant")];

/// A text: one form, or a form for one and a form for other numbers of the parameter `n`.
enum Text {
    Plain(String),
    Counted { one: String, other: String },
}

impl Text {
    fn forms(&self) -> Vec<&str> {
        match self {
            Self::Plain(text) => vec![text],
            Self::Counted { one, other } => vec![one, other],
        }
    }
    fn parameters(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for form in self.forms() {
            let mut rest = form;
            while let Some(open) = rest.find('{') {
                let Some(close) = rest[open..].find('}') else { break };
                found.insert(rest[open + 1..open + close].to_owned());
                rest = &rest[open + close + 1..];
            }
        }
        if matches!(self, Self::Counted { .. }) {
            found.insert("n".to_owned());
        }
        found
    }
}

type Catalogue = BTreeMap<String, BTreeMap<String, Text>>;

fn main() {
    println!("cargo:rerun-if-changed=locales");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=build.rs");
    let catalogues: Vec<Catalogue> = LANGUAGES.iter().map(|(name, _)| read(name)).collect();
    let mut problems = Vec::new();
    for (i, (language, _)) in LANGUAGES.iter().enumerate().skip(1) {
        compare("en", &catalogues[0], language, &catalogues[i], &mut problems);
    }
    assert!(
        problems.is_empty(),
        "the translations do not match:\n  {}\n",
        problems.join("\n  ")
    );
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("texts.rs");
    fs::write(out, generate(&catalogues)).expect("the texts can be written");

    // The release binary carries the built site; a server built before it finds an empty folder, not a broken build.
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR"));
    let site = env::var("LEPTOS_SITE_ROOT").map_or_else(|_| root.join("target/site"), |site| root.join(site));
    fs::create_dir_all(&site).expect("the site's folder can be made");
    println!("cargo:rerun-if-env-changed=LEPTOS_SITE_ROOT");
    println!("cargo:rustc-env=SPOTTER_SITE={}", site.display());
}

fn read(language: &str) -> Catalogue {
    let folder = Path::new("locales").join(language);
    let mut catalogue = Catalogue::new();
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{} cannot be read: {e}", folder.display()));
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a translation is UTF-8");
        let values: BTreeMap<String, serde_json::Value> =
            serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let texts = values.into_iter().map(|(key, value)| {
            let text = match value {
                serde_json::Value::String(text) => Text::Plain(text),
                serde_json::Value::Object(forms) => {
                    let form = |which: &str| forms.get(which).and_then(|v| v.as_str()).map(str::to_owned);
                    let other =
                        form("other").unwrap_or_else(|| panic!("{}: {key} has no form \"other\"", path.display()));
                    Text::Counted {
                        one: form("one").unwrap_or_else(|| other.clone()),
                        other,
                    }
                }
                _ => panic!("{}: {key} is neither a text nor {{one, other}}", path.display()),
            };
            (key, text)
        });
        catalogue.insert(name, texts.collect());
    }
    catalogue
}

fn compare(base: &str, from: &Catalogue, language: &str, to: &Catalogue, problems: &mut Vec<String>) {
    let files: BTreeSet<_> = from.keys().chain(to.keys()).collect();
    for file in files {
        let (Some(a), Some(b)) = (from.get(file), to.get(file)) else {
            let lacking = if from.contains_key(file) { language } else { base };
            problems.push(format!("{lacking}/{file}.json is missing"));
            continue;
        };
        for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
            match (a.get(key), b.get(key)) {
                (Some(x), Some(y)) => {
                    let (x, y) = (x.parameters(), y.parameters());
                    // A language without plural forms may leave the number to its one form, but never another parameter.
                    if x != y {
                        problems.push(format!(
                            "{language}/{file}.json: {key} has the parameters {y:?}, {base} has {x:?}"
                        ));
                    }
                }
                (None, _) => problems.push(format!("{base}/{file}.json: {key} is missing ({language} has it)")),
                (_, None) => problems.push(format!("{language}/{file}.json: {key} is missing")),
            }
        }
    }
}

fn generate(catalogues: &[Catalogue]) -> String {
    let mut out = String::new();
    for (file, texts) in &catalogues[0] {
        writeln!(out, "/// The texts of `{file}`.\npub mod {file} {{\n    use super::*;").expect("writing to a string");
        for (key, text) in texts {
            let parameters = text.parameters();
            let counted = catalogues.iter().any(|c| matches!(c[file][key], Text::Counted { .. }));
            let doc = text.forms().join(" / ");
            let arguments: String = parameters
                .iter()
                .map(|p| {
                    if counted && p == "n" {
                        ", n: i64".to_owned()
                    } else {
                        format!(", {p}: impl std::fmt::Display")
                    }
                })
                .collect();
            let result = if parameters.is_empty() {
                "&'static str"
            } else {
                "String"
            };
            writeln!(out, "    /// {}", doc.replace('\n', " ")).expect("writing to a string");
            writeln!(
                out,
                "    #[must_use]\n    pub fn {key}(l: Locale{arguments}) -> {result} {{"
            )
            .expect("writing to a string");
            writeln!(out, "        let text = match l {{").expect("writing to a string");
            for ((_, variant), catalogue) in LANGUAGES.iter().zip(catalogues) {
                match &catalogue[file][key] {
                    Text::Plain(text) => writeln!(out, "            Locale::{variant} => {text:?},"),
                    Text::Counted { one, other } => {
                        writeln!(
                            out,
                            "            Locale::{variant} => if n == 1 {{ {one:?} }} else {{ {other:?} }},"
                        )
                    }
                }
                .expect("writing to a string");
            }
            out.push_str("        };\n");
            if parameters.is_empty() {
                out.push_str("        text\n");
            } else {
                let pairs: String = parameters.iter().map(|p| format!("(\"{p}\", &{p}), ")).collect();
                writeln!(out, "        super::fill(text, &[{pairs}])").expect("writing to a string");
            }
            out.push_str("    }\n");
        }
        out.push_str("}\n");
    }
    out
}
