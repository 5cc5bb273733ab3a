//! Where a member stands with the club, and the way to change it: leaving, being shut out, being taken back.

use crate::{
    accounts::{
        model::Permission,
        pages::{use_me, wrong::wrong},
    },
    booking::{
        api::ChangeStanding,
        model::{BookingStatus, Entry, Mine, MyBookings},
    },
    members::{
        api::load_standings,
        model::{MemberId, MemberStatus, Profile, Standing, Standings},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::Moment,
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, RadioCards, TextField},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// What is known of a member's standing, and the form that changes it. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct StandingDesk {
    standings: Load<Standings>,
    change: Submit<ChangeStanding>,
    /// The address asks for the form.
    asked: Memo<bool>,
}

impl StandingDesk {
    /// For the member that the address names.
    pub(super) fn new(member: Memo<Option<MemberId>>, asked: Memo<bool>) -> Self {
        let change = Submit::<ChangeStanding>::new();
        let standings = Load::new(
            move || (member.get(), change.done().get()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_standings(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            standings,
            change,
            asked,
        }
    }

    /// Grows with every change: what else the page shows depends on it.
    pub(super) fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let done = self.change.done();
        move || done.get()
    }

    /// The card with what was changed, and the dialog that the address asks for.
    pub(super) fn draw(self, l: Locale, profile: Profile, bookings: Load<MyBookings>) -> AnyView {
        let me = use_me();
        view! {
            <section>
                <SectionHead title=t::people::standing(l)/>
                <Loaded resource=self.standings error=wrong keep=true let:page>
                    {
                        let (profile, key) = (profile.clone(), page.key.clone());
                        view! {
                            {history(l, &page)}
                            <Loaded resource=me error=nothing let:me>
                                {
                                    let may = me.is_some_and(|me| me.may(Permission::EndMemberships));
                                    let (profile, key) = (profile.clone(), key.clone());
                                    may.then(|| self.ways(l, profile, key, bookings))
                                }
                            </Loaded>
                        }
                    }
                </Loaded>
            </section>
        }
        .into_any()
    }

    fn ways(self, l: Locale, profile: Profile, key: String, bookings: Load<MyBookings>) -> AnyView {
        let href = format!("/admin/members/{}?standing=1", profile.id);
        let (label, icon) = match profile.status {
            MemberStatus::Active => (t::people::leave(l), Icon::UserRoundX),
            _ => (t::people::back(l), Icon::Undo2),
        };
        let dialog = move || {
            let (profile, key) = (profile.clone(), key.clone());
            self.asked.get().then(|| match profile.status {
                MemberStatus::Active => self.leave(l, &profile, key, bookings),
                _ => self.back(l, &profile, key),
            })
        };
        view! {
            <div class="mt-2 flex justify-end">
                <LinkButton href=href label=label kind=ButtonKind::Ghost size=ButtonSize::Small icon=icon/>
            </div>
            {dialog}
        }
        .into_any()
    }

    fn leave(self, l: Locale, profile: &Profile, key: String, bookings: Load<MyBookings>) -> AnyView {
        let change = self.change;
        let close = format!("/admin/members/{}", profile.id);
        let (keep, id) = (close.clone(), profile.id.to_string());
        let ways = vec![
            Choice::new(MemberStatus::Ended.code(), t::people::left_club(l)).detail(t::people::left_club_text(l)),
            Choice::new(MemberStatus::Banned.code(), t::people::bar(l)).detail(t::people::bar_text(l)),
        ];
        view! {
            <Dialog
                id="standing"
                title=t::people::leave_title(l, &profile.name)
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                <SubmitForm to=change>
                    <Hidden name="member" value=id/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {change.refusal(l)}
                        <Loaded resource=bookings error=nothing keep=true let:bookings>
                            {
                                // what has begun or was come to stays as it is
                                let n = bookings.upcoming.iter().filter(|e| can_go(e, &bookings)).count() as i64;
                                (n > 0).then(|| view! { <p class="text-sm">{t::people::leave_ahead(l, n)}</p> })
                            }
                        </Loaded>
                        <RadioCards
                            name="to"
                            legend=t::people::leave_how(l)
                            choices=ways
                            value=change.typed("to", MemberStatus::Ended.code().to_owned())
                            stacked=true
                        />
                        {self.reason(l)}
                        <FormActions sticky=true>
                            <Button
                                label=t::people::leave_yes(l)
                                kind=ButtonKind::DangerSolid
                                pending=change.pending()
                            />
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }

    fn back(self, l: Locale, profile: &Profile, key: String) -> AnyView {
        let change = self.change;
        let close = format!("/admin/members/{}", profile.id);
        let (keep, id) = (close.clone(), profile.id.to_string());
        view! {
            <Dialog
                id="standing"
                title=t::people::back_title(l, &profile.name)
                text=t::people::back_text(l)
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                <SubmitForm to=change>
                    <Hidden name="member" value=id/>
                    <Hidden name="to" value=MemberStatus::Active.code()/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {change.refusal(l)}
                        {self.reason(l)}
                        <FormActions>
                            <Button label=t::people::back_yes(l) kind=ButtonKind::Primary pending=change.pending()/>
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }

    fn reason(self, l: Locale) -> AnyView {
        view! {
            <TextField
                name="reason"
                label=t::people::leave_reason(l)
                value=self.change.typed("reason", String::new())
                hint=t::people::leave_reason_hint(l)
                error=self.change.flaw("reason", l)
                required=true
            />
        }
        .into_any()
    }
}

fn can_go(entry: &Entry, bookings: &MyBookings) -> bool {
    let here = matches!(
        entry.mine,
        Some(Mine::Booked {
            status: BookingStatus::CheckedIn,
            ..
        })
    );
    !here && entry.session.starts.at > bookings.now.at
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn history(l: Locale, page: &Standings) -> AnyView {
    if page.changes.is_empty() {
        return view! { <p class="sheet p-5 text-sm text-muted">{t::people::standing_none(l)}</p> }.into_any();
    }
    let rows: Vec<_> = page.changes.iter().map(|change| line(l, change, page.offset)).collect();
    view! { <Sheet label=t::people::standing(l)>{rows}</Sheet> }.into_any()
}

fn line(l: Locale, change: &Standing, offset: i32) -> AnyView {
    let icon = match change.after {
        MemberStatus::Active => Icon::Undo2,
        MemberStatus::Ended => Icon::LogOut,
        MemberStatus::Banned => Icon::OctagonX,
    };
    let day = l.date(Moment { at: change.at, offset }.day());
    let title = t::people::standing_line(l, &change.reason, change.after.text(l));
    view! {
        <Row
            title=title
            detail=t::people::standing_by(l, &day, &change.by)
            lead=move || view! { <Icon icon=icon class="size-5 text-muted"/> }
        />
    }
    .into_any()
}
