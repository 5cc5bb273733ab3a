//! What must always hold, recomputed over the whole house: `spotter check` and the trial of a backup ask the same.

use crate::{
    accounts, booking, members, plans,
    platform::{
        error::{Answer, Nothing},
        house::House,
    },
    studio::{self, model::Organisation},
};

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The club.
    pub org: Organisation,
    /// What does not hold, one sentence each.
    pub broken: Vec<String>,
    /// Rows of the audit log.
    pub rows: i64,
    /// The seal of the last of them.
    pub seal: String,
}

/// Recomputes seats, credits, waitlists, rooms, coaches and the audit log's seals, and asks the database whether it believes itself.
///
/// # Errors
/// `NotFound`: there is no club in this database; a fault of it.
pub async fn everything(house: &House) -> Answer<Found> {
    let mut tx = house.db.read().await?;
    // An address with a slip of the pen would otherwise mean an empty database, in which everything holds.
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let (rows, seal) = accounts::service::audit_end::<Nothing>(&mut tx, org.id).await?;
    let mut broken = tx.damage().await?;
    broken.extend(accounts::service::check_audit(&mut tx).await?);
    broken.extend(plans::service::check(&mut tx).await?);
    broken.extend(booking::service::check(&mut tx, house.clock.now()).await?);
    broken.extend(members::merge::check(&mut tx).await?);
    Ok(Found {
        org,
        broken,
        rows,
        seal,
    })
}
