//! The notices that the club has sent a member.

use crate::{
    accounts::pages::{Unread, shell::MemberPage, wrong::wrong},
    messages::{
        api::{MarkInboxRead, load_inbox, mark_inbox_read},
        model::{Body, Inbox, Notice},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Sheet,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyState, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::{prelude::*, task::spawn_local};

/// `/inbox`
pub struct InboxPage {
    inbox: Load<Inbox>,
    mark: Submit<MarkInboxRead>,
}

impl Page for InboxPage {
    fn data() -> Self {
        let mark = Submit::<MarkInboxRead>::new();
        Self {
            inbox: Load::new(move || mark.version().get(), |_| load_inbox()),
            mark,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let InboxPage { inbox, mark } = this;
        // the bell counts what is unread here
        let unread = use_context::<Unread>();
        Effect::new(move |before: Option<usize>| {
            let version = mark.version().get();
            if before.is_some_and(|before| before != version)
                && let Some(Unread(unread)) = unread
            {
                unread.refetch();
            }
            version
        });
        // What was shown is read: the list keeps what was new until it is opened again. Without a script there is the button.
        let seen = RwSignal::new(false);
        Effect::new(move || {
            let shown = inbox.get().and_then(Result::ok).filter(|inbox| inbox.unread > 0);
            let newest = shown.and_then(|inbox| inbox.notices.first().map(|notice| notice.id));
            if let Some(newest) = newest
                && !seen.get_untracked()
            {
                seen.set(true);
                spawn_local(async move {
                    // what could not be marked is still new the next time
                    if mark_inbox_read(newest).await.is_ok()
                        && let Some(Unread(unread)) = unread
                    {
                        unread.refetch();
                    }
                });
            }
        });
        view! {
            <MemberPage title=t::inbox::title(l) current="home" back="/home">
                <Loaded
                    resource=inbox
                    skeleton=move || view! { <SkeletonRows label=t::inbox::loading(l)/> }
                    error=wrong
                    keep=true
                    let:inbox
                >
                    {content(l, inbox, mark, seen)}
                </Loaded>
                <p class="mt-4 text-center">
                    <LinkButton
                        href="/notices/preferences"
                        label=t::choices::link(l)
                        kind=ButtonKind::Ghost
                        icon=Icon::SlidersHorizontal
                    />
                </p>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, inbox: Inbox, mark: Submit<MarkInboxRead>, seen: RwSignal<bool>) -> AnyView {
    if inbox.notices.is_empty() {
        let actions =
            move || view! { <LinkButton href="/timetable" label=t::inbox::timetable(l) kind=ButtonKind::Primary/> };
        return view! { <EmptyState title=t::inbox::empty_title(l) text=t::inbox::empty_text(l) actions=actions/> }
            .into_any();
    }
    let newest = inbox
        .notices
        .first()
        .map(|notice| notice.id.to_string())
        .unwrap_or_default();
    let rows = inbox.notices.into_iter().map(|notice| row(l, &notice)).collect_view();
    let unread = inbox.unread;
    view! {
        <div class="flex min-h-11 items-center justify-between gap-3 px-1">
            <p class="text-sm text-muted" role="status">
                {if unread > 0 { t::inbox::unread(l, unread) } else { t::inbox::all_read(l).to_owned() }}
            </p>
            {move || (unread > 0 && !seen.get())
                .then(|| {
                    let newest = newest.clone();
                    view! {
                        <SubmitForm to=mark>
                            <Hidden name="newest" value=newest/>
                            <Button
                                label=t::inbox::mark(l)
                                kind=ButtonKind::Ghost
                                icon=Icon::CheckCheck
                                pending=Signal::derive(move || mark.pending().get())
                                class="-mr-3 px-3 text-sm font-medium text-primary"
                            />
                        </SubmitForm>
                    }
                })}
        </div>
        {move || {
            mark.value()
                .get()
                .and_then(Result::err)
                .map(|error| view! { <crate::ui::states::Notice tone=Tone::Warning title=error.text(l)/> })
        }}
        <Sheet label=t::inbox::title(l)>{rows}</Sheet>
    }
    .into_any()
}

fn row(l: Locale, notice: &Notice) -> AnyView {
    let (icon, tone) = match notice.body {
        Body::ClassCancelled { .. } => (Icon::CalendarX2, "bg-error/10 text-error"),
        Body::ClassMoved { .. } => (Icon::CalendarClock, "bg-warning/12 text-warning"),
        Body::Promoted { .. } => (Icon::BookmarkCheck, "bg-primary/12 text-primary"),
        Body::Offered { .. } => (Icon::Hourglass, "bg-waitlisted/15 text-waitlisted"),
        Body::OfferOver { .. } => (Icon::Hourglass, "bg-base-300 text-base-content"),
        Body::ClassSoon { .. } => (Icon::CalendarDays, "bg-primary/12 text-primary"),
        Body::PlaceFree { .. } => (Icon::CalendarCheck, "bg-primary/12 text-primary"),
        Body::PassedOver { .. } => (Icon::Hourglass, "bg-base-300 text-base-content"),
        Body::GivenAway { .. } => (Icon::CalendarX2, "bg-warning/12 text-warning"),
        Body::GivenBack { .. } => (Icon::Undo2, "bg-primary/12 text-primary"),
        Body::Refilled { .. } => (Icon::Undo2, "bg-primary/12 text-primary"),
        Body::DeskBooked { .. } => (Icon::CalendarCheck, "bg-primary/12 text-primary"),
        Body::DeskCancelled { .. } => (Icon::CalendarX2, "bg-base-300 text-base-content"),
        Body::DeskMoved { .. } => (Icon::CalendarClock, "bg-primary/12 text-primary"),
        Body::SpotMoved { .. } => (Icon::MapPin, "bg-primary/12 text-primary"),
        Body::Struck { .. } => (Icon::TriangleAlert, "bg-warning/12 text-warning"),
        Body::Forgiven { .. } => (Icon::Undo2, "bg-primary/12 text-primary"),
        Body::Excused { .. } => (Icon::HandHeart, "bg-primary/12 text-primary"),
        Body::ExcuseTakenBack { .. } => (Icon::TriangleAlert, "bg-warning/12 text-warning"),
        Body::BookedFor { .. } => (Icon::CalendarCheck, "bg-primary/12 text-primary"),
        Body::About { .. } => (Icon::UsersRound, "bg-base-300 text-base-content"),
        Body::PassEnds { .. } => (Icon::CalendarClock, "bg-warning/12 text-warning"),
        Body::PassExtended { .. } => (Icon::CalendarPlus, "bg-primary/12 text-primary"),
        Body::PassGoes { ends_on: Some(_), .. } => (Icon::CalendarX2, "bg-warning/12 text-warning"),
        Body::PassGoes { .. } => (Icon::RotateCw, "bg-primary/12 text-primary"),
        Body::HourLogged { .. } => (Icon::CircleQuestionMark, "bg-primary/12 text-primary"),
        Body::HourTakenBack { .. } => (Icon::RotateCw, "bg-base-300 text-base-content"),
        Body::HourSettled { back: true, .. } => (Icon::Undo2, "bg-primary/12 text-primary"),
        Body::HourSettled { .. } => (Icon::Scale, "bg-base-300 text-base-content"),
        Body::Word { .. } => (Icon::MessageCircle, "bg-primary/12 text-primary"),
        Body::LetIn => (Icon::KeyRound, "bg-primary/12 text-primary"),
        Body::MembershipEnded => (Icon::LogOut, "bg-base-300 text-base-content"),
        Body::TakenBackIn => (Icon::Undo2, "bg-primary/12 text-primary"),
    };
    let weight = if notice.read { "font-medium" } else { "font-semibold" };
    let tint = if notice.read { "" } else { "bg-primary/5" };
    let when = format!("{} {}", l.day_short(notice.at.day()), notice.at.clock());
    let way = notice.body.way().map(|href| {
        let label = match notice.body {
            Body::PassEnds { .. } | Body::PassExtended { .. } => t::passes::books(l),
            Body::PassGoes { .. } | Body::HourSettled { .. } | Body::Excused { .. } => t::passes::title(l),
            Body::HourLogged { .. } => t::hours::answer(l),
            _ => t::inbox::see_class(l),
        };
        let name = t::inbox::see_class_name(l, notice.body.title(l));
        let name = if label == t::inbox::see_class(l) {
            name
        } else {
            format!("{label}: {}", notice.body.title(l))
        };
        view! { <LinkButton href=href label=label name=name size=ButtonSize::Small class="mt-2"/> }
    });
    view! {
        <li class=format!("flex items-start gap-3 py-3.5 pr-4 pl-4 {tint}")>
            <span class=format!("mt-0.5 grid size-10 shrink-0 place-items-center rounded-full {tone}")>
                <Icon icon=icon/>
            </span>
            <div class="min-w-0 flex-1">
                <p class=format!("leading-snug wrap-anywhere {weight}")>{notice.body.title(l)}</p>
                <p class="mt-0.5 text-sm text-muted wrap-anywhere whitespace-pre-line">{notice.body.text(l)}</p>
                {way}
                <p class="mt-1 flex items-center gap-2 text-caption text-muted tabular-nums">
                    <time datetime=notice.at.at.iso()>{when}</time>
                    {(!notice.read)
                        .then(|| {
                            view! {
                                <span class="flex items-center gap-1.5 font-medium text-primary">
                                    <span class="size-1.5 rounded-full bg-primary" aria-hidden="true"></span>
                                    {t::inbox::new(l)}
                                </span>
                            }
                        })}
                </p>
            </div>
        </li>
    }
    .into_any()
}
