//! What members want and whom to call for them, the words they are found by, and the notes of the staff.

use super::{
    details_store as store, household,
    model::{
        ASKED_AFTER, Details, Gender, Goal, Interest, Level, MemberFile, MemberId, NoteId, OwnDetails, Slot, StaffNote,
        TAGS_MAX, TagId,
    },
    rules,
    service::{lock, offset, within_reach, within_sight},
};
use crate::{
    accounts::{
        model::{Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    platform::{
        db::{Asked, Tx},
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        house::House,
        once::{self, Command},
        secret,
        time::{Day, Instant, Moment},
    },
};
use std::collections::BTreeMap;

/// Characters of what somebody says of their goals, and of a note.
const WORDS: usize = 500;
const NOTE: usize = 2000;

/// What a form sends: texts and ticked boxes, checked here.
#[derive(Debug, Clone, Default)]
pub struct DetailsForm {
    /// Codes of goals, each ticked or not there.
    pub goals: BTreeMap<String, String>,
    /// Goals in their own words.
    pub goal_words: String,
    /// Codes of what they like.
    pub interests: BTreeMap<String, String>,
    /// Codes of when they like to come.
    pub times: BTreeMap<String, String>,
    /// The code of how far they are; empty: not told.
    pub level: String,
    /// Where they live.
    pub address: String,
    /// Whom to call.
    pub emergency_name: String,
    /// Their number.
    pub emergency_phone: String,
    /// What they are to the member.
    pub emergency_relation: String,
}

impl DetailsForm {
    fn checked(&self) -> Answer<Details> {
        let mut errors = FieldErrors::default();
        let ticked = |boxes: &BTreeMap<String, String>| boxes.keys().cloned().collect::<Vec<_>>().join(",");
        let words = errors.check("goal_words", form::optional_text(&self.goal_words, WORDS));
        let level = errors.check(
            "level",
            form::unless_empty(&self.level, |code| Level::from_code(code).ok_or(Flaw::Choice)),
        );
        let address = errors.check("address", form::optional_text(&self.address, 300));
        let name = errors.check("emergency_name", form::optional_text(&self.emergency_name, 80));
        let phone = errors.check(
            "emergency_phone",
            form::unless_empty(&self.emergency_phone, form::phone),
        );
        let relation = errors.check("emergency_relation", form::optional_text(&self.emergency_relation, 40));
        let (Some(words), Some(level), Some(address), Some(name), Some(phone), Some(relation)) =
            (words, level, address, name, phone, relation)
        else {
            return Err(AppError::Invalid(errors));
        };
        // a name without a number helps nobody, nor a number that nobody answers to
        match (&name, &phone) {
            (Some(_), None) => return Err(AppError::field("emergency_phone", Flaw::Missing)),
            (None, Some(_)) => return Err(AppError::field("emergency_name", Flaw::Missing)),
            _ => {}
        }
        Ok(Details {
            goals: Goal::listed(&ticked(&self.goals)),
            goal_words: words.unwrap_or_default(),
            interests: Interest::listed(&ticked(&self.interests)),
            times: Slot::listed(&ticked(&self.times)),
            level,
            address: address.unwrap_or_default(),
            emergency_relation: if name.is_some() {
                relation.unwrap_or_default()
            } else {
                String::new()
            },
            emergency_name: name.unwrap_or_default(),
            emergency_phone: phone.unwrap_or_default(),
        })
    }
}

/// What the reader wants, and whether it is time to ask if it is still right.
///
/// # Errors
/// A fault of the database.
pub async fn own(house: &House, me: MemberId) -> Answer<OwnDetails> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let (details, _, confirmed) = store::details(&mut tx, me).await?;
    let (since, _) = store::since(&mut tx, me).await?;
    let last = confirmed.unwrap_or(since);
    Ok(OwnDetails {
        details,
        asks: last + ASKED_AFTER <= now,
    })
}

/// Changes what the reader wants; the club need not ask for a while then.
///
/// # Errors
/// The flaws of the fields.
pub async fn save_own(house: &House, who: &Who, me: MemberId, form: &DetailsForm) -> Answer<()> {
    let details = form.checked()?;
    let mut tx = house.db.write().await?;
    lock::<Nothing>(&mut tx, who.org, me).await?;
    household::not_erased::<Nothing>(&mut tx, me).await?;
    store::save(&mut tx, me, &details, true, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The reader says that everything is still right.
///
/// # Errors
/// A fault of the database.
pub async fn confirm(house: &House, who: &Who, me: MemberId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    lock::<Nothing>(&mut tx, who.org, me).await?;
    household::not_erased::<Nothing>(&mut tx, me).await?;
    store::confirm(&mut tx, me, house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Everything that the staff know of a member beside the profile.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn file(house: &House, who: &Who, member: MemberId) -> Answer<MemberFile> {
    let mut tx = house.db.read().await?;
    within_sight::<Nothing>(&mut tx, who, Permission::SeeMembers, member).await?;
    let may_change = match within_reach::<Nothing>(&mut tx, who, Permission::EditMembers, member).await {
        Ok(_) => true,
        Err(AppError::NotFound) => false,
        Err(other) => return Err(other),
    };
    let offset = offset(&mut tx, who.org, house.clock.now()).await?;
    let moment = |at: Instant| Moment { at, offset };
    let (details, changed, confirmed) = store::details(&mut tx, member).await?;
    let (_, archived) = store::since(&mut tx, member).await?;
    let notes = store::notes(&mut tx, member).await?;
    let known = if may_change {
        store::known_tags(&mut tx, who.org, member).await?
    } else {
        Vec::new()
    };
    Ok(MemberFile {
        details,
        settled: changed.max(confirmed).map(moment),
        tags: store::tags(&mut tx, member).await?,
        known,
        notes: notes
            .into_iter()
            .map(|row| StaffNote {
                id: row.id,
                body: row.body,
                pinned: row.pinned,
                alert: row.alert,
                by: row.by,
                at: moment(row.at),
            })
            .collect(),
        archived: archived.map(moment),
        may_change,
        key: secret::token(),
    })
}

/// What is to be seen when a member stands at the desk.
///
/// # Errors
/// A fault of the database.
pub async fn alerts<R>(tx: &mut Tx, member: MemberId) -> Answer<Vec<String>, R> {
    Ok(store::alerts(tx, member).await?)
}

/// Locks a member whom somebody may change and whose data were not erased.
async fn changing(tx: &mut Tx, who: &Who, member: MemberId) -> Answer<Note> {
    let card = within_reach::<Nothing>(tx, who, Permission::EditMembers, member).await?;
    lock::<Nothing>(tx, who.org, member).await?;
    household::not_erased::<Nothing>(tx, member).await?;
    let note = Note::new(Deed::MemberChanged).on(ObjectKind::Member, member.0);
    Ok(note.at(card.home_location_id))
}

/// Changes what a member wants, at the desk.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] for a member out of reach.
pub async fn save_of(house: &House, who: &Who, member: MemberId, form: &DetailsForm) -> Answer<()> {
    let details = form.checked()?;
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let mut note = changing(&mut tx, who, member).await?;
    let (before, ..) = store::details(&mut tx, member).await?;
    store::save(&mut tx, member, &details, false, now).await?;
    let emergency = |d: &Details| {
        (
            d.emergency_name.clone(),
            d.emergency_phone.clone(),
            d.emergency_relation.clone(),
        )
    };
    let wishes = |d: &Details| {
        (
            d.goals.clone(),
            d.goal_words.clone(),
            d.interests.clone(),
            d.times.clone(),
            d.level,
        )
    };
    for (field, same) in [
        ("wishes", wishes(&before) == wishes(&details)),
        ("address", before.address == details.address),
        ("emergency", emergency(&before) == emergency(&details)),
    ] {
        note = if same { note } else { note.touched(field) };
    }
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// Gives a member a word to be found by. Words that read alike are one: the first way of writing it stays.
///
/// # Errors
/// The flaw of the word; [`Flaw::TooLong`] with how many a member may have; [`AppError::NotFound`] for a member out of reach.
pub async fn tag(house: &House, who: &Who, member: MemberId, name: &str) -> Answer<()> {
    let name = form::text(name, 40).map_err(|flaw| AppError::field("tag", flaw))?;
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let note = changing(&mut tx, who, member).await?;
    let tag = store::tag_of(&mut tx, who.org, &name, &rules::fold(&name), now).await?;
    if store::tag(&mut tx, member, tag, who.account, now).await? == 0 {
        return Ok(tx.commit().await?);
    }
    if store::tags(&mut tx, member).await?.len() as i64 > TAGS_MAX {
        return Err(AppError::field("tag", Flaw::Number(0, TAGS_MAX)));
    }
    audit(&mut tx, who, note.touched("tags"), now).await?;
    Ok(tx.commit().await?)
}

/// Takes a word from a member.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn untag(house: &House, who: &Who, member: MemberId, tag: TagId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let note = changing(&mut tx, who, member).await?;
    if store::untag(&mut tx, member, tag).await? == 1 {
        audit(&mut tx, who, note.touched("tags"), house.clock.now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Writes a note about a member. The same key writes it once.
///
/// # Errors
/// The flaw of the text; [`AppError::NotFound`] for a member out of reach.
pub async fn add_note(
    house: &House,
    who: &Who,
    member: MemberId,
    body: &str,
    (pinned, alert): (bool, bool),
    key: &str,
) -> Answer<()> {
    let body = form::text(body, NOTE).map_err(|flaw| AppError::field("body", flaw))?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "add_note",
        key,
        content: format!("{member} {pinned} {alert} {body}"),
    };
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            let note = changing(tx, &who, member).await?;
            store::add_note(tx, member, (body, pinned, alert), who.account, now).await?;
            audit(tx, &who, note.touched("notes"), now).await
        })
    })
    .await
}

/// Pins a note or not, and shows it at the desk or not.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach, and for a note that is not theirs.
pub async fn mark_note(
    house: &House,
    who: &Who,
    member: MemberId,
    note: NoteId,
    (pinned, alert): (bool, bool),
) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let line = changing(&mut tx, who, member).await?;
    if store::mark_note(&mut tx, member, note, pinned, alert).await? == 0 {
        return Err(AppError::NotFound);
    }
    audit(&mut tx, who, line.touched("notes"), house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Deletes a note.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach, and for a note that is not theirs.
pub async fn remove_note(house: &House, who: &Who, member: MemberId, note: NoteId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let line = changing(&mut tx, who, member).await?;
    if store::remove_note(&mut tx, member, note).await? == 0 {
        return Err(AppError::NotFound);
    }
    audit(&mut tx, who, line.touched("notes"), house.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Puts a member into the archive, or takes them out. Lock them first.
///
/// # Errors
/// A fault of the database.
pub async fn archive<R>(tx: &mut Tx, member: MemberId, at: Option<Instant>) -> Answer<bool, R> {
    Ok(store::archive(tx, member, at).await? == 1)
}

/// Deletes what a member wants and what the staff noted of them.
pub(super) async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    Ok(store::forget(tx, member).await?)
}

/// What a class may ask of somebody, without waiting for it.
pub fn ask_fitness(tx: &mut Tx, id: MemberId) -> AskedFitness {
    AskedFitness(store::fitness(tx, id))
}

/// As it comes.
pub struct AskedFitness(Asked<Option<store::FitnessRow>>);

impl AskedFitness {
    /// When they were born, how far they are, and their gender, as far as the club knows.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn take<R>(self, tx: &mut Tx) -> Answer<(Option<Day>, Option<Level>, Option<Gender>), R> {
        let (born, level, gender) = self.0.take(tx).await?.unwrap_or_default();
        let level = level.as_deref().and_then(Level::from_code);
        Ok((born, level, gender.as_deref().and_then(Gender::from_code)))
    }
}
