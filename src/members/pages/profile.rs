//! A member's own data, the language of their notices, their devices, and the way out.

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
        field::{Choice, DateField, SelectField, TextField},
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
}

impl Page for ProfilePage {
    fn data() -> Self {
        let change = Submit::<ChangeProfile>::new();
        Self {
            profile: Load::new(move || change.done().get(), |_| load_profile()),
            change,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (me, change) = (use_me(), this.change);
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
                        content(l, profile, places, change)
                    })}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, profile: Profile, places: Vec<Location>, change: Submit<ChangeProfile>) -> AnyView {
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
        <Card title=t::profile::own_data(l)>{form(l, profile, places, change)}</Card>
        <Card title=t::profile::this_device(l) note=t::profile::this_device_note(l)>
            <div class="space-y-3">
                <LanguageForm/>
                <ThemeForm/>
            </div>
        </Card>
        <Sheet label=t::profile::more(l)>
            <LinkRow href="/bookings" title=t::profile::bookings(l) icon=Icon::CalendarCheck/>
            <LinkRow href="/inbox" title=t::profile::inbox(l) icon=Icon::Bell/>
            <LinkRow href="/devices" title=t::profile::devices(l) detail=t::profile::devices_note(l) icon=Icon::Smartphone/>
        </Sheet>
        <form method="post" action=SignOut::url()>
            <Button label=t::profile::sign_out(l) kind=ButtonKind::Plain size=ButtonSize::Block icon=Icon::LogOut/>
        </form>
    }
    .into_any()
}

fn form(l: Locale, profile: Profile, places: Vec<Location>, change: Submit<ChangeProfile>) -> AnyView {
    let error = move |name| change.flaw(name, l);
    let mut languages = vec![Choice::new("", t::profile::language_club(l))];
    languages.extend(
        Locale::ALL
            .into_iter()
            .map(|locale| Choice::new(locale.tag(), locale.name())),
    );
    let mut homes = vec![Choice::new("", t::profile::home_none(l))];
    homes.extend(
        places
            .into_iter()
            .map(|place| Choice::new(place.id.to_string(), place.name)),
    );
    let home = profile.home_location_id.map(|id| id.to_string()).unwrap_or_default();
    view! {
        <SubmitForm to=change>
            <div class="grid gap-4 sm:grid-cols-2">
                <TextField
                    name="name"
                    label=t::profile::name(l)
                    value=change.typed("name", profile.name)
                    autocomplete="name"
                    required=true
                    maxlength=80
                    error=error("name")
                />
                <DateField
                    name="birthday"
                    label=t::profile::birthday(l)
                    value=change.typed("birthday", profile.birthday.map(|day| day.to_string()).unwrap_or_default())
                    hint=t::profile::birthday_hint(l)
                    error=error("birthday")
                />
                <TextField
                    name="email"
                    label=t::profile::email(l)
                    value=change.typed("email", profile.email.unwrap_or_default())
                    kind="email"
                    autocomplete="email"
                    error=error("email")
                />
                <TextField
                    name="phone"
                    label=t::profile::phone(l)
                    value=change.typed("phone", profile.phone.unwrap_or_default())
                    kind="tel"
                    autocomplete="tel"
                    hint=t::profile::phone_hint(l)
                    error=error("phone")
                />
                <SelectField
                    name="locale"
                    label=t::profile::language(l)
                    choices=languages
                    value=change.typed("locale", profile.locale.unwrap_or_default())
                    hint=t::profile::language_hint(l)
                />
                <SelectField
                    name="home"
                    label=t::profile::home(l)
                    choices=homes
                    value=change.typed("home", home)
                    hint=t::profile::home_hint(l)
                    error=error("home")
                />
            </div>
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
