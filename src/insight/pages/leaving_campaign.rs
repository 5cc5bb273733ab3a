//! Writing to all of a list of those who may leave: the way there, and the sheet.

use super::{
    leaving::{href, written},
    leaving_sheets::Forms,
};
use crate::{
    insight::model::{ASIDE, LeavingCampaign, LeavingFilter, LeavingPage, NAME_HERE, RESTED_DAYS, WORD_MAX},
    members::pages::ways_out,
    messages::model::{CAMPAIGN_DAYS, HELD_ONE_IN},
    platform::i18n::{Locale, t},
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, SelectField},
        form::{FormActions, Hidden},
        icon::Icon,
        submit::SubmitForm,
        text_area::TextArea,
    },
};
use leptos::prelude::*;

/// The ways from the list to all of it, and to what was sent before.
pub(super) fn ways(l: Locale, page: &LeavingPage, filter: &LeavingFilter) -> AnyView {
    if !page.may_write && !page.may_export {
        return ().into_any();
    }
    let all = (page.may_write && filter.reason != ASIDE && page.total > 1).then(|| {
        let to = href(filter, &[("all", "1")]);
        view! {
            <LinkButton
                href=to
                label=t::leaving::write_all(l)
                name=t::leaving::write_all_name(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Small
                icon=Icon::Send
            />
        }
    });
    let before = page.may_write.then(|| {
        view! {
            <LinkButton
                href="/admin/campaigns"
                label=t::leaving::campaigns(l)
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::History
            />
        }
    });
    let out = (page.may_export && page.total > 0).then(|| {
        let query = written(filter);
        let out = ways_out(l, move |ending| match query.as_str() {
            "" => format!("/admin/leaving.{ending}"),
            query => format!("/admin/leaving.{ending}?{query}"),
        });
        view! { <div class="ml-auto">{out}</div> }
    });
    view! {
        <div class="flex flex-wrap items-center gap-2 px-4 pt-3 lg:px-5 print:hidden">
            {all}
            {before}
            {out}
        </div>
    }
    .into_any()
}

/// One of so many is kept back, in words.
fn one_in(l: Locale, n: i64) -> &'static str {
    match n {
        2 => t::leaving::held_2(l),
        5 => t::leaving::held_5(l),
        10 => t::leaving::held_10(l),
        _ => t::leaving::held_0(l),
    }
}

/// The sheet: whom it means, what they read, and who is kept back.
pub(super) fn sheet(l: Locale, draft: LeavingCampaign, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let close = href(filter, &[]);
    let nobody = draft.meant == 0;
    let (title, text) = if nobody {
        (t::leaving::all_none_title(l).to_owned(), t::leaving::all_none_text(l))
    } else {
        (t::leaving::all_title(l, draft.meant), t::leaving::all_text(l))
    };
    let lately = (draft.lately > 0).then(|| t::leaving::all_lately(l, RESTED_DAYS, draft.lately));
    let taken = (draft.taken > 0).then(|| t::leaving::all_taken(l, draft.taken));
    let left: Vec<_> = [lately, taken]
        .into_iter()
        .flatten()
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let left = (!left.is_empty()).then(|| view! { <ul class="space-y-1 text-sm text-muted">{left}</ul> });
    let body = if nobody {
        let close = close.clone();
        view! {
            {forms.all.refusal(l)}
            <FormActions>
                <LinkButton href=close label=t::people::close(l)/>
            </FormActions>
        }
        .into_any()
    } else {
        form(l, &draft, filter, forms)
    };
    view! {
        <Dialog id="leaving" title=title text=text close_href=close close_label=t::people::close(l) kind=DialogKind::Box>
            <div class="space-y-4">{left} {body}</div>
        </Dialog>
    }
    .into_any()
}

fn form(l: Locale, draft: &LeavingCampaign, filter: &LeavingFilter, forms: Forms) -> AnyView {
    let (to, close) = (forms.all, href(filter, &[]));
    let choices = HELD_ONE_IN
        .into_iter()
        .map(|n| Choice::new(n.to_string(), one_in(l, n)))
        .collect();
    let (expected, key, list) = (draft.meant.to_string(), draft.key.clone(), written(filter));
    let (sample, language) = (draft.sample.clone(), draft.language.clone());
    let reads = t::leaving::all_sample(l, &draft.name);
    view! {
        <SubmitForm to=to>
            <Hidden name="list" value=list/>
            <Hidden name="expected" value=expected/>
            <Hidden name="key" value=key/>
            <div class="space-y-4">
                {to.refusal(l)}
                <SelectField
                    name="one_in"
                    label=t::leaving::all_held(l)
                    choices=choices
                    value=to.typed("one_in", HELD_ONE_IN[0].to_string())
                    hint=t::leaving::held_hint(l, CAMPAIGN_DAYS)
                    error=to.flaw("one_in", l)
                />
                <div>
                    <p class="text-sm font-medium">{reads}</p>
                    <blockquote
                        lang=language
                        class="mt-1.5 border-l-4 border-base-300 pl-3 text-sm whitespace-pre-line wrap-anywhere"
                    >
                        {sample}
                    </blockquote>
                    <p class="mt-1.5 text-caption text-muted">{t::leaving::all_fits(l)}</p>
                </div>
                <TextArea
                    name="text"
                    label=t::leaving::all_own(l)
                    value=to.typed("text", "")
                    rows=4
                    maxlength=WORD_MAX as u32
                    hint=t::leaving::all_own_hint(l, NAME_HERE)
                    error=to.flaw("text", l)
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
