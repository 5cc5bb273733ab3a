//! The entry code: a short-lived proof that the phone at the door is the member's.
//!
//! `S1.<member>.<step>.<proof>`: the step counts [`STEP`] seconds since 1970, the proof is an HMAC over member and step with
//! a key made of the organisation's and the member's own secret. A code is good in its own step and the next: a picture of it
//! is worthless after half a minute. The door notes each step that was used.
//!
//! `S2.<browser>.<until>.<step>.<proof>` is made by the telephone itself, without a line: with a key that the server lent to this
//! signed-in browser, good until a step some days ahead. Whoever ends the browser's session ends its codes.

use crate::{
    members::model::MemberId,
    platform::{
        secret,
        time::{Instant, Span},
    },
};
use uuid::Uuid;

/// Seconds for which a phone shows one code.
pub const STEP: i64 = 15;

/// The step at an instant.
#[must_use]
pub fn step(now: Instant) -> i64 {
    now.0.div_euclid(STEP * 1_000_000)
}

/// Seconds until the step ends.
#[must_use]
pub fn seconds_left(now: Instant) -> i64 {
    STEP - now.0.div_euclid(1_000_000).rem_euclid(STEP)
}

/// The member's key: nobody who has only one of the two secrets can make codes.
#[must_use]
pub fn key(organisation: &[u8], member: &[u8]) -> Vec<u8> {
    secret::sign(organisation, member)
}

fn proof(key: &[u8], member: MemberId, step: i64) -> Vec<u8> {
    let mut message = member.0.as_bytes().to_vec();
    message.extend_from_slice(&step.to_be_bytes());
    secret::sign(key, &message)[..16].to_vec()
}

/// The code of a member for a step.
#[must_use]
pub fn make(key: &[u8], member: MemberId, step: i64) -> String {
    format!(
        "S1.{}.{step}.{}",
        secret::encode(member.0.as_bytes()),
        secret::encode(&proof(key, member, step))
    )
}

/// A code as it was scanned, before anything of it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who it says it is.
    pub member: MemberId,
    /// The step it says it is of.
    pub step: i64,
    proof: Vec<u8>,
}

/// Reads a code; `None` when it has not the form of one.
#[must_use]
pub fn read(text: &str) -> Option<Claim> {
    let mut parts = text.trim().strip_prefix("S1.")?.split('.');
    let member = Uuid::from_slice(&secret::decode(parts.next()?)?).ok()?;
    let step = parts.next()?.parse().ok()?;
    let proof = secret::decode(parts.next()?)?;
    (parts.next().is_none() && proof.len() == 16).then_some(Claim {
        member: MemberId(member),
        step,
        proof,
    })
}

/// A lent key is good for so many steps: a week.
pub const LENT: i64 = 7 * 24 * 3600 / STEP;

/// The key that is lent to a signed-in browser until a step.
#[must_use]
pub fn lend(key: &[u8], browser: Uuid, until: i64) -> Vec<u8> {
    let mut message = b"lent".to_vec();
    message.extend_from_slice(browser.as_bytes());
    message.extend_from_slice(&until.to_be_bytes());
    secret::sign(key, &message)
}

/// A code that a telephone made by itself, before anything of it is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnClaim {
    /// The signed-in browser that it says it is of.
    pub browser: Uuid,
    /// Until when it says that its key is good.
    pub until: i64,
    /// The step it says it is of.
    pub step: i64,
    proof: Vec<u8>,
}

fn own_proof(lent: &[u8], step: i64) -> Vec<u8> {
    secret::sign(lent, &step.to_be_bytes())[..16].to_vec()
}

/// The code that a telephone makes with a lent key: the same as `public/own.js` does.
#[must_use]
pub fn make_own(lent: &[u8], browser: Uuid, until: i64, step: i64) -> String {
    let proof = secret::encode(&own_proof(lent, step));
    format!("S2.{}.{until}.{step}.{proof}", secret::encode(browser.as_bytes()))
}

/// Reads a code that a telephone made; `None` when it has not the form of one.
#[must_use]
pub fn read_own(text: &str) -> Option<OwnClaim> {
    let mut parts = text.trim().strip_prefix("S2.")?.split('.');
    let browser = Uuid::from_slice(&secret::decode(parts.next()?)?).ok()?;
    let until = parts.next()?.parse().ok()?;
    let step = parts.next()?.parse().ok()?;
    let proof = secret::decode(parts.next()?)?;
    (parts.next().is_none() && proof.len() == 16).then_some(OwnClaim {
        browser,
        until,
        step,
        proof,
    })
}

