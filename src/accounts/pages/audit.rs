//! What the staff did, line by line: who, what, on what, when and from where.

use super::{address::address, shell::StaffPage, use_me, wrong::wrong};
use crate::{
    accounts::{
        api::load_audit,
        model::{AuditFilter, AuditLine, AuditPage, Deed, Detail, Me, ObjectKind, Permissions, Role},
    },
    platform::{
        error::AppError,
        i18n::{Locale, t, use_locale},
    },
    ui::{
        button::{Button, ButtonSize, LinkButton},
        field::{Choice, DateField, SelectField},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        page::Page,
        states::{EmptyList, SkeletonRows},
        table::{Column, DataTable, Density, Pager, TableRow},
    },
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

const PATH: &str = "/admin/audit";

/// `/admin/audit?who=&deed=&object=&from=&until=&page=`
pub struct AuditLogPage {
    page: Load<AuditPage>,
}

fn wanted(query: &ParamsMap) -> AuditFilter {
    let text = |name| query.get(name).unwrap_or_default();
    AuditFilter {
        who: text("who"),
        deed: text("deed"),
        object: text("object"),
        from: text("from"),
        until: text("until"),
        page: text("page").parse().unwrap_or(1).clamp(1, 1_000_000),
    }
}

fn href(filter: &AuditFilter) -> String {
    let page = if filter.page > 1 {
        filter.page.to_string()
    } else {
        String::new()
    };
    address(
        PATH,
        &[
            ("who", &filter.who),
            ("deed", &filter.deed),
            ("object", &filter.object),
            ("from", &filter.from),
            ("until", &filter.until),
            ("page", &page),
        ],
    )
}

impl Page for AuditLogPage {
    fn data() -> Self {
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        Self {
            page: Load::new(move || filter.get(), load_audit),
        }
    }

    fn view(this: Self) -> AnyView {
        let l = use_locale();
        let query = use_query_map();
        let filter = Memo::new(move |_| query.with(wanted));
        let me = use_me();
        let skeleton =
            move || view! { <div class="p-4 lg:p-6"><SkeletonRows rows=10 label=t::audit::loading(l)/></div> };
        view! {
            <StaffPage title=t::audit::title(l) current="audit" flush=true>
                <Loaded resource=this.page skeleton=skeleton error=wrong keep=true let:page>
                    <Loaded resource=me error=nothing let:me>
                        {shown(l, page.clone(), me.as_ref(), &filter.get_untracked())}
                    </Loaded>
                </Loaded>
            </StaffPage>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

fn shown(l: Locale, page: AuditPage, me: Option<&Me>, filter: &AuditFilter) -> AnyView {
    let filters = filters(l, &page, filter);
    let list = if page.lines.is_empty() {
        let way = move || view! { <LinkButton href=PATH label=t::audit::clear(l) icon=Icon::X/> };
        view! {
            <div class="p-4 lg:p-6">
                <EmptyList title=t::audit::none_title(l) text=t::audit::none_text(l) icon=Icon::History actions=way/>
            </div>
        }
        .into_any()
    } else {
        table(l, page, me, filter)
    };
    view! {
        <div class="flex h-full flex-col">
            {filters}
            {list}
        </div>
    }
    .into_any()
}

/// A plain GET form: what is asked for stands in the address.
fn filters(l: Locale, page: &AuditPage, filter: &AuditFilter) -> AnyView {
    let people = std::iter::once(Choice::new("", t::audit::everybody(l)))
        .chain(page.people.iter().map(|(id, name)| Choice::new(id.to_string(), name)))
        .collect::<Vec<_>>();
    let deeds = std::iter::once(Choice::new("", t::audit::anything(l)))
        .chain(
            Deed::ALL
                .iter()
                .map(|deed| Choice::new(deed.code(), deed.text(l).trim_end_matches('：'))),
        )
        .collect::<Vec<_>>();
    let who = (people.len() > 1).then(|| {
        view! { <SelectField name="who" label=t::audit::filter_who(l) choices=people value=filter.who.clone()/> }
    });
    let object = (!filter.object.is_empty()).then(|| {
        let all = href(&AuditFilter {
            object: String::new(),
            page: 1,
            ..filter.clone()
        });
        view! {
            <input type="hidden" name="object" value=filter.object.clone()/>
            <LinkButton href=all label=t::audit::only_object(l) size=ButtonSize::Small icon=Icon::X/>
        }
    });
    view! {
        <div class="border-b border-base-300 bg-base-100 px-4 py-4 lg:px-6">
            <p class="max-w-3xl text-sm text-muted">{t::audit::text(l)}</p>
            <form method="get" action=PATH class="mt-3 flex flex-wrap items-end gap-3">
                {who}
                <SelectField name="deed" label=t::audit::filter_deed(l) choices=deeds value=filter.deed.clone()/>
                <DateField name="from" label=t::audit::filter_from(l) value=filter.from.clone()/>
                <DateField name="until" label=t::audit::filter_until(l) value=filter.until.clone()/>
                <Button label=t::audit::show(l) icon=Icon::Filter/>
                {object}
            </form>
        </div>
    }
    .into_any()
}

fn table(l: Locale, page: AuditPage, me: Option<&Me>, filter: &AuditFilter) -> AnyView {
    let AuditPage { lines, total, size, .. } = page;
    let at = filter.page.max(1);
    let first = (at - 1) * size + 1;
    let last = first + lines.len() as i64 - 1;
    let to = |page| href(&AuditFilter { page, ..filter.clone() });
    let pager = Pager {
        range: t::audit::range(l, first, last, total),
        previous: (at > 1).then(|| to(at - 1)),
        next: (last < total).then(|| to(at + 1)),
        previous_label: t::audit::previous(l).to_owned(),
        next_label: t::audit::next(l).to_owned(),
    };
    let columns = vec![
        Column::new(t::audit::col_when(l)),
        Column::new(t::audit::col_who(l)),
        Column::new(t::audit::col_what(l)),
        Column::new(t::audit::col_where(l)).wide(),
    ];
    let rows = lines.iter().map(|line| row(l, line, me)).collect_view();
    view! {
        <DataTable caption=t::audit::caption(l) columns=columns density=Density::Roomy pager=pager>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(l: Locale, line: &AuditLine, me: Option<&Me>) -> AnyView {
    let when = format!("{} {}", l.date(line.at.day()), line.at.clock());
    let who = line.who.clone().unwrap_or_else(|| t::audit::console(l).to_owned());
    let (deed, object, address) = (line.deed.text(l), object(l, line), line.address.clone());
    let place = line
        .location
        .and_then(|id| me?.locations.iter().find(|place| place.id == id))
        .map(|place| place.name.clone());
    let mut more: Vec<String> = changed(l, &line.details);
    more.extend(place);
    let more = (!more.is_empty()).then(|| {
        view! { <p class="text-muted whitespace-normal wrap-anywhere">{more.join(" · ")}</p> }
    });
    view! {
        <TableRow>
            <th scope="row" class="font-normal whitespace-nowrap text-muted">{when}</th>
            <td class="min-w-40 font-semibold wrap-anywhere">{who}</td>
            <td class="w-full min-w-64">
                <p class="whitespace-normal wrap-anywhere">{deed} " " {object}</p>
                {more}
            </td>
            <td class="text-muted max-sm:hidden">{address}</td>
        </TableRow>
    }
    .into_any()
}

/// What it was done to, by the name that it has now, and the way there.
fn object(l: Locale, line: &AuditLine) -> AnyView {
    let Some((kind, id)) = line.object else {
        return ().into_any();
    };
    let name = if line.object_name.is_empty() {
        t::audit::gone(l).to_owned()
    } else {
        line.object_name.clone()
    };
    let href = match kind {
        ObjectKind::Member => format!("/admin/members/{id}"),
        ObjectKind::Account => "/admin/staff".to_owned(),
        ObjectKind::Location | ObjectKind::Room => "/admin/rooms".to_owned(),
        ObjectKind::Plan => "/admin/plans".to_owned(),
        ObjectKind::Role => "/admin/roles".to_owned(),
        ObjectKind::Class | ObjectKind::Series | ObjectKind::Pass => address(PATH, &[("object", &id.to_string())]),
    };
    view! {
        <a href=href class="font-medium text-primary hover:underline">
            {name}
        </a>
    }
    .into_any()
}

/// What changed, in words; fields that are only named come last, together.
fn changed(l: Locale, details: &[Detail]) -> Vec<String> {
    let mut told = Vec::new();
    let mut touched = Vec::new();
    for detail in details {
        let field = field(l, &detail.field);
        match (&detail.from, &detail.to) {
            (None, None) => touched.push(field),
            (None, Some(to)) => told.push(t::audit::is(l, field, value(l, &detail.field, to))),
            (from, to) => told.push(t::audit::was(
                l,
                field,
                value(l, &detail.field, from.as_deref().unwrap_or_default()),
                value(l, &detail.field, to.as_deref().unwrap_or_default()),
            )),
        }
    }
    if !touched.is_empty() {
        told.push(t::audit::touched(l, touched.join(", ")));
    }
    told
}

fn field(l: Locale, code: &str) -> String {
    let known = match code {
        "role" => t::audit::field_role(l),
        "name" => t::audit::field_name(l),
        "email" => t::audit::field_email(l),
        "phone" => t::audit::field_phone(l),
        "birthday" => t::audit::field_birthday(l),
        "locale" => t::audit::field_locale(l),
        "home" => t::audit::field_home(l),
        "gender" => t::audit::field_gender(l),
        "wishes" => t::audit::field_wishes(l),
        "address" => t::audit::field_address(l),
        "emergency" => t::audit::field_emergency(l),
        "tags" => t::audit::field_tags(l),
        "notes" => t::audit::field_notes(l),
        "number" => t::audit::field_number(l),
        "language" => t::audit::field_locale(l),
        "note" => t::audit::field_notes(l),
        "standing" => t::audit::field_standing(l),
        "reason" => t::audit::field_reason(l),
        "rows" => t::audit::field_rows(l),
        "pass" => t::audit::field_pass(l),
        "bulk" => t::audit::field_bulk(l),
        "format" => t::audit::field_format(l),
        "list" => t::audit::field_list(l),
        "warning" => t::audit::field_warning(l),
        "holds" => t::people::pass(l),
        "place" => t::people::location(l),
        "away" => t::audit::field_away(l),
        "searched" => t::audit::field_searched(l),
        "tagged" => t::audit::field_tagged(l),
        "from" => t::audit::field_from(l),
        "credits" => t::audit::field_credits(l),
        "strikes" => t::audit::field_strikes(l),
        "starts" => t::audit::field_starts(l),
        "last" => t::audit::field_last(l),
        "cancelled" => t::audit::field_cancelled(l),
        "factor" => t::audit::field_factor(l),
        "staff_factor" => t::audit::field_staff_factor(l),
        "given" => t::audit::field_given(l),
        "taken" => t::audit::field_taken(l),
        "capacity" => t::audit::field_capacity(l),
        "spot" => t::audit::field_spot(l),
        "spots" => t::audit::field_spots(l),
        "price" => t::audit::field_price(l),
        "days" => t::audit::field_days(l),
        "terms" => t::audit::field_terms(l),
        "class" => t::audit::field_class(l),
        "waits" => t::audit::field_waits(l),
        "late" => t::audit::field_late(l),
        "waived" => t::audit::field_waived(l),
        "rules" => t::audit::field_rules(l),
        "paper" => t::audit::field_paper(l),
        "on" => t::audit::field_on(l),
        "asked" => t::audit::field_asked(l),
        "anew" => t::audit::field_anew(l),
        "template" => t::audit::field_template(l),
        "level" => t::audit::field_level(l),
        other => other,
    };
    known.to_owned()
}

/// A rule that was set aside, in a few words.
fn rule(l: Locale, code: &str) -> String {
    let known = match code {
        "not_open_yet" => t::audit::rule_not_open_yet(l),
        "closed" => t::audit::rule_closed(l),
        "struck" => t::audit::rule_struck(l),
        "day_only" => t::audit::rule_day_only(l),
        "per_day" => t::audit::rule_per_day(l),
        "upcoming" => t::audit::rule_upcoming(l),
        "pass_cap" => t::audit::rule_pass_cap(l),
        "full" => t::audit::rule_full(l),
        other => other,
    };
    known.to_owned()
}

/// A value in words, where it is a code.
fn value(l: Locale, field: &str, value: &str) -> String {
    match field {
        "role" => Role::ALL
            .iter()
            .find(|role| role.code() == value)
            .map_or(value.to_owned(), |role| role.text(l).to_owned()),
        "given" | "taken" => {
            let words: Vec<_> = Permissions::named(value).list().map(|one| one.text(l)).collect();
            words.join("; ")
        }
        "rules" => {
            let words: Vec<_> = value.split(' ').map(|code| rule(l, code)).collect();
            words.join("; ")
        }
        "staff_factor" if value == "on" => t::audit::value_on(l).to_owned(),
        "staff_factor" => t::audit::value_off(l).to_owned(),
        "factor" => t::audit::value_recovery(l).to_owned(),
        "waits" | "late" | "waived" | "asked" | "anew" if value == "true" => t::rules::yes(l).to_owned(),
        "waits" | "late" | "waived" | "asked" | "anew" => t::rules::no(l).to_owned(),
        "paper" if value == "questionnaire" => t::papers::questionnaire(l).to_owned(),
        "paper" => t::papers::waiver(l).to_owned(),
        "on" if value == "paper" => t::papers::on_paper(l).to_owned(),
        "on" => t::papers::on_screen(l).to_owned(),
        "bulk" => match value {
            "add_tag" => t::lists::what_add_tag(l).to_owned(),
            "remove_tag" => t::lists::what_remove_tag(l).to_owned(),
            "language" => t::lists::what_language(l).to_owned(),
            "home" => t::lists::what_home(l).to_owned(),
            other => other.to_owned(),
        },
        "holds" => match value {
            "with" => t::people::pass_with(l).to_owned(),
            "without" => t::people::pass_without(l).to_owned(),
            "ending" => t::people::pass_ending(l).to_owned(),
            other => other.to_owned(),
        },
        "list" if value == "leaving" => t::leaving::title(l).to_owned(),
        "warning" => match value {
            "away" => t::leaving::chip_away(l).to_owned(),
            "fewer" => t::leaving::chip_fewer(l).to_owned(),
            "ending" => t::leaving::chip_ending(l).to_owned(),
            "unused" => t::leaving::chip_unused(l).to_owned(),
            "no_shows" => t::leaving::chip_no_shows(l).to_owned(),
            "new" => t::leaving::chip_new(l).to_owned(),
            "nothing_booked" => t::leaving::chip_nothing_booked(l).to_owned(),
            "aside" => t::leaving::chip_aside(l).to_owned(),
            other => other.to_owned(),
        },
        "format" if value == "print" => t::lists::print(l).to_owned(),
        "format" => value.to_uppercase(),
        "searched" | "tagged" => t::audit::value_yes(l).to_owned(),
        "standing" => match value {
            "active" => t::members::status_active(l).to_owned(),
            "ended" => t::members::status_ended(l).to_owned(),
            "banned" => t::members::status_banned(l).to_owned(),
            "archived" => t::archive::filter(l).to_owned(),
            other => other.to_owned(),
        },
        _ => value.to_owned(),
    }
}
