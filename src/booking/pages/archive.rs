//! The archive on a member's page: the way in for whoever has left, and the way out.

use crate::{
    accounts::{model::Permission, pages::use_me},
    booking::api::ArchiveMember,
    members::model::{MemberFile, MemberStatus, Profile},
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        form::Hidden,
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The form. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct ArchiveDesk {
    archive: Submit<ArchiveMember>,
}

impl ArchiveDesk {
    pub(super) fn new() -> Self {
        Self { archive: Submit::new() }
    }

    /// Grows with every answer: a refusal is kept under its key, and what was in the way may be gone.
    pub(super) fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let version = self.archive.version();
        move || version.get()
    }

    pub(super) fn draw(self, l: Locale, profile: &Profile, file: Load<MemberFile>) -> AnyView {
        let (id, status, me) = (profile.id.to_string(), profile.status, use_me());
        view! {
            <Loaded resource=file error=nothing keep=true let:file>
                {
                    let (id, file) = (id.clone(), file.clone());
                    view! {
                        <Loaded resource=me error=nothing let:me>
                            {
                                let may = me.is_some_and(|me| me.may(Permission::EndMemberships)) && file.may_change;
                                self.card(l, id.clone(), status, file.clone(), may)
                            }
                        </Loaded>
                    }
                }
            </Loaded>
        }
        .into_any()
    }

    fn card(self, l: Locale, id: String, status: MemberStatus, file: MemberFile, may: bool) -> AnyView {
        let archive = self.archive;
        let into = file.archived.is_none();
        let note = match file.archived {
            Some(at) => t::archive::since(l, l.date(at.day())),
            None if status == MemberStatus::Ended => t::archive::text(l).to_owned(),
            None => return ().into_any(),
        };
        let (label, icon) = if into {
            (t::archive::put(l), Icon::Archive)
        } else {
            (t::archive::take_out(l), Icon::Undo2)
        };
        let form = may.then(|| {
            view! {
                <SubmitForm to=archive>
                    <Hidden name="member" value=id/>
                    <Hidden name="into" value=into.to_string()/>
                    <Hidden name="key" value=format!("{}-a", file.key)/>
                    <div class="space-y-3">
                        {archive.refusal(l)}
                        <Button label=label size=ButtonSize::Small icon=icon pending=archive.pending()/>
                    </div>
                </SubmitForm>
            }
        });
        view! {
            <Card title=t::archive::title(l) note=note>
                <div class="space-y-3">
                    {form}
                    <LinkButton
                        href="/admin/members?status=archived"
                        label=t::archive::all(l)
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        icon=Icon::Archive
                        class="-ml-3"
                    />
                </div>
            </Card>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
