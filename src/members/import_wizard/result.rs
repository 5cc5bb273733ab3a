//! What became of every row, as a file.

use super::{found, shown};
use crate::{
    accounts::model::Who,
    members::{
        import_store::{self as store, Which},
        model::{ImportFilter, RowOutcome, UploadId},
    },
    platform::{
        error::{Answer, Nothing, fault},
        house::House,
        i18n::{Locale, t},
        sheet::harmless,
    },
};

/// A CSV file with a line for every row that is asked for, in the reader's language; no cell of it is a formula.
///
/// # Errors
/// [`crate::platform::error::AppError::NotFound`].
pub async fn result(house: &House, who: &Who, id: UploadId, filter: &ImportFilter, l: Locale) -> Answer<Vec<u8>> {
    let mut tx = house.db.read().await?;
    let upload = found::<Nothing>(&mut tx, who.org, id).await?;
    let which = Which {
        outcome: RowOutcome::ALL.into_iter().find(|one| one.code() == filter.show),
        noted: filter.show == "noted",
        like: super::like(&filter.q),
    };
    let rows = store::rows(&mut tx, who.org, id, &which, i64::MAX, 0).await?;
    drop(tx);
    let mut out = Vec::from("\u{feff}".as_bytes());
    let mut writer = csv::Writer::from_writer(&mut out);
    let wrong = |e: csv::Error| fault(&e);
    writer
        .write_record([
            t::import::col_line(l),
            t::import::col_name(l),
            t::import::col_outcome(l),
            t::import::col_number(l),
            t::import::col_remarks(l),
        ])
        .map_err(wrong)?;
    for row in rows {
        let row = shown(row, l);
        let cells = [
            row.line.to_string(),
            row.name,
            row.outcome.text(upload.state, l).to_owned(),
            row.number.map(|number| number.to_string()).unwrap_or_default(),
            row.remarks.join("; "),
        ];
        writer.write_record(cells.map(|cell| harmless(&cell))).map_err(wrong)?;
    }
    writer.flush().map_err(|e| fault(&e))?;
    drop(writer);
    Ok(out)
}
