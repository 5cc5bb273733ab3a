//! A member's own data, the language of their notices, their devices, and the way out.

use super::{details::DetailsCards, fields::Fields};
use crate::{
    accounts::{
        api::SignOut,
        pages::{
            account_menu::{LanguageForm, ThemeForm},
            shell::MemberPage,
            use_me,
            wrong::wrong,
        },
    },
    members::{
        api::{ChangeProfile, load_profile},
        model::Profile,
    },
    platform::i18n::{Locale, t, use_locale},
    studio::model::Location,
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize},
        icon::Icon,
        list::{Card, LinkRow, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::{prelude::*, server_fn::ServerFn};

/// `/profile`
pub struct ProfilePage {
    profile: Load<Profile>,
    change: Submit<ChangeProfile>,
    details: DetailsCards,
}

impl Page for ProfilePage {
    fn data() -> Self {
        let change = Submit::<ChangeProfile>::new();
        Self {
            profile: Load::new(move || change.done().get(), |_| load_profile()),
            change,
            details: DetailsCards::new(),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (me, change, details) = (use_me(), this.change, this.details);
        // the name stands in the shell too
        Effect::new(move |before: Option<usize>| {
            let done = change.done().get();
            if before.is_some_and(|before| before != done) {
                me.refetch();
            }
            done
        });
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::profile::loading(l)/> };
        view! {
            <MemberPage title=t::profile::title(l) current="profile">
                <Loaded resource=this.profile skeleton=skeleton error=wrong keep=true let:profile>
                    {Suspend::new(async move {
                        // the places come with the reader
                        let places = me.await.ok().flatten().map(|me| me.locations).unwrap_or_default();
                        content(l, profile, places, change, details)
                    })}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(
    l: Locale,
    profile: Profile,
    places: Vec<Location>,
    change: Submit<ChangeProfile>,
    details: DetailsCards,
) -> AnyView {
    let since = t::profile::since(l, l.month_of(profile.joined_on));
    view! {
        <section class="flex items-center gap-4 px-1">
            <Avatar name=profile.name.clone() size=AvatarSize::Large tone=AvatarTone::Hero/>
            <div class="min-w-0">
                <p class="text-lg leading-snug font-bold tracking-tight wrap-anywhere">{profile.name.clone()}</p>
                <p class="text-sm text-muted tabular-nums">{t::profile::number(l, profile.number)}</p>
                <p class="text-caption text-muted">{since}</p>
            </div>
        </section>
        {details.asks(l)}
        <Card title=t::profile::own_data(l)>{form(l, profile, places, change)}</Card>
        {details.card(l)}
        <Card title=t::profile::this_device(l) note=t::profile::this_device_note(l)>
            <div class="space-y-3">
                <LanguageForm/>
                <ThemeForm/>
            </div>
        </Card>
        <Sheet label=t::profile::more(l)>
            <LinkRow href="/bookings" title=t::profile::bookings(l) icon=Icon::CalendarCheck/>
            <LinkRow href="/inbox" title=t::profile::inbox(l) icon=Icon::Bell/>
            <LinkRow
                href="/household"
                title=t::profile::household(l)
                detail=t::profile::household_note(l)
                icon=Icon::UsersRound
            />
            <LinkRow href="/papers" title=t::papers::own_title(l) detail=t::papers::own_note(l) icon=Icon::Signature/>
            <LinkRow href="/me/privacy" title=t::profile::privacy(l) detail=t::profile::privacy_note(l) icon=Icon::ShieldCheck/>
            <LinkRow href="/devices" title=t::profile::devices(l) detail=t::profile::devices_note(l) icon=Icon::Smartphone/>
        </Sheet>
        <form method="post" action=SignOut::url()>
            <Button label=t::profile::sign_out(l) kind=ButtonKind::Plain size=ButtonSize::Block icon=Icon::LogOut/>
        </form>
    }
    .into_any()
}

fn form(l: Locale, profile: Profile, places: Vec<Location>, change: Submit<ChangeProfile>) -> AnyView {
    let fields = Fields {
        typed: &|name, begins| change.typed(name, begins),
        flaw: &|name| change.flaw(name, l),
        own: true,
    }
    .draw(l, profile, places);
    view! {
        <SubmitForm to=change>
            {fields}
            <div class="pt-4">
                {move || {
                    change
                        .value()
                        .get()
                        .map(|answer| {
                            let (tone, text) = match answer {
                                Ok(()) => (Tone::Success, t::profile::saved(l).to_owned()),
                                Err(error) => (Tone::Warning, error.text(l)),
                            };
                            view! {
                                <div class="pb-4">
                                    <Notice tone=tone title=text/>
                                </div>
                            }
                        })
                }}
                <Button
                    label=t::profile::save(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Block
                    pending=Signal::derive(move || change.pending().get())
                    pending_label=t::profile::saving(l)
                />
            </div>
        </SubmitForm>
    }
    .into_any()
}
