//! What the club has its members sign, as the owner writes it: every saving is a version, which begins with a day.

use super::{
    model::{
        MONTHS_MAX, PAPER_MAX, PaperDesk, PaperDraft, PaperId, PaperKind, PaperReach, PaperVersion, PapersOffice,
        QUESTIONS_MAX, VersionStands, first_questions, questions,
    },
    papers::{main_language, zone},
    papers_store::{self as store, NewVersion, VersionRow},
};
use crate::{
    accounts::{
        model::{Deed, Permission, Scope, Who},
        service::{Note, audit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form::{self, FieldErrors, Flaw},
        house::House,
        i18n::Locale,
        once::{self, Command},
        secret,
        time::{Day, Instant, Zone, day_plus},
    },
    studio::{
        self,
        model::{Location, LocationId},
    },
};
use chrono::Months;
use std::collections::BTreeMap;

/// Versions that a page shows at most.
const SHOWN: usize = 30;

/// What is signed is the whole club's: whoever decides for one place alone does not decide about it.
fn everywhere<R>(who: &Who) -> Answer<(), R> {
    match who.scope(Permission::EditRules) {
        Some(Scope::Everywhere) => Ok(()),
        Some(Scope::At(_)) | None => Err(AppError::NotFound),
    }
}

/// The papers with their versions, and whom another one would touch.
///
/// # Errors
/// [`AppError::NotFound`] for whoever decides for one place alone.
pub async fn office(house: &House, who: &Who) -> Answer<PapersOffice> {
    everywhere::<Nothing>(who)?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let zone = zone(&mut tx, who.org).await?;
    let today = zone.day(now);
    let places = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    let all = store::versions(&mut tx, who.org).await?;
    let mut papers = Vec::new();
    for kind in PaperKind::ALL {
        let rows: Vec<VersionRow> = all.iter().filter(|row| row.kind == kind).cloned().collect();
        papers.push(desk(&mut tx, who, kind, rows, &places, (zone, now)).await?);
    }
    Ok(PapersOffice {
        papers,
        main: main_language(&mut tx).await?,
        places: places.into_iter().map(|place| (place.id, place.name)).collect(),
        today,
        key: secret::token(),
    })
}

async fn desk(
    tx: &mut Tx,
    who: &Who,
    kind: PaperKind,
    rows: Vec<VersionRow>,
    places: &[Location],
    (zone, now): (Zone, Instant),
) -> Answer<PaperDesk> {
    let today = zone.day(now);
    let of_versions = store::places(tx, who.org).await?;
    let current = rows.iter().find(|row| row.from_on <= today).cloned();
    let in_force = current.as_ref().map(|row| row.number);
    let latest = rows.first().cloned();
    let mut versions: Vec<PaperVersion> = Vec::new();
    for row in rows.into_iter().take(SHOWN) {
        // one that was saved later takes its place where its day does not come after it
        let overtaken = versions.iter().any(|later| later.from <= row.from_on);
        let stands = match (row.from_on > today, in_force == Some(row.number)) {
            (true, _) if !overtaken => VersionStands::Ahead,
            (false, true) => VersionStands::InForce,
            _ => VersionStands::Over,
        };
        versions.push(PaperVersion {
            id: row.id,
            number: row.number,
            asked: row.asked,
            from: row.from_on,
            anew: row.holds_from == row.number && row.number > 1,
            months: row.months,
            places: (of_versions.iter())
                .filter(|(version, ..)| *version == row.id)
                .map(|(.., name)| name.clone())
                .collect(),
            made: zone.moment(row.made_at),
            by: row.by,
            stands,
            signatures: row.signatures,
            texts: texts(tx, row.id).await?,
        });
    }
    let reach = reach(tx, who, kind, current.as_ref(), places, (zone, today)).await?;
    let draft = match latest {
        Some(latest) => PaperDraft {
            asked: latest.asked,
            months: latest.months,
            everywhere: latest.everywhere,
            places: (of_versions.iter())
                .filter(|(version, ..)| *version == latest.id)
                .map(|(_, place, _)| *place)
                .collect(),
            texts: texts(tx, latest.id).await?,
        },
        None => PaperDraft {
            asked: true,
            months: Some(12),
            everywhere: true,
            places: Vec::new(),
            texts: match kind {
                PaperKind::Waiver => Vec::new(),
                PaperKind::Questionnaire => Locale::ALL.map(|l| (l, first_questions(l))).to_vec(),
            },
        },
    };
    Ok(PaperDesk {
        kind,
        versions,
        reach,
        draft,
    })
}

async fn texts(tx: &mut Tx, version: PaperId) -> Answer<Vec<(Locale, String)>> {
    let texts = store::texts(tx, version).await?;
    Ok(texts
        .into_iter()
        .filter_map(|(tag, body)| Some((Locale::from_tag(&tag)?, body)))
        .collect())
}

/// How many would sign, everywhere and at each place: all of them anew, or those whose signature does not hold.
async fn reach(
    tx: &mut Tx,
    who: &Who,
    kind: PaperKind,
    current: Option<&VersionRow>,
    places: &[Location],
    (zone, today): (Zone, Day),
) -> Answer<Vec<PaperReach>> {
    let holds_from = current.map_or(1, |current| current.holds_from);
    let months = current.and_then(|current| current.months);
    let since = months
        .and_then(|months| u32::try_from(months).ok())
        .and_then(|months| today.checked_sub_months(Months::new(months)))
        // what was signed on that day itself has run out today
        .map_or(Instant(0), |day| zone.at(day_plus(day, 1), 0));
    let found = store::reach(tx, who.org, (kind, holds_from), since).await?;
    let count = |location: Option<LocationId>| {
        (found.iter())
            .filter(|(home, ..)| location.is_none() || *home == location)
            .fold((0, 0), |(members, hold), (_, m, h)| (members + m, hold + h))
    };
    let one = |location: Option<LocationId>, name: &str| {
        let (members, hold) = count(location);
        PaperReach {
            location,
            name: name.to_owned(),
            members,
            hold,
        }
    };
    let mut all = vec![one(None, "")];
    all.extend(places.iter().map(|place| one(Some(place.id), &place.name)));
    Ok(all)
}

/// A paper as the form sends it: texts, checked here.
#[derive(Debug, Clone, Default)]
pub struct PaperForm {
    /// What it is, by its code.
    pub kind: String,
    /// `yes`: it is asked for; else no more.
    pub asked: String,
    /// The day on which it comes into force.
    pub from: String,
    /// So many months a signature holds; empty: for good.
    pub months: String,
    /// `everywhere`, or `places`.
    pub reach: String,
    /// The chosen places, each as `at-` and its id: a name in a form's list is no number.
    pub places: BTreeMap<String, String>,
    /// `anew`: everybody signs again; else signatures hold.
    pub signatures: String,
    /// The text in each language, by its tag.
    pub texts: BTreeMap<String, String>,
}

/// A form that was looked at.
#[derive(Clone)]
struct Checked {
    kind: PaperKind,
    asked: bool,
    from: Day,
    months: Option<i64>,
    places: Option<Vec<LocationId>>,
    anew: bool,
    texts: Vec<(Locale, String)>,
}

/// Every flaw of the form at once, or what it says.
fn checked(form: &PaperForm, main: Locale, places: &[Location], today: Day) -> Result<Checked, FieldErrors> {
    let mut errors = FieldErrors::default();
    let kind = errors.check("kind", PaperKind::from_code(&form.kind).ok_or(Flaw::Choice));
    let asked = form.asked == "yes";
    let from = match form::day(&form.from) {
        Ok(day) if day < today => Err(Flaw::EndsBeforeStart),
        other => other,
    };
    let from = errors.check("from", from);
    let months = form::unless_empty(&form.months, |text| form::number(text, 1, MONTHS_MAX));
    let months = errors.check("months", months);
    let chosen = match form.reach.as_str() {
        "everywhere" => Ok(None),
        "places" => {
            let ids: Vec<LocationId> = (places.iter().map(|place| place.id))
                .filter(|id| form.places.contains_key(&format!("at-{id}")))
                .collect();
            if ids.is_empty() {
                Err(Flaw::Choice)
            } else {
                Ok(Some(ids))
            }
        }
        _ => Err(Flaw::Choice),
    };
    let chosen = errors.check("reach", chosen);
    let mut texts = Vec::new();
    for l in Locale::ALL {
        let field = format!("texts[{}]", l.tag());
        let body = form.texts.get(l.tag()).map(String::as_str).unwrap_or_default();
        match errors.check(&field, form::optional_text(body, PAPER_MAX)) {
            Some(Some(body)) => texts.push((l, body)),
            // whoever reads another language reads the club's instead
            Some(None) if l == main && asked => errors.0.push((field, Flaw::Missing)),
            _ => {}
        }
    }
    if kind == Some(PaperKind::Questionnaire) {
        let number = |body: &str| questions(body).len();
        let mains = texts
            .iter()
            .find(|(l, _)| *l == main)
            .map_or(0, |(_, body)| number(body));
        let wanted = mains.min(QUESTIONS_MAX) as i64;
        for (l, body) in &texts {
            let n = number(body);
            // the same questions in every language
            if n > QUESTIONS_MAX || (mains > 0 && n != mains) {
                errors
                    .0
                    .push((format!("texts[{}]", l.tag()), Flaw::Number(wanted, wanted)));
            }
        }
    }
    match (kind, from, months, chosen) {
        (Some(kind), Some(from), Some(months), Some(places)) if errors.is_empty() => Ok(Checked {
            kind,
            asked,
            from,
            months,
            places,
            anew: form.signatures == "anew",
            texts,
        }),
        _ => Err(errors),
    }
}

/// Writes a version. The same key writes one.
///
/// # Errors
/// The flaws of the fields; [`AppError::NotFound`] for whoever decides for one place alone.
pub async fn save(house: &House, who: &Who, form: &PaperForm, key: &str) -> Answer<()> {
    everywhere::<Nothing>(who)?;
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let today = zone::<Nothing>(&mut tx, who.org).await?.day(now);
    let places = studio::service::locations::<Nothing>(&mut tx, who.org).await?;
    let main = main_language::<Nothing>(&mut tx).await?;
    drop(tx);
    let form_said = format!("{form:?}");
    let checked = checked(form, main, &places, today).map_err(AppError::Invalid)?;
    let command = Command {
        who: who.account.0,
        name: "save_paper",
        key,
        content: form_said,
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move { save_in(tx, &who, checked, now).await })
    })
    .await
}

