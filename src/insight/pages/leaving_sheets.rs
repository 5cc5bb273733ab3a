//! The sheets over the list of those who may leave: writing to one of them, and noting that somebody spoke with them.

use super::{
    leaving::{href, written},
    leaving_rows::reasons,
};
use crate::{
    insight::{
        api::{BeginCampaign, NoteTalk, SetAside, TakeUp, WriteToMember},
        model::{LeavingFilter, LeavingSheet, WORD_MAX},
    },
    platform::{
        error::Reason,
        i18n::{Locale, t},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        dialog::{Dialog, DialogKind},
        form::{FormActions, Hidden},
        icon::Icon,
        states::Notice,
        submit::{Submit, SubmitForm},
        text_area::TextArea,
    },
};
use leptos::prelude::*;

/// Which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Writing to them.
    Write,
    /// Noting that somebody spoke with them.
    Note,
}

/// What is asked of the server about those who may leave. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct Forms {
    write: Submit<WriteToMember>,
    talk: Submit<NoteTalk>,
    pub(super) aside: Submit<SetAside>,
    pub(super) up: Submit<TakeUp>,
    pub(super) all: Submit<BeginCampaign>,
}

impl Forms {
    pub(super) fn new() -> Self {
        Self {
            write: Submit::new(),
            talk: Submit::new(),
            aside: Submit::new(),
            up: Submit::new(),
            all: Submit::new(),
        }
    }

    /// How many answers came: the list is asked for anew, also after a refusal, whose key is used up.
    pub(super) fn done(self) -> usize {
        let answers = [self.aside.version(), self.up.version()];
        let done = [self.write.done(), self.talk.done()];
        answers.into_iter().chain(done).map(|count| count.get()).sum()
    }

    /// How often many were to be written to: a refusal uses its key up, and whom it means is asked for anew.
    pub(super) fn tried(self) -> usize {
        self.all.version().get()
    }

    /// Forgets what the sheets were answered with.
    pub(super) fn forget(self) {
        self.write.clear();
        self.talk.clear();
        self.all.clear();
    }

    /// Why somebody was not set aside, or not taken up.
    pub(super) fn refused(self, l: Locale) -> AnyView {
        view! {
            {self.aside.refused(l)}
            {self.up.refused(l)}
        }
        .into_any()
    }
}

/// The sheet about somebody.
pub(super) fn sheet(l: Locale, which: Which, about: LeavingSheet, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let close = href(filter, &[]);
    let body = match which {
        Which::Write => write(l, &about, filter, forms),
        Which::Note => note(l, &about, filter, forms),
    };
    let (title, text) = match which {
        Which::Write => (t::leaving::write_title(l, &about.name), t::leaving::write_text(l)),
        Which::Note => (t::leaving::note_title(l, &about.name), t::leaving::note_text(l)),
    };
    let phone = phone(l, &about);
    let why = (!about.warnings.is_empty()).then(|| reasons(l, &about.warnings));
    view! {
        <Dialog
            id="leaving"
            title=title
            text=text
            close_href=close
            close_label=t::people::close(l)
            kind=DialogKind::Box
        >
            <div class="space-y-4">
                {why}
                {phone}
                {body}
            </div>
        </Dialog>
    }
    .into_any()
}

/// The number to call, where it is known.
fn phone(l: Locale, about: &LeavingSheet) -> AnyView {
    let Some(phone) = about.phone.clone() else {
        return ().into_any();
    };
    let label = t::leaving::call(l, &about.name, phone.clone());
    let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    view! {
        <p class="flex items-center gap-2 text-sm">
            <Icon icon=Icon::Phone class="size-4 text-muted"/>
            <a
                href=format!("tel:{dialled}")
                class="inline-flex min-h-11 items-center font-medium tabular-nums hover:underline"
                aria-label=label
            >
                {phone}
            </a>
        </p>
    }
    .into_any()
}

fn hidden(about: &LeavingSheet, filter: &LeavingFilter) -> AnyView {
    view! {
        <Hidden name="member" value=about.member.to_string()/>
        <Hidden name="key" value=about.key.clone()/>
        <Hidden name="list" value=written(filter)/>
    }
    .into_any()
}

fn write(l: Locale, about: &LeavingSheet, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let (to, close) = (forms.write, href(filter, &[]));
    if let Some(stands) = &about.stands {
        let talk = href(filter, &[("note", &about.member.to_string())]);
        let stands = stands.text(l);
        return view! {
            <Notice tone=Tone::Warning title=stands/>
            <FormActions>
                <LinkButton href=talk label=t::leaving::note_instead(l) kind=ButtonKind::Primary icon=Icon::MessageCircle/>
                <LinkButton href=close label=t::people::not_now(l) kind=ButtonKind::Ghost/>
            </FormActions>
        }
        .into_any();
    }
    let language = Locale::from_tag(&about.language).unwrap_or_default();
    let (hidden, text) = (hidden(about, filter), to.typed("text", about.text.clone()));
    view! {
        <SubmitForm to=to>
            {hidden}
            <div class="space-y-4">
                {to.refusal(l)}
                <TextArea
                    name="text"
                    label=t::leaving::text(l)
                    value=text
                    rows=8
                    maxlength=WORD_MAX as u32
                    hint=t::leaving::text_hint(l, language.name())
                    error=to.flaw("text", l)
                    required=true
                />
                <FormActions>
                    <Button label=t::leaving::send(l) kind=ButtonKind::Primary icon=Icon::Send pending=to.pending()/>
                    <LinkButton href=close label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}

fn note(l: Locale, about: &LeavingSheet, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let (to, close) = (forms.talk, href(filter, &[]));
    let hidden = hidden(about, filter);
    view! {
        <SubmitForm to=to>
            {hidden}
            <div class="space-y-4">
                {to.refusal(l)}
                <TextArea
                    name="words"
                    label=t::leaving::words(l)
                    value=to.typed("words", "")
                    rows=5
                    maxlength=2000
                    hint=t::leaving::words_hint(l)
                    error=to.flaw("words", l)
                    required=true
                />
                <FormActions>
                    <Button label=t::leaving::keep(l) kind=ButtonKind::Primary icon=Icon::Check pending=to.pending()/>
                    <LinkButton href=close label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </div>
        </SubmitForm>
    }
    .into_any()
}
