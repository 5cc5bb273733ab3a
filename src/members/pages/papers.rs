//! What the reader signs before they train, or a child for whom they answer; then back to where they came from.

use super::papers_form::{PaperFields, badge, reading, terms};
use crate::{
    accounts::pages::{address::address, shell::MemberPage, wrong::wrong},
    members::{
        api::papers::{SignPaper, load_papers},
        model::{OwnPaper, OwnPapers, PaperKind, Ward},
    },
    platform::{
        error::AppError,
        form::own_path,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
        tabs::{Chip, ChipRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/papers?for=<a child>&back=<where the reader came from>`
pub struct PapersPage {
    papers: Load<OwnPapers>,
    sign: Submit<SignPaper>,
    back: Memo<String>,
}

impl Page for PapersPage {
    fn data() -> Self {
        let sign = Submit::<SignPaper>::new();
        let query = use_query_map();
        let child = Memo::new(move |_| query.with(|q| q.get("for").unwrap_or_default()));
        let back = Memo::new(move |_| query.with(|q| q.get("back").unwrap_or_default()));
        // an answer belongs to whom it was about
        Effect::new(move |before: Option<String>| {
            let whose = child.get();
            if before.is_some_and(|before| before != whose) {
                sign.clear();
            }
            whose
        });
        let answered = answered(sign);
        Self {
            papers: Load::new(move || (child.get(), answered.get()), |(child, _)| load_papers(child)),
            sign,
            back,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let PapersPage { papers, sign, back } = this;
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::papers::loading(l)/> };
        view! {
            <MemberPage title=t::papers::own_title(l) current="profile" back="/profile">
                <Loaded resource=papers skeleton=skeleton error=wrong keep=true let:papers>
                    {content(l, papers, sign, back.get_untracked())}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

/// Grows with every answer that has used its key up; what was filled in wrongly has not, and its form stays as it is.
fn answered(sign: Submit<SignPaper>) -> Memo<usize> {
    Memo::new(move |before: Option<&usize>| {
        let n = sign.version().get();
        let flawed = sign
            .value()
            .with_untracked(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
        if flawed { before.copied().unwrap_or(0) } else { n }
    })
}

fn content(l: Locale, page: OwnPapers, sign: Submit<SignPaper>, back: String) -> AnyView {
    let whose = page
        .child
        .as_ref()
        .map(|child| child.id.to_string())
        .unwrap_or_default();
    let open = page.papers.iter().position(OwnPaper::open);
    // whoever is not of age reads it, and somebody else signs
    let signs = page.child.is_some() || page.guarded.is_none();
    let alone = page.guarded.filter(|_| open.is_some() && page.child.is_none());
    let alone = alone.map(|age| {
        view! { <Notice title=t::papers::alone_title(l, age) text=t::papers::alone_text(l) icon=Icon::UsersRound/> }
    });
    let answers = page.child.as_ref().map(|child| {
        view! { <Notice title=t::papers::child_note(l, &child.name) icon=Icon::UsersRound/> }
    });
    let none = page.papers.is_empty().then(|| {
        view! { <EmptyList title=t::papers::none_title(l) text=t::papers::none_text(l) icon=Icon::Signature/> }
    });
    let on = own_path(&back).to_owned();
    let done = (open.is_none() && !page.papers.is_empty()).then(|| {
        let way = (!back.is_empty()).then(|| {
            view! { <LinkButton href=on label=t::papers::back(l) kind=ButtonKind::Primary size=ButtonSize::Large icon=Icon::ArrowLeft/> }
        });
        view! {
            <Notice tone=Tone::Success title=t::papers::all_signed(l)/>
            {way}
        }
    });
    let cards = page
        .papers
        .iter()
        .enumerate()
        .map(|(n, paper)| {
            // one after the other: a form at a time
            let form = (signs && open == Some(n)).then(|| form(l, paper, (&whose, &back, &page.key), sign));
            card(l, paper, form)
        })
        .collect_view();
    view! {
        {choice(l, &whose, &back, page.children)}
        {answers}
        {alone}
        {none}
        <div role="status" class="space-y-3 empty:hidden">{done}</div>
        {cards}
    }
    .into_any()
}

/// The way from one's own papers to a child's and back, where there is a child.
fn choice(l: Locale, whose: &str, back: &str, children: Vec<Ward>) -> AnyView {
    if children.is_empty() {
        return ().into_any();
    }
    let to = |child: &str| address("/papers", &[("for", child), ("back", back)]);
    let (own, mine) = (to(""), whose.is_empty());
    let chips = children
        .into_iter()
        .map(|child| {
            let id = child.id.to_string();
            view! { <Chip href=to(&id) label=child.name chosen={id == whose}/> }
        })
        .collect_view();
    view! {
        <nav class="-mx-4" aria-label=t::privacy::for_whom(l)>
            <ChipRow label=t::privacy::for_whom(l)>
                <Chip href=own label=t::privacy::for_me(l) chosen=mine/>
                {chips}
            </ChipRow>
        </nav>
    }
    .into_any()
}

fn card(l: Locale, paper: &OwnPaper, form: Option<AnyView>) -> AnyView {
    let signed = paper
        .signed
        .as_ref()
        .map(|signed| view! { <p class="text-sm wrap-anywhere">{signed.text(l)}</p> });
    let read = match form {
        Some(form) => form,
        None => view! {
            <details class="group">
                <summary class="flex min-h-11 cursor-pointer list-none items-center gap-3 text-sm font-medium text-primary [&::-webkit-details-marker]:hidden">
                    {t::papers::read(l)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </summary>
                {reading(l, paper)}
            </details>
        }
        .into_any(),
    };
    let state = badge(l, paper);
    view! {
        <Card title=paper.kind.text(l) note=terms(l, paper) actions=move || state>
            <div class="space-y-4">
                {signed}
                {read}
            </div>
        </Card>
    }
    .into_any()
}

fn form(l: Locale, paper: &OwnPaper, (whose, back, key): (&str, &str, &str), sign: Submit<SignPaper>) -> AnyView {
    let agreed = match paper.kind {
        PaperKind::Waiver => t::papers::agreed_waiver(l),
        PaperKind::Questionnaire => t::papers::agreed_questionnaire(l),
    };
    let flaw = move |field: String, words: &'static str| {
        Signal::derive(move || {
            sign.value().with(|answer| {
                let error = answer.as_ref()?.as_ref().err()?;
                error.of_field(&field, l).map(|_| words.to_owned())
            })
        })
    };
    let fields = PaperFields {
        name: sign.typed("name", ""),
        name_flaw: sign.flaw("name", l),
        flaw: &flaw,
        agreed,
        name_hint: t::papers::name_hint(l),
        on_paper: false,
    }
    .draw(l, paper, key.to_owned());
    let flawed = move || {
        let flawed = sign
            .value()
            .with(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
        flawed.then(|| view! { <Notice tone=Tone::Error title=t::common::error_invalid(l)/> })
    };
    let (member, back) = (whose.to_owned(), back.to_owned());
    view! {
        <SubmitForm to=sign>
            <Hidden name="member" value=member/>
            <Hidden name="back" value=back/>
            <div class="space-y-4">
                {sign.refusal(l)}
                {flawed}
                {fields}
                <Button
                    label=t::papers::sign(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Large
                    icon=Icon::Signature
                    pending=sign.pending()
                />
            </div>
        </SubmitForm>
    }
    .into_any()
}
