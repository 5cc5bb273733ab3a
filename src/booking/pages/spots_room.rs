//! The plan of a room for whoever sets it up: rows of spots, and each spot's name and order.
//!
//! A cell is a link that opens its form beside the plan, so that a press and a page without script are the same.

use super::{
    parts::{dotted, when},
    spots::{columns, front},
};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    booking::{
        api::spots::{LayOutSpots, NameSpot, RemoveSpot, SetSpotOut, load_room_plan},
        model::{Moved, PlanChanged, PlanPage},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    rooms::model::{MOST_SPOTS, Numbering, RoomId, RoomPlan, RoomSpot},
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::{Choice, NumberField, SelectField, TextField},
        form::{FormActions, Hidden, HiddenFields},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

const ROOMS: &str = "/admin/rooms";

/// `/admin/rooms/<room>?cell=<row>-<place>`
pub struct RoomPlanPage {
    page: Load<PlanPage>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    lay_out: Submit<LayOutSpots>,
    name: Submit<NameSpot>,
    remove: Submit<RemoveSpot>,
    out: Submit<SetSpotOut>,
}

impl Forms {
    fn answers(self) -> usize {
        let (lay_out, name) = (self.lay_out.version().get(), self.name.version().get());
        lay_out + name + self.remove.version().get() + self.out.version().get()
    }

    /// What the last change has done, whichever form it came from.
    fn done(self) -> Option<PlanChanged> {
        let of = |value: Option<Result<PlanChanged, AppError>>| value.and_then(Result::ok);
        of(self.lay_out.value().get())
            .or_else(|| of(self.name.value().get()))
            .or_else(|| of(self.remove.value().get()))
            .or_else(|| of(self.out.value().get()))
    }

    fn forget(self) {
        self.lay_out.clear();
        self.name.clear();
        self.remove.clear();
        self.out.clear();
    }
}

impl Page for RoomPlanPage {
    fn data() -> Self {
        let params = use_params_map();
        let forms = Forms {
            lay_out: Submit::new(),
            name: Submit::new(),
            remove: Submit::new(),
            out: Submit::new(),
        };
        let id = Memo::new(move |_| params.with(|params| params.get("id")?.parse::<RoomId>().ok()));
        let page = Load::new(
            move || (id.get(), forms.answers()),
            |(id, _)| async move {
                match id {
                    Some(id) => load_room_plan(id).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { page, forms }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let RoomPlanPage { page, forms } = this;
        let query = use_query_map();
        let cell = Memo::new(move |_| {
            query.with(|query| {
                let (line, place) = query
                    .get("cell")?
                    .split_once('-')
                    .map(|(a, b)| (a.to_owned(), b.to_owned()))?;
                Some((line.parse::<i64>().ok()?, place.parse::<i64>().ok()?))
            })
        });
        // what was done to one spot is not said of another
        Effect::new(move |before: Option<Option<(i64, i64)>>| {
            let now = cell.get();
            if before.is_some_and(|before| before != now) {
                forms.forget();
            }
            now
        });
        view! {
            <StaffPage
                title=t::spots::room_title(l)
                current="rooms"
                crumbs=vec![(t::setup::rooms_title(l).to_owned(), ROOMS.to_owned())]
            >
                <Loaded
                    resource=page
                    skeleton=move || view! { <SkeletonRows rows=6 label=t::spots::loading(l)/> }
                    error=wrong
                    keep=true
                    let:page
                >
                    {move || shown(l, &page, cell.get(), forms)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, page: &PlanPage, cell: Option<(i64, i64)>, forms: Forms) -> AnyView {
    let plan = &page.plan;
    let none = plan.lines == 0;
    let head = dotted(&[
        Some(&t::setup::room_holds(l, plan.room.capacity)),
        (!none).then(|| t::spots::usable(l, plan.usable())).as_deref(),
    ]);
    let picture = (!none).then(|| picture(l, plan, cell));
    let inside = cell.filter(|(line, place)| (1..=plan.lines).contains(line) && (1..=plan.places).contains(place));
    let panel = match inside {
        Some(cell) => panel(l, page, cell, forms),
        None if none => ().into_any(),
        None => view! { <p class="sheet p-5 text-sm text-muted">{t::spots::press_cell(l)}</p> }.into_any(),
    };
    let empty = none.then(|| {
        view! { <Notice title=t::spots::no_plan_title(l) text=t::spots::no_plan_text(l) icon=Icon::LayoutGrid/> }
    });
    let now = page.now;
    view! {
        <div class="mx-auto max-w-5xl space-y-5">
            <div>
                <h2 class="text-lg font-bold wrap-anywhere">{plan.room.name.clone()}</h2>
                <p class="text-sm text-muted">{head}</p>
            </div>
            <div role="status">{move || forms.done().map(|done| changed(l, done, now))}</div>
            {empty}
            <div class="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
                <div class="min-w-0 space-y-5">
                    {picture}
                    {lay_out(l, page, forms)}
                </div>
                {panel}
            </div>
        </div>
    }
    .into_any()
}

/// Who stands elsewhere after a change.
fn changed(l: Locale, done: PlanChanged, now: Moment) -> AnyView {
    let lost = done.moved.iter().any(|one| one.to.is_none());
    let tone = if lost { Tone::Warning } else { Tone::Success };
    let (title, text) = match done.moved.len() {
        0 => (t::spots::saved(l).to_owned(), t::spots::saved_nobody(l, done.classes)),
        n => (t::spots::saved_moved(l, n as i64), t::spots::saved_told(l).to_owned()),
    };
    let rows = done.moved.iter().map(|one| moved(l, one, now)).collect_view();
    let any = !done.moved.is_empty();
    view! {
        <div class="space-y-3">
            <Notice tone=tone title=title text=text/>
            {any.then(|| view! { <Sheet label=t::spots::moved_label(l)>{rows}</Sheet> })}
        </div>
    }
    .into_any()
}

fn moved(l: Locale, one: &Moved, now: Moment) -> AnyView {
    let from = one.from.clone().unwrap_or_else(|| "–".to_owned());
    let (icon, words) = match &one.to {
        Some(to) => (Icon::ArrowRight, t::spots::from_to(l, from, to)),
        None => (Icon::TriangleAlert, t::spots::from_nowhere(l, from)),
    };
    let detail = format!("{} · {} · {words}", one.class, when(l, one.starts, now));
    view! {
        <Row
            title=one.name.clone()
            detail=detail
            lead=move || view! { <Icon icon=icon class="size-5 text-muted"/> }
        />
    }
    .into_any()
}

/// The plan: each cell leads to its form.
fn picture(l: Locale, plan: &RoomPlan, open: Option<(i64, i64)>) -> AnyView {
    let path = format!("{ROOMS}/{}", plan.room.id);
    let cells = (1..=plan.lines)
        .flat_map(|line| (1..=plan.places).map(move |place| (line, place)))
        .map(|at| {
            let spot = plan.spots.iter().find(|spot| (spot.line, spot.place) == at);
            let href = address(&path, &[("cell", &format!("{}-{}", at.0, at.1))]);
            let current = (open == Some(at)).then_some("true");
            let (look, name, spoken) = match spot {
                Some(spot) if spot.broken => (
                    "border-dashed border-warning bg-base-200 text-muted",
                    spot.name.clone(),
                    t::spots::spot_is(l, &spot.name, t::spots::broken(l)),
                ),
                Some(spot) => ("border-base-300 bg-base-100", spot.name.clone(), t::spots::spot(l, &spot.name)),
                None => (
                    "border-dashed border-base-300 text-muted",
                    String::new(),
                    t::spots::empty_cell(l, at.0, at.1),
                ),
            };
            let mark = match spot {
                Some(spot) if spot.broken => Some(Icon::Wrench),
                Some(_) => None,
                None => Some(Icon::Plus),
            };
            view! {
                <li>
                    <a
                        href=href
                        data-noscroll=""
                        aria-label=spoken
                        aria-current=current
                        class=format!(
                            "flex size-14 flex-col items-center justify-center gap-0.5 rounded-field border text-sm font-semibold tabular-nums hover:border-primary aria-current:border-primary aria-current:bg-primary aria-current:text-primary-content {look}",
                        )
                    >
                        <span class="max-w-13 truncate">{name}</span>
                        {mark.map(|icon| view! { <Icon icon=icon class="size-3.5"/> })}
                    </a>
                </li>
            }
        })
        .collect_view();
    let class = columns(plan.places);
    view! {
        <section class="sheet p-5" aria-label=t::spots::plan(l)>
            {front(l)}
            <div class="-mx-2 overflow-x-auto px-2 py-1">
                <ol class=format!("mx-auto grid w-max gap-1.5 {class}")>{cells}</ol>
            </div>
        </section>
    }
    .into_any()
}

/// Rows and places of the whole plan.
fn lay_out(l: Locale, page: &PlanPage, forms: Forms) -> AnyView {
    let (plan, form) = (&page.plan, forms.lay_out);
    let none = plan.lines == 0;
    let (lines, places) = if none { (4, 5) } else { (plan.lines, plan.places) };
    let number = move |field, begins: i64| form.typed(field, begins.to_string()).parse().unwrap_or(begins);
    let ways = vec![
        Choice::new(Numbering::Through.code(), t::spots::numbering_through(l)),
        Choice::new(Numbering::Rows.code(), t::spots::numbering_rows(l)),
    ];
    let letters = plan
        .spots
        .first()
        .is_some_and(|spot| spot.name.starts_with(|c: char| c.is_alphabetic()));
    let chosen = if letters { Numbering::Rows } else { Numbering::Through };
    let (title, label) = if none {
        (t::spots::make(l), t::spots::make_button(l))
    } else {
        (t::spots::again(l), t::spots::again_button(l))
    };
    let (room, key) = (plan.room.id.to_string(), page.key.clone());
    let off = (!none).then(|| {
        let (room, key) = (room.clone(), key.clone());
        view! {
            <SubmitForm to=form>
                <Hidden name="room" value=room/>
                <Hidden name="lines" value="0"/>
                <Hidden name="places" value="0"/>
                <Hidden name="key" value=key/>
                <Button label=t::spots::no_more(l) kind=ButtonKind::Danger icon=Icon::Trash2 pending=form.pending()/>
            </SubmitForm>
        }
    });
    view! {
        <section class="sheet space-y-4 p-5">
            <SectionHead title=title/>
            {(!none).then(|| view! { <p class="text-sm text-muted">{t::spots::again_note(l)}</p> })}
            <SubmitForm to=form>
                <Hidden name="room" value=room/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    {form.refusal(l)}
                    <div class="grid grid-cols-2 gap-4 sm:grid-cols-3">
                        <NumberField
                            name="lines"
                            label=t::spots::lines(l)
                            value=number("lines", lines)
                            min=1
                            max=MOST_SPOTS
                            error=form.flaw("lines", l)
                            required=true
                        />
                        <NumberField
                            name="places"
                            label=t::spots::places(l)
                            value=number("places", places)
                            min=1
                            max=MOST_SPOTS
                            error=form.flaw("places", l)
                            required=true
                        />
                        <div class="col-span-2 sm:col-span-1">
                            <SelectField
                                name="numbering"
                                label=t::spots::numbering(l)
                                choices=ways
                                value=form.typed("numbering", chosen.code())
                                error=form.flaw("numbering", l)
                            />
                        </div>
                    </div>
                    <FormActions>
                        <Button label=label kind=ButtonKind::Primary pending=form.pending()/>
                    </FormActions>
                </div>
            </SubmitForm>
            {off}
        </section>
    }
    .into_any()
}

/// One cell: its name, whether it is in order, and who is booked on it.
fn panel(l: Locale, page: &PlanPage, (line, place): (i64, i64), forms: Forms) -> AnyView {
    let plan = &page.plan;
    let spot = plan
        .spots
        .iter()
        .find(|spot| (spot.line, spot.place) == (line, place))
        .cloned();
    let (room, key) = (plan.room.id.to_string(), page.key.clone());
    let (title, label) = match &spot {
        Some(spot) => (t::spots::spot(l, &spot.name), t::spots::rename(l)),
        None => (t::spots::empty_cell(l, line, place), t::spots::add(l)),
    };
    let name = spot.as_ref().map(|spot| spot.name.clone()).unwrap_or_default();
    let close = format!("{ROOMS}/{room}");
    let on: Vec<&Moved> = page
        .booked
        .iter()
        .filter(|(id, _)| spot.as_ref().is_some_and(|spot| spot.id == *id))
        .map(|(_, one)| one)
        .collect();
    let people = (!on.is_empty()).then(|| {
        let rows = on
            .iter()
            .map(|one| {
                let detail = format!("{} · {}", one.class, when(l, one.starts, page.now));
                view! {
                    <li>
                        <span class="font-medium wrap-anywhere">{one.name.clone()}</span>
                        <span class="block text-caption text-muted wrap-anywhere">{detail}</span>
                    </li>
                }
            })
            .collect_view();
        view! {
            <div>
                <h4 class="text-sm font-semibold">{t::spots::booked_on(l, on.len() as i64)}</h4>
                <ul class="mt-1 max-h-48 space-y-1.5 overflow-y-auto text-sm" tabindex="0">{rows}</ul>
                <p class="mt-1 text-caption text-muted">{t::spots::booked_note(l)}</p>
            </div>
        }
    });
    let more = spot.map(|spot| order(l, &spot, (&room, &key), forms));
    view! {
        <section class="sheet space-y-5 p-5">
            <div class="flex items-center justify-between gap-3">
                <h3 class="text-base font-semibold wrap-anywhere">{title}</h3>
                <LinkButton href=close label=t::setup::close(l) kind=ButtonKind::Ghost attr:data-noscroll=""/>
            </div>
            {people}
            <SubmitForm to=forms.name>
                <Hidden name="room" value=room/>
                <Hidden name="line" value=line.to_string()/>
                <Hidden name="place" value=place.to_string()/>
                <Hidden name="key" value=key/>
                <div class="space-y-3">
                    {forms.name.refusal(l)}
                    <TextField
                        name="name"
                        label=t::spots::name(l)
                        value=forms.name.typed("name", name)
                        hint=t::spots::name_hint(l)
                        error=forms.name.flaw("name", l)
                        required=true
                        maxlength=12
                        autocomplete="off"
                    />
                    <Button label=label kind=ButtonKind::Primary pending=forms.name.pending()/>
                </div>
            </SubmitForm>
            {more}
        </section>
    }
    .into_any()
}

/// Out of order, in order again, off the plan.
fn order(l: Locale, spot: &RoomSpot, (room, key): (&str, &str), forms: Forms) -> AnyView {
    let out = forms.out;
    // of every form: the room, the spot, the key
    let hidden = {
        let fields = [
            ("room", room.to_owned()),
            ("spot", spot.id.to_string()),
            ("key", key.to_owned()),
        ];
        move || fields.clone().map(|(name, value)| (name.to_owned(), value)).to_vec()
    };
    let (first, last) = (hidden(), hidden());
    let order = if spot.broken {
        let why = spot.why.clone().unwrap_or_default();
        view! {
            <SubmitForm to=out>
                <HiddenFields fields=first/>
                <div class="space-y-3">
                    <Notice tone=Tone::Warning title=t::spots::broken(l) text=why icon=Icon::Wrench/>
                    <Button label=t::spots::put_back(l) pending=out.pending()/>
                </div>
            </SubmitForm>
        }
        .into_any()
    } else {
        view! {
            <SubmitForm to=out>
                <HiddenFields fields=first/>
                <Hidden name="out" value="true"/>
                <div class="space-y-3">
                    {out.refusal(l)}
                    <TextField
                        name="reason"
                        label=t::spots::out_reason(l)
                        value=out.typed("reason", "")
                        error=out.flaw("reason", l)
                        required=true
                        maxlength=120
                        autocomplete="off"
                    />
                    <Button label=t::spots::put_out(l) icon=Icon::Wrench pending=out.pending()/>
                </div>
            </SubmitForm>
        }
        .into_any()
    };
    view! {
        <div class="border-t border-base-300 pt-4">{order}</div>
        <div class="border-t border-base-300 pt-4">
            <SubmitForm to=forms.remove>
                <HiddenFields fields=last/>
                {forms.remove.refusal(l)}
                <Button label=t::spots::remove(l) kind=ButtonKind::Danger icon=Icon::Trash2 pending=forms.remove.pending()/>
            </SubmitForm>
        </div>
    }
    .into_any()
}
