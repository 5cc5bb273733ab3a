use super::model::{AccountId, AccountSessionId, Grant, GrantId, Permissions, Role, RoleId, WaitsFor};
use crate::{
    platform::{
        db::{Result, Tx},
        form::Login,
        time::Instant,
    },
    studio::model::{LocationId, OrgId},
};
use uuid::Uuid;

#[derive(sqlx::FromRow)]
pub struct Credentials {
    pub id: AccountId,
    pub password_hash: Option<String>,
    pub status: String,
}

pub async fn credentials(tx: &mut Tx, org: OrgId, login: &Login) -> Result<Option<Credentials>> {
    let (sql, value) = match login {
        Login::Email(email) => (
            "SELECT id, password_hash, status FROM accounts WHERE org_id = $1 AND email = $2",
            email,
        ),
        Login::Phone(phone) => (
            "SELECT id, password_hash, status FROM accounts WHERE org_id = $1 AND phone = $2",
            phone,
        ),
    };
    tx.query(sql).bind(org).bind(value.clone()).maybe().await
}

pub async fn password_hash(tx: &mut Tx, id: AccountId) -> Result<Option<String>> {
    tx.query("SELECT password_hash FROM accounts WHERE id = $1")
        .bind(id)
        .value()
        .await
}

pub struct NewAccount {
    pub id: AccountId,
    pub org: OrgId,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub name: String,
    pub password_hash: Option<String>,
}

pub async fn add(tx: &mut Tx, account: NewAccount, now: Instant) -> Result<()> {
    let set_at = account.password_hash.is_some().then_some(now);
    tx.query(
        "INSERT INTO accounts (id, org_id, email, phone, name, password_hash, status, created_at, password_set_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8)",
    )
    .bind(account.id)
    .bind(account.org)
    .bind(account.email)
    .bind(account.phone)
    .bind(account.name)
    .bind(account.password_hash)
    .bind(now)
    .bind(set_at)
    .run()
    .await?;
    Ok(())
}

pub async fn rename(tx: &mut Tx, id: AccountId, name: &str) -> Result<u64> {
    tx.query("UPDATE accounts SET name = $2 WHERE id = $1")
        .bind(id)
        .bind(name.to_owned())
        .run()
        .await
}

pub async fn name(tx: &mut Tx, id: AccountId) -> Result<Option<String>> {
    tx.query("SELECT name FROM accounts WHERE id = $1")
        .bind(id)
        .maybe_value()
        .await
}

/// Whether nobody has shut the account.
pub async fn active(tx: &mut Tx, id: AccountId) -> Result<bool> {
    let status: Option<String> = tx
        .query("SELECT status FROM accounts WHERE id = $1")
        .bind(id)
        .maybe_value()
        .await?;
    Ok(status.as_deref() == Some("active"))
}

/// What an account signs in with.
pub async fn login(tx: &mut Tx, id: AccountId) -> Result<Option<(Option<String>, Option<String>)>> {
    tx.query("SELECT email, phone FROM accounts WHERE id = $1")
        .bind(id)
        .maybe()
        .await
}

/// Puts another e-mail address or number in the place of the one that an account had.
pub async fn set_login(tx: &mut Tx, id: AccountId, login: &Login) -> Result<u64> {
    let (sql, value) = match login {
        Login::Email(email) => ("UPDATE accounts SET email = $2 WHERE id = $1", email),
        Login::Phone(phone) => ("UPDATE accounts SET phone = $2 WHERE id = $1", phone),
    };
    tx.query(sql).bind(id).bind(value.clone()).run().await
}

