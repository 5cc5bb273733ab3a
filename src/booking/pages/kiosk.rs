//! The tablet at the door: one page for everybody, the same whether it is paired or not. What is on it is moved by
//! `public/kiosk.js`, which also works without a line; the browser module is not loaded.
//!
//! Every text stands in the page in the language of its address, and what the script draws anew is a `<template>` here: the
//! script holds no words and no classes.

use crate::{
    platform::i18n::{Locale, t},
    ui::{
        icon::{Icon, Mark},
        nav::SkipLink,
    },
};
use leptos::prelude::*;

/// The whole document as text.
#[must_use]
pub fn document(l: Locale) -> String {
    let owner = Owner::new();
    let page = owner.with(|| html(l).to_html());
    format!("<!DOCTYPE html>{page}")
}

fn html(l: Locale) -> impl IntoView {
    view! {
        <html lang=l.tag() data-theme="spotter-dark">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="theme-color" content="#0a1410"/>
                <title>{t::kiosk::screen_title(l)}</title>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="icon" href="/icon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href="/pkg/spotter.css"/>
                <script src="/kiosk.js" defer=""></script>
            </head>
            <body class="kiosk lanes min-h-dvh">
                <SkipLink label=t::common::skip(l)/>
                <div class="flex min-h-dvh flex-col gap-6 px-5 py-5 lg:px-12 lg:py-8">
                    {head(l)}
                    <main id="main" tabindex="-1" class="flex min-h-0 flex-1 flex-col justify-center gap-6">
                        <noscript>
                            <p class="rounded-box bg-base-100 p-6 text-xl text-base-content">{t::kiosk::needs_script(l)}</p>
                        </noscript>
                        {pairing(l)}
                        {screen(l)}
                    </main>
                    {foot(l)}
                </div>
                {answers(l)}
            </body>
        </html>
    }
}

fn head(l: Locale) -> AnyView {
    view! {
        <header class="flex flex-wrap items-center gap-4">
            <Mark class="size-12 shrink-0"/>
            <p id="place" class="min-w-0 text-xl font-semibold wrap-anywhere">"Spotter"</p>
            <p id="line" role="status" class="flex items-center gap-2 text-lg text-hero-muted">
                <span data-line="on" hidden="">{t::kiosk::online(l)}</span>
                <span data-line="off" hidden="" class="flex items-center gap-2 rounded-full bg-look px-4 py-1.5 text-look-content">
                    <Icon icon=Icon::CloudOff class="size-6"/>
                    {t::kiosk::offline(l)}
                </span>
            </p>
            <p class="ml-auto text-3xl font-bold tabular-nums">
                <time id="clock"></time>
            </p>
        </header>
    }
    .into_any()
}

