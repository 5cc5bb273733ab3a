//! Settings: defaults, a file over them, the environment over both. A wrong one stops the start and says which setting it is,
//! what it was and what it should look like; all wrong ones are named at once.
//!
//! The file is TOML with the settings' names as keys (`listen = "0.0.0.0:80"`); the environment has them in capitals behind
//! `SPOTTER_` (`SPOTTER_LISTEN`). A database's address may hold a password, so it can stand in a file of its own that
//! `database_url_file` or `SPOTTER_DATABASE_URL_FILE` names.

use crate::platform::db;
use figment::{
    Error, Figment, Metadata, Profile, Provider,
    providers::{Format, Toml},
    value::{Dict, Map, Value},
};
use std::{
    fmt, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use tracing_subscriber::EnvFilter;

/// The file that is read from the working directory when none is named.
pub const FILE: &str = "spotter.toml";

const PREFIX: &str = "SPOTTER_";

/// What the environment may hold beside the settings: names of the tools around the program, and of its own command line.
const NOT_SETTINGS: [&str; 9] = [
    "bin",
    "cache",
    "cache_mb",
    "config",
    "data_dir",
    "e2e_database",
    "e2e_folder",
    "signins",
    "site",
];

/// Settings, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The database: `sqlite:` and a path, or `postgres://…`.
    pub database_url: String,
    /// Address and port that the server listens on.
    pub listen: SocketAddr,
    /// Where people reach the club, without a slash at the end.
    pub public_url: String,
    /// How many proxies stand before the server: that many of the last addresses of `X-Forwarded-For` are theirs.
    pub trusted_proxies: usize,
    /// What is logged: a level, or a filter such as `info,spotter=debug`.
    pub log: String,
    /// SQLite: connections that read.
    pub readers: u32,
    /// Postgres: connections in all.
    pub connections: u32,
    /// The file with the key that health data are sealed under; without one it stands beside the SQLite file, or in the working
    /// directory.
    pub data_key_file: Option<PathBuf>,
    /// Where the list stands of whose data were erased; `None`: beside a SQLite database, else `spotter.gone`.
    pub gone_list_file: Option<PathBuf>,
    /// The folder that `spotter backup` writes into and the operations page reads the status of; `None`: none is set.
    pub backup_folder: Option<PathBuf>,
    /// The file with the key that backups are sealed with; `None`: the club's key.
    pub backup_key_file: Option<PathBuf>,
}

impl Default for Config {
    fn default() -> Self {
        let db::Options {
            readers, connections, ..
        } = db::Options::default();
        Self {
            database_url: "sqlite:spotter.db".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 3000)),
            public_url: "http://localhost:3000".to_owned(),
            trusted_proxies: 0,
            log: "info".to_owned(),
            readers,
            connections,
            data_key_file: None,
            gone_list_file: None,
            backup_folder: None,
            backup_key_file: None,
        }
    }
}

/// Why the program does not start with these settings: one problem a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

impl std::error::Error for ConfigError {}

/// One setting: its name, what it should look like, and how its text becomes part of the settings.
struct Setting {
    name: &'static str,
    shape: &'static str,
    set: fn(&mut Config, &str) -> Option<()>,
}

const SETTINGS: [Setting; 11] = [
    Setting {
        name: "database_url",
        shape: "sqlite:spotter.db for a file, or postgres://user:password@host/database",
        set: |config, text| {
            let path = text
                .strip_prefix("sqlite:")
                .is_some_and(|path| !path.trim_matches('/').is_empty());
            let server = text
                .strip_prefix("postgres://")
                .or_else(|| text.strip_prefix("postgresql://"));
            (path || server.is_some_and(|rest| !rest.is_empty())).then(|| config.database_url = text.to_owned())
        },
    },
    Setting {
        name: "listen",
        shape: "an address and a port, such as 127.0.0.1:3000, or 0.0.0.0:3000 for every network",
        set: |config, text| text.parse().ok().map(|listen| config.listen = listen),
    },
    Setting {
        name: "public_url",
        shape: "the address that people open, such as https://club.example",
        set: |config, text| public_url(text).map(|url| config.public_url = url),
    },
    Setting {
        name: "trusted_proxies",
        shape: "how many proxies stand before the server, 0 to 10",
        set: |config, text| within(text, 0, 10).map(|n| config.trusted_proxies = n),
    },
    Setting {
        name: "log",
        shape: "error, warn, info, debug or trace, or a filter such as info,spotter=debug",
        set: |config, text| EnvFilter::try_new(text).ok().map(|_| config.log = text.to_owned()),
    },
    Setting {
        name: "readers",
        shape: "a whole number from 1 to 256",
        set: |config, text| within(text, 1, 256).map(|n| config.readers = n),
    },
    Setting {
        name: "connections",
        shape: "a whole number from 1 to 1000",
        set: |config, text| within(text, 1, 1000).map(|n| config.connections = n),
    },
    Setting {
        name: "data_key_file",
        shape: "a file outside the database and its backups, such as /etc/spotter/data.key",
        set: |config, text| (!text.is_empty()).then(|| config.data_key_file = Some(PathBuf::from(text))),
    },
    Setting {
        name: "gone_list_file",
        shape: "a file outside the database and its backups, such as /var/lib/spotter/club.gone",
        set: |config, text| (!text.is_empty()).then(|| config.gone_list_file = Some(PathBuf::from(text))),
    },
    Setting {
        name: "backup_folder",
        shape: "a folder for backups, best on another disk, such as /var/backups/spotter",
        set: |config, text| (!text.is_empty()).then(|| config.backup_folder = Some(PathBuf::from(text))),
    },
    Setting {
        name: "backup_key_file",
        shape: "a file outside the database and the folder of backups, such as /etc/spotter/backup.key",
        set: |config, text| (!text.is_empty()).then(|| config.backup_key_file = Some(PathBuf::from(text))),
    },
];