pub async fn set_password(tx: &mut Tx, id: AccountId, hash: String, now: Instant) -> Result<()> {
    tx.query("UPDATE accounts SET password_hash = $2, password_set_at = $3 WHERE id = $1")
        .bind(id)
        .bind(hash)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

pub struct NewSession {
    pub id: AccountSessionId,
    pub account: AccountId,
    pub digest: Vec<u8>,
    pub device: String,
    pub address: String,
    pub expires_at: Instant,
}

pub async fn add_session(tx: &mut Tx, session: NewSession, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO account_sessions (id, account_id, digest, device, address, created_at, seen_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $6, $7)",
    )
    .bind(session.id)
    .bind(session.account)
    .bind(session.digest)
    .bind(session.device)
    .bind(session.address)
    .bind(now)
    .bind(session.expires_at)
    .run()
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct Holder {
    pub session_id: AccountSessionId,
    pub account_id: AccountId,
    pub org_id: OrgId,
    pub name: String,
    pub seen_at: Instant,
    pub waits_for: Option<WaitsFor>,
    pub member_id: Option<Uuid>,
    pub member_left: Option<bool>,
    pub coach_id: Option<Uuid>,
}

/// Whose session this is; ended, expired and blocked ones are nobody's. A banned member's account is no member.
pub async fn holder(tx: &mut Tx, digest: Vec<u8>, now: Instant) -> Result<Option<Holder>> {
    tx.query(
        "SELECT s.id AS session_id, s.account_id, a.org_id, a.name, s.seen_at, s.waits_for, m.id AS member_id,
                m.status = 'ended' AS member_left, c.id AS coach_id
           FROM account_sessions s
           JOIN accounts a ON a.id = s.account_id AND a.status = 'active'
           LEFT JOIN members m ON m.account_id = a.id AND m.status <> 'banned'
           LEFT JOIN coaches c ON c.account_id = a.id AND c.ended_at IS NULL
          WHERE s.digest = $1 AND s.ended_at IS NULL AND s.expires_at > $2",
    )
    .bind(digest)
    .bind(now)
    .maybe()
    .await
}

/// When a session ends by itself.
pub async fn session_expires(tx: &mut Tx, id: AccountSessionId) -> Result<Option<Instant>> {
    tx.query("SELECT expires_at FROM account_sessions WHERE id = $1")
        .bind(id)
        .maybe_value()
        .await
}

/// The member whose session this was at an instant.
pub async fn member_at(tx: &mut Tx, org: OrgId, id: AccountSessionId, at: Instant) -> Result<Option<Uuid>> {
    tx.query(
        "SELECT m.id FROM account_sessions s
           JOIN accounts a ON a.id = s.account_id AND a.status = 'active'
           JOIN members m ON m.account_id = a.id
          WHERE s.id = $2 AND a.org_id = $1 AND s.expires_at > $3 AND (s.ended_at IS NULL OR s.ended_at > $3)",
    )
    .bind(org)
    .bind(id)
    .bind(at)
    .maybe_value()
    .await
}

pub async fn seen(tx: &mut Tx, id: AccountSessionId, now: Instant) -> Result<()> {
    tx.query("UPDATE account_sessions SET seen_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct SessionRow {
    pub id: AccountSessionId,
    pub device: String,
    pub address: String,
    pub created_at: Instant,
    pub seen_at: Instant,
}

pub async fn sessions(tx: &mut Tx, account: AccountId, now: Instant) -> Result<Vec<SessionRow>> {
    tx.query(
        "SELECT id, device, address, created_at, seen_at FROM account_sessions
          WHERE account_id = $1 AND ended_at IS NULL AND expires_at > $2 ORDER BY seen_at DESC, id",
    )
    .bind(account)
    .bind(now)
    .all()
    .await
}

pub async fn end_session(tx: &mut Tx, account: AccountId, id: AccountSessionId, now: Instant) -> Result<u64> {
    tx.query("UPDATE account_sessions SET ended_at = $3 WHERE id = $1 AND account_id = $2 AND ended_at IS NULL")
        .bind(id)
        .bind(account)
        .bind(now)
        .run()
        .await
}

/// Ends every session of the account but the one given.
pub async fn end_sessions(tx: &mut Tx, account: AccountId, but: Option<AccountSessionId>, now: Instant) -> Result<u64> {
    let but = but.map_or(Uuid::nil(), |id| id.0);
    tx.query("UPDATE account_sessions SET ended_at = $3 WHERE account_id = $1 AND id <> $2 AND ended_at IS NULL")
        .bind(account)
        .bind(but)
        .bind(now)
        .run()
        .await
}

/// What a role allows: as the club has edited it, else as the program ships it. The owner's is never edited.
fn allows(role: Role, edited: Option<String>) -> Permissions {
    match edited {
        Some(codes) if role != Role::Owner => Permissions::named(&codes),
        _ => Permissions::of(role.permissions()),
    }
}

#[derive(sqlx::FromRow)]
struct Held {
    role: Role,
    role_id: Option<RoleId>,
    location_id: Option<LocationId>,
    permissions: Option<String>,
}

/// Somebody's roles with what they allow now: asked at every request, in one question.
pub async fn grants(tx: &mut Tx, account: AccountId) -> Result<Vec<Grant>> {
    let rows: Vec<Held> = tx
        .query(
            "SELECT g.role, g.role_id, g.location_id, r.permissions
               FROM role_grants g JOIN accounts a ON a.id = g.account_id
               LEFT JOIN roles r ON r.org_id = a.org_id AND r.base = g.role
                                AND ((g.role_id IS NULL AND r.name IS NULL) OR r.id = g.role_id)
              WHERE g.account_id = $1 AND g.ended_at IS NULL ORDER BY g.role, g.id",
        )
        .bind(account)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Grant {
            role: row.role,
            role_id: row.role_id,
            location_id: row.location_id,
            permissions: allows(row.role, row.permissions),
        })
        .collect())
}

