//! Erasures that a restored database does not know of are done again.

use super::erase::patiently;
use crate::{
    accounts::{
        self,
        model::{AccountId, AccountSessionId, Grant, Role, Who},
    },
    booking::service::For,
    members::{self, model::MemberId},
    platform::{
        error::{Answer, AppError, Nothing, Reason, fault},
        gone::GoneList,
        house::House,
    },
    privacy::{
        model::{Channel, PrivacyRefusal},
        store,
    },
    studio,
};
use uuid::Uuid;

/// What was found out about the list of whose data were erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Again {
    /// Whoever was erased and was not on the list: they are now.
    pub noted: usize,
    /// Whoever was on the list and not erased: they are now.
    pub erased: usize,
    /// Whoever cannot be erased as the club stands now.
    pub left: usize,
}

/// Puts everybody on the list whose data were erased.
///
/// # Errors
/// A fault of the database; the file cannot be read or written.
pub async fn note(house: &House) -> Answer<usize> {
    let Some(list) = house.gone_list() else { return Ok(0) };
    let mut tx = house.db.read().await?;
    let erased = store::all_erased(&mut tx).await?;
    drop(tx);
    let known = list.read().map_err(|error| fault(&error))?;
    let fresh: Vec<Uuid> = erased
        .iter()
        .map(|member| member.0)
        .filter(|id| !known.contains(id))
        .collect();
    list.add(&fresh).map_err(|error| fault(&error))?;
    Ok(fresh.len())
}

/// Notes an erasure that has just been done. It is done: where the file cannot be written, the operator is told and the next round
/// tries again.
pub(super) async fn note_now(house: &House) {
    if let Err(error) = note(house).await {
        tracing::error!(
            ?error,
            "an erasure could not be written to the list of those that a restored database is told of"
        );
    }
}

/// Erases again whoever is on the list and has come back with an older copy of the database, and puts on the list who is missing there.
///
/// # Errors
/// A fault of the database; the file cannot be read or written.
pub async fn reconcile(house: &House) -> Answer<Again> {
    let Some(list) = house.gone_list() else {
        return Ok(Again::default());
    };
    let mut done = Again {
        noted: note(house).await?,
        ..Again::default()
    };
    for member in back(house, list).await? {
        let who = operator(house, member).await?;
        match again(house, &who, member).await {
            Ok(()) => done.erased += 1,
            Err(error) => {
                let why = match &error {
                    AppError::Refused(refusal) => refusal.code(),
                    _ => "a fault",
                };
                tracing::error!(%member, why, "a member whose data were erased is back and could not be erased again: do it on their page");
                done.left += 1;
            }
        }
    }
    Ok(done)
}

/// Whoever is on the list and a member whose data are not erased.
async fn back(house: &House, list: &GoneList) -> Answer<Vec<MemberId>> {
    let known = list.read().map_err(|error| fault(&error))?;
    let mut tx = house.db.read().await?;
    let ids: Vec<MemberId> = known.into_iter().map(MemberId).collect();
    Ok(store::back(&mut tx, &ids).await?)
}

async fn again(house: &House, who: &Who, member: MemberId) -> Answer<(), PrivacyRefusal> {
    let mut tx = house.db.read().await?;
    // the record may have gone with another one that was erased a moment ago
    if store::erased_at(&mut tx, member).await?.is_some() {
        return Ok(());
    }
    drop(tx);
    patiently(house, who, For::from(member), Channel::Desk).await
}

/// In whose name it is done: an owner's, as nobody is there.
async fn operator(house: &House, member: MemberId) -> Answer<Who> {
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    members::service::card::<Nothing>(&mut tx, org.id, member).await?;
    drop(tx);
    let mut who = Who {
        org: org.id,
        account: AccountId(Uuid::nil()),
        session: AccountSessionId(Uuid::nil()),
        name: String::new(),
        grants: vec![Grant::of(Role::Owner, None)],
        member: None,
        left: false,
        coach: None,
    };
    let staff = accounts::service::staff(house, &who).await?;
    let owner = staff
        .iter()
        .find(|row| row.grants.iter().any(|(_, grant)| grant.role == Role::Owner));
    who.account = owner.ok_or(AppError::NotFound)?.account;
    Ok(who)
}
