//! What stands in the way of a class that is booked for a member: which rule says no, who may set it aside, and the form that does.

use crate::{
    booking::{
        api::desk::BookAnyway,
        model::{Against, Hurdle, Rule, Yields},
    },
    platform::i18n::{Locale, t},
    schedule::model::ClassSession,
    ui::{
        button::{Button, ButtonKind, LinkButton},
        dialog::{Dialog, DialogKind},
        field::TextField,
        form::{FormActions, Hidden},
        icon::Icon,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The address without the dialog, the member, and a key for one booking.
pub(super) struct Asked {
    pub back: String,
    pub member: String,
    pub key: String,
}

/// Before a class is booked although rules say no: which ones, who may set each aside, and why all the same.
pub(super) fn dialog(
    l: Locale,
    against: &Against,
    session: &ClassSession,
    asked: Asked,
    to: Submit<BookAnyway>,
) -> AnyView {
    let Asked { back, member, key } = asked;
    let (start, _) = session.clocks();
    let what = format!("{}, {} {start}", session.name, l.day_short(session.day));
    let lines = against
        .hurdles
        .iter()
        .map(|hurdle| line(l, hurdle, session.waiting))
        .collect_view();
    let (may, full) = (against.may(), against.full());
    let title = if may {
        t::bookfor::anyway_title(l)
    } else {
        t::bookfor::why_not_title(l)
    };
    let passes = against
        .hurdles
        .iter()
        .any(|hurdle| hurdle.yields == Yields::Never && matches!(hurdle.rule, Rule::NoPass(_)))
        .then(|| format!("/admin/members/{member}?grant=1"));
    let paper = against.hurdles.iter().find_map(|hurdle| match hurdle.rule {
        Rule::Paper(kind) => Some(format!("/admin/members/{member}?sign={}#papers", kind.code())),
        _ => None,
    });
    let more = (may && full).then(|| {
        let order = (session.waiting > 0).then(|| t::bookfor::before_them(l, session.waiting));
        view! {
            <p class="text-sm text-muted">
                {t::bookfor::one_more(l, session.capacity + 1, session.capacity)} {order.map(|order| format!(" {order}"))}
            </p>
        }
    });
    let form = match may {
        true => {
            let (back, class) = (back.clone(), session.id.to_string());
            view! {
                <SubmitForm to=to>
                    <Hidden name="member" value=member/>
                    <Hidden name="session" value=class/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {more}
                        <TextField
                            name="reason"
                            label=t::bookfor::reason(l)
                            value=to.typed("reason", String::new())
                            hint=t::bookfor::reason_hint(l)
                            error=to.flaw("reason", l)
                            required=true
                            maxlength=200
                        />
                        <FormActions>
                            <Button label=t::bookfor::anyway(l) kind=ButtonKind::Primary pending=to.pending()/>
                            <LinkButton href=back label=t::bookfor::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            }
            .into_any()
        }
        false => {
            let back = back.clone();
            view! {
                <FormActions>
                    {paper.map(|href| view! { <LinkButton href=href label=t::papers::take(l) kind=ButtonKind::Primary icon=Icon::Signature/> })}
                    {passes.map(|href| view! { <LinkButton href=href label=t::people::grant(l) kind=ButtonKind::Primary icon=Icon::Ticket/> })}
                    <LinkButton href=back label=t::bookfor::not_now(l) kind=ButtonKind::Ghost/>
                </FormActions>
            }
            .into_any()
        }
    };
    view! {
        <Dialog
            id="anyway"
            title=title
            text=what
            close_href=back
            close_label=t::bookfor::not_now(l)
            kind=DialogKind::Box
        >
            <div class="space-y-4">
                {to.refusal(l)}
                <ul class="space-y-3 rounded-box bg-base-200 p-4">{lines}</ul>
                {form}
            </div>
        </Dialog>
    }
    .into_any()
}

/// A rule and who may set it aside: said in words, not by the colour of its sign alone.
fn line(l: Locale, hurdle: &Hurdle, waiting: i64) -> AnyView {
    let text = match &hurdle.rule {
        Rule::Full(_) if waiting == 0 => t::bookfor::is_full_alone(l).to_owned(),
        Rule::Full(_) => t::bookfor::is_full(l, waiting),
        rule => rule.text(l),
    };
    let (icon, tint, note) = match hurdle.yields {
        Yields::You => (Icon::HandHeart, "text-warning", t::bookfor::yields_you(l).to_owned()),
        Yields::Others(permission) => (
            Icon::LockKeyhole,
            "text-muted",
            t::bookfor::yields_others(l, permission.text(l)),
        ),
        Yields::Never => (Icon::OctagonX, "text-error", t::bookfor::yields_never(l).to_owned()),
    };
    view! {
        <li class="flex gap-2.5">
            <Icon icon=icon class=format!("mt-0.5 size-5 shrink-0 {tint}")/>
            <span class="min-w-0">
                <span class="block wrap-anywhere">{text}</span>
                <span class="block text-caption text-muted wrap-anywhere">{note}</span>
            </span>
        </li>
    }
    .into_any()
}
