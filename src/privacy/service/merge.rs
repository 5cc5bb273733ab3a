//! Two records of one person become one, and two again.
//!
//! The record that is not kept stays as it was written and leads to the other; what hangs on it goes over and is noted row by row, so
//! that it can go back. Each slice carries its own rows. Locks: the classes ahead, then both members by their ids.

use super::{health, on_wall};
use crate::{
    accounts::{
        self,
        model::{AccountId, Deed, ObjectKind, Permission, Who},
        service::{Note, audit},
    },
    booking,
    members::{
        self,
        merge::Place,
        model::{Hits, LikelyPair, MemberCard, MemberId, MemberStatus, MergeField, RecordFacts},
    },
    messages, plans,
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing, fault},
        house::House,
        once::{self, Command},
        secret,
        time::{Instant, Span},
    },
    privacy::{
        model::{
            Belongings, MERGE_DAYS, MergeId, MergePage, MergePreview, MergeRefusal, Merged, PrivacyRefusal,
            SeatsAtOnce, Side,
        },
        store::{self, MergeRow, NewMerge},
    },
};

/// What was chosen.
#[derive(Debug, Clone)]
pub struct MergeForm {
    /// The record that stays.
    pub kept: MemberId,
    /// The one that leads to it afterwards.
    pub other: MemberId,
    /// The fields that are taken from the other.
    pub from_other: Vec<MergeField>,
    /// Whose seats stay where both have one at the same time.
    pub seats: Option<Side>,
    /// Which sign-in stays where both have one.
    pub sign_in: Option<Side>,
}

/// How long it can be undone.
const UNDO: Span = Span::hours(24 * MERGE_DAYS);
/// The place of a record, among its fields.
const PLACE: &str = "place";

type Done<T> = Answer<T, MergeRefusal>;

fn no<T>(reason: MergeRefusal) -> Done<T> {
    Err(AppError::Refused(reason))
}

/// Records that may be of one person, as far as the reader reaches them.
///
/// # Errors
/// A fault of the database.
pub async fn pairs(house: &House, who: &Who) -> Answer<Vec<LikelyPair>> {
    let Some(scope) = who.scope(Permission::MergeMembers) else {
        return Err(AppError::Forbidden);
    };
    let mut tx = house.db.read().await?;
    members::merge::pairs(&mut tx, who, &scope, None).await
}

/// Everything for the page of one member: whom they may be, what merging would do, what was merged.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn page(
    house: &House,
    who: &Who,
    member: MemberId,
    other: Option<MemberId>,
    words: &str,
) -> Answer<MergePage> {
    let scope = who.scope(Permission::MergeMembers).ok_or(AppError::Forbidden)?;
    let hits = match other {
        None => members::service::find(house, who, &scope, words).await?,
        Some(_) => Hits::default(),
    };
    let mut tx = house.db.read().await?;
    let card = reached(&mut tx, who, member).await?;
    let preview = match other {
        Some(other) => {
            reached::<Nothing>(&mut tx, who, other).await?;
            Some(Box::new(look(&mut tx, house, who, member, other).await?))
        }
        None => None,
    };
    let mut hits = hits.first;
    hits.retain(|hit| hit.card.id != member);
    let likely = if preview.is_none() {
        members::merge::pairs(&mut tx, who, &scope, Some(member)).await?
    } else {
        Vec::new()
    };
    let now = house.clock.now();
    let mut merged = Vec::new();
    for row in store::merges_of(&mut tx, member).await? {
        merged.push(shown(&mut tx, who, row, now).await?);
    }
    Ok(MergePage {
        member,
        name: card.name,
        number: card.number,
        hits,
        likely,
        preview,
        merged,
        key: secret::token(),
    })
}

async fn reached<R>(tx: &mut Tx, who: &Who, member: MemberId) -> Answer<MemberCard, R> {
    members::service::within_reach(tx, who, Permission::MergeMembers, member).await
}

