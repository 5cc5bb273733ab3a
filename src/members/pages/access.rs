//! How a member signs in, and the one-time code that the desk hands out: a picture for the phone, letters to read out.

use crate::{
    members::{
        api::{HandOutCode, load_access},
        model::{Access, AccessCode, MemberId, MemberStatus, Profile},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        form::{FormActions, Hidden},
        icon::Icon,
        list::Facts,
        load::Load,
        loaded::Loaded,
        qr::QrCode,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// How a member signs in, and the dialog with the code. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct AccessDesk {
    access: Load<Access>,
    hand_out: Submit<HandOutCode>,
    /// The address asks for the dialog.
    asked: Memo<bool>,
}

impl AccessDesk {
    /// For the member that the address names.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>, asked: Memo<bool>) -> Self {
        let hand_out = Submit::<HandOutCode>::new();
        let access = Load::new(
            move || (member.get(), hand_out.done().get(), asked.get()),
            |(member, ..)| async move {
                match member {
                    Some(member) => load_access(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            access,
            hand_out,
            asked,
        }
    }

    /// What they sign in with, the way to a code, and the dialog that the address asks for. Nothing for readers who may not
    /// change members.
    #[must_use]
    pub fn draw(self, l: Locale, profile: Profile) -> AnyView {
        let barred = profile.status == MemberStatus::Banned;
        view! {
            <Loaded resource=self.access error=nothing keep=true let:access>
                {
                    let profile = profile.clone();
                    let login = access.login.clone().unwrap_or_else(|| t::people::no_account(l).to_owned());
                    let href = format!("/admin/members/{}?access=1", profile.id);
                    let way = (!barred)
                        .then(|| {
                            view! {
                                <div class="mt-2 -mb-2 -ml-3">
                                    <LinkButton
                                        href=href
                                        label=t::people::access(l)
                                        kind=ButtonKind::Ghost
                                        size=ButtonSize::Small
                                        icon=Icon::KeyRound
                                    />
                                </div>
                            }
                        });
                    let dialog = move || {
                        let (profile, access) = (profile.clone(), access.clone());
                        (self.asked.get() && !barred).then(|| self.dialog(l, &profile, access))
                    };
                    view! {
                        <Facts facts=vec![(t::people::signs_in(l).to_owned(), login)]/>
                        {way}
                        {dialog}
                    }
                }
            </Loaded>
        }
        .into_any()
    }

    fn dialog(self, l: Locale, profile: &Profile, access: Access) -> AnyView {
        let hand_out = self.hand_out;
        let close = format!("/admin/members/{}", profile.id);
        let (keep, id) = (close.clone(), profile.id.to_string());
        let text = match access.login {
            Some(_) => t::people::access_text(l),
            None => t::people::access_text_new(l),
        };
        let (label, kind) = match access.code {
            Some(_) => (t::people::access_again(l), ButtonKind::Soft),
            None => (t::people::access_make(l), ButtonKind::Primary),
        };
        view! {
            <Dialog
                id="access"
                title=t::people::access_title(l, &profile.name)
                text=text
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                <div class="space-y-4">
                    {hand_out.refusal(l)}
                    {access.code.map(|code| shown(l, code))}
                    <SubmitForm to=hand_out>
                        <Hidden name="member" value=id/>
                        <FormActions>
                            <Button label=label kind=kind icon=Icon::KeyRound pending=hand_out.pending()/>
                            <LinkButton href=keep label=t::people::close(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </SubmitForm>
                </div>
            </Dialog>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn shown(l: Locale, code: AccessCode) -> AnyView {
    let modules = u32::try_from(code.size).unwrap_or_default();
    let address = code.url.split('?').next().unwrap_or_default().to_owned();
    view! {
        <div class="flex flex-col items-center gap-4 sm:flex-row sm:items-center" role="status">
            <div class="w-44 shrink-0">
                <QrCode path=code.path modules=modules label=t::people::access_picture(l)/>
            </div>
            <div class="min-w-0 text-center sm:text-left">
                <p class="font-mono text-2xl font-bold tracking-wider whitespace-nowrap select-all">{code.text}</p>
                <p class="mt-1 text-caption text-muted tabular-nums">
                    {t::people::access_until(l, code.until.clock())}
                </p>
                <p class="mt-3 text-sm">{t::people::access_where(l)}</p>
                <p class="text-sm font-medium wrap-anywhere">{address}</p>
            </div>
        </div>
    }
    .into_any()
}
