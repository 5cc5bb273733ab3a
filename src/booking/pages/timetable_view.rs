//! What of the timetable is shown: the part of the page that stands in its URL, and the strip and chips that change it.

use crate::{
    booking::model::MemberTimetable,
    plans::model::PassId,
    platform::{
        form,
        i18n::{Locale, t},
        time::{Day, clock, day_plus},
    },
    schedule::model::{Category, ClassSession, SessionId},
    studio::model::LocationId,
    ui::{
        button::IconLink,
        calendar::{self, DayStrip},
        icon::Icon,
        menu::{Menu, MenuItem},
        tabs::{Chip, ChipRow},
    },
};
use chrono::Datelike;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

/// The hour that the chip for evenings means.
const EVENING: i64 = 17;

/// What is shown. Whatever in the URL is not one of ours is as if it were not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct View {
    location: Option<LocationId>,
    day: Option<Day>,
    category: Option<Category>,
    after: Option<i64>,
    free: bool,
    pass: Option<PassId>,
}

impl View {
    /// From the URL's query.
    #[must_use]
    pub fn read(query: &ParamsMap) -> Self {
        Self {
            location: query.get("location").and_then(|id| id.parse().ok()),
            day: query.get("day").and_then(|day| form::day(&day).ok()),
            category: query.get("cat").and_then(|code| Category::from_code(&code)),
            after: query
                .get("after")
                .and_then(|hour| hour.parse().ok())
                .filter(|hour| (0..24).contains(hour)),
            free: query.get("free").is_some_and(|free| free == "1"),
            pass: query.get("pass").and_then(|id| id.parse().ok()),
        }
    }

    /// Place, day and pass as the server is asked for them; empty where the server chooses.
    #[must_use]
    pub fn asked(&self) -> (String, String, String) {
        (
            self.location.map(|id| id.to_string()).unwrap_or_default(),
            self.day.map(|day| day.to_string()).unwrap_or_default(),
            self.pass.map(|id| id.to_string()).unwrap_or_default(),
        )
    }

    /// The URL of this view, with the sheet of a class over it.
    #[must_use]
    pub fn href(&self, sheet: Option<SessionId>) -> String {
        let pairs = [
            self.location.map(|id| format!("location={id}")),
            self.day.map(|day| format!("day={day}")),
            self.category.map(|category| format!("cat={}", category.code())),
            self.after.map(|hour| format!("after={hour}")),
            self.free.then(|| "free=1".to_owned()),
            self.pass.map(|id| format!("pass={id}")),
            sheet.map(|id| format!("sheet={id}")),
        ];
        let pairs: Vec<String> = pairs.into_iter().flatten().collect();
        if pairs.is_empty() {
            "/timetable".to_owned()
        } else {
            format!("/timetable?{}", pairs.join("&"))
        }
    }

    /// The URL of the same view on another day.
    #[must_use]
    pub fn on(&self, day: Day) -> String {
        Self {
            day: Some(day),
            ..self.clone()
        }
        .href(None)
    }

    fn at(&self, location: LocationId) -> String {
        Self {
            location: Some(location),
            ..self.clone()
        }
        .href(None)
    }

    /// Whether a class passes the filters.
    #[must_use]
    pub fn shows(&self, session: &ClassSession) -> bool {
        self.category.is_none_or(|category| category == session.category)
            && self.after.is_none_or(|hour| session.starts.minute() >= hour * 60)
            && (!self.free || session.free() > 0)
    }

    /// Whether any filter holds.
    #[must_use]
    pub fn filtered(&self) -> bool {
        self.category.is_some() || self.after.is_some() || self.free
    }

    /// The same day without filters.
    #[must_use]
    pub fn unfiltered(&self) -> Self {
        Self {
            location: self.location,
            day: self.day,
            ..Self::default()
        }
    }

    /// This view with one filter less, for each filter that holds, with the filter's word.
    #[must_use]
    pub fn looser(&self, l: Locale) -> Vec<(String, Self)> {
        let mut views = Vec::new();
        if self.free {
            views.push((
                t::member::chip_free(l).to_owned(),
                Self {
                    free: false,
                    ..self.clone()
                },
            ));
        }
        if let Some(hour) = self.after {
            views.push((
                t::member::chip_after(l, clock(hour * 60)),
                Self {
                    after: None,
                    ..self.clone()
                },
            ));
        }
        if let Some(category) = self.category {
            views.push((
                category.text(l).to_owned(),
                Self {
                    category: None,
                    ..self.clone()
                },
            ));
        }
        views
    }
}

