//! Which keys there are: the same list over a page, after `?`, and as a page of its own.

use crate::{
    accounts::{
        model::Permission,
        pages::{
            shell::StaffPage,
            tools::{WAYS, letters_on, turn_letters},
            use_me,
            wrong::wrong,
        },
    },
    platform::{
        error::{AppError, Nothing},
        i18n::{Locale, t, use_locale},
    },
    ui::{loaded::Loaded, page::Page},
};
use leptos::prelude::*;

/// `/help/keys`
pub struct KeysPage;

impl Page for KeysPage {
    fn data() -> Self {
        Self
    }

    fn view(_: Self) -> AnyView {
        let l = use_locale();
        view! {
            <StaffPage title=t::find::keys(l) current="">
                {for_staff(move || {
                    view! {
                        <div class="max-w-3xl rounded-box border border-base-300 bg-base-100 p-5">{key_list(l)}</div>
                    }
                    .into_any()
                })}
            </StaffPage>
        }
        .into_any()
    }
}

/// Draws it for whoever works here, and for others why not.
pub(super) fn for_staff(draw: impl Fn() -> AnyView + Send + Sync + 'static) -> AnyView {
    let me = use_me();
    view! {
        <Loaded resource=me error=wrong let:me>
            {match me {
                None => wrong::<Nothing>(AppError::SignIn),
                Some(me) if Permission::ALL.into_iter().any(|one| me.may(one)) => draw(),
                Some(_) => wrong::<Nothing>(AppError::Forbidden),
            }}
        </Loaded>
    }
    .into_any()
}

/// A group: its name, and each key with what it does.
type Group = (&'static str, Vec<(Vec<&'static str>, String)>);

/// The keys that the reader can use.
pub(super) fn key_list(l: Locale) -> AnyView {
    let me = use_me();
    let may = move |needs| matches!(me.get_untracked(), Some(Ok(Some(me))) if me.may(needs));
    let everywhere = [
        (vec!["Ctrl", "K"], t::find::does_find(l)),
        (vec!["/"], t::find::does_search(l)),
        (vec!["?"], t::find::does_keys(l)),
        (vec!["Esc"], t::find::does_close(l)),
    ];
    let ways = WAYS.iter().filter(|way| may(way.needs));
    let ways = ways.map(|way| (vec!["g", way.letter], (way.text)(l).to_owned()));
    let choosing = [
        (vec!["↑", "↓"], t::find::does_choose(l)),
        (vec!["Enter"], t::find::does_open(l)),
    ];
    let desk = [
        (vec!["A–Z"], t::find::does_type(l)),
        (vec!["↓"], t::find::does_hits(l)),
        (vec!["Enter"], t::find::does_check_in(l)),
        (vec!["Ctrl", "Z"], t::find::does_undo(l)),
    ];
    let own = |list: &[(Vec<&'static str>, &str)]| -> Vec<(Vec<&'static str>, String)> {
        list.iter()
            .map(|(keys, text)| (keys.clone(), (*text).to_owned()))
            .collect()
    };
    let mut groups: Vec<Group> = vec![
        (t::find::keys_everywhere(l), own(&everywhere)),
        (t::find::keys_go(l), ways.collect()),
        (t::find::keys_choose(l), own(&choosing)),
    ];
    if may(Permission::WorkDesk) {
        groups.push((t::find::keys_desk(l), own(&desk)));
    }
    let groups = groups.into_iter().filter(|(_, keys)| !keys.is_empty());
    let groups = groups
        .map(|(name, keys)| {
            let keys = keys
                .into_iter()
                .map(|(keys, text)| {
                    let keys = keys
                        .into_iter()
                        .map(|key| view! { <kbd class="kbd kbd-sm">{key}</kbd> })
                        .collect_view();
                    view! {
                        <div class="flex items-baseline gap-3 py-1.5">
                            <dt class="flex w-24 shrink-0 gap-1">{keys}</dt>
                            <dd class="min-w-0 flex-1">{text}</dd>
                        </div>
                    }
                })
                .collect_view();
            view! {
                <section class="break-inside-avoid pb-4">
                    <h2 class="pb-1 text-sm font-semibold">{name}</h2>
                    <dl class="divide-y divide-base-300 text-sm">{keys}</dl>
                </section>
            }
        })
        .collect_view();
    view! {
        <p class="pb-4 text-sm text-muted">{t::find::keys_text(l)}</p>
        {letters(l)}
        <div class="gap-x-8 sm:columns-2">{groups}</div>
    }
    .into_any()
}

/// The switch of the keys of one letter. Without a script there are none, and no switch.
fn letters(l: Locale) -> AnyView {
    let (on, set_on) = signal(None::<bool>);
    Effect::new(move || set_on.set(Some(letters_on())));
    let press = move |event| {
        let checked = event_target_checked(&event);
        turn_letters(checked);
        set_on.set(Some(checked));
    };
    view! {
        <label class="mb-4 flex min-h-11 items-start gap-3 rounded-box border border-base-300 p-3" hidden=move || on.get().is_none()>
            <input
                type="checkbox"
                class="toggle toggle-sm toggle-primary mt-0.5 shrink-0"
                prop:checked=move || on.get().unwrap_or(true)
                on:change=press
            />
            <span class="min-w-0">
                <span class="block text-sm font-medium">{t::find::keys_letters(l)}</span>
                <span class="block text-sm text-muted">{t::find::keys_letters_text(l)}</span>
            </span>
        </label>
    }
    .into_any()
}
