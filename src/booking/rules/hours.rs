//! What can still be said to an hour that was logged.

use crate::booking::model::{Hour, HourRule, HourState};

/// Whether the client can still answer, and whoever logged the hour take it back.
///
/// # Errors
/// What has been said already.
pub fn still_asked(hour: Option<&Hour>) -> Result<(), HourRule> {
    match hour.map(|hour| &hour.state) {
        None => Err(HourRule::TakenBack),
        Some(HourState::Waiting { .. }) => Ok(()),
        Some(HourState::Confirmed { at, .. }) => Err(HourRule::Confirmed(*at)),
        Some(HourState::Disputed { at, .. }) => Err(HourRule::Disputed(*at)),
        Some(HourState::Settled { at, .. }) => Err(HourRule::Settled(*at)),
    }
}

/// Whether there is a dispute to be settled.
///
/// # Errors
/// Why there is none.
pub fn to_settle(hour: Option<&Hour>) -> Result<(), HourRule> {
    match hour.map(|hour| &hour.state) {
        None => Err(HourRule::TakenBack),
        Some(HourState::Waiting { until }) => Err(HourRule::NotDisputed(*until)),
        Some(HourState::Confirmed { at, .. }) => Err(HourRule::Confirmed(*at)),
        Some(HourState::Disputed { .. }) => Ok(()),
        Some(HourState::Settled { at, .. }) => Err(HourRule::Settled(*at)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        booking::model::HourVerdict,
        platform::time::{Instant, Moment},
    };

    #[test]
    fn a_question_has_one_answer_and_a_dispute_one_end() {
        let at = Moment {
            at: Instant(0),
            offset: 0,
        };
        let hour = |state| Hour {
            logged: at,
            by: String::new(),
            state,
        };
        let waiting = hour(HourState::Waiting { until: at });
        let disputed = hour(HourState::Disputed {
            at,
            words: String::new(),
        });
        let others = [
            hour(HourState::Confirmed { at, by: None }),
            hour(HourState::Settled {
                at,
                by: String::new(),
                verdict: HourVerdict::Stands,
                reason: String::new(),
                words: String::new(),
            }),
        ];
        assert_eq!(still_asked(Some(&waiting)), Ok(()));
        assert_eq!(to_settle(Some(&disputed)), Ok(()));
        assert_eq!(to_settle(Some(&waiting)), Err(HourRule::NotDisputed(at)));
        assert_eq!(still_asked(Some(&disputed)), Err(HourRule::Disputed(at)));
        assert!(still_asked(None).is_err() && to_settle(None).is_err());
        assert!(
            others
                .iter()
                .all(|hour| still_asked(Some(hour)).is_err() && to_settle(Some(hour)).is_err())
        );
    }
}
