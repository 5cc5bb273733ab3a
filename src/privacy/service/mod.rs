//! The data map, consents, health notes, the copy of one's own data and the end of them.

mod again;
mod consents;
mod copy;
mod erase;
mod health;
pub mod merge;
mod notice;

pub use again::{Again, note as note_erasures, reconcile};
pub use consents::{agrees, give, own, privacy_of, record, withdraw};
pub use copy::{copy_of, own_copy};
pub use erase::{erase_of, erase_own, preview, preview_of};
pub use health::{HealthForm, open_health, save_health, sealed_under};
pub use notice::notice;

use super::{
    model::{DataMap, MappedColumns, MappedTable},
    rules::map::tables,
};
use crate::{
    booking::service::For,
    members,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        time::{Instant, Moment},
    },
    studio::model::OrgId,
};

/// What the club keeps, why, how long, and what erasing does to it.
#[must_use]
pub fn data_map() -> DataMap {
    let columns = |of: &crate::privacy::rules::map::Table| {
        let one = |(kind, erase, names): &(_, _, &'static str)| MappedColumns {
            kind: *kind,
            erase: *erase,
            names: names.split_whitespace().map(str::to_owned).collect(),
        };
        of.columns.iter().map(one).collect()
    };
    let table = |of: &crate::privacy::rules::map::Table| MappedTable {
        name: of.name.to_owned(),
        area: of.area,
        why: of.why,
        keep: of.keep,
        columns: columns(of),
    };
    DataMap {
        tables: tables().map(table).collect(),
    }
}

/// Lets nobody speak for another but whoever answers for them before the law.
async fn speaks_for<R>(tx: &mut Tx, org: OrgId, on: For, now: Instant) -> Answer<(), R> {
    if on.me == on.member || members::household::answers_for(tx, org, on.me, on.member, now).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// An instant on the wall of the club's first location, for pages that belong to no location.
async fn on_wall<R>(tx: &mut Tx, org: OrgId, at: Instant) -> Answer<Moment, R> {
    let offset = members::service::offset(tx, org, at).await?;
    Ok(Moment { at, offset })
}
