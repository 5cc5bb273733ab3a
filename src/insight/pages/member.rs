//! A member's page: what every slice knows of them, and what happened.

use super::timeline::TimelineDesk;
use crate::{
    booking::pages::member::{MemberDesk, addressed},
    platform::i18n::use_locale,
    ui::page::Page,
};
use leptos::prelude::*;

/// `/admin/members/:id?kind=<topic>&before=<cursor>`, and what [`MemberDesk`] reads of the address.
pub struct MemberDeskPage {
    desk: MemberDesk,
    timeline: TimelineDesk,
}

impl Page for MemberDeskPage {
    fn data() -> Self {
        let member = addressed();
        let desk = MemberDesk::new(member);
        let timeline = TimelineDesk::new(member, desk.changed());
        Self { desk, timeline }
    }

    fn view(this: Self) -> AnyView {
        let (l, timeline) = (use_locale(), this.timeline);
        this.desk.view(move |member| timeline.draw(l, member))
    }
}
