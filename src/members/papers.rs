//! What members sign before they train: who is asked for what, and signing it, for oneself, for a child, or at the desk.
//!
//! Answers about health are looked at and forgotten: they are checked before the command runs and are no part of its content, because
//! of so few answers any digest could be looked up.

use super::{
    household,
    model::{
        MemberCard, MemberId, OwnPaper, OwnPapers, PaperId, PaperKind, PaperRefusal, PaperState, PapersOf, Signed,
        SignedOn, Signer, ToSign, Ward, questions,
    },
    papers_store::{self as store, FactRow, NewSignature},
    rules::papers::{self as rules, PaperFact},
    service::{self, lock, within_sight},
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
        i18n::Locale,
        once::{self, Command},
        secret,
        time::{Instant, Zone},
    },
    studio::{
        self,
        model::{LocationId, OrgId},
    },
};
use std::collections::BTreeMap;

/// Characters of a name, the most there may be.
const NAME: usize = 80;

/// What is to be signed at a place, without waiting for it. Ask only where [`MemberCard::papers`] says that anything is.
pub fn ask(tx: &mut Tx, org: OrgId, member: MemberId, location: Option<LocationId>) -> AskedPapers {
    AskedPapers(store::facts(tx, org, member, location))
}

/// As it comes.
pub struct AskedPapers(Asked<Vec<FactRow>>);

impl AskedPapers {
    /// What is to be signed now, by the calendar of the place.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn take<R>(self, tx: &mut Tx, zone: Zone, now: Instant) -> Answer<Vec<PaperKind>, R> {
        let facts = facts(self.0.take(tx).await?, zone);
        Ok(rules::to_sign(&facts, zone.day(now)))
    }
}

fn facts(rows: Vec<FactRow>, zone: Zone) -> Vec<PaperFact> {
    rows.into_iter()
        .map(|(id, kind, number, asked, from, months, here, signed)| PaperFact {
            id,
            kind,
            number,
            asked,
            from,
            months,
            here,
            signed: signed.map(|at| zone.day(at)),
        })
        .collect()
}

/// What somebody is to sign at a place now.
///
/// # Errors
/// A fault of the database.
pub async fn due<R>(
    tx: &mut Tx,
    org: OrgId,
    card: &MemberCard,
    location: Option<LocationId>,
    (zone, now): (Zone, Instant),
) -> Answer<Vec<PaperKind>, R> {
    if !card.papers {
        return Ok(Vec::new());
    }
    ask(tx, org, card.id, location).take(tx, zone, now).await
}

