//! The rooms of each location: adding, changing, closing.

use crate::{
    accounts::{
        model::Me,
        pages::{address::address, shell::StaffPage, use_me, wrong::wrong},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::clock,
    },
    rooms::{
        api::{CloseRoom, OpenRoom, SaveHours, SaveRoom, load_closed_rooms, load_openings, load_rooms},
        model::{Opening, Room},
    },
    studio::model::{Hours, Location, spoken_hours},
    ui::{
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, NumberField, SelectField, TextField, TimeField},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Folded, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin/rooms?edit=<room|new>&close=<room>&hours=<location>`
pub struct RoomsPage {
    rooms: Load<Vec<Room>>,
    save: Submit<SaveRoom>,
    close: Submit<CloseRoom>,
    closed: Load<Vec<Room>>,
    open: Submit<OpenRoom>,
    openings: Load<Vec<Opening>>,
    hours: Submit<SaveHours>,
}

const PATH: &str = "/admin/rooms";

impl Page for RoomsPage {
    fn data() -> Self {
        let (save, close) = (Submit::<SaveRoom>::new(), Submit::<CloseRoom>::new());
        let (open, hours) = (Submit::<OpenRoom>::new(), Submit::<SaveHours>::new());
        let changes = move || save.done().get() + close.done().get() + open.done().get();
        Self {
            rooms: Load::new(changes, |_| load_rooms()),
            closed: Load::new(changes, |_| load_closed_rooms()),
            save,
            close,
            open,
            openings: Load::new(move || hours.done().get(), |_| load_openings()),
            hours,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let RoomsPage {
            rooms,
            save,
            close,
            closed,
            open,
            openings,
            hours,
        } = this;
        let query = use_query_map();
        let edit = Memo::new(move |_| query.with(|q| q.get("edit")));
        let asked_hours = Memo::new(move |_| query.with(|q| q.get("hours")));
        let closing = Memo::new(move |_| query.with(|q| q.get("close")));
        let add = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("edit", "new")])
                    label=t::setup::room_add(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Plus
                />
            }
        };
        view! {
            <StaffPage title=t::setup::rooms_title(l) current="rooms" actions=add>
                <Loaded resource=rooms skeleton=move || waiting(l) error=wrong keep=true let:rooms>
                    {all(l, rooms.clone(), openings)}
                    {
                        let rooms = rooms.clone();
                        move || {
                            let id = closing.get()?;
                            let room = rooms.iter().find(|r| r.id.to_string() == id)?;
                            Some(close_dialog(l, room, close))
                        }
                    }
                    {move || {
                        let id = edit.get()?;
                        let room = rooms.iter().find(|r| r.id.to_string() == id);
                        (room.is_some() || id == "new").then(|| edit_dialog(l, room, save))
                    }}
                </Loaded>
                <Loaded resource=openings error=nothing keep=true let:openings>
                    {move || {
                        let id = asked_hours.get()?;
                        let opening = openings.iter().find(|o| o.location_id.to_string() == id)?;
                        Some(hours_dialog(l, opening, hours))
                    }}
                </Loaded>
                <Loaded resource=closed error=nothing keep=true let:closed>
                    {closed_rooms(l, &closed, open)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <SkeletonRows rows=6 label=t::setup::rooms_loading(l)/> }
}

fn all(l: Locale, rooms: Vec<Room>, openings: Load<Vec<Opening>>) -> AnyView {
    let me = use_me();
    view! { <Loaded resource=me error=nothing let:me>{shown(l, me, &rooms, openings)}</Loaded> }.into_any()
}

fn shown(l: Locale, me: Option<Me>, rooms: &[Room], openings: Load<Vec<Opening>>) -> AnyView {
    if rooms.is_empty() {
        let add = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("edit", "new")])
                    label=t::setup::room_add(l)
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            }
        };
        return view! {
            <EmptyState title=t::setup::rooms_empty_title(l) text=t::setup::rooms_empty_text(l) actions=add/>
            <Loaded resource=openings error=nothing keep=true let:openings>
                {openings.iter().map(|opening| open_line(l, opening)).collect_view()}
            </Loaded>
        }
        .into_any();
    }
    let locations = me.map(|me| me.locations).unwrap_or_default();
    let sections = locations
        .iter()
        .map(|place| at_location(l, place, rooms, openings))
        .collect_view();
    view! { <div class="grid items-start gap-6 xl:grid-cols-2">{sections}</div> }.into_any()
}

fn at_location(l: Locale, place: &Location, rooms: &[Room], openings: Load<Vec<Opening>>) -> AnyView {
    let id = place.id;
    let here: Vec<_> = rooms.iter().filter(|room| room.location_id == place.id).collect();
    let count = t::setup::rooms_count(l, here.len() as i64);
    let list = if here.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::setup::rooms_none_here(l)}</p> }.into_any()
    } else {
        let rows = here.into_iter().map(|room| row(l, room)).collect_view();
        view! { <Sheet label=place.name.clone()>{rows}</Sheet> }.into_any()
    };
    view! {
        <section class="min-w-0">
            <SectionHead title=place.name.clone() status=count/>
            {list}
            <Loaded resource=openings error=nothing keep=true let:openings>
                {openings.iter().find(|o| o.location_id == id).map(|opening| open_line(l, opening))}
            </Loaded>
        </section>
    }
    .into_any()
}

fn row(l: Locale, room: &Room) -> AnyView {
    let id = room.id.to_string();
    let (change, close) = (address(PATH, &[("edit", &id)]), address(PATH, &[("close", &id)]));
    let (change_name, close_name) = (
        t::setup::room_change(l, &room.name),
        t::setup::room_close_name(l, &room.name),
    );
    let (spots, spots_name) = (format!("{PATH}/{id}"), t::setup::room_spots(l, &room.name));
    let lead = || view! { <Icon icon=Icon::DoorOpen class="size-5 text-muted"/> };
    let end = move || {
        view! {
            <span class="flex items-center gap-1">
                <IconLink href=spots name=spots_name icon=Icon::LayoutGrid class="size-10"/>
                <IconLink href=change name=change_name icon=Icon::Pencil class="size-10"/>
                <IconLink href=close name=close_name icon=Icon::Archive class="size-10"/>
            </span>
        }
    };
    view! { <Row title=room.name.clone() detail=t::setup::room_holds(l, room.capacity) lead=lead end=end/> }.into_any()
}

/// What was closed, folded away, and the way back.
fn closed_rooms(l: Locale, closed: &[Room], open: Submit<OpenRoom>) -> AnyView {
    if closed.is_empty() {
        return ().into_any();
    }
    let rows = closed
        .iter()
        .map(|room| {
            let (id, name) = (room.id.to_string(), t::setup::room_open_name(l, &room.name));
            let lead = || view! { <Icon icon=Icon::Archive class="size-5 text-muted"/> };
            let end = move || {
                view! {
                    <SubmitForm to=open>
                        <Hidden name="id" value=id/>
                        <Button
                            label=t::setup::open_again(l)
                            name=name
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            icon=Icon::Undo2
                            pending=open.pending()
                        />
                    </SubmitForm>
                }
            };
            view! { <Row title=room.name.clone() detail=t::setup::room_holds(l, room.capacity) lead=lead end=end/> }
        })
        .collect_view();
    view! {
        <Folded title=t::setup::rooms_closed(l, closed.len() as i64)>
            {open.refused(l)} <Sheet>{rows}</Sheet>
        </Folded>
    }
    .into_any()
}

/// Opening hours in words: days, and from when to when.
#[must_use]
pub fn said(l: Locale, hours: &[Hours]) -> Vec<(String, String)> {
    spoken_hours(hours)
        .into_iter()
        .map(|same| {
            let (first, last) = (l.weekday_of(same.first), l.weekday_of(same.last));
            let days = if first == last {
                first.to_owned()
            } else {
                t::public::from_to(l, first, last)
            };
            let open: Vec<_> = (same.open.iter())
                .map(|(opens, closes)| t::public::from_to(l, clock(*opens), clock(*closes)))
                .collect();
            (days, open.join(", "))
        })
        .collect()
}

/// When a location is open, and the way to change it.
fn open_line(l: Locale, opening: &Opening) -> AnyView {
    let lines: Vec<_> = said(l, &opening.hours)
        .into_iter()
        .map(|(days, open)| format!("{days} {open}"))
        .collect();
    let lines = lines.join(" · ");
    let text = if lines.is_empty() {
        t::setup::hours_none(l).to_owned()
    } else {
        lines
    };
    let href = address(PATH, &[("hours", &opening.location_id.to_string())]);
    view! {
        <p class="mt-2 flex flex-wrap items-center gap-x-3 px-1 text-sm text-muted tabular-nums">
            <Icon icon=Icon::Clock class="size-4"/>
            <span>{text}</span>
            <LinkButton href=href label=t::setup::hours_change(l) kind=ButtonKind::Ghost size=ButtonSize::Small icon=Icon::Pencil/>
        </p>
    }
    .into_any()
}

/// The names of the fields, Monday first.
const OPENS: [&str; 7] = [
    "opens[0]", "opens[1]", "opens[2]", "opens[3]", "opens[4]", "opens[5]", "opens[6]",
];
const CLOSES: [&str; 7] = [
    "closes[0]",
    "closes[1]",
    "closes[2]",
    "closes[3]",
    "closes[4]",
    "closes[5]",
    "closes[6]",
];

fn hours_dialog(l: Locale, opening: &Opening, save: Submit<SaveHours>) -> AnyView {
    let place = opening.location_id.to_string();
    let rows = (1..)
        .zip(OPENS.iter().zip(CLOSES))
        .map(|(weekday, (opens, closes))| {
            let of_day = opening.hours.iter().find(|h| h.weekday == weekday);
            let begins = |time: Option<i64>| time.map(|t| clock(t % (24 * 60))).unwrap_or_default();
            let day = l.weekday_of(weekday);
            view! {
                <div class="grid grid-cols-2 gap-3">
                    <TimeField
                        name=*opens
                        label=t::setup::hours_opens(l, day)
                        value=save.typed(opens, begins(of_day.map(|h| h.opens)))
                        error=save.flaw(opens, l)
                    />
                    <TimeField
                        name=closes
                        label=t::setup::hours_closes(l, day)
                        value=save.typed(closes, begins(of_day.map(|h| h.closes)))
                        error=save.flaw(closes, l)
                    />
                </div>
            }
        })
        .collect_view();
    view! {
        <Dialog
            id="hours"
            title=t::setup::hours_title(l)
            text=t::setup::hours_text(l)
            close_href=PATH
            close_label=t::setup::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=save>
                <Hidden name="location" value=place/>
                <div class="space-y-3">
                    {save.refusal(l)}
                    {rows}
                    <FormActions sticky=true>
                        <Button label=t::setup::hours_save(l) kind=ButtonKind::Primary pending=save.pending()/>
                        <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn edit_dialog(l: Locale, room: Option<&Room>, save: Submit<SaveRoom>) -> AnyView {
    let flaw = move |field| save.flaw(field, l);
    let title = room.map_or_else(
        || t::setup::room_new(l).to_owned(),
        |room| t::setup::room_change(l, &room.name),
    );
    let id = room.map(|room| room.id.to_string()).unwrap_or_default();
    // what most rooms hold, where there is nothing yet
    let (name, capacity) = room.map_or_else(|| (String::new(), 16), |room| (room.name.clone(), room.capacity));
    let me = use_me();
    let fixed = room.map(|room| room.location_id.to_string());
    view! {
        <Dialog
            id="room"
            title=title
            close_href=PATH
            close_label=t::setup::close(l)
            kind=DialogKind::Box
        >
            <SubmitForm to=save>
                <Hidden name="id" value=id/>
                <div class="space-y-4">
                    {save.refusal(l)}
                    {match fixed {
                        Some(location) => view! { <Hidden name="location" value=location/> }.into_any(),
                        None => view! {
                            <Loaded resource=me error=nothing let:me>
                                {me.map(|me| location_choice(l, &me))}
                            </Loaded>
                        }
                        .into_any(),
                    }}
                    <TextField
                        name="name"
                        label=t::setup::room_name(l)
                        value=save.typed("name", name)
                        hint=t::setup::room_name_hint(l)
                        error=flaw("name")
                        required=true
                        maxlength=60
                        autocomplete="off"
                        autofocus=true
                    />
                    <NumberField
                        name="capacity"
                        label=t::setup::room_capacity(l)
                        value=save.typed("capacity", capacity.to_string()).parse().unwrap_or(capacity)
                        min=1
                        max=1000
                        hint=t::setup::room_capacity_hint(l)
                        error=flaw("capacity")
                        required=true
                    />
                    <FormActions>
                        <Button label=t::setup::room_save(l) kind=ButtonKind::Primary pending=save.pending()/>
                        <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn location_choice(l: Locale, me: &Me) -> AnyView {
    let choices: Vec<_> = me
        .locations
        .iter()
        .map(|place| Choice::new(place.id.to_string(), &place.name))
        .collect();
    view! { <SelectField name="location" label=t::setup::room_location(l) choices=choices required=true/> }.into_any()
}

fn close_dialog(l: Locale, room: &Room, close: Submit<CloseRoom>) -> AnyView {
    let (id, title) = (room.id.to_string(), t::setup::room_close_title(l, &room.name));
    view! {
        <Dialog
            id="close-room"
            title=title
            text=t::setup::room_close_text(l)
            close_href=PATH
            close_label=t::setup::close(l)
            kind=DialogKind::Box
        >
            {close.refusal(l)}
            <SubmitForm to=close>
                <Hidden name="id" value=id/>
                <FormActions>
                    <Button label=t::setup::room_close_yes(l) kind=ButtonKind::DangerSolid pending=close.pending()/>
                    <LinkButton href=PATH label=t::setup::room_keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}
