//! A member on one page: who it is, what they hold, what is ahead and what was.

use super::{
    absences::ExcuseForms, ahead::AheadDesk, archive::ArchiveDesk, enrol::EnrolDesk, standing::StandingDesk,
    strikes::StrikeDesk,
};
use crate::{
    accounts::{
        model::{Me, Permission},
        pages::{address::address, shell::StaffPage, use_me, wrong::wrong},
    },
    booking::{api::load_bookings_of, model::MyBookings},
    members::{
        api::load_member,
        model::{MemberId, MemberStatus, Profile},
        pages::{
            access::AccessDesk, edit::EditDesk, file::FileDesk, papers_desk::PapersDesk, relatives::HouseholdDesk,
        },
    },
    plans::pages::member::PassDesk,
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::{State, StateBadge},
        button::{ButtonKind, ButtonSize, LinkButton},
        icon::Icon,
        layout::Crumb,
        list::{Card, Facts, SectionHead},
        load::Load,
        loaded::Loaded,
        states::{SkeletonBlock, SkeletonRows},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Everything of a member that this slice and those to its left know, at
/// `/admin/members/:id?grant=1&end=<pass>&cancel=<membership>&keep=<membership>&enrol=1&standing=1&edit=1&wishes=1&access=1&forgive=<strike>&drop=<booking or class>&move=<booking>&sign=<paper>&on=paper`; what happened with them is drawn by
/// whoever knows the slices to the right. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct MemberDesk {
    profile: Load<Profile>,
    bookings: Load<MyBookings>,
    passes: PassDesk,
    enrol: EnrolDesk,
    standing: StandingDesk,
    strikes: StrikeDesk,
    access: AccessDesk,
    household: HouseholdDesk,
    edit: EditDesk,
    file: FileDesk,
    archive: ArchiveDesk,
    ahead: AheadDesk,
    excuses: ExcuseForms,
    papers: PapersDesk,
}

/// The member that the address names.
#[must_use]
pub fn addressed() -> Memo<Option<MemberId>> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|p| p.get("id")).and_then(|id| id.parse::<MemberId>().ok()))
}

