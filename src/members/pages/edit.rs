//! Changing a member's profile at the desk.

use super::fields::Fields;
use crate::{
    accounts::{
        model::{Me, Permission},
        pages::{use_me, wrong::wrong},
    },
    members::{api::ChangeMember, model::Profile},
    platform::i18n::{Locale, t},
    studio::model::Location,
    ui::{
        button::{Button, ButtonKind, LinkButton},
        dialog::{Dialog, DialogKind},
        form::{FormActions, Hidden},
        loaded::Loaded,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The form that changes a member's profile. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct EditDesk {
    change: Submit<ChangeMember>,
    /// The address asks for the form.
    asked: Memo<bool>,
}

impl EditDesk {
    /// Opens when the address asks for it.
    #[must_use]
    pub fn new(asked: Memo<bool>) -> Self {
        Self {
            change: Submit::new(),
            asked,
        }
    }

    /// Grows with every change: what else the page shows depends on it.
    pub fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let done = self.change.done();
        move || done.get()
    }

    /// The dialog, while the address asks for it.
    #[must_use]
    pub fn draw(self, l: Locale, profile: Profile) -> AnyView {
        let me = use_me();
        let dialog = move || {
            let profile = profile.clone();
            self.asked.get().then(|| {
                view! {
                    <Loaded resource=me error=wrong let:me>
                        {
                            let may = me.as_ref().is_some_and(|me| me.may(Permission::EditMembers));
                            let places = me.map(editable).unwrap_or_default();
                            may.then(|| self.dialog(l, profile.clone(), places))
                        }
                    </Loaded>
                }
            })
        };
        view! { {dialog} }.into_any()
    }

    fn dialog(self, l: Locale, profile: Profile, places: Vec<Location>) -> AnyView {
        let change = self.change;
        let title = t::people::edit_title(l, &profile.name);
        let close = format!("/admin/members/{}", profile.id);
        let (keep, id) = (close.clone(), profile.id.to_string());
        let fields = Fields {
            typed: &|name, begins| change.typed(name, begins),
            flaw: &|name| change.flaw(name, l),
            own: false,
        }
        .draw(l, profile, places);
        view! {
            <Dialog
                id="edit"
                title=title
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
                wide=true
            >
                <SubmitForm to=change>
                    <Hidden name="member" value=id/>
                    <div class="space-y-4">
                        {change.refusal(l)}
                        {fields}
                        <FormActions sticky=true>
                            <Button label=t::people::edit_save(l) kind=ButtonKind::Primary pending=change.pending()/>
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            </Dialog>
        }
        .into_any()
    }
}

/// The locations that the reader may give somebody as a home.
fn editable(me: Me) -> Vec<Location> {
    let grants = (me.grants.iter())
        .filter(|grant| grant.permissions.has(Permission::EditMembers))
        .map(|grant| grant.location_id);
    let places: Vec<_> = grants.collect();
    let mut locations = me.locations;
    locations.retain(|location| places.iter().any(|place| place.is_none_or(|id| id == location.id)));
    locations
}
