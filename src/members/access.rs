//! One-time codes from the desk: for whoever was added there and wants to book, and for whoever lost the password.
//!
//! The code itself is stored nowhere: it is made of its row's id with the organisation's key, so that the desk may show it again
//! for as long as it works, and is looked for by its digest.

use super::{
    access_store::{self as store, NewCode},
    household::not_erased,
    model::{Access, AccessCode, AccessRefusal, CodeId, MemberCard, MemberId, MemberStatus},
    service::{card, lock, offset, within_reach},
    store as members,
};
use crate::{
    accounts::{
        self,
        model::{AccountId, Deed, ObjectKind, Permission, Who},
        service::{Note, Origin, Token, audit},
    },
    platform::{
        db::Tx,
        error::{Answer, AppError, Nothing},
        events,
        form::Login,
        house::House,
        qr, secret,
        time::{Instant, Moment, Span},
    },
    studio::{self, model::OrgId},
};
use serde::{Deserialize, Serialize};

/// A code works so long: enough to walk home from the desk.
const LASTS: Span = Span::hours(1);

/// Somebody signs in with a password that a code from the desk has set.
pub const LET_IN: &str = "member.let_in";

/// What the event [`LET_IN`] says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LetInEvent {
    /// The organisation.
    pub org: OrgId,
    /// Who signs in.
    pub member: MemberId,
    /// Who handed out the code.
    pub by: AccountId,
}

/// How a member signs in, and the code that they may have been given.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach.
pub async fn access(house: &House, who: &Who, member: MemberId) -> Answer<Access> {
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    within_reach::<Nothing>(&mut tx, who, Permission::EditMembers, member).await?;
    let login = match members::account_of(&mut tx, member).await? {
        Some(account) => accounts::service::login_of(&mut tx, account).await?,
        None => None,
    };
    let code = match store::live(&mut tx, member, now).await? {
        Some((id, expires_at)) => Some(shown(&mut tx, house, who.org, id, expires_at).await?),
        None => None,
    };
    Ok(Access { login, code })
}

async fn shown(tx: &mut Tx, house: &House, org: OrgId, id: CodeId, expires_at: Instant) -> Answer<AccessCode> {
    let text = text_of(tx, org, id).await?;
    let url = format!("{}/access?code={text}", house.public_url());
    let (path, size) = qr::picture(&url)?;
    let until = Moment {
        at: expires_at,
        offset: offset(tx, org, expires_at).await?,
    };
    Ok(AccessCode {
        text,
        url,
        path,
        size,
        until,
    })
}

async fn text_of<R>(tx: &mut Tx, org: OrgId, id: CodeId) -> Answer<String, R> {
    let key = studio::service::code_key(tx, org).await?;
    Ok(secret::desk_code(&key, format!("access {id}").as_bytes()))
}

/// Makes a code for a member; one made before is worth nothing from then on.
///
/// # Errors
/// [`AppError::NotFound`] for a member out of reach; [`AccessRefusal::Barred`]; [`AccessRefusal::WorksHere`].
pub async fn hand_out(house: &House, who: &Who, member: MemberId) -> Answer<(), AccessRefusal> {
    let now = house.clock.now();
    let mut tx = house.db.write().await?;
    within_reach::<AccessRefusal>(&mut tx, who, Permission::EditMembers, member).await?;
    let card: MemberCard = lock(&mut tx, who.org, member).await?;
    not_erased::<AccessRefusal>(&mut tx, member).await?;
    if card.status == MemberStatus::Banned {
        return Err(AppError::Refused(AccessRefusal::Barred));
    }
    if let Some(account) = members::account_of(&mut tx, member).await?
        && accounts::service::works_here(&mut tx, account).await?
    {
        return Err(AppError::Refused(AccessRefusal::WorksHere));
    }
    let id = CodeId::fresh();
    let text = text_of(&mut tx, who.org, id).await?;
    let code = NewCode {
        id,
        member,
        digest: secret::digest(&text),
        by: who.account,
        expires_at: now + LASTS,
    };
    store::add(&mut tx, code, now).await?;
    let note = Note::new(Deed::CodeHandedOut)
        .on(ObjectKind::Member, member.0)
        .at(card.home_location_id);
    audit(&mut tx, who, note, now).await?;
    Ok(tx.commit().await?)
}

