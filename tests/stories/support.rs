//! A club in a fresh database, and the words to tell a story with.

use spotter::{
    accounts::{
        self,
        model::{Grant, Role, Who},
        service::Origin,
    },
    booking::{
        model::{Booked, BookingId, Cancelled, Joined, Refusal},
        service as booking,
    },
    coaches::{self, model::CoachId},
    members::{self, model::MemberId, service::Newcomer},
    plans::{
        self,
        model::{Cycle, Draft, PassId, PassKind, PlanId, Source, Terms},
        service::NewPlan,
    },
    platform::{
        db::{Db, Options, Tx},
        error::{Answer, Nothing},
        house::House,
        time::{Clock, Day, Instant, Span, Zone, day_plus},
        vault::DataKey,
    },
    schedule::{
        self,
        model::{Asks, Category, ClassSession, ClassType, ClassTypeId, SeriesId, SessionId},
        service::{NewSeries, SingleSession},
    },
    studio::{
        self,
        model::{Location, OrgId},
    },
};
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Which database a story runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    Sqlite,
    Postgres,
}

/// Makes one test for each database. The story is an async function of a [`Club`].
#[macro_export]
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($club:ident: Club) $body:block)+) => {$(
        $(#[$doc])*
        mod $name {
            use super::*;

            #[allow(unused_mut)]
            async fn story($club: Club) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn sqlite() {
                story(Club::open($crate::support::On::Sqlite).await.expect("SQLite is always there")).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
            async fn postgres() {
                match Club::open($crate::support::On::Postgres).await {
                    Some(club) => story(club).await,
                    None => eprintln!("skipped: TEST_POSTGRES is not set"),
                }
            }
        }
    )+};
}

/// A club with one location in Berlin, its clock at Thursday 19 March 2026, noon.
pub struct Club {
    pub house: House,
    pub clock: Clock,
    pub org: OrgId,
    pub location: Location,
    pub zone: Zone,
    pub owner: Who,
    pub yoga: ClassType,
    pub pack: PlanId,
    pub unlimited: PlanId,
    pub on: On,
    _folder: Option<tempfile::TempDir>,
}

/// A key that no other command has.
pub fn key() -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    format!("key-{:012}", NEXT.fetch_add(1, Ordering::Relaxed))
}

/// The day on which every story begins.
pub fn today() -> Day {
    Day::from_ymd_opt(2026, 3, 19).expect("a real date")
}

/// A fresh database of the kind asked for; `None` when there is no Postgres to make one in.
pub async fn fresh(on: On) -> Option<(Db, Option<tempfile::TempDir>)> {
    match on {
        On::Sqlite => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let url = format!("sqlite:{}", folder.path().join("club.db").display());
            Some((
                Db::open(&url, Options::default()).await.expect("a fresh SQLite opens"),
                Some(folder),
            ))
        }
        On::Postgres => {
            let options = Options {
                connections: 12,
                ..Options::default()
            };
            let db = Db::open(&empty_postgres().await?, options).await;
            Some((db.expect("a fresh Postgres opens"), None))
        }
    }
}

/// The address of a new Postgres database; `None` when there is no server to make one on.
pub async fn empty_postgres() -> Option<String> {
    let server = std::env::var("TEST_POSTGRES").ok()?;
    let name = format!("t{}", spotter::platform::id::fresh().simple());
    let pool = sqlx::PgPool::connect(&server).await.expect("TEST_POSTGRES answers");
    sqlx::query(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}")))
        .execute(&pool)
        .await
        .expect("a database can be made");
    pool.close().await;
    let (base, query) = server
        .split_once('?')
        .map_or((server.as_str(), String::new()), |(b, q)| (b, format!("?{q}")));
    let base = base.rsplit_once('/').map_or(base, |(host, _)| host);
    Some(format!("{base}/{name}{query}"))
}

