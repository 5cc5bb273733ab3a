//! Tablets at the door: pairing one, looking after it, taking it out of service.

use crate::{
    accounts::{
        self,
        model::{Permission, Who},
        service::{Origin, Token},
    },
    booking::{
        model::{Kiosk, KioskClass, KioskId, KioskRefusal, KioskRow, KioskScreen, Kiosks, PairingCode},
        store::{self, KioskLine, NewKiosk},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        form,
        house::House,
        once::{self, Command},
        qr, secret,
        time::{Instant, Span, Zone},
    },
    schedule::{self, model::SessionStatus},
    studio::{
        self,
        model::{Location, LocationId, OrgId},
    },
};

/// A pairing code works so long: enough to walk to the door.
const LASTS: Span = Span::minutes(15);
/// A tablet is noted as seen at most this often: what it shows must not wait for the writer.
pub(super) const SEEN_EVERY: Span = Span::minutes(1);
/// A tablet tells every half minute that it is there; after so long without a word somebody should look.
const SILENT: Span = Span::minutes(5);
/// So many classes stand on its screen.
const CLASSES: usize = 3;

/// The tablet that holds this token, if it is still in service.
///
/// # Errors
/// A fault of the database.
pub async fn holder(house: &House, token: &str) -> Answer<Option<Kiosk>> {
    let mut tx = house.db.read().await?;
    let line = store::holder(&mut tx, secret::digest(token)).await?;
    Ok(line.map(|line| Kiosk {
        id: line.id,
        org: line.org_id,
        location: line.location_id,
        name: line.name,
    }))
}

async fn text_of<R>(tx: &mut Tx, org: OrgId, id: KioskId) -> Answer<String, R> {
    let key = studio::service::code_key(tx, org).await?;
    Ok(secret::desk_code(&key, format!("kiosk {id}").as_bytes()))
}

/// The tablets that the reader may pair, with the codes that can still be used.
///
/// # Errors
/// A fault of the database.
pub async fn kiosks(house: &House, who: &Who) -> Answer<Kiosks> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let mut locations: Vec<Location> = studio::service::locations(&mut tx, who.org).await?;
    locations.retain(|l| who.may_at(Permission::PairKiosks, l.id));
    let mut rows = Vec::new();
    for place in &locations {
        let zone = studio::service::zone(&place.zone)?;
        for line in store::kiosks(&mut tx, place.id).await? {
            rows.push(row(&mut tx, house, line, place, zone, now).await?);
        }
    }
    Ok(Kiosks {
        kiosks: rows,
        locations,
        key: secret::token(),
    })
}

async fn row(
    tx: &mut Tx,
    house: &House,
    line: KioskLine,
    place: &Location,
    zone: Zone,
    now: Instant,
) -> Answer<KioskRow> {
    let code = match line.code_until.filter(|until| *until > now) {
        Some(until) => {
            let text = text_of(tx, line.org_id, line.id).await?;
            let (path, size) = qr::picture(&format!("{}/kiosk#code={text}", house.public_url()))?;
            Some(PairingCode {
                text,
                url: format!("{}/kiosk", house.public_url()),
                path,
                size,
                until: zone.moment(until),
            })
        }
        None => None,
    };
    Ok(KioskRow {
        id: line.id,
        name: line.name,
        place: place.name.clone(),
        paired: line.paired_at.map(|at| zone.moment(at)),
        seen: line.seen_at.map(|at| zone.moment(at)),
        silent: line.seen_at.is_some_and(|at| now - at > SILENT),
        skew: line.skew_ms.unwrap_or_default() / 1000,
        code,
    })
}

/// Makes a tablet that waits for its pairing. The same key makes one.
///
/// # Errors
/// [`AppError::NotFound`] for a place out of reach; the flaw of the name.
pub async fn add_kiosk(house: &House, who: &Who, location: LocationId, name: &str, key: &str) -> Answer<KioskId> {
    if !who.may_at(Permission::PairKiosks, location) {
        return Err(AppError::NotFound);
    }
    let name = form::text(name, 60).map_err(|flaw| AppError::field("name", flaw))?;
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "add_kiosk",
        key,
        content: format!("{location} {name}"),
    };
    let who = who.clone();
    once::run(&house.db, now, &[], command, |tx| {
        Box::pin(async move {
            let place: Location = studio::service::location(tx, who.org, location).await?;
            let id = KioskId::fresh();
            let code = text_of::<Nothing>(tx, who.org, id).await?;
            let new = NewKiosk {
                id,
                org: who.org,
                location: place.id,
                name,
                by: who.account,
                code_digest: secret::digest(&code),
                code_until: now + LASTS,
            };
            store::add_kiosk(tx, new, now).await?;
            Ok(id)
        })
    })
    .await
}

/// Takes a tablet out of service: its next request is nobody's.
///
/// # Errors
/// [`AppError::NotFound`] out of reach, or taken out before.
pub async fn revoke(house: &House, who: &Who, id: KioskId) -> Answer<()> {
    let mut tx = house.db.write().await?;
    let line = store::kiosk(&mut tx, who.org, id).await?.ok_or(AppError::NotFound)?;
    if !who.may_at(Permission::PairKiosks, line.location_id)
        || store::revoke(&mut tx, id, who.account, house.clock.now()).await? == 0
    {
        return Err(AppError::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Pairs the browser that asks with a tablet's one-time code; its token, for the cookie and nothing else.
///
/// # Errors
/// [`KioskRefusal::WrongCode`], or [`AppError::TooOften`] from one address.
pub async fn pair(house: &House, code: &str, origin: Origin) -> Answer<Token, KioskRefusal> {
    let wrong = || AppError::Refused(KioskRefusal::WrongCode);
    accounts::service::count_code::<KioskRefusal>(house, &origin).await?;
    let digest = secret::digest(&secret::read_desk_code(code).ok_or_else(wrong)?);
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    let org = studio::service::organisation::<KioskRefusal>(&mut tx).await?.id;
    let token = secret::token();
    if store::pair(&mut tx, org, digest, secret::digest(&token), now).await? == 0 {
        return Err(wrong());
    }
    accounts::service::right_code::<KioskRefusal>(&mut tx, &origin).await?;
    tx.commit().await?;
    Ok(Token(token))
}

/// What a paired tablet shows before anybody comes.
///
/// # Errors
/// A fault of the database.
pub async fn kiosk_screen(house: &House, kiosk: &Kiosk) -> Answer<KioskScreen> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let place: Location = studio::service::location(&mut tx, kiosk.org, kiosk.location).await?;
    let zone = studio::service::zone(&place.zone)?;
    let ahead = schedule::service::between(&mut tx, kiosk.org, Some(place.id), now, now + Span::hours(12)).await?;
    let seen = store::kiosk(&mut tx, kiosk.org, kiosk.id)
        .await?
        .and_then(|k| k.seen_at);
    drop(tx);
    if seen.is_none_or(|seen| now - seen > SEEN_EVERY) {
        let mut tx = house.db.write().await?;
        store::seen(&mut tx, kiosk.id, None, now).await?;
        tx.commit().await?;
    }
    let classes = ahead
        .into_iter()
        .filter(|class| class.status == SessionStatus::Scheduled)
        .take(CLASSES)
        .map(|class| KioskClass {
            start: class.starts.clock(),
            name: class.name,
            room: class.room.unwrap_or_default(),
        })
        .collect();
    Ok(KioskScreen {
        place: place.name,
        location: place.id,
        now: now.0 / 1000,
        offset: zone.moment(now).offset / 60,
        classes,
    })
}