/// What a member is to sign at home, and the children for whom they answer.
///
/// # Errors
/// A fault of the database.
pub async fn due_at_home<R>(
    tx: &mut Tx,
    org: OrgId,
    card: &MemberCard,
    (zone, now): (Zone, Instant),
) -> Answer<Vec<ToSign>, R> {
    if !card.papers {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    let own = due(tx, org, card, card.home_location_id, (zone, now)).await?;
    found.push(ToSign {
        whose: None,
        kinds: own,
    });
    if card.household_id.is_some() {
        for child in household::children(tx, org, card.id, now).await? {
            let theirs: MemberCard = service::card(tx, org, child.id).await?;
            let kinds = due(tx, org, &theirs, theirs.home_location_id, (zone, now)).await?;
            found.push(ToSign {
                whose: Some(child),
                kinds,
            });
        }
    }
    found.retain(|one| !one.kinds.is_empty());
    Ok(found)
}

/// The zone by whose calendar papers come into force and run out on pages that belong to no place.
pub(super) async fn zone<R>(tx: &mut Tx, org: OrgId) -> Answer<Zone, R> {
    let locations = studio::service::locations(tx, org).await?;
    locations
        .first()
        .map_or(Ok(Zone(chrono_tz::UTC)), |first| studio::service::zone(&first.zone))
}

/// The club's language.
pub(super) async fn main_language<R>(tx: &mut Tx) -> Answer<Locale, R> {
    let tag = studio::service::organisation(tx).await?.locale;
    Ok(Locale::from_tag(&tag).unwrap_or_default())
}

/// The text that somebody reads: in their language, else in the club's, which is always there.
fn in_language(texts: &[(String, String)], l: Locale, main: Locale) -> (Locale, String) {
    for language in [l, main] {
        if let Some((_, body)) = texts.iter().find(|(tag, _)| tag == language.tag()) {
            return (language, body.clone());
        }
    }
    let (tag, body) = texts.first().cloned().unwrap_or_default();
    (Locale::from_tag(&tag).unwrap_or(main), body)
}

/// Every paper that is in force and asked for anywhere, as it stands with a member.
async fn papers<R>(tx: &mut Tx, org: OrgId, member: MemberId, l: Locale, now: Instant) -> Answer<Vec<OwnPaper>, R> {
    let zone = zone(tx, org).await?;
    let today = zone.day(now);
    let facts = facts(store::facts(tx, org, member, None).take(tx).await?, zone);
    let signatures = store::signatures(tx, member).await?;
    let main = main_language(tx).await?;
    let places = store::places(tx, org).await?;
    let mut found = Vec::new();
    for kind in PaperKind::ALL {
        let Some(fact) = rules::in_force(&facts, kind, today).filter(|fact| fact.asked) else {
            continue;
        };
        let last = signatures.iter().find(|signature| signature.kind == kind);
        let state = rules::state(fact, last.is_some(), today);
        let signed = last.map(|last| Signed {
            at: zone.moment(last.at),
            name: last.name.clone(),
            signer: last.signer,
            on: last.channel,
            advice: last.advice,
            until: (state == PaperState::Signed)
                .then(|| rules::runs_out(zone.day(last.at), fact.months))
                .flatten(),
        });
        let (_, body) = in_language(&store::texts(tx, fact.id).await?, l, main);
        found.push(OwnPaper {
            kind,
            version: fact.id,
            body,
            months: fact.months,
            places: (places.iter())
                .filter(|(version, ..)| *version == fact.id)
                .map(|(.., name)| name.clone())
                .collect(),
            state,
            signed,
        });
    }
    Ok(found)
}

/// Whether somebody may sign for a member: the member, and whoever answers for a child.
async fn speaks_for<R>(tx: &mut Tx, org: OrgId, (me, member): (MemberId, MemberId), now: Instant) -> Answer<(), R> {
    if me == member || household::answers_for(tx, org, me, member, now).await? {
        Ok(())
    } else {
        Err(AppError::NotFound)
    }
}

/// Before which birthday a member signs nothing alone; `None`: they are of age.
async fn guarded<R>(tx: &mut Tx, org: OrgId, member: MemberId, now: Instant) -> Answer<Option<i32>, R> {
    if household::is_minor(tx, org, member, now).await? {
        Ok(Some(studio::service::ages(tx, org).await?.of_age))
    } else {
        Ok(None)
    }
}

/// A member's own page, or a child's for whoever answers for it.
///
/// # Errors
/// [`AppError::NotFound`] for somebody for whom the reader does not answer.
pub async fn own(house: &House, who: &Who, me: MemberId, member: Option<MemberId>, l: Locale) -> Answer<OwnPapers> {
    let now = house.clock.now();
    let member = member.unwrap_or(me);
    let mut tx = house.db.read().await?;
    speaks_for::<Nothing>(&mut tx, who.org, (me, member), now).await?;
    let card: MemberCard = service::card(&mut tx, who.org, member).await?;
    let guarded = match me == member {
        true => guarded(&mut tx, who.org, member, now).await?,
        false => None,
    };
    Ok(OwnPapers {
        child: (me != member).then(|| Ward {
            id: member,
            name: card.name.clone(),
        }),
        name: card.name,
        children: household::children(&mut tx, who.org, me, now).await?,
        guarded,
        papers: papers(&mut tx, who.org, member, l, now).await?,
        key: secret::token(),
    })
}

/// What a member has signed and is to sign, for staff who see them.
///
/// # Errors
/// [`AppError::NotFound`] out of sight.
pub async fn of_member(house: &House, who: &Who, member: MemberId, l: Locale) -> Answer<PapersOf> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let card = within_sight::<Nothing>(&mut tx, who, Permission::WorkDesk, member).await?;
    Ok(PapersOf {
        member,
        guarded: guarded(&mut tx, who.org, member, now).await?,
        papers: papers(&mut tx, who.org, member, l, now).await?,
        name: card.name,
        key: secret::token(),
    })
}

/// A signature as a form sends it.
#[derive(Debug, Clone, Default)]
pub struct SignForm {
    /// The name, as whoever signs writes it.
    pub name: String,
    /// They have read it and mean it.
    pub agreed: bool,
    /// `yes` or `no` to each question: `q0` is the first, because a name in a form's list is no number. Kept nowhere.
    pub answers: BTreeMap<String, String>,
    /// They say that they have asked a doctor or train at their own risk.
    pub advice: bool,
}

