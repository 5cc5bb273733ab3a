//! The data map: what is kept of whom, why, how long, and what becomes of it.

use crate::{
    accounts::pages::{shell::StaffPage, wrong::wrong},
    platform::i18n::{Locale, t, use_locale},
    privacy::{
        api::load_data_map,
        model::{Area, DataMap, Erase, Kind, MappedColumns, MappedTable, table_text},
    },
    ui::{
        badge::{Badge, Tone},
        icon::Icon,
        list::{SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::SkeletonBlock,
        tabs::{Chip, ChipRow},
    },
};
use leptos::prelude::*;

/// `/admin/privacy`
pub struct DataMapPage {
    map: Load<DataMap>,
}

impl Page for DataMapPage {
    fn data() -> Self {
        Self {
            map: Load::new(|| (), |()| load_data_map()),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::privacy::loading(l)/> };
        view! {
            <StaffPage title=t::privacy::map_title(l) current="privacy">
                <Loaded resource=this.map skeleton=skeleton error=wrong keep=true let:map>
                    {content(l, &map)}
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn content(l: Locale, map: &DataMap) -> AnyView {
    let ways = Area::ALL
        .iter()
        .enumerate()
        .map(|(n, area)| view! { <Chip label=area.text(l) href=format!("#area-{n}") small=true/> })
        .collect_view();
    let areas = Area::ALL
        .iter()
        .enumerate()
        .map(|(n, area)| {
            let tables: Vec<_> = map.tables.iter().filter(|table| table.area == *area).collect();
            let rows = tables.iter().map(|table| row(l, table)).collect_view();
            view! {
                <section id=format!("area-{n}") class="scroll-mt-4">
                    <SectionHead title=area.text(l)/>
                    <Sheet label=area.text(l)>{rows}</Sheet>
                </section>
            }
        })
        .collect_view();
    view! {
        <div class="max-w-5xl space-y-6">
            <p class="max-w-3xl text-sm text-muted">{t::privacy::map_text(l)}</p>
            <nav class="-mx-4" aria-label=t::privacy::map_areas(l)>
                <ChipRow label=t::privacy::map_areas(l)>{ways}</ChipRow>
            </nav>
            {areas}
        </div>
    }
    .into_any()
}

fn row(l: Locale, table: &MappedTable) -> AnyView {
    let columns = table.columns.iter().map(|columns| line(l, columns)).collect_view();
    view! {
        <li class="px-5 py-4">
            <div class="flex flex-wrap items-baseline gap-x-3">
                <h3 class="text-base font-semibold">{table_text(&table.name, l)}</h3>
                <code class="text-xs text-muted" translate="no">{table.name.clone()}</code>
            </div>
            <p class="mt-0.5 text-caption text-muted">{table.why.text(l)} " · " {table.keep.text(l)}</p>
            <ul class="mt-3 space-y-2.5">{columns}</ul>
        </li>
    }
    .into_any()
}

fn line(l: Locale, columns: &MappedColumns) -> AnyView {
    let (tone, icon) = match columns.kind {
        Kind::Health => (Tone::Error, Icon::HeartPulse),
        Kind::Identity => (Tone::Info, Icon::UserRound),
        Kind::Contact => (Tone::Info, Icon::Contact),
        Kind::Conduct => (Tone::Secondary, Icon::Footprints),
        Kind::Money => (Tone::Warning, Icon::Coins),
        Kind::Technical => (Tone::Neutral, Icon::Settings),
        Kind::None => (Tone::Neutral, Icon::Building2),
    };
    let fate = match columns.erase {
        Erase::Delete => Icon::Trash2,
        Erase::Blank => Icon::Delete,
        Erase::Nameless => Icon::UserRoundX,
        Erase::Law => Icon::Scale,
        Erase::Work | Erase::Stays => Icon::Archive,
    };
    view! {
        <li class="grid gap-x-4 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <span><Badge tone=tone label=columns.kind.text(l) icon=icon/></span>
            <span class="min-w-0 text-sm">
                <span class="flex items-start gap-1.5">
                    <Icon icon=fate class="mt-0.5 size-4 text-muted"/>
                    {columns.erase.text(l)}
                </span>
                <code class="mt-0.5 block text-xs text-muted wrap-anywhere" translate="no">{columns.names.join(", ")}</code>
            </span>
        </li>
    }
    .into_any()
}
