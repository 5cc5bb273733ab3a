//! The front desk: one box that takes a scanner's code, a name, a telephone or member number, and the answer under it.
//!
//! Without a script the box is a plain search, a code that was scanned gets a button that the next Enter presses, and the
//! answer comes on a page of its own. With one, everything happens under the cursor, which stays in the box.

use super::{
    desk_answer::{AnswerActions, Shown, answer_view},
    desk_box::{SearchBox, like_a_code},
    desk_lists::{Latest, found_list, today_list},
    marks::{MarkToast, Marks, here_of},
    parts::{dotted, minutes_open, on_return},
    roster::{AllHere, RosterList, door_is_open},
};
use crate::{
    accounts::{
        model::{Me, Permission},
        pages::{address::address, shell::DeskPage, use_me, wrong::wrong},
    },
    booking::{
        api::{load_answer, load_desk, load_roster},
        model::{Desk, DoorAnswer, Roster, Verdict},
    },
    members::{api::find_members, model::Hits},
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    schedule::{
        model::{SessionId, SessionStatus},
        pages::live::{on_move, use_seats_and},
    },
    ui::{
        button::ButtonKind,
        dialog::{Dialog, DialogKind},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{SkeletonBlock, SkeletonRows},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What was found for which words.
pub type Found = (String, Hits);

/// `/desk?location=&q=&class=&answer=&undone=`
pub struct CheckInPage {
    desk: Load<Desk>,
    found: Load<Found>,
    roster: Load<Option<Roster>>,
    kept: Load<Option<DoorAnswer>>,
    actions: AnswerActions,
    marks: Marks,
}

fn param(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|q| q.get(name)).unwrap_or_default())
}

impl Page for CheckInPage {
    fn data() -> Self {
        let (location, q, class, answer) = (param("location"), param("q"), param("class"), param("answer"));
        let marks = Marks::new();
        let actions = AnswerActions::new();
        let desk = Load::new(
            move || (location.get(), actions.version.get(), marks.version.get()),
            |(location, ..)| load_desk(location),
        );
        let found = Load::new(
            move || q.get(),
            |q| async move {
                if q.trim().is_empty() || like_a_code(&q) {
                    return Ok((q, Hits::default()));
                }
                find_members(q.clone()).await.map(|hits| (q, hits))
            },
        );
        let roster = Load::new(
            move || (class.get(), actions.version.get(), marks.version.get()),
            |(class, ..)| async move {
                match class.parse::<SessionId>() {
                    Ok(session) => load_roster(session).await.map(Some),
                    Err(_) => Ok(None),
                }
            },
        );
        let kept = Load::new(
            move || answer.get(),
            |key| async move {
                if key.is_empty() {
                    Ok(None)
                } else {
                    load_answer(key).await
                }
            },
        );
        Self {
            desk,
            found,
            roster,
            kept,
            actions,
            marks,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let CheckInPage {
            desk,
            found,
            roster,
            kept,
            actions,
            marks,
        } = this;
        let me = use_me();
        let (location, q, class) = (param("location"), param("q"), param("class"));
        let open = minutes_open();
        on_return(move || desk.refetch());
        Effect::new(move || {
            if roster.is_here() {
                marks.settle();
            }
        });
        let place = RwSignal::new(None);
        Effect::new(move || {
            if let Some(Ok(desk)) = desk.get() {
                place.set(Some(desk.location.id));
            }
        });
        let seats = use_seats_and(place.into(), move || desk.refetch());
        let shown = move || class.get().parse::<SessionId>().ok();
        on_move(
            move || shown().and_then(|id| seats.with(|all| all.get(&id).copied())),
            move || roster.refetch(),
        );
        Effect::new(move || {
            if let Some(Shown::Door(answer)) = actions.shown.get() {
                ring(match answer.verdict {
                    Verdict::In => "door-in",
                    Verdict::Look => "door-look",
                    Verdict::No => "door-no",
                });
            }
        });
        Effect::new(move || {
            if desk.is_here() {
                ring("desk");
            }
        });
        let undone = param("undone").with_untracked(|undone| !undone.is_empty());
        let answer = Answered {
            actions,
            kept,
            q,
            undone,
        };
        view! {
            <DeskPage title=t::desk::title(l)>
                <div class="flex min-h-0 flex-1 flex-col gap-6 lg:-m-6 lg:grid lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-0">
                    <div class="min-w-0 space-y-5 lg:overflow-y-auto lg:p-6">
                        // the box looks at what was found: without `keep` each search would take it away and put it back
                        <Loaded resource=me error=nothing keep=true let:me>
                            {works(me).then(|| view! { <SearchBox location=location q=q desk=desk found=found actions=actions/> })}
                        </Loaded>
                        <Loaded resource=desk skeleton=move || waiting(l) error=wrong keep=true let:desk>
                            <Results desk=desk.clone() q=q found=found actions=actions/>
                            {answer.draw(l)}
                            <Latest desk=desk actions=actions/>
                        </Loaded>
                    </div>
                    <Loaded resource=desk error=nothing keep=true let:desk>
                        {today_list(l, &desk, class, seats)}
                    </Loaded>
                </div>
            </DeskPage>
            {move || class.get().parse::<SessionId>().ok().map(|_| roster_sheet(l, location, roster, marks, open))}
            <MarkToast marks=marks/>
        }
        .into_any()
    }
}

/// Tells `public/tones.js`, which sounds unless it was told not to.
fn ring(what: &str) {
    if let Ok(event) = leptos::web_sys::Event::new(&format!("spotter:{what}")) {
        let _ = window().dispatch_event(&event);
    }
}

fn works(me: Option<Me>) -> bool {
    me.is_some_and(|me| me.may(Permission::WorkDesk))
}

/// Where another part of the page says what is wrong.
fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! {
        <SkeletonBlock class="h-64 w-full" label=t::desk::loading(l)/>
        <SkeletonRows label=t::desk::loading(l)/>
    }
}