/// Two clocks may be so far apart: a code that has just begun is not turned away by one that is a little behind.
const AHEAD: Span = Span::seconds(5);

/// Checks a telephone's own claim against the member's key. Whether the browser is still signed in is the door's to ask.
#[must_use]
pub fn check_own(claim: &OwnClaim, key: &[u8], now: Instant) -> Worth {
    let lent = lend(key, claim.browser, claim.until);
    if !secret::same(&claim.proof, &own_proof(&lent, claim.step)) {
        return Worth::Forged;
    }
    let in_time = claim.step <= claim.until && claim.until.saturating_sub(claim.step) <= LENT;
    if in_time && (step(now) - 1..=step(now + AHEAD)).contains(&claim.step) {
        Worth::Good
    } else {
        Worth::Old
    }
}

/// What a claim is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It is the member's, and of now.
    Good,
    /// It is the member's, but of another time.
    Old,
    /// It is not the member's.
    Forged,
}

/// Checks a claim against the member's key. Whether its step was used is the door's to know.
#[must_use]
pub fn check(claim: &Claim, key: &[u8], now: Instant) -> Worth {
    if !secret::same(&claim.proof, &proof(key, claim.member, claim.step)) {
        return Worth::Forged;
    }
    if (step(now) - 1..=step(now + AHEAD)).contains(&claim.step) {
        Worth::Good
    } else {
        Worth::Old
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_for_half_a_minute_and_for_its_member_only() {
        let member = MemberId(Uuid::from_u128(7));
        let key = key(b"organisation", b"member");
        let now = Instant(1_000_000_000_000_000);
        let claim = read(&make(&key, member, step(now))).expect("our own code");
        assert_eq!(check(&claim, &key, now), Worth::Good);
        assert_eq!(check(&claim, &key, now + Span::seconds(STEP)), Worth::Good);
        assert_eq!(check(&claim, &key, now + Span::seconds(30)), Worth::Old);
        assert_eq!(
            check(&claim, &key, now - Span::seconds(30)),
            Worth::Old,
            "a phone's clock is not asked"
        );
        assert_eq!(
            check(&claim, &super::key(b"organisation", b"other"), now),
            Worth::Forged
        );
        let other = Claim {
            member: MemberId(Uuid::from_u128(8)),
            ..claim.clone()
        };
        assert_eq!(check(&other, &key, now), Worth::Forged);
        let later = Claim {
            step: claim.step + 1,
            ..claim
        };
        assert_eq!(check(&later, &key, now), Worth::Forged);
    }

    #[test]
    fn a_telephones_own_code_is_good_while_its_key_is() {
        let (browser, key) = (Uuid::from_u128(9), key(b"organisation", b"member"));
        let now = Instant(1_000_000_000_000_000);
        let until = step(now) + LENT;
        let at = |until: i64, step: i64| {
            let text = make_own(&lend(&key, browser, until), browser, until, step);
            check_own(&read_own(&text).expect("our own code"), &key, now)
        };
        assert_eq!(at(until, step(now)), Worth::Good);
        assert_eq!(at(until, step(now) - 2), Worth::Old, "a picture");
        assert_eq!(at(step(now) - 1, step(now)), Worth::Old, "the key has run out");
        assert_eq!(at(until + 1, step(now)), Worth::Old, "no key is lent for so long");
        let claim = read_own(&make_own(&lend(&key, browser, until), browser, until, step(now))).expect("ours");
        let longer = OwnClaim {
            until: until - 1,
            ..claim.clone()
        };
        assert_eq!(check_own(&longer, &key, now), Worth::Forged);
        let other = OwnClaim {
            browser: Uuid::from_u128(10),
            ..claim.clone()
        };
        assert_eq!(check_own(&other, &key, now), Worth::Forged);
        assert_eq!(
            check_own(&claim, &super::key(b"organisation", b"other"), now),
            Worth::Forged
        );
        let far = OwnClaim {
            until: i64::MIN,
            step: i64::MAX,
            ..claim
        };
        assert_eq!(check_own(&far, &key, now), Worth::Forged, "no sum runs over");
    }

    #[test]
    fn what_is_no_code_is_read_as_none() {
        for bad in [
            "",
            "S1.",
            "S1.a.b.c",
            "hello",
            "S1.AAAAAAAAAAAAAAAAAAAAAA.5.AAAA",
            "S2.AAAAAAAAAAAAAAAAAAAAAA.5.AAAAAAAAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
