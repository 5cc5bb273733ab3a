//! Chance and keyed hashes: tokens that cannot be guessed, and proofs that nobody else can make.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// `N` bytes from the operating system.
///
/// # Panics
/// When the operating system has no randomness to give: nothing safe can be done then.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A token of 256 random bits for a cookie or a link. Only its [`digest`] is stored.
#[must_use]
pub fn token() -> String {
    encode(&random::<32>())
}

/// SHA-256, for tokens that are random themselves; passwords go through argon2.
#[must_use]
pub fn digest(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// Bytes as text that fits into a URL.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes again, `None` when the text is not ours.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// HMAC-SHA256.
///
/// # Panics
/// Never: HMAC takes keys of every length.
#[must_use]
pub fn sign(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Whether two byte strings are equal, in a time that does not tell where they differ.
#[must_use]
pub fn same(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// Digits and letters without the ones that look alike.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A code that a person can read out: eight characters.
fn spoken() -> [char; 8] {
    random::<8>().map(|byte| char::from(LETTERS[usize::from(byte) % 32]))
}

/// The code that a key makes of a message, such as `7KQ2-M4XH`: 40 bits, for what lasts an hour and few may try.
#[must_use]
pub fn desk_code(key: &[u8], message: &[u8]) -> String {
    let c: String = sign(key, message)
        .iter()
        .take(8)
        .map(|byte| char::from(LETTERS[usize::from(*byte) % 32]))
        .collect();
    format!("{}-{}", &c[..4], &c[4..])
}

/// A code as it was made, however it is typed: in small letters, without the hyphen, with spaces. `None`: no such code can be.
#[must_use]
pub fn read_desk_code(typed: &str) -> Option<String> {
    let c: Vec<char> = typed
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_uppercase)
        .collect();
    let good = c.len() == 8 && c.iter().all(|c| LETTERS.iter().any(|l| char::from(*l) == *c));
    good.then(|| c[..4].iter().chain(&['-']).chain(&c[4..]).collect())
}

/// The number of a fault, such as `E-4F7K-92QD`.
#[must_use]
pub fn reference_number() -> String {
    let c: String = spoken().iter().collect();
    format!("E-{}-{}", &c[..4], &c[4..])
}

/// A one-time code for the console: 80 random bits in four groups, such as `7KQ2-M4XH-9DRB-T3WE`.
#[must_use]
pub fn console_code() -> String {
    let c: String = spoken().into_iter().chain(spoken()).collect();
    format!("{}-{}-{}-{}", &c[..4], &c[4..8], &c[8..12], &c[12..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_long_and_never_the_same() {
        let tokens: std::collections::HashSet<_> = (0..1000).map(|_| token()).collect();
        assert_eq!(tokens.len(), 1000);
        assert!(
            tokens
                .iter()
                .all(|t| decode(t).is_some_and(|bytes| bytes.len() * 8 >= 128))
        );
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = desk_code(b"key", b"message");
        assert_eq!(code.len(), 9);
        assert_eq!(code, desk_code(b"key", b"message"), "the same again");
        assert_ne!(code, desk_code(b"other", b"message"));
        for typed in [
            code.clone(),
            code.to_lowercase(),
            code.replace('-', " "),
            format!(" {code}\n"),
        ] {
            assert_eq!(read_desk_code(&typed), Some(code.clone()), "{typed:?}");
        }
        for typed in ["", "7KQ2-M4X", "7KQ2-M4XHH", "7KQ2-M4X0", "７KQ2-M4XH"] {
            assert_eq!(read_desk_code(typed), None, "{typed:?}");
        }
    }

    #[test]
    fn a_signature_is_the_keys_and_the_messages_own() {
        let signed = sign(b"key", b"message");
        assert!(same(&signed, &sign(b"key", b"message")));
        assert!(!same(&signed, &sign(b"other", b"message")));
        assert!(!same(&signed, &sign(b"key", b"massage")));
    }
}
