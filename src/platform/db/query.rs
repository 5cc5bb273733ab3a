//! One statement, written once, for either database.

use std::borrow::Cow;

use sqlx::{
    Arguments, Decode, Encode, FromRow, Postgres, Row, Sqlite, Type,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{
    Kind, Result, Tx,
    batch::{Asked, Slot, Statement, Wants},
};

/// A type that can be bound as a parameter in either database.
pub trait Param: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}
impl<T> Param for T where T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}

/// A type that can be read from one column in either database.
pub trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin
{
}
impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres> + Send + Unpin
{
}

/// A struct that can be read from a row of either database: `#[derive(sqlx::FromRow)]` is enough.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// The parameters of one statement, in the form its database wants.
pub(super) enum Args {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

impl Args {
    pub(super) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => Self::Sqlite(SqliteArguments::default()),
            Kind::Postgres => Self::Postgres(PgArguments::default()),
        }
    }

    fn add(&mut self, value: impl Param) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(args) => Arguments::add(args, value),
            Self::Postgres(args) => args.add(value),
        }
        .map_err(sqlx::Error::Encode)
    }

    pub(super) fn add_all(&mut self, values: &mut Vec<Add>) -> sqlx::Result<()> {
        values.drain(..).try_for_each(|add| add(self))
    }
}

/// What a statement gave back.
pub(super) enum Rows {
    Sqlite(Vec<SqliteRow>, u64),
    Postgres(Vec<PgRow>, u64),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Sqlite(Vec::new(), 0)
    }
}

impl Rows {
    /// The answers of effects that were sent as one: a row with the number of each.
    pub(super) fn counts(&self, n: usize) -> sqlx::Result<Vec<Self>> {
        let Self::Postgres(rows, _) = self else {
            return Err(sqlx::Error::RowNotFound);
        };
        let row = rows.first().ok_or(sqlx::Error::RowNotFound)?;
        let count = |i| Ok(Self::Postgres(Vec::new(), row.try_get::<i64, _>(i)?.cast_unsigned()));
        (0..n).map(count).collect()
    }

    pub(super) fn changed(&self) -> u64 {
        match self {
            Self::Sqlite(_, changed) | Self::Postgres(_, changed) => *changed,
        }
    }

    fn records<T: Record>(&self) -> sqlx::Result<Vec<T>> {
        match self {
            Self::Sqlite(rows, _) => rows.iter().map(T::from_row).collect(),
            Self::Postgres(rows, _) => rows.iter().map(T::from_row).collect(),
        }
    }

    fn first<T: Record>(&self) -> sqlx::Result<Option<T>> {
        match self {
            Self::Sqlite(rows, _) => rows.first().map(T::from_row).transpose(),
            Self::Postgres(rows, _) => rows.first().map(T::from_row).transpose(),
        }
    }

    fn first_values<T: Column>(&self) -> sqlx::Result<Vec<T>> {
        match self {
            Self::Sqlite(rows, _) => rows.iter().map(|row| row.try_get(0)).collect(),
            Self::Postgres(rows, _) => rows.iter().map(|row| row.try_get(0)).collect(),
        }
    }

    fn first_value<T: Column>(&self) -> sqlx::Result<Option<T>> {
        match self {
            Self::Sqlite(rows, _) => rows.first().map(|row| row.try_get(0)).transpose(),
            Self::Postgres(rows, _) => rows.first().map(|row| row.try_get(0)).transpose(),
        }
    }
}

pub(super) type Add = Box<dyn FnOnce(&mut Args) -> sqlx::Result<()> + Send>;

/// A statement with its parameters, numbered `$1`, `$2`, … in both databases.
///
/// After a statement that failed in the database the transaction is over, as Postgres has it: every further one
/// fails, and so does `commit`. Where a failure is expected, put a savepoint before it.
#[must_use = "a statement does nothing until it is run"]
pub struct Query<'t> {
    tx: &'t mut Tx,
    text: Cow<'static, str>,
    values: Vec<Add>,
}

impl<'t> Query<'t> {
    pub(super) fn new(tx: &'t mut Tx, sql: &'static str) -> Self {
        Self {
            tx,
            text: Cow::Borrowed(sql),
            values: Vec::new(),
        }
    }

    pub(super) fn built(tx: &'t mut Tx, sql: Sql) -> Self {
        Self {
            tx,
            text: Cow::Owned(sql.text),
            values: sql.values,
        }
    }

    /// Gives the next parameter its value: the first call is `$1`.
    pub fn bind(mut self, value: impl Param + Send + 'static) -> Self {
        self.values.push(Box::new(move |args| args.add(value)));
        self
    }