#[derive(sqlx::FromRow)]
pub struct StaffGrant {
    pub account_id: AccountId,
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub status: String,
    pub has_password: bool,
    pub has_factor: bool,
    pub grant_id: GrantId,
    pub role: Role,
    pub role_id: Option<RoleId>,
    pub permissions: Option<String>,
    pub location_id: Option<LocationId>,
    pub seen_at: Option<Instant>,
}

impl StaffGrant {
    pub fn grant(&self) -> Grant {
        Grant {
            role: self.role,
            role_id: self.role_id,
            location_id: self.location_id,
            permissions: allows(self.role, self.permissions.clone()),
        }
    }
}

pub async fn staff(tx: &mut Tx, org: OrgId) -> Result<Vec<StaffGrant>> {
    tx.query(
        "SELECT a.id AS account_id, a.name, a.email, a.phone, a.status, a.password_hash IS NOT NULL AS has_password,
                EXISTS (SELECT 1 FROM account_factors f WHERE f.account_id = a.id AND f.confirmed_at IS NOT NULL) AS has_factor,
                g.id AS grant_id, g.role, g.role_id, g.location_id, r.permissions,
                (SELECT max(s.seen_at) FROM account_sessions s WHERE s.account_id = a.id) AS seen_at
           FROM role_grants g JOIN accounts a ON a.id = g.account_id
           LEFT JOIN roles r ON r.org_id = a.org_id AND r.base = g.role
                            AND ((g.role_id IS NULL AND r.name IS NULL) OR r.id = g.role_id)
          WHERE a.org_id = $1 AND g.ended_at IS NULL ORDER BY a.name, a.id, g.granted_at, g.id",
    )
    .bind(org)
    .all()
    .await
}

