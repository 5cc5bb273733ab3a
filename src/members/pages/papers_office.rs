//! What the club has its members sign: the form that writes another version, whom it would touch, and the versions before it.

use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    members::{
        api::papers::{SavePaper, load_papers_office},
        model::{
            MONTHS_MAX, PAPER_MAX, PaperDesk, PaperKind, PaperReach, PaperVersion, PapersOffice, VersionStands,
            questions,
        },
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind},
        field::{Checkbox, Choice, DateField, NumberField, RadioCards, TextArea},
        form::{FieldGroup, Hidden},
        icon::Icon,
        list::{Card, SectionHead},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
        tabs::{SegmentLinks, Tab},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/admin/papers?kind=<paper>`
pub struct PapersOfficePage {
    office: Load<PapersOffice>,
    save: Submit<SavePaper>,
    kind: Memo<PaperKind>,
}

impl Page for PapersOfficePage {
    fn data() -> Self {
        let save = Submit::<SavePaper>::new();
        let query = use_query_map();
        let kind = Memo::new(move |_| {
            let asked = query.with(|q| q.get("kind").unwrap_or_default());
            PaperKind::from_code(&asked).unwrap_or(PaperKind::Waiver)
        });
        // what was written for one paper says nothing of the other
        Effect::new(move |before: Option<PaperKind>| {
            let now = kind.get();
            if before.is_some_and(|before| before != now) {
                save.clear();
            }
            now
        });
        Self {
            office: Load::new(move || save.done().get(), |_| load_papers_office()),
            save,
            kind,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let PapersOfficePage { office, save, kind } = this;
        let skeleton = move || view! { <SkeletonBlock class="h-120 w-full" label=t::papers::loading(l)/> };
        view! {
            <StaffPage title=t::papers::office_title(l) current="papers">
                <Loaded resource=office skeleton=skeleton error=wrong keep=true let:office>
                    // each paper has a form of its own: fields that somebody wrote in keep their words
                    {
                        let office = office.clone();
                        view! {
                            <For each=move || [kind.get()] key=|kind| kind.code() let:kind>
                                {shown(l, &office, kind, save)}
                            </For>
                        }
                    }
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn shown(l: Locale, office: &PapersOffice, kind: PaperKind, save: Submit<SavePaper>) -> AnyView {
    let Some(desk) = office.papers.iter().find(|desk| desk.kind == kind) else {
        return ().into_any();
    };
    let tabs = PaperKind::ALL
        .into_iter()
        .map(|one| Tab::new(one.text(l), format!("/admin/papers?kind={}", one.code()), one == kind))
        .collect();
    let query = use_query_map();
    let saved = move || query.with(|q| q.get("done").is_some_and(|done| done == "saved"));
    view! {
        <SegmentLinks label=t::papers::which(l) tabs=tabs/>
        <div role="status" class="empty:hidden">
            {move || saved().then(|| view! { <Notice tone=Tone::Success title=t::papers::saved(l)/> })}
        </div>
        <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_26rem]">
            <div class="min-w-0">{form(l, office, desk, save)}</div>
            <div class="min-w-0 space-y-6">
                {reach(l, desk)}
                {history(l, desk)}
            </div>
        </div>
    }
    .into_any()
}

fn form(l: Locale, office: &PapersOffice, desk: &PaperDesk, save: Submit<SavePaper>) -> AnyView {
    let draft = &desk.draft;
    let flawed = move || {
        let flawed = save
            .value()
            .with(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
        flawed.then(|| view! { <Notice tone=Tone::Error title=t::common::error_invalid(l)/> })
    };
    let flaw = move |field: String| {
        Signal::derive(move || {
            save.value()
                .with(|answer| answer.as_ref()?.as_ref().err()?.of_field(&field, l))
        })
    };
    let asked = vec![
        Choice::new("yes", t::papers::asked_yes(l)),
        Choice::new("no", t::papers::asked_no(l)).detail(t::papers::asked_no_note(l)),
    ];
    let begins = if draft.asked { "yes" } else { "no" };
    let reach = vec![
        Choice::new("everywhere", t::papers::everywhere(l)),
        Choice::new("places", t::papers::at_places(l)),
    ];
    let begins_at = if draft.everywhere { "everywhere" } else { "places" };
    let places = office
        .places
        .iter()
        .map(|(id, name)| {
            let field = format!("places[at-{id}]");
            let chosen = draft.places.contains(id) || !save.typed(&field, "").is_empty();
            view! { <Checkbox name=field label=name.clone() checked=chosen/> }
        })
        .collect_view();
    let signatures = (!desk.versions.is_empty()).then(|| {
        let choices = vec![
            Choice::new("hold", t::papers::sign_hold(l)).detail(t::papers::sign_hold_note(l)),
            Choice::new("anew", t::papers::sign_anew(l)).detail(t::papers::sign_anew_note(l)),
        ];
        view! {
            <RadioCards
                name="signatures"
                legend=t::papers::signatures(l)
                choices=choices
                value=save.typed("signatures", "hold")
                stacked=true
            />
        }
    });
    let (kind, key, today) = (desk.kind.code(), office.key.clone(), office.today.to_string());
    let months = draft.months.map(|months| months.to_string()).unwrap_or_default();
    let months = save.typed("months", months).trim().parse::<i64>().ok();
    let texts = Locale::ALL
        .into_iter()
        .map(|language| {
            let field = format!("texts[{}]", language.tag());
            let text = draft.texts.iter().find(|(of, _)| *of == language);
            let text = text.map(|(_, body)| body.clone()).unwrap_or_default();
            let value = save.typed(&field, text);
            let hint = match (desk.kind, language == office.main) {
                (PaperKind::Questionnaire, _) => t::papers::questions_hint(l),
                (PaperKind::Waiver, true) => t::papers::text_hint(l),
                (PaperKind::Waiver, false) => t::papers::text_other_hint(l),
            };
            let error = flaw(field.clone());
            view! {
                <TextArea
                    name=field
                    label=t::papers::text_in(l, language.name())
                    value=value
                    rows=10
                    maxlength={PAPER_MAX as u32}
                    hint=hint
                    error=error
                />
            }
        })
        .collect_view();
    view! {
        <Card title=t::papers::form_title(l) note=t::papers::form_note(l)>
            <SubmitForm to=save>
                <Hidden name="kind" value=kind/>
                <Hidden name="key" value=key/>
                <div class="space-y-6">
                    {save.refusal(l)}
                    {flawed}
                    <RadioCards
                        name="asked"
                        legend=t::papers::asked(l)
                        choices=asked
                        value=save.typed("asked", begins)
                        stacked=true
                    />
                    <div class="grid gap-4 sm:grid-cols-2">
                        <DateField
                            name="from"
                            label=t::papers::from(l)
                            value=save.typed("from", today.clone())
                            min=today
                            hint=t::papers::from_hint(l)
                            error=flaw("from".to_owned())
                            required=true
                        />
                        <NumberField
                            name="months"
                            label=t::papers::months(l)
                            nostrip:value=months
                            min=1
                            max=MONTHS_MAX
                            hint=t::papers::months_hint(l)
                            error=flaw("months".to_owned())
                        />
                    </div>
                    <RadioCards
                        name="reach"
                        legend=t::papers::reach(l)
                        choices=reach
                        value=save.typed("reach", begins_at)
                        error=flaw("reach".to_owned())
                    />
                    <FieldGroup legend=t::papers::places(l) text=t::papers::places_note(l)>{places}</FieldGroup>
                    {signatures}
                    {texts}
                    <Button label=t::papers::save(l) kind=ButtonKind::Primary pending=save.pending()/>
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

/// Whom another version would touch: everybody, or those whose signature does not hold.
fn reach(l: Locale, desk: &PaperDesk) -> AnyView {
    let several = desk.reach.len() > 2;
    let rows = desk
        .reach
        .iter()
        .filter(|one| several || one.location.is_none())
        .map(|one| reach_row(l, one))
        .collect_view();
    view! {
        <Card title=t::papers::touches(l) note=t::papers::touches_note(l)>
            <ul class="space-y-3">{rows}</ul>
        </Card>
    }
    .into_any()
}

fn reach_row(l: Locale, one: &PaperReach) -> AnyView {
    let name = match one.location {
        None => t::papers::everywhere(l).to_owned(),
        Some(_) => one.name.clone(),
    };
    view! {
        <li class="text-sm tabular-nums">
            <p class="font-medium wrap-anywhere">{name}</p>
            <p>{t::papers::touches_anew(l, one.members)}</p>
            <p>{t::papers::touches_hold(l, one.members - one.hold)}</p>
        </li>
    }
    .into_any()
}

fn history(l: Locale, desk: &PaperDesk) -> AnyView {
    let body = if desk.versions.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::papers::history_none(l)}</p> }.into_any()
    } else {
        let rows = desk
            .versions
            .iter()
            .map(|version| row(l, desk.kind, version))
            .collect_view();
        view! { <ol class="space-y-3">{rows}</ol> }.into_any()
    };
    view! {
        <section>
            <SectionHead title=t::papers::history(l)/>
            {body}
        </section>
    }
    .into_any()
}

fn row(l: Locale, kind: PaperKind, version: &PaperVersion) -> AnyView {
    let between = if l == Locale::En { ", " } else { "、" };
    let badge = match version.stands {
        VersionStands::Ahead => Some((Tone::Info, t::rules::ahead(l))),
        VersionStands::InForce => Some((Tone::Success, t::rules::in_force(l))),
        VersionStands::Over => None,
    };
    let from = l.date(version.from);
    let title = if version.asked {
        t::papers::version_from(l, from, version.number)
    } else {
        t::papers::version_ends(l, from, version.number)
    };
    let written = t::papers::written(l, &version.by, l.date(version.made.day()));
    let mut facts = vec![if version.places.is_empty() {
        t::papers::everywhere(l).to_owned()
    } else {
        version.places.join(between)
    }];
    facts.push(match version.months {
        Some(months) => t::papers::holds_months(l, months),
        None => t::papers::holds_for_good(l).to_owned(),
    });
    if version.anew {
        facts.push(t::papers::sign_anew(l).to_owned());
    }
    facts.push(t::papers::signed_by(l, version.signatures));
    let text = version.texts.iter().find(|(of, _)| *of == l).or(version.texts.first());
    let text = text.map(|(_, body)| match kind {
        PaperKind::Waiver => body.clone(),
        PaperKind::Questionnaire => questions(body).join("\n"),
    });
    let text = text.map(|text| {
        view! {
            <details class="group">
                <summary class="flex min-h-11 cursor-pointer list-none items-center gap-3 text-sm font-medium text-primary [&::-webkit-details-marker]:hidden">
                    {t::papers::read(l)}
                    <span class="sr-only">{title.clone()}</span>
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </summary>
                <p class="text-sm wrap-anywhere whitespace-pre-line">{text}</p>
            </details>
        }
    });
    view! {
        <li class="sheet p-4">
            <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h3 class="text-sm font-semibold tabular-nums">{title}</h3>
                {badge.map(|(tone, label)| view! { <Badge tone=tone label=label/> })}
            </div>
            <p class="text-caption text-muted">{written}</p>
            <p class="pt-1 text-sm wrap-anywhere">{facts.join(" · ")}</p>
            {text}
        </li>
    }
    .into_any()
}
