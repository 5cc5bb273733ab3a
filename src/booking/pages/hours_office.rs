//! Personal hours that somebody has to do something about: disputed ones to decide about, and those that nobody has logged.

use super::{
    hours_roster::{disputed, settle, unlogged},
    parts::on_return,
};
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    booking::{
        api::{
            MarkAttendance,
            hours::{SettleHour, load_open_hours},
        },
        model::OpenHours,
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::Tone,
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonRows},
        submit::Submit,
    },
};
use leptos::prelude::*;

/// `/admin/hours`
pub struct HoursPage {
    hours: Load<OpenHours>,
    settle: Submit<SettleHour>,
    log: Submit<MarkAttendance>,
}

impl Page for HoursPage {
    fn data() -> Self {
        let (settle, log) = (Submit::<SettleHour>::new(), Submit::<MarkAttendance>::new());
        Self {
            hours: Load::new(
                move || settle.version().get() + log.version().get(),
                |_| load_open_hours(),
            ),
            settle,
            log,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let Self { hours, settle, log } = this;
        on_return(move || hours.refetch());
        view! {
            <StaffPage title=t::hours::title(l) current="hours">
                <Loaded
                    resource=hours
                    skeleton=move || view! { <SkeletonRows label=t::hours::loading(l)/> }
                    error=wrong
                    keep=true
                    let:hours
                >
                    {shown(l, &hours, settle, log)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, hours: &OpenHours, to: Submit<SettleHour>, log: Submit<MarkAttendance>) -> AnyView {
    let now = hours.now;
    let said = move || {
        let text = match (to.done().get() > 0, log.done().get() > 0) {
            (true, _) => t::hours::decided(l),
            (false, true) => t::hours::logged(l),
            (false, false) => return None,
        };
        Some(view! { <div role="status"><Notice tone=Tone::Success title=text/></div> })
    };
    let none = (hours.disputed.is_empty() && hours.unlogged.is_empty()).then(|| {
        view! { <EmptyList title=t::hours::none_title(l) text=t::hours::none_text(l) icon=Icon::CircleCheckBig/> }
    });
    let open = (!hours.disputed.is_empty()).then(|| {
        let rows = hours
            .disputed
            .iter()
            .map(|line| disputed(l, line, now, settle(l, line.booking, &hours.key, to)))
            .collect_view();
        view! {
            <section>
                <SectionHead title=t::hours::disputed(l)/>
                <p class="px-1 pb-2 text-sm text-muted">{t::hours::disputed_head_note(l)}</p>
                <Sheet label=t::hours::disputed(l)>{rows}</Sheet>
            </section>
        }
    });
    let late = (!hours.unlogged.is_empty()).then(|| {
        view! {
            <section>
                <SectionHead title=t::hours::to_log(l)/>
                <p class="px-1 pb-2 text-sm text-muted">{t::hours::to_log_note(l)}</p>
                {unlogged(l, &hours.unlogged, now, true, log)}
            </section>
        }
    });
    view! {
        <div class="max-w-3xl space-y-6">
            {said}
            {log.refused(l)}
            {none}
            {open}
            {late}
        </div>
    }
    .into_any()
}
