//! Places that are kept for the desk to sell: who takes them, and when they become everybody's.

use crate::{
    accounts::model::AccountId,
    platform::{
        db::Tx,
        error::{Answer, AppError},
        time::Instant,
    },
    schedule::{
        model::{PartnerPlace, PartnerPlaceId, SessionId},
        store,
    },
    studio::model::OrgId,
};
use uuid::Uuid;

/// Takes a seat that is kept for walk-ins, with the next statement, which fails where none is kept any longer: the condition stands in
/// the statement itself, as for every seat.
pub fn take_walk_in(tx: &mut Tx, id: SessionId, now: Instant) {
    store::take_walk_in(tx, id, now);
}

/// Keeps a seat that was given back for walk-ins again, where the booking had taken one that was, as long as any are kept.
///
/// # Errors
/// A fault of the database.
pub async fn keep_again<R>(tx: &mut Tx, id: SessionId, booking: Uuid, now: Instant) -> Answer<(), R> {
    store::keep_again(tx, id, booking, now).await?;
    Ok(())
}

/// Classes in which places were kept until now, with their clubs.
///
/// # Errors
/// A fault of the database.
pub async fn to_release<R>(tx: &mut Tx, now: Instant, limit: i64) -> Answer<Vec<(SessionId, OrgId)>, R> {
    Ok(store::to_release(tx, now, limit).await?)
}

/// Makes what was kept everybody's. `false`: it is kept still, or nothing was.
///
/// # Errors
/// A fault of the database.
pub async fn release_kept<R>(tx: &mut Tx, id: SessionId, now: Instant) -> Answer<bool, R> {
    Ok(store::release_kept(tx, id, now).await? == 1)
}

/// Takes a seat that is kept for partners, under a partner's name. `None`: none is kept.
///
/// # Errors
/// A fault of the database.
pub async fn take_partner<R>(
    tx: &mut Tx,
    session: SessionId,
    partner: &str,
    by: AccountId,
    now: Instant,
) -> Answer<Option<PartnerPlaceId>, R> {
    if store::take_partner(tx, session, now).await? == 0 {
        return Ok(None);
    }
    let id = PartnerPlaceId::fresh();
    store::add_partner(tx, (id, session), partner, by, now).await?;
    Ok(Some(id))
}

/// The class and the name of a partner's place.
///
/// # Errors
/// [`AppError::NotFound`] for one that was given back, or another club's.
pub async fn partner<R>(tx: &mut Tx, org: OrgId, id: PartnerPlaceId) -> Answer<(SessionId, String), R> {
    let row = store::partner(tx, org, id).await?.ok_or(AppError::NotFound)?;
    Ok((row.session_id, row.partner))
}

/// The places of a class that partners have.
///
/// # Errors
/// A fault of the database.
pub async fn partners<R>(tx: &mut Tx, session: SessionId) -> Answer<Vec<PartnerPlace>, R> {
    let rows = store::partners(tx, session).await?;
    Ok(rows
        .into_iter()
        .map(|row| PartnerPlace {
            id: row.id,
            partner: row.partner,
        })
        .collect())
}

/// Ends a partner's place; its seat is kept for partners again as long as any are. `false`: it was given back before.
///
/// # Errors
/// A fault of the database.
pub async fn give_back_partner<R>(
    tx: &mut Tx,
    session: SessionId,
    id: PartnerPlaceId,
    now: Instant,
) -> Answer<bool, R> {
    if store::give_back_partner(tx, id, now).await? == 0 {
        return Ok(false);
    }
    super::give_back_seats(tx, session, 1).await?;
    store::keep_partner_again(tx, session, now).await?;
    Ok(true)
}

/// Ends the places that partners have in a class that does not take place; how many there were.
///
/// # Errors
/// A fault of the database.
pub async fn end_partners<R>(tx: &mut Tx, session: SessionId, now: Instant) -> Answer<i64, R> {
    Ok(store::end_partners(tx, session, now).await? as i64)
}
