//! Enrolling a member in a course, on their page.

use crate::{
    booking::{
        api::{EnrolMember, load_courses},
        model::{CourseOffer, Courses},
    },
    members::model::{MemberId, Profile},
    plans::pages::passes::priced,
    platform::{
        error::AppError,
        i18n::{Locale, t},
    },
    ui::{
        button::{Button, ButtonKind, ButtonSize, LinkButton},
        dialog::{Dialog, DialogKind},
        field::{Choice, RadioCards},
        form::{FormActions, Hidden},
        icon::Icon,
        load::Load,
        loaded::Loaded,
        states::Notice,
        submit::{Submit, SubmitForm},
    },
};
use leptos::prelude::*;

/// The courses that the member whose page it is may take. Make it once, before the shell.
#[derive(Clone, Copy)]
pub struct EnrolDesk {
    courses: Load<Courses>,
    enrol: Submit<EnrolMember>,
    open: Memo<bool>,
}

impl EnrolDesk {
    /// For the member that the address names.
    #[must_use]
    pub fn new(member: Memo<Option<MemberId>>, open: Memo<bool>) -> Self {
        let enrol = Submit::<EnrolMember>::new();
        let courses = Load::new(
            move || (member.get(), enrol.version().get()),
            |(member, _)| async move {
                match member {
                    Some(member) => load_courses(member).await,
                    None => Err(AppError::NotFound),
                }
            },
        );
        Self { courses, enrol, open }
    }

    /// Grows with each enrolment.
    pub fn done(self) -> impl Fn() -> usize + Copy + Send + Sync + 'static {
        let done = self.enrol.done();
        move || done.get()
    }

    /// The way to enrol, where the club sells courses, and the dialog that the address asks for.
    #[must_use]
    pub fn draw(self, l: Locale, profile: &Profile) -> AnyView {
        let path = format!("/admin/members/{}", profile.id);
        let (name, member) = (profile.name.clone(), profile.id);
        view! {
            <Loaded resource=self.courses error=nothing keep=true let:courses>
                {(!courses.plans.is_empty())
                    .then(|| {
                        view! {
                            <p class="mt-3">
                                <LinkButton
                                    href=format!("{path}?enrol=1")
                                    label=t::people::enrol(l)
                                    size=ButtonSize::Small
                                    icon=Icon::CalendarPlus
                                />
                            </p>
                        }
                    })}
                {
                    let (path, name, courses) = (path.clone(), name.clone(), courses.clone());
                    move || self.open.get().then(|| self.dialog(l, member, &name, &courses, path.clone()))
                }
            </Loaded>
        }
        .into_any()
    }

    fn dialog(self, l: Locale, member: MemberId, name: &str, courses: &Courses, close: String) -> AnyView {
        let enrol = self.enrol;
        let keep = close.clone();
        let first = |ids: Vec<String>| ids.into_iter().next().unwrap_or_default();
        let plans: Vec<_> = courses
            .plans
            .iter()
            .map(|plan| Choice::new(plan.id.to_string(), format!("{} · {}", plan.name, priced(l, plan))))
            .collect();
        let offers: Vec<_> = courses.offers.iter().map(|offer| card(l, offer)).collect();
        let plan = enrol.typed(
            "plan",
            first(courses.plans.iter().map(|plan| plan.id.to_string()).collect()),
        );
        let series = first(courses.offers.iter().map(|offer| offer.series.to_string()).collect());
        let series = enrol.typed("series", series);
        let key = courses.key.clone();
        let body = if offers.is_empty() {
            view! { <Notice title=t::people::enrol_none(l)/> }.into_any()
        } else {
            view! {
                <SubmitForm to=enrol>
                    <Hidden name="member" value=member.to_string()/>
                    <Hidden name="key" value=key/>
                    <div class="space-y-4">
                        {enrol.refusal(l)}
                        <RadioCards name="series" legend=t::people::enrol_course(l) choices=offers value=series stacked=true/>
                        <RadioCards name="plan" legend=t::people::plan(l) choices=plans value=plan stacked=true/>
                        <FormActions sticky=true>
                            <Button
                                label=t::people::enrol_yes(l)
                                kind=ButtonKind::Primary
                                icon=Icon::CalendarPlus
                                pending=enrol.pending()
                            />
                            <LinkButton href=keep label=t::people::not_now(l) kind=ButtonKind::Ghost/>
                        </FormActions>
                    </div>
                </SubmitForm>
            }
            .into_any()
        };
        view! {
            <Dialog
                id="enrol"
                title=t::people::enrol_for(l, name)
                text=t::people::enrol_text(l)
                close_href=close
                close_label=t::people::close(l)
                kind=DialogKind::Box
            >
                {body}
            </Dialog>
        }
        .into_any()
    }
}

fn nothing(_: AppError) -> AnyView {
    ().into_any()
}

/// A course as a card to choose: when, where, how many classes, and whether there is room in all of them.
fn card(l: Locale, offer: &CourseOffer) -> Choice {
    let next = format!("{} {}", l.day_short(offer.next.day()), offer.next.clock());
    let classes = t::people::enrol_classes(l, l.date(offer.last), offer.classes, next);
    let room = match offer.free {
        0 => t::people::enrol_full(l).to_owned(),
        n => t::people::enrol_free(l, n),
    };
    let detail = [
        Some(classes),
        Some(offer.location.clone()),
        offer.coach.clone(),
        Some(room),
    ];
    let detail = detail.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Choice::new(offer.series.to_string(), offer.name.clone()).detail(detail)
}
