//! Records that may be of one person, for whoever may merge them.

use super::merge_parts::pair_rows;
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    members::model::LikelyPair,
    platform::i18n::{t, use_locale},
    privacy::api::load_likely_pairs,
    ui::{
        layout::Crumb,
        list::Sheet,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
    },
};
use leptos::prelude::*;

/// `/admin/duplicates`
pub struct PairsPage {
    pairs: Load<Vec<LikelyPair>>,
}

impl Page for PairsPage {
    fn data() -> Self {
        Self {
            pairs: Load::new(|| (), |()| load_likely_pairs()),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let crumbs: Vec<Crumb> = vec![(t::people::title(l).to_owned(), "/admin/members".to_owned())];
        let waiting = move || view! { <SkeletonRows label=t::merge::loading(l)/> };
        view! {
            <StaffPage title=t::merge::pairs_title(l) current="members" crumbs=crumbs>
                <div class="max-w-4xl space-y-4">
                    <Loaded resource=this.pairs skeleton=waiting error=wrong let:pairs>
                        {if pairs.is_empty() {
                            view! {
                                <EmptyState title=t::merge::pairs_none(l) text=t::merge::pairs_none_text(l)/>
                            }
                                .into_any()
                        } else {
                            view! {
                                <p class="px-1 text-sm text-muted">{t::merge::pairs_text(l)}</p>
                                <Sheet label=t::merge::pairs_title(l)>{pair_rows(l, pairs, None)}</Sheet>
                            }
                                .into_any()
                        }}
                    </Loaded>
                </div>
            </StaffPage>
        }
        .into_any()
    }
}
