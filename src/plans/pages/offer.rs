//! What the club sells: the plans on sale and off it, and the form of one with what it books in plain words.

use super::{offer_books::what_it_books, passes::priced};
use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    plans::{
        api::{ArchivePlan, SavePlan, load_plan_list},
        model::{Bearer, Draft, EARLIEST, Fields, PassKind, Plan, PlanList, Source, Template, read, written},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, NumberField, RadioCards, SelectField, TextField},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Card, Folded, Row, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::{
    ev::Event,
    prelude::*,
    wasm_bindgen::JsCast,
    web_sys::{Element, FormData, HtmlFormElement, UrlSearchParams},
};
use leptos_router::hooks::use_query_map;

/// `/admin/plans?edit=<plan|new>&archive=<plan>`
pub struct PlansPage {
    list: Load<PlanList>,
    save: Submit<SavePlan>,
    archive: Submit<ArchivePlan>,
}

const PATH: &str = "/admin/plans";

impl Page for PlansPage {
    fn data() -> Self {
        let (save, archive) = (Submit::<SavePlan>::new(), Submit::<ArchivePlan>::new());
        Self {
            // a key that was refused with is used up
            list: Load::new(
                move || save.version().get() + archive.version().get(),
                |_| load_plan_list(),
            ),
            save,
            archive,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let PlansPage { list, save, archive } = this;
        let query = use_query_map();
        let edit = Memo::new(move |_| query.with(|q| q.get("edit")));
        let archiving = Memo::new(move |_| query.with(|q| q.get("archive")));
        let add = move || {
            move || {
                edit.get().is_none().then(|| {
                    view! {
                        <LinkButton
                            href="/admin/expiry"
                            label=t::expiry::title(l)
                            size=ButtonSize::Small
                            icon=Icon::CalendarClock
                        />
                        <LinkButton
                            href=address(PATH, &[("edit", "new")])
                            label=t::offer::add(l)
                            kind=ButtonKind::Primary
                            size=ButtonSize::Small
                            icon=Icon::Plus
                        />
                    }
                })
            }
        };
        let waiting = move || view! { <SkeletonRows rows=6 label=t::offer::loading(l)/> };
        view! {
            <StaffPage title=t::offer::title(l) current="plans" actions=add>
                <Loaded resource=list skeleton=waiting error=wrong keep=true let:list>
                    {
                        let of_form = list.clone();
                        let shown = list.clone();
                        move || match edit.get() {
                            Some(id) => {
                                let plan = of_form.plans.iter().map(|(plan, _)| plan).find(|plan| plan.id.to_string() == id);
                                match plan {
                                    Some(plan) if plan.archived => listed(l, &shown, archive),
                                    None if id != "new" => listed(l, &shown, archive),
                                    plan => form(l, plan, &of_form, save),
                                }
                            }
                            None => listed(l, &shown, archive),
                        }
                    }
                    {
                        let list = list.clone();
                        move || {
                            let id = archiving.get()?;
                            let (plan, held) = list.plans.iter().find(|(plan, _)| plan.id.to_string() == id && !plan.archived)?;
                            Some(archive_dialog(l, plan, *held, list.key.clone(), archive))
                        }
                    }
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn listed(l: Locale, list: &PlanList, archive: Submit<ArchivePlan>) -> AnyView {
    let (on_sale, off): (Vec<_>, Vec<_>) = list.plans.iter().partition(|(plan, _)| !plan.archived);
    let shown = if on_sale.is_empty() {
        let ways = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("edit", "new")])
                    label=t::offer::add(l)
                    kind=ButtonKind::Primary
                    icon=Icon::Plus
                />
            }
        };
        view! { <EmptyState title=t::offer::empty_title(l) text=t::offer::empty_text(l) actions=ways/> }.into_any()
    } else {
        let rows = on_sale
            .iter()
            .map(|(plan, held)| row(l, plan, *held, list))
            .collect_view();
        view! { <Sheet label=t::offer::on_sale(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        {archive.refused(l)}
        {shown}
        {archived(l, &off, list, archive)}
    }
    .into_any()
}

fn row(l: Locale, plan: &Plan, held: i64, list: &PlanList) -> AnyView {
    let id = plan.id.to_string();
    let (change, archive) = (address(PATH, &[("edit", &id)]), address(PATH, &[("archive", &id)]));
    let source = (plan.source != Source::Own).then(|| view! { <Badge tone=Tone::Info label=plan.source.text(l)/> });
    let held = (held > 0).then(|| t::offer::held(l, held));
    let against = (plan.against(list.template))
        .map(|against| view! { <p class="mt-1 text-caption font-medium text-error">{against.text(l)}</p> });
    view! {
        <li class="flex flex-wrap items-start gap-x-4 gap-y-1 py-3.5 pr-3 pl-4 sm:flex-nowrap">
            <div class="min-w-0 flex-1 basis-56">
                <h2 class="flex flex-wrap items-center gap-x-2 gap-y-1 leading-snug font-semibold wrap-anywhere">
                    {plan.name.clone()} <Badge label=plan.kind.text(l)/> {source}
                </h2>
                <p class="mt-1 text-sm">{plan.terms.sentence(l, plan.kind, &list.names)}</p>
                <p class="mt-0.5 text-caption text-muted tabular-nums">{facts(l, plan)}</p>
                {against}
            </div>
            <div class="flex w-full shrink-0 items-center justify-between gap-3 sm:w-auto sm:justify-end">
                <p class="sm:text-right">
                    <span class="block text-lg font-semibold tabular-nums">{priced(l, plan)}</span>
                    {held.map(|held| view! { <span class="block text-caption text-muted">{held}</span> })}
                </p>
                <span class="flex items-center gap-1">
                    <IconLink href=change name=t::offer::change(l, &plan.name) icon=Icon::Pencil class="size-10"/>
                    <IconLink href=archive name=t::offer::archive_name(l, &plan.name) icon=Icon::Archive class="size-10"/>
                </span>
            </div>
        </li>
    }
    .into_any()
}

fn facts(l: Locale, plan: &Plan) -> String {
    plan.counts().sentence(l)
}

/// What is off sale, folded away, and the way back.
fn archived(l: Locale, off: &[&(Plan, i64)], list: &PlanList, archive: Submit<ArchivePlan>) -> AnyView {
    if off.is_empty() {
        return ().into_any();
    }
    let rows = off
        .iter()
        .map(|(plan, held)| {
            let (id, key) = (plan.id.to_string(), list.key.clone());
            let name = t::offer::offer_name(l, &plan.name);
            let held = (*held > 0).then(|| t::offer::held(l, *held));
            let detail = [Some(plan.price.text()), held]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ");
            let lead = || view! { <Icon icon=Icon::Archive class="size-5 text-muted"/> };
            let end = move || {
                view! {
                    <SubmitForm to=archive>
                        <Hidden name="id" value=id/>
                        <Hidden name="key" value=key/>
                        <Button
                            label=t::offer::offer_again(l)
                            name=name
                            kind=ButtonKind::Ghost
                            size=ButtonSize::Small
                            icon=Icon::Undo2
                            pending=archive.pending()
                        />
                    </SubmitForm>
                }
            };
            view! { <Row title=plan.name.clone() detail=detail lead=lead end=end/> }
        })
        .collect_view();
    view! {
        <Folded title=t::offer::archived(l, off.len() as i64)>
            <Sheet>{rows}</Sheet>
        </Folded>
    }
    .into_any()
}

fn archive_dialog(l: Locale, plan: &Plan, held: i64, key: String, archive: Submit<ArchivePlan>) -> AnyView {
    let (id, title) = (plan.id.to_string(), t::offer::archive_title(l, &plan.name));
    let text = if held > 0 {
        t::offer::archive_text_held(l, held)
    } else {
        t::offer::archive_text(l).to_owned()
    };
    view! {
        <Dialog id="archive-plan" title=title text=text close_href=PATH close_label=t::setup::close(l) kind=DialogKind::Box>
            {archive.refusal(l)}
            <SubmitForm to=archive>
                <Hidden name="id" value=id/>
                <Hidden name="off" value="true"/>
                <Hidden name="key" value=key/>
                <FormActions>
                    <Button label=t::offer::archive_yes(l) kind=ButtonKind::DangerSolid pending=archive.pending()/>
                    <LinkButton href=PATH label=t::offer::keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </SubmitForm>
        </Dialog>
    }
    .into_any()
}

/// A field's name in the form.
pub(super) fn sent(name: &str) -> String {
    format!("fields[{name}]")
}

/// The form's fields as they begin: as the plan has them, or as they were typed before the form came back.
#[derive(Clone)]
pub(super) struct Begins {
    pub(super) save: Submit<SavePlan>,
    fields: Fields,
    back: bool,
}

impl Begins {
    fn of(save: Submit<SavePlan>, fields: Fields) -> Self {
        let back = !save.typed(&sent("kind"), "").is_empty();
        Self { save, fields, back }
    }

    pub(super) fn value(&self, name: &str) -> String {
        // what was left empty or not ticked did not come back with the rest
        let begins = if self.back { None } else { self.fields.get(name) };
        self.save.typed(&sent(name), begins.cloned().unwrap_or_default())
    }

    pub(super) fn ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.value(name).trim().parse().ok()
    }
}

/// The form of the element that something was typed into, field by field.
fn typed_into(event: &Event) -> Option<UrlSearchParams> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let form = element.closest("form").ok()??.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    UrlSearchParams::new_with_str_sequence_sequence(&data).ok()
}

