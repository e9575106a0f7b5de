//! The registry as JSON: partners, relations, documents, activities.

use super::lists::PartnerOut;
use super::{OrgOut, instant};
use crate::app::catalogue::input::{BothData, NameData, TitleData};
use crate::app::catalogue::partial::Partial;
use crate::app::catalogue::rows::{Activity, Document, Partner, Party, Relation};
use crate::app::catalogue::{Kept, activities, documents, partners};
use crate::app::read::Directory;
use chrono::{DateTime, NaiveDate, Utc};
use engine::ids::OrgId;
use engine::text::Bilingual;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// What came of a change.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeptOut {
    /// The record.
    pub id: Uuid,
    /// Its version now: send it as `seen` with the next change.
    pub version: u64,
}

impl From<Kept> for KeptOut {
    fn from(kept: Kept) -> Self {
        Self { id: kept.id, version: kept.version }
    }
}

/// Which version it is, and when it was changed last.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StampOut {
    /// Number of its last entry in the record.
    pub version: i64,
    /// When it was changed last.
    pub changed_at: Option<String>,
    /// By which account; none for the service itself.
    pub changed_by: Option<Uuid>,
}

fn stamp(version: i64, at: Option<DateTime<Utc>>, by: Option<Uuid>) -> StampOut {
    StampOut { version, changed_at: at.map(instant), changed_by: by }
}

/// A person to speak to at a partner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContactOut {
    /// Id.
    pub id: Uuid,
    /// Post or unit.
    pub office: String,
    /// Name; none when erased.
    pub name: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// When somebody made sure last that it still holds.
    pub confirmed_on: Option<NaiveDate>,
    /// That is more than a year ago.
    pub overdue: bool,
}

/// A partner with everything that is kept with it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartnerFull {
    /// Id.
    pub id: Uuid,
    /// Name in Vietnamese or English use.
    pub name: String,
    /// Name in its own language.
    pub name_local: Option<String>,
    /// Country, as entered.
    pub country: String,
    /// ISO 3166 code of the country, where its name is known.
    pub country_code: Option<String>,
    /// Level.
    pub level: String,
    /// What it is.
    pub kind: String,
    /// Names in other languages, and aliases.
    pub names: Vec<NameData>,
    /// Persons to speak to; empty for who may not see them.
    pub contacts: Vec<ContactOut>,
    /// Note.
    pub note: String,
    /// Version and last change.
    pub stamp: StampOut,
}

impl From<partners::View> for PartnerFull {
    fn from(view: partners::View) -> Self {
        let data = partners::data(&view);
        let row = view.whole.partner;
        let contact = |found: partners::ContactView| {
            let (name, address, phone, email) = match found.person {
                Some(person) => (Some(person.name), Some(person.address), Some(person.phone), Some(person.email)),
                None => (None, None, None, None),
            };
            let (id, office) = (found.id, found.office);
            let (confirmed_on, overdue) = (found.confirmed_on, found.overdue);
            ContactOut { id, office, name, address, phone, email, confirmed_on, overdue }
        };
        Self {
            id: row.id,
            stamp: stamp(row.version, row.changed_at, row.changed_by),
            name: row.name,
            name_local: row.name_local,
            country: row.country,
            country_code: row.country_code,
            level: row.level,
            kind: row.kind,
            names: data.names,
            contacts: view.contacts.into_iter().map(contact).collect(),
            note: row.note,
        }
    }
}

/// What stands behind the ids of rows.
#[derive(Debug, Default)]
pub struct Behind {
    /// Partners.
    pub partners: BTreeMap<Uuid, Partner>,
    /// Organisations.
    pub orgs: BTreeMap<OrgId, Bilingual>,
}

impl Behind {
    fn partner(&self, id: Uuid) -> Option<PartnerOut> {
        self.partners.get(&id).cloned().map(PartnerOut::from)
    }

    fn org(&self, id: Uuid) -> OrgOut {
        let unknown = || Directory::default().org(OrgId(id));
        OrgOut { id, name: self.orgs.get(&OrgId(id)).cloned().unwrap_or_else(unknown).into() }
    }
}

/// A relation between a locality and a partner.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelationOut {
    /// Id.
    pub id: Uuid,
    /// The locality.
    pub locality: OrgOut,
    /// The partner.
    pub partner: Option<PartnerOut>,
    /// Titles.
    pub titles: BothData,
    /// Group.
    pub group: Option<String>,
    /// Since when, as far as that is known: `2019`, `2019-04` or `2019-04-15`.
    pub since: Option<String>,
    /// Where it stands.
    pub status: String,
    /// How it came about.
    pub origin: String,
    /// Note.
    pub note: String,
    /// Where the facts come from.
    pub source: Option<String>,
    /// What is uncertain about them.
    pub uncertain: Option<String>,
    /// Version and last change.
    pub stamp: StampOut,
}

impl RelationOut {
    /// With what stands behind it.
    pub fn new(row: Relation, behind: &Behind) -> Self {
        Self {
            id: row.id,
            locality: behind.org(row.locality_id),
            partner: behind.partner(row.partner_id),
            titles: BothData { vi: row.title_vi, en: row.title_en },
            group: row.grp,
            since: row.since,
            status: row.status,
            origin: row.origin,
            note: row.note,
            source: row.source,
            uncertain: row.uncertain,
            stamp: stamp(row.version, row.changed_at, row.changed_by),
        }
    }
}