/// The setting whose value may be kept in a file of its own.
const SECRET: &str = "database_url";
const SECRET_FILE: &str = "database_url_file";

/// A file beside a SQLite database, by the database's address behind `sqlite:`.
fn beside(path: &str, ending: &str) -> PathBuf {
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or_default();
    PathBuf::from(format!("{path}.{ending}"))
}

fn within<T: std::str::FromStr + PartialOrd>(text: &str, min: T, max: T) -> Option<T> {
    text.parse().ok().filter(|n| *n >= min && *n <= max)
}

/// Scheme and host, nothing behind them: links are made by adding a path.
fn public_url(text: &str) -> Option<String> {
    let url: http::Uri = text.trim_end_matches('/').parse().ok()?;
    let scheme = url.scheme_str().filter(|s| matches!(*s, "http" | "https"))?;
    let authority = url
        .authority()
        .filter(|a| !a.host().is_empty() && !a.as_str().contains('@'))?;
    (url.path().len() <= 1 && url.query().is_none()).then(|| format!("{scheme}://{authority}"))
}

impl Config {
    /// Reads the settings of this process: `file`, or [`FILE`] when there is one, and the environment.
    ///
    /// # Errors
    /// Every setting that is unknown or wrong; a file that is named and cannot be read.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let path = file.map_or_else(|| PathBuf::from(FILE), Path::to_path_buf);
        let text = match fs::read_to_string(&path) {
            Ok(text) => Some((path.display().to_string(), text)),
            Err(e) if file.is_none() && e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => {
                return Err(ConfigError(vec![format!(
                    "The settings in {} cannot be read: {e}.",
                    path.display()
                )]));
            }
        };
        // As `vars` would panic at a name that is not text.
        let variables =
            std::env::vars_os().map(|(k, v)| (k.to_string_lossy().into_owned(), v.to_string_lossy().into_owned()));
        Self::read(text, variables)
    }

    /// The settings of a file, given by its name and text, and of environment variables.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn read(
        file: Option<(String, String)>,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let variables = Variables::of(variables);
        let in_environment: Vec<String> = variables.0.keys().cloned().collect();
        let mut figment = Figment::new();
        let file_name = file.as_ref().map_or(FILE, |(name, _)| name.as_str()).to_owned();
        if let Some((_, text)) = &file {
            figment = figment.merge(Toml::string(text));
        }
        let values: Dict = figment
            .merge(variables)
            .extract()
            .map_err(|e| ConfigError(vec![format!("The settings in {file_name} cannot be read: {}.", e.kind)]))?;
        let place = |name: &str| {
            if in_environment.iter().any(|n| n == name) {
                variable(name)
            } else {
                format!("{name} in {file_name}")
            }
        };

        let mut config = Self::default();
        let mut problems = Vec::new();
        for (name, value) in &values {
            if name == SECRET_FILE {
                match secret(value, values.contains_key(SECRET), &place) {
                    Ok(text) => assign(&mut config, SECRET, &text, &place(name), &mut problems),
                    Err(problem) => problems.push(problem),
                }
            } else {
                assign(&mut config, name, &text_of(value), &place(name), &mut problems);
            }
        }
        if problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(problems))
        }
    }

    /// Where the key stands that health data are sealed under: never in the database.
    #[must_use]
    pub fn data_key_file(&self) -> PathBuf {
        match (&self.data_key_file, self.database_url.strip_prefix("sqlite:")) {
            (Some(file), _) => file.clone(),
            (None, Some(path)) => beside(path, "key"),
            (None, None) => PathBuf::from("spotter.key"),
        }
    }

    /// Where the key stands that backups are sealed with: never in the database, nor beside the backups.
    #[must_use]
    pub fn backup_key_file(&self) -> PathBuf {
        self.backup_key_file.clone().unwrap_or_else(|| self.data_key_file())
    }

    /// Where the list stands of whose data were erased: never in the database, nor in its copies.
    #[must_use]
    pub fn gone_list_file(&self) -> PathBuf {
        match (&self.gone_list_file, self.database_url.strip_prefix("sqlite:")) {
            (Some(file), _) => file.clone(),
            (None, Some(path)) => beside(path, "gone"),
            (None, None) => PathBuf::from("spotter.gone"),
        }
    }

    /// How the database is to be opened.
    #[must_use]
    pub fn database(&self) -> db::Options {
        db::Options {
            readers: self.readers,
            connections: self.connections,
            ..db::Options::default()
        }
    }
}

fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase())
}

fn assign(config: &mut Config, name: &str, text: &str, place: &str, problems: &mut Vec<String>) {
    let Some(setting) = SETTINGS.iter().find(|s| s.name == name) else {
        let names: Vec<&str> = SETTINGS.iter().map(|s| s.name).chain([SECRET_FILE]).collect();
        problems.push(format!("{place} is no setting. The settings are {}.", names.join(", ")));
        return;
    };
    if (setting.set)(config, text.trim()).is_none() {
        let was = if name == SECRET {
            without_password(text)
        } else {
            text.to_owned()
        };
        problems.push(format!("{place} is {was:?}; it should be {}.", setting.shape));
    }
}

/// A refused address is shown without what stands before the @, which may be a password.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://…@{host}"),
        (None, Some((_, host))) => format!("…@{host}"),
        _ => url.to_owned(),
    }
}

/// What the file that holds a secret says.
fn secret(file: &Value, also_said: bool, place: &impl Fn(&str) -> String) -> Result<String, String> {
    if also_said {
        return Err(format!(
            "{} and {} are both set; set one of them.",
            place(SECRET),
            place(SECRET_FILE)
        ));
    }
    let path = text_of(file);
    match fs::read_to_string(path.trim()) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(e) => Err(format!(
            "{} is {path:?}; it should be a file that holds the database's address, and it cannot be read: {e}.",
            place(SECRET_FILE)
        )),
    }
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(_, text) => text.clone(),
        Value::Char(_, c) => c.to_string(),
        Value::Bool(_, yes) => yes.to_string(),
        Value::Num(_, n) => match (n.to_i128(), n.to_u128(), n.to_f64()) {
            (Some(n), ..) => n.to_string(),
            (_, Some(n), _) => n.to_string(),
            (.., Some(n)) => n.to_string(),
            _ => String::new(),
        },
        Value::Empty(..) => String::new(),
        Value::Dict(..) => "a table".to_owned(),
        Value::Array(..) => "a list".to_owned(),
    }
}

/// The environment's share of the settings. Kept as text: a database called `1` is not a number.
struct Variables(Dict);

impl Variables {
    fn of(all: impl IntoIterator<Item = (String, String)>) -> Self {
        let ours = all.into_iter().filter_map(|(key, value)| {
            let name = key.strip_prefix(PREFIX)?.to_lowercase();
            // Empty is how a compose file says "not set".
            let kept =
                !value.trim().is_empty() && !NOT_SETTINGS.contains(&name.as_str()) && !of_a_cluster(&name, &value);
            kept.then(|| (name, Value::from(value)))
        });
        Self(ours.collect())
    }
}

/// A cluster that has a service called `spotter` sets variables of its own behind the same prefix.
fn of_a_cluster(name: &str, value: &str) -> bool {
    name == "service_host"
        || name.starts_with("service_port")
        || (name == "port" && value.contains("://"))
        || (name.starts_with("port_") && (name.contains("_tcp") || name.contains("_udp")))
}

