//! The documentation: the OpenAPI document, and the same as a page for people, made from it when it is asked for.

use super::openapi;
use crate::app::App;
use crate::i18n::L;
use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use serde_json::Value;
use std::sync::Arc;

/// One parameter or field.
struct Item {
    name: String,
    place: String,
    required: bool,
    words: String,
}

/// One answer.
struct Answer {
    status: String,
    words: String,
    schema: Option<String>,
}

/// One operation.
struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    words: Vec<String>,
    parameters: Vec<Item>,
    bodies: Vec<(String, Option<String>)>,
    answers: Vec<Answer>,
}

/// Operations under one heading.
struct Group {
    name: String,
    words: String,
    operations: Vec<Operation>,
}

/// One shape.
struct Shape {
    name: String,
    words: String,
    fields: Vec<Item>,
}

/// One problem code.
struct ProblemWords {
    code: String,
    en: String,
    vi: String,
}

#[derive(Template)]
#[template(path = "api/docs.html")]
struct DocsPage {
    title: String,
    version: String,
    words: Vec<String>,
    groups: Vec<Group>,
    shapes: Vec<Shape>,
    problems: Vec<ProblemWords>,
    assets: &'static str,
}

/// The document.
#[utoipa::path(
    get,
    path = "/api/v1/openapi.json",
    tag = "documentation",
    security(()),
    responses((status = 200, description = "This document, OpenAPI 3.1", body = Object))
)]
pub async fn document() -> Json<utoipa::openapi::OpenApi> {
    Json(openapi())
}

/// The page.
pub async fn page(State(_): State<Arc<App>>) -> Response {
    let document = match serde_json::to_value(openapi()) {
        Ok(document) => document,
        Err(error) => return fault(&error),
    };
    match make(&document).render() {
        Ok(html) => Html(html).into_response(),
        Err(error) => fault(&error),
    }
}

fn fault(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "the documentation could not be written");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

/// Paragraphs, without the marks of Markdown that the page does not need.
fn paragraphs(words: &str) -> Vec<String> {
    let plain = words.replace('`', "");
    plain.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn make(document: &Value) -> DocsPage {
    let mut groups: Vec<Group> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|tag| Group { name: text(tag, "name"), words: text(tag, "description"), operations: Vec::new() })
        .collect();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, found) in methods.as_object().into_iter().flatten() {
            let tag = found["tags"][0].as_str().unwrap_or_default();
            if let Some(group) = groups.iter_mut().find(|group| group.name == tag) {
                group.operations.push(operation(path, method, found));
            }
        }
    }
    let shapes = document["components"]["schemas"].as_object().into_iter().flatten();
    DocsPage {
        title: text(&document["info"], "title"),
        version: text(&document["info"], "version"),
        words: paragraphs(document["info"]["description"].as_str().unwrap_or_default()),
        groups,
        shapes: shapes.map(|(name, schema)| shape(name, schema)).collect(),
        problems: problems(),
        assets: env!("CARGO_PKG_VERSION"),
    }
}

fn operation(path: &str, method: &str, found: &Value) -> Operation {
    let parameter = |found: &Value| Item {
        name: text(found, "name"),
        place: text(found, "in"),
        required: found["required"].as_bool().unwrap_or_default(),
        words: text(found, "description").replace('`', ""),
    };
    let answer = |(status, found): (&String, &Value)| Answer {
        status: status.clone(),
        words: text(found, "description"),
        schema: found["content"].as_object().and_then(|content| content.values().find_map(of_schema)),
    };
    let bodies = found["requestBody"]["content"].as_object().into_iter().flatten();
    Operation {
        id: text(found, "operationId"),
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(found, "summary"),
        words: paragraphs(&text(found, "description")),
        parameters: found["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
        bodies: bodies.map(|(kind, content)| (kind.clone(), of_schema(content))).collect(),
        answers: found["responses"].as_object().into_iter().flatten().map(answer).collect(),
    }
}

fn of_schema(content: &Value) -> Option<String> {
    let reference = content["schema"]["$ref"].as_str()?;
    reference.rsplit('/').next().map(str::to_owned)
}

fn shape(name: &str, schema: &Value) -> Shape {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let field = |(name, found): (&String, &Value)| Item {
        name: name.clone(),
        place: kind(found),
        required: required.contains(&name.as_str()),
        words: text(found, "description").replace('`', ""),
    };
    Shape {
        name: name.to_owned(),
        words: text(schema, "description").replace('`', ""),
        fields: schema["properties"].as_object().into_iter().flatten().map(field).collect(),
    }
}

/// The type of a field in short.
fn kind(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(kinds) = schema[key].as_array() {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    let one = |name: &str| match (name, schema["format"].as_str()) {
        ("array", _) => format!("list of {}", kind(&schema["items"])),
        ("string", Some(format)) => format.to_owned(),
        (name, _) => name.to_owned(),
    };
    match &schema["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}

/// Every code that a problem may carry, with its titles.
fn problems() -> Vec<ProblemWords> {
    let words = |code: &str| {
        let key = format!("problem-{code}");
        ProblemWords { code: code.to_owned(), en: L::EN.t(&key), vi: L::VI.t(&key) }
    };
    super::PROBLEMS.iter().map(|code| words(code)).collect()
}
