//! What the commands do, and the words in which they say so. English: whoever runs a server reads it.

use super::{Backup, Dates, Demo, Members, OfBackup, Restore, Timetable};
use indicatif::{ProgressBar, ProgressStyle};
use spotter::{
    accounts::{
        self,
        model::{AccountId, AccountSessionId, Grant, Role, Scope, Who},
    },
    backup::Tools,
    check::Found,
    coaches,
    config::Config,
    demo,
    members::{
        self,
        import::{DateOrder, MAX_BYTES},
        import_run,
        model::{ImportId, MemberFilter},
        service::Newcomer,
    },
    platform::{
        db::Tx,
        error::{AppError, Nothing, Reason, flaw_text},
        form::{self, Login},
        house::House,
        i18n::{Locale, size},
        ical, secret,
        time::{Clock, Span},
    },
    restore, schedule,
    studio::{
        self,
        model::{Location, OrgId, Organisation},
    },
};
use std::{
    fmt::Display,
    fs,
    io::{self, BufRead, Write},
    path::Path,
    process::ExitCode,
};
use uuid::Uuid;

/// What stops a command, in words for the console.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;
/// How a command ended.
pub type Done = Result<ExitCode, Failure>;

/// Problems that are printed at most: nobody reads more, and the file is there to be put right.
const MOST_LINES: usize = 300;

// --- the demo club ---------------------------------------------------------------------------------------------------

/// Fills an empty database, or says why not.
pub async fn fill_demo(house: &House, wanted: &Demo) -> Done {
    let mut tx = house.db.read().await?;
    let there = studio::service::organisation::<Nothing>(&mut tx).await;
    drop(tx);
    match there {
        Err(AppError::NotFound) => {}
        Err(other) => return Err(words(other).into()),
        Ok(org) if org.demo && wanted.if_empty => {
            say("The demo club is there. Its sign-ins:\n");
            say_sign_ins(&sign_ins(house, org.id).await?);
            return Ok(ExitCode::SUCCESS);
        }
        Ok(org) if org.demo => {
            return Err(
                "The demo club is in this database already. `spotter demo --if-empty` prints its sign-ins; \
                        for another one name another database with SPOTTER_DATABASE_URL."
                    .into(),
            );
        }
        Ok(org) if wanted.if_empty => {
            say(format_args!(
                "This database holds a club, {}: nothing was filled in.",
                org.name
            ));
            return Ok(ExitCode::SUCCESS);
        }
        Ok(org) => {
            return Err(format!(
                "This database holds a club, {}, and is left alone: a demo club needs a database of its own. \
                 Name one with SPOTTER_DATABASE_URL.",
                org.name
            )
            .into());
        }
    }
    let options = demo::write::Options {
        members: usize::try_from(wanted.members)?,
        weeks: wanted.weeks,
        ahead: wanted.ahead,
        seed: wanted.seed,
    };
    let bar = bar();
    let report = demo::write::fill(house, &options, |done, total, what| {
        bar.set_length(total);
        bar.set_position(done);
        bar.set_message(what.to_owned());
    })
    .await;
    bar.finish_and_clear();
    let report = report.map_err(words)?;
    let demo::write::Report {
        members,
        sessions,
        bookings,
        ..
    } = report;
    say(format_args!(
        "The demo club is there: {members} members, {sessions} classes, {bookings} bookings. Sign in as\n"
    ));
    say_sign_ins(&report.sign_ins);
    Ok(ExitCode::SUCCESS)
}