impl Provider for Variables {
    fn metadata(&self) -> Metadata {
        Metadata::named("the environment")
    }
    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = variables.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        Config::read(Some((FILE.to_owned(), file.to_owned())), variables)
    }

    fn refused(file: &str, variables: &[(&str, &str)]) -> String {
        read(file, variables)
            .expect_err("settings that cannot be used")
            .to_string()
    }

    #[test]
    fn without_a_word_everything_has_a_value() {
        let config = Config::read(None, []).expect("the defaults");
        assert_eq!(config, Config::default());
        assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    }

    #[test]
    fn the_environment_goes_before_the_file_and_the_file_before_the_defaults() {
        let file = "listen = \"0.0.0.0:8080\"\nreaders = 3\nlog = \"warn\"";
        let config = read(
            file,
            &[("SPOTTER_READERS", "5"), ("HOME", "/root"), ("SPOTTER_LOG", " ")],
        )
        .expect("good settings");
        assert_eq!(
            (config.listen.port(), config.readers, config.log.as_str()),
            (8080, 5, "warn")
        );
    }

    #[test]
    fn a_value_with_commas_and_signs_arrives_as_it_was_written() {
        let url = "postgres://club:a,b=[c]{d}@db/club";
        let config = read(
            "",
            &[("SPOTTER_LOG", "info,spotter=debug"), ("SPOTTER_DATABASE_URL", url)],
        )
        .expect("good settings");
        assert_eq!(
            (config.log.as_str(), config.database_url.as_str()),
            ("info,spotter=debug", url)
        );
    }

    #[test]
    fn every_wrong_setting_is_named_with_what_it_was_and_what_it_should_be() {
        let error = refused("listen = 3000\nreaders = 0", &[("SPOTTER_PUBLIC_URL", "club.example")]);
        for part in [
            "listen in spotter.toml is \"3000\"; it should be an address and a port, such as 127.0.0.1:3000",
            "readers in spotter.toml is \"0\"; it should be a whole number from 1 to 256",
            "SPOTTER_PUBLIC_URL is \"club.example\"; it should be the address that people open",
        ] {
            assert!(error.contains(part), "{error}");
        }
        for (name, value) in [
            ("SPOTTER_LISTEN", "localhost:3000"),
            ("SPOTTER_LISTEN", "127.0.0.1:99999"),
            ("SPOTTER_TRUSTED_PROXIES", "-1"),
            ("SPOTTER_CONNECTIONS", "many"),
            ("SPOTTER_DATABASE_URL", "mysql://db"),
            ("SPOTTER_DATABASE_URL", "sqlite:"),
            ("SPOTTER_LOG", "spotter=loud"),
            ("SPOTTER_PUBLIC_URL", "https://club.example/path"),
            ("SPOTTER_PUBLIC_URL", "ftp://club.example"),
        ] {
            let error = refused("", &[(name, value)]);
            assert!(error.starts_with(name) && error.contains(value), "{error}");
        }
    }

    #[test]
    fn what_is_no_setting_is_refused_but_for_what_others_put_there() {
        assert!(
            refused("listn = \"127.0.0.1:1\"", &[])
                .contains("listn in spotter.toml is no setting. The settings are database_url")
        );
        assert!(refused("", &[("SPOTTER_LISTN", "127.0.0.1:1")]).contains("SPOTTER_LISTN is no setting"));
        assert!(refused("[server]\nlisten = \"127.0.0.1:1\"", &[]).contains("server in spotter.toml is no setting"));
        let around = [
            ("SPOTTER_BIN", "target/release/spotter"),
            ("SPOTTER_CONFIG", "other.toml"),
            ("SPOTTER_SERVICE_HOST", "10.0.0.1"),
            ("SPOTTER_PORT", "tcp://10.0.0.1:80"),
            ("SPOTTER_PORT_80_TCP_ADDR", "10.0.0.1"),
        ];
        assert_eq!(read("", &around), Ok(Config::default()));
        assert!(refused("", &[("SPOTTER_PORT", "8080")]).contains("SPOTTER_PORT is no setting"));
    }

    #[test]
    fn a_file_that_is_no_toml_says_where() {
        assert!(refused("listen = ", &[]).starts_with("The settings in spotter.toml cannot be read: "));
    }

    #[test]
    fn a_password_is_never_shown() {
        let error = refused("", &[("SPOTTER_DATABASE_URL", "postgre://club:secret@db/club")]);
        assert!(
            error.contains("postgre://…@db/club") && !error.contains("secret"),
            "{error}"
        );
    }

    #[test]
    fn the_databases_address_may_stand_in_a_file_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("url");
        fs::write(&path, "postgres://club:secret@db/club\n").expect("a file");
        let path = path.display().to_string();
        let by_variable = read("", &[("SPOTTER_DATABASE_URL_FILE", &path)]).expect("good settings");
        let by_file = read(&format!("database_url_file = {path:?}"), &[]).expect("good settings");
        assert_eq!(by_variable.database_url, "postgres://club:secret@db/club");
        assert_eq!(by_file, by_variable);
        let both = refused("database_url = \"sqlite:a\"", &[("SPOTTER_DATABASE_URL_FILE", &path)]);
        assert!(both.contains("both set"), "{both}");
        let missing = refused("", &[("SPOTTER_DATABASE_URL_FILE", "/nowhere/url")]);
        assert!(
            missing.contains("SPOTTER_DATABASE_URL_FILE is \"/nowhere/url\""),
            "{missing}"
        );
    }

    #[test]
    fn a_public_address_has_no_slash_at_its_end() {
        let config = read("public_url = \"https://club.example/\"", &[]).expect("good settings");
        assert_eq!(config.public_url, "https://club.example");
    }
}