/// What the words found, or the button for a code that was scanned without a script.
#[component]
fn Results(desk: Desk, q: Memo<String>, found: Load<Found>, actions: AnswerActions) -> impl IntoView {
    let l = use_locale();
    let (location, key) = (desk.location.id, desk.key);
    view! {
        <Loaded resource=found error=wrong keep=true let:found>
            {(!q.with_untracked(String::is_empty)).then(|| found_list(l, location, key.clone(), found, actions))}
        </Loaded>
    }
    .into_any()
}

/// The answer of this page, or the one that a browser without script was sent here with.
#[derive(Clone, Copy)]
struct Answered {
    actions: AnswerActions,
    kept: Load<Option<DoorAnswer>>,
    q: Memo<String>,
    /// A browser without script was sent here because a check-in was undone.
    undone: bool,
}

impl Answered {
    fn draw(self, l: Locale) -> AnyView {
        let Self {
            actions,
            kept,
            q,
            undone,
        } = self;
        view! {
            <div aria-live="assertive" aria-atomic="true" class="empty:hidden">
                {move || match actions.shown.get() {
                    _ if q.with(|q| !q.is_empty()) => ().into_any(),
                    Some(shown) => answer_view(l, shown, actions),
                    None if undone => answer_view(l, Shown::Undone, actions),
                    None => view! {
                        <Loaded resource=kept error=wrong let:answer>
                            {answer.map(|answer| answer_view(l, Shown::Door(Box::new(answer)), actions))}
                        </Loaded>
                    }
                    .into_any(),
                }}
            </div>
        }
        .into_any()
    }
}

/// A class's roster over the desk.
fn roster_sheet(
    l: Locale,
    location: Memo<String>,
    roster: Load<Option<Roster>>,
    marks: Marks,
    open: ReadSignal<i64>,
) -> AnyView {
    let close = address("/desk", &[("location", &location.get_untracked())]);
    view! {
        <Dialog id="class" title=t::coach::roster(l) close_href=close close_label=t::coach::close(l) kind=DialogKind::Sheet wide=true>
            <Loaded
                resource=roster
                skeleton=move || view! { <SkeletonRows label=t::coach::loading(l)/> }
                error=wrong
                keep=true
                let:roster
            >
                {roster.map(|roster| roster_view(l, roster, marks, open))}
            </Loaded>
        </Dialog>
    }
    .into_any()
}

fn roster_view(l: Locale, roster: Roster, marks: Marks, open: ReadSignal<i64>) -> AnyView {
    let (start, end) = roster.session.clocks();
    let (id, booked, lines) = (roster.session.id, roster.lines.len() as i64, roster.lines.clone());
    let held = roster.session.status == SessionStatus::Scheduled && !roster.session.closed;
    let here = Memo::new(move |_| here_of(&lines, marks));
    let place = dotted(&[roster.session.room.as_deref(), roster.session.coach.as_deref()]);
    let today = roster.now.day();
    let door = door_is_open(&roster, open);
    let personal = roster.session.personal;
    view! {
        <div class="space-y-4">
            <div class="flex items-start gap-4">
                <p class="text-figure font-bold tabular-nums">{start}</p>
                <div class="min-w-0 flex-1">
                    <p class="leading-snug font-semibold wrap-anywhere">{roster.session.name.clone()}</p>
                    <p class="text-caption text-muted tabular-nums">
                        {t::coach::until(l, end)} " · " {place}
                    </p>
                    <p class="text-caption font-semibold tabular-nums" role="status">
                        {move || t::coach::here_of(l, here.get(), booked)}
                    </p>
                </div>
            </div>
            {move || {
                (held && !personal && door.get() && here.get() < booked)
                    .then(|| view! { <AllHere session=id marks=marks kind=ButtonKind::Primary/> })
            }}
            <RosterList roster=roster today=today open=open marks=marks untitled=true/>
        </div>
    }
    .into_any()
}