impl Club {
    pub async fn open(on: On) -> Option<Self> {
        // The causes of faults go to the log alone: a test that meets one shows them.
        let _ = tracing_subscriber::fmt()
            .with_env_filter("spotter=warn")
            .with_test_writer()
            .try_init();
        let (db, folder) = fresh(on).await?;
        let zone = Zone::parse("Europe/Berlin").expect("a known zone");
        let now = zone.at(today(), 12 * 60);
        let clock = Clock::fixed(now);
        let house = House::new(db, clock.clone(), "http://localhost:3000", false).with_data_key(DataKey::fresh());
        let mut tx = house.db.write().await.expect("a writer");
        let org = studio::service::found(&mut tx, "Nordkai", "EUR", "en", false, now)
            .await
            .expect("a club");
        let location = studio::service::open_location(&mut tx, org.id, "Harbour", "Europe/Berlin", "", now)
            .await
            .expect("a place");
        let yoga = ClassType {
            id: ClassTypeId::fresh(),
            name: "Yoga".into(),
            category: Category::Mind,
            minutes: 60,
            capacity: 10,
            credit_cost: 1,
            about: String::new(),
            wait_mode: None,
            minimum: 0,
            price: None,
            personal: false,
            choose_spots: false,
            allotment: schedule::model::Allotment::default(),
            asks: Asks::default(),
        };
        schedule::service::add_class_type::<Nothing>(&mut tx, org.id, yoga.clone(), None, now)
            .await
            .expect("a class type");
        let plan = |name: &str, kind, credits, days| NewPlan {
            name: name.into(),
            kind,
            credits,
            days,
            price: 10_000,
            location: None,
            categories: vec![],
            bearer: spotter::plans::model::Bearer::Holder,
        };
        let pack = plan("10-class pass", PassKind::Pack, Some(10), Some(90));
        let pack = plans::service::add_plan::<Nothing>(&mut tx, org.id, "EUR", pack, now)
            .await
            .expect("a plan");
        let unlimited = plan("Unlimited", PassKind::Unlimited, None, Some(60));
        let unlimited = plans::service::add_plan::<Nothing>(&mut tx, org.id, "EUR", unlimited, now)
            .await
            .expect("a plan");
        tx.commit().await.expect("committed");
        let mut club = Self {
            owner: nobody(org.id),
            house,
            clock,
            org: org.id,
            location,
            zone,
            yoga,
            pack,
            unlimited,
            on,
            _folder: folder,
        };
        club.owner = club.staff("owner@example.org", Role::Owner, None).await;
        Some(club)
    }

    /// SQLite's file.
    pub fn file(&self) -> std::path::PathBuf {
        let folder = self._folder.as_ref().expect("a club on SQLite");
        folder.path().join("club.db")
    }

    /// What the database holds, as a thief of its file would read it: of SQLite every byte on the disk, of Postgres every row.
    pub async fn bytes(&self) -> Vec<u8> {
        match &self._folder {
            Some(folder) => {
                let mut all = Vec::new();
                for file in std::fs::read_dir(folder.path()).expect("a folder") {
                    all.extend(std::fs::read(file.expect("a file").path()).expect("its bytes"));
                }
                all
            }
            None => {
                let mut tx = self.read().await;
                let tables: Vec<String> = tx
                    .query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                    .values()
                    .await
                    .expect("the tables");
                let mut all = Vec::new();
                for table in tables {
                    let sql = format!("SELECT convert_to(t::text, 'UTF8') FROM {table} t");
                    let rows: Vec<Vec<u8>> = tx.query(sql.leak()).values().await.expect("rows");
                    all.extend(rows.concat());
                }
                all
            }
        }
    }

    /// Attendance may be taken of classes that are days away: for stories whose clock stands still.
    pub async fn open_the_door_early(&self) {
        let policy = studio::model::BookingPolicy {
            check_in_before: 60 * 24 * 60,
            ..studio::model::BookingPolicy::default()
        };
        let from = self.house.clock.now();
        studio::service::set_booking_policy(&self.house, self.org, None, &policy, from)
            .await
            .expect("a policy");
    }

    /// Somebody with a role, signed in.
    pub async fn staff(&self, login: &str, role: Role, location: Option<&Location>) -> Who {
        let applicant = accounts::service::applicant_by_console(login, login, None)
            .await
            .expect("a good applicant");
        let now = self.house.clock.now();
        let mut tx = self.house.db.write().await.expect("a writer");
        let id = accounts::service::open_account::<Nothing>(&mut tx, self.org, &applicant, now)
            .await
            .expect("an account");
        accounts::service::give_role_by_console(&mut tx, id, role, location.map(|l| l.id), now)
            .await
            .expect("a role");
        let token = accounts::service::open_session::<Nothing>(&mut tx, id, None, Origin::default(), now)
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        accounts::service::holder(&self.house, &token.0)
            .await
            .expect("found")
            .expect("signed in")
    }

    /// Whoever holds the account with this login, with a token for the router.
    pub async fn sign_in_as(&self, login: &str) -> String {
        let applicant = accounts::service::applicant_by_console(login, login, None)
            .await
            .expect("a good applicant");
        let now = self.house.clock.now();
        let mut tx = self.house.db.write().await.expect("a writer");
        let id = accounts::service::open_account::<Nothing>(&mut tx, self.org, &applicant, now)
            .await
            .expect("an account");
        let token = accounts::service::open_session::<Nothing>(&mut tx, id, None, Origin::default(), now)
            .await
            .expect("a session");
        tx.commit().await.expect("committed");
        token.0
    }

    pub async fn write(&self) -> Tx {
        self.house.db.write().await.expect("a writer")
    }