fn form(l: Locale, plan: Option<&Plan>, list: &PlanList, save: Submit<SavePlan>) -> AnyView {
    let mut fields = written(plan, &list.currency);
    if plan.is_none() && list.template == Template::CnPrepaid {
        // what most clubs sell would be refused here
        fields.remove("days");
    }
    let begins = Begins::of(save, fields);
    let key = list.key.clone();
    let title = plan.map_or_else(
        || t::offer::new_title(l).to_owned(),
        |plan| t::offer::change(l, &plan.name),
    );
    let note = plan.map(|_| view! { <p class="text-sm text-muted">{t::offer::change_note(l)}</p> });
    let id = plan.map(|plan| plan.id.to_string()).unwrap_or_default();
    let (names, currency, template) = (list.names.clone(), list.currency.clone(), list.template);
    let said = {
        let currency = currency.clone();
        move |draft: Option<Draft>| {
            draft.map(|draft| {
                // what would be refused is said before it is
                let against = draft.against(template).map(|against| against.text(l));
                against.unwrap_or_else(|| draft.sentence(l, &names, &currency))
            })
        }
    };
    let of_begins = begins.clone();
    let of_list = list.names.clone();
    let draft = move |get: &dyn Fn(&str) -> String| {
        // without a name and a price a plan books the same
        let get = |name: &str| match name {
            "name" => "-".to_owned(),
            "price" => "0".to_owned(),
            name => get(name),
        };
        read(&get, &currency, &of_list).ok()
    };
    let (sentence, set_sentence) = signal(said(draft(&|name| of_begins.value(name))));
    let on_input = move |event: Event| {
        if let Some(params) = typed_into(&event) {
            set_sentence.set(said(draft(&|name| params.get(&sent(name)).unwrap_or_default())));
        }
    };
    let parts = view! {
        {what_it_is(l, begins.clone(), list.currency.clone())}
        {what_it_books(l, &begins, list, plan)}
        {how_often(l, begins)}
    };
    let words = move || sentence.get().unwrap_or_else(|| t::offer::sentence_none(l).to_owned());
    view! {
        <div on:input=on_input>
            <SubmitForm to=save>
                <Hidden name="id" value=id/>
                <Hidden name="key" value=key/>
                <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_24rem]">
                    <div class="min-w-0 space-y-4">
                        <div>
                            <h2 class="text-lg font-semibold wrap-anywhere">{title}</h2>
                            {note}
                        </div>
                        {save.refusal(l)}
                        {parts}
                    </div>
                    <div class="sticky bottom-0 z-10 min-w-0 max-xl:-mx-1 max-xl:border-t max-xl:border-base-300 max-xl:bg-base-100/95 max-xl:px-1 max-xl:py-3 max-xl:backdrop-blur xl:top-4 xl:bottom-auto xl:rounded-box xl:border xl:border-base-300 xl:bg-base-100 xl:p-5">
                        <h3 class="text-sm font-semibold max-xl:sr-only">{t::offer::sentence(l)}</h3>
                        <p class="text-sm max-xl:line-clamp-3 xl:mt-2" role="status">
                            {words}
                        </p>
                        <FormActions>
                            <Button label=t::offer::save(l) kind=ButtonKind::Primary pending=save.pending()/>
                            <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </div>
            </SubmitForm>
        </div>
    }
    .into_any()
}

