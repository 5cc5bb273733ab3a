//! What members of the demo club want, what the staff noted of some, and the words they are found by.

use super::people::Person;
use crate::{
    demo::store::{self, Details, Note},
    members::{
        model::{Goal, Interest, Level, Slot, TagId},
        rules,
    },
    platform::{
        db::Tx,
        error::Answer,
        time::{Instant, Span},
    },
    studio::model::OrgId,
};

const TAGS: [&str; 5] = ["Early bird", "Company", "Student", "Came with a friend", "Trial month"];

const NOTES: [(&str, bool); 5] = [
    ("Asks for a mat near the door.", false),
    ("Left a water bottle at the desk, blue.", true),
    ("Would like a class at noon on Fridays.", false),
    ("Pays by bank transfer once a quarter.", false),
    ("Has the key of locker 14.", true),
];

/// Gives every third active member wishes, every fifth a tag, every seventh a note, and the member to look at all of it.
pub(super) async fn write(
    tx: &mut Tx,
    org: OrgId,
    people: &[Person],
    shown: Option<usize>,
    now: Instant,
) -> Answer<()> {
    let Some(by) = store::somebody_at_work(tx).await? else {
        return Ok(());
    };
    let tags: Vec<(TagId, &str, String)> = TAGS.map(|tag| (TagId::fresh(), tag, rules::fold(tag))).into();
    let (mut details, mut tagged, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for (i, person) in people.iter().enumerate().filter(|(_, person)| person.active) {
        let all = shown == Some(i);
        let days_ago = |n: i64| now - Span::hours(24 * n + 5);
        if all || i % 3 == 0 {
            let goals = [Goal::ALL[i % Goal::ALL.len()], Goal::ALL[(i + 2) % Goal::ALL.len()]];
            let likes = person.likes.map(|one| one.code()).join(",");
            let contact = all || i % 6 == 0;
            details.push(Details {
                member: person.id,
                goals: Goal::list(&goals),
                interests: Interest::list(&Interest::listed(&likes)),
                times: Slot::list(&[Slot::ALL[i % Slot::ALL.len()]]),
                level: Level::ALL[i % Level::ALL.len()].code(),
                emergency: contact.then(|| format!("+49405550{:04}", i % 10_000)),
                at: days_ago((i % 120) as i64),
            });
        }
        if all || i % 5 == 1 {
            tagged.push((person.id, tags[i % tags.len()].0));
        }
        if all || i % 7 == 2 {
            let (body, alert) = NOTES[i % NOTES.len()];
            let at = days_ago((i % 60) as i64);
            notes.push(Note {
                member: person.id,
                body,
                alert: alert || all,
                at,
            });
        }
    }
    store::tags(tx, org, &tags, now).await?;
    store::member_tags(tx, &tagged, by, now).await?;
    store::details(tx, &details).await?;
    Ok(store::notes(tx, &notes, by).await?)
}
