//! How the staff come in: invitations, links for new passwords, shutting somebody out, and the second factor.

use super::proof::proof_asked;
use crate::{
    accounts::{
        api::{InviteStaff, MakeResetLink, ResetFactor, RevokeLink, SuspendStaff, WantStaffFactor},
        model::{LinkKind, Me, OpenLink, Permission, StaffRow},
    },
    platform::i18n::{Locale, t},
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Checkbox, Choice, RadioCards, TextField},
        form::{FieldGroup, FormActions, Hidden},
        icon::Icon,
        list::{SectionHead, Sheet},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

const PATH: &str = "/admin/staff";

/// Everything that can be sent from here. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct AccessForms {
    invite: Submit<InviteStaff>,
    revoke: Submit<RevokeLink>,
    reset: Submit<MakeResetLink>,
    suspend: Submit<SuspendStaff>,
    factor: Submit<ResetFactor>,
    want: Submit<WantStaffFactor>,
}

impl AccessForms {
    pub(super) fn new() -> Self {
        Self {
            invite: Submit::new(),
            revoke: Submit::new(),
            reset: Submit::new(),
            suspend: Submit::new(),
            factor: Submit::new(),
            want: Submit::new(),
        }
    }

    /// Grows with everything that was done.
    pub(super) fn done(self) -> usize {
        self.invite.done().get()
            + self.revoke.done().get()
            + self.reset.done().get()
            + self.suspend.done().get()
            + self.factor.done().get()
            + self.want.done().get()
    }

    /// The links that nobody has used yet; nothing where there are none.
    pub(super) fn links(self, l: Locale, links: &[OpenLink]) -> AnyView {
        if links.is_empty() {
            return ().into_any();
        }
        let rows = links.iter().map(|link| self.link(l, link)).collect_view();
        view! {
            <section class="mb-6 max-w-5xl">
                <SectionHead title=t::staff::links_head(l)/>
                <p class="px-1 pb-2 text-sm text-muted">{t::staff::links_text(l)}</p>
                {self.revoke.refusal(l)}
                <Sheet label=t::staff::links_head(l)>{rows}</Sheet>
            </section>
        }
        .into_any()
    }

    fn link(self, l: Locale, link: &OpenLink) -> AnyView {
        let what = match (link.kind, &link.role) {
            (LinkKind::Invite, Some(role)) => t::staff::link_invited(l, role.text(l)),
            _ => t::staff::link_reset(l).to_owned(),
        };
        let until = format!("{} {}", l.day_short(link.until.day()), link.until.clock());
        let mut parts = vec![what, t::staff::link_until(l, until)];
        if !link.email.is_empty() {
            parts.insert(0, link.email.clone());
        }
        let (name, url, id) = (link.name.clone(), link.url.clone(), link.id.to_string());
        let label = t::staff::link_address(l, &name);
        let revoke = self.revoke;
        view! {
            <li class="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
                <div class="min-w-0 flex-1 basis-60">
                    <p class="leading-snug font-semibold wrap-anywhere">{name.clone()}</p>
                    <p class="text-caption text-muted wrap-anywhere">{parts.join(" · ")}</p>
                </div>
                <input
                    type="text"
                    readonly=true
                    value=url
                    aria-label=label
                    class="input input-sm min-w-0 flex-1 basis-72 font-mono text-xs"
                />
                <SubmitForm to=revoke>
                    <Hidden name="id" value=id/>
                    <Button
                        label=t::staff::link_revoke(l)
                        name=t::staff::link_revoke_name(l, &name)
                        size=ButtonSize::Small
                        pending=revoke.pending()
                    />
                </SubmitForm>
            </li>
        }
        .into_any()
    }

    /// Whether the club wants a second factor of its staff, for whoever decides about it.
    pub(super) fn security(self, l: Locale, me: Option<&Me>, on: bool) -> AnyView {
        if !me.is_some_and(|me| me.may(Permission::EditRoles)) {
            return ().into_any();
        }
        let want = self.want;
        let (text, label) = if on {
            (t::staff::security_on(l), t::staff::security_stop(l))
        } else {
            (t::staff::security_off(l), t::staff::security_ask(l))
        };
        let wanted = if on { "false" } else { "true" };
        view! {
            <section class="mt-6 max-w-5xl">
                <SectionHead title=t::staff::security_head(l)/>
                <div class="rounded-box bg-base-100 p-5 shadow-card">
                    <SubmitForm to=want>
                        <div class="space-y-3">
                            {want.refusal(l)}
                            <p class="text-sm">{text}</p>
                            {proof_asked(want, l)}
                            <Hidden name="wanted" value=wanted/>
                            <Button label=label icon=Icon::ShieldCheck pending=want.pending()/>
                        </div>
                    </SubmitForm>
                </div>
            </section>
        }
        .into_any()
    }