/// What is left of a form once it was looked at.
struct Checked {
    name: String,
    advice: bool,
}

/// Looks at a form; of the answers no more is left than whether one of them is a yes. `asks`: so many questions.
fn checked(form: &SignForm, asks: usize) -> Result<Checked, FieldErrors> {
    let mut errors = FieldErrors::default();
    let name = errors.check("name", form::text(&form.name, NAME));
    let mut yes = false;
    for n in 0..asks {
        let question = format!("q{n}");
        match form.answers.get(&question).map(String::as_str) {
            Some("yes") => yes = true,
            Some("no") => {}
            _ => errors.0.push((format!("answers[{question}]"), Flaw::Missing)),
        }
    }
    if yes && !form.advice {
        errors.0.push(("advice".to_owned(), Flaw::Missing));
    }
    if !form.agreed {
        errors.0.push(("agreed".to_owned(), Flaw::Missing));
    }
    match name {
        Some(name) if errors.is_empty() => Ok(Checked { name, advice: yes }),
        _ => Err(errors),
    }
}

/// The paper of this version, if it is the one in force.
async fn current<R>(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    version: PaperId,
    now: Instant,
) -> Answer<Option<(PaperFact, bool)>, R> {
    let zone = zone(tx, org).await?;
    let today = zone.day(now);
    let facts = facts(store::facts(tx, org, member, None).take(tx).await?, zone);
    let found = PaperKind::ALL
        .into_iter()
        .filter_map(|kind| rules::in_force(&facts, kind, today))
        .find(|fact| fact.id == version && fact.asked);
    Ok(found.map(|fact| {
        let holds = fact.signed.is_some_and(|day| rules::holds(day, fact.months, today));
        (*fact, holds)
    }))
}

/// How many questions somebody is to answer to sign this version, and the language in which they read it.
async fn to_answer(
    tx: &mut Tx,
    org: OrgId,
    member: MemberId,
    version: PaperId,
    (l, now): (Locale, Instant),
) -> Answer<(PaperKind, usize, Locale), PaperRefusal> {
    let Some((fact, _)) = current(tx, org, member, version, now).await? else {
        return Err(AppError::Refused(PaperRefusal::TextChanged));
    };
    let (language, body) = in_language(&store::texts(tx, version).await?, l, main_language(tx).await?);
    let asks = match fact.kind {
        PaperKind::Waiver => 0,
        PaperKind::Questionnaire => questions(&body).len(),
    };
    Ok((fact.kind, asks, language))
}

/// Writes a signature, where none holds: of two who sign at once one has. Lock the member first.
async fn write(tx: &mut Tx, org: OrgId, new: NewSignature, now: Instant) -> Answer<bool, PaperRefusal> {
    let Some((_, holds)) = current(tx, org, new.member, new.version, now).await? else {
        return Err(AppError::Refused(PaperRefusal::TextChanged));
    };
    if !holds {
        store::sign(tx, new, now).await?;
    }
    Ok(!holds)
}

/// Signs a paper, for oneself or for a child. The same key signs once. `true`: nothing more is to be signed.
///
/// # Errors
/// The flaws of the fields; [`PaperRefusal::TextChanged`] for another version than the one in force; [`PaperRefusal::NeedsGuardian`] for a
/// child that signs alone; [`AppError::NotFound`] for somebody for whom the reader does not answer.
pub async fn sign(
    house: &House,
    who: &Who,
    (me, member): (MemberId, Option<MemberId>),
    version: PaperId,
    form: &SignForm,
    (l, key): (Locale, &str),
) -> Answer<bool, PaperRefusal> {
    let now = house.clock.now();
    let member = member.unwrap_or(me);
    let mut tx = house.db.read().await?;
    speaks_for::<PaperRefusal>(&mut tx, who.org, (me, member), now).await?;
    let (_, asks, language) = to_answer(&mut tx, who.org, member, version, (l, now)).await?;
    drop(tx);
    // before the command runs: what it is known by holds no answer
    let Checked { name, advice } = checked(form, asks).map_err(AppError::Invalid)?;
    let command = Command {
        who: who.account.0,
        name: "sign_paper",
        key,
        content: format!("{member} {version} {name}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            lock::<PaperRefusal>(tx, who.org, member).await?;
            household::not_erased::<PaperRefusal>(tx, member).await?;
            speaks_for::<PaperRefusal>(tx, who.org, (me, member), now).await?;
            if me == member
                && let Some(age) = guarded::<PaperRefusal>(tx, who.org, member, now).await?
            {
                return Err(AppError::Refused(PaperRefusal::NeedsGuardian(age)));
            }
            let new = NewSignature {
                version,
                member,
                locale: language.tag(),
                signer: if me == member { Signer::Own } else { Signer::Guardian },
                channel: SignedOn::Own,
                name,
                advice,
                by: who.account,
            };
            write(tx, who.org, new, now).await?;
            let left = papers::<PaperRefusal>(tx, who.org, member, l, now).await?;
            Ok(!left.iter().any(OwnPaper::open))
        })
    })
    .await
}

