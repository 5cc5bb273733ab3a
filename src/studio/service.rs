//! Reading and setting up the organisation, its locations and its policies.

use super::{
    model::{
        Ages, BookingPolicy, Decision, Hours, Location, LocationId, OrgId, Organisation, PolicyId, Version, ages_of,
        countries, country_of_zone,
    },
    store,
};
use crate::platform::{
    db::{Asked, Tx},
    error::{Answer, AppError, fault},
    form::{self, FieldErrors, Flaw},
    house::House,
    i18n::Locale,
    secret,
    time::{Instant, Zone},
};

/// The organisation that this installation serves; [`AppError::NotFound`] before it was set up.
///
/// # Errors
/// [`AppError::NotFound`], or a fault of the database.
pub async fn organisation<R>(tx: &mut Tx) -> Answer<Organisation, R> {
    store::first_organisation(tx).await?.ok_or(AppError::NotFound)
}

/// The country that the club has said, and the one that its first location's zone lies in.
///
/// # Errors
/// A fault of the database.
pub async fn country<R>(tx: &mut Tx, org: OrgId) -> Answer<(Option<String>, Option<&'static str>), R> {
    let (said, zone) = store::country(tx, org).await?.unwrap_or_default();
    Ok((said, zone.as_deref().and_then(country_of_zone)))
}

/// Until when somebody is a child here, and from when on they agree to something by themselves: by the country, or the strictest.
///
/// # Errors
/// A fault of the database.
pub async fn ages<R>(tx: &mut Tx, org: OrgId) -> Answer<Ages, R> {
    let (said, zone) = country(tx, org).await?;
    let known = said.as_deref().or(zone).and_then(ages_of);
    Ok(known.unwrap_or(Ages::ANYWHERE))
}

/// Says which country's law holds; `None`: that of the first location.
///
/// # Errors
/// [`Flaw::Choice`] for one that is not known.
pub async fn set_country<R>(tx: &mut Tx, org: OrgId, country: Option<String>) -> Answer<(), R> {
    if country
        .as_deref()
        .is_some_and(|code| !countries().any(|known| known == code))
    {
        return Err(AppError::field("country", Flaw::Choice));
    }
    store::set_country(tx, org, country).await?;
    Ok(())
}

/// Its open locations, oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn locations<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<Location>, R> {
    Ok(store::locations(tx, org).await?)
}

/// One location; closed or foreign ones are not found.
///
/// # Errors
/// [`AppError::NotFound`], or a fault of the database.
pub async fn location<R>(tx: &mut Tx, org: OrgId, id: LocationId) -> Answer<Location, R> {
    store::location(tx, org, id).await?.ok_or(AppError::NotFound)
}

/// The zone of a location.
///
/// # Errors
/// A fault when the stored name is not one of the zone table's.
pub fn zone<R>(name: &str) -> Answer<Zone, R> {
    Zone::parse(name).ok_or_else(|| fault(&format_args!("unknown zone {name}")))
}

/// The booking policy in force at a location at an instant; the defaults when the owner set none.
///
/// # Errors
/// A fault when the stored policy cannot be read: better no booking than one by a wrong rule.
pub async fn booking_policy<R>(tx: &mut Tx, org: OrgId, location: LocationId, at: Instant) -> Answer<BookingPolicy, R> {
    match store::policy(tx, org, location, at).await? {
        Some(body) => serde_json::from_str(&body).map_err(|e| fault(&format_args!("the booking policy: {e}"))),
        None => Ok(BookingPolicy::default()),
    }
}

/// A location's zone and the policy in force there, in one look: every booking asks for both.
///
/// # Errors
/// [`AppError::NotFound`] for an unknown location; a fault where the policy cannot be read.
pub async fn booking_terms<R>(
    tx: &mut Tx,
    org: OrgId,
    location: LocationId,
    at: Instant,
) -> Answer<(Zone, BookingPolicy), R> {
    let asked = ask_booking_terms(tx, org, location, at);
    asked.terms(tx).await
}

/// The same, without waiting for it.
pub fn ask_booking_terms(tx: &mut Tx, org: OrgId, location: LocationId, at: Instant) -> AskedTerms {
    AskedTerms(store::terms(tx, org, location, at))
}