async fn shown(tx: &mut Tx, who: &Who, row: MergeRow, now: Instant) -> Answer<Merged> {
    let until = row.at + UNDO;
    let open = row.forgotten_at.is_none() && until > now;
    Ok(Merged {
        id: row.id,
        name: row.name,
        number: row.number,
        at: on_wall(tx, who.org, row.at).await?,
        by: row.by,
        until: match open {
            true => Some(on_wall(tx, who.org, until).await?),
            false => None,
        },
        rows: row.rows,
        used: store::used_passes(tx, row.id, row.at).await?,
        freed: row.freed,
    })
}

async fn look(tx: &mut Tx, house: &House, who: &Who, kept: MemberId, other: MemberId) -> Answer<MergePreview> {
    let now = house.clock.now();
    let (kept_facts, other_facts) = (
        members::merge::facts(tx, kept).await?,
        members::merge::facts(tx, other).await?,
    );
    let mut clashes = Vec::new();
    if kept != other {
        for clash in booking::service::merge::clashes::<Nothing>(tx, kept, other, now).await? {
            clashes.push(SeatsAtOnce {
                kept: (clash.kept.0, on_wall(tx, who.org, clash.kept.1).await?),
                other: (clash.other.0, on_wall(tx, who.org, clash.other.1).await?),
                choice: clash.choice,
            });
        }
    }
    Ok(MergePreview {
        stands: match obstacle(tx, house, &kept_facts, &other_facts).await {
            Ok(()) => None,
            Err(AppError::Refused(reason)) => Some(reason),
            Err(error) => return Err(error.map_refusal(|_| AppError::NotFound)),
        },
        moves: counted(tx, other, now).await?,
        has: counted(tx, kept, now).await?,
        past: booking::service::merge::past_clashes(tx, kept, other, now).await?,
        kept: kept_facts,
        other: other_facts,
        clashes,
        key: secret::token(),
    })
}

async fn counted(tx: &mut Tx, member: MemberId, now: Instant) -> Answer<Belongings> {
    let mut all = store::belongings(tx, member, now).await?;
    if let Some(account) = members::service::account_of::<Nothing>(tx, member).await? {
        all.login = accounts::service::login_of::<Nothing>(tx, account).await?;
    }
    Ok(all)
}

/// What stands in the way, whatever is chosen.
async fn obstacle(tx: &mut Tx, house: &House, kept: &RecordFacts, other: &RecordFacts) -> Done<()> {
    if kept.id == other.id {
        return no(MergeRefusal::Same);
    }
    for one in [kept, other] {
        if store::erased_at(tx, one.id).await?.is_some() {
            return no(MergeRefusal::Erased(one.number));
        }
    }
    match (kept.status, other.status) {
        (MemberStatus::Banned, MemberStatus::Banned) => {}
        (MemberStatus::Banned, _) => return no(MergeRefusal::OneBarred(kept.number)),
        (_, MemberStatus::Banned) => return no(MergeRefusal::OneBarred(other.number)),
        _ => {}
    }
    let places = (
        members::merge::place::<MergeRefusal>(tx, kept.id).await?,
        members::merge::place::<MergeRefusal>(tx, other.id).await?,
    );
    if members::merge::joined(&places.0, &places.1, (kept.id, other.id)).is_none() {
        return no(MergeRefusal::TwoHouseholds);
    }
    let accounts = (
        members::service::account_of::<MergeRefusal>(tx, kept.id).await?,
        members::service::account_of::<MergeRefusal>(tx, other.id).await?,
    );
    if let (Some(one), Some(two)) = accounts
        && works_here(tx, one).await?
        && works_here(tx, two).await?
    {
        return no(MergeRefusal::BothWorkHere);
    }
    for one in [kept.id, other.id] {
        health_opens(tx, house, one, if one == kept.id { kept.number } else { other.number }).await?;
    }
    Ok(())
}

async fn works_here(tx: &mut Tx, account: AccountId) -> Done<bool> {
    Ok(accounts::service::works_here(tx, account).await? || store::teaches(tx, account).await?)
}

