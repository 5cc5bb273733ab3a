//! What the club has its members sign before they train.

use super::{MemberId, Ward};
use crate::{
    platform::{
        error::Reason,
        i18n::{Locale, t},
        time::{Day, Moment},
    },
    studio::model::LocationId,
};
use serde::{Deserialize, Serialize};

crate::ids! {
    /// A version of a paper.
    PaperId,
    /// A signature.
    SignatureId,
}

/// Characters of a paper in one language, the most there may be.
pub const PAPER_MAX: usize = 12_000;

/// Questions of a questionnaire, the most there may be.
pub const QUESTIONS_MAX: usize = 20;

/// Months that a signature can hold, the most there may be.
pub const MONTHS_MAX: i64 = 60;

/// What is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// What they take upon themselves.
    Waiver,
    /// Questions about their health, whose answers nobody keeps.
    Questionnaire,
}

impl PaperKind {
    /// All of them, in the order in which they are signed.
    pub const ALL: [Self; 2] = [Self::Waiver, Self::Questionnaire];

    /// The name in forms and addresses.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiver => "waiver",
            Self::Questionnaire => "questionnaire",
        }
    }

    /// By its code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The name that people read.
    #[must_use]
    pub fn text(self, l: Locale) -> &'static str {
        match self {
            Self::Waiver => t::papers::waiver(l),
            Self::Questionnaire => t::papers::questionnaire(l),
        }
    }
}

/// Whose hand it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum Signer {
    /// The member's own.
    #[serde(rename = "self")]
    #[cfg_attr(feature = "ssr", sqlx(rename = "self"))]
    Own,
    /// That of somebody who answers for them.
    Guardian,
}

/// Where it was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(
    feature = "ssr",
    derive(sqlx::Type),
    sqlx(type_name = "text", rename_all = "snake_case")
)]
#[serde(rename_all = "snake_case")]
pub enum SignedOn {
    /// On a device of their own.
    Own,
    /// On a screen at the desk.
    Screen,
    /// On paper, which the club keeps.
    Paper,
}

impl SignedOn {
    /// By its code, of the two that the desk takes.
    #[must_use]
    pub fn at_desk(code: &str) -> Option<Self> {
        match code {
            "screen" => Some(Self::Screen),
            "paper" => Some(Self::Paper),
            _ => None,
        }
    }
}

/// A signature as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// When.
    pub at: Moment,
    /// The name as it was written.
    pub name: String,
    /// Whose hand it was.
    pub signer: Signer,
    /// Where.
    pub on: SignedOn,
    /// Whoever signed says that they have asked a doctor or train at their own risk.
    pub advice: bool,
    /// The day from which on it is asked for anew; `None`: it holds for good.
    pub until: Option<Day>,
}

impl Signed {
    /// "Signed on 19 March by Ada Young", with what more there is to say.
    #[must_use]
    pub fn text(&self, l: Locale) -> String {
        let day = l.date(self.at.day());
        let said = match (self.signer, self.on) {
            (Signer::Own, SignedOn::Own) => t::papers::signed_own(l, day, &self.name),
            (Signer::Guardian, SignedOn::Own) => t::papers::signed_guardian(l, day, &self.name),
            (Signer::Own, SignedOn::Screen) => t::papers::signed_screen(l, day, &self.name),
            (Signer::Guardian, SignedOn::Screen) => t::papers::signed_guardian_screen(l, day, &self.name),
            (Signer::Own, SignedOn::Paper) => t::papers::signed_paper(l, day, &self.name),
            (Signer::Guardian, SignedOn::Paper) => t::papers::signed_guardian_paper(l, day, &self.name),
        };
        match self.until {
            Some(until) => format!("{said} {}", t::papers::holds_until(l, l.date(until))),
            None => said,
        }
    }
}

/// How a paper stands with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperState {
    /// It is signed.
    Signed,
    /// It was never signed.
    Missing,
    /// What was signed is an older text, and the club asks for it anew.
    Outdated,
    /// The signature has run out.
    RunOut,
}

/// A paper in force as a member reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPaper {
    /// What it is.
    pub kind: PaperKind,
    /// The version.
    pub version: PaperId,
    /// The text, or the questions, one a line.
    pub body: String,
    /// A signature holds so long; `None`: for good.
    pub months: Option<i64>,
    /// The names of the places where it is asked for; empty: everywhere.
    pub places: Vec<String>,
    /// How it stands.
    pub state: PaperState,
    /// The last signature.
    pub signed: Option<Signed>,
}

impl OwnPaper {
    /// Whether it is to be signed.
    #[must_use]
    pub fn open(&self) -> bool {
        self.state != PaperState::Signed
    }
}

