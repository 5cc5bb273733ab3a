//! A file that is sealed while it is written and opened while it is read, however long it is.
//!
//! It is cut into pieces of 64 KiB, each sealed with XChaCha20-Poly1305. The nonce of a piece holds its number and whether it is the
//! last, so that pieces which were swapped, left out or cut off do not open; each is bound to the head, so that none opens in
//! another file.

use crate::platform::{db::Kind, secret, time::Instant, vault::DataKey};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use std::{
    fmt,
    io::{self, Read, Write},
};

/// How the file begins: a name, and the number of this format.
const MARK: [u8; 8] = *b"SPOTTER\x01";
/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 * 1024;
/// Bytes that sealing adds to each.
const TAG: usize = 16;
/// Bytes of a nonce that are the file's own; behind them stand the number and the sign of the last piece.
const START: usize = 19;
/// Bytes by which a key is known.
const PRINT: usize = 16;
const HEAD: usize = MARK.len() + 1 + 8 + PRINT + START;

/// What a backup says of itself before it is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Which database it was made of.
    pub holds: Kind,
    /// When.
    pub at: Instant,
    print: [u8; PRINT],
    start: [u8; START],
}

/// Why a file is not opened.
#[derive(Debug)]
pub enum NotOpen {
    /// It cannot be read.
    Io(io::Error),
    /// It does not begin as a backup does.
    NoBackup,
    /// It is one of a later format.
    Newer,
    /// It was sealed with another key.
    OtherKey,
}

impl From<io::Error> for NotOpen {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for NotOpen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "it cannot be read: {error}"),
            Self::NoBackup => f.write_str("it is no backup that this program made, or its beginning is cut off"),
            Self::Newer => f.write_str("a later release of this program made it: use that release"),
            Self::OtherKey => f.write_str("it was sealed with another key"),
        }
    }
}

impl std::error::Error for NotOpen {}

impl Head {
    fn bytes(&self) -> [u8; HEAD] {
        let holds = match self.holds {
            Kind::Sqlite => b's',
            Kind::Postgres => b'p',
        };
        let mut all = [0; HEAD];
        let parts: [&[u8]; 5] = [&MARK, &[holds], &self.at.0.to_be_bytes(), &self.print, &self.start];
        let bytes = parts.into_iter().flatten();
        for (place, byte) in all.iter_mut().zip(bytes) {
            *place = *byte;
        }
        all
    }

    /// Reads the head; the rest stays where it is.
    ///
    /// # Errors
    /// It is no backup, or a later one than this program knows.
    pub fn read(from: &mut impl Read) -> Result<Self, NotOpen> {
        let mut head = Vec::with_capacity(HEAD);
        from.take(HEAD as u64).read_to_end(&mut head)?;
        let name = &MARK[..MARK.len() - 1];
        let rest = head.strip_prefix(name).ok_or(NotOpen::NoBackup)?;
        let (number, rest) = rest.split_first().ok_or(NotOpen::NoBackup)?;
        if *number != MARK[MARK.len() - 1] {
            return Err(NotOpen::Newer);
        }
        let (holds, rest) = rest.split_first().ok_or(NotOpen::NoBackup)?;
        let holds = match holds {
            b's' => Kind::Sqlite,
            b'p' => Kind::Postgres,
            _ => return Err(NotOpen::NoBackup),
        };
        let (at, rest) = rest.split_first_chunk::<8>().ok_or(NotOpen::NoBackup)?;
        let (print, rest) = rest.split_first_chunk::<PRINT>().ok_or(NotOpen::NoBackup)?;
        let start = rest.first_chunk::<START>().ok_or(NotOpen::NoBackup)?;
        Ok(Self {
            holds,
            at: Instant(i64::from_be_bytes(*at)),
            print: *print,
            start: *start,
        })
    }
}

fn print(key: &DataKey) -> [u8; PRINT] {
    let mut print = [0; PRINT];
    for (place, byte) in print.iter_mut().zip(key.fingerprint()) {
        *place = byte;
    }
    print
}

fn nonce(start: &[u8; START], number: u32, last: bool) -> XNonce {
    let mut nonce = [0; START + 5];
    nonce[..START].copy_from_slice(start);
    nonce[START..START + 4].copy_from_slice(&number.to_be_bytes());
    nonce[START + 4] = u8::from(last);
    XNonce::from(nonce)
}

/// Seals what is written to it. Only what [`Sealer::finish`] has ended can be opened again.
pub struct Sealer<W> {
    out: W,
    cipher: XChaCha20Poly1305,
    start: [u8; START],
    head: [u8; HEAD],
    piece: Vec<u8>,
    number: u32,
}

