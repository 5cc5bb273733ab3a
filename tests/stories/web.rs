//! The club behind its real router: requests as a browser sends them, and people with cookies.

use crate::{
    rows::Rows,
    support::{Club, key, monthly, plan_draft, today},
};
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderMap, Request, Response, header},
};
use http_body_util::BodyExt;
use spotter::{
    accounts::{
        self,
        model::{Role, Who},
        service::Origin,
    },
    booking::{door, model::BookingId, service as booking},
    coaches,
    members::{self, model::MemberId, service::Newcomer},
    plans::{self, model::PassKind},
    platform::{error::Nothing, house::House, time::Span},
    schedule::{
        self,
        model::{SeriesForm, SeriesId, SessionId},
        service::SingleSession,
    },
    server::{Edge, leptos_options, router},
    studio::{self, model::Location},
};
use std::{
    fmt::Write as _,
    net::SocketAddr,
    sync::atomic::{AtomicI64, Ordering},
};
use tower::ServiceExt;
use uuid::Uuid;

/// Everybody's password.
pub const PASSWORD: &str = "a long quiet river";

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Reply {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
    /// The session's token that the answer puts into the browser.
    pub fn token(&self) -> Option<String> {
        self.headers
            .get_all(header::SET_COOKIE)
            .iter()
            .filter_map(|v| v.to_str().ok())
            .find_map(|cookie| {
                let (name, value) = cookie.split_once('=')?;
                let value = value.split(';').next()?;
                (name.ends_with("spotter") && !value.is_empty()).then(|| value.to_owned())
            })
    }
}

/// The router over a house.
pub struct Web {
    router: Router,
    host: String,
    origin: String,
    cookie: &'static str,
}

impl Web {
    pub fn over(house: &House) -> Self {
        Self::behind(house, 0)
    }

    /// The same behind so many proxies that are believed.
    pub fn behind(house: &House, proxies: usize) -> Self {
        let address = "127.0.0.1:3000".parse().expect("an address");
        let origin = house.public_url().to_owned();
        let host = origin.split_once("://").map_or("", |(_, host)| host).to_owned();
        let cookie = accounts::api::cookie_name(house.secure());
        Self {
            router: router(house, leptos_options(address), Edge::new(house, proxies)),
            host,
            origin,
            cookie,
        }
    }

    /// A request of a browser that stands on one of our pages.
    pub fn request(&self, method: &str, path: &str, token: Option<&str>) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host);
        if method != "GET" {
            request = request
                .header(header::ORIGIN, &self.origin)
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ACCEPT, "application/json");
        }
        match token {
            Some(token) => request.header(header::COOKIE, format!("{}={token}", self.cookie)),
            None => request,
        }
    }

    pub async fn begin(&self, request: Request<Body>) -> Response<Body> {
        self.router
            .clone()
            .oneshot(request)
            .await
            .expect("a router always answers")
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let (parts, body) = self.begin(request).await.into_parts();
        let body = body.collect().await.expect("a whole body").to_bytes().to_vec();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, token: Option<&str>, path: &str) -> Reply {
        self.send(self.request("GET", path, token).body(Body::empty()).expect("a request"))
            .await
    }

    /// Calls a server function as our script does.
    pub async fn call(&self, token: Option<&str>, endpoint: &str, form: &str) -> Reply {
        let request = self.request("POST", &format!("/api/{endpoint}"), token);
        self.send(request.body(Body::from(form.to_owned())).expect("a request"))
            .await
    }

    /// Sends a form as a browser without script does.
    pub async fn submit(&self, token: Option<&str>, endpoint: &str, form: &str) -> Reply {
        let mut request = self
            .request("POST", &format!("/api/{endpoint}"), token)
            .body(Body::from(form.to_owned()))
            .expect("a request");
        request
            .headers_mut()
            .insert(header::ACCEPT, "text/html".parse().expect("a header"));
        self.send(request).await
    }

    /// Calls a server function from a network address.
    pub async fn call_from(&self, address: [u8; 4], forwarded: Option<&str>, endpoint: &str, form: &str) -> Reply {
        let mut request = self.request("POST", &format!("/api/{endpoint}"), None);
        if let Some(forwarded) = forwarded {
            request = request.header("x-forwarded-for", forwarded);
        }
        let mut request = request.body(Body::from(form.to_owned())).expect("a request");
        request
            .extensions_mut()
            .insert(ConnectInfo(SocketAddr::from((address, 50_000))));
        self.send(request).await
    }
}

