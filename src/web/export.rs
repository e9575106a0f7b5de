//! The record as CSV and as JSON lines, with the filters of the page. Each export is itself recorded.

use super::posted::Fields;
use super::record::{act_words, told, wish};
use super::{Reader, Web, cite};
use crate::app::inspect::{self, Row};
use crate::app::{Error, reading};
use crate::i18n::L;
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Most entries of one export; a longer record is exported in parts, by dates. The page says so.
pub const MOST: usize = 50_000;
/// Entries read at a time.
const PAGE: u64 = 1_000;

const HEAD: [&str; 15] = [
    "at",
    "stream",
    "seq",
    "dossier",
    "kind",
    "act",
    "act_words",
    "name",
    "post",
    "organisation",
    "role",
    "basis",
    "late",
    "refusal",
    "hash",
];

/// How an export is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Jsonl,
}

/// GET /record/export.csv
pub async fn csv(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    answer(&web, &reader, None, raw.as_deref(), Form::Csv).await
}

/// GET /record/export.jsonl
pub async fn jsonl(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    answer(&web, &reader, None, raw.as_deref(), Form::Jsonl).await
}

/// GET /dossiers/{number}/record/export.csv
pub async fn dossier_csv(
    State(web): State<Web>,
    Path(number): Path<String>,
    reader: Reader,
    RawQuery(raw): RawQuery,
) -> Response {
    answer(&web, &reader, Some(&number), raw.as_deref(), Form::Csv).await
}

/// GET /dossiers/{number}/record/export.jsonl
pub async fn dossier_jsonl(
    State(web): State<Web>,
    Path(number): Path<String>,
    reader: Reader,
    RawQuery(raw): RawQuery,
) -> Response {
    answer(&web, &reader, Some(&number), raw.as_deref(), Form::Jsonl).await
}

async fn answer(web: &Web, reader: &Reader, number: Option<&str>, raw: Option<&str>, form: Form) -> Response {
    let (kind, ending) = match form {
        Form::Csv => ("text/csv; charset=utf-8", "csv"),
        Form::Jsonl => ("application/jsonl; charset=utf-8", "jsonl"),
    };
    match written(web, reader, number, &cite::query(raw), form).await {
        Ok((text, whole)) => {
            let name = format!("attachment; filename=\"record-{}.{ending}\"", number.unwrap_or("all"));
            let truncated = if whole { "no" } else { "yes" };
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, name),
                (header::HeaderName::from_static("x-truncated"), truncated.to_owned()),
            ];
            (headers, text).into_response()
        }
        Err(error) => reader.failed(web, &error),
    }
}

/// The export, and whether it is all.
async fn written(
    web: &Web,
    reader: &Reader,
    number: Option<&str>,
    query: &Fields,
    form: Form,
) -> Result<(String, bool), Error> {
    let (l, who, app) = (reader.l, reader.who(), &*web.app);
    let (mut wish, _) = wish(l, query, number);
    wish.oldest_first = true;
    wish.after = None;
    let id = match number {
        Some(number) => Some(inspect::about(app, who, number).await?.0),
        None if who.has(engine::actor::Role::Inspector) => None,
        None => return Err(Error::Forbidden),
    };
    let act = if form == Form::Csv { "export-csv" } else { "export-jsonl" };
    reading::note(app, who, id, act, told(query, number)).await?;
    let mut text = if form == Form::Csv { line(&HEAD.map(str::to_owned)) } else { String::new() };
    let mut rows = 0;
    loop {
        let page = inspect::entries(app, who, &wish, PAGE).await?;
        for row in &page.rows {
            if rows == MOST {
                return Ok((text, false));
            }
            rows += 1;
            match form {
                Form::Csv => text.push_str(&line(&cells(l, row))),
                // The stored bytes verbatim: what is hashed is what is written.
                Form::Jsonl => text.push_str(&format!("{{\"hash\":\"{}\",\"entry\":{}}}\n", row.hash, row.body)),
            }
        }
        match page.next {
            Some(next) => wish.after = Some(next),
            None => return Ok((text, true)),
        }
    }
}

fn cells(l: L, row: &Row) -> [String; 15] {
    let pack = row.about.as_ref().map(|about| &*about.pack);
    let entry = row.entry.as_ref();
    let by = entry.map(|entry| &entry.by);
    let of = |text: Option<String>| text.unwrap_or_default();
    [
        engine::record::instant(row.at),
        row.stream.clone(),
        row.seq.to_string(),
        of(row.about.as_ref().map(|about| about.number.clone())),
        of(entry.map(|entry| entry.kind.as_str().to_owned())),
        of(entry.map(|entry| entry.act.clone())),
        of(entry.map(|entry| act_words(l, entry, pack))),
        of(row.name.clone()),
        of(by.and_then(|by| by.post_title.clone())),
        of(by.and_then(|by| by.org_name.clone())),
        of(by.map(|by| by.acting.role.as_str().to_owned())),
        of(entry.map(|entry| entry.basis.join(" "))),
        (if row.late { "late" } else { "" }).to_owned(),
        of(entry.and_then(|entry| entry.refusal.as_ref()).map(|no| cite::refusal(l, no))),
        row.hash.clone(),
    ]
}

/// One line of RFC 4180.
fn line(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    format!("{}\r\n", cells.join(","))
}

/// A cell in quotes where needed. Spreadsheets take some first characters for a formula: those get an apostrophe.
fn quoted(cell: &str) -> String {
    let guarded = match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}"),
        _ => cell.to_owned(),
    };
    if guarded.contains([',', '"', '\r', '\n']) { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_no_formula_gets_through() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(quoted("two\nlines"), "\"two\nlines\"");
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert_eq!(quoted(bad), format!("'{bad}"));
        }
        assert_eq!(quoted("\rx"), "\"'\rx\"");
        assert_eq!(quoted("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!(line(&["a".to_owned(), "b c".to_owned()]), "a,b c\r\n");
    }
}
