//! Places on waitlists.

use crate::{
    booking::model::{BookingId, EntryId, PartyId, WaitEnd},
    members::model::MemberId,
    plans::model::PassId,
    platform::{
        db::{Asked, Result, Tx},
        time::Instant,
    },
    schedule::model::SessionId,
    studio::model::OrgId,
};

/// A place on a waitlist that has not ended.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Waiting {
    pub id: EntryId,
    pub member_id: MemberId,
    pub pass_id: Option<PassId>,
    /// A seat is kept for them until then.
    pub offer_until: Option<Instant>,
    /// They let an offer run out and wait on, because the policy lets them. Whoever joins anew is asked like anybody.
    pub silent: bool,
    /// Those who wait together have one in common.
    pub party_id: Option<PartyId>,
    /// When they were passed by, and how many places there were.
    pub skipped_at: Option<Instant>,
    pub skipped_free: Option<i64>,
}

/// Those to whom a seat is offered, then those who wait, in order.
pub fn waiting(tx: &mut Tx, session: SessionId) -> Asked<Vec<Waiting>> {
    tx.query(
        "SELECT w.id, w.member_id, w.pass_id, w.offer_until, coalesce(w.why, '') = 'silent' AS silent,
                w.party_id, w.skipped_at, w.skipped_free
           FROM waitlist_entries w WHERE w.session_id = $1 AND w.status IN ('offered', 'waiting')
          ORDER BY CASE w.status WHEN 'offered' THEN 0 ELSE 1 END, w.joined_at, w.id",
    )
    .bind(session)
    .ask()
}

/// Writes a place at the end of a line. While it is open, `why` says `silent` of whoever let an offer run out and waits on.
pub async fn add_waiting(
    tx: &mut Tx,
    session: SessionId,
    (member, pass): (MemberId, Option<PassId>),
    place: i64,
    silent: bool,
    now: Instant,
) -> Result<()> {
    tx.query(
        "INSERT INTO waitlist_entries (id, session_id, member_id, pass_id, status, joined_at, joined_place, why)
         VALUES ($1, $2, $3, $4, 'waiting', $5, $6, $7)",
    )
    .bind(EntryId::fresh())
    .bind(session)
    .bind(member)
    .bind(pass)
    .bind(now)
    .bind(place)
    .bind(silent.then(|| "silent".to_owned()))
    .run()
    .await?;
    Ok(())
}

/// Somebody who begins to wait together with others.
#[derive(Debug, Clone, Copy)]
pub struct NewOfParty {
    pub session: SessionId,
    pub member: MemberId,
    pub party: PartyId,
    /// Their place in the line, from 1.
    pub place: i64,
}

/// Writes the place of one of several who wait together.
pub async fn add_of_party(tx: &mut Tx, new: NewOfParty, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO waitlist_entries (id, session_id, member_id, status, joined_at, joined_place, party_id)
         VALUES ($1, $2, $3, 'waiting', $4, $5, $6)",
    )
    .bind(EntryId::fresh())
    .bind(new.session)
    .bind(new.member)
    .bind(now)
    .bind(new.place)
    .bind(new.party)
    .run()
    .await?;
    Ok(())
}

/// Notes that people who wait together were passed by, because so few places were free.
pub async fn skip(tx: &mut Tx, party: PartyId, free: i64, now: Instant) -> Result<()> {
    tx.query(
        "UPDATE waitlist_entries SET skipped_at = $2, skipped_free = $3 WHERE party_id = $1 AND status = 'waiting'",
    )
    .bind(party)
    .bind(now)
    .bind(free)
    .run()
    .await?;
    Ok(())
}

/// Offers a seat to somebody who waits; 0 when their place had ended.
pub async fn offer(tx: &mut Tx, id: EntryId, until: Instant, now: Instant) -> Result<u64> {
    tx.query("UPDATE waitlist_entries SET status = 'offered', offered_at = $2, offer_until = $3 WHERE id = $1 AND status = 'waiting'")
        .bind(id)
        .bind(now)
        .bind(until)
        .run()
        .await
}

/// Ends a place on a waitlist, offered a seat or not; 0 when it had ended.
pub async fn end_waiting(
    tx: &mut Tx,
    id: EntryId,
    how: WaitEnd,
    booking: Option<BookingId>,
    why: Option<&str>,
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE waitlist_entries SET status = $2, booking_id = $3, why = $4, ended_at = $5 WHERE id = $1 AND status IN ('waiting', 'offered')",
    )
    .bind(id)
    .bind(how)
    .bind(booking)
    .bind(why.map(str::to_owned))
    .bind(now)
    .run()
    .await
}

/// Classes with an offer that has run out.
pub async fn lapsed(tx: &mut Tx, now: Instant, limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query(
        "SELECT s.id, s.org_id FROM class_sessions s WHERE s.id IN
           (SELECT w.session_id FROM waitlist_entries w WHERE w.status = 'offered' AND w.offer_until <= $1)
          ORDER BY s.id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .all()
    .await
}

/// What became of a place on a waitlist.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct StoryRow {
    pub session_id: SessionId,
    pub name: String,
    pub zone: String,
    pub starts_at: Instant,
    pub status: WaitEnd,
    pub joined_at: Instant,
    pub joined_place: Option<i64>,
    pub offered_at: Option<Instant>,
    pub offer_until: Option<Instant>,
    pub ended_at: Instant,
    pub why: Option<String>,
    pub skipped_at: Option<Instant>,
    pub skipped_free: Option<i64>,
}

