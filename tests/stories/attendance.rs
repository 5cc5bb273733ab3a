//! Taking attendance on the coach's page and at the desk: what is offered before the door opens, and from then on.

use crate::{
    on_both,
    support::{Club, today},
    web::{Person, Web, coach, staff},
};
use spotter::{
    accounts::model::Role,
    booking::door,
    coaches::model::CoachId,
    schedule::{self, service::DateForm},
};

/// How often a page offers a mark, and "everybody is here".
fn offered(html: &str) -> (usize, usize) {
    let forms = |endpoint: &str| html.matches(&format!("action=\"/api/{endpoint}\"")).count();
    (forms("mark_attendance"), forms("mark_all_here"))
}

async fn page(web: &Web, person: &Person, path: &str, language: &str) -> String {
    let request = web
        .request("GET", path, Some(&person.token))
        .header("accept-language", language);
    let reply = web
        .send(request.body(axum::body::Body::empty()).expect("a request"))
        .await;
    assert_eq!(reply.status, 200, "{path}");
    reply.text()
}

on_both! {
    async fn marks_are_offered_from_when_the_door_opens(club: Club) {
        let web = Web::over(&club.house);
        let mia = coach(&club, "Mia Coach", "mia@example.org").await;
        let clerk = staff(&club, "desk@example.org", Role::FrontDesk, Some(&club.location)).await;
        let class = club.class_of(&club.yoga, 0, 18 * 60, 5, mia.who.coach.map(CoachId)).await;
        let mut booked = Vec::new();
        for name in ["Ada Ahrens", "Ben Bruhn"] {
            let member = club.member_with(name, club.pack).await;
            booked.push(club.book(member, class).await.expect("a free place").booking);
        }
        let pages = [(&mia, "/coach".to_owned()), (&clerk, format!("/desk?class={class}"))];
        let words = [
            ("en", "Attendance can be taken from today 17:00."),
            ("zh-Hans", "今天 17:00 起可以点名。"),
            ("zh-Hant", "今天 17:00 起可以點名。"),
        ];
        for (person, path) in &pages {
            club.set(0, 16 * 60 + 59);
            for (language, words) in words {
                let html = page(&web, person, path, language).await;
                assert!(html.contains("Ada Ahrens") && html.contains(words), "{path}: {words}");
                assert_eq!(offered(&html), (0, 0), "{path} before the door opens");
            }
            club.set(0, 17 * 60);
            let html = page(&web, person, path, "en").await;
            assert_eq!(offered(&html), (2, 1), "{path} from then on");
            assert!(!html.contains("Attendance can be taken"), "{path}");
        }
    }

    /// Somebody came, and then the class was moved: that mark can be taken back, and no other given.
    async fn what_was_marked_can_be_taken_back_before_the_door_opens_anew(club: Club) {
        let web = Web::over(&club.house);
        let mia = coach(&club, "Mia Coach", "mia@example.org").await;
        let class = club.class_of(&club.yoga, 0, 12 * 60 + 30, 5, mia.who.coach.map(CoachId)).await;
        let mut booked = Vec::new();
        for name in ["Ada Ahrens", "Ben Bruhn"] {
            let member = club.member_with(name, club.pack).await;
            booked.push(club.book(member, class).await.expect("a free place").booking);
        }
        door::mark(&club.house, &mia.who, booked[0], true).await.expect("the door is open");
        let later = DateForm {
            day: today().to_string(),
            start: "20:00".to_owned(),
            minutes: "60".to_owned(),
            capacity: "5".to_owned(),
            coach: mia.who.coach.expect("a coach").to_string(),
            ..DateForm::default()
        };
        schedule::service::change_session(&club.house, &club.owner, class, &later).await.expect("moved");
        let html = page(&web, &mia, "/coach", "en").await;
        assert_eq!(offered(&html), (1, 0));
        door::mark(&club.house, &mia.who, booked[0], false).await.expect("taken back");
        assert_eq!(offered(&page(&web, &mia, "/coach", "en").await), (0, 0));
        assert_eq!(club.broken().await, Vec::<String>::new());
    }
}
