//! What the staff know of a member beside the profile: tags, notes, what they want and whom to call for them.

use super::details_fields::DetailsFields;
use crate::{
    accounts::pages::wrong::wrong,
    members::{
        api::{
            AddMemberNote, MarkMemberNote, RemoveMemberNote, SaveMemberDetails, TagMember, UntagMember,
            load_member_file,
        },
        model::{Details, MemberFile, MemberId, StaffNote, Tag},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field_choice::Checkbox,
        form::{FormActions, Hidden},
        icon::Icon,
        list::{Card, Facts},
        load::Load,
        loaded::Loaded,
        submit::{Submit, SubmitForm},
        text_area::TextArea,
    },
};
use leptos::prelude::*;

/// The cards and their forms. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct FileDesk {
    file: Load<MemberFile>,
    save: Submit<SaveMemberDetails>,
    tag: Submit<TagMember>,
    untag: Submit<UntagMember>,
    add: Submit<AddMemberNote>,
    mark: Submit<MarkMemberNote>,
    remove: Submit<RemoveMemberNote>,
    /// The address asks for the form of the wishes.
    asked: Memo<bool>,
}

impl FileDesk {
    /// For the member that the address names; loaded anew when `changed` grows.
    #[must_use]
    pub fn new(
        member: Memo<Option<MemberId>>,
        asked: Memo<bool>,
        changed: impl Fn() -> usize + Send + Sync + 'static,
    ) -> Self {
        let (save, tag, untag) = (Submit::new(), Submit::new(), Submit::new());
        let (add, mark, remove) = (Submit::new(), Submit::new(), Submit::new());
        let this = |file| Self {
            file,
            save,
            tag,
            untag,
            add,
            mark,
            remove,
            asked,
        };
        let done = [
            save.done(),
            tag.done(),
            untag.done(),
            add.done(),
            mark.done(),
            remove.done(),
        ];
        this(Load::new(
            move || {
                (
                    member.get(),
                    changed() + done.iter().map(|one| one.get()).sum::<usize>(),
                )
            },
            |(member, _)| async move {
                match member {
                    Some(member) => load_member_file(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        ))
    }

    /// What is loaded.
    #[must_use]
    pub fn file(self) -> Load<MemberFile> {
        self.file
    }

    /// Grows with every note that is written, changed or deleted.
    pub fn noted(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let done = [self.add.done(), self.remove.done()];
        move || done.iter().map(|one| one.get()).sum()
    }

    /// The words that the member is found by, under their name.
    #[must_use]
    pub fn tags(self, l: Locale, member: MemberId) -> AnyView {
        view! {
            <Loaded resource=self.file error=nothing keep=true let:file>
                {self.tag_row(l, member, file)}
            </Loaded>
        }
        .into_any()
    }

    fn tag_row(self, l: Locale, member: MemberId, file: MemberFile) -> AnyView {
        let may = file.may_change;
        if file.tags.is_empty() && !may {
            return ().into_any();
        }
        let (add, refused) = (self.tag, self.tag.refused(l));
        let tags = file
            .tags
            .into_iter()
            .map(|tag| self.one_tag(l, member, tag, may))
            .collect_view();
        let known = file
            .known
            .into_iter()
            .map(|name| view! { <option value=name></option> })
            .collect_view();
        let form = may.then(|| {
            view! {
                <details class="group">
                    <summary class="btn btn-ghost btn-sm h-9 list-none gap-1 px-2 text-sm font-medium text-primary [&::-webkit-details-marker]:hidden">
                        <Icon icon=Icon::Plus class="size-4"/>
                        {t::file::tag_add(l)}
                    </summary>
                    <SubmitForm to=add>
                        <Hidden name="member" value=member.to_string()/>
                        <div class="flex items-center gap-2 pt-1">
                            <input
                                type="text"
                                name="tag"
                                list="known-tags"
                                class="input h-11 w-56 max-w-full"
                                aria-label=t::file::tag_word(l)
                                placeholder=t::file::tag_word(l)
                                autocomplete="off"
                                maxlength="40"
                                required
                            />
                            <datalist id="known-tags">{known}</datalist>
                            <Button label=t::file::tag_save(l) size=ButtonSize::Small pending=add.pending()/>
                        </div>
                    </SubmitForm>
                </details>
            }
        });
        view! {
            <div class="mt-2 flex flex-wrap items-center gap-1.5">
                <ul class="contents" aria-label=t::file::tags(l)>{tags}</ul>
                {form}
            </div>
            {refused}
        }
        .into_any()
    }

    fn one_tag(self, l: Locale, member: MemberId, tag: Tag, may: bool) -> AnyView {
        let untag = self.untag;
        let (id, name) = (tag.id.to_string(), t::file::tag_drop(l, &tag.name));
        let drop = may.then(|| {
            view! {
                <SubmitForm to=untag>
                    <Hidden name="member" value=member.to_string()/>
                    <Hidden name="tag" value=id/>
                    <button
                        type="submit"
                        class="grid size-9 place-items-center rounded-full hover:bg-base-300"
                        aria-label=name
                    >
                        <Icon icon=Icon::X class="size-3.5"/>
                    </button>
                </SubmitForm>
            }
        });
        let pad = if may { "pl-3" } else { "px-3" };
        view! {
            <li class=format!("inline-flex h-9 items-center rounded-full bg-base-200 {pad} text-sm font-medium")>
                <Icon icon=Icon::Tag class="mr-1.5 size-3.5 text-muted"/>
                <span class="wrap-anywhere">{tag.name}</span>
                {drop}
            </li>
        }
        .into_any()
    }

    /// The notes of the staff, with the form that writes one.
    #[must_use]
    pub fn notes(self, l: Locale, member: MemberId) -> AnyView {
        view! {
            <Loaded resource=self.file error=wrong keep=true let:file>
                {self.notes_card(l, member, file)}
            </Loaded>
        }
        .into_any()
    }

    fn notes_card(self, l: Locale, member: MemberId, file: MemberFile) -> AnyView {
        let may = file.may_change;
        let none = file.notes.is_empty() && !may;
        let empty = none.then(|| view! { <p class="text-sm text-muted">{t::file::notes_none(l)}</p> });
        let rows = file
            .notes
            .into_iter()
            .map(|note| self.one_note(l, member, note, may))
            .collect_view();
        let (mark, remove) = (self.mark, self.remove);
        // a note that was written leaves the box: it would be written twice
        let (key, done) = (file.key, self.add.done());
        let form = move || {
            done.track();
            may.then(|| self.note_form(l, member, key.clone()))
        };
        view! {
            <Card title=t::file::notes(l)>
                <div class="space-y-4">
                    {empty}
                    {form}
                    {mark.refusal(l)}
                    {remove.refusal(l)}
                    <ul class="space-y-4">{rows}</ul>
                </div>
            </Card>
        }
        .into_any()
    }

    fn note_form(self, l: Locale, member: MemberId, key: String) -> AnyView {
        let add = self.add;
        view! {
            <SubmitForm to=add>
                <Hidden name="member" value=member.to_string()/>
                <Hidden name="key" value=key/>
                <div class="space-y-3">
                    {add.refusal(l)}
                    <TextArea
                        name="body"
                        label=t::file::note(l)
                        value=add.typed("body", "")
                        rows=2
                        maxlength=2000
                        hint=t::file::note_hint(l)
                        error=add.flaw("body", l)
                        required=true
                    />
                    <Checkbox name="alert" label=t::file::alert(l) hint=t::file::alert_hint(l)/>
                    <Checkbox name="pinned" label=t::file::pin(l)/>
                    <Button
                        label=t::file::note_save(l)
                        kind=ButtonKind::Soft
                        size=ButtonSize::Small
                        icon=Icon::Pencil
                        pending=add.pending()
                    />
                </div>
            </SubmitForm>
        }
        .into_any()
    }

    fn one_note(self, l: Locale, member: MemberId, note: StaffNote, may: bool) -> AnyView {
        let when = format!("{} {}", l.date(note.at.day()), note.at.clock());
        let pinned = note
            .pinned
            .then(|| view! { <Badge label=t::file::pinned(l) icon=Icon::Flag/> });
        let alert = note
            .alert
            .then(|| view! { <Badge tone=Tone::Warning label=t::file::alerts(l) icon=Icon::TriangleAlert/> });
        let ways = may.then(|| self.note_ways(l, member, &note));
        view! {
            <li class="border-t border-base-300/70 pt-4">
                <p class="text-sm wrap-anywhere whitespace-pre-line">{note.body}</p>
                <p class="mt-1 flex flex-wrap items-center gap-1.5 text-caption text-muted tabular-nums">
                    <span>{t::file::note_by(l, &note.by, when)}</span>
                    {pinned}
                    {alert}
                </p>
                {ways}
            </li>
        }
        .into_any()
    }

    fn note_ways(self, l: Locale, member: MemberId, note: &StaffNote) -> AnyView {
        let (mark, remove) = (self.mark, self.remove);
        let (id, of) = (note.id.to_string(), member.to_string());
        let (pinned, alert) = (note.pinned, note.alert);
        // a box that is not ticked is not sent: what is to be is what is hidden here
        let press = move |pinned: bool, alert: bool, label: &'static str, id: String, of: String| {
            view! {
                <SubmitForm to=mark>
                    <Hidden name="member" value=of/>
                    <Hidden name="note" value=id/>
                    <Hidden name="pinned" value=pinned.to_string()/>
                    <Hidden name="alert" value=alert.to_string()/>
                    <Button label=label kind=ButtonKind::Ghost size=ButtonSize::Small pending=mark.pending()/>
                </SubmitForm>
            }
        };
        let pin = if pinned { t::file::unpin(l) } else { t::file::pin(l) };
        let warn = if alert {
            t::file::alert_off(l)
        } else {
            t::file::alert(l)
        };
        view! {
            <div class="-ml-3 flex flex-wrap">
                {press(!pinned, alert, pin, id.clone(), of.clone())}
                {press(pinned, !alert, warn, id.clone(), of.clone())}
                <SubmitForm to=remove>
                    <Hidden name="member" value=of/>
                    <Hidden name="note" value=id/>
                    <Button label=t::file::note_remove(l) kind=ButtonKind::Ghost size=ButtonSize::Small pending=remove.pending()/>
                </SubmitForm>
            </div>
        }
        .into_any()
    }

    /// What the member wants and whom to call for them, with the form that the address asks for.
    #[must_use]
    pub fn wishes(self, l: Locale, member: MemberId, name: String) -> AnyView {
        view! {
            <Loaded resource=self.file error=nothing keep=true let:file>
                {self.wishes_card(l, member, name.clone(), file)}
            </Loaded>
        }
        .into_any()
    }

    fn wishes_card(self, l: Locale, member: MemberId, name: String, file: MemberFile) -> AnyView {
        let details = file.details;
        let may = file.may_change;
        let href = format!("/admin/members/{member}?wishes=1");
        let change = move || {
            may.then(|| {
                view! {
                    <LinkButton
                        href=href
                        label=t::people::edit(l)
                        name=t::file::wishes_edit(l)
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Pencil
                        class="-mt-1.5 -mr-3"
                    />
                }
            })
        };
        let facts = facts(l, &details);
        let body = if facts.is_empty() {
            view! { <p class="text-sm text-muted">{t::file::wishes_none(l)}</p> }.into_any()
        } else {
            view! { <Facts facts=facts/> }.into_any()
        };
        let words = (!details.goal_words.is_empty()).then(|| {
            view! { <p class="mb-2 text-sm wrap-anywhere whitespace-pre-line">{details.goal_words.clone()}</p> }
        });
        let settled = file.settled.map(|at| {
            view! { <p class="mt-2 text-caption text-muted">{t::file::settled(l, l.date(at.day()))}</p> }
        });
        let dialog = move || {
            let (details, name) = (details.clone(), name.clone());
            (may && self.asked.get()).then(|| self.dialog(l, member, &name, details))
        };
        view! {
            <Card title=t::file::wishes(l) actions=change>
                {words}
                {body}
                {settled}
            </Card>
            {dialog}
        }
        .into_any()
    }

    fn dialog(self, l: Locale, member: MemberId, name: &str, details: Details) -> AnyView {
        let save = self.save;
        let close = format!("/admin/members/{member}");
        let keep = close.clone();
        let fields = DetailsFields {
            typed: &|name, begins| save.typed(name, begins),
            flaw: &|name| save.flaw(name, l),
        }
        .draw(l, details);
        view! {
            <Dialog
                id="wishes"
                title=t::file::wishes_title(l, name)
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
                wide=true
            >
                <SubmitForm to=save>
                    <Hidden name="member" value=member.to_string()/>
                    <div class="space-y-4">
                        {save.refusal(l)}
                        {fields}
                        <FormActions sticky=true>
                            <Button label=t::people::edit_save(l) kind=ButtonKind::Primary pending=save.pending()/>
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }
}

fn facts(l: Locale, details: &Details) -> Vec<(String, String)> {
    let between = if l == Locale::En { ", " } else { "、" };
    let goals: Vec<_> = details.goals.iter().map(|one| one.text(l)).collect();
    let likes: Vec<_> = details.interests.iter().map(|one| one.text(l)).collect();
    let times: Vec<_> = details.times.iter().map(|one| one.text(l)).collect();
    let contact = [
        &details.emergency_name,
        &details.emergency_relation,
        &details.emergency_phone,
    ];
    let contact: Vec<_> = contact
        .into_iter()
        .filter(|one| !one.is_empty())
        .map(String::as_str)
        .collect();
    let level = details.level.map(|level| level.text(l).to_owned()).unwrap_or_default();
    [
        (t::details::goals(l), goals.join(between)),
        (t::details::interests(l), likes.join(between)),
        (t::details::times(l), times.join(between)),
        (t::details::level(l), level),
        (t::details::emergency(l), contact.join(" · ")),
        (t::details::address(l), details.address.replace('\n', between)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(what, value)| (what.to_owned(), value))
    .collect()
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
