//! What sets one case apart from another: what is to be done with which document, for which Vietnamese party, on which
//! ground, touching which subjects. A pack lists what it knows; a pack without lists knows one case, the conclusion of an
//! agreement in the name of the locality itself.

use super::Pack;
use crate::text::Bilingual;
use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a dossier does with a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Concludes a new one.
    #[default]
    Conclude,
    /// Amends or supplements one in force.
    Amend,
    /// Extends its term.
    Extend,
    /// Ends it.
    Terminate,
    /// Withdraws the Vietnamese party from it.
    Withdraw,
    /// Suspends its implementation.
    Suspend,
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 6] = [Act::Conclude, Act::Amend, Act::Extend, Act::Terminate, Act::Withdraw, Act::Suspend];

    /// The fixed name in packs, the API and the record.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Conclude => "conclude",
            Act::Amend => "amend",
            Act::Extend => "extend",
            Act::Terminate => "terminate",
            Act::Withdraw => "withdraw",
            Act::Suspend => "suspend",
        }
    }

    /// The act of that fixed name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.as_str() == name)
    }

    /// For serde: the usual act is not written down.
    pub fn is_conclude(&self) -> bool {
        *self == Act::Conclude
    }

    /// Whether the document stays in force, changed.
    pub fn changes(self) -> bool {
        matches!(self, Act::Amend | Act::Extend)
    }

    /// Whether the document binds no longer, or not for the time being.
    pub fn ends(self) -> bool {
        matches!(self, Act::Terminate | Act::Withdraw | Act::Suspend)
    }
}

/// What a body is for, where a rule names it by that: Law 70/2020 Art. 25, Decree 64/2021 Arts. 5-9. The administrator says
/// of each organisation which of these it is; the Ministry of Foreign Affairs is it by its own kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BodyKind {
    /// The Ministry of Foreign Affairs.
    ForeignAffairs,
    /// The ministry that manages defence.
    Defence,
    /// The ministry that manages public security.
    PublicSecurity,
    /// The ministry that manages investment: Planning and Investment, since 2025 Finance.
    Investment,
    /// The external-relations agency of a province.
    ExternalRelations,
}

impl BodyKind {
    /// Every kind.
    pub const ALL: [BodyKind; 5] = [
        BodyKind::ForeignAffairs,
        BodyKind::Defence,
        BodyKind::PublicSecurity,
        BodyKind::Investment,
        BodyKind::ExternalRelations,
    ];

    /// The fixed name in packs, tables and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            BodyKind::ForeignAffairs => "foreign-affairs",
            BodyKind::Defence => "defence",
            BodyKind::PublicSecurity => "public-security",
            BodyKind::Investment => "investment",
            BodyKind::ExternalRelations => "external-relations",
        }
    }

    /// The kind of that fixed name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An act that the pack provides for.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ActRule {
    /// Which.
    pub id: Act,
    /// Title.
    pub title: Bilingual,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A kind of Vietnamese party with a track of its own; on which days a procedure for it may begin.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PartyKind {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// The track for agreements in its name.
    pub track: String,
    /// First day.
    #[schemars(with = "Option<String>")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<NaiveDate>,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A ground on which a document may take a track other than the usual one; on which days a procedure may begin on it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Ground {
    /// Fixed name.
    pub id: String,
    /// Title.
    pub title: Bilingual,
    /// The track that it opens.
    pub track: String,
    /// Acts for which it holds; empty for all.
    #[serde(default)]
    pub acts: Vec<Act>,
    /// First day.
    #[schemars(with = "Option<String>")]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[schemars(with = "Option<String>")]
    pub to: Option<NaiveDate>,
    /// Provisions.
    pub basis: Vec<String>,
}

/// A subject that adds a body to those which must be asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Subject {
    /// Fixed name.
    pub id: String,
    /// The question, answered yes or no.
    pub question: Bilingual,
    /// The body that must be asked if yes.
    pub body: BodyKind,
    /// Provisions.
    pub basis: Vec<String>,
}

fn within(from: Option<NaiveDate>, to: Option<NaiveDate>, day: NaiveDate) -> bool {
    from.is_none_or(|first| first <= day) && to.is_none_or(|last| day <= last)
}

impl PartyKind {
    /// Whether a procedure for such a party may begin on `day`.
    pub fn on(&self, day: NaiveDate) -> bool {
        within(self.from, self.to, day)
    }
}

impl Ground {
    /// Whether a procedure of this act may begin on this ground on `day`.
    pub fn on(&self, act: Act, day: NaiveDate) -> bool {
        (self.acts.is_empty() || self.acts.contains(&act)) && within(self.from, self.to, day)
    }
}

impl Pack {
    /// The kind of party of that name.
    pub fn party(&self, id: &str) -> Option<&PartyKind> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// The ground of that name.
    pub fn ground(&self, id: &str) -> Option<&Ground> {
        self.grounds.iter().find(|ground| ground.id == id)
    }

    /// The subject of that name.
    pub fn subject(&self, id: &str) -> Option<&Subject> {
        self.subjects.iter().find(|subject| subject.id == id)
    }

    /// Whether the pack provides for `act`; concluding it always does.
    pub fn provides_for(&self, act: Act) -> bool {
        act.is_conclude() || self.acts.iter().any(|rule| rule.id == act)
    }
}
