//! Whoever is given the role of a coach can be chosen in the timetable from then on.

use super::{model::CoachId, store};
use crate::{
    accounts::{
        model::Role,
        service::{ROLE_GIVEN, RoleEvent},
    },
    platform::{
        db::Tx,
        error::{Answer, fault},
        events::{Consumer, Event},
        house::House,
    },
};
use futures::future::BoxFuture;

/// Makes a coach of an account with the role of one.
pub const CONSUMER: Consumer = Consumer {
    name: "coaches",
    wants: |kind| kind == ROLE_GIVEN,
    act,
};

fn act<'a>(house: &'a House, tx: &'a mut Tx, event: &'a Event) -> BoxFuture<'a, Answer<()>> {
    Box::pin(async move {
        let fact: RoleEvent = serde_json::from_str(&event.payload).map_err(|e| fault(&e))?;
        if fact.role != Role::Coach || store::of_account(tx, fact.account).await?.is_some() {
            return Ok(());
        }
        let name = store::account_name(tx, fact.account).await?;
        // Somebody of this name teaches already and signs in with nothing: a calendar brought the name, the role the person.
        match store::without_account(tx, fact.org, &name).await?.as_slice() {
            [(known,)] => store::link(tx, *known, fact.account).await?,
            _ => {
                let (id, now) = (CoachId::fresh(), house.clock.now());
                store::add(tx, fact.org, id, Some(fact.account), &name, "", now).await?;
            }
        }
        Ok(())
    })
}
