//! A new club is set up in a few steps: each is stored as it is answered and can be gone back to.

use super::setup_steps::{classes, club, place, plan, room};
use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    insight::{
        api::{GoOnSetup, SaveSetupClass, SaveSetupClub, SaveSetupPlace, SaveSetupPlan, SaveSetupRoom, load_setup},
        model::{SetupPage, SetupStep},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{icon::Icon, load::Load, loaded::Loaded, page::Page, states::SkeletonBlock, submit::Submit},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The commands of the steps. Make them once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct Commands {
    pub club: Submit<SaveSetupClub>,
    pub place: Submit<SaveSetupPlace>,
    pub room: Submit<SaveSetupRoom>,
    pub class: Submit<SaveSetupClass>,
    pub plan: Submit<SaveSetupPlan>,
    pub on: Submit<GoOnSetup>,
}

/// `/setup?step=club|place|room|classes|plan`
pub struct ClubSetupPage {
    page: Load<SetupPage>,
    commands: Commands,
}

impl Page for ClubSetupPage {
    fn data() -> Self {
        let query = use_query_map();
        let step = Memo::new(move |_| query.with(|q| q.get("step")).unwrap_or_default());
        let commands = Commands {
            club: Submit::new(),
            place: Submit::new(),
            room: Submit::new(),
            class: Submit::new(),
            plan: Submit::new(),
            on: Submit::new(),
        };
        let done = move || {
            commands.club.done().get()
                + commands.place.done().get()
                + commands.room.done().get()
                + commands.class.done().get()
                + commands.plan.done().get()
                + commands.on.done().get()
        };
        Self {
            page: Load::new(move || (step.get(), done()), |(step, _)| load_setup(step)),
            commands,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let commands = this.commands;
        let waiting = move || view! { <SkeletonBlock class="h-96 w-full" label=t::start::loading(l)/> };
        view! {
            <StaffPage title=t::start::title(l) current="">
                <div class="mx-auto w-full max-w-2xl space-y-6">
                    <Loaded resource=this.page skeleton=waiting error=wrong keep=true let:page>
                        {progress(l, &page)}
                        {match page.step {
                            SetupStep::Club => club(l, &page, commands),
                            SetupStep::Place => place(l, &page, commands),
                            SetupStep::Room => room(l, &page, commands),
                            SetupStep::Classes => classes(l, &page, commands),
                            SetupStep::Plan | SetupStep::Done => plan(l, &page, commands),
                        }}
                    </Loaded>
                </div>
            </StaffPage>
        }
        .into_any()
    }
}

/// Where the reader is: steps that were reached are links.
fn progress(l: Locale, page: &SetupPage) -> AnyView {
    let (now, reached) = (page.step, page.reached);
    let steps = (1..)
        .zip(SetupStep::ALL)
        .map(|(n, step): (i64, SetupStep)| {
            let (here, done) = (step == now, step < reached);
            let circle = if here {
                "bg-primary text-primary-content"
            } else if done {
                "bg-success/15 text-success"
            } else {
                "bg-base-200 text-muted"
            };
            let mark = if done && !here {
                view! { <Icon icon=Icon::Check class="size-4"/> }.into_any()
            } else {
                n.to_string().into_any()
            };
            let face = view! {
                <span class=format!("grid size-8 shrink-0 place-items-center rounded-full text-sm font-semibold tabular-nums {circle}")>
                    {mark}
                </span>
                <span class=if here { "font-semibold" } else { "max-sm:sr-only" }>{step.text(l)}</span>
            };
            let class = "flex min-h-11 min-w-0 items-center gap-2 text-sm";
            let inside = if step <= reached && !here {
                let href = format!("/setup?step={}", step.code());
                view! { <a href=href class=format!("{class} hover:underline")>{face}</a> }.into_any()
            } else {
                view! { <span class=class aria-current=here.then_some("step")>{face}</span> }.into_any()
            };
            view! { <li class="min-w-0">{inside}</li> }
        })
        .collect_view();
    let at = SetupStep::ALL
        .into_iter()
        .position(|step| step == now)
        .map_or(1, |i| i as i64 + 1);
    view! {
        <nav aria-label=t::start::progress(l)>
            <p class="mb-2 text-sm text-muted">{t::start::step_of(l, at, SetupStep::ALL.len() as i64)}</p>
            <ol class="flex flex-wrap items-center gap-x-4 gap-y-1">{steps}</ol>
        </nav>
    }
    .into_any()
}
