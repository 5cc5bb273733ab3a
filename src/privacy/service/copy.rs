//! A copy of everything that is known of a member: one ZIP with a page to read, tables for a spreadsheet and data for another system.

use super::{consents::has_agreed, health, speaks_for};
use crate::{
    accounts::{
        self,
        model::{Permission, Who},
    },
    booking::service::For,
    members::{self, model::MemberId},
    platform::{
        db::Tx,
        error::{Answer, AppError, fault},
        house::House,
        i18n::Locale,
        sheet::harmless,
        time::Instant,
    },
    privacy::{
        model::{Channel, PrivacyRefusal, Purpose, column_text, table_text, value_text},
        store::{self, Part},
    },
};
use std::io::{Cursor, Write as _};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// The member's own copy, or that of a child for whom they answer, for whoever knows the member's password.
///
/// # Errors
/// [`PrivacyRefusal::WrongPassword`], [`AppError::TooOften`]; [`AppError::NotFound`] for somebody for whom they do not answer.
pub async fn own_copy(
    house: &House,
    who: &Who,
    on: impl Into<For>,
    password: &str,
    l: Locale,
) -> Answer<Vec<u8>, PrivacyRefusal> {
    let on = on.into();
    let mut tx = house.db.read().await?;
    speaks_for::<PrivacyRefusal>(&mut tx, who.org, on, house.clock.now()).await?;
    drop(tx);
    if !accounts::service::confirm(house, who, password).await? {
        return Err(AppError::Refused(PrivacyRefusal::WrongPassword));
    }
    let now = house.clock.now();
    let mut tx = match on.me == on.member {
        true => house.db.read().await?,
        false => house.db.write().await?,
    };
    // typing takes a while
    speaks_for::<PrivacyRefusal>(&mut tx, who.org, on, now).await?;
    let parts = parts(&mut tx, house, who, on.member, true).await?;
    // what somebody else takes away is told, also where they answer for them
    if on.me != on.member && holds_health(&parts) {
        store::add_read(&mut tx, on.member, who.account, "export", now).await?;
    }
    tx.commit().await?;
    packed(&parts, l, now)
}

fn holds_health(parts: &[Part]) -> bool {
    (parts.iter()).any(|part| part.code == "health_notes" && !part.rows.is_empty())
}

/// The same for a member who asks at the desk, in the member's language. What they say about their health is in it where whoever hands
/// it over may open that, and is then noted as opened.
///
/// # Errors
/// [`AppError::NotFound`] out of reach.
pub async fn copy_of(house: &House, who: &Who, member: MemberId) -> Answer<Vec<u8>, PrivacyRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    members::service::within_reach::<PrivacyRefusal>(&mut tx, who, Permission::AnswerRequests, member).await?;
    members::service::lock::<PrivacyRefusal>(&mut tx, who.org, member).await?;
    let health = who.may(Permission::SeeHealth);
    let parts = parts(&mut tx, house, who, member, health).await?;
    if holds_health(&parts) {
        store::add_read(&mut tx, member, who.account, "export", now).await?;
    }
    let locale = members::service::language::<PrivacyRefusal>(&mut tx, member).await?;
    tx.commit().await?;
    packed(&parts, locale, now)
}

async fn parts(
    tx: &mut Tx,
    house: &House,
    who: &Who,
    member: MemberId,
    with_health: bool,
) -> Answer<Vec<Part>, PrivacyRefusal> {
    let mut parts = Vec::new();
    let mut records = vec![member];
    let merged = members::merge::merged::<PrivacyRefusal>(tx, member).await?;
    records.extend(merged.into_iter().map(|card| card.id));
    for record in records {
        for part in of_record(tx, record).await? {
            match parts.iter_mut().find(|known: &&mut Part| known.code == part.code) {
                Some(known) => known.rows.extend(part.rows),
                None => parts.push(part),
            }
        }
    }
    let mut said = store::said(tx, member).await?;
    said.reverse();
    parts.push(Part {
        code: "consents",
        columns: &["at", "purpose", "version", "given", "via"],
        rows: said
            .into_iter()
            .map(|said| {
                let via = match (said.channel, said.by_guardian) {
                    (Channel::Own, false) => "self",
                    (Channel::Own, true) => "guardian",
                    (Channel::Desk, false) => "desk",
                    (Channel::Desk, true) => "guardian_desk",
                    (Channel::Erasure, _) => "erasure",
                };
                let given = if said.given { "yes" } else { "no" };
                vec![
                    said.at.iso(),
                    said.purpose.code().to_owned(),
                    said.version.to_string(),
                    given.to_owned(),
                    via.to_owned(),
                ]
            })
            .collect(),
    });
    if with_health && has_agreed::<PrivacyRefusal>(tx, who.org, member, Purpose::Health, house.clock.now()).await? {
        let notes = health::opened(tx, house, who.org, member).await?;
        let rows = if notes.is_empty() {
            Vec::new()
        } else {
            let at = notes.at.map(|at| at.at.iso()).unwrap_or_default();
            vec![vec![at, notes.health, notes.allergies]]
        };
        parts.push(Part {
            code: "health_notes",
            columns: &["at", "health", "allergies"],
            rows,
        });
    }
    let reads = store::reads(tx, member, 10_000).await?;
    parts.push(Part {
        code: "health_reads",
        columns: &["at", "name", "kind"],
        rows: reads
            .into_iter()
            .map(|read| vec![read.at.iso(), read.name, read.what])
            .collect(),
    });
    Ok(parts)
}

