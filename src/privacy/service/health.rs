//! Health notes: written by the member, sealed under a key of their own, opened by whoever teaches or looks after them, and never
//! unnoticed.

use super::{consents::has_agreed, on_wall, speaks_for};
use crate::{
    accounts::model::{Permission, Who},
    booking::{self, service::For},
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors},
        house::House,
        time::Instant,
        vault::DataKey,
    },
    privacy::{
        model::{HealthNotes, MergeId, NoteId, OpenedHealth, OwnHealth, PrivacyRefusal, Purpose},
        store::{self, MergeNote, Note},
    },
    studio::model::OrgId,
};

/// Characters that a note may have.
const LONGEST: usize = 2000;

/// The kinds of notes: the name in the table, and where it stands in [`HealthNotes`].
const HEALTH: &str = "health";
const ALLERGIES: &str = "allergies";

/// What a member wrote.
#[derive(Debug, Clone, Default)]
pub struct HealthForm {
    /// What the coach should know.
    pub health: String,
    /// Allergies.
    pub allergies: String,
}

/// The fingerprint of the key that something in the database is sealed under; `None`: nothing is.
///
/// # Errors
/// A fault of the database.
pub async fn sealed_under(house: &House) -> Answer<Option<Vec<u8>>> {
    let mut tx = house.db.read().await?;
    Ok(store::sealed_under(&mut tx).await?)
}

fn about_key(member: MemberId) -> String {
    format!("member_keys.sealed {member}")
}

fn about_note(id: NoteId, member: MemberId, kind: &str) -> String {
    format!("health_notes.body {id} {member} {kind}")
}

fn master(house: &House) -> Answer<&DataKey, PrivacyRefusal> {
    house.data_key().ok_or(AppError::Refused(PrivacyRefusal::NoKey))
}

/// A member's own key, opened.
async fn own_key(tx: &mut Tx, master: &DataKey, member: MemberId) -> Answer<Option<DataKey>, PrivacyRefusal> {
    let Some(sealed) = store::member_key(tx, member).await? else {
        return Ok(None);
    };
    let key = master
        .open(&sealed, &about_key(member))
        .and_then(|bytes| DataKey::of(&bytes));
    key.map(Some).ok_or(AppError::Refused(PrivacyRefusal::Tampered))
}

/// What a member wrote, opened. Ask first whether it may be.
pub(super) async fn opened(
    tx: &mut Tx,
    house: &House,
    org: OrgId,
    member: MemberId,
) -> Answer<HealthNotes, PrivacyRefusal> {
    let mut notes = HealthNotes::default();
    let mut last: Option<Instant> = None;
    for (row, text) in texts(tx, house, member).await? {
        match row.kind.as_str() {
            HEALTH => notes.health = text,
            _ => notes.allergies = text,
        }
        last = last.max(Some(row.at));
    }
    if let Some(at) = last {
        notes.at = Some(on_wall(tx, org, at).await?);
    }
    Ok(notes)
}

/// The same as it is stored, with what it says. Ask first whether it may be.
pub(super) async fn texts(tx: &mut Tx, house: &House, member: MemberId) -> Answer<Vec<(Note, String)>, PrivacyRefusal> {
    let rows = store::notes(tx, member).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let tampered = || AppError::Refused(PrivacyRefusal::Tampered);
    let key = own_key(tx, master(house)?, member).await?.ok_or_else(tampered)?;
    let mut texts = Vec::new();
    for row in rows {
        let bytes = key
            .open(&row.body, &about_note(row.id, member, &row.kind))
            .ok_or_else(tampered)?;
        texts.push((row, String::from_utf8(bytes).map_err(|_| tampered())?));
    }
    Ok(texts)
}

/// Seals what stands under another record of the same person under the key of the one that is kept, after what stands there, and notes
/// what did. `false`: there is nothing, or the person's last word is a no.
pub(super) async fn join(
    tx: &mut Tx,
    house: &House,
    org: OrgId,
    merge: MergeId,
    (kept, other): (MemberId, MemberId),
    now: Instant,
) -> Answer<bool, PrivacyRefusal> {
    if !has_agreed(tx, org, kept, Purpose::Health, now).await? {
        return Ok(false);
    }
    let theirs = texts(tx, house, other).await?;
    if theirs.is_empty() {
        return Ok(false);
    }
    let own = texts(tx, house, kept).await?;
    let key = key_of(tx, master(house)?, kept, now).await?;
    for (note, text) in theirs {
        let was = own.iter().find(|(mine, _)| mine.kind == note.kind);
        let text = match was {
            Some((_, mine)) if *mine == text => continue,
            Some((_, mine)) => format!("{mine}\n\n{text}"),
            None => text,
        };
        let id = NoteId::fresh();
        let body = key.seal(text.as_bytes(), &about_note(id, kept, &note.kind));
        if let Some((mine, _)) = was {
            store::take_put_note(tx, kept, mine.id).await?;
        }
        let done = MergeNote {
            kind: note.kind.clone(),
            put_id: id,
            was_id: was.map(|(mine, _)| mine.id),
            was_body: was.map(|(mine, _)| mine.body.clone()),
            was_at: was.map(|(mine, _)| mine.at),
        };
        store::put_merge_note(tx, merge, done).await?;
        let put = Note {
            id,
            kind: note.kind,
            body,
            at: note.at,
        };
        store::put_note(tx, kept, put).await?;
    }
    Ok(true)
}

