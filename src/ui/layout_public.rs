//! The shells that anybody sees: the club's public pages and signing in.

use leptos::prelude::*;

use super::icon::Mark;
use super::nav::{MenuItem, NavItem, SkipLink};

/// The shell of public pages: a bar with the club's name, places and one action; a foot with address and hours.
#[component]
pub fn PublicShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The club's name.
    #[prop(into)]
    brand: String,
    /// Where the name leads: the public start page.
    #[prop(into)]
    home: String,
    /// The name of the navigation: "Main".
    #[prop(into)]
    nav_label: String,
    /// The places; icons are not drawn here.
    items: Vec<NavItem>,
    /// Sign in, and the one action: "First class free".
    #[prop(optional, into)]
    actions: ViewFnOnce,
    /// Address, hours, languages.
    #[prop(optional, into)]
    foot: Option<ViewFnOnce>,
    /// The page, which draws its own `<main id="main" tabindex="-1">`.
    children: Children,
) -> impl IntoView {
    let links = items
        .into_iter()
        .map(
            |NavItem {
                 label, href, current, ..
             }| {
                view! {
                    <a
                        href=href
                        class=move || {
                            let state = if current.get() { "font-semibold text-primary" } else { "" };
                            format!("flex h-11 shrink-0 items-center whitespace-nowrap lg:h-10 {state}")
                        }
                        aria-current=move || current.get().then_some("page")
                    >
                        {label}
                    </a>
                }
            },
        )
        .collect_view();
    view! {
        <SkipLink label=skip/>
        <div class="touch flex min-h-dvh flex-col lg:[--size-field:0.25rem]">
            <header class="no-print border-b border-base-300 bg-base-100">
                <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-3 px-4 lg:h-16 lg:flex-nowrap lg:px-6">
                    <a href=home class="flex h-16 min-w-0 flex-1 items-center gap-3 lg:flex-none">
                        <Mark class="size-9"/>
                        <span class="min-w-0 text-lg leading-tight font-bold tracking-tight">{brand}</span>
                    </a>
                    <nav
                        class="scroll-x order-last -mx-4 flex w-screen gap-6 border-t border-base-300/70 px-4 text-sm lg:order-none lg:mx-0 lg:ml-8 lg:w-auto lg:gap-7 lg:border-0 lg:px-0"
                        aria-label=nav_label
                    >
                        {links}
                    </nav>
                    <div class="flex items-center gap-1 lg:ml-auto lg:gap-2">{actions.run()}</div>
                </div>
            </header>
            <div class="flex-1">{children()}</div>
            {foot
                .map(|foot| {
                    view! {
                        <footer class="border-t border-base-300 bg-base-100">
                            <div class="mx-auto flex max-w-6xl flex-wrap items-center gap-x-8 gap-y-2 px-4 py-6 text-sm text-muted lg:px-6">
                                {foot.run()}
                            </div>
                        </footer>
                    }
                })}
        </div>
    }
    .into_any()
}

/// The head of a public page on pine: title and one sentence.
#[component]
pub fn PublicHero(
    /// The page's title, its one `<h1>`.
    #[prop(into)]
    title: String,
    /// What the reader finds here, with numbers.
    #[prop(optional, into)]
    lead: Option<String>,
    /// Buttons under the sentence.
    #[prop(optional, into)]
    actions: Option<ViewFnOnce>,
) -> impl IntoView {
    view! {
        <section class="lanes">
            <div class="mx-auto max-w-6xl px-4 pt-8 pb-12 lg:px-6 lg:pt-12 lg:pb-16">
                <h1 class="text-3xl font-bold tracking-tight lg:text-5xl">{title}</h1>
                {lead.map(|lead| view! { <p class="mt-3 max-w-2xl text-hero-muted lg:text-lg">{lead}</p> })}
                {actions.map(|actions| view! { <div class="mt-6 flex flex-wrap gap-3">{actions.run()}</div> })}
            </div>
        </section>
    }
    .into_any()
}

/// The shell of signing in, joining and resetting: pine with one sentence beside (or over) the form.
#[component]
pub fn AuthShell(
    /// "Skip to content".
    #[prop(into)]
    skip: String,
    /// The club's name.
    #[prop(into)]
    brand: String,
    /// The sentence on pine.
    #[prop(into)]
    headline: String,
    /// What the reader can do once inside.
    #[prop(optional, into)]
    lead: Option<String>,
    /// The small line at the foot of the pine: whose server it is.
    #[prop(optional, into)]
    note: Option<String>,
    /// The page's title over the form, its one `<h1>`.
    #[prop(into)]
    title: String,
    /// The name of the choice of languages.
    #[prop(optional, into)]
    languages_label: String,
    /// The languages; the chosen one marked, each with its `lang`.
    #[prop(optional)]
    languages: Vec<MenuItem>,
    /// The form.
    children: Children,
) -> impl IntoView {
    let languages = (!languages.is_empty()).then(|| {
        let links = languages
            .into_iter()
            .map(
                |MenuItem {
                     label,
                     href,
                     chosen,
                     lang,
                     ..
                 }| {
                    let state = if chosen { "font-semibold" } else { "text-muted" };
                    view! {
                        <a
                            href=href
                            lang=lang
                            rel="external"
                            class=format!("inline-flex h-11 items-center {state}")
                            aria-current=chosen.then_some("true")
                        >
                            {label}
                        </a>
                    }
                },
            )
            .collect_view();
        view! {
            <p class="mt-6 flex flex-wrap justify-center gap-x-5 text-sm" role="group" aria-label=languages_label>
                {links}
            </p>
        }
    });
    view! {
        <SkipLink label=skip/>
        <div class="touch flex min-h-dvh flex-col lg:grid lg:grid-cols-[1.1fr_1fr]">
            <aside class="lanes flex flex-col px-6 pt-10 pb-16 lg:p-14">
                <p class="flex items-center gap-3 text-lg font-semibold">
                    <span class="rounded-xl ring-1 ring-hero-content/25">
                        <Mark class="size-10"/>
                    </span>
                    {brand}
                </p>
                <p class="mt-8 max-w-lg text-3xl leading-tight font-bold tracking-tight text-balance lg:mt-auto lg:text-5xl">
                    {headline}
                </p>
                {lead.map(|lead| view! { <p class="mt-3 max-w-md text-hero-muted lg:text-lg">{lead}</p> })}
                <p class="mt-auto hidden pt-10 text-sm text-hero-muted lg:block">{note}</p>
            </aside>
            <main
                id="main"
                class="-mt-8 flex flex-1 flex-col rounded-t-[1.75rem] bg-base-100 px-6 pt-8 pb-10 lg:mt-0 lg:justify-center lg:rounded-none lg:px-20"
                tabindex="-1"
            >
                <div class="mx-auto w-full max-w-sm">
                    <h1 class="text-2xl font-bold tracking-tight lg:text-3xl">{title}</h1>
                    <div class="mt-5">{children()}</div>
                    {languages}
                </div>
            </main>
        </div>
    }
    .into_any()
}
