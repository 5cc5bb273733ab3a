//! The command line: what the program can be told to do.

mod console;

use clap::{Args, Parser, Subcommand, ValueEnum};
use console::Done;
use spotter::{accounts::model::Role, config::Config, members::model::ImportId, server};
use std::{
    io::{self, IsTerminal, Write},
    path::PathBuf,
    process::ExitCode,
};
use tracing_subscriber::EnvFilter;

#[derive(Parser)]
#[command(
    name = "spotter",
    version,
    about = "Runs a gym, a studio or a chain of them: timetable, booking, check-in, members."
)]
#[command(
    after_help = "Settings come from spotter.toml in the working directory and from the environment: SPOTTER_DATABASE_URL, \
    SPOTTER_LISTEN, SPOTTER_PUBLIC_URL, SPOTTER_TRUSTED_PROXIES, SPOTTER_LOG, SPOTTER_READERS, SPOTTER_CONNECTIONS, SPOTTER_DATA_KEY_FILE, SPOTTER_GONE_LIST_FILE, \
    SPOTTER_BACKUP_FOLDER, SPOTTER_BACKUP_KEY_FILE. \
    The environment goes first."
)]
struct Line {
    /// The file with the settings, instead of spotter.toml
    #[arg(long, global = true, env = "SPOTTER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the club's pages until told to stop
    Serve,
    /// Fill an empty database with an invented club to try things on, and print sign-ins for it
    Demo(Demo),
    /// Bring a timetable or a list of members from another system
    #[command(subcommand)]
    Import(Import),
    /// Make accounts and reset passwords
    #[command(subcommand)]
    User(User),
    /// Recompute what must always hold and print what does not; exit code 1 if anything is broken
    Check,
    /// Make a sealed copy of the database in a folder and delete old ones; the server may run meanwhile
    Backup(Backup),
    /// Put a backup in the place of a database that holds no club yet; stop the server first
    Restore(Restore),
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
struct Backup {
    #[command(subcommand)]
    command: Option<OfBackup>,
    /// The folder, instead of the one in the settings
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Delete backups older than this; the newest always stays
    #[arg(long, default_value_t = 30, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=3650))]
    keep: i64,
}

#[derive(Subcommand)]
enum OfBackup {
    /// Open a backup, restore it into a database of its own, and recompute there what `spotter check` does
    Check {
        /// The backup (.backup)
        file: PathBuf,
    },
}

#[derive(Args)]
struct Restore {
    /// The backup (.backup)
    file: PathBuf,
    /// The database, even if there is a club in it, which is put aside: sqlite:club.db, or postgres://…
    #[arg(long, value_name = "DATABASE")]
    into: Option<String>,
}

#[derive(Args)]
struct Demo {
    /// How many members the club has
    #[arg(long, default_value_t = 2000, value_name = "N", value_parser = clap::value_parser!(u64).range(10..=50_000))]
    members: u64,
    /// Weeks of history behind today
    #[arg(long, default_value_t = 26, value_name = "N", value_parser = clap::value_parser!(i64).range(0..=520))]
    weeks: i64,
    /// Weeks of bookings ahead of today
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(i64).range(0..=12))]
    ahead: i64,
    /// The same seed makes the same club on the same day
    #[arg(long, default_value_t = 1, value_name = "S")]
    seed: u64,
    /// Do nothing when the database holds a club already; of a demo club the sign-ins are printed again
    #[arg(long)]
    if_empty: bool,
}

#[derive(Subcommand)]
enum Import {
    /// Make classes of a calendar file: weekly ones become series, others single dates; a second import adds only what is new
    Timetable(Timetable),
    /// Make members of a CSV list; who is a member already is shown and not made again
    Members(Members),
    /// Take an imported list of members out again; who has done something since stays
    Undo {
        /// The batch, as the import printed it
        batch: ImportId,
    },
}