/// What cannot be opened cannot be sealed anew.
async fn health_opens(tx: &mut Tx, house: &House, member: MemberId, number: i64) -> Done<()> {
    match health::texts(tx, house, member).await {
        Ok(_) => Ok(()),
        Err(AppError::Refused(_)) => no(MergeRefusal::Health(number)),
        Err(error) => Err(error.map_refusal(|_: PrivacyRefusal| AppError::NotFound)),
    }
}

/// Makes two records of one person one. The same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach, or merged already; [`MergeRefusal`].
pub async fn merge(house: &House, who: &Who, form: &MergeForm, key: &str) -> Done<()> {
    let content = format!(
        "{} {} {:?} {:?} {:?}",
        form.kept, form.other, form.from_other, form.seats, form.sign_in
    );
    patiently(house, who, ("merge_members", key, content), |tx, now| {
        let (house, who, form) = (house.clone(), who.clone(), form.clone());
        Box::pin(async move { merge_in(tx, &house, &who, &form, now).await })
    })
    .await
}

/// Runs a command once under its key, and again where somebody booked or was in the way meanwhile.
async fn patiently(
    house: &House,
    who: &Who,
    (name, key, content): (&'static str, &str, String),
    work: impl for<'t> Fn(&'t mut Tx, Instant) -> futures::future::BoxFuture<'t, Done<()>>,
) -> Done<()> {
    once::patiently(|| async {
        let now = house.clock.now();
        let command = Command {
            who: who.account.0,
            name,
            key,
            content: content.clone(),
        };
        once::run(&house.db, now, &[], command, |tx| work(tx, now)).await
    })
    .await
}

async fn merge_in(tx: &mut Tx, house: &House, who: &Who, form: &MergeForm, now: Instant) -> Done<()> {
    let (org, kept, other) = (who.org, form.kept, form.other);
    for one in [kept, other] {
        reached::<MergeRefusal>(tx, who, one).await?;
    }
    if kept == other {
        return no(MergeRefusal::Same);
    }
    let held = booking::service::merge::hold::<MergeRefusal>(tx, org, &[kept, other], now).await?;
    let (card, _) = members::merge::lock_both::<MergeRefusal>(tx, org, kept, other).await?;
    booking::service::merge::still_held::<MergeRefusal>(tx, &held, &[kept, other], now).await?;
    let before = members::merge::facts::<MergeRefusal>(tx, kept).await?;
    let others = members::merge::facts::<MergeRefusal>(tx, other).await?;
    obstacle(tx, house, &before, &others).await?;

    let clashes = booking::service::merge::clashes::<MergeRefusal>(tx, kept, other, now).await?;
    let twice = clashes.iter().filter(|clash| clash.choice).count() as i64;
    if twice > 0 && form.seats.is_none() {
        return no(MergeRefusal::ChooseSeats(twice));
    }
    let signs = sign_ins(tx, form, (before.number, others.number)).await?;
    let others_stay = form.seats == Some(Side::Other);
    let freed =
        booking::service::merge::untangle::<MergeRefusal>(tx, org, &held, (kept, other), others_stay, now).await?;
    let shut = match signs.left {
        Some(left) => accounts::service::set_aside::<MergeRefusal>(tx, left, now).await?,
        None => false,
    };
    members::merge::put_accounts::<MergeRefusal>(tx, (kept, signs.stays), (other, signs.left)).await?;

    let id = MergeId::fresh();
    let new = NewMerge {
        id,
        org,
        kept,
        other,
        by: who.account,
        account_moved: signs.moved,
        account_left: signs.left,
        account_shut: shut,
        freed,
    };
    store::add_merge(tx, new, now).await?;
    // what was put off until now has to be there to be found
    tx.settle().await?;
    store::note_rows(tx, id, kept, other).await?;
    carry(tx, id, other, kept).await?;
    records(tx, id, (&before, &others), &form.from_other, now).await?;
    seal_anew(tx, house, who, id, (kept, other), now).await?;

    let mut note = Note::new(Deed::MembersMerged)
        .on(ObjectKind::Member, kept.0)
        .at(card.home_location_id)
        .with("number", format!("M-{}", others.number));
    for field in &form.from_other {
        note = note.touched(field.code());
    }
    audit(tx, who, note, now).await
}