fn what_it_is(l: Locale, begins: Begins, currency: String) -> AnyView {
    let save = begins.save;
    let flaw = move |field| save.flaw(field, l);
    let kinds = PassKind::ALL
        .into_iter()
        .map(|kind| {
            let detail = match kind {
                PassKind::Unlimited => t::offer::kind_unlimited(l),
                PassKind::Pack => t::offer::kind_pack(l),
                PassKind::DropIn => t::offer::kind_drop_in(l),
                PassKind::Intro => t::offer::kind_intro(l),
                PassKind::Membership => t::offer::kind_membership(l),
                PassKind::Personal => t::offer::kind_personal(l),
                PassKind::Course => t::offer::kind_course(l),
                PassKind::StoredValue => t::offer::kind_stored_value(l),
            };
            Choice::new(kind.code(), kind.text(l)).detail(detail)
        })
        .collect::<Vec<_>>();
    let sources = Source::ALL
        .into_iter()
        .map(|source| Choice::new(source.code(), source.text(l)));
    let sources = sources.collect::<Vec<_>>();
    view! {
        <Card title=t::offer::part_is(l)>
            <div class="space-y-4">
                <div class="grid gap-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
                    <TextField
                        name=sent("name")
                        label=t::offer::name(l)
                        value=begins.value("name")
                        error=flaw("name")
                        required=true
                        maxlength=60
                        autocomplete="off"
                    />
                    <TextField
                        name=sent("price")
                        label=t::offer::price(l)
                        value=begins.value("price")
                        inputmode="decimal"
                        suffix=currency.clone()
                        error=flaw("price")
                        required=true
                        autocomplete="off"
                    />
                </div>
                <RadioCards name=sent("kind") legend=t::offer::kind(l) choices=kinds value=begins.value("kind")/>
                <div class="grid gap-4 sm:grid-cols-3">
                    <div class="plan-counts min-w-0">
                    <NumberField
                        name=sent("credits")
                        label=t::offer::credits(l)
                        nostrip:value=begins.number("credits")
                        min=1
                        max=1000
                        hint=t::offer::credits_hint(l)
                        error=flaw("credits")
                    />
                    </div>
                    <div class="plan-lasts min-w-0">
                    <NumberField
                        name=sent("days")
                        label=t::offer::days(l)
                        nostrip:value=begins.number("days")
                        min=1
                        max=3660
                        suffix=t::rules::unit_days(l)
                        hint=t::offer::days_hint(l)
                        error=flaw("days")
                    />
                    </div>
                    <div class="plan-begins min-w-0">
                    <NumberField
                        name=sent("starts_within")
                        label=t::offer::starts_within(l)
                        nostrip:value=begins.number("starts_within")
                        min=1
                        max=3660
                        suffix=t::rules::unit_days(l)
                        hint=t::offer::starts_within_hint(l)
                        error=flaw("starts_within")
                    />
                    </div>
                </div>
                {going_on(l, &begins)}
                {to_spend(l, &begins, currency)}
                <SelectField
                    name=sent("source")
                    label=t::offer::source(l)
                    choices=sources
                    value=begins.value("source")
                    hint=t::offer::source_hint(l)
                    error=flaw("source")
                />
            </div>
        </Card>
    }
    .into_any()
}

