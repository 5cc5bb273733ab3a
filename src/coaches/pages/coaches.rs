//! Those who teach and how far they have come: the club's own short list of levels, and who has which.

use crate::{
    accounts::pages::{address::address, shell::StaffPage, wrong::wrong},
    coaches::{
        api::{EndCoachLevel, GiveCoachLevel, SaveCoachLevel, load_coaches},
        model::{Coach, CoachLevelId, CoachList, LevelUse},
    },
    platform::i18n::{Locale, t, use_locale},
    ui::{
        avatar::{Avatar, AvatarSize},
        badge::Badge,
        button::{Button, ButtonKind, ButtonSize, IconLink, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, RadioCards, TextField},
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::SkeletonRows,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

const PATH: &str = "/admin/coaches";

/// `/admin/coaches?level=<level|new>&drop=<level>&coach=<coach>`
pub struct CoachesPage {
    list: Load<CoachList>,
    save: Submit<SaveCoachLevel>,
    end: Submit<EndCoachLevel>,
    give: Submit<GiveCoachLevel>,
}

impl Page for CoachesPage {
    fn data() -> Self {
        let (save, end) = (Submit::<SaveCoachLevel>::new(), Submit::<EndCoachLevel>::new());
        let give = Submit::<GiveCoachLevel>::new();
        Self {
            // a key that was refused with is used up
            list: Load::new(
                move || save.version().get() + end.version().get() + give.version().get(),
                |_| load_coaches(),
            ),
            save,
            end,
            give,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let CoachesPage { list, save, end, give } = this;
        let query = use_query_map();
        let asked = Memo::new(move |_| query.with(|q| (q.get("level"), q.get("drop"), q.get("coach"))));
        let add = move || {
            view! {
                <LinkButton
                    href=address(PATH, &[("level", "new")])
                    label=t::levels::add(l)
                    kind=ButtonKind::Primary
                    size=ButtonSize::Small
                    icon=Icon::Plus
                />
            }
        };
        let skeleton = move || view! { <SkeletonRows rows=6 label=t::levels::loading(l)/> };
        view! {
            <StaffPage title=t::levels::title(l) current="staff" actions=add>
                <Loaded resource=list skeleton=skeleton error=wrong keep=true let:list>
                    {levels(l, &list)}
                    {coaches(l, &list)}
                    {
                        let list = list.clone();
                        move || match asked.get() {
                            (Some(id), ..) => level_dialog(l, &list, &id, save),
                            (_, Some(id), _) => drop_dialog(l, &list, &id, end),
                            (_, _, Some(id)) => coach_dialog(l, &list, &id, give),
                            _ => None,
                        }
                    }
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn levels(l: Locale, list: &CoachList) -> AnyView {
    let body = if list.levels.is_empty() {
        view! { <p class="sheet p-5 text-sm text-muted">{t::levels::none(l)}</p> }.into_any()
    } else {
        let rows = list.levels.iter().map(|of| level_row(l, of)).collect_view();
        view! { <Sheet label=t::levels::levels(l)>{rows}</Sheet> }.into_any()
    };
    view! {
        <section>
            <SectionHead title=t::levels::levels(l)/>
            <p class="pb-3 text-sm text-muted">{t::levels::note(l)}</p>
            {body}
        </section>
    }
    .into_any()
}

fn level_row(l: Locale, of: &LevelUse) -> AnyView {
    let (id, name) = (of.level.id.to_string(), of.level.name.clone());
    let (change, drop) = (address(PATH, &[("level", &id)]), address(PATH, &[("drop", &id)]));
    let (rename, remove) = (t::levels::rename(l, &name), t::levels::remove(l, &name));
    let end = move || {
        view! {
            <span class="flex items-center gap-1">
                <IconLink href=change name=rename icon=Icon::Pencil class="size-10"/>
                <IconLink href=drop name=remove icon=Icon::Trash2 class="size-10"/>
            </span>
        }
    };
    let lead = || view! { <Icon icon=Icon::Medal class="size-5 text-muted"/> };
    view! { <Row title=name detail=t::levels::leans(l, of.coaches, of.passes, of.plans) lead=lead end=end/> }.into_any()
}

fn coaches(l: Locale, list: &CoachList) -> AnyView {
    let rows = list
        .coaches
        .iter()
        .map(|(coach, level)| coach_row(l, list, coach, *level))
        .collect_view();
    view! {
        <section class="pt-6">
            <SectionHead title=t::levels::coaches(l)/>
            {if list.coaches.is_empty() {
                view! { <p class="sheet p-5 text-sm text-muted">{t::levels::no_coaches(l)}</p> }.into_any()
            } else {
                view! { <Sheet label=t::levels::coaches(l)>{rows}</Sheet> }.into_any()
            }}
        </section>
    }
    .into_any()
}

fn coach_row(l: Locale, list: &CoachList, coach: &Coach, level: Option<CoachLevelId>) -> AnyView {
    let name = coach.name.clone();
    let has = list.levels.iter().find(|of| Some(of.level.id) == level);
    let badge = has.map(|of| of.level.name.clone());
    let (href, label) = (
        address(PATH, &[("coach", &coach.id.to_string())]),
        t::levels::choose(l, &name),
    );
    let face = name.clone();
    let lead = move || view! { <Avatar name=face size=AvatarSize::Small/> };
    let end = move || {
        view! {
            <span class="flex items-center gap-2">
                {badge.map(|label| view! { <Badge label=label/> })}
                <IconLink href=href name=label icon=Icon::Pencil class="size-10"/>
            </span>
        }
    };
    view! { <Row title=name lead=lead end=end/> }.into_any()
}

/// A new level, or another name for one.
fn level_dialog(l: Locale, list: &CoachList, id: &str, save: Submit<SaveCoachLevel>) -> Option<AnyView> {
    let found = list.levels.iter().find(|of| of.level.id.to_string() == id);
    if found.is_none() && id != "new" {
        return None;
    }
    let title = found.map_or_else(
        || t::levels::add(l).to_owned(),
        |of| t::levels::rename(l, &of.level.name),
    );
    let name = found.map(|of| of.level.name.clone()).unwrap_or_default();
    let id = found.map(|of| of.level.id.to_string()).unwrap_or_default();
    let key = list.key.clone();
    let dialog = view! {
        <Dialog id="coach-level" title=title text=t::levels::name_text(l) close_href=PATH close_label=t::setup::close(l) kind=DialogKind::Box>
            {save.refusal(l)}
            <SubmitForm to=save>
                <Hidden name="id" value=id/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    <TextField
                        name="name"
                        label=t::levels::name(l)
                        value=save.typed("name", name)
                        error=save.flaw("name", l)
                        required=true
                        maxlength=40
                        autocomplete="off"
                    />
                    <FormActions>
                        <Button label=t::levels::save(l) kind=ButtonKind::Primary pending=save.pending()/>
                        <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    };
    Some(dialog.into_any())
}

fn drop_dialog(l: Locale, list: &CoachList, id: &str, end: Submit<EndCoachLevel>) -> Option<AnyView> {
    let of = list.levels.iter().find(|of| of.level.id.to_string() == id)?;
    let (id, key) = (of.level.id.to_string(), list.key.clone());
    let title = t::levels::remove_title(l, &of.level.name);
    let dialog = view! {
        <Dialog id="drop-level" title=title text=t::levels::leans(l, of.coaches, of.passes, of.plans) close_href=PATH close_label=t::setup::close(l) kind=DialogKind::Box>
            {end.refusal(l)}
            <SubmitForm to=end>
                <Hidden name="id" value=id/>
                <Hidden name="key" value=key/>
                <FormActions>
                    <Button label=t::levels::remove_yes(l) kind=ButtonKind::DangerSolid pending=end.pending()/>
                    <LinkButton href=PATH label=t::levels::keep(l) kind=ButtonKind::Ghost/>
                </FormActions>
            </SubmitForm>
        </Dialog>
    };
    Some(dialog.into_any())
}

/// How far a coach has come.
fn coach_dialog(l: Locale, list: &CoachList, id: &str, give: Submit<GiveCoachLevel>) -> Option<AnyView> {
    let (coach, level) = list.coaches.iter().find(|(coach, _)| coach.id.to_string() == id)?;
    let mut choices = vec![Choice::new("", t::levels::no_level(l))];
    let named = list.levels.iter();
    choices.extend(named.map(|of| Choice::new(of.level.id.to_string(), of.level.name.clone())));
    let chosen = level.map(|level| level.to_string()).unwrap_or_default();
    let (id, key) = (coach.id.to_string(), list.key.clone());
    let dialog = view! {
        <Dialog id="level-of-coach" title=t::levels::choose(l, &coach.name) text=t::levels::choose_text(l) close_href=PATH close_label=t::setup::close(l) kind=DialogKind::Box>
            {give.refusal(l)}
            <SubmitForm to=give>
                <Hidden name="coach" value=id/>
                <Hidden name="key" value=key/>
                <div class="space-y-4">
                    <RadioCards name="level" legend=t::levels::level(l) choices=choices value=chosen stacked=true/>
                    <FormActions>
                        <Button label=t::levels::save(l) kind=ButtonKind::Primary pending=give.pending()/>
                        <LinkButton href=PATH label=t::setup::cancel(l) kind=ButtonKind::Ghost/>
                    </FormActions>
                </div>
            </SubmitForm>
        </Dialog>
    };
    Some(dialog.into_any())
}
