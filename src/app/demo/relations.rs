//! The rows of `data/relations.csv` as partners, relations, documents and activities. The facts are those of the thesis
//! named beside the file; which record a row becomes is our judgement and stands in the file and in
//! `docs/sample-data.md`.

use super::desk::{Desk, id_of};
use crate::app::catalogue::input::{
    ActivityData, BothData, DocumentData, NameData, PartnerData, RelationData, TitleData,
};
use crate::app::catalogue::{activities, documents, partners, relations};
use crate::app::setup::{NewOrg, organisation};
use crate::app::{App, Error, Who};
use crate::store::relations::Filter;
use crate::store::{self, Batch, Scope};
use chrono::NaiveDate;
use engine::text::Bilingual;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The file.
const ROWS: &str = include_str!("data/relations.csv");
/// Where the facts come from, as every record says.
pub const SOURCE: &str = "Lê Trường Duy, luận văn thạc sĩ, Đại học Tampere, tháng 9/2020";
/// Records written at once.
const AT_ONCE: usize = 40;
/// Localities that the rows name besides those of the demo's people.
const ORGS: [(&str, &str, &str, &str); 4] = [
    ("HNI", "locality", "Ủy ban nhân dân thành phố Hà Nội", "People's Committee of Hanoi"),
    ("QNH", "locality", "Ủy ban nhân dân tỉnh Quảng Ninh", "People's Committee of Quang Ninh"),
    ("CBG", "locality", "Ủy ban nhân dân tỉnh Cao Bằng", "People's Committee of Cao Bang"),
    (FIRST, "other", "Nhiều địa phương (nguồn không nêu tên)", "Several localities (not named by the source)"),
];
/// Entered last of the organisations: where it stands, the rows are entered or being entered.
pub const FIRST: &str = "NDP";

/// One row, by the names of its columns.
type Row = BTreeMap<String, String>;

/// The rows of the file.
pub fn rows() -> Vec<Row> {
    let mut lines = ROWS.lines().map(cells);
    let head = lines.next().unwrap_or_default();
    lines.map(|cells| head.iter().cloned().zip(cells).collect()).collect()
}

/// The cells of a line, each in quotes; a quote within is doubled.
fn cells(line: &str) -> Vec<String> {
    let inner = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    inner.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect()
}

/// Enters everything that is not there, with the service itself as who did it.
///
/// # Errors
/// [`Error`].
pub async fn enter(app: &App, desk: &Desk<'_>) -> Result<(), Error> {
    let from = NaiveDate::from_ymd_opt(2007, 7, 1).unwrap_or_default();
    let mut orgs = BTreeMap::new();
    for (code, kind, vi, en) in ORGS {
        let name = Bilingual::new(vi, en);
        let (code, kind) = (code.to_owned(), kind.to_owned());
        organisation(app, &NewOrg { code, kind, name, parent: None, second_parent: None, body_kind: None }, from)
            .await?;
    }
    desk.stay().await?;
    for code in ["HCM", "DNG", "HNI", "QNH", "CBG", FIRST] {
        let found = store::organisations::by_code(&app.store, code).await?.ok_or(Error::NotFound)?;
        orgs.insert(code, found.id);
    }
    let rows = rows();
    let partners = enter_partners(app, &rows).await?;
    let ties = enter_relations(app, &rows, &orgs, &partners).await?;
    let who = Who::system();
    let rows: Vec<(usize, &Row)> = rows.iter().enumerate().collect();
    for some in rows.chunks(AT_ONCE) {
        desk.stay().await?;
        let mut batch = Batch::new();
        for (n, row) in some {
            let id = id_of(&format!("row {n}"));
            if store::documents::by_id(&app.store, id).await?.is_some()
                || store::activities::by_id(&app.store, id).await?.is_some()
            {
                continue;
            }
            let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
            let locality = orgs.get(cell("locality").as_str()).copied().ok_or(Error::NotFound)?;
            let partner = partners.get(&key(row)).copied().ok_or(Error::NotFound)?;
            let tie = ties.get(&(locality, partner)).copied();
            if cell("record") == "document" {
                let data = document(&cell, partner);
                let (row, parties) = documents::row(app, id, locality, &data)?;
                let row = store::documents::Document { relation_id: tie, ..row };
                documents::put(app, &mut batch, &who, row, parties)?;
            } else {
                let data = activity(&cell, partner, tie);
                let row = activities::row(app, id, locality, partner, &data)?;
                activities::put(app, &mut batch, &who, row)?;
            }
        }
        app.store.commit(batch).await?;
    }
    Ok(())
}

/// What tells partners apart: name and country.
fn key(row: &Row) -> (String, String) {
    let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
    (cell("name"), cell("country_vi"))
}

async fn enter_partners(app: &App, rows: &[Row]) -> Result<BTreeMap<(String, String), Uuid>, Error> {
    let (mut found, mut new): (BTreeMap<_, Uuid>, BTreeMap<_, PartnerData>) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
        let key = key(row);
        // The cases of the demo have named theirs already.
        if !found.contains_key(&key)
            && !new.contains_key(&key)
            && let Some(known) = store::partners::named(&app.store, &Scope::all(), &key.0, &key.1).await?
        {
            found.insert(key.clone(), known.0);
        }
        if found.contains_key(&key) {
            continue;
        }
        let data = new.entry(key.clone()).or_insert_with(|| PartnerData {
            name: key.0.clone(),
            country: key.1.clone(),
            level: cell("level"),
            kind: cell("kind"),
            ..PartnerData::default()
        });
        let alias = NameData { name: cell("alias"), lang: "en".to_owned() };
        if !alias.name.is_empty() && !data.names.contains(&alias) {
            data.names.push(alias);
        }
    }
    let who = Who::system();
    let new: Vec<((String, String), PartnerData)> = new.into_iter().collect();
    for some in new.chunks(AT_ONCE) {
        let mut batch = Batch::new();
        for (key, data) in some {
            let id = app.ids.uuid();
            partners::put(app, &mut batch, &who, id, data)?;
            found.insert(key.clone(), id);
        }
        app.store.commit(batch).await?;
    }
    Ok(found)
}

