//! What members choose to be told: what is theirs to choose is not written when it is off, what has to be told always is.

use crate::{
    on_both,
    support::{Club, key},
    web::{Town, form},
};
use spotter::{
    booking::service as booking,
    messages::{
        model::{Body, Topic},
        service as messages,
    },
    schedule,
};
use std::collections::BTreeMap;

on_both! {
    async fn what_is_off_does_not_come_and_what_must_come_does(club: Club) {
        let town = Town::of(club).await;
        let (club, house) = (&town.club, &town.club.house);
        let (ada, ben) = (&town.ada, &town.ben);
        let kinds = async |member| -> Vec<Topic> {
            club.work().await;
            let who = club.as_member(member);
            let inbox = messages::inbox(house, &who, member).await.expect("read");
            inbox.notices.iter().map(|notice| notice.body.topic()).collect()
        };
        // a plain form with nothing ticked but one: all the others are off
        let sent = town.web.submit(Some(&ada.token), "save_notice_choices", &form(&[("on[pass_ends]", "true")])).await;
        assert_eq!((sent.status, sent.header("location")), (302, "/notices/preferences?saved=1"), "{}", sent.text());
        let off = messages::choices(house, ada.member()).await.expect("read").off;
        assert!(off.contains(&Topic::Forgiven) && !off.contains(&Topic::PassEnds), "{off:?}");
        assert!(off.iter().all(|topic| !topic.always()), "what must be told is not theirs to choose: {off:?}");
        // nor by a form that says otherwise
        let sly: BTreeMap<String, String> = BTreeMap::new();
        messages::choose(house, &ada.who, ada.member(), &sly).await.expect("chosen");

        for person in [ada, ben] {
            let missed = town.booking_of(person).await;
            town.strike_for(missed).await;
            booking::forgive(house, &town.owner.who, person.member(), None, "Was ill", &key()).await.expect("forgiven");
        }
        assert!(!kinds(ada.member()).await.contains(&Topic::Forgiven), "off");
        assert!(kinds(ben.member()).await.contains(&Topic::Forgiven), "the control");

        let class = town.class().await;
        for person in [ada, ben] {
            club.book(person.member(), class).await.expect("a place");
        }
        schedule::service::cancel_session(house, &town.owner.who, class, "The coach is ill").await.expect("called off");
        for person in [ada, ben] {
            assert!(kinds(person.member()).await.contains(&Topic::Classes), "whatever they chose");
        }
        // and back on
        let on: BTreeMap<String, String> = Topic::ALL.iter().map(|topic| (topic.code().to_owned(), "true".to_owned())).collect();
        messages::choose(house, &ada.who, ada.member(), &on).await.expect("chosen");
        assert!(messages::choices(house, ada.member()).await.expect("read").off.is_empty());
        let page = town.web.get(Some(&ada.token), "/notices/preferences").await.text();
        assert!(page.contains("Classes called off or moved") && page.contains("on[forgiven]") && !page.contains("on[classes]"));
        assert!(town.web.get(Some(&ada.token), "/inbox").await.text().contains("/notices/preferences"));
    }
}

#[test]
fn a_notice_for_somebody_else_is_about_the_same() {
    let ended = Body::MembershipEnded;
    let about = Body::About {
        name: "Mia".to_owned(),
        what: Box::new(ended.clone()),
    };
    assert_eq!(about.topic(), ended.topic());
}