/// Whose sign-in stays, whose is set aside, and whether the other's goes over.
struct SignIns {
    stays: Option<AccountId>,
    left: Option<AccountId>,
    moved: Option<AccountId>,
}

async fn sign_ins(tx: &mut Tx, form: &MergeForm, (kept_number, other_number): (i64, i64)) -> Done<SignIns> {
    let kepts = members::service::account_of::<MergeRefusal>(tx, form.kept).await?;
    let others = members::service::account_of::<MergeRefusal>(tx, form.other).await?;
    let (Some(one), Some(two)) = (kepts, others) else {
        return Ok(SignIns {
            stays: kepts.or(others),
            left: None,
            moved: others,
        });
    };
    let (stays, left, number, moved) = match form.sign_in {
        None => return no(MergeRefusal::ChooseSignIn),
        Some(Side::Kept) => (one, two, other_number, None),
        Some(Side::Other) => (two, one, kept_number, Some(two)),
    };
    if works_here(tx, left).await? {
        return no(MergeRefusal::WorksHere(number));
    }
    Ok(SignIns {
        stays: Some(stays),
        left: Some(left),
        moved,
    })
}

/// Every slice lets its rows go.
async fn carry(tx: &mut Tx, id: MergeId, from: MemberId, to: MemberId) -> Done<()> {
    members::merge::carry::<MergeRefusal>(tx, id.0, from, to).await?;
    plans::service::carry::<MergeRefusal>(tx, id.0, from, to).await?;
    booking::service::merge::carry::<MergeRefusal>(tx, id.0, from, to).await?;
    messages::service::carry::<MergeRefusal>(tx, id.0, from, to).await?;
    store::carry(tx, id, from, to).await?;
    Ok(())
}

/// Writes both records as they are from now on, and notes what they were.
async fn records(
    tx: &mut Tx,
    id: MergeId,
    (before, others): (&RecordFacts, &RecordFacts),
    from_other: &[MergeField],
    now: Instant,
) -> Done<()> {
    let (kept, other) = (before.id, others.id);
    let was = members::merge::place::<MergeRefusal>(tx, kept).await?;
    let theirs = members::merge::place::<MergeRefusal>(tx, other).await?;
    let Some(place) = members::merge::joined(&was, &theirs, (kept, other)) else {
        return no(MergeRefusal::TwoHouseholds);
    };
    let left = members::merge::left(&theirs, now);
    store::put_field(tx, id, (Side::Kept.code(), PLACE), (written(&was)?, written(&place)?)).await?;
    store::put_field(
        tx,
        id,
        (Side::Other.code(), PLACE),
        (written(&theirs)?, written(&left)?),
    )
    .await?;
    members::merge::put_place::<MergeRefusal>(tx, other, &left).await?;
    members::merge::put_place::<MergeRefusal>(tx, kept, &place).await?;
    members::merge::lead::<MergeRefusal>(tx, other, Some(kept)).await?;
    let mut after = before.clone();
    for field in MergeField::ALL {
        let value = others.value(field);
        if from_other.contains(&field) && value != before.value(field) {
            let pair = (before.value(field), value.clone());
            store::put_field(tx, id, (Side::Kept.code(), field.code()), pair).await?;
            after.put(field, &value);
        }
    }
    after.status = place.status;
    after.joined_on = place.joined_on;
    members::merge::put_facts::<MergeRefusal>(tx, before, &after).await
}

fn written(place: &Place) -> Done<String> {
    serde_json::to_string(place).map_err(|e| fault(&e))
}

fn read(text: &str) -> Done<Place> {
    serde_json::from_str(text).map_err(|e| fault(&e))
}

