//! A member's household on their page at the desk: who belongs to it, and the two forms that change it.

use crate::{
    accounts::{
        model::{Me, Permission},
        pages::use_me,
    },
    members::{
        api::{PutInHousehold, TakeOutOfHousehold, load_household_of},
        model::{Household, HouseholdRole, MemberId, Profile},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        avatar::{Avatar, AvatarSize, AvatarTone},
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        field::TextField,
        field_choice::{Choice, SelectField},
        form::Hidden,
        icon::Icon,
        list::{Card, Row},
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The household and its forms. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct HouseholdDesk {
    household: Load<Household>,
    put_in: Submit<PutInHousehold>,
    take_out: Submit<TakeOutOfHousehold>,
}

impl HouseholdDesk {
    /// For the member that the address names.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>) -> Self {
        let (put_in, take_out) = (Submit::<PutInHousehold>::new(), Submit::<TakeOutOfHousehold>::new());
        let household = Load::new(
            move || (member.get(), put_in.done().get() + take_out.done().get()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_household_of(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self {
            household,
            put_in,
            take_out,
        }
    }

    /// Who belongs together; the forms too for readers who may change the member.
    #[must_use]
    pub fn draw(self, l: Locale, profile: &Profile) -> AnyView {
        let (id, home) = (profile.id, profile.home_location_id);
        let me = use_me();
        view! {
            <Loaded resource=self.household error=nothing keep=true let:household>
                {
                    let household = household.clone();
                    view! {
                        <Loaded resource=me error=nothing let:me>
                            {
                                // somebody of another place who is only looked up here
                                let theirs = |me: &Me| {
                                    home.is_none_or(|home| me.locations.iter().any(|place| place.id == home))
                                };
                                let change = me.is_some_and(|me| me.may(Permission::EditMembers) && theirs(&me));
                                self.card(l, household.clone(), id, change)
                            }
                        </Loaded>
                    }
                }
            </Loaded>
        }
        .into_any()
    }

    fn card(self, l: Locale, household: Household, me: MemberId, change: bool) -> AnyView {
        let inside = household.role().is_some();
        let rows = household
            .people
            .iter()
            .filter(|one| one.id != me)
            .map(|one| {
                let (name, role) = (one.name.clone(), one.role.text(l));
                view! {
                    <Row
                        title=one.name.clone()
                        href=one.number.map_or_else(String::new, |_| format!("/admin/members/{}", one.id))
                        detail=one.number.map_or_else(String::new, |n| t::household::number(l, n))
                        lead=move || view! { <Avatar name=name size=AvatarSize::Small tone=AvatarTone::Grey/> }
                        badges=move || view! { <Badge tone=Tone::Neutral label=role/> }
                    />
                }
            })
            .collect_view();
        let list = if inside {
            view! { <ul class="-mx-4 divide-y divide-base-300">{rows}</ul> }.into_any()
        } else {
            view! { <p class="text-sm text-muted">{t::people::household_none(l)}</p> }.into_any()
        };
        let note = household.role().map(|role| role.text(l).to_owned());
        let forms = change.then(|| self.forms(l, me, inside, household.key));
        view! {
            <Card title=t::people::household(l) note=note.unwrap_or_default()>
                <div class="space-y-3">{list} {forms}</div>
            </Card>
        }
        .into_any()
    }

    fn forms(self, l: Locale, me: MemberId, inside: bool, key: String) -> AnyView {
        let (put_in, take_out) = (self.put_in, self.take_out);
        let roles = [HouseholdRole::Dependant, HouseholdRole::Adult, HouseholdRole::Guardian];
        let roles = roles.map(|role| Choice::new(role.code(), role.text(l))).to_vec();
        let refused = move || {
            let put_in = put_in.value().get().and_then(Result::err);
            let error = put_in.or_else(|| take_out.value().get().and_then(Result::err))?;
            Some(view! { <Notice tone=Tone::Warning title=error.text(l)/> })
        };
        let out = inside.then(|| {
            view! {
                <SubmitForm to=take_out>
                    <Hidden name="member" value=me.to_string()/>
                    <Button
                        label=t::people::household_take_out(l)
                        kind=ButtonKind::Ghost
                        size=ButtonSize::Small
                        pending=take_out.pending()
                    />
                </SubmitForm>
            }
        });
        view! {
            {refused}
            <details class="group">
                <summary class="flex min-h-11 cursor-pointer list-none items-center gap-2 text-sm font-medium text-primary [&::-webkit-details-marker]:hidden">
                    <Icon icon=Icon::UserPlus class="size-4"/>
                    {t::people::household_add(l)}
                    <Icon icon=Icon::ChevronDown class="size-4 group-open:rotate-180"/>
                </summary>
                <div class="space-y-3 pt-1">
                    <SubmitForm to=put_in>
                        <Hidden name="member" value=me.to_string()/>
                        <Hidden name="key" value=key/>
                        <div class="space-y-3">
                            <TextField
                                name="number"
                                label=t::people::household_number(l)
                                value=put_in.typed("number", "")
                                error=put_in.flaw("number", l)
                                inputmode="numeric"
                                required=true
                                maxlength=9
                            />
                            <SelectField name="role" label=t::people::household_role(l) choices=roles/>
                            <p class="text-caption text-muted">{t::people::household_note(l)}</p>
                            <Button
                                label=t::people::household_put_in(l)
                                kind=ButtonKind::Soft
                                size=ButtonSize::Block
                                pending=put_in.pending()
                            />
                        </div>
                    </SubmitForm>
                </div>
            </details>
            {out}
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