/// Values as a form encodes them.
pub fn form(fields: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (name, value) in fields {
        if !out.is_empty() {
            out.push('&');
        }
        let _ = write!(out, "{}={}", encoded(name), encoded(value));
    }
    out
}

/// A text as it stands in a form or a query. Brackets stay: they make the structure of a field's name.
pub fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.[]".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// Somebody with an account and a signed-in browser.
#[derive(Clone)]
pub struct Person {
    pub login: String,
    pub token: String,
    pub who: Who,
}

impl Person {
    pub fn member(&self) -> MemberId {
        MemberId(self.who.member.expect("a member"))
    }
}

/// A club with two places and somebody in every role.
pub struct Town {
    pub club: Club,
    pub web: Web,
    /// The other place; `club.location` is here.
    pub there: Location,
    /// A member whose home is here, with a pass.
    pub ada: Person,
    /// Another.
    pub ben: Person,
    /// A member whose home is there, with a pass and no account.
    pub cora: MemberId,
    pub coach: Person,
    pub other_coach: Person,
    pub desk: Person,
    pub desk_there: Person,
    pub manager: Person,
    pub owner: Person,
    slot: AtomicI64,
}

impl Town {
    pub async fn of(club: Club) -> Self {
        let web = Web::over(&club.house);
        club.open_the_door_early().await;
        let now = club.house.clock.now();
        let mut tx = club.write().await;
        let there = studio::service::open_location(&mut tx, club.org, "Hill", "Europe/Berlin", "", now)
            .await
            .expect("a place");
        tx.commit().await.expect("committed");
        let here = club.location.clone();
        let ada = member(&club, "Ada Ahrens", "ada@example.org", &here).await;
        let ben = member(&club, "Ben Bruhn", "ben@example.org", &here).await;
        let coach = coach(&club, "Mia Coach", "mia@example.org").await;
        let other_coach = self::coach(&club, "Noa Coach", "noa@example.org").await;
        let desk = staff(&club, "desk@example.org", Role::FrontDesk, Some(&here)).await;
        let desk_there = staff(&club, "desk-there@example.org", Role::FrontDesk, Some(&there)).await;
        let manager = staff(&club, "manager@example.org", Role::Manager, Some(&here)).await;
        let owner = staff(&club, "boss@example.org", Role::Owner, None).await;
        let cora = newcomer(&club, "Cora Cordes", &there).await;
        for member in [ada.member(), ben.member(), cora] {
            club.grant(member, club.pack).await;
        }
        Self {
            web,
            there,
            ada,
            ben,
            cora,
            coach,
            other_coach,
            desk,
            desk_there,
            manager,
            owner,
            slot: AtomicI64::new(0),
            club,
        }
    }

    /// A new browser of the same person.
    pub async fn again(&self, person: &Person) -> Person {
        signed_in(&self.club, &person.login, person.who.account).await
    }

    /// A fresh member whose home is here.
    pub async fn newcomer(&self) -> MemberId {
        newcomer(&self.club, "Newcomer", &self.club.location).await
    }

    /// A membership that the member has, and has cancelled.
    pub async fn membership(&self, member: MemberId, cancelled: bool) -> String {
        let plan = self.club.offer(monthly(&key(), Some(4), 0, 0, 0)).await;
        self.club.grant(member, plan).await;
        let (house, owner) = (&self.club.house, &self.club.owner);
        let page = plans::service::page(house, owner, member).await.expect("read");
        let id = page.memberships[0].id;
        if cancelled {
            plans::service::cancel_at_desk(house, owner, id, false, &key())
                .await
                .expect("cancelled");
        }
        id.to_string()
    }

    /// A course with room, and what it is sold with.
    pub async fn course(&self) -> (String, String) {
        let plan = self.club.offer(plan_draft(&key(), PassKind::Course)).await;
        let kind = self.club.kind(&key()).await;
        (plan.to_string(), self.club.course(&kind, 3, 50).await.to_string())
    }

