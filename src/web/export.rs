//! The record as CSV and as JSON lines, with the filters of the page. Each export is itself recorded. It is written while it
//! is read, page by page, so that its length costs neither memory nor the time of a request.

use super::posted::Fields;
use super::record::{act_words, told, wish};
use super::{Reader, Web, cite};
use crate::app::Error;
use crate::app::inspect::{self, Row};
use crate::i18n::L;
use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use hyper::body::Frame;
use serde_json::json;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// Pages that are written before the client has taken in those before.
const AHEAD: usize = 2;

const HEAD: [&str; 16] = [
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
    "deputy_for",
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
    match begun(web, reader, number, &cite::query(raw), form).await {
        Ok(body) => {
            let name = format!("attachment; filename=\"record-{}.{ending}\"", number.unwrap_or("all"));
            let headers = [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)];
            (headers, Body::new(body)).into_response()
        }
        Err(error) => reader.failed(web, &error),
    }
}

/// An export whose first page is read: what goes wrong later can only break the download off.
async fn begun(web: &Web, reader: &Reader, number: Option<&str>, query: &Fields, form: Form) -> Result<Pieces, Error> {
    let (wish, checked) = wish(query, number);
    // A filter that says nothing would let everything through.
    checked?;
    let act = if form == Form::Csv { "export-csv" } else { "export-jsonl" };
    let mut export = inspect::export(&web.app, reader.who(), number, wish, act, told(query, number)).await?;
    let mut next = export.next().await?;
    let l = reader.l;
    let (sender, pieces) = mpsc::channel(AHEAD);
    tokio::spawn(async move {
        let mut text = if form == Form::Csv { line(&HEAD.map(str::to_owned)) } else { String::new() };
        while let Some(rows) = next {
            for row in &rows {
                match form {
                    Form::Csv => text.push_str(&line(&cells(l, row))),
                    // The stored bytes verbatim: what is hashed is what is written.
                    Form::Jsonl => {
                        text.push_str(&format!("{{\"hash\":\"{}\",\"entry\":{}}}\n", row.hash, verbatim(row)))
                    }
                }
            }
            // Whoever went away needs no more pages.
            if sender.send(Ok(Bytes::from(std::mem::take(&mut text)))).await.is_err() {
                return;
            }
            next = match export.next().await {
                Ok(next) => next,
                Err(error) => {
                    tracing::error!(%error, "an export broke off");
                    let _ = sender.send(Err(error)).await;
                    return;
                }
            };
        }
    });
    Ok(Pieces(pieces))
}

/// The stored bytes; of an entry that cannot be read, that it cannot.
fn verbatim(row: &Row) -> String {
    if row.entry.is_some() { row.body.clone() } else { json!({ "unreadable": row.body }).to_string() }
}

/// An answer in pieces, as they are made.
struct Pieces(mpsc::Receiver<Result<Bytes, Error>>);

impl hyper::body::Body for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }
}

fn cells(l: L, row: &Row) -> [String; 16] {
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
        of(by
            .and_then(|by| by.stands_for.as_ref())
            .map(|_| row.deputy_for.clone().unwrap_or_else(|| l.t("name-erased")))),
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