/// A relation for each locality and foreign locality with a document. Its state is that of the best-documented row.
async fn enter_relations(
    app: &App,
    rows: &[Row],
    orgs: &BTreeMap<&str, Uuid>,
    partners: &BTreeMap<(String, String), Uuid>,
) -> Result<BTreeMap<(Uuid, Uuid), Uuid>, Error> {
    let mut made: BTreeMap<(Uuid, Uuid), RelationData> = BTreeMap::new();
    for row in rows {
        let cell = |name: &str| row.get(name).cloned().unwrap_or_default();
        if cell("record") != "document" || cell("kind") != "locality" {
            continue;
        }
        let locality = orgs.get(cell("locality").as_str()).copied().ok_or(Error::NotFound)?;
        let partner = partners.get(&key(row)).copied().ok_or(Error::NotFound)?;
        let status = cell("status").split('/').nth(1).unwrap_or_default().to_owned();
        let political = matches!(cell("country_vi").as_str(), "Lào" | "Cam-pu-chia" | "Trung Quốc");
        let tie = made.entry((locality, partner)).or_insert_with(|| RelationData {
            titles: BothData {
                vi: format!("Quan hệ hữu nghị hợp tác với {}", cell("name")),
                en: format!("Friendly cooperation with {}", cell("partner")),
            },
            group: if political { "political-security" } else { "socio-economic" }.to_owned(),
            status: status.clone(),
            origin: if cell("name") == "Seville" { "visit" } else { "unknown" }.to_owned(),
            source: SOURCE.to_owned(),
            ..RelationData::default()
        });
        let rank = |status: &str| ["active", "dormant", "established"].iter().position(|known| *known == status);
        if rank(&status).unwrap_or(9) < rank(&tie.status).unwrap_or(9) {
            tie.status = status;
        }
        let since = cell("day");
        if !since.is_empty() && (tie.since.is_empty() || since < tie.since) {
            tie.since = since;
        }
        if !cell("uncertain").is_empty() && !tie.uncertain.contains(&cell("uncertain")) {
            tie.uncertain = [tie.uncertain.clone(), cell("uncertain")].join("\n").trim().to_owned();
        }
    }
    let who = Who::system();
    let made: Vec<((Uuid, Uuid), RelationData)> = made.into_iter().collect();
    let mut ids = BTreeMap::new();
    for some in made.chunks(AT_ONCE) {
        let mut batch = Batch::new();
        for ((locality, partner), data) in some {
            let filter = Filter { locality: Some(*locality), partner: Some(*partner), ..Filter::default() };
            if let Some(known) = store::relations::list(&app.store, &filter, None, 1).await?.items.first() {
                ids.insert((*locality, *partner), known.id);
                continue;
            }
            let row = relations::row(app.ids.uuid(), *locality, *partner, data)?;
            ids.insert((*locality, *partner), row.id);
            relations::put(app, &mut batch, &who, row)?;
        }
        app.store.commit(batch).await?;
    }
    Ok(ids)
}

/// What the source says, in Vietnamese; its own English words stand in the file beside it.
fn note(cell: &impl Fn(&str) -> String) -> String {
    match cell("note_vi").as_str() {
        "" => String::new(),
        words => format!("Theo nguồn: {words}"),
    }
}

fn fields(cell: &impl Fn(&str) -> String) -> Vec<String> {
    cell("codes").split(';').filter(|code| !code.is_empty()).map(str::to_owned).collect()
}

fn document(cell: &impl Fn(&str) -> String, partner: Uuid) -> DocumentData {
    let title = |lang: &str, name: &str| TitleData { lang: lang.to_owned(), text: cell(name) };
    DocumentData {
        kind: cell("code"),
        titles: vec![title("vi", "title_vi"), title("en", "title_en")],
        foreign: vec![partner],
        local_names: Some(cell("by_name_vi")).filter(|name| !name.is_empty()).into_iter().collect(),
        signed_on: cell("day"),
        term: cell("term_vi"),
        publication: "undecided".to_owned(),
        status: cell("status").split('/').next().unwrap_or_default().to_owned(),
        fields: fields(cell),
        note: note(cell),
        source: SOURCE.to_owned(),
        uncertain: cell("uncertain"),
        ..DocumentData::default()
    }
}

fn activity(cell: &impl Fn(&str) -> String, partner: Uuid, relation: Option<Uuid>) -> ActivityData {
    ActivityData {
        partner: Some(partner),
        relation,
        document: None,
        kind: cell("code"),
        what: BothData { vi: cell("title_vi"), en: cell("title_en") },
        held_on: cell("day"),
        period: cell("term_vi"),
        by_name: cell("by_name_vi"),
        result: note(cell),
        fields: fields(cell),
        source: SOURCE.to_owned(),
        uncertain: cell("uncertain"),
    }
}