/// The member's places on waitlists that have ended since an instant, the latest first.
pub async fn stories(tx: &mut Tx, member: MemberId, since: Instant, limit: i64) -> Result<Vec<StoryRow>> {
    tx.query(
        "SELECT w.session_id, s.name, o.zone, s.starts_at, w.status, w.joined_at, w.joined_place, w.offered_at, w.offer_until, w.ended_at, w.why,
                w.skipped_at, w.skipped_free
           FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id JOIN locations o ON o.id = s.location_id
          WHERE w.member_id = $1 AND w.joined_at >= $2 AND w.ended_at IS NOT NULL ORDER BY w.ended_at DESC, w.id DESC LIMIT $3",
    )
    .bind(member)
    .bind(since)
    .bind(limit)
    .all()
    .await
}

/// Ends offers of other classes that overlap a span of time: the worker hands those seats on, under the locks of their classes.
pub async fn end_overlapping_offers(
    tx: &mut Tx,
    member: MemberId,
    class: SessionId,
    (starts, ends): (Instant, Instant),
    now: Instant,
) -> Result<u64> {
    tx.query(
        "UPDATE waitlist_entries SET offer_until = $5 WHERE member_id = $1 AND status = 'offered' AND session_id <> $2 AND offer_until > $5
            AND session_id IN (SELECT id FROM class_sessions WHERE starts_at < $4 AND ends_at > $3)",
    )
    .bind(member)
    .bind(class)
    .bind(starts)
    .bind(ends)
    .bind(now)
    .run()
    .await
}

/// Classes ahead with a free seat for which somebody waits: the rules may have changed since it came free.
pub async fn beside_free(tx: &mut Tx, now: Instant, limit: i64) -> Result<Vec<(SessionId, OrgId)>> {
    tx.query(
        "SELECT id, org_id FROM class_sessions
          WHERE status = 'scheduled' AND waiting > 0 AND booked + walk_in_kept + partner_kept < capacity AND starts_at > $1 ORDER BY starts_at, id LIMIT $2",
    )
    .bind(now)
    .bind(limit)
    .all()
    .await
}

/// Places on other waitlists whose class overlaps a span of time.
pub async fn overlapping_waits(
    tx: &mut Tx,
    member: MemberId,
    starts: Instant,
    ends: Instant,
) -> Result<Vec<(EntryId, SessionId)>> {
    tx.query(
        "SELECT w.id, w.session_id FROM waitlist_entries w JOIN class_sessions s ON s.id = w.session_id
          WHERE w.member_id = $1 AND w.status = 'waiting' AND s.starts_at < $3 AND s.ends_at > $2",
    )
    .bind(member)
    .bind(starts)
    .bind(ends)
    .all()
    .await
}

#[derive(Debug, Clone, sqlx::FromRow)]
pub struct PlaceRow {
    pub session_id: SessionId,
    pub place: i64,
    pub offer_until: Option<Instant>,
    /// So many wait together with them, themselves among them; 0: they wait alone.
    pub together: i64,
    pub skipped_at: Option<Instant>,
    pub skipped_free: Option<i64>,
}

/// The member's places on waitlists, counted from 1, and what is offered to them.
pub async fn places(tx: &mut Tx, member: MemberId) -> Result<Vec<PlaceRow>> {
    tx.query(
        "SELECT w.session_id,
                (SELECT count(*) FROM waitlist_entries o WHERE o.session_id = w.session_id AND o.status = 'waiting'
                    AND (o.joined_at < w.joined_at OR (o.joined_at = w.joined_at AND o.id <= w.id))) AS place,
                w.offer_until, w.skipped_at, w.skipped_free,
                CASE WHEN w.party_id IS NULL THEN 0 ELSE
                    (SELECT count(*) FROM waitlist_entries p WHERE p.session_id = w.session_id AND p.status = 'waiting'
                        AND p.party_id = w.party_id) END AS together
           FROM waitlist_entries w WHERE w.member_id = $1 AND w.status IN ('waiting', 'offered')",
    )
    .bind(member)
    .all()
    .await
}

pub async fn waiting_names(tx: &mut Tx, session: SessionId) -> Result<Vec<(String,)>> {
    tx.query(
        "SELECT m.name FROM waitlist_entries w JOIN members m ON m.id = w.member_id
          WHERE w.session_id = $1 AND w.status = 'waiting' ORDER BY w.joined_at, w.id",
    )
    .bind(session)
    .all()
    .await
}

/// Ends every place on a class's waitlist; how many waited, and how many were offered a seat.
pub async fn end_all_waiting(tx: &mut Tx, session: SessionId, now: Instant) -> Result<(u64, u64)> {
    let close =
        "UPDATE waitlist_entries SET status = 'closed', ended_at = $2 WHERE session_id = $1 AND status = 'waiting'";
    let waited = tx.query(close).bind(session).bind(now).run().await?;
    let lapse =
        "UPDATE waitlist_entries SET status = 'closed', ended_at = $2 WHERE session_id = $1 AND status = 'offered'";
    Ok((waited, tx.query(lapse).bind(session).bind(now).run().await?))
}
