//! The entry code: a short-lived proof that the phone at the door is the member's.
//!
//! `S1.<member>.<step>.<proof>`: the step counts [`STEP`] seconds since 1970, the proof is an HMAC over member and step with
//! a key made of the organisation's and the member's own secret. A code is good in its own step and the next: a picture of it
//! is worthless after half a minute. The door notes each step that was used.

use crate::{
    members::model::MemberId,
    platform::{secret, time::Instant},
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
    if (step(now) - 1..=step(now)).contains(&claim.step) {
        Worth::Good
    } else {
        Worth::Old
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::time::Span;

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