/// A party of a document.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PartyOut {
    /// `vietnam` or `foreign`.
    pub side: String,
    /// A Vietnamese party on file.
    pub org: Option<OrgOut>,
    /// A foreign party on file.
    pub partner: Option<PartnerOut>,
    /// A party that is on no file, by name.
    pub name: Option<String>,
}

/// A signed document.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentFull {
    /// Id.
    pub id: Uuid,
    /// The locality that keeps it.
    pub locality: Option<OrgOut>,
    /// The relation it belongs to.
    pub relation: Option<Uuid>,
    /// Kind.
    pub kind: String,
    /// Titles by language.
    pub titles: Vec<TitleData>,
    /// Parties, Vietnamese ones first.
    pub parties: Vec<PartyOut>,
    /// Signed on, as far as that is known: `2019`, `2019-04` or `2019-04-15`.
    pub signed_on: Option<String>,
    /// Place of signing.
    pub place: Option<String>,
    /// In force since.
    pub in_force_on: Option<NaiveDate>,
    /// Clauses on duration, renewal, review and lapse.
    pub term: Option<String>,
    /// Publication level.
    pub publication: String,
    /// Where it stands.
    pub status: String,
    /// What it does with the document in `changes`: `amend`, `extend`, `terminate`, `withdraw` or `suspend`; none for one
    /// that stands by itself.
    pub act: Option<String>,
    /// The document that it changes or ends.
    pub changes: Option<Uuid>,
    /// From which day on it binds no longer, or not for the time being.
    pub ended_on: Option<NaiveDate>,
    /// Fields of cooperation.
    pub fields: Vec<String>,
    /// Note.
    pub note: String,
    /// Where the facts come from.
    pub source: Option<String>,
    /// What is uncertain about them.
    pub uncertain: Option<String>,
    /// Signed before the system and entered afterwards.
    pub entered_afterwards: bool,
    /// Numbers of the dossiers that act on it, as far as the caller may see them; only in the answer on one document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossiers: Option<Vec<String>>,
    /// Version and last change.
    pub stamp: StampOut,
}

impl DocumentFull {
    /// With its parties and what stands behind them.
    pub fn new(row: Document, parties: &[Party], behind: &Behind) -> Self {
        let party = |found: &Party| PartyOut {
            side: found.side.clone(),
            org: found.org_id.map(|id| behind.org(id)),
            partner: found.partner_id.and_then(|id| behind.partner(id)),
            name: found.name.clone(),
        };
        Self {
            id: row.id,
            locality: row.locality_id.map(|id| behind.org(id)),
            relation: row.relation_id,
            titles: documents::titles(&row),
            parties: parties.iter().filter(|party| party.document_id == row.id).map(party).collect(),
            signed_on: documents::signed(&row).map(Partial::iso),
            in_force_on: row.in_force_on,
            changes: row.changes_id,
            ended_on: row.ended_on,
            act: row.act.clone(),
            fields: documents::fields(&row.fields),
            entered_afterwards: row.created_by_dossier.is_none(),
            dossiers: None,
            stamp: stamp(row.version, row.changed_at, row.changed_by),
            kind: row.kind,
            place: row.place,
            term: row.term,
            publication: row.publication,
            status: row.status,
            note: row.note,
            source: row.source,
            uncertain: row.uncertain,
        }
    }
}

/// Something that a locality and a partner did together.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActivityOut {
    /// Id.
    pub id: Uuid,
    /// The locality.
    pub locality: OrgOut,
    /// The partner.
    pub partner: Option<PartnerOut>,
    /// The relation it belongs to.
    pub relation: Option<Uuid>,
    /// The document it carries out.
    pub document: Option<Uuid>,
    /// Kind.
    pub kind: String,
    /// What.
    pub what: BothData,
    /// When it began, as far as that is known: `2019`, `2019-04` or `2019-04-15`.
    pub held_on: Option<String>,
    /// How long, in words.
    pub period: String,
    /// Who took part on the local side, in words.
    pub by_name: String,
    /// Result.
    pub result: String,
    /// Fields of cooperation.
    pub fields: Vec<String>,
    /// Where the facts come from.
    pub source: Option<String>,
    /// What is uncertain about them.
    pub uncertain: Option<String>,
    /// Version and last change.
    pub stamp: StampOut,
}

impl ActivityOut {
    /// With what stands behind it.
    pub fn new(row: Activity, behind: &Behind) -> Self {
        Self {
            id: row.id,
            locality: behind.org(row.locality_id),
            partner: behind.partner(row.partner_id),
            relation: row.relation_id,
            document: row.document_id,
            held_on: activities::held(&row).map(Partial::iso),
            fields: documents::fields(&row.fields),
            stamp: stamp(row.version, row.changed_at, row.changed_by),
            kind: row.kind,
            what: BothData { vi: row.what_vi, en: row.what_en },
            period: row.period,
            by_name: row.by_name,
            result: row.result,
            source: row.source,
            uncertain: row.uncertain,
        }
    }
}

/// A page of relations, in the order in which they were entered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RelationPage {
    /// Relations.
    pub items: Vec<RelationOut>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

/// A page of documents, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DocumentPage {
    /// Documents.
    pub items: Vec<DocumentFull>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}

/// A page of activities, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActivityPage {
    /// Activities.
    pub items: Vec<ActivityOut>,
    /// Send as `after` for the next page; none on the last.
    pub next: Option<String>,
}