    /// The dialog that invites.
    pub(super) fn invite_dialog(self, l: Locale, me: Option<&Me>, roles: Vec<Choice>) -> AnyView {
        let invite = self.invite;
        let said = move |field| invite.flaw(field, l);
        let everywhere = me.is_some_and(|me| {
            me.grants
                .iter()
                .any(|grant| grant.location_id.is_none() && grant.permissions.has(Permission::EditStaff))
        });
        let locations = me.map(|me| me.locations.clone()).unwrap_or_default();
        let one = locations.len() == 1;
        let all = everywhere.then(|| view! { <Checkbox name="everywhere" label=t::staff::everywhere(l) checked=one/> });
        let ticks = (!one || !everywhere).then(|| {
            locations
                .iter()
                .map(|place| {
                    let name = format!("places[at-{}]", place.id);
                    view! { <Checkbox name=name label=place.name.clone() checked=one/> }
                })
                .collect_view()
        });
        let flaw = said("places");
        let first = roles.first().map(|role| role.value.clone()).unwrap_or_default();
        view! {
            <Dialog
                id="invite"
                title=t::staff::invite_title(l)
                text=t::staff::invite_text(l)
                close_href=PATH
                close_label=t::staff::close(l)
                kind=DialogKind::Box
                wide=true
            >
                <SubmitForm to=invite>
                    <div class="space-y-5">
                        {invite.refusal(l)}
                        <TextField
                            name="name"
                            label=t::staff::col_name(l)
                            value=invite.typed("name", "")
                            autocomplete="off"
                            error=said("name")
                            required=true
                            maxlength=80
                            autofocus=true
                        />
                        <TextField
                            name="email"
                            label=t::staff::invite_email(l)
                            value=invite.typed("email", "")
                            kind="email"
                            autocomplete="off"
                            error=said("email")
                            required=true
                            maxlength=200
                        />
                        <RadioCards
                            name="role"
                            legend=t::staff::give_role(l)
                            choices=roles
                            value=invite.typed("role", first)
                            error=said("role")
                        />
                        <FieldGroup legend=t::staff::invite_places(l)>
                            {all}
                            {ticks}
                            {move || flaw.get().map(|words| view! { <p class="text-sm text-error" role="alert">{words}</p> })}
                        </FieldGroup>
                        {proof_asked(invite, l)}
                        <FormActions>
                            <Button label=t::staff::invite_go(l) kind=ButtonKind::Primary pending=invite.pending()/>
                            <LinkButton href=PATH label=t::staff::cancel(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }

    /// The dialog with what can be done about somebody's way in.
    pub(super) fn person_dialog(self, l: Locale, row: &StaffRow) -> AnyView {
        let AccessForms {
            reset, suspend, factor, ..
        } = self;
        let id = row.account.to_string();
        let (for_suspend, for_factor) = (id.clone(), id.clone());
        let (label, out) = if row.suspended {
            (t::staff::readmit(l), "false")
        } else {
            (t::staff::suspend(l), "true")
        };
        let kind = if row.suspended {
            ButtonKind::Soft
        } else {
            ButtonKind::DangerSolid
        };
        let drop_factor = row.factor.then(|| {
            view! {
                <SubmitForm to=factor>
                    <div class="space-y-3">
                        {factor.refusal(l)}
                        {proof_asked(factor, l)}
                        <Hidden name="account" value=for_factor/>
                        <Button label=t::staff::factor_reset(l) icon=Icon::Smartphone pending=factor.pending()/>
                    </div>
                </SubmitForm>
            }
        });
        view! {
            <Dialog
                id="staff-access"
                title=t::staff::more_name(l, &row.name)
                text=t::staff::access_text(l)
                close_href=PATH
                close_label=t::staff::close(l)
                kind=DialogKind::Box
            >
                <div class="space-y-4">
                    <SubmitForm to=reset>
                        <div class="space-y-3">
                            {reset.refusal(l)}
                            {proof_asked(reset, l)}
                            <Hidden name="account" value=id/>
                            <Button label=t::staff::reset_link(l) icon=Icon::KeyRound pending=reset.pending()/>
                        </div>
                    </SubmitForm>
                    {drop_factor}
                    <SubmitForm to=suspend>
                        <div class="space-y-3">
                            {suspend.refusal(l)}
                            {proof_asked(suspend, l)}
                            <Hidden name="account" value=for_suspend/>
                            <Hidden name="out" value=out/>
                            <Button label=label kind=kind pending=suspend.pending()/>
                        </div>
                    </SubmitForm>
                    <LinkButton href=PATH label=t::staff::close(l) kind=ButtonKind::Ghost/>
                </div>
            </Dialog>
        }
        .into_any()
    }
}
