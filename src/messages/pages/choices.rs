//! What a member wants to be told.

use crate::{
    accounts::pages::{shell::MemberPage, wrong::wrong},
    messages::{
        api::{SaveNoticeChoices, load_notice_choices},
        model::{NoticeChoices, Topic},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, LinkButton},
        field::Toggle,
        form::FormActions,
        icon::Icon,
        list::{Card, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// `/notices/preferences?saved=1`
pub struct NoticeChoicesPage {
    choices: Load<NoticeChoices>,
    save: Submit<SaveNoticeChoices>,
}

impl Page for NoticeChoicesPage {
    fn data() -> Self {
        let save = Submit::<SaveNoticeChoices>::new();
        Self {
            choices: Load::new(move || save.done().get(), |_| load_notice_choices()),
            save,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let NoticeChoicesPage { choices, save } = this;
        let query = use_query_map();
        let saved = Memo::new(move |_| query.with(|query| query.get("saved").is_some()));
        view! {
            <MemberPage title=t::choices::title(l) current="home" back="/inbox">
                <div role="status">
                    {move || saved.get().then(|| view! { <Notice tone=Tone::Success title=t::choices::saved(l)/> })}
                </div>
                <Loaded
                    resource=choices
                    skeleton=move || view! { <SkeletonRows label=t::choices::loading(l)/> }
                    error=wrong
                    keep=true
                    let:choices
                >
                    {content(l, &choices, save)}
                </Loaded>
            </MemberPage>
        }
        .into_any()
    }
}

fn content(l: Locale, choices: &NoticeChoices, save: Submit<SaveNoticeChoices>) -> AnyView {
    let free = Topic::ALL
        .into_iter()
        .filter(|topic| !topic.always())
        .map(|topic| {
            view! {
                <Toggle
                    name=format!("on[{}]", topic.code())
                    label=topic.text(l)
                    hint=topic.note(l)
                    checked=!choices.off.contains(&topic)
                />
            }
        })
        .collect_view();
    let always = Topic::ALL
        .into_iter()
        .filter(|topic| topic.always())
        .map(|topic| {
            view! {
                <li class="flex items-start gap-3 px-4 py-3">
                    <Icon icon=Icon::LockKeyhole class="mt-0.5 size-5 shrink-0 text-muted"/>
                    <div class="min-w-0">
                        <p class="font-medium">{topic.text(l)}</p>
                        <p class="text-sm text-muted">{topic.note(l)}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="space-y-6">
            <Card title=t::choices::free_title(l) note=t::choices::free_text(l)>
                <SubmitForm to=save>
                    {save.refused(l)}
                    <div class="divide-y divide-base-300/70">{free}</div>
                    <FormActions>
                        <Button
                            label=t::choices::save(l)
                            kind=ButtonKind::Primary
                            icon=Icon::Check
                            pending=save.pending()
                        />
                        <LinkButton href="/inbox" label=t::choices::back(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </SubmitForm>
            </Card>
            <section aria-labelledby="always">
                <h2 id="always" class="px-1 text-base font-semibold">
                    {t::choices::always_title(l)}
                </h2>
                <p class="mt-0.5 mb-3 px-1 text-sm text-muted">{t::choices::always_text(l)}</p>
                <Sheet>{always}</Sheet>
            </section>
        </div>
    }
    .into_any()
}
