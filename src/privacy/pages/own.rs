//! A member's own data: what they agree to, what they say about their health and who has read it.

use super::{consents, erasure::password};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    members::model::Ward,
    platform::{
        error::Reason,
        i18n::{Locale, t, use_locale},
    },
    privacy::{
        api::{GiveConsent, SaveHealth, WithdrawConsent, load_my_privacy},
        model::{Agreed, Consent, HealthNotes, HealthRead, OwnHealth, OwnPrivacy, PrivacyRefusal},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        field::TextArea,
        form::Hidden,
        icon::Icon,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
        tabs::{Chip, ChipRow},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/me/privacy?for=<a child>`
pub struct OwnPrivacyPage {
    privacy: Load<OwnPrivacy>,
    forms: Forms,
}

#[derive(Clone, Copy)]
struct Forms {
    give: Submit<GiveConsent>,
    withdraw: Submit<WithdrawConsent>,
    save: Submit<SaveHealth>,
}

impl Page for OwnPrivacyPage {
    fn data() -> Self {
        let forms = Forms {
            give: Submit::new(),
            withdraw: Submit::new(),
            save: Submit::new(),
        };
        let versions = move || {
            let Forms { give, withdraw, save } = forms;
            (give.version().get(), withdraw.version().get(), save.done().get())
        };
        let query = use_query_map();
        let child = Memo::new(move |_| query.with(|q| q.get("for").unwrap_or_default()));
        // an answer belongs to whom it was about
        Effect::new(move |before: Option<String>| {
            let whose = child.get();
            if before.is_some_and(|before| before != whose) {
                forms.give.clear();
                forms.withdraw.clear();
                forms.save.clear();
            }
            whose
        });
        Self {
            privacy: Load::new(move || (child.get(), versions()), |(child, _)| load_my_privacy(child)),
            forms,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let forms = this.forms;
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::privacy::loading(l)/> };
        view! {
            <MemberPage title=t::privacy::own_title(l) current="profile" back="/profile">
                <Loaded resource=this.privacy skeleton=skeleton error=wrong keep=true let:privacy>
                    {content(l, privacy, forms)}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

/// The page of the reader's own data, or of a child's.
pub(super) fn address(child: &str) -> String {
    if child.is_empty() {
        "/me/privacy".to_owned()
    } else {
        format!("/me/privacy?for={child}")
    }
}

/// Whose data they are: the reader's, or those of a child for whom they answer.
#[derive(Clone)]
struct Whose {
    /// As forms and addresses name them; empty: the reader.
    id: String,
    child: Option<String>,
    /// The reader may say yes.
    agrees: bool,
}

fn content(l: Locale, privacy: OwnPrivacy, forms: Forms) -> AnyView {
    let Forms { give, withdraw, .. } = forms;
    let whose = Whose {
        id: privacy
            .child
            .as_ref()
            .map(|child| child.id.to_string())
            .unwrap_or_default(),
        child: privacy.child.as_ref().map(|child| child.name.clone()),
        agrees: privacy.child.is_some() || privacy.guarded.is_none(),
    };
    let alone = privacy.guarded.filter(|_| privacy.child.is_none());
    let answers = whose.child.as_ref().map(|name| t::privacy::child_note(l, name));
    let declares = privacy.declares.map(|age| format!(" {}", t::privacy::declares(l, age)));
    let of = whose.clone();
    let query = use_query_map();
    let erased = move || query.with(|q| q.get("done").is_some_and(|done| done == "erased"));
    view! {
        {move || erased().then(|| view! { <Notice tone=Tone::Success title=t::privacy::child_erased(l)/> })}
        {choice(l, &whose, privacy.children)}
        {answers.map(|text| view! { <Notice title=text icon=Icon::UsersRound/> })}
        {alone.map(|age| {
            view! { <Notice title=t::privacy::alone_title(l, age) text=t::privacy::alone_text(l) icon=Icon::UsersRound/> }
        })}
        <section>
            <SectionHead title=t::privacy::consents(l)/>
            <p class="px-1 pb-3 text-sm text-muted">{t::privacy::consents_text(l)} {declares}</p>
            {give.refusal(l)}
            {withdraw.refusal(l)}
            {consents::list(l, privacy.consents, move |consent| press(l, &of, consent, forms))}
        </section>
        <section id="health" class="scroll-mt-4">
            <SectionHead title=t::privacy::health(l)/>
            {health(l, &whose, privacy.health, forms)}
        </section>
        {reads(l, &whose, privacy.reads)}
        {copy(l, &whose)}
        {erase(l, &whose)}
    }
    .into_any()
}

/// The way from one's own data to a child's and back, where there is a child.
fn choice(l: Locale, whose: &Whose, children: Vec<Ward>) -> AnyView {
    if children.is_empty() {
        return ().into_any();
    }
    let here = whose.id.clone();
    let chips = children
        .into_iter()
        .map(|child| {
            let id = child.id.to_string();
            view! { <Chip href=address(&id) label=child.name chosen={id == here}/> }
        })
        .collect_view();
    let mine = whose.id.is_empty();
    view! {
        <nav class="-mx-4" aria-label=t::privacy::for_whom(l)>
            <ChipRow label=t::privacy::for_whom(l)>
                <Chip href=address("") label=t::privacy::for_me(l) chosen=mine/>
                {chips}
            </ChipRow>
        </nav>
    }
    .into_any()
}

/// One press either way: taking back is no harder than giving.
fn press(l: Locale, whose: &Whose, consent: &Consent, forms: Forms) -> AnyView {
    let Forms { give, withdraw, .. } = forms;
    let (code, version) = (consent.purpose.code(), consent.version.to_string());
    let title = consent.purpose.title(l);
    let member = whose.id.clone();
    // whoever may not say yes alone may still take back what they said
    let back = consent.agreed == Agreed::Yes || (!whose.agrees && consent.agreed == Agreed::Alone);
    if !back && !whose.agrees {
        return ().into_any();
    }
    if back {
        view! {
            <SubmitForm to=withdraw>
                <Hidden name="purpose" value=code/>
                <Hidden name="member" value=member/>
                <Button
                    label=t::privacy::withdraw(l)
                    name=t::privacy::withdraw_name(l, title)
                    size=ButtonSize::Small
                    pending=withdraw.pending()
                />
            </SubmitForm>
        }
        .into_any()
    } else {
        view! {
            <SubmitForm to=give>
                <Hidden name="purpose" value=code/>
                <Hidden name="version" value=version/>
                <Hidden name="member" value=member/>
                <Button
                    label=t::privacy::give(l)
                    name=t::privacy::give_name(l, title)
                    size=ButtonSize::Small
                    pending=give.pending()
                />
            </SubmitForm>
        }
        .into_any()
    }
}

fn health(l: Locale, whose: &Whose, health: OwnHealth, forms: Forms) -> AnyView {
    match health {
        OwnHealth::Off => view! { <Notice title=PrivacyRefusal::NoKey.text(l) icon=Icon::Lock/> }.into_any(),
        OwnHealth::Closed => {
            view! { <Notice title=t::privacy::health_closed(l) text=t::privacy::health_closed_text(l) icon=Icon::Lock/> }
                .into_any()
        }
        OwnHealth::Broken(reason) => view! { <Notice tone=Tone::Error title=reason.text(l)/> }.into_any(),
        OwnHealth::Open(notes) => health_form(l, whose.id.clone(), notes, forms.save),
    }
}

fn health_form(l: Locale, member: String, notes: HealthNotes, save: Submit<SaveHealth>) -> AnyView {
    let written = notes.at.map(|at| t::privacy::health_at(l, l.date(at.day())));
    view! {
        <p class="px-1 pb-3 text-sm text-muted">{t::privacy::health_text(l)}</p>
        <Card>
            <SubmitForm to=save>
                <div class="space-y-4">
                    <Hidden name="member" value=member/>
                    {save.refusal(l)}
                    {move || {
                        matches!(save.value().get(), Some(Ok(())))
                            .then(|| view! { <Notice tone=Tone::Success title=t::privacy::health_saved(l)/> })
                    }}
                    <TextArea
                        name="health"
                        label=t::privacy::health_field(l)
                        value=notes.health
                        rows=4
                        maxlength=2000
                        hint=t::privacy::health_hint(l)
                        error=save.flaw("health", l)
                    />
                    <TextArea
                        name="allergies"
                        label=t::privacy::allergies_field(l)
                        value=notes.allergies
                        rows=2
                        maxlength=2000
                        error=save.flaw("allergies", l)
                    />
                    {written.map(|text| view! { <p class="text-caption text-muted">{text}</p> })}
                    <Button
                        label=t::privacy::health_save(l)
                        kind=ButtonKind::Primary
                        size=ButtonSize::Block
                        pending=save.pending()
                    />
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}

fn reads(l: Locale, whose: &Whose, reads: Vec<HealthRead>) -> AnyView {
    let title = match &whose.child {
        Some(name) => t::privacy::reads_of(l, name),
        None => t::privacy::reads(l).to_owned(),
    };
    let body = if reads.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::privacy::reads_none(l)}</p> }.into_any()
    } else {
        let rows = reads
            .into_iter()
            .map(|read| {
                let when = format!("{} {}", l.date(read.at.day()), read.at.clock());
                let detail = if read.copied {
                    t::privacy::read_copied(l, &when)
                } else {
                    when
                };
                let lead = move || view! { <Icon icon=Icon::Eye class="size-5 text-muted"/> };
                view! { <Row title=read.by detail=detail lead=lead/> }
            })
            .collect_view();
        view! { <Sheet label=title.clone()>{rows}</Sheet> }.into_any()
    };
    view! {
        <section>
            <SectionHead title=title/>
            {body}
        </section>
    }
    .into_any()
}

/// The way to a copy: a plain form, because what comes back is a file.
fn copy(l: Locale, whose: &Whose) -> AnyView {
    let member = whose.id.clone();
    let (title, note) = match &whose.child {
        Some(name) => (t::privacy::copy_title_of(l), t::privacy::copy_text_child(l, name)),
        None => (t::privacy::copy_title(l), t::privacy::copy_text(l).to_owned()),
    };
    let query = use_query_map();
    let refused = move || {
        let asked = |name| query.with(|q| q.get(name));
        let minutes = asked("wait").and_then(|minutes| minutes.parse::<i64>().ok());
        match (asked("copy").as_deref(), minutes) {
            (_, Some(minutes)) => Some(t::privacy::copy_wait(l, minutes)),
            (Some("wrong_password"), _) => Some(t::privacy::copy_wrong_password(l).to_owned()),
            (Some("tampered"), _) => Some(PrivacyRefusal::Tampered.text(l)),
            (Some("no_key"), _) => Some(PrivacyRefusal::NoKey.text(l)),
            _ => None,
        }
    };
    view! {
        <section id="copy" class="scroll-mt-4">
            <Card title=title note=note>
                <form method="post" action="/me/copy" class="space-y-4">
                    {move || refused().map(|title| view! { <Notice tone=Tone::Error title=title/> })}
                    <Hidden name="member" value=member/>
                    {password(l)}
                    <Button
                        label=t::privacy::copy_get(l)
                        kind=ButtonKind::Soft
                        size=ButtonSize::Block
                        icon=Icon::Download
                    />
                </form>
            </Card>
        </section>
    }
    .into_any()
}

fn erase(l: Locale, whose: &Whose) -> AnyView {
    let (title, href) = match &whose.child {
        Some(name) => (
            t::privacy::erase_title_of(l, name),
            format!("/me/erase?for={}", whose.id),
        ),
        None => (t::privacy::erase_title(l).to_owned(), "/me/erase".to_owned()),
    };
    view! {
        <Card title=title note=t::privacy::erase_text(l)>
            <LinkButton href=href label=t::privacy::erase_look(l) kind=ButtonKind::Danger icon=Icon::Trash2/>
        </Card>
    }
    .into_any()
}