/// The other's health notes are opened, and sealed under the kept record's key, after what stands there. Where the person's last word is a
/// no, nothing is opened: it goes with what undoing needs.
async fn seal_anew(
    tx: &mut Tx,
    house: &House,
    who: &Who,
    id: MergeId,
    (kept, other): (MemberId, MemberId),
    now: Instant,
) -> Done<()> {
    let inside = |error: AppError<PrivacyRefusal>| error.map_refusal(|_| AppError::NotFound);
    let moved = health::join(tx, house, who.org, id, (kept, other), now)
        .await
        .map_err(inside)?;
    if moved {
        store::add_read(tx, kept, who.account, "notes", now).await?;
    }
    Ok(())
}

/// Makes them two again: what was the other's goes back, except what was used or changed since, which stays with the kept record. The
/// same key does it once.
///
/// # Errors
/// [`AppError::NotFound`] out of reach; [`MergeRefusal::Undone`], [`MergeRefusal::TooLate`], [`MergeRefusal::Later`],
/// [`MergeRefusal::Erased`].
pub async fn part(house: &House, who: &Who, id: MergeId, key: &str) -> Done<()> {
    patiently(house, who, ("part_members", key, id.to_string()), |tx, now| {
        let who = who.clone();
        Box::pin(async move { part_in(tx, &who, id, now).await })
    })
    .await
}

/// Whose page a merge is on.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn kept_of(house: &House, who: &Who, id: MergeId) -> Answer<MemberId> {
    let mut tx = house.db.read().await?;
    let row = store::merge(&mut tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    Ok(row.kept)
}

async fn part_in(tx: &mut Tx, who: &Who, id: MergeId, now: Instant) -> Done<()> {
    let org = who.org;
    let row = store::merge(tx, org, id).await?.ok_or(AppError::NotFound)?;
    let (kept, other) = (row.kept, row.other);
    let meant = members::merge::meant::<MergeRefusal>(tx, org, kept).await?;
    let card = reached::<MergeRefusal>(tx, who, meant).await?;
    if row.undone_at.is_some() {
        return no(MergeRefusal::Undone);
    }
    for (one, number) in [(kept, row.kept_number), (other, row.number)] {
        if store::erased_at(tx, one).await?.is_some() {
            return no(MergeRefusal::Erased(number));
        }
    }
    if meant != kept {
        return no(MergeRefusal::Later(card.number));
    }
    if row.forgotten_at.is_some() || row.at + UNDO <= now {
        return no(MergeRefusal::TooLate(MERGE_DAYS));
    }
    let held = booking::service::merge::hold::<MergeRefusal>(tx, org, &[kept], now).await?;
    members::merge::lock_parted::<MergeRefusal>(tx, org, kept, other).await?;
    booking::service::merge::still_held::<MergeRefusal>(tx, &held, &[kept], now).await?;
    if store::end_merge(tx, id, who.account, now).await? == 0 {
        return no(MergeRefusal::Undone);
    }

    store::keep_used_passes(tx, id, row.at).await?;
    carry(tx, id, kept, other).await?;
    let fields = store::fields(tx, id).await?;
    give_back_places(tx, &fields, (kept, other)).await?;
    give_back_sign_ins(tx, &row).await?;
    give_back_facts(tx, &fields, (kept, other)).await?;
    for note in store::merge_notes(tx, id).await? {
        // whoever has written something since meant it to stand there
        if store::take_put_note(tx, kept, note.put_id).await? == 1
            && let (Some(was), Some(body), Some(at)) = (note.was_id, note.was_body, note.was_at)
        {
            let back = store::Note {
                id: was,
                kind: note.kind,
                body,
                at,
            };
            store::put_note(tx, kept, back).await?;
        }
    }
    store::purge(tx, id, now).await?;
    let note = Note::new(Deed::MembersParted)
        .on(ObjectKind::Member, kept.0)
        .at(card.home_location_id)
        .with("number", format!("M-{}", row.number));
    audit(tx, who, note, now).await
}