    pub async fn read(&self) -> Tx {
        self.house.db.read().await.expect("a reader")
    }

    /// A member without a pass.
    pub async fn member(&self, name: &str) -> MemberId {
        let now = self.house.clock.now();
        let mut tx = self.write().await;
        let number = studio::service::member_numbers::<Nothing>(&mut tx, self.org, 1)
            .await
            .expect("a number");
        let newcomer = Newcomer {
            name: name.into(),
            home_location: Some(self.location.id),
            ..Newcomer::default()
        };
        let id =
            members::service::add::<Nothing>(&mut tx, self.org, number, newcomer, None, "test", None, today(), now)
                .await
                .expect("a member");
        tx.commit().await.expect("committed");
        id
    }

    /// Many members with a pass each, written at once.
    pub async fn members_with_passes(&self, n: usize, plan: PlanId) -> Vec<MemberId> {
        let mut members = Vec::new();
        for i in 0..n {
            members.push(self.member_with(&format!("Member {i:04}"), plan).await);
        }
        members
    }

    pub async fn grant(&self, member: MemberId, plan: PlanId) -> PassId {
        let mut tx = self.write().await;
        let pass = plans::service::grant(
            &mut tx,
            self.org,
            member,
            plan,
            day_plus(today(), -1),
            None,
            self.house.clock.now(),
        )
        .await
        .expect("granted");
        tx.commit().await.expect("committed");
        pass
    }

    /// Offers a plan.
    pub async fn offer(&self, draft: Draft) -> PlanId {
        let mut tx = self.write().await;
        let id = plans::service::add_plan::<Nothing>(&mut tx, self.org, "EUR", draft, self.house.clock.now())
            .await
            .expect("a plan");
        tx.commit().await.expect("committed");
        id
    }

    /// A course of so many weeks, on the day of the week on which the stories begin.
    pub async fn course(&self, class: &ClassType, weeks: i64, capacity: i64) -> SeriesId {
        let mut tx = self.write().await;
        let series = NewSeries {
            location: self.location.clone(),
            class: class.clone(),
            room: None,
            coach: None,
            // a Thursday
            weekdays: 0b000_1000,
            start_minute: 18 * 60,
            minutes: 60,
            capacity,
            starts_on: today(),
            ends_on: Some(day_plus(today(), 7 * (weeks - 1))),
            source_uid: None,
        };
        let (id, written) = schedule::service::write_series(&mut tx, self.org, &series, &[], self.house.clock.now())
            .await
            .expect("a course");
        assert_eq!(written as i64, weeks);
        tx.commit().await.expect("committed");
        id
    }

    /// A plan with so many credits.
    pub async fn plan_of(&self, credits: i64) -> PlanId {
        let mut tx = self.write().await;
        let plan = NewPlan {
            name: format!("{credits}-class pass"),
            kind: PassKind::Pack,
            credits: Some(credits),
            days: Some(90),
            price: 1_000,
            location: None,
            categories: vec![],
            bearer: spotter::plans::model::Bearer::Holder,
        };
        let id = plans::service::add_plan::<Nothing>(&mut tx, self.org, "EUR", plan, self.house.clock.now())
            .await
            .expect("a plan");
        tx.commit().await.expect("committed");
        id
    }

    pub async fn member_with(&self, name: &str, plan: PlanId) -> MemberId {
        let member = self.member(name).await;
        self.grant(member, plan).await;
        member
    }

    pub async fn coach(&self, name: &str) -> CoachId {
        let mut tx = self.write().await;
        let id = coaches::service::add::<Nothing>(&mut tx, self.org, None, name, self.house.clock.now())
            .await
            .expect("a coach");
        tx.commit().await.expect("committed");
        id
    }

    /// Another kind of class.
    pub async fn kind(&self, name: &str) -> ClassType {
        let kind = ClassType {
            id: ClassTypeId::fresh(),
            name: name.into(),
            ..self.yoga.clone()
        };
        let mut tx = self.write().await;
        schedule::service::add_class_type::<Nothing>(&mut tx, self.org, kind.clone(), None, self.house.clock.now())
            .await
            .expect("a class type");
        tx.commit().await.expect("committed");
        kind
    }

    /// A yoga class so many days ahead at a minute of the day.
    pub async fn class(&self, days: i64, minute: i64, capacity: i64) -> SessionId {
        self.class_of(&self.yoga, days, minute, capacity, None).await
    }