/// Title, the choice of a place, the weeks, and the seven days.
pub fn strip(l: Locale, view: &View, table: &MemberTimetable) -> AnyView {
    let first = table.days.first().map_or(table.day, |(day, _)| *day);
    let days = table
        .days
        .iter()
        .map(|(day, own)| calendar::Day {
            href: view.on(*day),
            name: l.day_named(*day),
            short: l.weekday_short(day.weekday()).to_owned(),
            number: day.day().to_string(),
            current: *day == table.day,
            mark: (*own > 0).then(|| t::member::own_classes(l, *own)),
        })
        .collect();
    let earlier = (first > table.today).then(|| {
        let to = day_plus(table.day, -7).max(table.today);
        view! { <IconLink href=view.on(to) name=t::member::week_before(l) icon=Icon::ChevronLeft class="-mx-1"/> }
    });
    view! {
        <div class="flex items-center gap-1 pr-2 pl-5">
            <p class="min-w-0 flex-1 text-2xl font-bold tracking-tight" aria-hidden="true">
                {t::member::timetable_title(l)}
            </p>
            {places(l, view, table)}
            {earlier}
            <IconLink href=view.on(day_plus(table.day, 7)) name=t::member::week_after(l) icon=Icon::ChevronRight class="-mx-1"/>
        </div>
        <DayStrip label=t::member::choose_day(l) days=days/>
    }
    .into_any()
}

fn places(l: Locale, view: &View, table: &MemberTimetable) -> AnyView {
    let here = table.location.name.clone();
    if table.locations.len() < 2 {
        return view! { <p class="truncate text-sm font-medium text-muted">{here}</p> }.into_any();
    }
    let items = table
        .locations
        .iter()
        .map(|place| MenuItem::new(&place.name, view.at(place.id)).chosen(place.id == table.location.id))
        .collect();
    let face = move || {
        view! {
            <Icon icon=Icon::MapPin class="size-4"/>
            <span class="sr-only">{t::member::choose_location(l)}</span>
            <span class="max-w-28 truncate sm:max-w-64">{here}</span>
            <Icon icon=Icon::ChevronDown class="size-4 text-muted"/>
        }
    };
    view! { <Menu face=face class="btn btn-ghost gap-1.5 px-2 text-sm font-medium" place="dropdown-end" items=items/> }
        .into_any()
}

/// The chips: pressing one sets its filter or drops it.
pub fn filters(l: Locale, view: &View, with: Option<&str>) -> AnyView {
    let (only_free, hour, late) = (view.free, view.after.unwrap_or(EVENING), view.after.is_some());
    let with = with.map(|pass| {
        let href = View {
            pass: None,
            ..view.clone()
        }
        .href(None);
        view! { <Chip href=href label=t::member::chip_pass(l, pass) chosen=true attr:data-noscroll=""/> }
    });
    let free = View {
        free: !view.free,
        ..view.clone()
    }
    .href(None);
    let after = View {
        after: view.after.is_none().then_some(EVENING),
        ..view.clone()
    }
    .href(None);
    let categories = Category::ALL
        .into_iter()
        .map(|category| {
            let chosen = view.category == Some(category);
            let href = View {
                category: (!chosen).then_some(category),
                ..view.clone()
            }
            .href(None);
            view! { <Chip href=href label=category.text(l) chosen=chosen attr:data-noscroll=""/> }
        })
        .collect_view();
    view! {
        <ChipRow label=t::member::filter(l)>
            {with}
            <Chip href=free label=t::member::chip_free(l) chosen=only_free attr:data-noscroll=""/>
            <Chip href=after label=t::member::chip_after(l, clock(hour * 60)) chosen=late attr:data-noscroll=""/>
            {categories}
        </ChipRow>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> ParamsMap {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_view_and_its_url_say_the_same() {
        let view = View::read(&query(&[
            ("day", "2026-03-19"),
            ("cat", "mind"),
            ("after", "17"),
            ("free", "1"),
        ]));
        assert_eq!(view.href(None), "/timetable?day=2026-03-19&cat=mind&after=17&free=1");
        assert_eq!(view.unfiltered().href(None), "/timetable?day=2026-03-19");
        assert_eq!(view.looser(Locale::En).len(), 3);
        assert_eq!(View::default().href(None), "/timetable");
    }

    #[test]
    fn what_is_not_ours_is_as_if_it_were_not_there() {
        let odd = query(&[
            ("location", "x\"><script>"),
            ("day", "31.3."),
            ("cat", "boxing"),
            ("after", "99"),
            ("free", "yes"),
        ]);
        assert_eq!(View::read(&odd), View::default());
    }
}