/// What stands under one record of a person; there are several where some were merged into one.
async fn of_record(tx: &mut Tx, member: MemberId) -> Answer<Vec<Part>, PrivacyRefusal> {
    let mut parts = vec![store::profile(tx, member).await?];
    parts.push(store::details(tx, member).await?);
    parts.push(store::tags(tx, member).await?);
    parts.push(store::staff_notes(tx, member).await?);
    parts.push(store::contacts(tx, member).await?);
    parts.push(store::signatures(tx, member).await?);
    parts.push(store::campaigns(tx, member).await?);
    if let Some(account) = members::service::account_of(tx, member).await? {
        parts.push(store::account(tx, account).await?);
        parts.push(store::devices(tx, account).await?);
    }
    parts.push(store::standings(tx, member).await?);
    parts.push(store::import_rows(tx, member).await?);
    parts.push(store::passes(tx, member).await?);
    parts.push(store::memberships(tx, member).await?);
    parts.push(store::credits(tx, member).await?);
    parts.push(store::bookings(tx, member).await?);
    parts.push(store::waits(tx, member).await?);
    parts.push(store::visits(tx, member).await?);
    parts.push(store::strikes(tx, member).await?);
    parts.push(store::hours(tx, member).await?);
    parts.push(store::exceptions(tx, member).await?);
    parts.push(store::notices(tx, member).await?);
    parts.push(store::notice_choices(tx, member).await?);
    parts.push(store::merges(tx, member).await?);
    Ok(parts)
}

fn packed(parts: &[Part], l: Locale, now: Instant) -> Answer<Vec<u8>, PrivacyRefusal> {
    let mut files = vec![
        ("index.html".to_owned(), page(parts, l, now).into_bytes()),
        ("data.json".to_owned(), json(parts, now)?),
    ];
    for part in parts {
        files.push((format!("{}.csv", part.code), table(part)?));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // small texts: stored as they are, which every system unpacks
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, bytes) in files {
        zip.start_file(name, options).map_err(|e| fault(&e))?;
        zip.write_all(&bytes).map_err(|e| fault(&e))?;
    }
    Ok(zip.finish().map_err(|e| fault(&e))?.into_inner())
}

fn json(parts: &[Part], now: Instant) -> Answer<Vec<u8>, PrivacyRefusal> {
    let rows = |part: &Part| -> Vec<serde_json::Value> {
        part.rows
            .iter()
            .map(|row| {
                let cells = part.columns.iter().zip(row);
                cells
                    .map(|(name, cell)| ((*name).to_owned(), cell.clone().into()))
                    .collect::<serde_json::Map<_, _>>()
                    .into()
            })
            .collect()
    };
    let mut all = serde_json::Map::new();
    all.insert("made_at".into(), now.iso().into());
    for part in parts {
        all.insert(part.code.into(), rows(part).into());
    }
    serde_json::to_vec_pretty(&all).map_err(|e| fault(&e))
}

/// A table for a spreadsheet: UTF-8 with a mark, and no cell that would be run as a formula.
fn table(part: &Part) -> Answer<Vec<u8>, PrivacyRefusal> {
    let mut out = Vec::from("\u{feff}".as_bytes());
    let mut writer = csv::Writer::from_writer(&mut out);
    writer.write_record(part.columns).map_err(|e| fault(&e))?;
    for row in &part.rows {
        writer
            .write_record(row.iter().map(|cell| harmless(cell)))
            .map_err(|e| fault(&e))?;
    }
    writer.flush().map_err(|e| fault(&e))?;
    drop(writer);
    Ok(out)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The page to read: nothing in it comes from elsewhere, and nothing in it runs.
fn page(parts: &[Part], l: Locale, now: Instant) -> String {
    use crate::platform::i18n::t;
    use std::fmt::Write as _;
    let title = escaped(t::privacy::copy_title(l));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{l}\"><head><meta charset=\"utf-8\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title><style>\
         body{{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#14201b}}\
         h1{{font-size:1.75rem}}h2{{font-size:1.15rem;margin-top:2.5rem}}div{{overflow-x:auto}}\
         table{{border-collapse:collapse;width:100%;font-size:.875rem}}\
         th,td{{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #dde3df}}\
         p{{color:#52605a}}</style></head><body><h1>{title}</h1><p>{}</p>",
        escaped(&t::privacy::copy_made(l, now.iso())),
    );
    for part in parts {
        let _ = write!(out, "<h2>{}</h2>", escaped(&table_text(part.code, l)));
        if part.rows.is_empty() {
            let _ = write!(out, "<p>{}</p>", escaped(t::privacy::copy_nothing(l)));
            continue;
        }
        out.push_str("<div><table><thead><tr>");
        for name in part.columns {
            let _ = write!(out, "<th>{}</th>", escaped(column_text(name, l)));
        }
        out.push_str("</tr></thead><tbody>");
        for row in &part.rows {
            out.push_str("<tr>");
            for (name, cell) in part.columns.iter().zip(row) {
                let _ = write!(out, "<td>{}</td>", escaped(&value_text(name, cell, l)));
            }
            out.push_str("</tr>");
        }
        out.push_str("</tbody></table></div>");
    }
    out.push_str("</body></html>\n");
    out
}
