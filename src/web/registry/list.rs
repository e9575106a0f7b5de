//! Lists of the registry, all read by key.

use super::words;
use crate::app::catalogue::rows::{ActivityFilter, DocumentFilter, RelationFilter};
use crate::app::catalogue::{activities, documents, partners, relations, rights};
use crate::app::{Error, search};
use crate::web::cite;
use crate::web::posted::Fields;
use crate::web::reader::html;
use crate::web::views::Link;
use crate::web::views::parts::Tab;
use crate::web::views::registry::{ListPage, Row};
use crate::web::{Reader, Web};
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

/// Rows of a page.
const ROWS: u64 = 25;

fn tabs(reader: &Reader, shared: bool, current: &str) -> Vec<Tab> {
    let all = [
        ("partners-title", "/partners", true),
        ("relations-title", "/relations", shared),
        ("documents-title", "/documents", true),
        ("activities-title", "/activities", shared),
    ];
    let there = all.into_iter().filter(|(.., seen)| *seen);
    there
        .map(|(key, href, _)| Tab {
            text: reader.l.t(key),
            href: href.to_owned(),
            current: href == current,
            count: None,
        })
        .collect()
}

struct Listed {
    rows: Vec<Row>,
    next: Option<String>,
    filters: Vec<(&'static str, String)>,
}

async fn page(
    web: &Web,
    reader: &Reader,
    query: &Fields,
    path: &'static str,
    [title, lead, empty]: [&str; 3],
    listed: Listed,
) -> Result<Response, Error> {
    let l = reader.l;
    let rights = rights(&web.app, reader.who()).await?;
    let searched = path == "/partners";
    let filters: Vec<(&str, &str)> = listed.filters.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let page = ListPage {
        l,
        page: reader.page(web, l.t(title)),
        lead: l.t(lead),
        search: searched.then(|| path.to_owned()),
        q: if searched { query.raw("q") } else { String::new() },
        tabs: tabs(reader, rights.shared, path),
        new: (searched && rights.partners).then(|| Link::new(l.t("partner-new-link"), "/partners/new")),
        rows: listed.rows,
        empty: l.t(empty),
        pager: cite::pager(l, path, &filters, query.get("after"), listed.next),
    };
    Ok(html(&page).into_response())
}

/// Filters that are ids; one that is none finds nothing.
fn id(query: &Fields, name: &str) -> Option<Uuid> {
    query.some(name).map(|text| text.parse().unwrap_or(Uuid::nil()))
}

/// GET /partners
pub async fn partners(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let query = cite::query(raw.as_deref());
    let shown = async {
        let q = query.get("q");
        let found = search::partners(&web.app, reader.who(), q, query.some("after").as_deref(), ROWS).await?;
        let rows = found.items.iter().map(|row| words::partner_row(reader.l, row)).collect();
        let listed = Listed { rows, next: found.next, filters: vec![("q", q.to_owned())] };
        page(&web, &reader, &query, "/partners", ["partners-title", "partners-lead", "partners-empty"], listed).await
    };
    super::answer(&web, &reader, shown.await)
}

/// GET /relations
pub async fn relations(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let query = cite::query(raw.as_deref());
    let shown = async {
        let filter = RelationFilter { partner: id(&query, "partner"), locality: id(&query, "locality"), status: None };
        let found = relations::list(&web.app, reader.who(), &filter, query.some("after").as_deref(), ROWS).await?;
        let names = partners::names(&web.app, found.items.iter().map(|row| row.partner_id)).await?;
        let rows = found.items.iter().map(|row| words::relation_row(reader.l, row, &names, &found.orgs)).collect();
        let filters =
            vec![("partner", query.get("partner").to_owned()), ("locality", query.get("locality").to_owned())];
        page(
            &web,
            &reader,
            &query,
            "/relations",
            ["relations-title", "relations-lead", "relations-empty"],
            Listed { rows, next: found.next, filters },
        )
        .await
    };
    super::answer(&web, &reader, shown.await)
}

/// GET /documents
pub async fn documents(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let query = cite::query(raw.as_deref());
    let shown = async {
        let filter = DocumentFilter {
            partner: id(&query, "partner"),
            relation: id(&query, "relation"),
            ..DocumentFilter::default()
        };
        let found = documents::list(&web.app, reader.who(), &filter, query.some("after").as_deref(), ROWS).await?;
        let names = partners::names(&web.app, found.parties.iter().filter_map(|party| party.partner_id)).await?;
        let (items, orgs) = (&found.page.items, &found.page.orgs);
        let rows = items
            .iter()
            .map(|row| words::document_row(reader.l, &web.app, row, &found.parties, &names, orgs))
            .collect();
        let filters =
            vec![("partner", query.get("partner").to_owned()), ("relation", query.get("relation").to_owned())];
        let next = found.page.next.clone();
        page(
            &web,
            &reader,
            &query,
            "/documents",
            ["documents-title", "documents-lead", "documents-empty"],
            Listed { rows, next, filters },
        )
        .await
    };
    super::answer(&web, &reader, shown.await)
}

/// GET /activities
pub async fn activities(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let query = cite::query(raw.as_deref());
    let shown = async {
        let filter = ActivityFilter {
            partner: id(&query, "partner"),
            relation: id(&query, "relation"),
            ..ActivityFilter::default()
        };
        let found = activities::list(&web.app, reader.who(), &filter, query.some("after").as_deref(), ROWS).await?;
        let names = partners::names(&web.app, found.items.iter().map(|row| row.partner_id)).await?;
        let rows = found.items.iter().map(|row| words::activity_row(reader.l, row, &names, &found.orgs)).collect();
        let filters =
            vec![("partner", query.get("partner").to_owned()), ("relation", query.get("relation").to_owned())];
        page(
            &web,
            &reader,
            &query,
            "/activities",
            ["activities-title", "activities-lead", "activities-empty"],
            Listed { rows, next: found.next, filters },
        )
        .await
    };
    super::answer(&web, &reader, shown.await)
}
