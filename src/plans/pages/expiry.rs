//! How long what is sold may last: the template that holds, what another would touch, and what was chosen before.
//!
//! The template that is looked at stands in the URL (`?look=1&template=…&from=…`), so that the look is a plain GET and the press that
//! chooses it sends what the page shows.

use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    plans::{
        api::{SaveExpiry, WithdrawExpiry, load_expiry, preview_expiry},
        model::{Contradicts, ExpiryPage as Expiry, ExpiryPreview, ExpiryVersion, Template},
    },
    platform::{
        error::{Answer, AppError},
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::{Choice, DateField, RadioCards},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::{components::Form, hooks::use_query_map};
use serde::{Deserialize, Serialize};

const PATH: &str = "/admin/expiry";

/// A template that was looked at, and what the server says of it; nothing before the first look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Looked {
    template: String,
    from: String,
    answer: Option<Answer<ExpiryPreview>>,
}

/// `/admin/expiry?look=1&template=&from=`
pub struct ExpiryRulesPage {
    page: Load<Expiry>,
    looked: Load<Looked>,
    save: Submit<SaveExpiry>,
    withdraw: Submit<WithdrawExpiry>,
}

impl Page for ExpiryRulesPage {
    fn data() -> Self {
        let query = use_query_map();
        let (save, withdraw) = (Submit::<SaveExpiry>::new(), Submit::<WithdrawExpiry>::new());
        let asked = Memo::new(move |_| {
            query.with(|q| {
                let named = |name: &str| q.get(name).unwrap_or_default();
                (q.get("look").is_some(), named("template"), named("from"))
            })
        });
        Self {
            page: Load::new(
                // a key that was refused with is used up
                move || save.version().get() + withdraw.version().get(),
                |_| load_expiry(),
            ),
            looked: Load::new(
                move || asked.get(),
                |(look, template, from)| async move {
                    let answer = if look {
                        Some(preview_expiry(template.clone(), from.clone()).await)
                    } else {
                        None
                    };
                    Ok(Looked { template, from, answer })
                },
            ),
            save,
            withdraw,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let ExpiryRulesPage {
            page,
            looked,
            save,
            withdraw,
        } = this;
        view! {
            <StaffPage title=t::expiry::title(l) current="plans">
                <Loaded resource=page skeleton=move || waiting(l) error=wrong keep=true let:page>
                    <Loaded resource=looked skeleton=move || waiting(l) error=wrong keep=true let:looked>
                        {shown(l, &page, looked, save, withdraw)}
                    </Loaded>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn waiting(l: Locale) -> impl IntoView {
    view! { <SkeletonBlock class="h-96 w-full" label=t::expiry::loading(l)/> }
}

fn shown(
    l: Locale,
    page: &Expiry,
    looked: Looked,
    save: Submit<SaveExpiry>,
    withdraw: Submit<WithdrawExpiry>,
) -> AnyView {
    let flaws = looked.answer.as_ref().and_then(|answer| answer.as_ref().err()).cloned();
    let preview = match &looked.answer {
        Some(Ok(preview)) => preview_card(l, page, &looked, preview, save),
        Some(Err(error)) if !matches!(error, AppError::Invalid(_)) => wrong(error.clone()),
        _ => ().into_any(),
    };
    let now = contradictions(l, t::expiry::contradicts_now(l), &page.contradicts);
    view! {
        <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
            // what was looked at comes first on a telephone, and stands beside the form where there is room
            <div class="min-w-0 space-y-4 max-xl:order-2">
                <Notice tone=Tone::Warning title=t::expiry::no_advice(l)/>
                {form(l, page, &looked, flaws)}
                {now}
                <p class="text-caption text-muted">{t::expiry::not_yet(l)}</p>
            </div>
            <div class="min-w-0 max-xl:contents xl:sticky xl:top-4 xl:space-y-6">
                <div class="min-w-0 empty:hidden max-xl:order-1">{preview}</div>
                <div class="min-w-0 max-xl:order-3">{history(l, page, withdraw)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn form(l: Locale, page: &Expiry, looked: &Looked, flaws: Option<AppError>) -> AnyView {
    let flaw = |field: &str| flaws.as_ref().and_then(|e| e.of_field(field, l));
    let choices = Template::ALL
        .into_iter()
        .map(|template| Choice::new(template.code(), template.text(l)).detail(template.about(l)))
        .collect::<Vec<_>>();
    let chosen = if Template::from_code(&looked.template).is_some() {
        looked.template.clone()
    } else {
        page.template.code().to_owned()
    };
    let (today, begins) = (page.today.to_string(), flaw("from"));
    let from = if looked.from.is_empty() {
        today.clone()
    } else {
        looked.from.clone()
    };
    view! {
        <Form method="GET" action=PATH noscroll=true>
            <Card title=t::expiry::template(l) note=t::expiry::template_note(l)>
                <div class="space-y-4">
                    <Hidden name="look" value="1"/>
                    <RadioCards name="template" legend=t::expiry::template(l) choices=choices value=chosen stacked=true/>
                    <div class="flex flex-wrap items-end gap-4">
                        <div class="min-w-0 flex-1 basis-48">
                            <DateField
                                name="from"
                                label=t::rules::from(l)
                                value=from
                                min=today
                                hint=t::rules::from_hint(l)
                                error=begins
                                required=true
                            />
                        </div>
                        <Button label=t::rules::look(l) kind=ButtonKind::Primary icon=Icon::ListChecks/>
                    </div>
                </div>
            </Card>
        </Form>
    }
    .into_any()
}

/// Plans that contradict a template, each with how and with the way to its form.
fn contradictions(l: Locale, title: &'static str, plans: &[Contradicts]) -> AnyView {
    if plans.is_empty() {
        return ().into_any();
    }
    let rows = plans
        .iter()
        .map(|found| {
            let passes = (found.passes > 0).then(|| t::expiry::keeps(l, found.passes));
            let detail = [Some(found.against.text(l)), passes];
            let detail = detail
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(if l == Locale::En { " " } else { "" });
            let (href, name) = (
                address("/admin/plans", &[("edit", &found.plan.to_string())]),
                t::offer::change(l, &found.name),
            );
            let end = move || {
                view! {
                    <LinkButton
                        href=href
                        label=t::expiry::change(l)
                        name=name
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Pencil
                    />
                }
            };
            view! { <Row title=found.name.clone() detail=detail end=end/> }
        })
        .collect_view();
    view! {
        <section class="space-y-2">
            <h3 class="text-sm font-semibold">{title}</h3>
            <Sheet label=title>{rows}</Sheet>
        </section>
    }
    .into_any()
}

fn preview_card(
    l: Locale,
    page: &Expiry,
    looked: &Looked,
    preview: &ExpiryPreview,
    save: Submit<SaveExpiry>,
) -> AnyView {
    if preview.before == preview.after {
        return view! { <Notice tone=Tone::Info title=t::expiry::nothing_changes(l)/> }.into_any();
    }
    let title = if preview.now {
        t::rules::preview_now(l).to_owned()
    } else {
        t::rules::preview_from(l, l.date(preview.from.day()))
    };
    let failed = move || {
        save.value()
            .get()
            .and_then(Result::err)
            .map(|e| view! { <div class="pb-3"><Notice tone=Tone::Error title=e.text(l)/></div> })
    };
    let touched = if preview.contradicts.is_empty() {
        view! { <p class="text-sm text-muted">{t::expiry::contradicts_none(l)}</p> }.into_any()
    } else {
        contradictions(l, t::expiry::contradicts_then(l), &preview.contradicts)
    };
    let (template, from, key) = (looked.template.clone(), looked.from.clone(), page.key.clone());
    let change = change(l, preview.before, preview.after);
    let press = if preview.now {
        t::rules::save_now(l)
    } else {
        t::rules::save_then(l)
    };
    view! {
        <Card title=title class="border border-primary/40">
            <div class="space-y-4">
                {change}
                <p class="text-sm">{t::expiry::sold_keeps(l)}</p>
                {touched}
                {failed}
                <SubmitForm to=save>
                    <Hidden name="template" value=template/>
                    <Hidden name="from" value=from/>
                    <Hidden name="key" value=key/>
                    <FormActions>
                        <Button label=press kind=ButtonKind::Primary pending=save.pending()/>
                        <LinkButton href=PATH label=t::rules::leave(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </SubmitForm>
            </div>
        </Card>
    }
    .into_any()
}

fn change(l: Locale, before: Template, after: Template) -> AnyView {
    view! {
        <p class="text-sm">
            <span class="text-muted line-through">{before.text(l)}</span>
            <span class="sr-only">{t::rules::becomes(l)}</span>
            " "
            <strong class="font-semibold">{after.text(l)}</strong>
        </p>
    }
    .into_any()
}

fn when(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

fn history(l: Locale, page: &Expiry, withdraw: Submit<WithdrawExpiry>) -> AnyView {
    let body = if page.versions.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::expiry::history_none(l)}</p> }.into_any()
    } else {
        let in_force = page
            .versions
            .iter()
            .find(|version| !version.ahead)
            .map(|version| version.id);
        let rows = page
            .versions
            .iter()
            .map(|version| version_row(l, page, version, in_force == Some(version.id), withdraw))
            .collect_view();
        view! { <ol class="space-y-3">{rows}</ol> }.into_any()
    };
    let failed = move || {
        withdraw
            .value()
            .get()
            .and_then(Result::err)
            .map(|e| view! { <div class="pb-3"><Notice tone=Tone::Error title=e.text(l)/></div> })
    };
    view! {
        <section>
            <SectionHead title=t::rules::history(l)/>
            {failed}
            {body}
        </section>
    }
    .into_any()
}

fn version_row(
    l: Locale,
    page: &Expiry,
    version: &ExpiryVersion,
    in_force: bool,
    withdraw: Submit<WithdrawExpiry>,
) -> AnyView {
    let badge = match (version.ahead, in_force) {
        (true, _) => Some((Tone::Info, t::rules::ahead(l))),
        (false, true) => Some((Tone::Success, t::rules::in_force(l))),
        (false, false) => None,
    };
    let by = version.by.clone().unwrap_or_else(|| t::rules::console(l).to_owned());
    let take_back = version.ahead.then(|| {
        let (id, key) = (version.id.to_string(), page.key.clone());
        let name = t::rules::withdraw_name(l, when(l, version.from));
        view! {
            <div class="pt-3">
                <SubmitForm to=withdraw>
                    <Hidden name="id" value=id/>
                    <Hidden name="key" value=key/>
                    <Button
                        label=t::rules::withdraw(l)
                        name=name
                        size=ButtonSize::Small
                        icon=Icon::Undo2
                        pending=withdraw.pending()
                    />
                </SubmitForm>
            </div>
        }
    });
    view! {
        <li class="sheet p-4">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1 pb-2">
                <h3 class="text-sm font-semibold tabular-nums">{when(l, version.from)}</h3>
                {badge.map(|(tone, label)| view! { <Badge tone=tone label=label/> })}
                <p class="text-caption text-muted">{by}</p>
            </div>
            {change(l, version.before, version.after)}
            {take_back}
        </li>
    }
    .into_any()
}