/// A zone and a booking policy that were asked for.
pub struct AskedTerms(Asked<Option<(String, Option<String>)>>);

impl AskedTerms {
    /// What was asked for.
    ///
    /// # Errors
    /// [`AppError::NotFound`] for a location that is not there.
    pub async fn terms<R>(self, tx: &mut Tx) -> Answer<(Zone, BookingPolicy), R> {
        let (zone, body) = self.0.take(tx).await?.ok_or(AppError::NotFound)?;
        let policy = match body {
            Some(body) => serde_json::from_str(&body).map_err(|e| fault(&format_args!("the booking policy: {e}")))?,
            None => BookingPolicy::default(),
        };
        Ok((self::zone(&zone)?, policy))
    }
}

/// Puts a booking policy into force from an instant on. Past promises stay: bookings keep their own deadline.
///
/// # Errors
/// [`AppError::Invalid`] for lengths below zero or above what a class can have.
pub async fn set_booking_policy(
    house: &House,
    org: OrgId,
    location: Option<LocationId>,
    policy: &BookingPolicy,
    from: Instant,
) -> Answer<()> {
    let mut tx = house.db.write().await?;
    set_booking_policy_in(&mut tx, org, location, policy, from, None, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The same within a transaction, by whoever does it; by nobody: the console.
///
/// # Errors
/// As [`set_booking_policy`].
pub async fn set_booking_policy_in<R>(
    tx: &mut Tx,
    org: OrgId,
    location: Option<LocationId>,
    policy: &BookingPolicy,
    from: Instant,
    by: Option<uuid::Uuid>,
    now: Instant,
) -> Answer<(), R> {
    check_booking_policy(policy).map_err(AppError::Invalid)?;
    Ok(store::add_policy(tx, org, location, policy, from, by, now).await?)
}

/// Whether the lengths of a policy make sense.
///
/// # Errors
/// The flaws of its fields.
pub fn check_booking_policy(policy: &BookingPolicy) -> Result<(), FieldErrors> {
    let year = 366 * 24 * 60;
    let mut errors = FieldErrors::default();
    for (field, value, min, max) in [
        ("opens_before", policy.opens_before, 0, year),
        ("closes_before", policy.closes_before, -600, year),
        ("cancel_limit", policy.cancel_limit, 0, 30 * 24 * 60),
        ("grace_after_booking", policy.grace_after_booking, 0, 24 * 60),
        ("grace_after_promotion", policy.grace_after_promotion, 0, 24 * 60),
        ("waitlist_max", policy.waitlist_max, 0, 1000),
        ("offer_from", policy.offer_from, 0, 30 * 24 * 60),
        ("offer_minutes", policy.offer_minutes, 1, 24 * 60),
        ("promotion_closes_before", policy.promotion_closes_before, 0, 24 * 60),
        ("max_per_day", policy.max_per_day, 1, 100),
        ("max_upcoming", policy.max_upcoming, 1, 1000),
        ("travel_gap", policy.travel_gap, 0, 24 * 60),
        ("check_in_before", policy.check_in_before, 0, year),
        ("check_in_after", policy.check_in_after, 0, 24 * 60),
        ("given_away_after", policy.given_away_after, 0, 24 * 60),
        ("minimum_before", policy.minimum_before, 0, 7 * 24 * 60),
        ("no_show_after", policy.no_show_after, 0, 24 * 60),
        ("out_after", policy.out_after, 30, 24 * 60),
        ("house_capacity", policy.house_capacity, 0, 100_000),
        ("strikes.no_show", policy.strikes.no_show, 0, 100),
        ("strikes.late_cancel", policy.strikes.late_cancel, 0, 100),
        ("strikes.window_days", policy.strikes.window_days, 1, 366),
        ("strikes.limit", policy.strikes.limit, 1, 1000),
        ("strikes.sanction_days", policy.strikes.sanction_days, 1, 366),
        ("strikes.waived", policy.strikes.waived, 0, 100),
    ] {
        if !(min..=max).contains(&value) {
            errors.0.push((field.to_owned(), Flaw::Number(min, max)));
        }
    }
    // the page shows it in days
    if policy.opens_before % 1440 != 0 {
        errors.0.push(("opens_before".to_owned(), Flaw::Number(0, year / 1440)));
    }
    if policy.opens_at.is_some_and(|minute| !(0..1440).contains(&minute)) {
        errors.0.push(("opens_at".to_owned(), Flaw::Time));
    }
    // on the day of the class itself such an hour may come after the class
    if policy.opens_at.is_some() && policy.opens_before < 1440 {
        errors.0.push(("opens_before".to_owned(), Flaw::Number(1, year / 1440)));
    }
    if policy
        .quiet
        .is_some_and(|(from, to)| !(0..1440).contains(&from) || !(0..1440).contains(&to) || from == to)
    {
        errors.0.push(("quiet".to_owned(), Flaw::Time));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(())
}

/// The rules of a location's own, or of everywhere, the latest to begin first.
///
/// # Errors
/// A fault when stored rules cannot be read.
pub async fn versions<R>(tx: &mut Tx, org: OrgId, location: Option<LocationId>) -> Answer<Vec<Version>, R> {
    let read = |row: store::VersionRow| {
        let policy = serde_json::from_str(&row.body).map_err(|e| fault(&format_args!("the booking policy: {e}")))?;
        Ok(Version {
            id: row.id,
            policy,
            from: row.effective_from,
            by: row.by,
        })
    };
    let rows = store::versions(tx, org, location).await?;
    rows.into_iter().map(read).collect()
}

/// Takes back rules that have not begun.
///
/// # Errors
/// [`AppError::NotFound`] for rules that are in force or were.
pub async fn withdraw<R>(
    tx: &mut Tx,
    org: OrgId,
    location: Option<LocationId>,
    id: PolicyId,
    now: Instant,
) -> Answer<(), R> {
    match store::withdraw(tx, org, location, id, now).await? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// What was decided everywhere about something that another slice reads, the latest to begin first: what it says, from when on, by whom.
/// `kind` says what it is about; what it says is that slice's own.
///
/// # Errors
/// A fault of the database.
pub async fn decisions<R>(tx: &mut Tx, org: OrgId, kind: &'static str) -> Answer<Vec<Decision>, R> {
    let rows = store::decisions(tx, org, kind).await?;
    let read = |row: store::VersionRow| Decision {
        id: row.id,
        body: row.body,
        from: row.effective_from,
        by: row.by,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The one that holds at an instant.
///
/// # Errors
/// A fault of the database.
pub async fn decision<R>(tx: &mut Tx, org: OrgId, kind: &'static str, at: Instant) -> Answer<Option<String>, R> {
    Ok(store::decision(tx, org, kind, at).await?)
}

/// Decides something from an instant on.
///
/// # Errors
/// A fault of the database.
pub async fn decide<R>(
    tx: &mut Tx,
    org: OrgId,
    what: (&'static str, String),
    from: Instant,
    by: uuid::Uuid,
    now: Instant,
) -> Answer<(), R> {
    Ok(store::decide(tx, org, what, from, by, now).await?)
}

/// Takes back what has not begun.
///
/// # Errors
/// [`AppError::NotFound`] for what holds or did.
pub async fn undecide<R>(tx: &mut Tx, org: OrgId, kind: &'static str, id: PolicyId, now: Instant) -> Answer<(), R> {
    match store::undecide(tx, org, kind, id, now).await? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// Sets up a new organisation.
///
/// # Errors
/// [`AppError::Invalid`] for an empty name or a currency that is not three letters.
pub async fn found(
    tx: &mut Tx,
    name: &str,
    currency: &str,
    locale: &str,
    demo: bool,
    now: Instant,
) -> Answer<Organisation> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let good = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_uppercase());
    let currency = errors.check(
        "currency",
        if good {
            Ok(currency.to_owned())
        } else {
            Err(Flaw::Choice)
        },
    );
    let (Some(name), Some(currency)) = (name, currency) else {
        return Err(AppError::Invalid(errors));
    };
    let org = Organisation {
        id: OrgId::fresh(),
        name,
        currency,
        locale: locale.to_owned(),
        demo,
    };
    store::add_organisation(tx, &org, secret::random::<32>().to_vec(), now).await?;
    Ok(org)
}

/// Opens a location, from 06:00 to 22:00 every day until its hours are set.
///
/// # Errors
/// [`AppError::Invalid`] for an empty or used name, or a zone that the zone table does not have.
pub async fn open_location(
    tx: &mut Tx,
    org: OrgId,
    name: &str,
    zone: &str,
    address: &str,
    now: Instant,
) -> Answer<Location> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let zone = errors.check(
        "zone",
        Zone::parse(zone).map(|z| z.0.name().to_owned()).ok_or(Flaw::Choice),
    );
    let address = errors
        .check("address", form::optional_text(address, 200))
        .flatten()
        .unwrap_or_default();
    let (Some(name), Some(zone)) = (name, zone) else {
        return Err(AppError::Invalid(errors));
    };
    let location = Location {
        id: LocationId::fresh(),
        name,
        zone,
        address,
    };
    match store::add_location(tx, org, &location, now).await {
        Err(e) if e.is_unique_violation() => return Err(AppError::field("name", Flaw::NameTaken)),
        other => other?,
    }
    for weekday in 1..=7 {
        store::add_hours(
            tx,
            location.id,
            Hours {
                weekday,
                opens: 6 * 60,
                closes: 22 * 60,
            },
        )
        .await?;
    }
    Ok(location)
}

/// Changes what the organisation is called, what it sells in, and the language of notices to members who chose none.
///
/// # Errors
/// [`AppError::Invalid`] for an empty name, a currency that is not three letters, or a language that there is not.
pub async fn change_organisation(tx: &mut Tx, org: OrgId, name: &str, currency: &str, locale: &str) -> Answer<()> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let good = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_uppercase());
    errors.check("currency", if good { Ok(()) } else { Err(Flaw::Choice) });
    let locale = errors.check("locale", Locale::from_tag(locale).ok_or(Flaw::Choice));
    let (Some(name), Some(locale), true) = (name, locale, good) else {
        return Err(AppError::Invalid(errors));
    };
    store::change_organisation(tx, org, name, currency.to_owned(), locale.tag().to_owned()).await?;
    Ok(())
}

/// Changes what a location is called, where it is and in which zone.
///
/// # Errors
/// As [`open_location`]; [`AppError::NotFound`].
pub async fn change_location(
    tx: &mut Tx,
    org: OrgId,
    id: LocationId,
    name: &str,
    zone: &str,
    address: &str,
) -> Answer<()> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(name, 80));
    let zone = errors.check(
        "zone",
        Zone::parse(zone.trim())
            .map(|z| z.0.name().to_owned())
            .ok_or(Flaw::Choice),
    );
    let address = errors.check("address", form::optional_text(address, 200));
    let (Some(name), Some(zone), Some(address)) = (name, zone, address) else {
        return Err(AppError::Invalid(errors));
    };
    let location = Location {
        id,
        name,
        zone,
        address: address.unwrap_or_default(),
    };
    match store::change_location(tx, org, &location).await {
        Err(e) if e.is_unique_violation() => Err(AppError::field("name", Flaw::NameTaken)),
        Ok(0) => Err(AppError::NotFound),
        other => other.map(|_| ()).map_err(AppError::from),
    }
}

/// When a location is open.
///
/// # Errors
/// A fault of the database.
pub async fn hours<R>(tx: &mut Tx, location: LocationId) -> Answer<Vec<Hours>, R> {
    Ok(store::hours(tx, location).await?)
}

/// Sets when a location is open, in place of what was said before.
///
/// # Errors
/// A fault of the database.
pub async fn set_hours<R>(tx: &mut Tx, location: LocationId, hours: &[Hours]) -> Answer<(), R> {
    store::remove_hours(tx, location).await?;
    for hours in hours {
        store::add_hours(tx, location, *hours).await?;
    }
    Ok(())
}

/// The organisation's share of the key that signs entry codes.
///
/// # Errors
/// A fault of the database.
pub async fn code_key<R>(tx: &mut Tx, org: OrgId) -> Answer<Vec<u8>, R> {
    Ok(store::code_key(tx, org).await?)
}

/// The first of `n` new member numbers in a row.
///
/// # Errors
/// A fault of the database.
pub async fn member_numbers<R>(tx: &mut Tx, org: OrgId, n: i64) -> Answer<i64, R> {
    Ok(store::take_numbers(tx, org, n).await? - n + 1)
}
