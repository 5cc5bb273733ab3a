//! What was missed and cancelled late: for the member to read, for the staff to forgive.

use crate::{
    accounts::{model::Permission, pages::use_me},
    booking::{
        api::ForgiveStrikes,
        model::{MyBookings, Strike, Strikes},
    },
    members::model::Profile,
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    studio::model::Sanction,
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::TextField,
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

use super::parts::dotted;

fn at(l: Locale, strike: &Strike) -> String {
    format!("{} {}", l.day_short(strike.starts.day()), strike.starts.clock())
}

/// What happened and what it counts for.
fn detail(l: Locale, strike: &Strike) -> String {
    let counts = match &strike.forgiven {
        Some((_, reason)) => t::member::strike_forgiven(l, reason),
        None if strike.points == 0 => t::member::strike_waived(l).to_owned(),
        None if strike.counts => dotted(&[
            Some(&t::member::strike_points(l, strike.points)),
            Some(&t::member::strike_until(l, l.date(strike.until.day()))),
        ]),
        None => t::member::strike_over(l).to_owned(),
    };
    dotted(&[Some(strike.kind.text(l)), Some(&counts)])
}

/// What follows, and the sanction that holds.
fn rules(l: Locale, strikes: &Strikes) -> AnyView {
    let (limit, days, lasts) = (strikes.limit, strikes.days, strikes.sanction_days);
    let how = match strikes.sanction {
        Sanction::None => String::new(),
        Sanction::Lock => t::member::strikes_how_lock(l, days, limit, lasts),
        Sanction::DayOnly => t::member::strikes_how_day_only(l, days, limit, lasts),
    };
    let locked = strikes.locked.map(|until| {
        let until = format!("{} {}", l.day_short(until.day()), until.clock());
        view! { <div class="pb-2"><Notice tone=Tone::Warning title=t::member::strikes_locked(l, until)/></div> }
    });
    view! {
        {locked}
        <p class="px-1 pb-2 text-sm text-muted">{how}</p>
    }
    .into_any()
}

/// The member's own: nothing where there is nothing.
pub(super) fn own(l: Locale, strikes: &Strikes) -> AnyView {
    if strikes.lines.is_empty() || strikes.sanction == Sanction::None {
        return ().into_any();
    }
    let rows = strikes.lines.iter().map(|strike| row(l, strike, None)).collect_view();
    view! {
        <section id="strikes" class="scroll-mt-4">
            <SectionHead
                title=t::member::strikes_head(l)
                status=t::member::strikes_status(l, strikes.limit, strikes.points)
            />
            {rules(l, strikes)}
            <Sheet>{rows}</Sheet>
        </section>
    }
    .into_any()
}

fn row(l: Locale, strike: &Strike, forgive: Option<String>) -> AnyView {
    let title = format!("{}, {}", strike.name, at(l, strike));
    let name = t::people::forgive_name(l, &strike.name, at(l, strike));
    let tint = if strike.counts { "text-warning" } else { "text-muted" };
    let end = move || {
        forgive.map(|href| {
            view! { <LinkButton href=href label=t::people::forgive(l) name=name size=ButtonSize::Small attr:data-noscroll=""/> }
        })
    };
    view! {
        <Row
            title=title
            detail=detail(l, strike)
            lead=move || view! { <Icon icon=Icon::TriangleAlert class=format!("size-5 {tint}")/> }
            end=end
        />
    }
    .into_any()
}

/// The form that forgives, on a member's page. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct StrikeDesk {
    forgive: Submit<ForgiveStrikes>,
    /// The strike that the address asks about; `all` for all of them.
    asked: Memo<Option<String>>,
}

impl StrikeDesk {
    pub(super) fn new(asked: Memo<Option<String>>) -> Self {
        Self {
            forgive: Submit::new(),
            asked,
        }
    }

    /// Grows with every answer: a key that was refused with is used up.
    pub(super) fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let done = self.forgive.version();
        move || done.get()
    }

    /// The card, and the dialog that the address asks for.
    pub(super) fn draw(self, l: Locale, profile: Profile, bookings: Load<MyBookings>) -> AnyView {
        let me = use_me();
        view! {
            <Loaded resource=bookings error=nothing keep=true let:list>
                {
                    let (profile, strikes, key) = (profile.clone(), list.strikes.clone(), list.key.clone());
                    view! {
                        <Loaded resource=me error=nothing let:me>
                            {
                                let may = me.is_some_and(|me| me.may(Permission::ForgiveStrikes));
                                self.card(l, &profile, &strikes, key.clone(), may)
                            }
                        </Loaded>
                    }
                }
            </Loaded>
        }
        .into_any()
    }

    fn card(self, l: Locale, profile: &Profile, strikes: &Strikes, key: String, may: bool) -> AnyView {
        if strikes.lines.is_empty() {
            return ().into_any();
        }
        let page = format!("/admin/members/{}", profile.id);
        let counting = strikes.lines.iter().filter(|s| s.forgivable).count();
        let way = |id: &str| format!("{page}?forgive={id}");
        let rows = strikes
            .lines
            .iter()
            .map(|strike| {
                row(
                    l,
                    strike,
                    (may && strike.forgivable).then(|| way(&strike.id.to_string())),
                )
            })
            .collect_view();
        let all = (may && counting > 1).then(|| {
            view! {
                <div class="mt-2 flex justify-end">
                    <LinkButton
                        href=way("all")
                        label=t::people::forgive_all(l)
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Undo2
                    />
                </div>
            }
        });
        let known: Vec<(String, String)> = strikes
            .lines
            .iter()
            .filter(|s| s.forgivable)
            .map(|s| (s.id.to_string(), format!("{}, {}", s.name, at(l, s))))
            .collect();
        let id = profile.id.to_string();
        let dialog = move || {
            let asked = self.asked.get().filter(|_| may)?;
            let of = known.iter().find(|(id, _)| *id == asked).map(|(_, of)| of.clone());
            (of.is_some() || asked == "all").then(|| self.dialog(l, &id, &asked, of, key.clone(), page.clone()))
        };
        view! {
            <section>
                <SectionHead
                    title=t::people::strikes(l)
                    status=t::member::strikes_status(l, strikes.limit, strikes.points)
                />
                {rules(l, strikes)}
                <Sheet label=t::people::strikes(l)>{rows}</Sheet>
                {all}
            </section>
            {dialog}
        }
        .into_any()
    }

    fn dialog(self, l: Locale, member: &str, asked: &str, of: Option<String>, key: String, page: String) -> AnyView {
        let forgive = self.forgive;
        let title = if of.is_some() {
            t::people::forgive_title(l)
        } else {
            t::people::forgive_all_title(l)
        };
        // one strike by its id, all of them by none
        let strike = if of.is_some() { asked.to_owned() } else { String::new() };
        let member = member.to_owned();
        view! {
            <Dialog
                id="forgive"
                title=title
                text=t::people::forgive_text(l)
                close_href=page.clone()
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                <SubmitForm to=forgive>
                    <Hidden name="member" value=member/>
                    <Hidden name="strike" value=strike/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {forgive.refusal(l)}
                        {of.map(|of| view! { <p class="font-medium wrap-anywhere">{of}</p> })}
                        <TextField
                            name="reason"
                            label=t::people::forgive_reason(l)
                            value=forgive.typed("reason", String::new())
                            hint=t::people::forgive_reason_hint(l)
                            error=forgive.flaw("reason", l)
                            required=true
                            maxlength=200
                        />
                        <FormActions>
                            <Button label=t::people::forgive_yes(l) kind=ButtonKind::Primary pending=forgive.pending()/>
                            <LinkButton href=page label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
