//! The kinds of classes.

use super::{asks, money};
use crate::{
    platform::{
        db::{Result, Sql, Tx},
        time::Instant,
    },
    schedule::model::{Allotment, Category, ClassType, ClassTypeId},
    studio::model::{OrgId, WaitMode},
};

#[derive(sqlx::FromRow)]
struct KindRow {
    id: ClassTypeId,
    name: String,
    category: Category,
    minutes: i64,
    capacity: i64,
    credit_cost: i64,
    about: String,
    wait_mode: Option<WaitMode>,
    minimum: i64,
    price: Option<i64>,
    currency: Option<String>,
    personal: bool,
    choose_spots: bool,
    min_age: Option<i64>,
    max_age: Option<i64>,
    min_level: Option<String>,
    only_gender: Option<String>,
    keep_walk_in: i64,
    keep_partner: i64,
    keep_minutes: i64,
}

impl From<KindRow> for ClassType {
    fn from(row: KindRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            category: row.category,
            minutes: row.minutes,
            capacity: row.capacity,
            credit_cost: row.credit_cost,
            about: row.about,
            wait_mode: row.wait_mode,
            minimum: row.minimum,
            price: money(row.price, row.currency),
            personal: row.personal,
            choose_spots: row.choose_spots,
            asks: asks(
                row.min_age,
                row.max_age,
                row.min_level.as_deref(),
                row.only_gender.as_deref(),
            ),
            allotment: Allotment {
                walk_in: row.keep_walk_in,
                partner: row.keep_partner,
                minutes: row.keep_minutes,
            },
        }
    }
}

const KIND: &str =
    "SELECT id, name, category, minutes, capacity, credit_cost, about, wait_mode, minimum, price, currency, personal, choose_spots,
            min_age, max_age, min_level, only_gender, keep_walk_in, keep_partner, keep_minutes
       FROM class_types WHERE org_id = ";

pub async fn class_types(tx: &mut Tx, org: OrgId) -> Result<Vec<ClassType>> {
    let mut sql = Sql::new(KIND);
    sql.push_bind(org).push(" AND archived_at IS NULL ORDER BY name, id");
    let rows: Vec<KindRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(ClassType::from).collect())
}

pub async fn archived_class_types(tx: &mut Tx, org: OrgId) -> Result<Vec<ClassType>> {
    let mut sql = Sql::new(KIND);
    sql.push_bind(org)
        .push(" AND archived_at IS NOT NULL ORDER BY name, id");
    let rows: Vec<KindRow> = tx.query_text(sql).all().await?;
    Ok(rows.into_iter().map(ClassType::from).collect())
}

pub async fn class_type(tx: &mut Tx, org: OrgId, id: ClassTypeId) -> Result<Option<ClassType>> {
    let mut sql = Sql::new(KIND);
    sql.push_bind(org)
        .push(" AND archived_at IS NULL AND id = ")
        .push_bind(id);
    let row: Option<KindRow> = tx.query_text(sql).maybe().await?;
    Ok(row.map(ClassType::from))
}

pub async fn add_class_type(
    tx: &mut Tx,
    org: OrgId,
    class: &ClassType,
    activity: Option<String>,
    now: Instant,
) -> Result<()> {
    tx.query(
        "INSERT INTO class_types (id, org_id, name, category, activity, minutes, capacity, credit_cost, about, wait_mode, minimum,
                                  created_at, price, currency, personal, choose_spots, min_age, max_age, min_level,
                                  only_gender, keep_walk_in, keep_partner, keep_minutes)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)",
    )
    .bind(class.id)
    .bind(org)
    .bind(class.name.clone())
    .bind(class.category)
    .bind(activity)
    .bind(class.minutes)
    .bind(class.capacity)
    .bind(class.credit_cost)
    .bind(class.about.clone())
    .bind(class.wait_mode)
    .bind(class.minimum)
    .bind(now)
    .bind(class.price.as_ref().map(|price| price.minor))
    .bind(class.price.as_ref().map(|price| price.currency.clone()))
    .bind(class.personal)
    .bind(class.choose_spots)
    .bind(class.asks.min_age)
    .bind(class.asks.max_age)
    .bind(class.asks.level.map(|level| level.code().to_owned()))
    .bind(class.asks.gender.map(|gender| gender.code().to_owned()))
    .bind(class.allotment.walk_in)
    .bind(class.allotment.partner)
    .bind(class.allotment.minutes)
    .run()
    .await?;
    Ok(())
}

pub async fn change_class_type(tx: &mut Tx, org: OrgId, class: &ClassType) -> Result<u64> {
    tx.query(
        "UPDATE class_types SET name = $3, category = $4, minutes = $5, capacity = $6, credit_cost = $7, about = $8, wait_mode = $9, minimum = $10,
                price = $11, currency = $12, personal = $13, choose_spots = $14,
                min_age = $15, max_age = $16, min_level = $17, only_gender = $18,
                keep_walk_in = $19, keep_partner = $20, keep_minutes = $21
          WHERE id = $2 AND org_id = $1 AND archived_at IS NULL",
    )
    .bind(org)
    .bind(class.id)
    .bind(class.name.clone())
    .bind(class.category)
    .bind(class.minutes)
    .bind(class.capacity)
    .bind(class.credit_cost)
    .bind(class.about.clone())
    .bind(class.wait_mode)
    .bind(class.minimum)
    .bind(class.price.as_ref().map(|price| price.minor))
    .bind(class.price.as_ref().map(|price| price.currency.clone()))
    .bind(class.personal)
    .bind(class.choose_spots)
    .bind(class.asks.min_age)
    .bind(class.asks.max_age)
    .bind(class.asks.level.map(|level| level.code().to_owned()))
    .bind(class.asks.gender.map(|gender| gender.code().to_owned()))
    .bind(class.allotment.walk_in)
    .bind(class.allotment.partner)
    .bind(class.allotment.minutes)
    .run()
    .await
}

pub async fn offer_class_type(tx: &mut Tx, org: OrgId, id: ClassTypeId) -> Result<u64> {
    tx.query("UPDATE class_types SET archived_at = NULL WHERE id = $2 AND org_id = $1 AND archived_at IS NOT NULL")
        .bind(org)
        .bind(id)
        .run()
        .await
}

pub async fn archive_class_type(tx: &mut Tx, org: OrgId, id: ClassTypeId, now: Instant) -> Result<u64> {
    tx.query("UPDATE class_types SET archived_at = $3 WHERE id = $2 AND org_id = $1 AND archived_at IS NULL")
        .bind(org)
        .bind(id)
        .bind(now)
        .run()
        .await
}