/// Uses a code up: the member signs in with this e-mail address or number and this password from now on, and is signed in. What
/// was refused leaves the code as it was.
///
/// # Errors
/// [`AccessRefusal::WrongCode`], the flaws of the fields, or [`AppError::TooOften`] from one address.
pub async fn let_in(
    house: &House,
    code: &str,
    login: &str,
    password: &str,
    origin: Origin,
) -> Answer<(Token, Who), AccessRefusal> {
    let wrong = || AppError::Refused(AccessRefusal::WrongCode);
    accounts::service::count_code::<AccessRefusal>(house, &origin).await?;
    let digest = secret::digest(&secret::read_desk_code(code).ok_or_else(wrong)?);
    let now = house.clock.now();
    let mut tx = house.db.read().await?;
    let org = studio::service::organisation::<AccessRefusal>(&mut tx).await?.id;
    let (member,) = store::whose(&mut tx, digest.clone(), now).await?.ok_or_else(wrong)?;
    let known: MemberCard = card(&mut tx, org, member).await?;
    drop(tx);
    let applicant = accounts::service::applicant(house, &known.name, login, password, &origin).await?;
    let contact = applicant.login.clone();

    let mut tx = house.db.write().await?;
    // the member first, as whoever makes a code does: two who meet would otherwise wait in a circle
    let card: MemberCard = lock(&mut tx, org, member).await?;
    let used = store::take(&mut tx, digest, now).await?.ok_or_else(wrong)?;
    if card.status == MemberStatus::Banned {
        return Err(wrong());
    }
    let account = match members::account_of(&mut tx, card.id).await? {
        // a role that came after the code: it was not made for that
        Some(account) if accounts::service::works_here(&mut tx, account).await? => return Err(wrong()),
        Some(account) => {
            accounts::service::let_in_anew(&mut tx, org, account, applicant, now).await?;
            account
        }
        None => {
            let account = accounts::service::open_account(&mut tx, org, &applicant, now).await?;
            store::bind(&mut tx, org, card.id, account).await?;
            account
        }
    };
    reach(&mut tx, card.id, &contact).await?;
    accounts::service::right_code::<AccessRefusal>(&mut tx, &origin).await?;
    let event = LetInEvent {
        org,
        member: card.id,
        by: used.made_by,
    };
    events::emit(&mut tx, now, LET_IN, &event);
    if accounts::service::stops(&mut tx, account).await? {
        // the password is set; the sign-in asks for the second factor, which the desk does not hand out
        tx.commit().await?;
        return Err(AppError::SignIn);
    }
    let token = accounts::service::open_session(&mut tx, account, None, origin, now).await?;
    tx.commit().await?;
    let who = accounts::service::holder(house, &token.0)
        .await
        .map_err(AppError::widen)?
        .ok_or(AppError::SignIn)?;
    Ok((token, who))
}

/// What somebody signs in with is how they are reached, where nothing of that kind was known.
async fn reach(tx: &mut Tx, member: MemberId, login: &Login) -> Answer<(), AccessRefusal> {
    let Some(profile) = members::profile(tx, member).await? else {
        return Ok(());
    };
    let (email, phone) = match login {
        Login::Email(email) if profile.email.is_none() => (Some(email.clone()), profile.phone),
        Login::Phone(phone) if profile.phone.is_none() => (profile.email, Some(phone.clone())),
        _ => return Ok(()),
    };
    members::change(
        tx,
        member,
        &profile.name,
        email,
        phone,
        profile.birthday,
        profile.gender,
        profile.locale,
        profile.home_location_id,
        profile.number,
    )
    .await?;
    Ok(())
}