/// One sign-in a role of the demo club that is there: the passwords of its people are all the same.
async fn sign_ins(house: &House, org: OrgId) -> Result<Vec<(String, String, String)>, Failure> {
    let grants = vec![Grant::of(Role::Owner, None)];
    let (account, session) = (AccountId(Uuid::nil()), AccountSessionId(Uuid::nil()));
    let who = Who {
        org,
        account,
        session,
        name: String::new(),
        grants,
        member: None,
        left: false,
        coach: None,
    };
    let mut found = Vec::new();
    let staff = accounts::service::staff(house, &who).await.map_err(words)?;
    for (role, name) in [
        (Role::Owner, "owner"),
        (Role::Manager, "manager"),
        (Role::FrontDesk, "front desk"),
        (Role::Coach, "coach"),
    ] {
        let one = staff
            .iter()
            .find(|row| row.active && row.grants.iter().any(|(_, grant)| grant.role == role));
        found.extend(one.map(|row| (name, row.contact.clone())));
    }
    for (pass, name) in [("with", "member"), ("without", "member who cannot book")] {
        let filter = MemberFilter {
            status: "active".to_owned(),
            pass: pass.to_owned(),
            sort: "number".to_owned(),
            page: 1,
            ..MemberFilter::default()
        };
        let page = members::service::list(house, &who, &Scope::Everywhere, &filter)
            .await
            .map_err(words)?;
        found.extend(
            page.rows
                .into_iter()
                .find_map(|row| row.email)
                .map(|email| (name, email)),
        );
    }
    Ok(found
        .into_iter()
        .map(|(role, login)| (role.to_owned(), login, demo::write::PASSWORD.to_owned()))
        .collect())
}

fn say_sign_ins(rows: &[(String, String, String)]) {
    let rows: Vec<&(String, String, String)> = rows.iter().filter(|(_, login, _)| !login.is_empty()).collect();
    let width = |column: fn(&(String, String, String)) -> &String| {
        rows.iter().map(|row| column(row).chars().count()).max().unwrap_or(0)
    };
    let (role, login) = (width(|row| &row.0), width(|row| &row.1));
    for (what, name, password) in rows {
        say(format_args!("  {what:role$}  {name:login$}  {password}"));
    }
}

// --- imports ---------------------------------------------------------------------------------------------------------