/// Both records stand where they stood, as far as nobody has moved the kept one since.
async fn give_back_places(
    tx: &mut Tx,
    fields: &[(String, String, String, String)],
    (kept, other): (MemberId, MemberId),
) -> Done<()> {
    let of = |side: Side, field: &str| {
        let found = fields.iter().find(|(s, f, ..)| s == side.code() && f == field);
        found.map(|(.., was, became)| (was.clone(), became.clone()))
    };
    let (was, became) = of(Side::Kept, PLACE).ok_or(AppError::NotFound)?;
    let (was, became) = (read(&was)?, read(&became)?);
    let mut place = members::merge::place::<MergeRefusal>(tx, kept).await?;
    if place.household_id == became.household_id {
        place.household_id = was.household_id;
        place.household_role = was.household_role;
        place.lets_book = was.lets_book;
        place.guest_of = was.guest_of;
    }
    if place.status == became.status {
        (place.status, place.archived_at) = (was.status, was.archived_at);
    }
    if place.joined_on == became.joined_on {
        place.joined_on = was.joined_on;
    }
    members::merge::put_place::<MergeRefusal>(tx, kept, &place).await?;
    let (theirs, _) = of(Side::Other, PLACE).ok_or(AppError::NotFound)?;
    members::merge::put_place::<MergeRefusal>(tx, other, &read(&theirs)?).await?;
    members::merge::lead::<MergeRefusal>(tx, other, None).await
}

/// Both records say what they said, as far as nobody has written anything else since. After the sign-ins: whoever signs in is called as
/// their record says.
async fn give_back_facts(
    tx: &mut Tx,
    fields: &[(String, String, String, String)],
    (kept, other): (MemberId, MemberId),
) -> Done<()> {
    let before = members::merge::facts::<MergeRefusal>(tx, kept).await?;
    let mut after = before.clone();
    for field in MergeField::ALL {
        let noted = fields
            .iter()
            .find(|(s, f, ..)| s == Side::Kept.code() && f == field.code());
        if let Some((.., was, became)) = noted
            && before.value(field) == *became
        {
            after.put(field, was);
        }
    }
    members::merge::put_facts::<MergeRefusal>(tx, &before, &after).await?;
    let others = members::merge::facts::<MergeRefusal>(tx, other).await?;
    members::merge::put_facts::<MergeRefusal>(tx, &others, &others).await
}

/// Each signs in as before; the sign-in that was set aside opens again.
async fn give_back_sign_ins(tx: &mut Tx, row: &MergeRow) -> Done<()> {
    let kept = members::merge::place::<MergeRefusal>(tx, row.kept).await?;
    let other = members::merge::place::<MergeRefusal>(tx, row.other).await?;
    let barred = |place: &Place| place.status == MemberStatus::Banned;
    let (kepts, others) = match row.account_moved {
        Some(moved) => (row.account_left, Some(moved)),
        None => {
            let stays = members::service::account_of::<MergeRefusal>(tx, row.kept).await?;
            (stays, row.account_left)
        }
    };
    members::merge::put_accounts::<MergeRefusal>(tx, (row.kept, kepts), (row.other, others)).await?;
    if let Some(left) = row.account_left.filter(|_| row.account_shut) {
        let holder = if kepts == Some(left) { &kept } else { &other };
        if !barred(holder) {
            accounts::service::open_again::<MergeRefusal>(tx, left).await?;
        }
    }
    // whoever was barred since is the one who stays so
    if let Some(moved) = row.account_moved.filter(|_| barred(&kept) && !barred(&other)) {
        accounts::service::open_again::<MergeRefusal>(tx, moved).await?;
    }
    Ok(())
}

/// Forgets what is kept only to undo, where it can no longer be undone.
///
/// # Errors
/// A fault of the database.
pub async fn forget_old(house: &House) -> Answer<()> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    for (id, other) in store::to_forget(&mut tx, now - UNDO, 200).await? {
        // what undoing would have given back; it stands sealed under the kept record's key since
        store::delete_health(&mut tx, other).await?;
        store::purge(&mut tx, id, now).await?;
    }
    Ok(tx.commit().await?)
}