    /// A class of so many places on the days ahead, at a time of its own: no two of them overlap, and nobody is in many of a day.
    pub async fn class_of(&self, place: &Location, coach: Option<&Person>, capacity: i64) -> SessionId {
        let n = self.slot.fetch_add(1, Ordering::Relaxed);
        // from four in the morning until the hour that a night in spring leaves out; first within the fortnight that can be booked
        let fortnight = 13 * 22;
        let (day, slot) = match n - fortnight {
            later @ 0.. => (14 + later / 22, later % 22),
            _ => (1 + n % 13, n / 13),
        };
        let minute = (4 * 60 + slot * 62) % (24 * 60);
        self.class_when(place, coach, capacity, (day, minute)).await
    }

    /// A class this evening, for which somebody may be at the door already.
    pub async fn class_tonight(&self, place: &Location) -> SessionId {
        self.class_when(place, None, 10, (0, 18 * 60)).await
    }

    async fn class_when(
        &self,
        place: &Location,
        coach: Option<&Person>,
        capacity: i64,
        (day, minute): (i64, i64),
    ) -> SessionId {
        let start = self.club.at(day, minute);
        let mut tx = self.club.write().await;
        let single = SingleSession {
            org: self.club.org,
            location: place.id,
            class: &self.club.yoga,
            room: None,
            coach: coach.map(|c| coaches::model::CoachId(c.who.coach.expect("a coach"))),
            day: spotter::platform::time::day_plus(today(), day),
            start_minute: minute,
            minutes: 60,
            starts_at: start,
            capacity,
            cancelled: false,
            source: Some((key(), "once".into())),
        };
        assert!(
            schedule::service::add_single(&mut tx, single, self.club.house.clock.now())
                .await
                .expect("a class")
        );
        tx.commit().await.expect("committed");
        let mut tx = self.club.read().await;
        let found = schedule::service::between::<Nothing>(
            &mut tx,
            self.club.org,
            Some(place.id),
            start,
            start + Span::seconds(1),
        )
        .await;
        found
            .expect("read")
            .iter()
            .map(|s| s.id)
            .max()
            .expect("the class just made")
    }

    pub async fn class_at(&self, place: &Location, coach: Option<&Person>) -> SessionId {
        self.class_of(place, coach, 10).await
    }

    /// A class here whose one place is somebody else's.
    pub async fn full_class(&self) -> SessionId {
        let class = self.class_of(&self.club.location, None, 1).await;
        let member = self.club.member_with("Guest", self.club.pack).await;
        self.club.book(member, class).await.expect("a free place");
        class
    }

    /// A class here that the coach teaches.
    pub async fn class(&self) -> SessionId {
        self.class_at(&self.club.location, Some(&self.coach)).await
    }

    /// A class with somebody in it.
    pub async fn booking_at(&self, place: &Location, coach: Option<&Person>) -> (SessionId, BookingId) {
        let class = self.class_at(place, coach).await;
        let member = newcomer(&self.club, "Guest", place).await;
        self.club.grant(member, self.club.pack).await;
        (
            class,
            self.club.book(member, class).await.expect("a free place").booking,
        )
    }

    /// A member of a place with a strike against them.
    pub async fn struck_at(&self, place: &Location) -> (MemberId, Uuid) {
        let (_, booking) = self.booking_at(place, None).await;
        self.strike_for(booking).await
    }

    /// Counts a booking against whoever holds it.
    pub async fn strike_for(&self, booking: BookingId) -> (MemberId, Uuid) {
        let id = spotter::platform::id::fresh();
        let mut tx = self.club.write().await;
        let written = tx
            .query(
                "INSERT INTO strikes (id, org_id, member_id, booking_id, kind, points, at)
                 SELECT $1, org_id, member_id, id, 'no_show', 2, booked_at FROM bookings WHERE id = $2",
            )
            .bind(id)
            .bind(booking)
            .run()
            .await
            .expect("written");
        assert_eq!(written, 1);
        let member: Uuid = tx
            .query("SELECT member_id FROM bookings WHERE id = $1")
            .bind(booking)
            .value()
            .await
            .expect("read");
        tx.commit().await.expect("committed");
        (MemberId(member), id)
    }

    /// A booking of a member's own.
    pub async fn booking_of(&self, person: &Person) -> BookingId {
        let member = person.member();
        let class = self.class().await;
        let answer = booking::book(&self.club.house, &person.who, member, class, None, &key()).await;
        answer.expect("a free place").booking
    }