    /// Gives the next parameters their values, one after the other.
    pub fn bind_all<T: Param + Send + 'static>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        for value in values {
            self = self.bind(value);
        }
        self
    }

    /// Puts a statement off that is there for its effect: it is sent with the next one that is awaited. It must not depend on
    /// what was put off before it, nor touch a row that it touches: one row moves once.
    ///
    /// It must change so many rows. Where it does not, what the use case read before is no longer so: the statement that it
    /// is sent with fails, as `is_busy`, and nothing of the transaction is kept.
    pub fn later(self, rows: u64) {
        let (tx, statement) = self.into(Wants::Exactly(rows));
        tx.put_off(statement);
    }

    /// The same, where falling short is a fault of the books and no other try would help: `what` is the matter.
    pub fn must(self, rows: u64, what: &'static str) {
        let (tx, statement) = self.into(Wants::Must(rows, what));
        tx.put_off(statement);
    }

    /// Asks for every row, without waiting for them.
    pub fn ask<T: Record + 'static>(self) -> Asked<Vec<T>> {
        self.asked(|rows| rows.records())
    }

    /// Asks for the one row, if there is one, without waiting for it.
    pub fn ask_maybe<T: Record + 'static>(self) -> Asked<Option<T>> {
        self.asked(|rows| rows.first())
    }

    fn asked<T: 'static>(self, read: impl FnOnce(&Rows) -> sqlx::Result<T> + Send + 'static) -> Asked<T> {
        let slot = Slot::default();
        let (tx, statement) = self.into(Wants::Rows(Slot::clone(&slot)));
        tx.put_off(statement);
        Asked::new(slot, read)
    }

    fn into(self, wants: Wants) -> (&'t mut Tx, Statement) {
        let Self { tx, text, values } = self;
        (tx, Statement { text, values, wants })
    }

    /// Every row.
    pub async fn all<T: Record>(self) -> Result<Vec<T>> {
        Ok(self.rows().await?.records()?)
    }

    /// The one row. Errors: `is_not_found` if there is none.
    pub async fn one<T: Record>(self) -> Result<T> {
        let row = self.rows().await?.first()?;
        row.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// The one row, if there is one.
    pub async fn maybe<T: Record>(self) -> Result<Option<T>> {
        Ok(self.rows().await?.first()?)
    }

    /// The first column of every row.
    pub async fn values<T: Column>(self) -> Result<Vec<T>> {
        Ok(self.rows().await?.first_values()?)
    }

    /// The first column of the one row. Errors: `is_not_found` if there is none.
    pub async fn value<T: Column>(self) -> Result<T> {
        let value = self.rows().await?.first_value()?;
        value.ok_or_else(|| sqlx::Error::RowNotFound.into())
    }

    /// The first column of the one row, if there is one.
    pub async fn maybe_value<T: Column>(self) -> Result<Option<T>> {
        Ok(self.rows().await?.first_value()?)
    }

    /// Runs a statement that is there for its effect; how many rows it inserted, updated or deleted.
    pub async fn run(self) -> Result<u64> {
        Ok(self.rows().await?.changed())
    }

    /// The same, sent as one with what was put off: it must not depend on that, nor touch a row that it touches.
    pub async fn run_together(self) -> Result<u64> {
        Ok(self.sent(Wants::Together).await?.changed())
    }

    // Every statement is read to its end, also where one row is wanted: SQLite checks the foreign keys of an
    // `INSERT … RETURNING` only in its last step, and a reader who stops early never hears of the violation.
    async fn rows(self) -> Result<Rows> {
        self.sent(Wants::Now).await
    }

    async fn sent(self, wants: Wants) -> Result<Rows> {
        let (tx, statement) = self.into(wants);
        tx.put_off(statement);
        tx.send().await
    }
}

/// A statement put together while the program runs, for lists with optional filters.
///
/// Its text can only come from the program (`&'static str`); what a person typed can only become a parameter.
pub struct Sql {
    text: String,
    values: Vec<Add>,
}

impl Sql {
    /// Starts with this text.
    pub fn new(start: &'static str) -> Self {
        Self {
            text: start.into(),
            values: Vec::new(),
        }
    }

    /// Adds text.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds the next `$n` and its value.
    pub fn push_bind(&mut self, value: impl Param + Send + 'static) -> &mut Self {
        self.values.push(Box::new(move |args| args.add(value)));
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds `($4, $5, …)` for an `IN`. An empty list becomes `(NULL)`, which nothing is in.
    pub fn push_list<T: Param + Send + 'static>(&mut self, values: impl IntoIterator<Item = T>) -> &mut Self {
        let before = self.values.len();
        self.text.push('(');
        for value in values {
            if self.values.len() > before {
                self.text.push_str(", ");
            }
            self.push_bind(value);
        }
        if self.values.len() == before {
            self.text.push_str("NULL");
        }
        self.text.push(')');
        self
    }
}