/// What only a membership has.
fn going_on(l: Locale, begins: &Begins) -> AnyView {
    let save = begins.save;
    let number = |name: &'static str, label: &'static str, hint: &'static str, min: i64, max: i64| {
        view! {
            <NumberField
                name=sent(name)
                label=label
                nostrip:value=begins.number(name)
                min=min
                max=max
                hint=hint
                error=save.flaw(name, l)
            />
        }
    };
    view! {
        <fieldset class="plan-going min-w-0">
            <legend class="text-sm font-medium">{t::offer::going_on(l)}</legend>
            <div class="mt-2 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
                {number("months", t::offer::months(l), t::offer::months_hint(l), 1, 12)}
                {number("rollover", t::offer::rollover(l), t::offer::rollover_hint(l), 0, 1000)}
                {number("commitment", t::offer::commitment(l), t::offer::commitment_hint(l), 0, 60)}
                {number("notice", t::offer::notice(l), t::offer::notice_hint(l), 0, 366)}
            </div>
        </fieldset>
    }
    .into_any()
}

/// What only stored value has.
fn to_spend(l: Locale, begins: &Begins, currency: String) -> AnyView {
    let save = begins.save;
    let amount = |name: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <TextField
                name=sent(name)
                label=label
                value=begins.value(name)
                inputmode="decimal"
                suffix=currency.clone()
                hint=hint
                error=save.flaw(name, l)
                autocomplete="off"
            />
        }
    };
    view! {
        <fieldset class="plan-money min-w-0">
            <legend class="text-sm font-medium">{t::offer::to_spend(l)}</legend>
            <div class="mt-2 grid gap-4 sm:grid-cols-2">
                {amount("value", t::offer::value(l), t::offer::value_hint(l))}
                {amount("bonus", t::offer::bonus(l), t::offer::bonus_hint(l))}
            </div>
        </fieldset>
    }
    .into_any()
}

