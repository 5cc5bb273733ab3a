//! Sealing what must not be read from the database alone: XChaCha20-Poly1305 under a key that is kept outside of it.
//!
//! What is sealed is bound to its place ("about"): put into another row, or changed by a bit, it does not open.

use super::secret;
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use std::{fmt, fs, io, path::Path};

/// Bytes of a nonce: so many that random ones never meet.
const NONCE: usize = 24;

/// A key of 256 bits. It is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DataKey([u8; 32]);

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DataKey(…)")
    }
}

impl DataKey {
    /// A new one.
    #[must_use]
    pub fn fresh() -> Self {
        Self(secret::random())
    }

    /// The key of 32 bytes; `None` for any other number of them.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes, to be sealed under another key.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Another key, made of this one for one purpose: whoever learns it knows neither this one nor that of another purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Self {
        let mut key = [0; 32];
        // HMAC-SHA256 has as many bytes as a key
        for (byte, made) in key.iter_mut().zip(secret::sign(&self.0, purpose.as_bytes())) {
            *byte = made;
        }
        Self(key)
    }

    /// The cipher under this key, for what is sealed piece by piece.
    #[must_use]
    pub(super) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(&self.0.into())
    }

    /// By which the key is known without being told.
    #[must_use]
    pub fn fingerprint(&self) -> Vec<u8> {
        secret::sign(&self.0, b"spotter data key")[..16].to_vec()
    }

    /// Seals bytes that are about something.
    ///
    /// # Panics
    /// Never: only texts of more than 256 GiB cannot be sealed.
    #[must_use]
    pub fn seal(&self, plain: &[u8], about: &str) -> Vec<u8> {
        let nonce: [u8; NONCE] = secret::random();
        let payload = Payload {
            msg: plain,
            aad: about.as_bytes(),
        };
        let sealed = XChaCha20Poly1305::new(&self.0.into())
            .encrypt(&XNonce::from(nonce), payload)
            .expect("a text that fits into memory can be sealed");
        [&nonce[..], &sealed].concat()
    }

    /// The bytes again; `None` when the key is another one, or they were changed, or are about something else.
    #[must_use]
    pub fn open(&self, sealed: &[u8], about: &str) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.split_at_checked(NONCE)?;
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload {
            msg: rest,
            aad: about.as_bytes(),
        };
        XChaCha20Poly1305::new(&self.0.into())
            .decrypt(&XNonce::from(nonce), payload)
            .ok()
    }

    /// The key that a file holds; `None`: there is no such file.
    ///
    /// # Errors
    /// The file cannot be read, or what it holds is no key.
    pub fn read(file: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let key = secret::decode(text.trim()).and_then(|bytes| Self::of(&bytes));
        key.map(Some)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "it holds no key"))
    }

    /// Writes a new key into a new file that nobody but its owner reads.
    ///
    /// # Errors
    /// The file cannot be made, or is there already.
    pub fn make(file: &Path) -> io::Result<Self> {
        use io::Write as _;
        let key = Self::fresh();
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        // beside it and then linked: a full disk leaves no half key in its place
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{}", secret::reference_number()));
        let beside = Path::new(&name);
        let written = options.open(beside).and_then(|mut out| {
            writeln!(out, "{}", secret::encode(&key.0))?;
            // a key that is lost with the power would take with it what was sealed since
            out.sync_all()?;
            fs::hard_link(beside, file)
        });
        let _ = fs::remove_file(beside);
        written.map(|()| key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_in_its_place_and_unchanged() {
        let (key, other) = (DataKey::fresh(), DataKey::fresh());
        let sealed = key.seal("Penicillin".as_bytes(), "row 1");
        assert_ne!(
            sealed,
            key.seal("Penicillin".as_bytes(), "row 1"),
            "never the same twice"
        );
        assert!(!sealed.windows(4).any(|part| part == b"Peni"));
        assert_eq!(key.open(&sealed, "row 1").as_deref(), Some("Penicillin".as_bytes()));
        assert_eq!(other.open(&sealed, "row 1"), None);
        assert_eq!(key.open(&sealed, "row 2"), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(key.open(&changed, "row 1"), None, "byte {at}");
        }
        assert_eq!(key.open(&sealed[..23], "row 1"), None);
        assert_eq!(format!("{key:?}"), "DataKey(…)");
    }

    #[test]
    fn a_key_file_is_made_once_and_read_by_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("club.key");
        assert!(matches!(DataKey::read(&file), Ok(None)));
        let key = DataKey::make(&file).expect("a new file");
        assert!(DataKey::make(&file).is_err(), "never over another");
        assert!(DataKey::read(&file).is_ok_and(|read| read == Some(key)));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(&file).expect("a file").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        fs::write(&file, "nonsense").expect("written");
        assert!(DataKey::read(&file).is_err());
    }
}
