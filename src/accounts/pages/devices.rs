//! One's own devices and password.

use super::{auth::refusal, shell::OwnPage, wrong::wrong};
use crate::{
    accounts::{
        api::{ChangePassword, EndDevice, EndOtherDevices, load_devices},
        model::{Device, Refusal},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
        time::Moment,
    },
    ui::{
        badge::{Badge, Tone},
        button::{Button, ButtonKind, ButtonSize},
        field::PasswordField,
        form::Hidden,
        icon::Icon,
        list::{Card, Row, SectionHead, Sheet},
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{Notice, SkeletonRows},
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// `/devices`
pub struct DevicesPage {
    devices: Load<Vec<Device>>,
    end: Submit<EndDevice>,
    others: Submit<EndOtherDevices>,
    change: Submit<ChangePassword>,
}

impl Page for DevicesPage {
    fn data() -> Self {
        let (end, change) = (Submit::<EndDevice>::new(), Submit::<ChangePassword>::new());
        let others = Submit::<EndOtherDevices>::new();
        let versions = move || (end.version().get(), others.version().get(), change.version().get());
        Self {
            devices: Load::new(versions, |_| load_devices()),
            end,
            others,
            change,
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let (end, change) = (this.end, this.change);
        let skeleton = move || view! { <SkeletonRows rows=3 label=t::staff::loading(l)/> };
        view! {
            <OwnPage title=t::staff::devices_title(l)>
                <Loaded resource=this.devices skeleton=skeleton error=wrong keep=true let:devices>
                    <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
                        {list(l, &devices, end, this.others)} {password(l, change)}
                    </div>
                </Loaded>
            </OwnPage>
        }
        .into_any()
    }
}

fn list(l: Locale, devices: &[Device], end: Submit<EndDevice>, others: Submit<EndOtherDevices>) -> AnyView {
    let count = t::staff::devices_count(l, devices.len() as i64);
    let rows = devices.iter().map(|device| row(l, device, end)).collect_view();
    let end_others = (devices.len() > 1).then(|| {
        view! {
            <SubmitForm to=others>
                {others.refusal(l)}
                <Button label=t::entry::end_others(l) size=ButtonSize::Small pending=others.pending()/>
            </SubmitForm>
        }
    });
    view! {
        <section class="min-w-0">
            <SectionHead title=t::staff::devices_head(l) status=count/>
            {end.refusal(l)}
            <Sheet label=t::staff::devices_head(l)>{rows}</Sheet>
            <p class="mt-2 px-1 text-caption text-muted">{t::staff::devices_text(l)}</p>
            <div class="mt-3 flex flex-wrap gap-3">
                {end_others}
                <a
                    href="/second-factor"
                    class=format!("{} {}", ButtonKind::Plain.class(), ButtonSize::Small.class())
                >
                    <Icon icon=Icon::ShieldCheck class="size-4"/>
                    {t::entry::factor_link(l)}
                </a>
            </div>
        </section>
    }
    .into_any()
}

fn wall(l: Locale, moment: Moment) -> String {
    format!("{} {}", l.day_short(moment.day()), moment.clock())
}

fn row(l: Locale, device: &Device, end: Submit<EndDevice>) -> AnyView {
    let Device {
        id, since, seen, this, ..
    } = *device;
    let name = if device.device.is_empty() {
        t::staff::device_unknown(l).to_owned()
    } else {
        device.device.clone()
    };
    let phone = ["Android", "iPhone", "WeChat"].iter().any(|mark| name.contains(mark));
    let icon = if phone { Icon::Smartphone } else { Icon::Monitor };
    let since = t::staff::device_since(l, wall(l, since));
    let detail = if this {
        format!("{} · {since}", device.address)
    } else {
        t::staff::device_detail(l, &device.address, wall(l, seen))
    };
    let whole = t::staff::device_end_name(l, &name, wall(l, seen));
    let lead = move || view! { <Icon icon=icon class="size-6 text-muted"/> };
    let badge = this.then(|| {
        ViewFnOnce::from(move || view! { <Badge tone=Tone::Success label=t::staff::device_this(l) icon=Icon::Check/> })
    });
    let button = move || {
        (!this).then(|| {
            view! {
                <SubmitForm to=end>
                    <Hidden name="id" value=id.to_string()/>
                    <Button label=t::staff::device_end(l) name=whole kind=ButtonKind::Danger size=ButtonSize::Small/>
                </SubmitForm>
            }
        })
    };
    match badge {
        Some(badges) => view! { <Row title=name detail=detail lead=lead badges=badges end=button/> }.into_any(),
        None => view! { <Row title=name detail=detail lead=lead end=button/> }.into_any(),
    }
}

fn password(l: Locale, change: Submit<ChangePassword>) -> AnyView {
    let value = change.value();
    let said = move |field| change.flaw(field, l);
    // a password that was taken leaves empty fields; one that was refused stays to be mended
    let taken = Memo::new(move |times: Option<&u32>| {
        let times = times.copied().unwrap_or_default();
        if value.with(|value| matches!(value, Some(Ok(())))) {
            times + 1
        } else {
            times
        }
    });
    let fields = move || {
        view! {
            <PasswordField
                name="old"
                label=t::staff::password_old(l)
                show_label=t::auth::show_password(l)
                autocomplete="current-password"
                error=said("old")
            />
            <PasswordField
                name="new"
                label=t::staff::password_new(l)
                show_label=t::auth::show_password(l)
                autocomplete="new-password"
                hint=t::auth::new_password_hint(l)
                error=said("new")
            />
        }
    };
    view! {
        <Card title=t::staff::password_title(l) note=t::staff::password_note(l)>
            <SubmitForm to=change>
                <div class="space-y-4">
                    {move || match value.get() {
                        Some(Ok(())) => view! {
                            <Notice
                                tone=Tone::Success
                                title=t::staff::password_changed(l)
                                text=t::staff::password_changed_text(l)
                            />
                        }
                        .into_any(),
                        // who they are is known here: only the password can be wrong
                        Some(Err(AppError::Refused(Refusal::WrongPassword))) => {
                            view! { <Notice tone=Tone::Error title=t::staff::password_old_wrong(l)/> }.into_any()
                        }
                        other => refusal(other, l),
                    }}
                    {move || {
                        taken.track();
                        fields()
                    }}
                    <Button
                        label=t::staff::password_change(l)
                        kind=ButtonKind::Primary
                        size=ButtonSize::Block
                        pending=change.pending()
                    />
                </div>
            </SubmitForm>
        </Card>
    }
    .into_any()
}
