//! The entry code: large, black on white, new every few seconds.

use super::parts::{dotted, on_return};
use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    booking::{api::load_entry_code, model::EntryCode},
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    schedule::model::ClassSession,
    ui::{icon::Icon, load::Load, loaded::Loaded, nav::SkipLink, page::Page, qr::QrCode},
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use leptos_meta::{Meta, Title};
use std::time::Duration;

/// `/code`
pub struct CodePage(Load<EntryCode>);

impl Page for CodePage {
    fn data() -> Self {
        Self(Load::new(|| (), |()| load_entry_code()))
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let code = this.0;
        let left = count_down(code);
        // timers sleep in a pocket: the code on a screen that was just unlocked is an old one
        on_return(move || code.refetch());
        stay_lit();
        view! {
            <Title text=t::member::code_title(l)/>
            <Meta name="description" content=t::shell::description(l)/>
            <Loaded resource=code skeleton=move || waiting(l) error=refused keep=true let:code>
                {page(l, code, left)}
            </Loaded>
        }
        .into_any()
    }
}

/// Seconds until the next code, which it then asks for. `None` on the server and until the page is live.
fn count_down(code: Load<EntryCode>) -> ReadSignal<Option<i64>> {
    let (left, set_left) = signal(None::<i64>);
    Effect::new(move || {
        if let Some(Ok(code)) = code.get() {
            set_left.set(Some(code.seconds.max(1)));
        }
    });
    Effect::new(move || {
        let tick = move || {
            let now = left.get_untracked().map(|left| left - 1);
            match now {
                Some(..=0) => {
                    // without an answer it is tried again with every step
                    set_left.set(Some(5));
                    code.refetch();
                }
                now => set_left.set(now),
            }
        };
        // without a timer there is still the link that asks for a new one
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    left
}

/// A telephone that is held to a reader does not go dark meanwhile, where its browser allows that. The lock goes when the page is out
/// of sight, and is asked for anew when it is back.
fn stay_lit() {
    #[cfg(not(feature = "ssr"))]
    {
        let kept = StoredValue::new_local(None::<js_sys::Object>);
        let ask = move || {
            leptos::task::spawn_local(async move {
                if let Some(lock) = screen_lock().await
                    && kept.try_set_value(Some(lock.clone())).is_some()
                {
                    // the page was left before the answer came
                    release(&lock);
                }
            });
        };
        Effect::new(ask);
        on_return(ask);
        on_cleanup(move || {
            if let Some(lock) = kept.try_get_value().flatten() {
                release(&lock);
            }
        });
    }
}

/// `navigator.wakeLock.request("screen")`, for which `web-sys` has no stable words.
#[cfg(not(feature = "ssr"))]
async fn screen_lock() -> Option<js_sys::Object> {
    use leptos::wasm_bindgen::{JsCast, JsValue};
    let navigator: JsValue = window().navigator().into();
    let locks = js_sys::Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    let request: js_sys::Function = js_sys::Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let promise: js_sys::Promise = request.call1(&locks, &"screen".into()).ok()?.dyn_into().ok()?;
    wasm_bindgen_futures::JsFuture::from(promise)
        .await
        .ok()?
        .dyn_into()
        .ok()
}

#[cfg(not(feature = "ssr"))]
fn release(lock: &js_sys::Object) {
    use leptos::wasm_bindgen::JsCast;
    let release = js_sys::Reflect::get(lock, &"release".into());
    if let Some(release) = release.ok().and_then(|f| f.dyn_into::<js_sys::Function>().ok()) {
        // it may be gone already
        let _ = release.call0(lock);
    }
}

/// Nobody signed in, or no member: the usual page around it, because there is nothing to show on pine.
fn refused(error: AppError) -> AnyView {
    let l = use_locale();
    view! {
        <MemberPage title=t::member::code_title(l) current="code">
            {wrong(error)}
        </MemberPage>
    }
    .into_any()
}

fn frame(l: Locale, inside: AnyView) -> AnyView {
    view! {
        <SkipLink label=t::common::skip(l)/>
        <div class="touch lanes flex min-h-dvh flex-col">
            <header class="mx-auto flex w-full max-w-md items-center gap-2 px-4 pt-4">
                <a
                    href="/home"
                    class="btn btn-circle border-transparent bg-hero-content/10 text-hero-content"
                    aria-label=t::member::close(l)
                >
                    <Icon icon=Icon::X class="size-6"/>
                </a>
                <h1 class="flex-1 text-center text-lg font-semibold">{t::member::code_title(l)}</h1>
                <span class="size-11" aria-hidden="true"></span>
            </header>
            <main id="main" tabindex="-1" class="mx-auto flex w-full max-w-md flex-1 flex-col px-5 pt-5 pb-6">
                {inside}
            </main>
        </div>
    }
    .into_any()
}

fn waiting(l: Locale) -> AnyView {
    frame(
        l,
        view! {
            <div class="mx-auto aspect-square w-full max-w-88 rounded-[1.75rem] bg-white/20" aria-hidden="true"></div>
            <p class="sr-only" role="status">
                {t::member::loading(l)}
            </p>
        }
        .into_any(),
    )
}

fn page(l: Locale, code: EntryCode, left: ReadSignal<Option<i64>>) -> AnyView {
    let seconds = code.seconds.max(1);
    let shown = move || left.get().unwrap_or(seconds).clamp(0, seconds);
    let modules = u32::try_from(code.size).unwrap_or(1);
    frame(
        l,
        view! {
            <div class="mx-auto w-full max-w-88">
                <QrCode path=code.path modules=modules label=t::member::code_label(l)/>
            </div>
            <p class="mt-5 text-center">
                <span class="block text-2xl font-bold tracking-tight wrap-anywhere">{code.name}</span>
                <span class="block text-hero-muted tabular-nums">{t::member::number(l, code.number)}</span>
            </p>
            <div class="mx-auto mt-3 flex w-full max-w-88 items-center gap-3 text-caption text-hero-muted">
                <progress
                    class="progress h-1.5 flex-1 bg-hero-content/15 text-accent"
                    value=move || shown().to_string()
                    max=seconds.to_string()
                    aria-hidden="true"
                ></progress>
                <span class="tabular-nums">{move || t::member::new_in(l, shown())}</span>
            </div>
            {without_script(l, seconds)}
            <div class="mt-auto space-y-2.5 pt-6">
                {code.session.map(|session| class(l, &session, code.opens))}
                <Hint icon=Icon::RefreshCw title=t::member::code_live(l) text=t::member::code_picture(l)/>
            </div>
        }
        .into_any(),
    )
}

fn class(l: Locale, session: &ClassSession, opens: Option<Moment>) -> AnyView {
    let title = format!("{} {}", session.starts.clock(), session.name);
    let place = dotted(&[session.room.as_deref(), Some(&session.location)]);
    // hours before, the same code opens the door of nothing: it says from when it will
    let text = match opens {
        Some(from) => t::member::code_class_from(l, place, from.clock()),
        None => t::member::code_class(l, place),
    };
    view! { <Hint icon=Icon::CalendarCheck title=title text=text/> }.into_any()
}

#[component]
fn Hint(icon: Icon, #[prop(into)] title: String, #[prop(into)] text: String) -> impl IntoView {
    view! {
        <p class="flex items-center gap-3 rounded-box bg-hero-content/10 p-4">
            <Icon icon=icon class="size-5 text-accent"/>
            <span class="min-w-0 text-sm">
                <strong class="block font-semibold wrap-anywhere tabular-nums">{title}</strong>
                <span class="block text-hero-muted">{text}</span>
            </span>
        </p>
    }
    .into_any()
}

/// A page without a script asks for the next code by loading itself anew.
///
/// A browser with a script reads what is inside as plain text, so there it has no children to wake.
fn without_script(l: Locale, seconds: i64) -> AnyView {
    #[cfg(feature = "ssr")]
    return view! {
        <noscript>
            <meta http-equiv="refresh" content=(seconds + 1).to_string()/>
            <p class="mt-3 text-center">
                <a href="/code" class="link text-hero-content">
                    {t::member::code_reload(l)}
                </a>
            </p>
        </noscript>
    }
    .into_any();
    #[cfg(not(feature = "ssr"))]
    {
        let _ = (l, seconds);
        view! { <noscript></noscript> }.into_any()
    }
}
