//! Roles as data: what a role allows holds at the next request, and nobody gives what they do not hold.

use crate::{
    on_both,
    support::{Club, key},
    web::{PASSWORD, Person, Town, form, staff},
};
use spotter::accounts::{
    model::{Deed, Permission, Permissions, Role, RoleRow},
    service,
};

fn role_form(role: &str, name: &str, base: &str, allows: &[Permission]) -> String {
    let names: Vec<String> = allows.iter().map(|one| format!("allows[{}]", one.code())).collect();
    let mut fields = vec![("role", role), ("name", name), ("base", base)];
    fields.extend(names.iter().map(|name| (name.as_str(), "true")));
    form(&fields)
}

async fn roles(town: &Town) -> Vec<RoleRow> {
    service::roles(&town.club.house, &town.owner.who).await.expect("read")
}

async fn save(town: &Town, by: &Person, form: &str) -> u16 {
    town.web.call(Some(&by.token), "save_role", form).await.status
}

fn shipped(role: Role) -> Vec<Permission> {
    Permissions::of(role.permissions()).list().collect()
}

/// The role of the club's own with this name.
async fn named(town: &Town, name: &str) -> RoleRow {
    let found = roles(town)
        .await
        .into_iter()
        .find(|role| role.name.as_deref() == Some(name));
    found.expect("the role is there")
}

async fn give(town: &Town, by: &Person, role: &str, location: &str) -> (u16, String) {
    let login = format!("{}@example.org", key());
    let fields = [
        ("name", "Nia"),
        ("login", login.as_str()),
        ("password", PASSWORD),
        ("role", role),
        ("location", location),
    ];
    (
        town.web.call(Some(&by.token), "give_role", &form(&fields)).await.status,
        login,
    )
}

async fn enter(town: &Town, login: &str) -> String {
    let entered = town
        .web
        .call(None, "sign_in", &form(&[("login", login), ("password", PASSWORD)]))
        .await;
    entered.token().expect("signed in")
}

