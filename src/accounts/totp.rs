//! Codes of an authenticator app: RFC 6238 with SHA-1, six digits and steps of 30 seconds, which every app knows.

use crate::platform::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

/// Bytes of a secret: as many as SHA-1 gives.
pub const SECRET: usize = 20;

/// The step in which an instant lies.
#[must_use]
pub const fn step(at: Instant) -> i64 {
    at.0.div_euclid(30_000_000)
}

/// The code of a step.
///
/// # Panics
/// Never: HMAC takes keys of every length.
#[must_use]
pub fn code(secret: &[u8], step: i64) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("HMAC takes keys of every length");
    mac.update(&step.to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let at = usize::from(hash[hash.len() - 1] & 0xf);
    let word = u32::from_be_bytes([hash[at], hash[at + 1], hash[at + 2], hash[at + 3]]) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

/// The step whose code was typed: the one at hand, the one before or the one after, for clocks that differ.
#[must_use]
pub fn fits(secret: &[u8], typed: &str, now: Instant) -> Option<i64> {
    let typed: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let now = step(now);
    // each is compared, so that the time tells nothing of which
    [now - 1, now, now + 1].into_iter().fold(None, |found, step| {
        let right = crate::platform::secret::same(code(secret, step).as_bytes(), typed.as_bytes());
        if right { Some(step) } else { found }
    })
}

/// Bytes in the letters that apps read: RFC 4648 without the signs at the end.
#[must_use]
pub fn letters(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut out = String::new();
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        out.push(char::from(LETTERS[(held << (5 - bits) & 31) as usize]));
    }
    out
}

/// The address that an app reads from the picture.
#[must_use]
pub fn url(secret: &[u8], club: &str, login: &str) -> String {
    let text = |text: &str| {
        let mut out = String::new();
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~@".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        out
    };
    let (club, login) = (text(club), text(login));
    format!("otpauth://totp/{club}:{login}?secret={}&issuer={club}", letters(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF_THE_RFC: &[u8] = b"12345678901234567890";

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[test]
    fn the_vectors_of_the_rfc() {
        // appendix B has eight digits; the last six are ours
        for (seconds, expected) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            assert_eq!(code(OF_THE_RFC, step(at(seconds))), expected[2..], "{seconds}");
        }
    }

    #[test]
    fn a_code_is_good_a_step_before_and_after() {
        let now = at(1_234_567_890);
        let known = code(OF_THE_RFC, step(now));
        for (offset, good) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let then = at(1_234_567_890 + offset);
            assert_eq!(fits(OF_THE_RFC, &known, then), good.then_some(step(now)), "{offset}");
        }
        assert!(fits(OF_THE_RFC, &format!(" {} {} ", &known[..3], &known[3..]), now).is_some());
        for bad in ["", "5924", "0059244", "００５９２４", "-05924"] {
            assert_eq!(fits(OF_THE_RFC, bad, now), None, "{bad}");
        }
    }

    #[test]
    fn letters_are_those_of_the_rfc() {
        for (bytes, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(letters(bytes.as_bytes()), expected);
        }
        assert_eq!(
            url(b"foobar", "Nord & Kai", "ada@example.org"),
            "otpauth://totp/Nord%20%26%20Kai:ada@example.org?secret=MZXW6YTBOI&issuer=Nord%20%26%20Kai"
        );
    }
}
