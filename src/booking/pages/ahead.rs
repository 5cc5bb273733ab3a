//! What a member has ahead, on their page; the desk gives it up for them, or moves it.

use super::parts::{dotted, free_places, tint};
use crate::{
    accounts::{model::Permission, pages::use_me},
    booking::{
        api::{
            desk::{CancelForMember, LeaveForMember},
            moves::{MoveForMember, load_moves_for},
        },
        model::{BookingId, BookingStatus, Entry, Mine, Moves, MyBookings},
    },
    members::model::Profile,
    platform::{
        error::AppError,
        i18n::{Locale, t},
        time::Moment,
    },
    ui::{
        badge::{State, StateText},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, RadioCards},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        states::SkeletonRows,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The classes ahead and the dialogs that give one up. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct AheadDesk {
    cancel: Submit<CancelForMember>,
    leave: Submit<LeaveForMember>,
    relocate: Submit<MoveForMember>,
    /// The booking, or the class of a waitlist, that the address asks about.
    asked: Memo<Option<String>>,
    /// The booking that the address asks to move, and where it could be.
    moving: Memo<Option<String>>,
    moves: Load<Option<Moves>>,
}

/// What the address calls an entry: a seat by its booking, a place on a waitlist by its class.
fn called(entry: &Entry) -> Option<String> {
    match &entry.mine {
        Some(Mine::Booked {
            booking,
            status: BookingStatus::Booked,
            ..
        }) => Some(booking.to_string()),
        Some(Mine::Waiting { .. } | Mine::Offered { .. }) => Some(entry.session.id.to_string()),
        _ => None,
    }
}

impl AheadDesk {
    pub(super) fn new(asked: Memo<Option<String>>, moving: Memo<Option<String>>) -> Self {
        let relocate = Submit::<MoveForMember>::new();
        // an answer belongs to the booking it was about
        Effect::new(move |before: Option<_>| {
            let asked = moving.get();
            if before.is_some_and(|before| before != asked) {
                relocate.clear();
            }
            asked
        });
        let moves = Load::new(
            move || (moving.get(), relocate.version().get()),
            |(moving, _)| async move {
                match moving.and_then(|id| id.parse::<BookingId>().ok()) {
                    Some(booking) => load_moves_for(booking).await.map(Some),
                    None => Ok(None),
                }
            },
        );
        Self {
            cancel: Submit::new(),
            leave: Submit::new(),
            relocate,
            asked,
            moving,
            moves,
        }
    }

    /// Grows with every answer: a key that was refused with is used up.
    pub(super) fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let (cancelled, left, moved) = (self.cancel.version(), self.leave.version(), self.relocate.version());
        move || cancelled.get() + left.get() + moved.get()
    }

    /// The list, and the dialog that the address asks for.
    pub(super) fn draw(self, l: Locale, profile: &Profile, bookings: Load<MyBookings>) -> AnyView {
        let (me, page, member) = (
            use_me(),
            format!("/admin/members/{}", profile.id),
            profile.id.to_string(),
        );
        view! {
            <Loaded resource=bookings error=nothing keep=true let:list>
                {
                    let (page, member) = (page.clone(), member.clone());
                    view! {
                        <Loaded resource=me error=nothing let:me>
                            {
                                let may = me.is_some_and(|me| me.may(Permission::WorkDesk));
                                self.list(l, &list, &page, &member, may)
                            }
                        </Loaded>
                    }
                }
            </Loaded>
        }
        .into_any()
    }

    fn list(self, l: Locale, list: &MyBookings, page: &str, member: &str, may: bool) -> AnyView {
        let body = if list.upcoming.is_empty() {
            view! { <p class="sheet p-5 text-sm text-muted">{t::people::upcoming_none(l)}</p> }.into_any()
        } else {
            let rows = list
                .upcoming
                .iter()
                .map(|entry| {
                    let called = called(entry).filter(|_| may && entry.session.starts.at > list.now.at);
                    let seat = matches!(entry.mine, Some(Mine::Booked { .. }));
                    let drop = called.as_ref().map(|called| format!("{page}?drop={called}"));
                    let relocate = called.filter(|_| seat).map(|called| format!("{page}?move={called}"));
                    row(l, entry.clone(), drop, relocate)
                })
                .collect_view();
            view! { <Sheet label=t::people::upcoming(l) ordered=true>{rows}</Sheet> }.into_any()
        };
        let (list, page, member) = (list.clone(), page.to_owned(), member.to_owned());
        let relocate = {
            let (list, page, member) = (list.clone(), page.clone(), member.clone());
            move || {
                let asked = self.moving.get().filter(|_| may)?;
                let its = |entry: &&Entry| called(entry).as_deref() == Some(asked.as_str());
                list.upcoming.iter().find(its)?;
                Some(self.move_dialog(l, asked, &member, &page))
            }
        };
        let dialog = move || {
            let asked = self.asked.get().filter(|_| may)?;
            let entry = list
                .upcoming
                .iter()
                .find(|entry| called(entry).as_deref() == Some(asked.as_str()))?;
            Some(self.dialog(l, entry, &member, &list.key, list.now, &page))
        };
        view! {
            <section>
                <SectionHead title=t::people::upcoming(l)/>
                {body}
            </section>
            {dialog}
            {relocate}
        }
        .into_any()
    }

    /// Where a seat could be, and what giving the old one up costs.
    fn move_dialog(self, l: Locale, asked: String, member: &str, page: &str) -> AnyView {
        let (member, page) = (member.to_owned(), page.to_owned());
        let its = move |moves: Option<Moves>| {
            let is = |mine: &Option<Mine>| matches!(mine, Some(Mine::Booked { booking, .. }) if booking.to_string() == asked);
            moves.filter(|moves| is(&moves.entry.mine))
        };
        view! {
            <Dialog id="move" title=t::moves::desk_title(l) close_href=page close_label=t::bookfor::keep(l) kind=DialogKind::Box>
                <Loaded resource=self.moves skeleton=move || loading(l) error=nothing keep=true let:moves>
                    {its(moves).map_or_else(|| loading(l), |moves| self.move_form(l, moves, &member))}
                </Loaded>
            </Dialog>
        }
        .into_any()
    }

    fn move_form(self, l: Locale, moves: Moves, member: &str) -> AnyView {
        let (relocate, member) = (self.relocate, member.to_owned());
        let old = &moves.entry.session;
        let Some(Mine::Booked {
            booking, free_until, ..
        }) = moves.entry.mine
        else {
            return ().into_any();
        };
        let at = |moment: Moment| format!("{} {}", l.day_short(moment.day()), moment.clock());
        let what = format!("{}, {}", old.name, at(old.starts));
        if moves.classes.is_empty() {
            let text = t::moves::desk_none(l, moves.days);
            return view! {
                <div class="space-y-3">
                    <p class="font-medium wrap-anywhere">{what}</p>
                    <p class="text-muted">{text}</p>
                </div>
            }
            .into_any();
        }
        let choices: Vec<Choice> = moves
            .classes
            .iter()
            .map(|class| {
                let free = free_places(l, class).label;
                let detail = dotted(&[
                    class.room.as_deref(),
                    Some(&class.location),
                    class.coach.as_deref(),
                    Some(&free),
                ]);
                Choice::new(class.id.to_string(), at(class.starts)).detail(detail)
            })
            .collect();
        let first = choices.first().map(|choice| choice.value.clone()).unwrap_or_default();
        let until = at(free_until);
        let cost = match moves.late {
            true => waiver(l, t::moves::desk_late(l, &until), relocate.typed("waived", "false")),
            false => view! { <p class="text-muted">{t::moves::desk_free(l, &until)}</p> }.into_any(),
        };
        view! {
            <SubmitForm to=relocate>
                <Hidden name="booking" value=booking.to_string()/>
                <Hidden name="member" value=member/>
                <Hidden name="key" value=moves.key/>
                <div class="space-y-4">
                    <p class="font-medium wrap-anywhere">{what}</p>
                    {relocate.refusal(l)}
                    <RadioCards
                        name="session"
                        legend=t::moves::desk_to(l)
                        choices=choices
                        value=relocate.typed("session", first)
                        stacked=true
                    />
                    {cost}
                    <FormActions>
                        <Button label=t::moves::desk_yes(l) kind=ButtonKind::Primary pending=relocate.pending()/>
                    </FormActions>
                </div>
            </SubmitForm>
        }
        .into_any()
    }

    fn dialog(self, l: Locale, entry: &Entry, member: &str, key: &str, now: Moment, page: &str) -> AnyView {
        let session = &entry.session;
        let what = format!(
            "{}, {} {}",
            session.name,
            l.day_short(session.day),
            session.starts.clock()
        );
        let (member, key, page) = (member.to_owned(), key.to_owned(), page.to_owned());
        let title = match entry.mine {
            Some(Mine::Booked { .. }) => t::bookfor::cancel_title(l),
            _ => t::bookfor::leave_title(l),
        };
        let form = match &entry.mine {
            Some(Mine::Booked {
                booking, free_until, ..
            }) => self.cancel_form(
                l,
                booking.to_string(),
                (now.at >= free_until.at, *free_until),
                member,
                key,
            ),
            _ => {
                let (leave, id) = (self.leave, session.id.to_string());
                view! {
                    <SubmitForm to=leave>
                        <Hidden name="member" value=member/>
                        <Hidden name="session" value=id/>
                        <Hidden name="key" value=key/>
                        <div class="space-y-4">
                            {leave.refusal(l)}
                            <p class="text-muted">{t::bookfor::leave_text(l)}</p>
                            <FormActions>
                                <Button label=t::bookfor::leave_yes(l) kind=ButtonKind::DangerSolid pending=leave.pending()/>
                            </FormActions>
                        </div>
                    </SubmitForm>
                }
                .into_any()
            }
        };
        view! {
            <Dialog id="drop" title=title text=what close_href=page close_label=t::bookfor::keep(l) kind=DialogKind::Box>
                {form}
            </Dialog>
        }
        .into_any()
    }

    fn cancel_form(
        self,
        l: Locale,
        booking: String,
        (late, until): (bool, Moment),
        member: String,
        key: String,
    ) -> AnyView {
        let cancel = self.cancel;
        let until = format!("{} {}", l.day_short(until.day()), until.clock());
        let cost = if late {
            waiver(l, t::bookfor::late(l, &until), cancel.typed("waived", "false"))
        } else {
            view! { <p class="text-muted">{t::bookfor::free(l, &until)}</p> }.into_any()
        };
        view! {
            <SubmitForm to=cancel>
                <Hidden name="booking" value=booking/>
                <Hidden name="member" value=member/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    {cancel.refusal(l)}
                    {cost}
                    <FormActions>
                        <Button label=t::bookfor::cancel_yes(l) kind=ButtonKind::DangerSolid pending=cancel.pending()/>
                    </FormActions>
                </div>
            </SubmitForm>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn loading(l: Locale) -> AnyView {
    view! { <SkeletonRows label=t::people::loading(l)/> }.into_any()
}

/// What giving a seat up too late costs: what the rules say, or nothing.
fn waiver(l: Locale, legend: String, chosen: String) -> AnyView {
    let choices = vec![
        Choice::new("false", t::bookfor::as_ruled(l)).detail(t::bookfor::as_ruled_text(l)),
        Choice::new("true", t::bookfor::waived(l)).detail(t::bookfor::waived_text(l)),
    ];
    view! { <RadioCards name="waived" legend=legend choices=choices value=chosen stacked=true/> }.into_any()
}

/// One class ahead: when, what, where, how it stands, and the ways to give it up or have another instead.
fn row(l: Locale, entry: Entry, drop: Option<String>, relocate: Option<String>) -> AnyView {
    let standing = match &entry.mine {
        Some(Mine::Waiting { place, .. }) => Some((State::Waitlisted, t::people::place_waiting(l, place))),
        Some(Mine::Booked {
            status: BookingStatus::CheckedIn,
            ..
        }) => Some((State::CheckedIn, t::member::state_checked_in(l).to_owned())),
        Some(Mine::Booked { .. }) => Some((State::Booked, t::people::place_booked(l).to_owned())),
        Some(Mine::Offered { until, .. }) => Some((State::Waitlisted, t::people::place_offered(l, until.clock()))),
        None => None,
    };
    let standing = standing.map(|(state, label)| {
        view! { <span class="block text-caption"><StateText state=state label=label/></span> }
    });
    let session = entry.session;
    let when = format!("{} {}", l.day_short(session.day), session.starts.clock());
    let place = dotted(&[
        session.room.as_deref(),
        Some(&session.location),
        session.coach.as_deref(),
    ]);
    let drop = drop.map(|href| {
        let name = format!("{}: {}, {when}", t::bookfor::cancel(l), session.name);
        view! {
            <LinkButton
                href=href
                label=t::bookfor::cancel(l)
                name=name
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::CalendarX2
                attr:data-noscroll=""
            />
        }
    });
    let relocate = relocate.map(|href| {
        let name = format!("{}: {}, {when}", t::moves::desk_way(l), session.name);
        view! {
            <LinkButton
                href=href
                label=t::moves::desk_way(l)
                name=name
                kind=ButtonKind::Ghost
                size=ButtonSize::Small
                icon=Icon::CalendarClock
                attr:data-noscroll=""
            />
        }
    });
    view! {
        <li class=format!("{} flex items-start gap-3 py-3 pr-2 pl-4", tint(session.category).class())>
            <span class="w-1 self-stretch rounded-full bg-(--cat)" aria-hidden="true"></span>
            <span class="min-w-0 flex-1">
                <span class="block text-caption text-muted tabular-nums">
                    <time datetime=session.starts.at.iso()>{when}</time>
                </span>
                <span class="block leading-snug font-medium wrap-anywhere">{session.name}</span>
                <span class="block text-caption text-muted">{place}</span>
                {standing}
                // one under the other in a narrow column
                <span class="-ml-3 flex flex-wrap">{relocate} {drop}</span>
            </span>
        </li>
    }
    .into_any()
}