#[derive(Args)]
struct Timetable {
    /// The calendar (.ics)
    file: PathBuf,
    /// The location, by its name; not needed where there is only one
    #[arg(long, value_name = "NAME")]
    location: Option<String>,
    /// Places of each class; without it as many as its kind of class has, 20 for new kinds, and no more than its room holds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=1000))]
    capacity: Option<i64>,
    /// Weeks ahead for which single dates are made; weekly classes go on
    #[arg(long, default_value_t = 12, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=104))]
    weeks: i64,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
}

#[derive(Args)]
struct Members {
    /// The list (.csv), as the other system exported it
    file: PathBuf,
    /// How dates like 03/04/2024 are read where the list does not tell
    #[arg(long, value_enum)]
    dates: Option<Dates>,
    /// The country of phone numbers without +, as two letters; without it by the location's time zone
    #[arg(long, value_name = "CC")]
    region: Option<String>,
    /// The members' home location, by its name; not needed where there is only one
    #[arg(long, value_name = "NAME")]
    location: Option<String>,
    /// Only say what would happen, row by row
    #[arg(long)]
    dry_run: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Dates {
    /// Day first: 3 April
    Dmy,
    /// Month first: 4 March
    Mdy,
}

#[derive(Subcommand)]
enum User {
    /// Make an account; without a role it is a new member's
    Create {
        /// The person's name
        #[arg(long)]
        name: String,
        /// The e-mail address, or the phone number with its country code, that they sign in with
        #[arg(long)]
        login: String,
        /// What they may do
        #[arg(long, value_enum)]
        role: Option<RoleName>,
        /// Where they may do it, by the location's name; without it everywhere
        #[arg(long, value_name = "NAME", requires = "role")]
        location: Option<String>,
        /// Read the password from the first line of the input instead of making one up
        #[arg(long)]
        password_stdin: bool,
    },
    /// Set a new password and end all sessions of an account
    Reset {
        /// The e-mail address or phone number that the person signs in with
        login: String,
        /// Read the password from the first line of the input instead of making one up
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleName {
    /// Owns the club
    Owner,
    /// Runs a location
    Manager,
    /// Stands at the desk
    #[value(name = "front_desk", alias = "front-desk")]
    FrontDesk,
    /// Teaches classes
    Coach,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Manager => Self::Manager,
            RoleName::FrontDesk => Self::FrontDesk,
            RoleName::Coach => Self::Coach,
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    let line = Line::parse();
    match obey(line).await {
        Ok(code) => code,
        Err(failure) => {
            let _ = writeln!(io::stderr(), "{failure}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(line: Line) -> Done {
    let config = Config::load(line.config.as_deref())?;
    let filter = EnvFilter::try_new(&config.log)?;
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        // a file wants no colours
        .with_ansi(io::stderr().is_terminal())
        .init();
    if let Command::Serve = line.command {
        server::serve(config).await?;
        return Ok(ExitCode::SUCCESS);
    }
    // These do not open the database as a server does: it would be brought up to date, or made.
    if let Command::Backup(backup) = &line.command {
        return console::backup(&config, backup).await;
    }
    if let Command::Restore(restore) = &line.command {
        return console::restore(&config, restore).await;
    }
    let house = server::open(&config).await?;
    let done = match line.command {
        Command::Serve | Command::Backup(_) | Command::Restore(_) => Ok(ExitCode::SUCCESS),
        Command::Demo(demo) => console::fill_demo(&house, &demo).await,
        Command::Import(Import::Timetable(import)) => console::import_timetable(&house, &import).await,
        Command::Import(Import::Members(import)) => console::import_members(&house, &import).await,
        Command::Import(Import::Undo { batch }) => console::undo_import(&house, batch).await,
        Command::User(User::Create {
            name,
            login,
            role,
            location,
            password_stdin,
        }) => {
            console::create_user(
                &house,
                &name,
                &login,
                role.map(Role::from),
                location.as_deref(),
                password_stdin,
            )
            .await
        }
        Command::User(User::Reset { login, password_stdin }) => {
            console::reset_user(&house, &login, password_stdin).await
        }
        Command::Check => console::check(&house).await,
    };
    house.db.close().await;
    done
}
