//! The owner's figures are the lists' figures: a number that is pressed leads to as many people.

use crate::{on_both, support::Club};
use spotter::{
    accounts::model::Scope,
    insight::{self, model::NeedsYou},
    members::{self, model::MemberFilter},
};

on_both! {
    async fn as_many_passes_end_as_the_list_shows(club: Club) {
        let ada = club.member_with("Ada", club.unlimited).await;
        let ben = club.member_with("Ben", club.unlimited).await;
        club.member_with("Cleo", club.pack).await;
        let house = &club.house;
        // Dan's ends with Ada's, and nothing is left on it.
        let dan = club.member("Dan").await;
        let spent = club.grant(dan, club.plan_of(1).await).await;
        let class = club.class(1, 18 * 60, 5).await;
        club.book(dan, class).await.expect("the only credit");
        let mut tx = club.write().await;
        tx.query("UPDATE passes SET ends_on = (SELECT max(ends_on) FROM passes WHERE member_id = $1) WHERE id = $2")
            .bind(ada)
            .bind(spent)
            .run()
            .await
            .expect("moved");
        tx.commit().await.expect("committed");
        // Unlimited lasts sixty days, the pack ninety; Ben holds another one for afterwards.
        club.set(50, 12 * 60);
        club.grant(ben, club.pack).await;
        let dashboard = insight::service::dashboard(house, &club.owner, &Scope::Everywhere, None, 30).await.expect("figures");
        let ending: Vec<i64> = dashboard
            .needs
            .iter()
            .filter_map(|need| match need {
                NeedsYou::PassesEnding(n) => Some(*n),
                _ => None,
            })
            .collect();
        assert_eq!(ending, [1], "Ada's alone: {:?}", dashboard.needs);
        let filter = MemberFilter { status: "active".to_owned(), pass: "ending".to_owned(), ..MemberFilter::default() };
        let list = members::service::list(house, &club.owner, &Scope::Everywhere, &filter).await.expect("a list");
        assert_eq!((list.total, list.rows.iter().map(|r| r.id).collect::<Vec<_>>()), (1, vec![ada]));
    }
}
