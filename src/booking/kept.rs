//! The door's answer for a browser without script: kept for a moment under a key, and shown by the page that the browser is
//! sent on to. Nothing about the person stands in the address.

use super::model::DoorAnswer;
use crate::{
    accounts::model::Who,
    platform::{
        error::{Answer, Nothing},
        house::House,
        once::{self, Command},
        request, secret,
    },
    studio::model::LocationId,
};

const COMMAND: &str = "door_answer";

/// Keeps the answer and sends a browser without script to the desk that shows it; with script the page has it already.
///
/// # Errors
/// A fault of the database.
pub async fn show(house: &House, who: &Who, location: LocationId, answer: &DoorAnswer) -> Answer<()> {
    if !request::plain_form() {
        return Ok(());
    }
    let key = secret::token();
    let command = Command {
        who: who.account.0,
        name: COMMAND,
        key: &key,
        content: String::new(),
    };
    let answer = answer.clone();
    once::run::<_, Nothing>(&house.db, house.clock.now(), &[], command, |_| {
        Box::pin(async { Ok(answer) })
    })
    .await?;
    request::go_to(&format!("/desk?location={location}&answer={key}"));
    Ok(())
}

/// Sends a browser without script on to the desk that says so: where it came from there may still stand that somebody is in.
pub fn undone() {
    if !request::plain_form() {
        return;
    }
    let from = request::header("referer").unwrap_or_default();
    let location = from
        .split(['?', '&'])
        .find_map(|pair| pair.strip_prefix("location=")?.parse::<LocationId>().ok());
    match location {
        Some(location) => request::go_to(&format!("/desk?location={location}&undone=1")),
        None => request::go_to("/desk?undone=1"),
    }
}

/// The answer under a key, if it is this person's.
///
/// # Errors
/// A fault of the database.
pub async fn answer(house: &House, who: &Who, key: &str) -> Answer<Option<DoorAnswer>> {
    let mut tx = house.db.read().await?;
    once::kept(&mut tx, who.account.0, COMMAND, key).await
}
