//! The audit log: written by every service in its own transaction, read by whoever may, checked by `spotter check`.

use crate::{
    accounts::{
        audit_store::{self as store, Wanted},
        model::{
            AccountId, AuditFilter, AuditLine, AuditPage, AuditRow, Deed, Detail, ObjectKind, Permission, Scope, Who,
        },
        rules,
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, fault},
        form,
        house::House,
        request,
        time::{Instant, day_plus},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use uuid::Uuid;

/// Lines a page.
const LINES: i64 = 50;
/// Rows that are checked at once.
const AT_ONCE: i64 = 2000;

/// Who did something: somebody who is signed in, an account, or the console.
#[derive(Debug, Clone, Copy)]
pub struct By {
    org: OrgId,
    account: Option<AccountId>,
}

impl By {
    /// Whoever sits at the console.
    #[must_use]
    pub const fn console(org: OrgId) -> Self {
        Self { org, account: None }
    }

    /// An account that is not signed in, or not yet.
    #[must_use]
    pub const fn account(org: OrgId, account: AccountId) -> Self {
        Self {
            org,
            account: Some(account),
        }
    }
}

impl From<&Who> for By {
    fn from(who: &Who) -> Self {
        Self::account(who.org, who.account)
    }
}

/// What is to stand in the log. Of members' own data only the names of fields, never what stands in them: the log cannot forget.
#[derive(Debug, Clone)]
pub struct Note {
    deed: Deed,
    object: Option<(ObjectKind, Uuid)>,
    location: Option<LocationId>,
    details: Vec<Detail>,
}

impl Note {
    /// Somebody did this.
    #[must_use]
    pub const fn new(deed: Deed) -> Self {
        Self {
            deed,
            object: None,
            location: None,
            details: Vec::new(),
        }
    }

    /// To this.
    #[must_use]
    pub fn on(mut self, kind: ObjectKind, id: Uuid) -> Self {
        self.object = Some((kind, id));
        self
    }

    /// At this place, whose manager may read it.
    #[must_use]
    pub fn at(mut self, location: Option<LocationId>) -> Self {
        self.location = location;
        self
    }

    /// With this.
    #[must_use]
    pub fn with(mut self, field: &str, is: impl ToString) -> Self {
        self.details.push(Detail {
            field: field.to_owned(),
            from: None,
            to: Some(is.to_string()),
        });
        self
    }

    /// Changing a field, if it did change.
    #[must_use]
    pub fn changed(mut self, field: &str, from: impl ToString, to: impl ToString) -> Self {
        let (from, to) = (from.to_string(), to.to_string());
        if from != to {
            self.details.push(Detail {
                field: field.to_owned(),
                from: Some(from),
                to: Some(to),
            });
        }
        self
    }

    /// Changing a field whose content is not told.
    #[must_use]
    pub fn touched(mut self, field: &str) -> Self {
        self.details.push(Detail {
            field: field.to_owned(),
            from: None,
            to: None,
        });
        self
    }
}

/// Writes a line of the log; it stands there when the transaction commits.
///
/// Call it last, after every lock: from here on, until the commit, whoever else writes a line waits.
///
/// # Errors
/// A fault of the database.
pub async fn audit<R>(tx: &mut Tx, by: impl Into<By>, note: Note, now: Instant) -> Answer<(), R> {
    let by = by.into();
    let (n, previous) = store::next(tx, by.org).await?;
    let (object_kind, object_id) = rules::object(note.object);
    let mut row = AuditRow {
        n,
        at: now,
        account_id: by.account.map(|account| account.0),
        deed: note.deed.code().to_owned(),
        object_kind,
        object_id,
        location_id: note.location.map(|location| location.0),
        address: request::address().chars().take(64).collect(),
        details: serde_json::to_string(&note.details).map_err(|e| fault(&e))?,
        previous,
        seal: Vec::new(),
    };
    row.seal = row.sealed();
    store::add(tx, by.org, row).await?;
    Ok(())
}

/// Whether the log is what was written, from its first row to its last: the first row that is not, in words.
///
/// # Errors
/// A fault of the database.
pub async fn check_audit(tx: &mut Tx) -> Answer<Vec<String>> {
    let org = match studio::service::organisation::<crate::platform::error::Nothing>(tx).await {
        Ok(org) => org.id,
        Err(AppError::NotFound) => return Ok(Vec::new()),
        Err(other) => return Err(other),
    };
    let (mut n, mut seal) = (0, rules::BEGINNING.to_vec());
    loop {
        let rows = store::after(tx, org, n, AT_ONCE).await?;
        let Some(last) = rows.last().map(|row| (row.n, row.seal.clone())) else {
            break;
        };
        for row in &rows {
            if let Some(wrong) = row.wrong(n, &seal) {
                return Ok(vec![format!("the audit log is broken at row {}: {wrong}", row.n)]);
            }
            (n, seal) = (row.n, row.seal.clone());
        }
        (n, seal) = last;
    }
    let head = store::head(tx, org).await?.unwrap_or((0, rules::BEGINNING.to_vec()));
    if head == (n, seal) {
        return Ok(Vec::new());
    }
    Ok(vec![format!(
        "the audit log is broken behind row {n}: rows are missing up to {}, or its end was changed",
        head.0
    )])
}

/// How many rows the log has, and the seal of the last: whoever writes both down elsewhere proves later that nothing was cut off.
///
/// # Errors
/// A fault of the database.
pub async fn audit_end<R>(tx: &mut Tx, org: OrgId) -> Answer<(i64, String), R> {
    let (n, seal) = store::head(tx, org).await?.unwrap_or((0, rules::BEGINNING.to_vec()));
    let seal = seal.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((n, seal))
}

/// A page of the log. Whoever is bound to places reads what was done there.
///
/// # Errors
/// [`AppError::Forbidden`].
pub async fn audit_log(house: &House, who: &Who, filter: &AuditFilter) -> Answer<AuditPage> {
    let scope = who.scope(Permission::SeeAudit).ok_or(AppError::Forbidden)?;
    let mut tx = house.db.read().await?;
    let locations = studio::service::locations(&mut tx, who.org).await?;
    let zone = match locations.first() {
        Some(first) => studio::service::zone(&first.zone)?,
        None => crate::platform::time::Zone(chrono_tz::UTC),
    };
    // nonsense in the address finds nothing rather than everything
    let id = |text: &str| (!text.is_empty()).then(|| text.parse::<Uuid>().unwrap_or_default());
    let day = |text: &str| form::day(text).ok();
    let places = match scope {
        Scope::Everywhere => None,
        Scope::At(places) => Some(places),
    };
    let bound = places.is_some();
    let wanted = Wanted {
        who: id(&filter.who),
        deed: (!filter.deed.is_empty()).then(|| filter.deed.chars().filter(|c| !c.is_control()).take(40).collect()),
        object: id(&filter.object),
        from: day(&filter.from).map(|day| zone.at(day, 0)),
        until: day(&filter.until).map(|day| zone.at(day_plus(day, 1), 0)),
        places,
    };
    let total = store::count(&mut tx, who.org, &wanted).await?;
    let page = filter.page.clamp(1, 1_000_000);
    let rows = store::lines(&mut tx, who.org, &wanted, LINES, (page - 1) * LINES).await?;
    let people = if bound {
        Vec::new()
    } else {
        store::people(&mut tx, who.org).await?
    };
    let lines = rows.into_iter().filter_map(|row| {
        let deed = rules::deed(&row.deed)?;
        let kind = row
            .object_kind
            .and_then(|kind| serde_json::from_value::<ObjectKind>(kind.into()).ok());
        Some(AuditLine {
            n: row.n,
            at: zone.moment(row.at),
            who: row.account_id.map(|_| row.name.unwrap_or_default()),
            deed,
            object: kind.zip(row.object_id),
            object_name: row.object_name.unwrap_or_default(),
            location: row.location_id,
            address: row.address,
            details: serde_json::from_str(&row.details).unwrap_or_default(),
        })
    });
    Ok(AuditPage {
        lines: lines.collect(),
        total,
        size: LINES,
        people,
    })
}
