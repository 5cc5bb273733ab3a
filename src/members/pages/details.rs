//! What the reader wants of the club, on their profile, and the question whether it is still right.

use super::details_fields::DetailsFields;
use crate::{
    accounts::pages::wrong::wrong,
    members::{
        api::{ConfirmDetails, SaveOwnDetails, load_own_details},
        model::OwnDetails,
    },
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        badge::Tone,
        button::{Button, ButtonKind, ButtonSize},
        icon::Icon,
        list::Card,
        load::Load,
        loaded::Loaded,
        states::{Notice, SkeletonBlock},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The card with the wishes, and the question. Make it once, before the shell.
#[derive(Clone, Copy)]
pub(super) struct DetailsCards {
    details: Load<OwnDetails>,
    save: Submit<SaveOwnDetails>,
    confirm: Submit<ConfirmDetails>,
}

impl DetailsCards {
    pub(super) fn new() -> Self {
        let (save, confirm) = (Submit::<SaveOwnDetails>::new(), Submit::<ConfirmDetails>::new());
        Self {
            details: Load::new(move || save.done().get() + confirm.done().get(), |_| load_own_details()),
            save,
            confirm,
        }
    }

    /// Twice a year: is this still right?
    pub(super) fn asks(self, l: Locale) -> AnyView {
        let confirm = self.confirm;
        view! {
            <Loaded resource=self.details error=nothing keep=true let:own>
                {own
                    .asks
                    .then(|| {
                        view! {
                            <Card title=t::details::asks(l) note=t::details::asks_text(l)>
                                <SubmitForm to=confirm>
                                    <div class="space-y-3">
                                        {confirm.refusal(l)}
                                        <Button
                                            label=t::details::asks_yes(l)
                                            kind=ButtonKind::Soft
                                            size=ButtonSize::Block
                                            icon=Icon::Check
                                            pending=confirm.pending()
                                        />
                                    </div>
                                </SubmitForm>
                            </Card>
                        }
                    })}
            </Loaded>
        }
        .into_any()
    }

    /// What the reader wants and whom to call for them.
    pub(super) fn card(self, l: Locale) -> AnyView {
        let save = self.save;
        let skeleton = move || view! { <SkeletonBlock class="h-96 w-full" label=t::profile::loading(l)/> };
        view! {
            <Loaded resource=self.details skeleton=skeleton error=wrong keep=true let:own>
                {
                    let fields = DetailsFields {
                        typed: &|name, begins| save.typed(name, begins),
                        flaw: &|name| save.flaw(name, l),
                    }
                    .draw(l, own.details);
                    view! {
                        <Card title=t::details::own(l) note=t::details::own_note(l)>
                            <SubmitForm to=save>
                                <div class="space-y-4">
                                    {fields}
                                    {save.refusal(l)}
                                    {move || {
                                        matches!(save.value().get(), Some(Ok(())))
                                            .then(|| view! { <Notice tone=Tone::Success title=t::profile::saved(l)/> })
                                    }}
                                    <Button
                                        label=t::profile::save(l)
                                        kind=ButtonKind::Primary
                                        size=ButtonSize::Block
                                        pending=save.pending()
                                        pending_label=t::profile::saving(l)
                                    />
                                </div>
                            </SubmitForm>
                        </Card>
                    }
                }
            </Loaded>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}