on_both! {
    async fn what_nobody_has_edited_is_as_it_was_shipped(club: Club) {
        let town = Town::of(club).await;
        for role in roles(&town).await {
            assert_eq!((role.permissions, role.edited), (Permissions::of(role.base.permissions()), false), "{:?}", role.base);
        }
        for (person, role) in [(&town.desk, Role::FrontDesk), (&town.manager, Role::Manager), (&town.owner, Role::Owner)] {
            assert_eq!(person.who.grants[0].permissions, Permissions::of(role.permissions()));
        }
    }

    async fn an_edited_role_holds_at_the_next_request(club: Club) {
        let town = Town::of(club).await;
        let export = "/admin/members.csv";
        assert_eq!(town.web.get(Some(&town.desk.token), export).await.status, 403);
        let mut wider = shipped(Role::FrontDesk);
        wider.push(Permission::ExportMembers);
        assert_eq!(save(&town, &town.owner, &role_form("front_desk", "", "", &wider)).await, 200);
        assert_eq!(town.web.get(Some(&town.desk.token), export).await.status, 200, "the same session, the next request");
        assert_eq!(save(&town, &town.owner, &role_form("front_desk", "", "", &[Permission::SeeMembers])).await, 200);
        assert_eq!(town.web.get(Some(&town.desk.token), export).await.status, 403);
        assert_eq!(town.web.get(Some(&town.desk.token), "/desk").await.status, 403, "and the desk is shut");
        assert_eq!(town.web.get(Some(&town.manager.token), "/desk").await.status, 200, "another role is as it was");
        let reset = town.web.call(Some(&town.owner.token), "reset_role", &form(&[("role", "front_desk")])).await;
        assert_eq!(reset.status, 200, "{}", reset.text());
        assert_eq!(town.web.get(Some(&town.desk.token), "/desk").await.status, 200, "as it was shipped");
        let log = service::audit_log(&town.club.house, &town.owner.who, &Default::default()).await.expect("read");
        let changes: Vec<_> = log.lines.iter().filter(|line| line.deed == Deed::RoleChanged).collect();
        assert_eq!(changes.len(), 3);
        let first = changes[2].details.iter().map(|d| (d.field.as_str(), d.to.as_deref())).collect::<Vec<_>>();
        assert_eq!(first, [("given", Some("export_members"))]);
        assert_eq!(town.club.broken().await, Vec::<String>::new());
    }

    async fn a_role_of_the_clubs_own_is_given_and_deleted(club: Club) {
        let town = Town::of(club).await;
        let here = town.club.location.id.to_string();
        let made = role_form("", "Counter help", "front_desk", &[Permission::SeeMembers]);
        assert_eq!(save(&town, &town.owner, &made).await, 200);
        assert_eq!(save(&town, &town.owner, &made).await, 422, "the name is taken");
        let role = named(&town, "Counter help").await;
        let (status, login) = give(&town, &town.owner, &role.code(), &here).await;
        assert_eq!(status, 200);
        let token = enter(&town, &login).await;
        assert_eq!(town.web.get(Some(&token), "/admin/members").await.status, 200);
        assert_eq!(town.web.get(Some(&token), "/desk").await.status, 403, "what it resembles gives nothing");
        let end = form(&[("id", &role.code())]);
        let refused = town.web.call(Some(&town.owner.token), "end_role", &end).await;
        assert_eq!(refused.status, 409, "somebody has it");
        assert_eq!(named(&town, "Counter help").await.holders, ["Nia"]);
        let staff = service::staff(&town.club.house, &town.owner.who).await.expect("read");
        let grant = staff.iter().find(|row| row.contact == login).expect("listed").grants[0].0.to_string();
        assert_eq!(town.web.call(Some(&town.owner.token), "take_role", &form(&[("id", &grant)])).await.status, 200);
        assert_eq!(town.web.call(Some(&town.owner.token), "end_role", &end).await.status, 200);
        assert_eq!(give(&town, &town.owner, &role.code(), &here).await.0, 422, "it is gone");
        assert_eq!(town.web.call(Some(&town.owner.token), "end_role", &end).await.status, 404);
    }

    async fn nobody_gives_what_they_do_not_hold(club: Club) {
        let town = Town::of(club).await;
        let (here, there) = (town.club.location.id.to_string(), town.there.id.to_string());
        // A manager who decides about staff at one place.
        let mut wider = shipped(Role::Manager);
        wider.push(Permission::EditStaff);
        assert_eq!(save(&town, &town.owner, &role_form("manager", "", "", &wider)).await, 200);
        assert_eq!(give(&town, &town.manager, "front_desk", &here).await.0, 200);
        assert_eq!(give(&town, &town.manager, "coach", &here).await.0, 200, "teaching is not delegated but done");
        assert_eq!(give(&town, &town.manager, "front_desk", &there).await.0, 404, "at the own place only");
        assert_eq!(give(&town, &town.manager, "front_desk", "").await.0, 404);
        assert_eq!(give(&town, &town.manager, "owner", &here).await.0, 409, "no owner is made from below");
        // Somebody who edits roles everywhere, and may little else.
        let keeper = role_form("", "Keeper", "manager", &[Permission::EditRoles, Permission::SeeMembers]);
        assert_eq!(save(&town, &town.owner, &keeper).await, 200);
        let (status, login) = give(&town, &town.owner, &named(&town, "Keeper").await.code(), "").await;
        assert_eq!(status, 200);
        let (token, club) = (enter(&town, &login).await, &town.club);
        let keeper = Person { login, who: service::holder(&club.house, &token).await.expect("found").expect("signed in"), token };
        let before = town.rows().await;
        for (what, form) in [
            ("a role with more", role_form("", "More", "manager", &[Permission::SeeMembers, Permission::EditStaff])),
            ("more for a role", role_form("coach", "", "", &[Permission::Teach, Permission::ExportMembers])),
            ("less for a role", role_form("front_desk", "", "", &[Permission::SeeMembers])),
            ("the own role", role_form(&named(&town, "Keeper").await.code(), "Keeper", "", &Permission::ALL)),
            ("the owner's", role_form("owner", "", "", &[Permission::SeeMembers])),
        ] {
            assert_eq!(save(&town, &keeper, &form).await, 409, "{what}");
        }
        assert!(town.rows().await.changed(&before).is_empty());
        let allowed = role_form("coach", "", "", &[Permission::Teach, Permission::SeeHealth, Permission::SeeMembers]);
        assert_eq!(save(&town, &keeper, &allowed).await, 200, "the control: what they hold");
        assert_eq!(save(&town, &town.owner, &role_form("owner", "", "", &Permission::ALL)).await, 409, "not even by the owner");
        // Whoever decides about roles at one place only decides about none: a role holds everywhere.
        let local = staff(&town.club, "local@example.org", Role::Owner, Some(&town.club.location)).await;
        assert_eq!(save(&town, &local, &allowed).await, 403);
    }

    async fn a_forged_form_gives_nothing_unknown(club: Club) {
        let town = Town::of(club).await;
        let forged = form(&[("name", "Moon"), ("base", "owner"), ("allows[see_members]", "true")]);
        assert_eq!(save(&town, &town.owner, &forged).await, 422, "nothing resembles the owner");
        let forged = form(&[("name", "Moon"), ("base", "coach"), ("allows[see_moon]", "true"), ("allows[teach]", "true")]);
        assert_eq!(save(&town, &town.owner, &forged).await, 200);
        assert_eq!(named(&town, "Moon").await.permissions, Permissions::of(&[Permission::Teach]));
        assert_eq!(give(&town, &town.owner, "moon", "").await.0, 422);
    }
}
