//! What a member says about their health, opened: this page is what is noted.

use crate::{
    accounts::{
        model::{Me, Permission},
        pages::{shell::OwnPage, use_me, wrong::wrong},
    },
    members::model::MemberId,
    platform::{
        error::{AppError, Reason},
        i18n::{Locale, t, use_locale},
    },
    privacy::{api::open_health, model::OpenedHealth},
    ui::{
        badge::Tone,
        button::{ButtonSize, LinkButton},
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonBlock},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/health/:id`
pub struct HealthPage {
    health: Load<OpenedHealth>,
    member: Memo<Option<MemberId>>,
}

impl Page for HealthPage {
    fn data() -> Self {
        let params = use_params_map();
        let member = Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<MemberId>().ok()));
        let ask = |member: Option<MemberId>| async move {
            match member {
                Some(member) => open_health(member).await,
                None => Err(AppError::NotFound),
            }
        };
        Self {
            health: Load::new(move || member.get(), ask),
            member,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || view! { <SkeletonBlock class="h-64 w-full" label=t::privacy::loading(l)/> };
        view! {
            <OwnPage title=t::privacy::health(l)>
                <Loaded resource=this.health skeleton=skeleton error=wrong let:health>
                    {content(l, health, this.member)}
                </Loaded>
            </OwnPage>
        }
        .into_any()
    }
}

/// The name, and the way to the member's page for those who see members.
fn head(l: Locale, name: String, number: i64, member: Memo<Option<MemberId>>) -> AnyView {
    let me = use_me();
    let way = move |me: Option<Me>| {
        let id = member
            .get_untracked()
            .filter(|_| me.is_some_and(|me| me.may(Permission::SeeMembers)));
        id.map(|id| {
            let href = format!("/admin/members/{id}");
            view! { <LinkButton href=href label=t::privacy::to_member(l) size=ButtonSize::Small icon=Icon::UserRound/> }
        })
    };
    view! {
        <div class="flex flex-wrap items-center justify-between gap-3 px-1">
            <p class="text-lg font-semibold wrap-anywhere">
                {name} " " <span class="text-sm font-normal text-muted tabular-nums">{t::people::number(l, number)}</span>
            </p>
            <Loaded resource=me error=nothing let:me>
                {way(me)}
            </Loaded>
        </div>
    }
    .into_any()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn content(l: Locale, health: OpenedHealth, member: Memo<Option<MemberId>>) -> AnyView {
    let body = match health.closed {
        Some(reason) => view! { <Notice tone=Tone::Warning title=reason.text(l) icon=Icon::Lock/> }.into_any(),
        None if health.notes.is_empty() => {
            view! { <EmptyList title=t::privacy::health_empty(l) text=t::privacy::health_nothing(l) icon=Icon::HeartPulse/> }
                .into_any()
        }
        None => {
            let text = |title: &'static str, text: String| {
                (!text.is_empty()).then(|| {
                    view! {
                        <Card title=title>
                            <p class="text-base whitespace-pre-line wrap-anywhere">{text}</p>
                        </Card>
                    }
                })
            };
            let at = health.notes.at.map(|at| t::privacy::health_at(l, l.date(at.day())));
            view! {
                {text(t::privacy::health_field(l), health.notes.health)}
                {text(t::privacy::allergies_field(l), health.notes.allergies)}
                <p class="flex items-start gap-2 px-1 text-caption text-muted">
                    <Icon icon=Icon::Eye class="mt-0.5 size-4"/>
                    <span>{t::privacy::health_seen(l)} " " {at}</span>
                </p>
            }
            .into_any()
        }
    };
    view! {
        <div class="max-w-2xl space-y-4">
            {head(l, health.name, health.number, member)}
            {body}
        </div>
    }
    .into_any()
}
