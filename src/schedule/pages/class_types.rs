//! What is taught: the kinds of classes, by family; adding, changing, archiving.

use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    members::model::{Gender, Level},
    plans::model::decimal,
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    schedule::{
        api::{ArchiveClassType, OfferClassType, SaveClassType, load_archived_class_types, load_choices},
        model::{Asks, Category, Choices, ClassType},
    },
    studio::model::WaitMode,
    ui::{
        badge::{self, CategoryWord},
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, NumberField, SelectField, TextArea, TextField},
        form::{FieldGroup, FormActions, Hidden},
        icon::Icon,
        list::{Folded, Row, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin/classes?edit=<class type|new>&archive=<class type>`
pub struct ClassTypesPage {
    choices: Load<Choices>,
    save: Submit<SaveClassType>,
    archive: Submit<ArchiveClassType>,
    archived: Load<Vec<ClassType>>,
    offer: Submit<OfferClassType>,
}

const PATH: &str = "/admin/classes";

/// The kit's colour of a category.
pub(super) const fn tint(category: Category) -> badge::Category {
    match category {
        Category::Strength => badge::Category::Strength,
        Category::Conditioning => badge::Category::Conditioning,
        Category::Cycle => badge::Category::Cycle,
        Category::Mind => badge::Category::Mind,
        Category::Dance => badge::Category::Dance,
        Category::Care => badge::Category::Care,
    }
}

impl Page for ClassTypesPage {
    fn data() -> Self {
        let (save, archive) = (Submit::<SaveClassType>::new(), Submit::<ArchiveClassType>::new());
        let offer = Submit::<OfferClassType>::new();
        let changes = move || save.done().get() + archive.done().get() + offer.done().get();
        Self {
            choices: Load::new(changes, |_| load_choices()),
            archived: Load::new(changes, |_| load_archived_class_types()),
            save,
            archive,
            offer,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let ClassTypesPage {
            choices,
            save,
            archive,
            archived,
            offer,
        } = this;
        let query = use_query_map();
        let edit = Memo::new(move |_| query.with(|q| q.get("edit")));
        let archiving = Memo::new(move |_| query.with(|q| q.get("archive")));
        let add = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("edit", "new")])
                    label=t::setup::class_add(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Plus
                />
            }
        };
        view! {
            <StaffPage title=t::setup::classes_title(l) current="classes" actions=add>
                <Loaded resource=choices skeleton=move || waiting(l) error=wrong keep=true let:choices>
                    {shown(l, &choices.class_types)}
                    {
                        let types = choices.class_types.clone();
                        move || {
                            let id = edit.get()?;
                            let class = types.iter().find(|c| c.id.to_string() == id).cloned();
                            (class.is_some() || id == "new").then(|| edit_dialog(l, class, save))
                        }
                    }
                    {
                        let types = choices.class_types.clone();
                        move || {
                            let class = archiving.get().and_then(|id| types.iter().find(|c| c.id.to_string() == id).cloned());
                            class.map(|class| archive_dialog(l, &class, archive))
                        }
                    }
                </Loaded>
                <Loaded resource=archived error=nothing keep=true let:archived>
                    {archived_types(l, &archived, offer)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <SkeletonRows rows=8 label=t::setup::classes_loading(l)/> }
}

fn shown(l: Locale, types: &[ClassType]) -> AnyView {
    if types.is_empty() {
        let ways = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("edit", "new")])
                    label=t::setup::class_add(l)
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
                <LinkButton href="/admin/timetable" label=t::setup::to_timetable(l) icon=Icon::CalendarDays/>
            }
        };
        return view! {
            <EmptyState title=t::setup::classes_empty_title(l) text=t::setup::classes_empty_text(l) actions=ways/>
        }
        .into_any();
    }
    let families = Category::ALL
        .into_iter()
        .filter_map(|category| {
            let of: Vec<_> = types.iter().filter(|class| class.category == category).collect();
            (!of.is_empty()).then(|| family(l, category, of))
        })
        .collect::<Vec<_>>();
    view! { <div class="gap-6 xl:columns-2">{families}</div> }.into_any()
}

fn family(l: Locale, category: Category, types: Vec<&ClassType>) -> AnyView {
    let count = t::setup::classes_count(l, types.len() as i64);
    let rows = types.into_iter().map(|class| row(l, class)).collect_view();
    view! {
        <section class="mb-5 min-w-0 break-inside-avoid">
            <div class="flex items-center justify-between gap-3 px-1 pb-2">
                <h2 class="text-base font-semibold">
                    <CategoryWord category=tint(category) label=category.text(l)/>
                </h2>
                <p class="text-caption text-muted">{count}</p>
            </div>
            <Sheet label=category.text(l)>{rows}</Sheet>
        </section>
    }
    .into_any()
}

fn row(l: Locale, class: &ClassType) -> AnyView {
    let id = class.id.to_string();
    let (change, archive) = (address(PATH, &[("edit", &id)]), address(PATH, &[("archive", &id)]));
    let facts = [
        t::setup::class_facts_minutes(l, class.minutes),
        t::setup::class_facts_places(l, class.capacity),
        t::setup::class_facts_credits(l, class.credit_cost),
    ]
    .into_iter()
    .chain(class.price.as_ref().map(|price| price.text()))
    .chain(class.personal.then(|| t::setup::class_personal_fact(l).to_owned()))
    .chain(class.asks.texts(l))
    .collect::<Vec<_>>()
    .join(" · ");
    let about = (!class.about.is_empty())
        .then(|| view! { <p class="mt-1 line-clamp-2 text-caption text-muted">{class.about.clone()}</p> });
    view! {
        <li class=format!("{} flex items-start gap-3 py-3 pr-3 pl-4", tint(class.category).class())>
            <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
            <div class="min-w-0 flex-1">
                <h3 class="leading-snug font-semibold wrap-anywhere">{class.name.clone()}</h3>
                <p class="text-caption tabular-nums">{facts}</p>
                {about}
            </div>
            <span class="flex shrink-0 items-center gap-1 self-center">
                <IconLink href=change name=t::setup::class_change(l, &class.name) icon=Icon::Pencil class="size-10"/>
                <IconLink href=archive name=t::setup::class_archive_name(l, &class.name) icon=Icon::Archive class="size-10"/>
            </span>
        </li>
    }
    .into_any()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

/// What is no longer offered, folded away, and the way back.
fn archived_types(l: Locale, archived: &[ClassType], offer: Submit<OfferClassType>) -> AnyView {
    if archived.is_empty() {
        return ().into_any();
    }
    let rows = archived
        .iter()
        .map(|class| {
            let (id, name) = (class.id.to_string(), t::setup::class_offer_name(l, &class.name));
            let lead = || view! { <Icon icon=Icon::Archive class="size-5 text-muted"/> };
            let end = move || {
                view! {
                    <SubmitForm to=offer>
                        <Hidden name="id" value=id/>
                        <Button
                            label=t::setup::offer_again(l)
                            name=name
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            icon=Icon::Undo2
                            pending=offer.pending()
                        />
                    </SubmitForm>
                }
            };
            view! { <Row title=class.name.clone() detail=class.category.text(l) lead=lead end=end/> }
        })
        .collect_view();
    view! {
        <Folded title=t::setup::classes_archived(l, archived.len() as i64)>
            {offer.refused(l)} <Sheet>{rows}</Sheet>
        </Folded>
    }
    .into_any()
}

fn edit_dialog(l: Locale, class: Option<ClassType>, save: Submit<SaveClassType>) -> AnyView {
    let flaw = move |field| save.flaw(field, l);
    let number = move |field, begins: i64| save.typed(field, begins.to_string()).parse().unwrap_or(begins);
    let title = class.as_ref().map_or_else(
        || t::setup::class_new(l).to_owned(),
        |c| t::setup::class_change(l, &c.name),
    );
    let note = class.is_some().then(|| t::setup::class_note(l).to_owned());
    let id = class.as_ref().map(|c| c.id.to_string()).unwrap_or_default();
    let (name, about) = class
        .as_ref()
        .map(|c| (c.name.clone(), c.about.clone()))
        .unwrap_or_default();
    // what most clubs run, where there is nothing yet
    let (minutes, capacity, cost) = class
        .as_ref()
        .map_or((60, 16, 1), |c| (c.minutes, c.capacity, c.credit_cost));
    let category = class.as_ref().map_or(Category::Strength, |c| c.category);
    let categories = Category::ALL
        .into_iter()
        .map(|c| Choice::new(c.code(), c.text(l)))
        .collect::<Vec<_>>();
    let minimum = class.as_ref().map_or(0, |c| c.minimum);
    let kept = class.as_ref().map(|c| c.allotment).unwrap_or_default();
    let price = class.as_ref().and_then(|c| c.price.as_ref());
    let price = price
        .map(|price| decimal(price.minor, price.digits()))
        .unwrap_or_default();
    let personal = class.as_ref().is_some_and(|c| c.personal);
    // what was not ticked does not come back with the rest
    let personal = match save.typed("name", "").is_empty() {
        true => personal,
        false => !save.typed("personal", "").is_empty(),
    };
    // a form that came back is as it was typed
    let chosen = class.as_ref().is_some_and(|c| c.choose_spots);
    let choose = save.typed(
        "choose_spots",
        if chosen && save.typed("name", "").is_empty() {
            "true"
        } else {
            ""
        },
    ) == "true";
    let asks = class.as_ref().map(|c| c.asks).unwrap_or_default();
    let age = move |field: &'static str, stored: Option<i64>| {
        let stored = stored.map(|age| age.to_string()).unwrap_or_default();
        save.typed(field, stored).parse::<i64>().ok()
    };
    let any = Choice::new("", t::asks::level_any(l));
    let levels: Vec<_> = std::iter::once(any)
        .chain(Level::ALL.iter().map(|level| Choice::new(level.code(), level.text(l))))
        .collect();
    let genders: Vec<_> = std::iter::once(Choice::new("", t::asks::only_nobody(l)))
        .chain(
            Asks::GENDERS
                .iter()
                .map(|gender| Choice::new(gender.code(), Asks::only(*gender, l))),
        )
        .collect();
    let mode = class.as_ref().and_then(|c| c.wait_mode).map_or("", WaitMode::code);
    let modes = vec![
        Choice::new("", t::setup::class_wait_rules(l)),
        Choice::new(WaitMode::Auto.code(), t::setup::class_wait_auto(l)),
        Choice::new(WaitMode::Offer.code(), t::setup::class_wait_offer(l)),
        Choice::new(WaitMode::Broadcast.code(), t::setup::class_wait_broadcast(l)),
    ];
    view! {
        <Dialog
            id="class-type"
            title=title
            text=note.unwrap_or_default()
            close_href=PATH
            close_label=t::setup::close(l)
            kind=DialogKind::Box
            wide=true
        >
            <SubmitForm to=save>
                <Hidden name="id" value=id/>
                <div class="space-y-4">
                    {save.refusal(l)}
                    <FieldGroup>
                        <TextField
                            name="name"
                            label=t::setup::class_name(l)
                            value=save.typed("name", name)
                            error=flaw("name")
                            required=true
                            maxlength=80
                            autocomplete="off"
                            autofocus=true
                        />
                        <SelectField
                            name="category"
                            label=t::setup::class_category(l)
                            choices=categories
                            value=save.typed("category", category.code())
                            error=flaw("category")
                        />
                    </FieldGroup>
                    <div class="grid gap-4 sm:grid-cols-3">
                        <NumberField
                            name="minutes"
                            label=t::setup::class_minutes(l)
                            value=number("minutes", minutes)
                            min=5
                            max=600
                            suffix=t::setup::class_minutes_unit(l)
                            error=flaw("minutes")
                            required=true
                        />
                        <NumberField
                            name="capacity"
                            label=t::setup::class_capacity(l)
                            value=number("capacity", capacity)
                            min=1
                            max=1000
                            error=flaw("capacity")
                            required=true
                        />
                        <NumberField
                            name="credit_cost"
                            label=t::setup::class_cost(l)
                            value=number("credit_cost", cost)
                            min=1
                            max=20
                            error=flaw("credit_cost")
                            required=true
                        />
                    </div>
                    <Checkbox
                        name="personal"
                        label=t::setup::class_personal(l)
                        hint=t::setup::class_personal_hint(l)
                        checked=personal
                    />
                    <FieldGroup>
                        <TextField
                            name="price"
                            label=t::setup::class_price(l)
                            value=save.typed("price", price)
                            inputmode="decimal"
                            hint=t::setup::class_price_hint(l)
                            error=flaw("price")
                            autocomplete="off"
                        />
                        <NumberField
                            name="minimum"
                            label=t::setup::class_minimum(l)
                            value=number("minimum", minimum)
                            min=0
                            max=1000
                            hint=t::setup::class_minimum_hint(l)
                            error=flaw("minimum")
                        />
                    </FieldGroup>
                    <div class="grid gap-4 sm:grid-cols-2">
                        <NumberField
                            name="min_age"
                            label=t::asks::min_age(l)
                            nostrip:value=age("min_age", asks.min_age)
                            min=1
                            max=120
                            hint=t::asks::age_hint(l)
                            error=flaw("min_age")
                        />
                        <NumberField
                            name="max_age"
                            label=t::asks::max_age(l)
                            nostrip:value=age("max_age", asks.max_age)
                            min=1
                            max=120
                            error=flaw("max_age")
                        />
                        <SelectField
                            name="level"
                            label=t::asks::level(l)
                            choices=levels
                            value=save.typed("level", asks.level.map_or("", Level::code))
                            error=flaw("level")
                        />
                        <SelectField
                            name="gender"
                            label=t::asks::only(l)
                            choices=genders
                            value=save.typed("gender", asks.gender.map_or("", Gender::code))
                            error=flaw("gender")
                        />
                    </div>
                    <div class="grid gap-4 sm:grid-cols-3">
                        <NumberField
                            name="keep_walk_in"
                            label=t::planner::keep_walk_in(l)
                            value=number("keep_walk_in", kept.walk_in)
                            min=0
                            max=1000
                            error=flaw("keep_walk_in")
                        />
                        <NumberField
                            name="keep_partner"
                            label=t::planner::keep_partner(l)
                            value=number("keep_partner", kept.partner)
                            min=0
                            max=1000
                            error=flaw("keep_partner")
                        />
                        <NumberField
                            name="keep_minutes"
                            label=t::planner::keep_minutes(l)
                            value=number("keep_minutes", kept.minutes)
                            min=0
                            max=10080
                            hint=t::planner::keep_hint(l)
                            error=flaw("keep_minutes")
                        />
                    </div>
                    <SelectField
                        name="wait_mode"
                        label=t::setup::class_wait(l)
                        choices=modes
                        value=save.typed("wait_mode", mode)
                    />
                    <Checkbox
                        name="choose_spots"
                        label=t::setup::class_spots(l)
                        hint=t::setup::class_spots_hint(l)
                        checked=choose
                    />
                    <TextArea
                        name="about"
                        label=t::setup::class_about(l)
                        value=save.typed("about", about)
                        rows=3
                        hint=t::setup::class_about_hint(l)
                        error=flaw("about")
                    />
                    <FormActions>
                        <Button label=t::setup::class_save(l) kind=ButtonKind::Primary pending=save.pending()/>
                        <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

fn archive_dialog(l: Locale, class: &ClassType, archive: Submit<ArchiveClassType>) -> AnyView {
    let (id, title) = (class.id.to_string(), t::setup::class_archive_title(l, &class.name));
    view! {
        <Dialog
            id="archive-class"
            title=title
            text=t::setup::class_archive_text(l)
            close_href=PATH
            close_label=t::setup::close(l)
            kind=DialogKind::Box
        >
            {archive.refusal(l)}
            <SubmitForm to=archive>
                <Hidden name="id" value=id/>
                <FormActions>
                    <Button label=t::setup::class_archive_yes(l) kind=ButtonKind::DangerSolid pending=archive.pending()/>
                    <LinkButton href=PATH label=t::setup::class_keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}
