//! A place in every class of a course.

use crate::{
    plans::model::{PassId, Plan},
    platform::time::{Day, Moment},
    schedule::model::SeriesId,
};
use serde::{Deserialize, Serialize};

/// A series of classes that can be taken as a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CourseOffer {
    /// The series.
    pub series: SeriesId,
    /// The name of its classes.
    pub name: String,
    /// Where.
    pub location: String,
    /// Who teaches the next of them.
    pub coach: Option<String>,
    /// The next of them.
    pub next: Moment,
    /// The day of the last that is planned.
    pub last: Day,
    /// So many are ahead.
    pub classes: i64,
    /// Free places in the fullest of them.
    pub free: i64,
}

/// What somebody may be enrolled in, for the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Courses {
    /// What is sold for courses.
    pub plans: Vec<Plan>,
    /// The series, the next to begin first.
    pub offers: Vec<CourseOffer>,
    /// Key for one enrolment: made anew with every load.
    pub key: String,
}

/// What an enrolment has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolled {
    /// The pass of the course.
    pub pass: PassId,
    /// Classes with a place now.
    pub classes: i64,
}
