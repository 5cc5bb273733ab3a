//! Views of the members list that staff keep: their own, and those for everybody.

use super::{
    model::{KeptView, ListTools, MemberFilter, TagId, VIEWS_MAX, ViewId, ViewRefusal},
    rules, views_store as store,
};
use crate::{
    accounts::model::{AccountId, Permission, Scope, Who},
    platform::{
        db::Tx,
        error::{Answer, AppError},
        form,
        house::House,
        once::{self, Command},
        secret,
    },
    studio::model::OrgId,
};

/// A list as it stands in an address.
#[must_use]
pub fn read(query: &str) -> MemberFilter {
    let mut list = MemberFilter::default();
    for (name, value) in form_urlencoded::parse(query.trim_start_matches('?').as_bytes()) {
        list.put(&name, &value);
    }
    list.tidy()
}

/// The same the other way round.
#[must_use]
pub fn written(list: &MemberFilter) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in list.tidy().pairs() {
        if !value.is_empty() {
            query.append_pair(name, &value);
        }
    }
    query.finish()
}

/// What stands around the list: the reader's views, and the tags to filter by.
///
/// # Errors
/// A fault of the database.
pub async fn tools(house: &House, who: &Who) -> Answer<ListTools> {
    let mut tx = house.db.read().await?;
    let rows = store::views(&mut tx, who.org, who.account).await?;
    let tags = store::tags(&mut tx, who.org).await?;
    Ok(ListTools {
        views: rows
            .into_iter()
            .map(|row| KeptView {
                may_change: may_change(who, &row),
                id: row.id,
                list: read(&row.query),
                name: row.name,
                shared: row.shared,
            })
            .collect(),
        tags,
        key: secret::token(),
    })
}

/// Views for everybody are the whole club's: whoever is bound to places keeps none.
fn may_share(who: &Who) -> bool {
    matches!(who.scope(Permission::ShareViews), Some(Scope::Everywhere))
}

fn may_change(who: &Who, row: &store::Row) -> bool {
    row.account_id == who.account || (row.shared && may_share(who))
}

/// What a form says of a view.
#[derive(Debug, Clone)]
pub struct ViewForm {
    /// The name.
    pub name: String,
    /// For everybody.
    pub shared: bool,
    /// What it shows, as it stands in the address; `None`: what it showed before.
    pub list: Option<String>,
}

async fn settled(tx: &mut Tx, who: &Who, id: Option<ViewId>, name: &str, shared: bool) -> Answer<(), ViewRefusal> {
    if shared && !may_share(who) {
        return Err(AppError::Refused(ViewRefusal::NotForEverybody));
    }
    let folded = rules::fold(name);
    let others = store::views(tx, who.org, who.account).await?;
    if let Some(other) = others
        .iter()
        .find(|row| Some(row.id) != id && rules::fold(&row.name) == folded)
    {
        return Err(AppError::Refused(ViewRefusal::NameTaken(other.name.clone())));
    }
    Ok(())
}

/// Keeps a view under a name. The same key keeps it once.
///
/// # Errors
/// The flaw of the name; [`ViewRefusal`].
pub async fn keep(house: &House, who: &Who, form: &ViewForm, key: &str) -> Answer<ViewId, ViewRefusal> {
    let name = form::text(&form.name, 40).map_err(|flaw| AppError::field("name", flaw))?;
    let query = written(&read(form.list.as_deref().unwrap_or_default()));
    let now = house.clock.now();
    let command = Command {
        who: who.account.0,
        name: "keep_view",
        key,
        content: format!("{} {query} {name}", form.shared),
    };
    let shared = form.shared;
    once::run(&house.db, now, &[], command, |tx| {
        let who = who.clone();
        Box::pin(async move {
            store::queue(tx, who.org).await?;
            settled(tx, &who, None, &name, shared).await?;
            if store::own(tx, who.account).await? >= VIEWS_MAX {
                return Err(AppError::Refused(ViewRefusal::TooMany(VIEWS_MAX)));
            }
            let id = ViewId::fresh();
            let row = store::Row {
                id,
                account_id: who.account,
                name,
                query,
                shared,
            };
            store::add(tx, who.org, row, now).await?;
            Ok(id)
        })
    })
    .await
}

/// Renames a view, shares it or no longer, and lets it show another list.
///
/// # Errors
/// As [`keep`]; [`AppError::NotFound`] for somebody else's.
pub async fn change(house: &House, who: &Who, id: ViewId, form: &ViewForm) -> Answer<(), ViewRefusal> {
    let name = form::text(&form.name, 40).map_err(|flaw| AppError::field("name", flaw))?;
    let mut tx = house.db.write().await?;
    store::queue(&mut tx, who.org).await?;
    let row = changeable(&mut tx, who, id).await?;
    // whoever may no longer share may still rename what is shared already
    settled(&mut tx, who, Some(id), &name, form.shared && !row.shared).await?;
    let query = match &form.list {
        Some(list) => written(&read(list)),
        None => row.query.clone(),
    };
    let row = store::Row {
        name,
        query,
        shared: form.shared,
        ..row
    };
    store::change(&mut tx, row).await?;
    Ok(tx.commit().await?)
}

/// Deletes a view.
///
/// # Errors
/// [`AppError::NotFound`] for somebody else's.
pub async fn remove(house: &House, who: &Who, id: ViewId) -> Answer<(), ViewRefusal> {
    let mut tx = house.db.write().await?;
    changeable(&mut tx, who, id).await?;
    store::remove(&mut tx, id).await?;
    Ok(tx.commit().await?)
}

async fn changeable(tx: &mut Tx, who: &Who, id: ViewId) -> Answer<store::Row, ViewRefusal> {
    let row = store::view(tx, who.org, id).await?;
    row.filter(|row| may_change(who, row)).ok_or(AppError::NotFound)
}

/// The name of a tag by its id, if there is such a tag.
pub(super) async fn tag_name<R>(tx: &mut Tx, org: OrgId, id: &str) -> Answer<Option<String>, R> {
    match id.parse::<TagId>() {
        Ok(id) => Ok(store::tag_name(tx, org, id).await?),
        Err(_) => Ok(None),
    }
}

/// Deletes what somebody kept, with their account.
pub(super) async fn forget<R>(tx: &mut Tx, account: AccountId) -> Answer<(), R> {
    store::forget(tx, account).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_is_written() {
        let list = MemberFilter {
            q: "李 娜&co".to_owned(),
            status: "active".to_owned(),
            away: 30,
            level: "beginner".to_owned(),
            goal: "mobility".to_owned(),
            age: "14to17".to_owned(),
            gender: "female".to_owned(),
            sort: "-visit".to_owned(),
            cols: "status,phone".to_owned(),
            page: 1,
            ..MemberFilter::default()
        };
        assert_eq!(read(&written(&list)), list);
        assert_eq!(written(&MemberFilter::default()), "");
        assert_eq!(read("?col=phone&col=status&away=many").cols, "status,phone");
    }
}
