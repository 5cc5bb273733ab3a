//! What a member has signed and is to sign, at the desk: taken on its screen, or noted where it lies signed on paper.

use super::papers_form::{PaperFields, badge};
use crate::{
    members::{
        api::papers::{TakePaper, load_papers_of},
        model::{MemberId, OwnPaper, PaperKind, PapersOf},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::Checkbox,
        form::{FormActions, Hidden},
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The card and the dialog in which somebody signs. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct PapersDesk {
    papers: Load<PapersOf>,
    take: Submit<TakePaper>,
    /// The paper that the address asks for, by its code.
    asked: Memo<String>,
    /// It lies signed on paper.
    on_paper: Memo<bool>,
}

impl PapersDesk {
    /// For the member that the address names.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>, asked: Memo<String>, on_paper: Memo<bool>) -> Self {
        let take = Submit::<TakePaper>::new();
        // what was filled in wrongly has used no key up, and its form stays as it is
        let answered = Memo::new(move |before: Option<&usize>| {
            let n = take.version().get();
            let flawed = take
                .value()
                .with_untracked(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
            if flawed { before.copied().unwrap_or(0) } else { n }
        });
        let papers = Load::new(
            move || (member.get(), answered.get()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_papers_of(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            papers,
            take,
            asked,
            on_paper,
        }
    }

    /// The card, where the club has anything signed and the reader works at the desk.
    #[must_use]
    pub fn draw(self, l: Locale, member: MemberId) -> AnyView {
        view! {
            <Loaded resource=self.papers error=nothing keep=true let:page>
                {(!page.papers.is_empty()).then(|| self.card(l, member, page))}
            </Loaded>
        }
        .into_any()
    }

    fn card(self, l: Locale, member: MemberId, page: PapersOf) -> AnyView {
        let rows = page.papers.iter().map(|paper| row(l, member, paper)).collect_view();
        let dialog = move || {
            let kind = PaperKind::from_code(&self.asked.get())?;
            let paper = page.papers.iter().find(|paper| paper.kind == kind && paper.open())?;
            Some(self.dialog(l, &page, paper, self.on_paper.get()))
        };
        view! {
            <Card title=t::papers::desk_title(l)>
                <ul class="space-y-4">{rows}</ul>
            </Card>
            {dialog}
        }
        .into_any()
    }

    fn dialog(self, l: Locale, page: &PapersOf, paper: &OwnPaper, on_paper: bool) -> AnyView {
        let take = self.take;
        let close = format!("/admin/members/{}", page.member);
        let (keep, member) = (close.clone(), page.member.to_string());
        let flaw = move |field: String, words: &'static str| {
            Signal::derive(move || {
                take.value().with(|answer| {
                    let error = answer.as_ref()?.as_ref().err()?;
                    error.of_field(&field, l).map(|_| words.to_owned())
                })
            })
        };
        let agreed = match (on_paper, paper.kind) {
            (true, _) => t::papers::agreed_on_paper(l),
            (false, PaperKind::Waiver) => t::papers::agreed_waiver(l),
            (false, PaperKind::Questionnaire) => t::papers::agreed_questionnaire(l),
        };
        let fields = PaperFields {
            name: take.typed("name", if on_paper { page.name.as_str() } else { "" }),
            name_flaw: take.flaw("name", l),
            flaw: &flaw,
            agreed,
            name_hint: if on_paper {
                t::papers::name_hint_paper(l)
            } else {
                t::papers::name_hint(l)
            },
            on_paper,
        }
        .draw(l, paper, page.key.clone());
        let title = if on_paper {
            t::papers::paper_title(l, paper.kind.text(l), &page.name)
        } else {
            t::papers::screen_title(l, paper.kind.text(l), &page.name)
        };
        let text = if on_paper {
            t::papers::paper_text(l)
        } else {
            t::papers::screen_text(l)
        };
        let child = page.guarded.is_some();
        let guarded = page.guarded.map(|age| t::papers::guarded(l, age));
        let flawed = move || {
            let flawed = take
                .value()
                .with(|answer| matches!(answer, Some(Err(AppError::Invalid(_)))));
            flawed.then(|| view! { <Notice tone=Tone::Error title=t::common::error_invalid(l)/> })
        };
        view! {
            <Dialog
                id="sign"
                title=title
                text=text
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
                wide=true
            >
                <SubmitForm to=take>
                    <Hidden name="member" value=member/>
                    <Hidden name="on" value={if on_paper { "paper" } else { "screen" }}/>
                    <div class="space-y-4">
                        {take.refusal(l)}
                        {flawed}
                        {guarded.map(|text| view! { <Notice title=text icon=Icon::UsersRound/> })}
                        {fields}
                        <Checkbox name="guardian" label=t::papers::by_guardian(l) checked=child/>
                        <FormActions sticky=true>
                            <Button
                                label=if on_paper { t::papers::note_paper(l) } else { t::papers::sign(l) }
                                kind=ButtonKind::Primary
                                icon=Icon::Signature
                                pending=take.pending()
                            />
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }
}

fn row(l: Locale, member: MemberId, paper: &OwnPaper) -> AnyView {
    let name = paper.kind.text(l);
    let signed = match &paper.signed {
        Some(signed) => signed.text(l),
        None => t::papers::never_signed(l).to_owned(),
    };
    let advice = paper
        .signed
        .as_ref()
        .is_some_and(|signed| signed.advice)
        .then(|| view! { <p class="text-caption text-muted">{t::papers::advice_noted(l)}</p> });
    let code = paper.kind.code();
    let ways = paper.open().then(|| {
        view! {
            <div class="mt-2 flex flex-wrap gap-2">
                <LinkButton
                    href=format!("/admin/members/{member}?sign={code}#papers")
                    label=t::papers::on_screen(l)
                    name=format!("{}: {name}", t::papers::on_screen(l))
                    kind=ButtonKind::Soft
                    size=ButtonSize::Small
                    icon=Icon::Signature
                />
                <LinkButton
                    href=format!("/admin/members/{member}?sign={code}&on=paper#papers")
                    label=t::papers::on_paper(l)
                    name=format!("{}: {name}", t::papers::on_paper(l))
                    kind=ButtonKind::Ghost
                    size=ButtonSize::Small
                    icon=Icon::FileSignature
                />
            </div>
        }
    });
    view! {
        <li>
            <p class="flex flex-wrap items-center gap-2 font-medium">
                {name}
                {badge(l, paper)}
            </p>
            <p class="mt-0.5 text-sm text-muted wrap-anywhere">{signed}</p>
            {advice}
            {ways}
        </li>
    }
    .into_any()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
