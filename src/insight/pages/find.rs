//! The box that finds anything: pages, members, classes and what can be done, one under the other.
//!
//! As a page it is a search that works without a script; over another page it is opened with Ctrl-K. Its keys are those of a
//! combobox: the cursor stays in the box while the arrows choose.

use super::keys::for_staff;
use crate::{
    accounts::pages::{
        shell::StaffPage,
        wrong::{encoded, wrong},
    },
    insight::{
        api::find,
        model::{Found, MEMBER_ACTS, MemberAct, SPOTS, Spot},
    },
    members::model::MemberStatus,
    platform::i18n::{Locale, grouped, t, use_locale},
    ui::{
        avatar::{Avatar, AvatarSize},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::SkeletonRows,
    },
};
use leptos::{
    ev::{Event, KeyboardEvent, MouseEvent},
    html,
    leptos_dom::helpers::{TimeoutHandle, request_animation_frame, set_timeout_with_handle},
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, HtmlElement},
};
use leptos_router::hooks::use_query_map;
use std::time::Duration;

/// How long typing may pause before the server is asked.
const PAUSE: Duration = Duration::from_millis(140);

/// `/find?q=`
pub struct FindPage {
    asked: RwSignal<String>,
    found: Load<Found>,
}

impl Page for FindPage {
    fn data() -> Self {
        let asked = RwSignal::new(
            use_query_map()
                .with_untracked(|query| query.get("q"))
                .unwrap_or_default(),
        );
        Self {
            asked,
            found: Load::new(move || asked.get(), find),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        view! {
            <StaffPage title=t::find::title(l) current="">
                {for_staff(move || {
                    view! {
                        <div class="mx-auto max-w-2xl overflow-hidden rounded-box border border-base-300 bg-base-100">
                            {find_box(l, this.asked, this.found, None)}
                        </div>
                    }
                    .into_any()
                })}
            </StaffPage>
        }
        .into_any()
    }
}

/// The id of the n-th of what was found.
fn option_id(n: usize) -> String {
    format!("find-{n}")
}

fn option(n: usize) -> Option<HtmlElement> {
    document()
        .get_element_by_id(&option_id(n))
        .and_then(|element| element.dyn_into().ok())
}

/// The one that the arrows have come to, in sight.
fn scroll_to(n: usize) {
    if let Some(element) = option(n) {
        element.scroll_into_view_with_bool(false);
    }
}

/// The box and what was found. `close` is told when somebody goes somewhere from a box that stands over a page.
pub(super) fn find_box(l: Locale, asked: RwSignal<String>, found: Load<Found>, close: Option<Callback<()>>) -> AnyView {
    let over = close.is_some();
    let input = NodeRef::<html::Input>::new();
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let at = RwSignal::new(0_usize);
    // Enter came before the answer: it holds for the first of what comes
    let jump = StoredValue::new(false);
    let live = RwSignal::new(false);
    let stop = move || {
        if let Some(handle) = timer.get_value() {
            handle.clear();
        }
    };
    on_cleanup(stop);
    Effect::new(move || {
        live.set(true);
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let typed = move || input.get_untracked().map(|input| input.value()).unwrap_or_default();
    let on_input = move |_: Event| {
        stop();
        jump.set_value(false);
        timer.set_value(set_timeout_with_handle(move || ask(asked, at, typed()), PAUSE).ok());
    };
    let count = move || (0..).take_while(|n| option(*n).is_some()).count();
    // What the list shows the answer to. The answer itself is not looked at out here: whoever reads one that is still on its way
    // makes what stands around them wait for it, which is the whole page and this box with it.
    let came = RwSignal::new(None::<String>);
    let is_here = move || came.with(|came| came.as_ref() == Some(&asked.get()));
    Effect::new(move || {
        if is_here() && jump.get_value() {
            jump.set_value(false);
            request_animation_frame(move || {
                if let Some(first) = option(0) {
                    first.click();
                }
            });
        }
    });
    let on_key = move |event: KeyboardEvent| {
        if event.is_composing() {
            return;
        }
        let (all, now) = (count(), at.get_untracked());
        let to = match event.key().as_str() {
            // a field for searching would only be emptied by the first press
            "Escape" if over => {
                event.prevent_default();
                if let Some(close) = close {
                    close.run(());
                }
                return;
            }
            "ArrowDown" if all > 0 => (now + 1) % all,
            "ArrowUp" if all > 0 => (now + all - 1) % all,
            "Enter" => {
                event.prevent_default();
                if typed() != asked.get_untracked() {
                    stop();
                    jump.set_value(true);
                    ask(asked, at, typed());
                } else if !untrack(is_here) {
                    // what stands there is the answer to something else
                    jump.set_value(true);
                } else if let Some(chosen) = option(now) {
                    chosen.click();
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        at.set(to);
        scroll_to(to);
    };
    // a link that was followed closes the box; in a new tab it stays
    let on_click = move |event: MouseEvent| {
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|element| element.closest("a[role=option]").ok().flatten());
        let Some(link) = link else { return };
        if let Some(code) = link.get_attribute("data-spot") {
            recent::remember(&code);
        }
        if let Some(close) = close
            && !event.ctrl_key()
            && !event.meta_key()
            && !event.shift_key()
        {
            // the router hears of the click first; where its page has come by the next frame, the box has left with the old one
            request_animation_frame(move || _ = close.try_run(()));
        }
    };
    let active = move || live.get().then(|| option_id(at.get()));
    let skeleton = move || view! { <div class="p-4"><SkeletonRows rows=6 label=t::find::loading(l)/></div> };
    view! {
        <form method="get" action="/find" role="search" class="flex items-center gap-3 border-b border-base-300 px-4">
            <Icon icon=Icon::Search class="size-5 text-muted"/>
            <input
                type="search"
                name="q"
                id="find-words"
                class="my-1 h-12 min-w-0 flex-1 bg-transparent px-2 text-lg outline-none"
                role="combobox"
                aria-expanded="true"
                aria-controls="find-list"
                aria-autocomplete="list"
                aria-activedescendant=active
                aria-label=t::find::placeholder(l)
                placeholder=t::find::placeholder(l)
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="100"
                value=asked.get_untracked()
                node_ref=input
                on:input=on_input
                on:keydown=on_key
            />
            {match over {
                true => view! { <kbd class="kbd kbd-sm max-sm:hidden">"Esc"</kbd> }.into_any(),
                false => view! {
                    <button type="submit" class="btn btn-primary btn-sm">
                        {t::find::search(l)}
                    </button>
                }
                .into_any(),
            }}
            {close.map(|close| {
                view! {
                    <button
                        type="button"
                        class="btn btn-ghost btn-circle -mr-2 size-11 sm:hidden"
                        aria-label=t::find::close(l)
                        on:click=move |_| close.run(())
                    >
                        <Icon icon=Icon::X/>
                    </button>
                }
            })}
        </form>
        <div class="min-h-40 flex-1 overflow-y-auto p-2" on:click=on_click>
            <Loaded resource=found skeleton=skeleton error=wrong keep=true let:found>
                {
                    came.set(Some(found.words.clone()));
                    shown(l, found, at, live)
                }
            </Loaded>
        </div>
        <div class="hidden flex-wrap items-center gap-x-4 gap-y-1 border-t border-base-300 bg-base-200 px-4 py-2 text-xs text-muted sm:flex">
            <span>
                <kbd class="kbd kbd-sm">"↑↓"</kbd>
                " "
                {t::find::hint_choose(l)}
            </span>
            <span>
                <kbd class="kbd kbd-sm">"Enter"</kbd>
                " "
                {t::find::hint_open(l)}
            </span>
            <span class="ml-auto">
                <a href="/help/keys" class="link-hover">
                    {t::find::keys(l)}
                </a>
            </span>
        </div>
    }
    .into_any()
}

fn ask(asked: RwSignal<String>, at: RwSignal<usize>, words: String) {
    at.set(0);
    if asked.get_untracked() != words {
        asked.set(words);
    }
}

/// One line of what was found.
struct Line {
    href: String,
    sign: AnyView,
    name: String,
    detail: String,
    spot: Option<&'static str>,
}

fn sign(icon: Icon) -> AnyView {
    view! {
        <span class="grid size-8 shrink-0 place-items-center rounded-lg bg-base-200 text-base-content">
            <Icon icon=icon class="size-4.5"/>
        </span>
    }
    .into_any()
}

/// What stands before a page or a deed.
fn icon(spot: &Spot) -> Icon {
    match spot.code {
        "dashboard" => Icon::LayoutDashboard,
        "check_in" | "desk" | "kiosks" | "new_kiosk" => Icon::ScanLine,
        "add_member" | "invite" => Icon::UserPlus,
        "new_class" => Icon::CalendarPlus,
        "new_plan" => Icon::Ticket,
        "hours" => Icon::ClipboardList,
        "timetable" | "by_coach" => Icon::CalendarDays,
        "classes" | "new_class_type" => Icon::Dumbbell,
        "rooms" | "new_room" => Icon::DoorOpen,
        "roles" | "new_role" | "give_role" => Icon::KeyRound,
        "members" | "inside" | "new_view" => Icon::UsersRound,
        "ending" => Icon::Hourglass,
        "away" => Icon::Clock,
        "coach" => Icon::ListChecks,
        "rules" => Icon::Scale,
        "papers" => Icon::Signature,
        "staff" => Icon::ShieldCheck,
        "privacy" => Icon::Fingerprint,
        "audit" => Icon::History,
        "operations" => Icon::Activity,
        "devices" => Icon::Smartphone,
        _ => Icon::ArrowRight,
    }
}

fn act_icon(act: &MemberAct) -> Icon {
    match act.code {
        "book" => Icon::CalendarPlus,
        "grant" => Icon::Ticket,
        "edit" => Icon::Pencil,
        "privacy" => Icon::Fingerprint,
        "merge" => Icon::UsersRound,
        _ => Icon::ArrowRight,
    }
}

fn spot_line(l: Locale, spot: &'static Spot) -> Line {
    Line {
        href: spot.href.to_owned(),
        sign: sign(icon(spot)),
        name: (spot.text)(l).to_owned(),
        detail: String::new(),
        spot: Some(spot.code),
    }
}

/// Everything in groups, each with its name.
fn groups(l: Locale, found: Found) -> Vec<(&'static str, Vec<Line>)> {
    let known = |code: &String| SPOTS.iter().find(|spot| spot.code == code);
    let mut spots: Vec<&'static Spot> = found.spots.iter().filter_map(known).collect();
    if found.words.trim().is_empty() {
        let lately: Vec<_> = recent::remembered()
            .iter()
            .filter_map(|code| spots.iter().copied().find(|spot| spot.code == code))
            .collect();
        spots.retain(|spot| !lately.iter().any(|other| other.code == spot.code));
        let (acts, pages): (Vec<_>, Vec<_>) = spots.into_iter().partition(|spot| spot.act);
        let lines = |spots: Vec<&'static Spot>| spots.into_iter().map(|spot| spot_line(l, spot)).collect();
        return vec![
            (t::find::group_recent(l), lines(lately)),
            (t::find::group_acts(l), lines(acts)),
            (t::find::group_pages(l), lines(pages)),
        ];
    }
    let (mut members, mut acts) = (Vec::new(), Vec::new());
    if let Some(first) = found.members.first.first() {
        let card = &first.card;
        let may = MEMBER_ACTS
            .iter()
            .filter(|act| found.acts.iter().any(|code| code == act.code));
        acts.extend(may.map(|act| Line {
            href: format!("/admin/members/{}{}", card.id, act.path),
            sign: sign(act_icon(act)),
            name: (act.text)(l, &card.name),
            detail: String::new(),
            spot: None,
        }));
    }
    let more = found.members.total - found.members.first.len() as i64;
    for hit in found.members.first {
        let number = t::people::number(l, hit.card.number);
        let phone = hit.phone_end.map(|end| t::find::phone_end(l, end));
        let standing = (hit.card.status != MemberStatus::Active).then(|| hit.card.status.text(l).to_owned());
        members.push(Line {
            href: format!("/admin/members/{}", hit.card.id),
            detail: [Some(number), phone, standing]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            sign: view! { <Avatar name=hit.card.name.clone() size=AvatarSize::Small/> }.into_any(),
            name: hit.card.name,
            spot: None,
        });
    }
    if more > 0 {
        members.push(Line {
            href: format!("/admin/members?q={}", encoded(found.words.trim())),
            sign: sign(Icon::UsersRound),
            name: t::find::more(l, more, grouped(more)),
            detail: String::new(),
            spot: None,
        });
    }
    let classes = found.classes.into_iter().map(|(class, href)| {
        let coach = class.coach.clone().unwrap_or_default();
        let room = class.room.clone().unwrap_or_else(|| class.location.clone());
        let when = format!("{} {}", l.day_short(class.day), class.starts.clock());
        let parts = [when, coach, room];
        Line {
            href,
            sign: sign(Icon::CalendarDays),
            name: class.name,
            detail: parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" · "),
            spot: None,
        }
    });
    let (doing, pages): (Vec<_>, Vec<_>) = spots.into_iter().partition(|spot| spot.act);
    acts.extend(doing.into_iter().map(|spot| spot_line(l, spot)));
    vec![
        (t::find::group_members(l), members),
        (
            t::find::group_pages(l),
            pages.into_iter().map(|spot| spot_line(l, spot)).collect(),
        ),
        (t::find::group_acts(l), acts),
        (t::find::group_classes(l), classes.collect()),
    ]
}

fn shown(l: Locale, found: Found, at: RwSignal<usize>, live: RwSignal<bool>) -> AnyView {
    let words = found.words.clone();
    let mut n = 0;
    let groups: Vec<_> = groups(l, found)
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let all: usize = groups.iter().map(|(_, lines)| lines.len()).sum();
    let list = groups
        .into_iter()
        .map(|(name, lines)| {
            let lines = lines
                .into_iter()
                .map(|line| {
                    let this = n;
                    n += 1;
                    line_view(line, this, at, live)
                })
                .collect_view();
            view! {
                <div role="group" aria-label=name>
                    <div class="px-2.5 pt-2.5 pb-1 text-xs font-semibold text-muted" aria-hidden="true">
                        {name}
                    </div>
                    {lines}
                </div>
            }
        })
        .collect_view();
    let none = (all == 0).then(|| {
        view! {
            <div class="px-4 py-10 text-center">
                <p class="font-semibold">{t::find::none(l, words)}</p>
                <p class="mt-1 text-sm text-muted">{t::find::none_text(l)}</p>
            </div>
        }
    });
    let count = all as i64;
    view! {
        <p class="sr-only" role="status">{t::find::results(l, count)}</p>
        {none}
        <div role="listbox" id="find-list" aria-label=t::find::title(l)>
            {list}
        </div>
    }
    .into_any()
}

fn line_view(line: Line, n: usize, at: RwSignal<usize>, live: RwSignal<bool>) -> AnyView {
    let chosen = move || live.get() && at.get() == n;
    let class = move || {
        let look = if chosen() {
            "bg-primary text-primary-content [&_.detail]:text-primary-content"
        } else {
            "hover:bg-base-200"
        };
        format!("flex min-h-12 items-center gap-3 rounded-lg px-2.5 py-1.5 {look}")
    };
    view! {
        <a
            href=line.href
            id=option_id(n)
            role="option"
            aria-selected=move || chosen().to_string()
            data-spot=line.spot
            class=class
        >
            {line.sign}
            <span class="min-w-0 flex-1 wrap-anywhere">
                <span class="font-medium">{line.name}</span>
                " "
                <span class="detail text-sm text-muted tabular-nums">{line.detail}</span>
            </span>
        </a>
    }
    .into_any()
}

/// What this browser opened lately from the box: pages and deeds by their codes, never people.
mod recent {
    #[cfg(not(feature = "ssr"))]
    const KEY: &str = "found-lately";
    #[cfg(not(feature = "ssr"))]
    const KEPT: usize = 4;

    /// The latest first.
    #[cfg(not(feature = "ssr"))]
    pub fn remembered() -> Vec<String> {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        let kept = kept.unwrap_or_default();
        kept.split(' ')
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect()
    }

    #[cfg(feature = "ssr")]
    pub fn remembered() -> Vec<String> {
        Vec::new()
    }

    #[cfg(not(feature = "ssr"))]
    pub fn remember(code: &str) {
        let mut codes = vec![code.to_owned()];
        codes.extend(remembered().into_iter().filter(|other| other != code));
        codes.truncate(KEPT);
        if let Some(storage) = storage() {
            // a browser that keeps nothing forgets this too
            let _ = storage.set_item(KEY, &codes.join(" "));
        }
    }

    #[cfg(feature = "ssr")]
    pub fn remember(_: &str) {}

    #[cfg(not(feature = "ssr"))]
    fn storage() -> Option<web_sys::Storage> {
        leptos::prelude::window().local_storage().ok().flatten()
    }
}
