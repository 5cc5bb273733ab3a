//! When something was scanned, by a clock that may be wrong.

use crate::platform::time::{Instant, Span};

/// A tablet's clock that is no further ahead than this is right: what it says is the time of the scan.
const RIGHT: Span = Span::seconds(5);
/// What it sends may be so long on its way: its clock is not behind by that.
const UNDER_WAY: Span = Span::seconds(30);
/// A clock that is further off than this is worth nothing for what was scanned a while ago.
const USABLE: Span = Span::minutes(10);
/// What was scanned so recently needs no clock but the tablet's sense of how long ago it was.
const LIVE: Span = Span::minutes(1);
/// What is older was scanned too long ago to be let in; it is listed.
const KEPT: Span = Span::hours(72);

/// The time of a scan by our clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScanTime {
    /// Then.
    At(Instant),
    /// Nobody knows: the tablet's clock is too far off, or says that it was in the future.
    Clock(Instant),
    /// Too long ago.
    TooOld(Instant),
}

/// When a scan was, given the tablet's clock at the scan and now, and our clock now. How long ago it was is the difference of two
/// readings of one clock, and is right even where the clock is not.
#[must_use]
pub fn scan_time(device_at: Instant, device_now: Instant, now: Instant) -> ScanTime {
    let skew = Span(device_now.0.saturating_sub(now.0));
    let off = Span(skew.0.saturating_abs());
    let age = Span(device_now.0.saturating_sub(device_at.0));
    let at = if skew <= RIGHT && skew >= Span(-UNDER_WAY.0) {
        Instant(device_at.0.min(now.0))
    } else {
        Instant(now.0.saturating_sub(age.0.max(0)))
    };
    if age < Span(-RIGHT.0) || off > USABLE && age > LIVE {
        ScanTime::Clock(at.max(Instant(now.0.saturating_sub(KEPT.0))))
    } else if age > KEPT {
        ScanTime::TooOld(at.max(Instant(0)))
    } else {
        ScanTime::At(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scan_has_its_own_time_and_a_wrong_clock_is_measured() {
        let now = Instant(1_000_000_000_000_000);
        let ago = |span: Span| now - span;
        let hour = Span::hours(1);
        assert_eq!(
            scan_time(ago(hour), now, now),
            ScanTime::At(ago(hour)),
            "its own, to the microsecond"
        );
        let slow = now + Span::seconds(2);
        assert_eq!(
            scan_time(ago(hour), slow, now),
            ScanTime::At(ago(hour)),
            "a slow line is no wrong clock"
        );
        let ahead = Span::minutes(5);
        assert_eq!(
            scan_time(ago(hour) + ahead, now + ahead, now),
            ScanTime::At(ago(hour)),
            "five minutes ahead"
        );
        let behind = Span::hours(3);
        assert_eq!(
            scan_time(now - behind, now - behind, now),
            ScanTime::At(now),
            "just now, whatever the clock says"
        );
        assert!(
            matches!(scan_time(ago(behind) - hour, now - behind, now), ScanTime::Clock(_)),
            "an hour ago, by such a clock"
        );
        assert!(
            matches!(scan_time(now + hour, now, now), ScanTime::Clock(_)),
            "from the future"
        );
        assert!(matches!(scan_time(ago(Span::hours(73)), now, now), ScanTime::TooOld(_)));
        for (a, b) in [
            (i64::MIN, i64::MAX),
            (i64::MAX, i64::MIN),
            (i64::MIN, i64::MIN),
            (i64::MAX, i64::MAX),
        ] {
            let _ = scan_time(Instant(a), Instant(b), now);
        }
    }
}