fn how_often(l: Locale, begins: Begins) -> AnyView {
    let save = begins.save;
    let (value, early, unnamed) = (begins.value("bearer"), begins.number("early"), begins.ticked("unnamed"));
    let cap = move |name: &'static str, label: &'static str, max: i64| {
        view! {
            <NumberField
                name=sent(name)
                label=label
                nostrip:value=begins.number(name)
                min=1
                max=max
                error=save.flaw(name, l)
            />
        }
    };
    let bearers = Bearer::ALL
        .into_iter()
        .map(|bearer| Choice::new(bearer.code(), bearer.text(l).unwrap_or(t::offer::bearer_holder(l))))
        .collect::<Vec<_>>();
    view! {
        <Card title=t::offer::part_often(l) note=t::offer::caps_hint(l)>
            <div class="space-y-4">
                <div class="grid gap-4 sm:grid-cols-3">
                    {cap("per_day", t::offer::per_day(l), 20)} {cap("per_week", t::offer::per_week(l), 100)}
                    {cap("ahead", t::offer::ahead(l), 100)}
                </div>
                <NumberField
                    name=sent("early")
                    label=t::offer::early(l)
                    hint=t::offer::early_hint(l)
                    nostrip:value=early
                    min=1
                    max=EARLIEST
                    error=save.flaw("early", l)
                />
                <SelectField
                    name=sent("bearer")
                    label=t::offer::bearer(l)
                    choices=bearers
                    value=value
                    error=save.flaw("bearer", l)
                />
                <Checkbox
                    name=sent("unnamed")
                    label=t::offer::unnamed(l)
                    hint=t::offer::unnamed_hint(l)
                    checked=unnamed
                />
            </div>
        </Card>
    }
    .into_any()
}