/// The desk takes a signature: on its screen, or one on paper, which is only noted. The same key takes one.
///
/// # Errors
/// As [`sign`]; [`AppError::NotFound`] for a member out of sight.
pub async fn take(
    house: &House,
    who: &Who,
    member: MemberId,
    version: PaperId,
    (on, guardian): (SignedOn, bool),
    form: &SignForm,
    (l, key): (Locale, &str),
) -> Answer<(), PaperRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    within_sight::<PaperRefusal>(&mut tx, who, Permission::WorkDesk, member).await?;
    let (kind, asks, language) = to_answer(&mut tx, who.org, member, version, (l, now)).await?;
    drop(tx);
    // the answers stand on the paper, and with them whether a doctor is to be asked
    let asks = if on == SignedOn::Paper { 0 } else { asks };
    let mut left = checked(form, asks).map_err(AppError::Invalid)?;
    left.advice |= on == SignedOn::Paper && kind == PaperKind::Questionnaire && form.advice;
    let Checked { name, advice } = left;
    let command = Command {
        who: who.account.0,
        name: "take_paper",
        key,
        content: format!("{member} {version} {on:?} {guardian} {name}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let card = within_sight::<PaperRefusal>(tx, &who, Permission::WorkDesk, member).await?;
            lock::<PaperRefusal>(tx, who.org, member).await?;
            household::not_erased::<PaperRefusal>(tx, member).await?;
            let alone = guarded::<PaperRefusal>(tx, who.org, member, now).await?;
            if let (Some(age), false) = (alone, guardian) {
                return Err(AppError::Refused(PaperRefusal::NeedsGuardian(age)));
            }
            let new = NewSignature {
                version,
                member,
                locale: language.tag(),
                signer: if guardian { Signer::Guardian } else { Signer::Own },
                channel: on,
                name,
                advice,
                by: who.account,
            };
            if !write(tx, who.org, new, now).await? {
                return Ok(());
            }
            let note = Note::new(Deed::PaperTaken)
                .on(ObjectKind::Member, member.0)
                .at(card.home_location_id)
                .with("paper", kind.code())
                .with("on", if on == SignedOn::Paper { "paper" } else { "screen" });
            audit(tx, &who, note, now).await
        })
    })
    .await
}

/// Deletes what a member has signed. Read their account before it goes.
pub(super) async fn forget<R>(tx: &mut Tx, member: MemberId) -> Answer<(), R> {
    let account = service::account_of(tx, member).await?;
    store::forget(tx, member, account).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(answers: &[&str], advice: bool) -> SignForm {
        SignForm {
            name: "Ada".into(),
            agreed: true,
            answers: answers
                .iter()
                .enumerate()
                .map(|(n, a)| (format!("q{n}"), (*a).to_owned()))
                .collect(),
            advice,
        }
    }

    fn flaws(form: &SignForm, asks: usize) -> Vec<String> {
        let errors = checked(form, asks).err().unwrap_or_default();
        errors.0.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn a_yes_is_answered_for_and_nothing_else_is_left_of_it() {
        assert_eq!(flaws(&form(&["no", "no"], false), 2), Vec::<String>::new());
        assert_eq!(flaws(&form(&["no"], false), 2), ["answers[q1]"], "every question");
        assert_eq!(flaws(&form(&["no", "maybe"], false), 2), ["answers[q1]"]);
        assert_eq!(flaws(&form(&["no", "yes"], false), 2), ["advice"]);
        let left = checked(&form(&["no", "yes"], true), 2).expect("answered for");
        assert!(left.advice);
        let left = checked(&form(&["no", "no"], true), 2).expect("answered");
        assert!(!left.advice, "a tick without a yes says nothing");
        let unread = SignForm {
            agreed: false,
            name: " ".into(),
            ..form(&[], false)
        };
        assert_eq!(flaws(&unread, 0), ["name", "agreed"]);
    }
}
