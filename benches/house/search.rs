//! Finding somebody among fifty thousand: what the desk's box and the members list wait for.

use crate::{
    percentile, row,
    seats::name,
    support::{Club, On, today},
    wanted,
};
use spotter::{
    accounts::model::Scope,
    members::{self, model::MemberFilter, service::Newcomer},
    platform::error::Nothing,
    studio,
};
use std::time::{Duration, Instant};

const MEMBERS: usize = 50_000;
const A_TRANSACTION: usize = 1000;
/// How often each question is asked.
const ROUNDS: usize = 12;

const FAMILY: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何", "林", "高",
    "罗", "郑", "欧阳", "單", "陳",
];
const GIVEN: [&str; 24] = [
    "芳", "娜", "伟", "静", "丽华", "建国", "秀英", "雅婷", "志豪", "怡君", "家豪", "淑芬", "俊杰", "子涵", "雪", "明",
    "晓明", "梅", "强", "磊", "洋", "艳", "麗華", "雪梅",
];
const FIRST: [&str; 20] = [
    "Anna",
    "Lena",
    "Zoë",
    "Michał",
    "Birgit",
    "Stefan",
    "Mehmet",
    "Adaeze",
    "Oluwaseun",
    "Johanna",
    "Paulo",
    "Sophie",
    "Thorsten",
    "Łukasz",
    "Hannelore",
    "Edda",
    "Miriam",
    "Zbigniew",
    "Renée",
    "Jürgen",
];
const LAST: [&str; 24] = [
    "Müller",
    "Kowalczyk",
    "Ribeiro",
    "Brandt",
    "Kaya",
    "Okonkwo",
    "Balogun",
    "Jansen",
    "Voss",
    "Möller",
    "Wallenstein",
    "Kirchgäßner",
    "Adamczyk",
    "Feuerbach",
    "Lindqvist",
    "Brömmelkamp",
    "Nowak",
    "Schmidt",
    "Weber",
    "Fischer",
    "Wagner",
    "Becker",
    "Hoffmann",
    "Schäfer",
];

/// What people type: parts of names, digits, pinyin by syllables, joined and by initials, both ways of writing Chinese, mail.
const QUESTIONS: [&str; 24] = [
    "mül",
    "muller",
    "kowal",
    "lena b",
    "zoe",
    "lukasz",
    "李",
    "李娜",
    "陳",
    "陈丽华",
    "陳麗華",
    "zhang",
    "zhangwei",
    "zhang wei",
    "zw",
    "ouyang",
    "oyjg",
    "0170 12345",
    "17000042",
    "M-4711",
    "31415",
    "member49999",
    "xyzzy",
    "an",
];

pub async fn rows(on: On) {
    let db = name(on);
    if !["find", "list"]
        .iter()
        .any(|what| wanted(&format!("{db}.members.search.{what}")))
    {
        return;
    }
    let club = Club::open(on).await.expect("a database");
    fill(&club).await;
    let (house, who, scope) = (&club.house, &club.owner, Scope::Everywhere);
    let (mut find, mut list) = (Vec::new(), Vec::new());
    let mut hits = 0;
    for round in 0..=ROUNDS {
        for question in QUESTIONS {
            let begun = Instant::now();
            let found = members::service::find(house, who, &scope, question)
                .await
                .expect("found");
            let took = begun.elapsed();
            let filter = MemberFilter {
                q: question.to_owned(),
                page: 1,
                ..MemberFilter::default()
            };
            let begun = Instant::now();
            let page = members::service::list(house, who, &scope, &filter)
                .await
                .expect("a page");
            assert_eq!(found.total, page.total, "{question}");
            // the first round warms up
            if round > 0 {
                find.push(took);
                list.push(begun.elapsed());
            }
            hits += found.total;
        }
    }
    assert!(hits > 10_000, "the questions find people: {hits}");
    for (what, mut times) in [("find", find), ("list", list)] {
        let at = |times: &mut Vec<Duration>, hundredths| percentile(times, hundredths);
        row(&format!("{db}.members.search.{what}.p50"), at(&mut times, 50), "ms");
        row(&format!("{db}.members.search.{what}.p95"), at(&mut times, 95), "ms");
    }
}

async fn fill(club: &Club) {
    let now = club.house.clock.now();
    for begin in (0..MEMBERS).step_by(A_TRANSACTION) {
        let mut tx = club.write().await;
        for i in begin..begin + A_TRANSACTION {
            let number = studio::service::member_numbers::<Nothing>(&mut tx, club.org, 1)
                .await
                .expect("a number");
            let person = match i % 2 {
                0 => format!("{}{}", FAMILY[i / 2 % FAMILY.len()], GIVEN[i / 48 % GIVEN.len()]),
                _ => format!("{} {}", FIRST[i / 2 % FIRST.len()], LAST[i / 40 % LAST.len()]),
            };
            let newcomer = Newcomer {
                name: person,
                email: Some(format!("member{i}@example.org")),
                phone: Some(format!("+49170{i:07}")),
                home_location: Some(club.location.id),
                ..Newcomer::default()
            };
            members::service::add::<Nothing>(&mut tx, club.org, number, newcomer, None, "bench", None, today(), now)
                .await
                .expect("a member");
        }
        tx.commit().await.expect("committed");
    }
    // as a club of this size has long been looked through: Postgres counts its rows at night
    let mut tx = club.write().await;
    tx.query("ANALYZE members").run().await.expect("counted");
    tx.commit().await.expect("committed");
}
