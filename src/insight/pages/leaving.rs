//! Who may leave: why it looks like it, and what can be done about it. What is shown stands in the address.

use super::{
    leaving_campaign,
    leaving_rows::table,
    leaving_sheets::{Forms, Which, sheet},
};
use crate::{
    accounts::pages::{
        address::address,
        shell::{Reach, StaffPage},
        wrong::wrong,
    },
    insight::{
        api::{load_campaign_draft, load_leaving, load_leaving_sheet},
        model::{ASIDE, Did, LeavingCampaign, LeavingFilter, LeavingPage, LeavingSheet, Warning},
    },
    members::model::MemberId,
    platform::{
        error::AppError,
        i18n::{Locale, grouped, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonRows},
        submit::SubmitForm,
        tabs::{Chip, ChipRow},
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// `/admin/leaving?location=&reason=&page=&write=<member>&note=<member>&all=1&act=&did=<member>`
pub struct LeavingListPage {
    page: Load<LeavingPage>,
    sheet: Load<Option<LeavingSheet>>,
    draft: Load<Option<LeavingCampaign>>,
    forms: Forms,
}

/// The path of the page.
const PATH: &str = "/admin/leaving";

/// What the address asks for.
fn wanted(query: &ParamsMap) -> LeavingFilter {
    let mut filter = LeavingFilter::default();
    for (name, _) in LeavingFilter::default().pairs() {
        if let Some(value) = query.get(name) {
            filter.put(name, &value);
        }
    }
    filter
}

/// The sheet that the address asks for, and about whom.
fn asked(query: &ParamsMap) -> Option<(Which, MemberId)> {
    let of = |name: &str| query.get(name).and_then(|id| id.parse().ok());
    of("write")
        .map(|member| (Which::Write, member))
        .or_else(|| of("note").map(|member| (Which::Note, member)))
}

/// Whether the address asks to write to all of the list.
fn to_all(query: &ParamsMap) -> bool {
    query.get("all").is_some()
}

/// The list without what was done last, and with something more in its address.
pub(super) fn href(filter: &LeavingFilter, more: &[(&'static str, &str)]) -> String {
    let plain = LeavingFilter {
        did: String::new(),
        act: String::new(),
        ..filter.clone()
    };
    let pairs = plain.pairs();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .chain(more.iter().copied())
        .collect();
    address(PATH, &pairs)
}

/// The list as a form sends it: what stands in its address behind the `?`.
pub(super) fn written(filter: &LeavingFilter) -> String {
    href(filter, &[])
        .trim_start_matches(PATH)
        .trim_start_matches('?')
        .to_owned()
}

impl Page for LeavingListPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        let asked = Memo::new(move |_| query.with(asked));
        let to_all = Memo::new(move |_| query.with(to_all));
        let forms = Forms::new();
        // an answer belongs to whom it was about
        Effect::new(move |before: Option<(Option<(Which, MemberId)>, bool)>| {
            let asked = (asked.get(), to_all.get());
            if before.is_some_and(|before| before != asked) {
                forms.forget();
            }
            asked
        });
        Self {
            page: Load::new(move || (filter.get(), forms.done()), |(filter, _)| load_leaving(filter)),
            sheet: Load::new(
                move || asked.get().map(|(_, member)| member),
                |member| async move {
                    match member {
                        Some(member) => load_leaving_sheet(member).await.map(Some),
                        None => Ok(None),
                    }
                },
            ),
            draft: Load::new(
                move || (to_all.get().then(|| filter.get()), forms.tried()),
                |(filter, _)| async move {
                    match filter {
                        Some(filter) => load_campaign_draft(filter).await.map(Some),
                        None => Ok(None),
                    }
                },
            ),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let Self {
            page,
            sheet: of,
            draft,
            forms,
        } = this;
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        let asked = Memo::new(move |_| query.with(asked));
        let to_all = Memo::new(move |_| query.with(to_all));
        view! {
            <StaffPage title=t::leaving::title(l) current="leaving" reach=Reach::All flush=true>
                <div class="flex h-full flex-col">
                    <Loaded resource=page skeleton=move || waiting(l) error=wrong keep=true let:page>
                        {shown(l, page, &filter.get_untracked(), forms)}
                    </Loaded>
                </div>
            </StaffPage>
            {move || {
                asked
                    .get()
                    .map(|(which, _)| {
                        view! {
                            <Loaded resource=of error=nothing let:about>
                                {about.map(|about| sheet(l, which, about, &filter.get_untracked(), forms))}
                            </Loaded>
                        }
                    })
            }}
            {move || {
                to_all
                    .get()
                    .then(|| {
                        view! {
                            <Loaded resource=draft error=nothing let:draft>
                                {draft.map(|draft| leaving_campaign::sheet(l, draft, &filter.get_untracked(), forms))}
                            </Loaded>
                        }
                    })
            }}
        }
        .into_any()
    }
}

/// Of whom nothing can be shown there is no sheet: the list says the rest.
fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <div class="p-4 lg:p-6"><SkeletonRows rows=8 label=t::leaving::loading(l)/></div> }
}

fn shown(l: Locale, page: LeavingPage, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let said = page.did.clone().map(|did| said(l, &did, filter, forms));
    let chips = chips(l, &page, filter);
    let ways = leaving_campaign::ways(l, &page, filter);
    let body = if page.rows.is_empty() {
        none(l, &page, filter)
    } else {
        table(l, page, filter, forms)
    };
    view! {
        <div class="space-y-3 px-4 pt-4 empty:hidden lg:px-6">{said} {forms.refused(l)}</div>
        {chips}
        {ways}
        {body}
    }
    .into_any()
}

/// What was done just now, with the way back where there is one.
fn said(l: Locale, did: &Did, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let name = did.name.as_str();
    let (title, undo) = match (filter.act.as_str(), did.until) {
        ("written", _) => (t::leaving::did_write(l, name), false),
        ("spoken", _) => (t::leaving::did_note(l, name), false),
        ("set_aside", Some(until)) => (t::leaving::did_aside(l, l.day_short(until), name), true),
        ("taken_up", None) => (t::leaving::did_take_up(l, name), false),
        _ => return ().into_any(),
    };
    let (member, key, list) = (did.member.to_string(), did.key.clone(), written(filter));
    let actions = undo.then(|| {
        let actions: ViewFnOnce = (move || {
            view! {
                <SubmitForm to=forms.up>
                    <Hidden name="member" value=member/>
                    <Hidden name="key" value=key/>
                    <Hidden name="list" value=list/>
                    <Button label=t::leaving::undo(l) size=ButtonSize::Small icon=Icon::Undo2 pending=forms.up.pending()/>
                </SubmitForm>
            }
        })
        .into();
        actions
    });
    match actions {
        Some(actions) => view! { <Notice tone=Tone::Success title=title actions=actions/> }.into_any(),
        None => view! { <Notice tone=Tone::Success title=title/> }.into_any(),
    }
}

/// The reasons that somebody has, with how many have each.
fn chips(l: Locale, page: &LeavingPage, filter: &LeavingFilter) -> AnyView {
    let to = |reason: &str| {
        href(
            &LeavingFilter {
                reason: reason.to_owned(),
                page: 1,
                ..filter.clone()
            },
            &[],
        )
    };
    let chip = |code: &str, name: &str, n: i64| {
        let chosen = filter.reason == code;
        // pressing what is chosen drops it
        let href = to(if chosen { "" } else { code });
        let label = t::leaving::chip(l, grouped(n), name);
        view! { <Chip href=href label=label chosen=chosen small=true/> }
    };
    let counts = page
        .counts
        .iter()
        .map(|(code, n)| chip(code, Warning::name(code, l), *n))
        .collect_view();
    let aside = (page.aside > 0 || filter.reason == ASIDE).then(|| chip(ASIDE, t::leaving::chip_aside(l), page.aside));
    if page.counts.is_empty() && aside.is_none() {
        return ().into_any();
    }
    let all = chip("", t::leaving::chip_all(l), page.all);
    view! {
        <ChipRow label=t::leaving::chips(l)>
            {all}
            {counts}
            {aside}
        </ChipRow>
    }
    .into_any()
}

/// Why there are no lines.
fn none(l: Locale, page: &LeavingPage, filter: &LeavingFilter) -> AnyView {
    let (title, text) = match filter.reason.as_str() {
        "" => (t::leaving::none_title(l), t::leaving::none_text(l)),
        ASIDE => (t::leaving::none_aside_title(l), t::leaving::none_aside_text(l)),
        _ => (t::leaving::none_reason_title(l), t::leaving::none_reason_text(l)),
    };
    let all = href(&LeavingFilter::default(), &[("location", &filter.location)]);
    let filtered = !filter.reason.is_empty() && page.all > 0;
    let way = move || {
        filtered.then(|| view! { <LinkButton href=all label=t::leaving::show_all(l) kind=ButtonKind::Primary/> })
    };
    view! {
        <div class="p-4 lg:p-6">
            <EmptyList title=title text=text icon=Icon::CircleCheckBig actions=way/>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_last_does_not_go_on() {
        let filter = LeavingFilter {
            reason: "away".to_owned(),
            did: "x".to_owned(),
            act: "written".to_owned(),
            page: 2,
            ..LeavingFilter::default()
        };
        assert_eq!(
            href(&filter, &[("write", "y")]),
            "/admin/leaving?reason=away&page=2&write=y"
        );
        assert_eq!(written(&filter), "reason=away&page=2");
        assert_eq!(written(&LeavingFilter::default()), "");
    }
}