/// What is seen before the tablet is paired.
fn pairing(l: Locale) -> AnyView {
    view! {
        <section id="pairing" hidden="" class="mx-auto w-full max-w-2xl rounded-[1.75rem] bg-base-100 p-7 text-base-content shadow-pop">
            <h1 class="text-3xl font-bold tracking-tight">{t::kiosk::pair_title(l)}</h1>
            <p class="mt-3 text-lg text-muted">{t::kiosk::pair_text(l)}</p>
            <p id="kept" hidden="" class="mt-4 rounded-field bg-base-200 p-4 text-lg" data-text=t::kiosk::revoked(l, "{n}")></p>
            <form id="pair" method="post" action="/api/pair_kiosk" class="mt-6 space-y-4">
                <label for="pair-code" class="block text-lg font-medium">{t::kiosk::pair_code(l)}</label>
                <input
                    id="pair-code"
                    name="code"
                    class="input input-xl w-full font-mono tracking-widest uppercase"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    maxlength="20"
                    required=""
                    aria-describedby="pair-wrong"
                />
                <p id="pair-wrong" role="alert" class="text-lg text-error empty:hidden" data-wrong=t::kiosk::pair_wrong(l) data-offline=t::kiosk::pair_offline(l)></p>
                <button class="btn btn-primary btn-block">{t::kiosk::pair_button(l)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn screen(l: Locale) -> AnyView {
    view! {
        <section id="screen" hidden="" class="flex flex-1 flex-col justify-center gap-8">
            // stays in the page: a region that comes together with its words is not read out
            <div id="answer" aria-live="assertive" aria-atomic="true"></div>
            <div id="idle" class="grid items-center gap-10 lg:grid-cols-[1.15fr_1fr] lg:gap-16">
                <div class="min-w-0">
                    <h1 class="text-5xl leading-[1.05] font-bold tracking-tight lg:text-6xl">{t::kiosk::hold(l)}</h1>
                    <p class="mt-5 max-w-md text-xl text-hero-muted">{t::kiosk::hold_text(l)}</p>
                    <h2 class="mt-9 text-lg font-semibold" id="next-head" hidden="">{t::kiosk::next_classes(l)}</h2>
                    <ol id="classes" class="mt-3 space-y-3" aria-labelledby="next-head"></ol>
                </div>
                <div class="flex min-w-0 flex-col items-center gap-4">
                    <video id="camera" hidden="" muted="" playsinline="" class="aspect-square w-full max-w-md rounded-[1.75rem] bg-black object-cover" aria-hidden="true"></video>
                    <button id="camera-on" type="button" hidden="" class="btn border-transparent bg-hero-content/10 px-6 text-lg text-hero-content">
                        <Icon icon=Icon::ScanLine class="size-6"/>
                        {t::kiosk::camera_on(l)}
                    </button>
                    <button id="camera-off" type="button" hidden="" class="btn border-transparent bg-hero-content/10 px-6 text-lg text-hero-content">
                        {t::kiosk::camera_off(l)}
                    </button>
                    // stays in the page: a region that comes together with its words is not read out
                    <p
                        id="camera-note"
                        role="alert"
                        class="max-w-md text-center text-lg empty:hidden"
                        data-none=t::kiosk::camera_none(l)
                        data-insecure=t::kiosk::camera_insecure(l)
                        data-refused=t::kiosk::camera_refused(l)
                        data-missing=t::kiosk::camera_missing(l)
                        data-busy=t::kiosk::camera_busy(l)
                        data-gone=t::kiosk::camera_gone(l)
                        data-reader=t::kiosk::camera_reader(l)
                    ></p>
                    <p id="not-stored" hidden="" role="alert" class="max-w-md text-center text-lg">{t::kiosk::not_stored(l)}</p>
                </div>
            </div>
            // always there: a scanner types while the last answer still stands
            <form id="scan" class="flex max-w-md gap-3">
                <label for="code" class="sr-only">{t::kiosk::scan_label(l)}</label>
                <input
                    id="code"
                    name="code"
                    class="input min-w-0 flex-1 border-hero-content/25 bg-hero-content/10 text-hero-content"
                    placeholder=t::kiosk::scan_label(l)
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    inputmode="none"
                    maxlength="200"
                />
            </form>
            <div class="rounded-box bg-hero-content/10 p-5" role="group" aria-label=t::kiosk::today_here(l)>
                <ul class="flex flex-wrap gap-x-8 gap-y-2 text-lg tabular-nums">
                    <li class="flex items-center gap-2"><Icon icon=Icon::CircleCheckBig class="size-6"/><span id="count-in" data-text=t::kiosk::count_in(l, "{n}")></span></li>
                    <li class="flex items-center gap-2"><Icon icon=Icon::CloudOff class="size-6"/><span id="count-waiting" data-text=t::kiosk::count_waiting(l, "{n}")></span></li>
                    <li class="flex items-center gap-2"><Icon icon=Icon::OctagonX class="size-6"/><span id="count-no" data-text=t::kiosk::count_no(l, "{n}")></span></li>
                </ul>
                <details class="mt-2">
                    <summary class="min-h-11 cursor-pointer py-2 text-lg font-medium">{t::kiosk::refused_list(l)}</summary>
                    <p id="refused-none" class="text-lg text-hero-muted">{t::kiosk::refused_none(l)}</p>
                    <ul id="refused" class="max-h-64 space-y-2 overflow-y-auto text-lg" tabindex="0" aria-label=t::kiosk::refused_list(l)></ul>
                </details>
            </div>
        </section>
    }
    .into_any()
}

fn foot(l: Locale) -> AnyView {
    let languages = [
        (Locale::En, "English"),
        (Locale::ZhHans, "简体中文"),
        (Locale::ZhHant, "繁體中文"),
    ];
    let links = languages.map(|(locale, name)| {
        let here = locale == l;
        let class = if here {
            "flex h-14 items-center rounded-full bg-hero-content px-6 text-lg font-semibold text-hero"
        } else {
            "flex h-14 items-center rounded-full px-6 text-lg text-hero-content"
        };
        view! {
            <a href=format!("/kiosk?lang={}", locale.tag()) lang=locale.tag() class=class aria-current=here.then_some("true")>{name}</a>
        }
    });
    view! {
        <footer class="flex flex-wrap items-center gap-3">
            <div class="flex flex-wrap gap-1 rounded-full bg-hero-content/10 p-1.5" role="group" aria-label=t::kiosk::language(l)>{links.collect_view()}</div>
            <button id="sound" type="button" aria-pressed="true" class="btn ml-auto border-transparent bg-hero-content/10 px-6 text-lg text-hero-content">
                <span data-sound="on">{t::kiosk::sound_on(l)}</span>
                <span data-sound="off" hidden="">{t::kiosk::sound_off(l)}</span>
            </button>
        </footer>
    }
    .into_any()
}

/// One of the three answers: its colour, its icon, its words. The script fills in title and text.
fn answer(state: &'static str, fill: &'static str, icon: Icon, title: &'static str, text: &'static str) -> AnyView {
    view! {
        <template id=format!("answer-{state}")>
            <div
                data-state=state
                class=format!("flex w-full flex-wrap items-center gap-8 rounded-[2rem] p-8 shadow-pop lg:flex-nowrap lg:gap-12 lg:p-14 {fill}")
            >
                <Icon icon=icon class="size-24 shrink-0 lg:size-40"/>
                <div class="min-w-0 flex-1">
                    <h1 data-title="" class="text-4xl font-bold tracking-tight wrap-anywhere lg:text-6xl">{title}</h1>
                    <p data-text="" class="mt-4 text-2xl leading-snug font-medium wrap-anywhere lg:text-3xl">{text}</p>
                </div>
            </div>
        </template>
    }
    .into_any()
}

fn answers(l: Locale) -> AnyView {
    view! {
        {answer("verified", "bg-in text-in-content", Icon::CircleCheckBig, "", "")}
        {answer("provisional", "bg-look text-look-content", Icon::CloudOff, t::kiosk::waits_title(l), t::kiosk::waits_text(l))}
        {answer("rejected", "bg-no text-no-content", Icon::OctagonX, t::kiosk::desk_title(l), t::kiosk::desk_text(l))}
        <template id="class-line">
            <li class="flex flex-wrap items-center gap-4 text-lg">
                <span data-start="" class="w-18 text-2xl font-bold tabular-nums"></span>
                <span class="h-9 w-1.5 rounded-full bg-accent" aria-hidden="true"></span>
                <span data-name="" class="min-w-0 font-medium wrap-anywhere"></span>
                <span data-room="" class="text-hero-muted"></span>
            </li>
        </template>
        <template id="refused-line">
            <li><span data-clock="" class="font-bold tabular-nums"></span>" "<span data-title=""></span><span data-text="" class="block text-hero-muted"></span></li>
        </template>
        <template
            id="words"
            data-unknown=t::kiosk::unknown_text(l)
            data-old=t::kiosk::old_text(l)
            data-used=t::kiosk::used_title(l)
            data-here=t::kiosk::used_here(l, "{time}")
        ></template>
    }
    .into_any()
}
