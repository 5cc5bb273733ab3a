//! The shell of every page, and the route table: one line a page, each loaded with its group.

mod groups;

use crate::ui::load::Load;
use crate::{
    accounts::{
        api::load_me,
        pages::{MeResource, Theme, Unread, tools::Tools, wrong::nowhere},
    },
    messages::api::count_unread,
    platform::i18n::{Locale, t, use_locale},
};
use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
#[cfg(feature = "ssr")]
use leptos_meta::MetaTags;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};

/// The document around the app.
#[cfg(feature = "ssr")]
pub fn shell() -> impl IntoView {
    use crate::{
        accounts::model::Who,
        platform::{request, secret},
    };
    let locale = request::locale();
    if let Some(nonce) = leptos::nonce::use_nonce() {
        request::answer_header(
            http::header::CONTENT_SECURITY_POLICY,
            &crate::server::page_policy(&nonce),
        );
    }
    let theme = match theme().0 {
        "light" => Some("spotter-light"),
        "dark" => Some("spotter-dark"),
        _ => None,
    };
    // whose data this telephone may keep: the script wipes what is of anybody else
    let own = request::left::<Who>()
        .filter(|who| who.member.is_some())
        .map(|who| secret::encode(who.session.0.as_bytes()));
    let number = leptos::nonce::use_nonce();
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme data-own=own>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#0a3d2a"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a1410"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-192.png"/>
                <link rel="stylesheet" href="/pkg/spotter.css"/>
                <meta name="spotter-newer" content=t::shell::newer(locale)/>
                <meta name="spotter-reload" content=t::shell::reload(locale)/>
                <meta name="spotter-close" content=t::people::close(locale)/>
                <script src="/own.js" defer="" nonce=number.clone()></script>
                <script src="/tones.js" defer="" nonce=number.clone()></script>
                <link rel="modulepreload" href="/pkg/spotter.js"/>
                <link rel="preload" href="/pkg/spotter.wasm" r#as="fetch" r#type="application/wasm" crossorigin=""/>
                <script type="module" nonce=number>{crate::server::WAKE}</script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// The reader's language: on the server from the request, in the browser from the document that the server sent.
fn locale() -> Locale {
    #[cfg(feature = "ssr")]
    return crate::platform::request::locale();
    #[cfg(not(feature = "ssr"))]
    return document()
        .document_element()
        .and_then(|root| Locale::from_tag(&root.get_attribute("lang")?))
        .unwrap_or_default();
}

/// The reader's theme: on the server from the cookie, in the browser from the document that the server sent.
fn theme() -> Theme {
    #[cfg(feature = "ssr")]
    let chosen = crate::platform::request::cookie("theme").unwrap_or_default();
    #[cfg(not(feature = "ssr"))]
    let chosen = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .unwrap_or_default();
    Theme(match chosen.trim_start_matches("spotter-") {
        "light" => "light",
        "dark" => "dark",
        _ => "auto",
    })
}

/// Everything between `<body>` and `</body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(locale());
    provide_context(theme());
    provide_context(MeResource(Load::new(|| (), |()| load_me())));
    provide_context(Unread(Load::new(|| (), |()| count_unread())));
    provide_context(Tools {
        open: RwSignal::new(None),
        ready: RwSignal::new(false),
        bring: groups::bring_tools,
    });
    let (moving, set_moving) = signal(false);
    view! {
        <Title formatter=window_title/>
        <Router set_is_routing=set_moving>
            <Moving moving=moving/>
            <Routes fallback=NotFound>
                <Route path=path!("/") view={Lazy::<groups::Public>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view={Lazy::<groups::SignIn>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/sign-up") view={Lazy::<groups::SignUp>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/claim") view={Lazy::<groups::Claim>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/access") view={Lazy::<groups::LetIn>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view={Lazy::<groups::EnterCode>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/join") view={Lazy::<groups::Join>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/second-factor") view={Lazy::<groups::Factor>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/prove") view={Lazy::<groups::Prove>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/devices") view={Lazy::<groups::Devices>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/staff") view={Lazy::<groups::Staff>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/home") view={Lazy::<groups::Home>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/timetable") view={Lazy::<groups::Timetable>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/bookings") view={Lazy::<groups::Bookings>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/code") view={Lazy::<groups::Code>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/passes") view={Lazy::<groups::Passes>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/profile") view={Lazy::<groups::Profile>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/papers") view={Lazy::<groups::Papers>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/household") view={Lazy::<groups::Household>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/inbox") view={Lazy::<groups::Inbox>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/coach") view={Lazy::<groups::Coach>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/desk") view={Lazy::<groups::Desk>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/desk/inside") view={Lazy::<groups::Inside>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/members") view={Lazy::<groups::Members>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/members/:id") view={Lazy::<groups::Member>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/bulk") view={Lazy::<groups::Bulk>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/bulk/:id") view={Lazy::<groups::BulkRun>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/notices/preferences") view={Lazy::<groups::Notices>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/privacy") view={Lazy::<groups::PrivacyNotice>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/me/privacy") view={Lazy::<groups::OwnPrivacy>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/me/erase") view={Lazy::<groups::EraseOwn>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/members/:id/privacy") view={Lazy::<groups::MemberPrivacy>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/members/:id/merge") view={Lazy::<groups::MergeRecords>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/members/:id/book") view={Lazy::<groups::BookFor>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/setup") view={Lazy::<groups::Setup>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/leaving") view={Lazy::<groups::Leaving>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/campaigns") view={Lazy::<groups::Campaigns>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/campaigns/:id") view={Lazy::<groups::OneCampaign>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/duplicates") view={Lazy::<groups::Pairs>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/health/:id") view={Lazy::<groups::Health>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/privacy") view={Lazy::<groups::Privacy>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms") view={Lazy::<groups::Rooms>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/rooms/:id") view={Lazy::<groups::RoomPlan>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/kiosks") view={Lazy::<groups::Kiosks>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/hours") view={Lazy::<groups::Hours>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/plans") view={Lazy::<groups::Plans>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/expiry") view={Lazy::<groups::Expiry>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/coaches") view={Lazy::<groups::Coaches>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/rules") view={Lazy::<groups::Rules>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/papers") view={Lazy::<groups::PapersOffice>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/classes") view={Lazy::<groups::Classes>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin") view={Lazy::<groups::Dashboard>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/timetable") view={Lazy::<groups::Week>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/series/new") view={Lazy::<groups::Series>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/roles") view={Lazy::<groups::Roles>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/audit") view={Lazy::<groups::Audit>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/import") view={Lazy::<groups::Imports>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/import/:id") view={Lazy::<groups::Import>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/admin/operations") view={Lazy::<groups::Operations>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/find") view={Lazy::<groups::Find>::new()} ssr=SsrMode::Async/>
                <Route path=path!("/help/keys") view={Lazy::<groups::Keys>::new()} ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}

/// The window's title. The server writes it into the document as it is, and a page may be titled with a person's name.
fn window_title(page: String) -> String {
    #[cfg(feature = "ssr")]
    let page = crate::ui::markup::escaped(&page);
    if page.is_empty() {
        "Spotter".to_owned()
    } else {
        format!("{page} · Spotter")
    }
}

/// What a page load would do by itself: a sign that the next page is on its way, and the focus in it once it is there.
#[component]
fn Moving(
    /// True from the press until the page stands.
    moving: ReadSignal<bool>,
) -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |last: Option<String>| {
        let (busy, path) = (moving.get(), path.get());
        match last {
            None => path,
            Some(last) if busy || last == path => last,
            Some(_) => {
                request_animation_frame(focus_main);
                path
            }
        }
    });
    let class = move || {
        let shown = if moving.get() {
            "opacity-100 delay-150"
        } else {
            "opacity-0"
        };
        format!(
            "no-print pointer-events-none fixed inset-x-0 top-0 z-50 h-0.5 bg-primary transition-opacity duration-150 {shown}"
        )
    };
    view! { <div class=class aria-hidden="true"></div> }.into_any()
}

/// Puts the focus where Tab goes on into the page's content.
fn focus_main() {
    if let Some(main) = document()
        .get_element_by_id("main")
        .and_then(|main| main.dyn_into::<HtmlElement>().ok())
    {
        // a browser that refuses the focus leaves it where it was
        let _ = main.focus();
    }
}

/// What stands at an address that leads nowhere, with its real status.
#[component]
fn NotFound() -> impl IntoView {
    view! {
        <Title text=t::shell::not_found_title(use_locale())/>
        <main id="main" class="touch min-h-dvh" tabindex="-1">
            {nowhere()}
        </main>
    }
    .into_any()
}