impl MemberDesk {
    /// For the member that the address names.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>) -> Self {
        let query = use_query_map();
        let standing = StandingDesk::new(member, Memo::new(move |_| query.with(|q| q.get("standing").is_some())));
        let edit = EditDesk::new(Memo::new(move |_| query.with(|q| q.get("edit").is_some())));
        let access = AccessDesk::new(member, Memo::new(move |_| query.with(|q| q.get("access").is_some())));
        let household = HouseholdDesk::new(member);
        let enrol = EnrolDesk::new(member, Memo::new(move |_| query.with(|q| q.get("enrol").is_some())));
        let enrolled = enrol.done();
        let strikes = StrikeDesk::new(Memo::new(move |_| query.with(|q| q.get("forgive"))));
        let archive = ArchiveDesk::new();
        let ahead = AheadDesk::new(
            Memo::new(move |_| query.with(|q| q.get("drop"))),
            Memo::new(move |_| query.with(|q| q.get("move"))),
        );
        let given_up = ahead.done();
        let papers = PapersDesk::new(
            member,
            Memo::new(move |_| query.with(|q| q.get("sign").unwrap_or_default())),
            Memo::new(move |_| query.with(|q| q.get("on").is_some_and(|on| on == "paper"))),
        );
        let excuses = ExcuseForms::new();
        let excused = excuses.done();
        let (changed, edited, forgiven) = (standing.done(), edit.done(), strikes.done());
        let archived = archive.done();
        let wishes = Memo::new(move |_| query.with(|q| q.get("wishes").is_some()));
        let file = FileDesk::new(member, wishes, move || changed() + archived());
        let profile = Load::new(
            move || (member.get(), changed() + edited()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_member(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        let bookings = Load::new(
            move || {
                (
                    member.get(),
                    changed() + forgiven() + excused() + enrolled() + given_up(),
                )
            },
            |(member, _)| async move {
                match member {
                    Some(member) => load_bookings_of(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            profile,
            bookings,
            passes: PassDesk::new(member, move || changed() + enrolled() + given_up() + excused()),
            enrol,
            standing,
            strikes,
            access,
            household,
            edit,
            file,
            archive,
            ahead,
            excuses,
            papers,
        }
    }

    /// Grows with what is done on the page: what happened with the member is asked for anew.
    pub fn changed(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let (standing, edited, forgiven) = (self.standing.done(), self.edit.done(), self.strikes.done());
        let (archived, noted, given_up) = (self.archive.done(), self.file.noted(), self.ahead.done());
        let excused = self.excuses.done();
        move || standing() + edited() + forgiven() + archived() + noted() + given_up() + excused()
    }

    /// Draws the page with what happened in its middle.
    pub fn view(self, happened: impl Fn(MemberId) -> AnyView + Copy + Send + Sync + 'static) -> AnyView {
        let this = self;
        let l = use_locale();
        let query = use_query_map();
        let granting = Memo::new(move |_| query.with(|q| q.get("grant").is_some()));
        let ending = Memo::new(move |_| query.with(|q| q.get("end")));
        view! {
            <Loaded resource=this.profile skeleton=move || in_shell(l, waiting(l).into_any()) error=not_there keep=true let:profile>
                <StaffPage title=profile.name.clone() current="members" crumbs=crumbs(l)>
                    {content(l, profile.clone(), this, granting, ending, happened(profile.id))}
                </StaffPage>
            </Loaded>
        }
        .into_any()
    }
}

fn crumbs(l: Locale) -> Vec<Crumb> {
    vec![(t::people::title(l).to_owned(), "/admin/members".to_owned())]
}

/// The page without a person in it.
fn in_shell(l: Locale, inside: AnyView) -> AnyView {
    view! {
        <StaffPage title=t::people::one(l) current="members" crumbs=crumbs(l)>
            {inside}
        </StaffPage>
    }
    .into_any()
}

fn not_there(error: AppError) -> AnyView {
    in_shell(use_locale(), wrong(error))
}

fn content(
    l: Locale,
    profile: Profile,
    desk: MemberDesk,
    granting: Memo<bool>,
    ending: Memo<Option<String>>,
    happened: AnyView,
) -> AnyView {
    let MemberDesk {
        bookings,
        passes,
        enrol,
        standing,
        strikes,
        access,
        household,
        edit,
        file,
        archive,
        ahead,
        excuses,
        papers,
        ..
    } = desk;
    let grant = format!("/admin/members/{}?grant=1", profile.id);
    let holder = profile.clone();
    view! {
        {head(l, &profile, file)}
        <div class="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
            <section id="passes" class="min-w-0 scroll-mt-4">
                {match profile.status {
                    MemberStatus::Active => {
                        view! { <SectionHead title=t::people::passes(l) href=grant link=t::people::grant(l)/> }.into_any()
                    }
                    _ => view! { <SectionHead title=t::people::passes(l)/> }.into_any(),
                }}
                <Loaded resource=passes.passes skeleton=move || waiting(l) error=wrong keep=true let:page>
                    {passes.draw(l, holder.clone(), page, granting, ending)}
                </Loaded>
                {(profile.status == MemberStatus::Active).then(|| enrol.draw(l, &profile))}
            </section>
            <div class="min-w-0 space-y-6 xl:row-span-2">
                {ahead.draw(l, &profile, bookings)}
                {contact(l, profile.clone(), access)}
                {edit.draw(l, profile.clone())}
                <div id="papers" class="scroll-mt-4 empty:hidden">{papers.draw(l, profile.id)}</div>
                <div id="notes" class="scroll-mt-4">{file.notes(l, profile.id)}</div>
                {file.wishes(l, profile.id, profile.name.clone())}
                <div id="household" class="scroll-mt-4">{household.draw(l, &profile)}</div>
                {excuses.of_member(l, bookings)}
                {strikes.draw(l, profile.clone(), bookings)}
                {archive.draw(l, &profile, file.file())}
                {standing.draw(l, profile, bookings)}
            </div>
            {happened}
        </div>
    }
    .into_any()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn waiting(l: Locale) -> impl IntoView {
    view! {
        <SkeletonBlock class="h-28 w-full" label=t::people::loading(l)/>
        <SkeletonRows label=t::people::loading(l)/>
    }
}

fn head(l: Locale, profile: &Profile, file: FileDesk) -> AnyView {
    let (state, icon) = match profile.status {
        MemberStatus::Active => (State::CheckedIn, Icon::CircleCheckBig),
        MemberStatus::Ended => (State::Cancelled, Icon::LogOut),
        MemberStatus::Banned => (State::Conflict, Icon::OctagonX),
    };
    let me = use_me();
    let (number, id) = (profile.number, profile.id);
    // whoever has left or is barred is taken back in first
    let welcome = profile.status == MemberStatus::Active;
    view! {
        <section class="sheet flex flex-wrap items-center gap-x-6 gap-y-4 p-5">
            <Avatar name=profile.name.clone() size=AvatarSize::Large tone=AvatarTone::Hero/>
            <div class="min-w-0 flex-1 basis-56">
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
                    <h2 class="text-2xl font-bold tracking-tight wrap-anywhere">{profile.name.clone()}</h2>
                    <StateBadge state=state label=profile.status.text(l) icon=icon/>
                </div>
                <p class="mt-1 text-sm text-muted tabular-nums">
                    {t::people::number(l, profile.number)} " · " {t::desk::since(l, l.date(profile.joined_on))}
                </p>
                {file.tags(l, id)}
            </div>
            <Loaded resource=me error=nothing let:me>
                {ways(l, me, number, id, welcome)}
            </Loaded>
        </section>
    }
    .into_any()
}

fn ways(l: Locale, me: Option<Me>, number: i64, id: MemberId, welcome: bool) -> AnyView {
    let Some(me) = me else { return ().into_any() };
    let check_in = (welcome && me.may(Permission::WorkDesk)).then(|| {
        let href = address("/desk", &[("q", &format!("M-{number}"))]);
        view! { <LinkButton href=href label=t::people::check_in(l) size=ButtonSize::Small icon=Icon::ScanLine/> }
    });
    let grant = (welcome && me.may(Permission::GrantPasses)).then(|| {
        view! {
            <LinkButton
                href=format!("/admin/members/{id}?grant=1")
                label=t::people::grant(l)
                kind=ButtonKind::Primary
                size=ButtonSize::Small
                icon=Icon::Ticket
            />
        }
    });
    let book = (welcome && me.may(Permission::WorkDesk)).then(|| {
        let href = format!("/admin/members/{id}/book");
        view! { <LinkButton href=href label=t::bookfor::way(l) size=ButtonSize::Small icon=Icon::CalendarPlus/> }
    });
    let privacy = me.may(Permission::KeepConsents).then(|| {
        let href = format!("/admin/members/{id}/privacy");
        view! { <LinkButton href=href label=t::people::privacy(l) size=ButtonSize::Small icon=Icon::ShieldCheck/> }
    });
    let merge = me.may(Permission::MergeMembers).then(|| {
        let href = format!("/admin/members/{id}/merge");
        view! { <LinkButton href=href label=t::merge::way(l) size=ButtonSize::Small icon=Icon::UsersRound/> }
    });
    view! { <div class="flex flex-wrap gap-2">{merge} {privacy} {check_in} {book} {grant}</div> }.into_any()
}

fn contact(l: Locale, profile: Profile, access: AccessDesk) -> AnyView {
    let (holder, href) = (profile.clone(), format!("/admin/members/{}?edit=1", profile.id));
    let (me, home) = (use_me(), profile.home_location_id);
    let change = move || {
        view! {
            <Loaded resource=me error=nothing let:me>
                {
                    let href = href.clone();
                    // somebody of another place who is only looked up here
                    let theirs = |me: &Me| home.is_none_or(|home| me.locations.iter().any(|place| place.id == home));
                    me.is_some_and(|me| me.may(Permission::EditMembers) && theirs(&me))
                        .then(|| {
                            view! {
                                <LinkButton
                                    href=href
                                    label=t::people::edit(l)
                                    kind=ButtonKind::Ghost
                                    size=ButtonSize::Small
                                    icon=Icon::Pencil
                                    class="-mt-1.5 -mr-3"
                                />
                            }
                        })
                }
            </Loaded>
        }
    };
    let unknown = || t::people::unknown(l).to_owned();
    let language = profile
        .locale
        .as_deref()
        .and_then(Locale::from_tag)
        .map_or_else(unknown, |l| l.name().to_owned());
    let facts = vec![
        (t::people::email(l).to_owned(), profile.email.unwrap_or_else(unknown)),
        (t::people::phone(l).to_owned(), profile.phone.unwrap_or_else(unknown)),
        (
            t::people::birthday(l).to_owned(),
            profile.birthday.map_or_else(unknown, |day| l.date(day)),
        ),
        (
            t::details::gender(l).to_owned(),
            profile.gender.map_or_else(unknown, |gender| gender.text(l).to_owned()),
        ),
        (t::people::language(l).to_owned(), language),
    ];
    view! {
        <Card title=t::people::profile(l) actions=change>
            <Facts facts=facts/>
            <Loaded resource=me error=nothing let:me>
                {
                    let place = me.and_then(|me| me.locations.into_iter().find(|place| Some(place.id) == home));
                    place.map(|place| view! { <Facts facts=vec![(t::people::home_location(l).to_owned(), place.name)]/> })
                }
            </Loaded>
            {access.draw(l, holder)}
        </Card>
    }
    .into_any()
}