    pub async fn class_of(
        &self,
        class: &ClassType,
        days: i64,
        minute: i64,
        capacity: i64,
        coach: Option<CoachId>,
    ) -> SessionId {
        let day = day_plus(today(), days);
        let uid = key();
        let mut tx = self.write().await;
        let single = SingleSession {
            org: self.org,
            location: self.location.id,
            class,
            room: None,
            coach,
            day,
            start_minute: minute,
            minutes: class.minutes,
            starts_at: self.zone.at(day, minute),
            capacity,
            cancelled: false,
            source: Some((uid, "once".into())),
        };
        assert!(
            schedule::service::add_single(&mut tx, single, self.house.clock.now())
                .await
                .expect("a class")
        );
        tx.commit().await.expect("committed");
        let mut tx = self.read().await;
        let start = self.zone.at(day, minute);
        let sessions: Vec<ClassSession> = schedule::service::between::<Nothing>(
            &mut tx,
            self.org,
            Some(self.location.id),
            start,
            start + Span::seconds(1),
        )
        .await
        .expect("read");
        sessions.iter().map(|s| s.id).max().expect("the class just made")
    }

    pub async fn session(&self, id: SessionId) -> ClassSession {
        let mut tx = self.read().await;
        schedule::service::session::<Nothing>(&mut tx, self.org, id)
            .await
            .expect("the class is there")
    }

    /// A member as somebody who asks.
    pub fn as_member(&self, member: MemberId) -> Who {
        let mut who = nobody(self.org);
        // Keys are by account: in stories every member is an account of their own.
        who.account = accounts::model::AccountId(member.0);
        who.member = Some(member.0);
        who
    }

    pub async fn book(&self, member: MemberId, session: SessionId) -> Answer<Booked, Refusal> {
        booking::book(&self.house, &self.as_member(member), member, session, None, &key()).await
    }

    pub async fn join(&self, member: MemberId, session: SessionId) -> Answer<Joined, Refusal> {
        booking::join(&self.house, &self.as_member(member), member, session, None, &key()).await
    }

    pub async fn cancel(&self, member: MemberId, id: BookingId) -> Answer<Cancelled, Refusal> {
        booking::cancel(&self.house, &self.as_member(member), member, id, true, &key()).await
    }

    /// Free and promised credits of the member's first pass that counts.
    pub async fn credits(&self, member: MemberId) -> (i64, i64) {
        let mut tx = self.read().await;
        let passes = plans::service::passes::<Nothing>(&mut tx, member, day_plus(today(), -400))
            .await
            .expect("passes");
        passes
            .iter()
            .find_map(|p| p.balance.map(|b| (b, p.held)))
            .unwrap_or((0, 0))
    }

    pub fn at(&self, days: i64, minute: i64) -> Instant {
        self.zone.at(day_plus(today(), days), minute)
    }

    pub fn set(&self, days: i64, minute: i64) {
        self.clock.set(self.at(days, minute));
    }

    pub async fn work(&self) {
        spotter::worker::run_until_idle(&self.house)
            .await
            .expect("the worker works");
    }

    /// Everything that contradicts itself.
    pub async fn broken(&self) -> Vec<String> {
        let mut tx = self.read().await;
        let mut found = accounts::service::check_audit(&mut tx).await.expect("checked");
        found.extend(plans::service::check(&mut tx).await.expect("checked"));
        found.extend(booking::check(&mut tx, self.house.clock.now()).await.expect("checked"));
        found
    }
}

/// Somebody without an account, a role or a membership.
pub fn nobody(org: OrgId) -> Who {
    Who {
        org,
        account: accounts::model::AccountId(Uuid::nil()),
        session: accounts::model::AccountSessionId(Uuid::nil()),
        name: "Nobody".into(),
        grants: Vec::<Grant>::new(),
        member: None,
        left: false,
        coach: None,
    }
}

/// The code of a refusal's headline.
pub fn headline<T: std::fmt::Debug>(answer: &Answer<T, Refusal>) -> &'static str {
    use spotter::platform::error::{AppError, Reason};
    match answer {
        Err(AppError::Refused(refusal)) => refusal.code(),
        Err(AppError::NotFound) => "not_found",
        Err(AppError::Repeated) => "repeated",
        Err(AppError::Busy) => "busy",
        Err(other) => panic!("neither a refusal nor a result: {other:?}"),
        Ok(_) => "ok",
    }
}

/// A plan of a kind, with nothing narrowed.
pub fn plan_draft(name: &str, kind: PassKind) -> Draft {
    Draft {
        name: name.into(),
        kind,
        credits: None,
        days: None,
        starts_within: None,
        price: 6_900,
        terms: Terms::default(),
        source: Source::Own,
        cycle: None,
        stored: None,
    }
}

/// Month by month, with so many credits in each.
pub fn monthly(name: &str, credits: Option<i64>, rollover: i64, commitment: i64, notice: i64) -> Draft {
    Draft {
        credits,
        cycle: Some(Cycle {
            months: 1,
            rollover,
            commitment,
            notice,
        }),
        ..plan_draft(name, PassKind::Membership)
    }
}