impl<W: Write> Sealer<W> {
    /// Writes the head.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn begin(mut out: W, key: &DataKey, holds: Kind, at: Instant) -> io::Result<Self> {
        let head = Head {
            holds,
            at,
            print: print(key),
            start: secret::random(),
        };
        out.write_all(&head.bytes())?;
        Ok(Self {
            out,
            cipher: key.cipher(),
            start: head.start,
            head: head.bytes(),
            piece: Vec::with_capacity(PIECE),
            number: 0,
        })
    }

    /// Seals the last piece, and returns what was written to.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.send(true)?;
        Ok(self.out)
    }

    fn send(&mut self, last: bool) -> io::Result<()> {
        let payload = Payload {
            msg: &self.piece,
            aad: &self.head,
        };
        let sealed = self
            .cipher
            .encrypt(&nonce(&self.start, self.number, last), payload)
            .map_err(|_| io::Error::other("a piece could not be sealed"))?;
        self.out.write_all(&sealed)?;
        self.piece.clear();
        // 256 TiB
        let next = self.number.checked_add(1);
        self.number = next.ok_or_else(|| io::Error::other("the backup is too long to be sealed"))?;
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // a full piece waits until more comes: it may be the last
        if self.piece.len() == PIECE && !bytes.is_empty() {
            self.send(false)?;
        }
        let n = bytes.len().min(PIECE - self.piece.len());
        self.piece.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what is read from it. What it has given is good as far as it has come; whether the file is whole is known at its end.
pub struct Opener<R> {
    from: R,
    cipher: XChaCha20Poly1305,
    head: Head,
    bytes: [u8; HEAD],
    number: u32,
    /// The piece that comes next, sealed: whether it is the last is known by what follows it.
    next: Vec<u8>,
    piece: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Opener<R> {
    /// Reads the head and looks whether this is its key.
    ///
    /// # Errors
    /// It is no backup, a later one, or one of another key.
    pub fn begin(mut from: R, key: &DataKey) -> Result<Self, NotOpen> {
        let head = Head::read(&mut from)?;
        if !secret::same(&head.print, &print(key)) {
            return Err(NotOpen::OtherKey);
        }
        let next = sealed(&mut from)?;
        Ok(Self {
            from,
            cipher: key.cipher(),
            bytes: head.bytes(),
            head,
            number: 0,
            next,
            piece: Vec::new(),
            given: 0,
            ended: false,
        })
    }

    /// What the file says of itself.
    #[must_use]
    pub const fn head(&self) -> Head {
        self.head
    }

    fn open(&mut self) -> io::Result<()> {
        let next = sealed(&mut self.from)?;
        let now = std::mem::replace(&mut self.next, next);
        let last = self.next.is_empty();
        let payload = Payload {
            msg: &now,
            aad: &self.bytes,
        };
        let opened = self
            .cipher
            .decrypt(&nonce(&self.head.start, self.number, last), payload);
        self.piece = opened.map_err(|_| {
            let good = u64::from(self.number) * PIECE as u64;
            io::Error::new(
                io::ErrorKind::InvalidData,
                format!("the file was cut off or changed after its first {good} bytes"),
            )
        })?;
        self.given = 0;
        self.ended = last;
        self.number = self.number.wrapping_add(1);
        Ok(())
    }
}

/// The next sealed piece; empty at the end.
fn sealed(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE + TAG);
    from.take((PIECE + TAG) as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given == self.piece.len() {
            if self.ended || into.is_empty() {
                return Ok(0);
            }
            self.open()?;
        }
        let n = into.len().min(self.piece.len() - self.given);
        into[..n].copy_from_slice(&self.piece[self.given..self.given + n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed_with(key: &DataKey, plain: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::begin(Vec::new(), key, Kind::Sqlite, Instant(7)).expect("a head");
        sealer.write_all(plain).expect("written");
        sealer.finish().expect("ended")
    }

    fn opened(key: &DataKey, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut plain = Vec::new();
        let mut opener = Opener::begin(sealed, key).ok()?;
        assert_eq!((opener.head().holds, opener.head().at), (Kind::Sqlite, Instant(7)));
        opener.read_to_end(&mut plain).ok().map(|_| plain)
    }

    #[test]
    fn what_was_sealed_comes_back_at_every_length() {
        let key = DataKey::fresh();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 17] {
            let plain: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let sealed = sealed_with(&key, &plain);
            assert_eq!(opened(&key, &sealed), Some(plain), "{length}");
            assert!(matches!(
                Opener::begin(&sealed[..], &DataKey::fresh()),
                Err(NotOpen::OtherKey)
            ));
        }
    }

    #[test]
    fn what_was_cut_changed_or_swapped_does_not_open() {
        let key = DataKey::fresh();
        let plain = vec![9; 2 * PIECE + 5];
        let whole = sealed_with(&key, &plain);
        let piece = PIECE + TAG;
        // in the middle, between two pieces, within the head
        for length in [
            whole.len() - 1,
            HEAD + 2 * piece,
            HEAD + piece,
            HEAD + 1,
            HEAD,
            HEAD - 1,
            3,
        ] {
            assert_eq!(opened(&key, &whole[..length]), None, "{length}");
        }
        for at in [0, 9, 20, 40, HEAD, HEAD + piece + 3, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            let read = Opener::begin(&changed[..], &key).map(|mut opener| io::copy(&mut opener, &mut io::sink()));
            assert!(!matches!(read, Ok(Ok(_))), "byte {at}");
        }
        let (first, second) = (HEAD..HEAD + piece, HEAD + piece..HEAD + 2 * piece);
        let mut swapped = whole[..HEAD].to_vec();
        swapped.extend_from_slice(&whole[second.clone()]);
        swapped.extend_from_slice(&whole[first.clone()]);
        swapped.extend_from_slice(&whole[second.end..]);
        assert_eq!(opened(&key, &swapped), None, "two pieces swapped");
        let other = sealed_with(&key, &plain);
        let mut mixed = other[..HEAD].to_vec();
        mixed.extend_from_slice(&whole[HEAD..]);
        assert_eq!(opened(&key, &mixed), None, "the pieces of another file");
        let mut longer = whole.clone();
        longer.push(0);
        assert_eq!(opened(&key, &longer), None, "something behind the end");
        assert_eq!(opened(&key, b"SQLite format 3"), None);
        assert!(matches!(
            Head::read(&mut &b"SPOTTER\x02 and more"[..]),
            Err(NotOpen::Newer)
        ));
    }
}