pub async fn add_grant(
    tx: &mut Tx,
    account: AccountId,
    grant: Grant,
    by: Option<AccountId>,
    now: Instant,
) -> Result<()> {
    tx.query("INSERT INTO role_grants (id, account_id, role, role_id, location_id, granted_by, granted_at) VALUES ($1, $2, $3, $4, $5, $6, $7)")
        .bind(GrantId::fresh())
        .bind(account)
        .bind(grant.role)
        .bind(grant.role_id)
        .bind(grant.location_id)
        .bind(by)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub struct GrantRow {
    pub account_id: AccountId,
    pub role: Role,
    pub role_id: Option<RoleId>,
    pub location_id: Option<LocationId>,
}

pub async fn grant(tx: &mut Tx, org: OrgId, id: GrantId) -> Result<Option<GrantRow>> {
    tx.query(
        "SELECT g.account_id, g.role, g.role_id, g.location_id FROM role_grants g JOIN accounts a ON a.id = g.account_id
          WHERE g.id = $1 AND a.org_id = $2 AND g.ended_at IS NULL",
    )
    .bind(id)
    .bind(org)
    .maybe()
    .await
}

pub async fn end_grant(tx: &mut Tx, id: GrantId, now: Instant) -> Result<u64> {
    tx.query("UPDATE role_grants SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// A role that the club has made or edited.
#[derive(sqlx::FromRow)]
pub struct RoleRecord {
    pub id: RoleId,
    pub base: Role,
    pub name: Option<String>,
    pub permissions: String,
}

pub async fn roles(tx: &mut Tx, org: OrgId) -> Result<Vec<RoleRecord>> {
    tx.query("SELECT id, base, name, permissions FROM roles WHERE org_id = $1 AND ended_at IS NULL ORDER BY base, name")
        .bind(org)
        .all()
        .await
}

pub async fn role(tx: &mut Tx, org: OrgId, id: RoleId) -> Result<Option<RoleRecord>> {
    tx.query("SELECT id, base, name, permissions FROM roles WHERE id = $2 AND org_id = $1 AND ended_at IS NULL")
        .bind(org)
        .bind(id)
        .maybe()
        .await
}

pub async fn add_role(tx: &mut Tx, org: OrgId, role: RoleRecord, now: Instant) -> Result<()> {
    tx.query(
        "INSERT INTO roles (id, org_id, base, name, permissions, made_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $6)",
    )
    .bind(role.id)
    .bind(org)
    .bind(role.base)
    .bind(role.name)
    .bind(role.permissions)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub async fn change_role(tx: &mut Tx, role: RoleRecord, now: Instant) -> Result<u64> {
    tx.query("UPDATE roles SET name = $2, permissions = $3, changed_at = $4 WHERE id = $1 AND ended_at IS NULL")
        .bind(role.id)
        .bind(role.name)
        .bind(role.permissions)
        .bind(now)
        .run()
        .await
}

/// Locks a role: whoever gives it waits until it is known whether it stays.
pub async fn lock_role(tx: &mut Tx, id: RoleId) -> Result<()> {
    tx.lock("SELECT id FROM roles WHERE id = $1 FOR UPDATE", id.0).await
}

pub async fn end_role(tx: &mut Tx, id: RoleId, now: Instant) -> Result<u64> {
    tx.query("UPDATE roles SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
        .bind(id)
        .bind(now)
        .run()
        .await
}

/// How many people have one of the club's own roles.
pub async fn holders(tx: &mut Tx, id: RoleId) -> Result<i64> {
    tx.query("SELECT count(DISTINCT account_id) FROM role_grants WHERE role_id = $1 AND ended_at IS NULL")
        .bind(id)
        .value()
        .await
}

/// Owners of the whole club that can sign in. Their rows are locked, so that two of them cannot resign at once.
pub async fn owners(tx: &mut Tx, org: OrgId) -> Result<i64> {
    let rows: Vec<(AccountId,)> = tx
        .query_for(
            "SELECT g.account_id FROM role_grants g JOIN accounts a ON a.id = g.account_id
              WHERE a.org_id = $1 AND g.role = 'owner' AND g.location_id IS NULL AND g.ended_at IS NULL AND a.status = 'active'",
            "SELECT g.account_id FROM role_grants g JOIN accounts a ON a.id = g.account_id
              WHERE a.org_id = $1 AND g.role = 'owner' AND g.location_id IS NULL AND g.ended_at IS NULL AND a.status = 'active'
              ORDER BY g.id FOR UPDATE OF g",
        )
        .bind(org)
        .all()
        .await?;
    Ok(rows.len() as i64)
}

pub async fn add_owner_code(tx: &mut Tx, digest: Vec<u8>, now: Instant) -> Result<()> {
    tx.query("DELETE FROM owner_codes WHERE used_at IS NULL").run().await?;
    tx.query("INSERT INTO owner_codes (digest, made_at) VALUES ($1, $2)")
        .bind(digest)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Uses the code up; 0 when it is wrong, used or too old.
pub async fn use_owner_code(tx: &mut Tx, digest: Vec<u8>, made_after: Instant, now: Instant) -> Result<u64> {
    tx.query("UPDATE owner_codes SET used_at = $3 WHERE digest = $1 AND used_at IS NULL AND made_at > $2")
        .bind(digest)
        .bind(made_after)
        .bind(now)
        .run()
        .await
}

/// Counts a try and tells how many there were since the window began, and when it began.
pub async fn count_try(tx: &mut Tx, subject: &str, window_start: Instant, now: Instant) -> Result<(i64, Instant)> {
    tx.query(
        "INSERT INTO throttles (subject, tries, since) VALUES ($1, 1, $2)
         ON CONFLICT (subject) DO UPDATE SET
           tries = CASE WHEN throttles.since <= $3 THEN 1 ELSE throttles.tries + 1 END,
           since = CASE WHEN throttles.since <= $3 THEN $2 ELSE throttles.since END
         RETURNING tries, since",
    )
    .bind(subject.to_owned())
    .bind(now)
    .bind(window_start)
    .one()
    .await
}

pub async fn forget_tries(tx: &mut Tx, subject: &str) -> Result<()> {
    tx.query("DELETE FROM throttles WHERE subject = $1")
        .bind(subject.to_owned())
        .run()
        .await?;
    Ok(())
}

/// Blocks an account, or lets it in again.
pub async fn is_open(tx: &mut Tx, id: AccountId) -> Result<bool> {
    let found: i64 = tx
        .query("SELECT count(*) FROM accounts WHERE id = $1 AND status = 'active'")
        .bind(id)
        .value()
        .await?;
    Ok(found > 0)
}

pub async fn set_blocked(tx: &mut Tx, id: AccountId, blocked: bool) -> Result<u64> {
    tx.query("UPDATE accounts SET status = $2 WHERE id = $1")
        .bind(id)
        .bind(if blocked { "blocked" } else { "active" })
        .run()
        .await
}

/// Empties an account: nobody signs in with it, and it says nothing of whoever had it.
pub async fn forget(tx: &mut Tx, id: AccountId, name: &str) -> Result<u64> {
    tx.query("DELETE FROM account_sessions WHERE account_id = $1")
        .bind(id)
        .run()
        .await?;
    tx.query(
        "UPDATE accounts SET name = $2, email = $3, phone = NULL, password_hash = NULL, password_set_at = NULL, status = 'blocked'
          WHERE id = $1",
    )
    .bind(id)
    .bind(name.to_owned())
    .bind(format!("{id}@erased.invalid"))
    .run()
    .await
}