async fn save_in(tx: &mut Tx, who: &Who, paper: Checked, now: Instant) -> Answer<()> {
    let mut rows = store::versions(tx, who.org).await?;
    rows.retain(|row| row.kind == paper.kind);
    let number = rows.first().map_or(1, |latest| latest.number + 1);
    // whatever this one takes back before its day has asked nobody to sign anew
    let before = rows.iter().find(|row| row.from_on <= paper.from);
    let holds_from = match before {
        Some(before) if !paper.anew => before.holds_from,
        _ => number,
    };
    let new = NewVersion {
        id: PaperId::fresh(),
        org: who.org,
        kind: paper.kind,
        number,
        asked: paper.asked,
        from: paper.from,
        holds_from,
        months: paper.months,
        everywhere: paper.places.is_none(),
        by: who.account,
    };
    if store::add_version(tx, &new, now).await? == 0 {
        // somebody else has saved one at the same time
        return Err(AppError::Busy);
    }
    for (l, body) in paper.texts {
        store::add_text(tx, new.id, l.tag(), body).await?;
    }
    for place in paper.places.iter().flatten() {
        store::add_place(tx, new.id, *place).await?;
    }
    let note = Note::new(Deed::PapersSaved)
        .with("paper", paper.kind.code())
        .with("asked", paper.asked)
        .with("from", paper.from)
        .with("anew", paper.anew);
    audit(tx, who, note, now).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(texts: &[(&str, &str)]) -> PaperForm {
        PaperForm {
            kind: "questionnaire".into(),
            asked: "yes".into(),
            from: "2026-03-19".into(),
            months: String::new(),
            reach: "everywhere".into(),
            places: BTreeMap::new(),
            signatures: "hold".into(),
            texts: texts
                .iter()
                .map(|(l, body)| ((*l).to_owned(), (*body).to_owned()))
                .collect(),
        }
    }

    fn flaws(form: &PaperForm) -> Vec<String> {
        let today = Day::from_ymd_opt(2026, 3, 19).expect("a real date");
        let errors = checked(form, Locale::En, &[], today).err().unwrap_or_default();
        errors.0.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn every_language_asks_the_same_questions() {
        assert_eq!(flaws(&form(&[("en", "One?\n\nTwo?")])), Vec::<String>::new());
        assert_eq!(
            flaws(&form(&[("en", "One?\nTwo?"), ("zh-Hans", "一？\n二？")])),
            Vec::<String>::new()
        );
        assert_eq!(
            flaws(&form(&[("en", "One?\nTwo?"), ("zh-Hans", "一？")])),
            ["texts[zh-Hans]"]
        );
        assert_eq!(
            flaws(&form(&[("zh-Hans", "一？")])),
            ["texts[en]"],
            "the club's own language"
        );
        let past = PaperForm {
            from: "2026-03-18".into(),
            reach: "places".into(),
            months: "0".into(),
            ..form(&[("en", "One?")])
        };
        assert_eq!(flaws(&past), ["from", "months", "reach"]);
    }
}
