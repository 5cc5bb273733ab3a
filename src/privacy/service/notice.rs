//! The club's notice to everybody, drawn from the same map that erasing goes by: it cannot say less than is kept.

use super::tables;
use crate::{
    platform::{
        error::{Answer, Nothing},
        house::House,
    },
    privacy::{
        model::{KeptOf, Kind, PrivacyNotice},
        rules::map::Table,
    },
    studio,
};

/// What the club keeps of people, why and how long, in words for those whom it concerns.
///
/// # Errors
/// [`crate::platform::error::AppError::NotFound`] before the club was set up; a fault of the database.
pub async fn notice(house: &House) -> Answer<PrivacyNotice> {
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<Nothing>(&mut tx).await?;
    let places = studio::service::locations::<Nothing>(&mut tx, org.id).await?;
    let ages = studio::service::ages::<Nothing>(&mut tx, org.id).await?;
    Ok(PrivacyNotice {
        club: org.name,
        places: places.into_iter().map(|place| (place.name, place.address)).collect(),
        kept: kept(tables()),
        consent_from: ages.consent,
    })
}

/// What the tables say of people, each reason of each part once.
fn kept<'a>(tables: impl Iterator<Item = &'a Table>) -> Vec<KeptOf> {
    let mut kept: Vec<KeptOf> = Vec::new();
    for table in tables {
        let of_people = |kind: &Kind| !matches!(kind, Kind::Technical | Kind::None);
        let mut kinds: Vec<Kind> = table.columns.iter().map(|(kind, ..)| *kind).filter(of_people).collect();
        let same = |one: &&mut KeptOf| (one.area, one.why, one.keep) == (table.area, table.why, table.keep);
        if let Some(one) = kept.iter_mut().find(same) {
            kinds.append(&mut one.kinds);
        }
        kinds.sort();
        kinds.dedup();
        if kinds.is_empty() {
            continue;
        }
        match kept.iter_mut().find(same) {
            Some(one) => one.kinds = kinds,
            None => kept.push(KeptOf {
                area: table.area,
                why: table.why,
                keep: table.keep,
                kinds,
            }),
        }
    }
    kept.sort_by_key(|one| (one.area, one.why, one.keep));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_is_kept_of_people_is_left_out() {
        let kept = kept(tables());
        for table in tables() {
            for (kind, ..) in table.columns {
                let said = (kept.iter()).any(|one| {
                    (one.area, one.why, one.keep) == (table.area, table.why, table.keep) && one.kinds.contains(kind)
                });
                assert_eq!(
                    said,
                    !matches!(kind, Kind::Technical | Kind::None),
                    "{}: {kind:?}",
                    table.name
                );
            }
        }
        assert!(kept.len() < 30, "short enough to be read: {}", kept.len());
    }
}
