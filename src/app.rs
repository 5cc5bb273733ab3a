//! The shell of every page, and the route table: one line a page, each loaded when it is first visited.

use crate::{
    accounts::{api::load_me, pages::MeResource},
    platform::i18n::Locale,
};
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// The document around the app.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use crate::platform::request;
    let locale = request::locale();
    let theme = match request::cookie("theme").as_deref() {
        Some("light") => Some("spotter-light"),
        Some("dark") => Some("spotter-dark"),
        _ => None,
    };
    view! {
        <!DOCTYPE html>
        <html lang=locale.tag() data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#0a3d2a"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0a1410"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="apple-touch-icon" href="/icon-192.png"/>
                <link rel="stylesheet" href="/pkg/spotter.css"/>
                <HydrationScripts options/>
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
    return document().document_element().and_then(|root| Locale::from_tag(&root.get_attribute("lang")?)).unwrap_or_default();
}

/// Everything between `<body>` and `</body>`.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(locale());
    provide_context(MeResource(Resource::new_blocking(|| (), |()| load_me())));
    view! {
        <Title formatter=|page: String| if page.is_empty() { "Spotter".to_owned() } else { format!("{page} · Spotter") }/>
        <Router>
            <Routes fallback=|| view! { <crate::ui::states::NotFound/> }>
                <Route path=path!("/") view=|| view! { <p>"…"</p> }/>
            </Routes>
        </Router>
    }
}