/// Takes a calendar file into the timetable.
pub async fn import_timetable(house: &House, wanted: &Timetable) -> Done {
    let mut tx = house.db.read().await?;
    let org = club(&mut tx).await?;
    let location = place(&mut tx, org.id, wanted.location.as_deref()).await?;
    drop(tx);
    let location = location.ok_or("The club has several locations: say which one with --location NAME.")?;
    let bytes = bytes(&wanted.file)?;
    let calendar = tokio::task::spawn_blocking(move || ical::read(&bytes)).await?;
    let options = schedule::import::Options {
        location: location.id,
        capacity: wanted.capacity,
        weeks: wanted.weeks,
        dry_run: wanted.dry_run,
    };
    let bar = bar();
    let report = schedule::import::run(house, &calendar, &options, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let report = report.map_err(words)?;
    for made in &report.made {
        say(made);
    }
    say_some("Not taken as it stands in the file:", &report.problems, MOST_LINES);
    say_some("Without a date in these weeks:", &report.outside, 10);
    let schedule::import::Report {
        series,
        sessions,
        already,
        problems,
        outside,
        from,
        until,
        location,
        zone,
        ..
    } = &report;
    let verb = if wanted.dry_run { "would be made" } else { "made" };
    say(format_args!(
        "{location} ({zone}), {from} to {until}: {series} series and {sessions} class sessions {verb}, {already} already there; \
         problems: {}, events without a date in these weeks: {}.",
        problems.len(),
        outside.len()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Takes a list of members in.
pub async fn import_members(house: &House, wanted: &Members) -> Done {
    let mut tx = house.db.read().await?;
    let org = club(&mut tx).await?;
    let location = place(&mut tx, org.id, wanted.location.as_deref()).await?;
    let today = members::service::today_of::<Nothing>(&mut tx, org.id, house.clock.now())
        .await
        .map_err(words)?;
    let zone = match &location {
        Some(location) => Some(location.zone.clone()),
        None => studio::service::locations::<Nothing>(&mut tx, org.id)
            .await
            .map_err(words)?
            .first()
            .map(|first| first.zone.clone()),
    };
    drop(tx);
    let by_zone = zone
        .as_deref()
        .and_then(studio::model::country_of_zone)
        .map(str::to_owned);
    let region = wanted.region.clone().or(by_zone).ok_or(
        "Say with --region CC in which country phone numbers without + are: two letters, such as DE, US or CN.",
    )?;
    let dates = wanted.dates.map(|dates| match dates {
        Dates::Dmy => DateOrder::Dmy,
        Dates::Mdy => DateOrder::Mdy,
    });
    let bytes = bytes(&wanted.file)?;
    let how = members::import::Options {
        dates,
        region: region.clone(),
        today,
    };
    let sheet = tokio::task::spawn_blocking(move || members::import::read(&bytes, &how)).await??;
    let used = sheet.columns.iter().filter(|column| column.field.is_some()).count();
    say(format_args!(
        "{}: {} rows, encoding {}{}, {used} of {} columns used; phone numbers without + are read as {region}.",
        wanted.file.display(),
        sheet.rows.len(),
        sheet.encoding,
        if sheet.encoding_guessed {
            " (guessed: look at a few names)"
        } else {
            ""
        },
        sheet.columns.len(),
    ));
    for column in sheet
        .columns
        .iter()
        .filter(|column| column.field.is_none() && !column.header.trim().is_empty())
    {
        say(format_args!(
            "  not used: {:?}",
            column.header.chars().take(60).collect::<String>()
        ));
    }
    let file_name = wanted
        .file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .chars()
        .take(200)
        .collect();
    let options = import_run::Options {
        file_name,
        location: location.map(|location| location.id),
        dry_run: wanted.dry_run,
    };
    let bar = bar();
    let report = import_run::run(house, &sheet, &options, |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })
    .await;
    bar.finish_and_clear();
    let report = report.map_err(words)?;
    for row in report.rows.iter().filter(|row| wanted.dry_run || row.is_noteworthy()) {
        say(row);
    }
    say(report.totals());
    if wanted.dry_run {
        say("Nothing was written.");
    }
    if let Some(batch) = report.batch {
        say(format_args!("To take this list out again: spotter import undo {batch}"));
    }
    match report.stopped {
        None => Ok(ExitCode::SUCCESS),
        Some(error) => Err(format!(
            "{}\nWhat was added stays; the same import may be started again.",
            words(error)
        )
        .into()),
    }
}

/// Takes a list out again.
pub async fn undo_import(house: &House, batch: ImportId) -> Done {
    match import_run::undo(house, batch).await {
        Ok(undone) => {
            let import_run::Undone { removed, stayed } = undone;
            say(format_args!(
                "{removed} members of the list are gone; {stayed} have done something since and stay."
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(AppError::NotFound) => Err(format!("There is no batch {batch}, or it was undone before.").into()),
        Err(other) => Err(words(other).into()),
    }
}

// --- accounts --------------------------------------------------------------------------------------------------------

/// Makes an account with a role, or a member who can sign in.
pub async fn create_user(
    house: &House,
    name: &str,
    login: &str,
    role: Option<Role>,
    location: Option<&str>,
    stdin: bool,
) -> Done {
    let mut tx = house.db.read().await?;
    let org = club(&mut tx).await?;
    let location = match location {
        Some(_) if role == Some(Role::Owner) => {
            return Err("An owner owns the whole club: leave --location out.".into());
        }
        Some(name) => place(&mut tx, org.id, Some(name)).await?,
        None => None,
    };
    drop(tx);
    let (password, made_up) = password(stdin)?;
    let applicant = accounts::service::applicant_by_console(name, login, Some(&password))
        .await
        .map_err(words)?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let account = accounts::service::open_account::<Nothing>(&mut tx, org.id, &applicant, now)
        .await
        .map_err(words)?;
    match role {
        Some(role) => {
            let place = location.as_ref().map(|location| location.id);
            accounts::service::give_role_by_console(&mut tx, account, role, place, now)
                .await
                .map_err(words)?;
            if role == Role::Coach {
                coaches::service::add::<Nothing>(&mut tx, org.id, Some(account), &applicant.name, now)
                    .await
                    .map_err(words)?;
            }
        }
        None => {
            let (email, phone) = match applicant.login.clone() {
                Login::Email(email) => (Some(email), None),
                Login::Phone(phone) => (None, Some(phone)),
            };
            let today = members::service::today_of::<Nothing>(&mut tx, org.id, now)
                .await
                .map_err(words)?;
            let number = studio::service::member_numbers::<Nothing>(&mut tx, org.id, 1)
                .await
                .map_err(words)?;
            let newcomer = Newcomer {
                name: applicant.name.clone(),
                email,
                phone,
                ..Newcomer::default()
            };
            let (account, source) = (Some(account), "console");
            members::service::add::<Nothing>(&mut tx, org.id, number, newcomer, account, source, None, today, now)
                .await
                .map_err(words)?;
        }
    }
    tx.commit().await?;
    let what = role.map_or("member", Role::code);
    let at = location
        .map(|location| format!(" at {}", location.name))
        .unwrap_or_default();
    say(format_args!(
        "{} may sign in as {} ({what}{at}).",
        applicant.name,
        login.trim()
    ));
    if made_up {
        say(format_args!("The password, shown this once: {password}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Sets a new password.
pub async fn reset_user(house: &House, login: &str, stdin: bool) -> Done {
    let mut tx = house.db.read().await?;
    club(&mut tx).await?;
    drop(tx);
    let (password, made_up) = password(stdin)?;
    match accounts::service::reset_by_console(house, login, &password).await {
        Ok(()) => {}
        Err(AppError::NotFound) => return Err(format!("Nobody signs in as {}.", login.trim()).into()),
        Err(other) => return Err(words(other).into()),
    }
    say(format_args!(
        "{} has a new password, and every session of the account has ended.",
        login.trim()
    ));
    if made_up {
        say(format_args!("The password, shown this once: {password}"));
    }
    Ok(ExitCode::SUCCESS)
}

/// The password from the input, or one that was made up, and whether it was.
fn password(stdin: bool) -> Result<(String, bool), Failure> {
    if !stdin {
        return Ok((secret::console_code(), true));
    }
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    form::new_password(&password).map_err(|flaw| format!("The password: {}", flaw_text(&flaw, Locale::En)))?;
    Ok((password, false))
}

// --- invariants ------------------------------------------------------------------------------------------------------

/// Recomputes the invariants.
pub async fn check(house: &House) -> Done {
    let mut tx = house.db.read().await?;
    club(&mut tx).await?;
    drop(tx);
    let found = spotter::check::everything(house).await.map_err(words)?;
    Ok(say_found(&found))
}

fn say_found(found: &Found) -> ExitCode {
    for one in &found.broken {
        say(one);
    }
    if found.broken.is_empty() {
        say(
            "Everything holds: the database, the audit log, the credits, the seats, the waitlists, the rooms and the coaches.",
        );
        say(format_args!(
            "The audit log has {} rows; the last is sealed {}.",
            found.rows, found.seal
        ));
        ExitCode::SUCCESS
    } else {
        say(format_args!("{} do not hold.", found.broken.len()));
        ExitCode::FAILURE
    }
}

// --- backups ---------------------------------------------------------------------------------------------------------

/// Makes a backup, or tries one.
pub async fn backup(config: &Config, wanted: &Backup) -> Done {
    let clock = Clock::default();
    if let Some(OfBackup::Check { file }) = &wanted.command {
        let tried = restore::try_out(config, &Tools::default(), file, &clock).await?;
        say(format_args!(
            "{} was made {} of {}; it opens, is whole and was restored on trial.",
            file.display(),
            tried.head.at.iso(),
            tried.found.org.name
        ));
        return Ok(say_found(&tried.found));
    }
    let keep = Span::hours(24 * wanted.keep);
    let taken = spotter::backup::take(config, &Tools::default(), wanted.folder.as_deref(), keep, clock.now()).await?;
    say(format_args!("{}: {}.", taken.file.display(), size(taken.made.bytes)));
    if !taken.deleted.is_empty() {
        say(format_args!(
            "{} older than {} days deleted.",
            taken.deleted.len(),
            wanted.keep
        ));
    }
    say(format_args!(
        "It opens with the key in {} alone. Keep a copy of that file, and of {}, where neither the server nor the backups are.",
        config.backup_key_file().display(),
        config.gone_list_file().display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup in a database's place.
pub async fn restore(config: &Config, wanted: &Restore) -> Done {
    let now = Clock::default().now();
    let done = restore::restore(config, &Tools::default(), &wanted.file, wanted.into.as_deref(), now).await?;
    say(format_args!("Restored, as it was {}.", done.head.at.iso()));
    if let Some(aside) = &done.aside {
        say(format_args!(
            "What was there before is in {aside}. Delete it when you no longer need it: it holds people's data."
        ));
    }
    let list = done.gone_list.display();
    if done.gone > 0 {
        say(format_args!(
            "{} people are on the list of whose data were erased ({list}); `spotter serve` erases those who are back before anybody \
             can look.",
            done.gone
        ));
    } else {
        say(format_args!(
            "There is no list of whose data were erased ({list}). If anybody was erased after this backup was made, put the list there \
             before you start the server."
        ));
    }
    if !done.has_data_key {
        say(format_args!(
            "The key of the health data is not in {}: put it there, else they stay closed.",
            done.data_key.display()
        ));
    }
    say("Now start the server, and look with `spotter check`.");
    Ok(ExitCode::SUCCESS)
}

// --- what the commands share -----------------------------------------------------------------------------------------

async fn club(tx: &mut Tx) -> Result<Organisation, Failure> {
    match studio::service::organisation::<Nothing>(tx).await {
        Err(AppError::NotFound) => Err(
            "There is no club in this database yet. Start `spotter serve` and open the page that it names, \
                                        or try things on an invented club with `spotter demo`."
                .into(),
        ),
        other => other.map_err(|error| words(error).into()),
    }
}

/// The location of this name; without a name the only one, `None` where there are several.
async fn place(tx: &mut Tx, org: OrgId, name: Option<&str>) -> Result<Option<Location>, Failure> {
    let mut locations = studio::service::locations::<Nothing>(tx, org).await.map_err(words)?;
    let Some(name) = name else {
        return Ok(if locations.len() == 1 { locations.pop() } else { None });
    };
    let is_meant = |location: &Location| {
        location.name.to_lowercase() == name.trim().to_lowercase() || location.id.to_string() == name
    };
    match locations.iter().position(is_meant) {
        Some(index) => Ok(Some(locations.swap_remove(index))),
        None => {
            let names: Vec<String> = locations.into_iter().map(|location| location.name).collect();
            Err(format!("There is no location {name:?}. There are: {}.", names.join(", ")).into())
        }
    }
}

/// A file, if it is not larger than any list or calendar.
fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let cannot = |error: io::Error| format!("{} cannot be read: {error}.", path.display());
    let size = fs::metadata(path).map_err(cannot)?.len();
    if size > MAX_BYTES as u64 {
        return Err(format!(
            "{} has {size} bytes, and at most {MAX_BYTES} are read. Split it and import the parts.",
            path.display()
        )
        .into());
    }
    Ok(fs::read(path).map_err(cannot)?)
}

/// An error in words for the console.
fn words<R: Reason>(error: AppError<R>) -> String {
    let AppError::Invalid(fields) = &error else {
        return error.text(Locale::En);
    };
    let fields: Vec<String> = fields
        .0
        .iter()
        .map(|(name, flaw)| format!("{name}: {}", flaw_text(flaw, Locale::En)))
        .collect();
    if fields.is_empty() {
        error.text(Locale::En)
    } else {
        fields.join("\n")
    }
}

/// A line on the console. Whoever reads may have stopped reading, as `head` does: that is no error.
fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn say_some(title: &str, lines: &[impl Display], most: usize) {
    if lines.is_empty() {
        return;
    }
    say(title);
    for line in lines.iter().take(most) {
        say(format_args!("  {line}"));
    }
    if lines.len() > most {
        say(format_args!("  and {} more", lines.len() - most));
    }
}

/// Shows on the error output how far a long command has come; shows nothing where nobody watches.
fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} % {msg}") {
        bar.set_style(style);
    }
    bar
}