    /// Somebody who came in, and the visit.
    pub async fn visit_at(&self, place: &Location) -> Uuid {
        let member = newcomer(&self.club, "Visitor", place).await;
        self.club.grant(member, self.club.unlimited).await;
        let answer = door::by_name(&self.club.house, &self.owner.who, place.id, member, &key())
            .await
            .expect("an answer");
        answer.visit.expect("let in").0
    }

    /// The form of a weekly class that is in nobody's way.
    pub fn series_form(&self, place: &Location) -> SeriesForm {
        SeriesForm {
            class_type: self.club.yoga.id.to_string(),
            location: place.id.to_string(),
            weekdays: vec!["1".into()],
            start: "05:00".into(),
            starts_on: today().to_string(),
            ..SeriesForm::default()
        }
    }

    pub async fn series_at(&self, place: &Location) -> SeriesId {
        schedule::service::make_series(&self.club.house, &self.owner.who, &self.series_form(place))
            .await
            .expect("a series")
    }

    /// Every row of every table that a request may not touch, as text.
    pub async fn rows(&self) -> Rows {
        Rows::of(&self.club).await
    }
}

/// The fields of a series as the form sends them.
pub fn series_fields(form: &SeriesForm) -> String {
    self::form(&[
        ("form[class_type]", &form.class_type),
        ("form[location]", &form.location),
        ("form[room]", &form.room),
        ("form[weekdays][0]", form.weekdays.first().map_or("", String::as_str)),
        ("form[start]", &form.start),
        ("form[starts_on]", &form.starts_on),
        ("form[ends_on]", &form.ends_on),
    ])
}

async fn account(club: &Club, name: &str, login: &str) -> accounts::model::AccountId {
    let applicant = accounts::service::applicant_by_console(name, login, Some(PASSWORD))
        .await
        .expect("a good applicant");
    let mut tx = club.write().await;
    let id = accounts::service::open_account::<Nothing>(&mut tx, club.org, &applicant, club.house.clock.now())
        .await
        .expect("an account");
    tx.commit().await.expect("committed");
    id
}

pub async fn signed_in(club: &Club, login: &str, account: accounts::model::AccountId) -> Person {
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    let token = accounts::service::open_session::<Nothing>(&mut tx, account, None, Origin::default(), now)
        .await
        .expect("a session");
    tx.commit().await.expect("committed");
    let who = accounts::service::holder(&club.house, &token.0)
        .await
        .expect("found")
        .expect("signed in");
    Person {
        login: login.to_owned(),
        token: token.0,
        who,
    }
}

pub async fn staff(club: &Club, login: &str, role: Role, place: Option<&Location>) -> Person {
    let id = account(club, login, login).await;
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    accounts::service::give_role_by_console(&mut tx, id, role, place.map(|p| p.id), now)
        .await
        .expect("a role");
    tx.commit().await.expect("committed");
    signed_in(club, login, id).await
}

pub async fn coach(club: &Club, name: &str, login: &str) -> Person {
    let person = staff(club, login, Role::Coach, None).await;
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    coaches::service::add::<Nothing>(&mut tx, club.org, Some(person.who.account), name, now)
        .await
        .expect("a coach");
    tx.commit().await.expect("committed");
    signed_in(club, login, person.who.account).await
}

pub async fn member(club: &Club, name: &str, login: &str, home: &Location) -> Person {
    let id = account(club, name, login).await;
    let newcomer = Newcomer {
        name: name.into(),
        email: Some(login.into()),
        home_location: Some(home.id),
        ..Newcomer::default()
    };
    join(club, newcomer, Some(id)).await;
    signed_in(club, login, id).await
}

async fn newcomer(club: &Club, name: &str, home: &Location) -> MemberId {
    join(
        club,
        Newcomer {
            name: name.into(),
            home_location: Some(home.id),
            ..Newcomer::default()
        },
        None,
    )
    .await
}

pub async fn join(club: &Club, newcomer: Newcomer, account: Option<accounts::model::AccountId>) -> MemberId {
    let mut tx = club.write().await;
    let now = club.house.clock.now();
    let number = studio::service::member_numbers::<Nothing>(&mut tx, club.org, 1)
        .await
        .expect("a number");
    let id = members::service::add::<Nothing>(&mut tx, club.org, number, newcomer, account, "test", None, today(), now)
        .await;
    tx.commit().await.expect("committed");
    id.expect("a member")
}