/// The member's own, for their page.
pub(super) async fn own(tx: &mut Tx, house: &House, org: OrgId, member: MemberId) -> Answer<OwnHealth> {
    if house.data_key().is_none() {
        return Ok(OwnHealth::Off);
    }
    if !has_agreed(tx, org, member, Purpose::Health, house.clock.now()).await? {
        return Ok(OwnHealth::Closed);
    }
    match opened(tx, house, org, member).await {
        Ok(notes) => Ok(OwnHealth::Open(notes)),
        Err(AppError::Refused(reason)) => Ok(OwnHealth::Broken(reason)),
        Err(error) => Err(plain(error)),
    }
}

/// Writes what a member says about their health, or whoever answers for them, in the place of what was said before; an empty text takes it
/// away.
///
/// # Errors
/// [`PrivacyRefusal::NoConsent`], [`PrivacyRefusal::NoKey`], the flaws of the fields; [`AppError::NotFound`] for somebody for whom the
/// reader does not answer.
pub async fn save_health(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    form: &HealthForm,
) -> Answer<(), PrivacyRefusal> {
    let on = on.into();
    let member = on.member;
    let mut errors = FieldErrors::default();
    let health = errors.check("health", form::optional_text(&form.health, LONGEST));
    let allergies = errors.check("allergies", form::optional_text(&form.allergies, LONGEST));
    let (Some(health), Some(allergies)) = (health, allergies) else {
        return Err(AppError::Invalid(errors));
    };
    let master = master(house)?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    members::service::lock::<PrivacyRefusal>(&mut tx, who.org, member).await?;
    speaks_for::<PrivacyRefusal>(&mut tx, who.org, on, now).await?;
    if !has_agreed(&mut tx, who.org, member, Purpose::Health, now).await? {
        return Err(AppError::Refused(PrivacyRefusal::NoConsent));
    }
    let key = key_of(&mut tx, master, member, now).await?;
    for (kind, text) in [(HEALTH, health), (ALLERGIES, allergies)] {
        store::take_note(&mut tx, member, kind).await?;
        let Some(text) = text else { continue };
        let id = NoteId::fresh();
        let note = Note {
            id,
            kind: kind.to_owned(),
            body: key.seal(text.as_bytes(), &about_note(id, member, kind)),
            at: now,
        };
        store::put_note(&mut tx, member, note).await?;
    }
    Ok(tx.commit().await?)
}

/// A member's own key, made where there is none.
async fn key_of(tx: &mut Tx, master: &DataKey, member: MemberId, now: Instant) -> Answer<DataKey, PrivacyRefusal> {
    bind_to(tx, master, now).await?;
    if let Some(key) = own_key(tx, master, member).await? {
        return Ok(key);
    }
    let key = DataKey::fresh();
    let sealed = master.seal(key.bytes(), &about_key(member));
    store::put_member_key(tx, member, sealed, now).await?;
    Ok(key)
}

/// One database is sealed under one key, whatever key each of several nodes was started with.
async fn bind_to(tx: &mut Tx, master: &DataKey, now: Instant) -> Answer<(), PrivacyRefusal> {
    let print = master.fingerprint();
    store::begin_fingerprint(tx, print.clone(), now).await?;
    let known = store::lock_fingerprint(tx).await?;
    if known.as_ref() != Some(&print) {
        store::put_fingerprint(tx, print.clone(), now).await?;
    }
    if store::fingerprint(tx).await? == Some(print) {
        Ok(())
    } else {
        Err(AppError::Refused(PrivacyRefusal::NoKey))
    }
}

/// Whether this person may open what a member says about their health: whoever looks after them, and the coach of a class that they
/// come to.
async fn may_open(tx: &mut Tx, who: &Who, member: MemberId, now: Instant) -> Answer<(), PrivacyRefusal> {
    // whoever answers for members where they are at home; a coach who also stands at the desk is still a coach
    if who.may(Permission::SeeHealth) {
        let within =
            members::service::within_reach::<PrivacyRefusal>(tx, who, Permission::AnswerRequests, member).await;
        match within {
            Ok(_) => return Ok(()),
            Err(AppError::NotFound) => {}
            Err(other) => return Err(other),
        }
    }
    let places = booking::service::taught_places(tx, who, member, now).await?;
    if places.into_iter().any(|place| who.may_at(Permission::SeeHealth, place)) {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Opens what a member says about their health, and notes who did: the member sees it.
///
/// # Errors
/// [`AppError::NotFound`] out of reach. Why it stays closed is part of the answer.
pub async fn open_health(house: &House, who: &Who, member: MemberId) -> Answer<OpenedHealth> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    may_open(&mut tx, who, member, now).await.map_err(plain)?;
    let card = members::service::lock::<Nothing>(&mut tx, who.org, member).await?;
    let answer = if has_agreed::<Nothing>(&mut tx, who.org, member, Purpose::Health, now).await? {
        opened(&mut tx, house, who.org, member).await
    } else {
        Err(AppError::Refused(PrivacyRefusal::NoConsent))
    };
    let (notes, closed) = match answer {
        Ok(notes) => (notes, None),
        Err(AppError::Refused(reason)) => (HealthNotes::default(), Some(reason)),
        Err(error) => return Err(plain(error)),
    };
    if !notes.is_empty() {
        store::add_read(&mut tx, member, who.account, "notes", now).await?;
    }
    tx.commit().await?;
    Ok(OpenedHealth {
        name: card.name,
        number: card.number,
        notes,
        closed,
    })
}

/// An error where nothing can be refused: what could is part of the answer there.
pub(super) fn plain(error: AppError<PrivacyRefusal>) -> AppError {
    error.map_refusal(|_| AppError::NotFound)
}
