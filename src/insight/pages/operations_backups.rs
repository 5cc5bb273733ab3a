//! The database's backups: when the last one was made, and what to do where none was.

use super::operations::age;
use crate::{
    insight::model::{Backups, LastBackup},
    platform::{
        i18n::{Locale, size, t},
        time::Moment,
    },
    ui::{
        badge::Tone,
        list::{Card, Facts},
        states::Notice,
    },
};
use leptos::prelude::*;

fn moment(l: Locale, at: Moment) -> String {
    format!("{} {}", l.date(at.day()), at.clock())
}

/// What is known of them.
pub(super) fn shown(l: Locale, backups: Backups) -> AnyView {
    match backups {
        Backups::Unset => {
            view! { <Notice tone=Tone::Info title=t::insight::backups_unset(l) text=t::insight::backups_unset_text(l)/> }
                .into_any()
        }
        Backups::Unreadable => view! {
            <Notice
                tone=Tone::Warning
                title=t::insight::backups_unreadable(l)
                text=t::insight::backups_unreadable_text(l)
            />
        }
        .into_any(),
        Backups::Never(None) => view! {
            <Notice tone=Tone::Warning title=t::insight::backups_never(l) text=t::insight::backups_never_text(l)/>
        }
        .into_any(),
        Backups::Never(Some(at)) => failed(l, at),
        Backups::Made(last) => made(l, last),
    }
}

fn failed(l: Locale, at: Moment) -> AnyView {
    view! {
        <Notice
            tone=Tone::Warning
            title=t::insight::backup_failed(l, moment(l, at))
            text=t::insight::backup_failed_text(l)
        />
    }
    .into_any()
}

fn made(l: Locale, last: LastBackup) -> AnyView {
    let LastBackup {
        at,
        age: seconds,
        old,
        bytes,
        name,
        failed: failed_at,
        checked,
    } = last;
    let checked = checked.map_or_else(
        || t::insight::backup_unchecked(l).to_owned(),
        |checked| moment(l, checked),
    );
    view! {
        {old
            .then(|| {
                view! {
                    <Notice
                        tone=Tone::Warning
                        title=t::insight::backup_old(l, age(l, seconds))
                        text=t::insight::backup_old_text(l)
                    />
                }
            })}
        {failed_at.map(|at| failed(l, at))}
        <Card title=t::insight::backups(l) note=t::insight::backups_note(l)>
            <Facts facts=vec![
                (t::insight::backup_at(l).to_owned(), moment(l, at)),
                (t::insight::backup_age(l).to_owned(), age(l, seconds)),
                (t::insight::backup_size(l).to_owned(), size(u64::try_from(bytes).unwrap_or_default())),
                (t::insight::backup_name(l).to_owned(), name),
                (t::insight::backup_checked(l).to_owned(), checked),
            ]/>
        </Card>
    }
    .into_any()
}
