//! The club's privacy notice, for everybody.

use crate::{
    accounts::pages::{account_menu::LanguageLine, wrong::wrong},
    platform::i18n::{Locale, t, use_locale},
    privacy::{
        api::load_privacy_notice,
        model::{Area, KeptOf, Kind, PrivacyNotice},
    },
    ui::{
        button::LinkButton,
        icon::Icon,
        layout::{PublicHero, PublicShell},
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        nav::NavItem,
        page::Page,
        states::SkeletonRows,
    },
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title};

/// `/privacy`
pub struct PrivacyNoticePage {
    notice: Load<PrivacyNotice>,
}

impl Page for PrivacyNoticePage {
    fn data() -> Self {
        Self {
            notice: Load::new(|| (), |()| load_privacy_notice()),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let skeleton = move || {
            view! { <main class="mx-auto max-w-6xl px-4 py-24"><SkeletonRows rows=8 label=t::privacy::loading(l)/></main> }
        };
        let error = move |error| view! { <main id="main" tabindex="-1">{wrong(error)}</main> }.into_any();
        view! {
            <Title text=t::notice::title(l)/>
            <Loaded resource=this.notice skeleton=skeleton error=error let:notice>
                {shown(l, notice)}
            </Loaded>
        }
        .into_any()
    }
}

fn shown(l: Locale, notice: PrivacyNotice) -> AnyView {
    let lead = t::notice::lead(l, &notice.club);
    let items = vec![
        NavItem::new(t::public::title(l), "/", Icon::CalendarDays),
        NavItem::new(t::notice::title(l), "/privacy", Icon::ShieldCheck).current(Signal::stored(true)),
    ];
    let actions = move || {
        view! {
            <LinkButton href="/sign-up" label=t::public::join(l)/>
        }
    };
    let foot = move || view! { <LanguageLine/> };
    let places = notice
        .places
        .into_iter()
        .map(|(name, address)| view! { <Row title=name detail=address lead=icon(Icon::MapPin)/> })
        .collect_view();
    view! {
        <Meta name="description" content=lead.clone()/>
        <PublicShell
            skip=t::common::skip(l)
            brand=notice.club.clone()
            home="/"
            nav_label=t::public::nav(l)
            items=items
            actions=actions
            foot=foot
        >
            <main id="main" tabindex="-1">
                <PublicHero title=t::notice::title(l) lead=lead/>
                <div class="mx-auto max-w-3xl space-y-8 px-4 py-8 lg:px-6">
                    <section>
                        <SectionHead title=t::notice::who(l)/>
                        <p class="px-1 pb-3 text-sm text-muted">{t::notice::who_text(l)}</p>
                        <Sheet label=t::notice::who(l)>{places}</Sheet>
                    </section>
                    <section>
                        <SectionHead title=t::notice::kept(l)/>
                        <p class="px-1 pb-3 text-sm text-muted">{t::notice::kept_text(l)}</p>
                        {kept(l, &notice.kept)}
                    </section>
                    <section>
                        <SectionHead title=t::notice::sees(l)/>
                        <Card>
                            <ul class="list-disc space-y-2 pl-5">
                                <li>{t::notice::sees_members(l)}</li>
                                <li>{t::notice::sees_staff(l)}</li>
                                <li>{t::notice::sees_health(l)}</li>
                                <li>{t::notice::sees_others(l)}</li>
                                <li>{t::notice::sees_cookies(l)}</li>
                            </ul>
                        </Card>
                    </section>
                    <section>
                        <SectionHead title=t::notice::rights(l)/>
                        <Sheet label=t::notice::rights(l)>
                            <Row title=t::notice::right_copy(l) detail=t::notice::right_copy_text(l) lead=icon(Icon::Download) href="/me/privacy#copy"/>
                            <Row title=t::notice::right_mend(l) detail=t::notice::right_mend_text(l) lead=icon(Icon::Pencil) href="/profile"/>
                            <Row title=t::notice::right_consent(l) detail=t::notice::right_consent_text(l) lead=icon(Icon::ShieldCheck) href="/me/privacy"/>
                            <Row title=t::notice::right_erase(l) detail=t::notice::right_erase_text(l) lead=icon(Icon::Trash2) href="/me/erase"/>
                            <Row title=t::notice::right_child(l) detail=t::notice::right_child_text(l, notice.consent_from) lead=icon(Icon::UsersRound) href="/household"/>
                            <Row title=t::notice::right_complain(l) detail=t::notice::right_complain_text(l) lead=icon(Icon::Scale)/>
                        </Sheet>
                    </section>
                </div>
            </main>
        </PublicShell>
    }
    .into_any()
}

fn icon(icon: Icon) -> impl Fn() -> AnyView + Send + 'static {
    move || view! { <Icon icon=icon class="size-5 shrink-0 text-muted"/> }.into_any()
}

/// What is kept, a card for each part of the club.
fn kept(l: Locale, kept: &[KeptOf]) -> AnyView {
    let parts = Area::ALL
        .iter()
        .filter_map(|area| {
            let of: Vec<_> = kept.iter().filter(|one| one.area == *area).collect();
            (!of.is_empty()).then(|| {
                let lines = of.into_iter().map(|one| line(l, one)).collect_view();
                view! {
                    <li class="px-5 py-4">
                        <h3 class="font-semibold">{area.text(l)}</h3>
                        <dl class="mt-2 space-y-2.5">{lines}</dl>
                    </li>
                }
            })
        })
        .collect_view();
    view! { <Sheet label=t::notice::kept(l)>{parts}</Sheet> }.into_any()
}

/// What is kept, as somebody would say it whom it concerns.
fn said(l: Locale, kind: Kind) -> &'static str {
    match kind {
        Kind::Identity => t::notice::kind_identity(l),
        Kind::Contact => t::notice::kind_contact(l),
        Kind::Health => t::notice::kind_health(l),
        Kind::Conduct => t::notice::kind_conduct(l),
        Kind::Money => t::notice::kind_money(l),
        Kind::Technical | Kind::None => kind.text(l),
    }
}

fn line(l: Locale, one: &KeptOf) -> impl IntoView {
    let kinds = one.kinds.iter().map(|kind| said(l, *kind)).collect::<Vec<_>>();
    view! {
        <div>
            <dt class="wrap-anywhere">{kinds.join(t::notice::comma(l))}</dt>
            <dd class="text-caption text-muted">{one.why.text(l)} " · " {one.keep.text(l)}</dd>
        </div>
    }
}