/// The questions of a questionnaire's text.
#[must_use]
pub fn questions(body: &str) -> Vec<&str> {
    body.lines().map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// The questions that a club begins with, one a line.
#[must_use]
pub fn first_questions(l: Locale) -> String {
    [
        t::papers::first_1(l),
        t::papers::first_2(l),
        t::papers::first_3(l),
        t::papers::first_4(l),
        t::papers::first_5(l),
        t::papers::first_6(l),
        t::papers::first_7(l),
    ]
    .join("\n")
}

/// What the reader has signed and is to sign, or a child for whom they answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnPapers {
    /// Their name, or the child's.
    pub name: String,
    /// Whose page it is, where it is not the reader's.
    pub child: Option<Ward>,
    /// The children for whom the reader answers.
    pub children: Vec<Ward>,
    /// The reader is not of age before this, and signs nothing alone.
    pub guarded: Option<i32>,
    /// What is asked for.
    pub papers: Vec<OwnPaper>,
    /// Key for one command on this page.
    pub key: String,
}

/// What a member has signed and is to sign, as the desk reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersOf {
    /// The member.
    pub member: MemberId,
    /// Their name.
    pub name: String,
    /// They are not of age before this: somebody who answers for them signs.
    pub guarded: Option<i32>,
    /// What is asked for.
    pub papers: Vec<OwnPaper>,
    /// Key for one command on this page.
    pub key: String,
}

/// What somebody is to sign, for the reader's first screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToSign {
    /// Who it is, where it is not the reader.
    pub whose: Option<Ward>,
    /// What.
    pub kinds: Vec<PaperKind>,
}

/// A version as the owner reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperVersion {
    /// The id.
    pub id: PaperId,
    /// Its number among those of its kind.
    pub number: i64,
    /// From then on it is asked for; else from then on it is not.
    pub asked: bool,
    /// The day on which it comes into force.
    pub from: Day,
    /// Everybody had to sign anew.
    pub anew: bool,
    /// A signature holds so long; `None`: for good.
    pub months: Option<i64>,
    /// The names of its places; empty: everywhere.
    pub places: Vec<String>,
    /// When it was written.
    pub made: Moment,
    /// By whom.
    pub by: String,
    /// How it stands.
    pub stands: VersionStands,
    /// How many signatures were given to it.
    pub signatures: i64,
    /// The texts, by language.
    pub texts: Vec<(Locale, String)>,
}

/// How a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionStands {
    /// Its day has not come.
    Ahead,
    /// It is in force.
    InForce,
    /// A later one has taken its place, or will before its day comes.
    Over,
}

/// How many members a paper would touch at a place, or everywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperReach {
    /// The place; `None`: everywhere.
    pub location: Option<LocationId>,
    /// Its name; empty: everywhere.
    pub name: String,
    /// Members who are at home there and welcome.
    pub members: i64,
    /// Those of them whose signature would hold where signatures hold.
    pub hold: i64,
}

/// A paper as the owner writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDesk {
    /// What it is.
    pub kind: PaperKind,
    /// Its versions, the latest first.
    pub versions: Vec<PaperVersion>,
    /// Whom another one would touch.
    pub reach: Vec<PaperReach>,
    /// What the form begins with.
    pub draft: PaperDraft,
}

/// What stands in the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperDraft {
    /// It is asked for.
    pub asked: bool,
    /// So long a signature holds.
    pub months: Option<i64>,
    /// Everywhere, and not at chosen places.
    pub everywhere: bool,
    /// The chosen places.
    pub places: Vec<LocationId>,
    /// The text in each language.
    pub texts: Vec<(Locale, String)>,
}

/// Everything that the owner's page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PapersOffice {
    /// The papers.
    pub papers: Vec<PaperDesk>,
    /// The club's language: its text cannot be left out.
    pub main: Locale,
    /// The places of the club.
    pub places: Vec<(LocationId, String)>,
    /// The day at the club.
    pub today: Day,
    /// Key for one command on this page.
    pub key: String,
}

/// Why a paper cannot be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperRefusal {
    /// What was read is not what is in force.
    TextChanged,
    /// Before this birthday somebody signs who answers for them.
    NeedsGuardian(i32),
}

impl Reason for PaperRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::TextChanged => "text_changed",
            Self::NeedsGuardian(_) => "needs_guardian",
        }
    }
    fn text(&self, l: Locale) -> String {
        match self {
            Self::TextChanged => t::papers::refused_text_changed(l).to_owned(),
            Self::NeedsGuardian(age) => t::papers::refused_needs_guardian(l, age),
        }
    }
}
