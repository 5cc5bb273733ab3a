//! Statements that are sent together.
//!
//! A statement takes some microseconds, and asking for it several times as long: a change of thread and back in SQLite, a
//! way to the server and back in Postgres. So a use case that needs several answers to go on asks for all of them
//! ([`Query::ask`](super::Query::ask)), and one that only writes says what it writes and what must come of it
//! ([`Query::later`](super::Query::later)). They are kept in order and sent with the next statement whose answer is
//! awaited, at the latest before the commit.
//!
//! In SQLite the whole batch is one text of several statements. Postgres takes one statement at a time; there the effects
//! that stand together become one, as parts of a `WITH`. Such parts do not see one another: what is put off must not depend on
//! what was put off before it.

use super::{
    DbError, Result,
    query::{Add, Args, Rows},
};
use std::{
    borrow::Cow,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

/// Where an answer is put until somebody takes it.
pub(super) type Slot = Arc<Mutex<Option<Rows>>>;

/// What is to become of a statement's answer.
pub(super) enum Wants {
    /// Rows, for whoever asked.
    Rows(Slot),
    /// Rows, or how many of them it changed, for whoever waits for it now.
    Now,
    /// How many rows it changed, for whoever waits for it now; it stands together with what was put off before it.
    Together,
    /// So many rows changed, or what was read before is no longer so.
    Exactly(u64),
    /// So many rows changed, or this is the matter.
    Must(u64, &'static str),
}

pub(super) struct Statement {
    pub(super) text: Cow<'static, str>,
    pub(super) values: Vec<Add>,
    pub(super) wants: Wants,
}

impl Statement {
    pub(super) fn writes(&self) -> bool {
        !self.text.trim_start().starts_with("SELECT")
    }

    /// Whether only the number of changed rows matters of it, so that it may become part of another statement.
    fn is_effect(&self) -> bool {
        let text = self.text.trim_start();
        matches!(self.wants, Wants::Together | Wants::Exactly(_) | Wants::Must(..))
            && ["INSERT ", "UPDATE ", "DELETE "]
                .iter()
                .any(|verb| text.starts_with(verb))
            && !text.contains("RETURNING ")
    }

    /// Gives the answer to whoever asked for it before.
    pub(super) fn answer(&self, rows: &mut Rows) -> Result<()> {
        match &self.wants {
            Wants::Exactly(n) if rows.changed() != *n => {
                tracing::warn!(statement = %self.text, wanted = n, changed = rows.changed(), "not what was read before");
                Err(DbError::unmet())
            }
            Wants::Must(n, what) if rows.changed() != *n => Err(DbError::refused(*what)),
            Wants::Rows(slot) => {
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(std::mem::take(rows));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// How many of the first statements go to Postgres as one.
pub(super) fn together(queue: &[Statement]) -> usize {
    queue
        .iter()
        .take_while(|statement| statement.is_effect())
        .count()
        .max(1)
}

/// One text of several statements.
pub(super) fn script(queue: &mut [Statement], args: &mut Args) -> sqlx::Result<Cow<'static, str>> {
    if let [only] = queue {
        args.add_all(&mut only.values)?;
        return Ok(only.text.clone());
    }
    let mut text = String::with_capacity(queue.iter().map(|s| s.text.len() + 8).sum());
    let mut before = 0;
    for statement in queue {
        if before > 0 || !text.is_empty() {
            text.push_str("; ");
        }
        renumber(&mut text, &statement.text, before);
        before += statement.values.len();
        args.add_all(&mut statement.values)?;
    }
    Ok(text.into())
}

/// One statement of several effects, which answers with one row: how many rows each has changed.
pub(super) fn with(queue: &mut [Statement], args: &mut Args) -> sqlx::Result<Cow<'static, str>> {
    if let [only] = queue {
        args.add_all(&mut only.values)?;
        return Ok(only.text.clone());
    }
    let n = queue.len();
    let mut text = String::with_capacity(queue.iter().map(|s| s.text.len() + 64).sum());
    let mut before = 0;
    for (i, statement) in queue.iter_mut().enumerate() {
        let _ = write!(text, "{} e{i} AS (", if i == 0 { "WITH" } else { "," });
        renumber(&mut text, &statement.text, before);
        text.push_str(" RETURNING 1)");
        before += statement.values.len();
        args.add_all(&mut statement.values)?;
    }
    for i in 0..n {
        let _ = write!(
            text,
            "{} (SELECT count(*) FROM e{i})",
            if i == 0 { " SELECT" } else { "," }
        );
    }
    Ok(text.into())
}

/// Writes a statement whose parameters are counted on from so many.
fn renumber(out: &mut String, text: &str, before: usize) {
    let mut quoted = false;
    let mut rest = text;
    while let Some(at) = rest.find(['$', '\'']) {
        let (head, tail) = rest.split_at(at);
        out.push_str(head);
        rest = &tail[1..];
        if tail.starts_with('\'') {
            quoted = !quoted;
            out.push('\'');
            continue;
        }
        out.push('$');
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = rest.split_at(digits);
        match number.parse::<usize>() {
            Ok(number) if !quoted => {
                let _ = write!(out, "{}", number + before);
                rest = after;
            }
            _ => {}
        }
    }
    out.push_str(rest);
}

type Read<T> = Box<dyn FnOnce(&Rows) -> sqlx::Result<T> + Send>;

/// An answer that was asked for and comes with the next statement that is sent.
#[must_use = "an answer that nobody takes was asked for in vain"]
pub struct Asked<T> {
    slot: Slot,
    read: Read<T>,
}

impl<T: 'static> Asked<T> {
    pub(super) fn new(slot: Slot, read: impl FnOnce(&Rows) -> sqlx::Result<T> + Send + 'static) -> Self {
        Self {
            slot,
            read: Box::new(read),
        }
    }

    /// The same answer in another form.
    pub fn map<U: 'static>(self, into: impl FnOnce(T) -> U + Send + 'static) -> Asked<U> {
        let read = self.read;
        Asked {
            slot: self.slot,
            read: Box::new(move |rows| read(rows).map(into)),
        }
    }

    /// The answer, with everything that was put off before it.
    ///
    /// # Errors
    /// Those of every statement that was put off; `is_busy` where one of them did not change what it had to.
    pub async fn take(self, tx: &mut super::Tx) -> Result<T> {
        tx.settle().await?;
        let rows = self.slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        let rows = rows.ok_or_else(|| DbError::refused("a statement was asked in another transaction"))?;
        Ok((self.read)(&rows)?)
    }
}

#[cfg(test)]
mod tests {
    use super::renumber;

    #[test]
    fn parameters_are_counted_on_and_texts_left_alone() {
        let mut out = String::new();
        renumber(&mut out, "SELECT '$1 it''s $2', $1, $12 || 'a$3' FROM t WHERE b=$2", 10);
        assert_eq!(out, "SELECT '$1 it''s $2', $11, $22 || 'a$3' FROM t WHERE b=$12");
    }
}
