use crate::support::app::TestApp;
use serde_json::Value;
use std::collections::BTreeSet;
use thoathuan::api;

fn document() -> Value {
    serde_json::to_value(api::openapi()).unwrap()
}

/// Every `$ref` of a value.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                found.insert(reference.to_owned());
            }
            map.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_document_is_openapi_3_1_and_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["license"]["identifier"], "Apache-2.0");
    assert!(!document["info"]["description"].as_str().unwrap().is_empty());
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let mut all = BTreeSet::new();
    references(&document, &mut all);
    for reference in all {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    let (mut ids, tags) = (BTreeSet::new(), &document["tags"]);
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            assert!(ids.insert(operation["operationId"].to_string()), "{method} {path}: operationId twice");
            assert!(operation["summary"].is_string(), "{method} {path} has no summary");
            let tag = &operation["tags"][0];
            assert!(tags.as_array().unwrap().iter().any(|known| known["name"] == *tag), "{method} {path}: {tag}");
            let answers = operation["responses"].as_object().unwrap();
            if path != "/api/v1/openapi.json" {
                assert!(answers.contains_key("401") && answers.contains_key("500"), "{method} {path}");
            }
            if method == "post" {
                let parameters = operation["parameters"].as_array().unwrap();
                assert!(parameters.iter().any(|known| known["name"] == "Idempotency-Key"), "{path}");
            }
        }
    }
}

/// The document and the routes are made from one list; this holds the list itself.
#[test]
fn the_document_lists_every_route() {
    let document = document();
    let mut found: Vec<String> = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        found.extend(methods.as_object().unwrap().keys().map(|method| format!("{} {path}", method.to_uppercase())));
    }
    found.sort();
    let wanted = [
        "GET /api/v1/activities",
        "GET /api/v1/activities/{id}",
        "GET /api/v1/admin/accounts",
        "GET /api/v1/admin/accounts/{id}",
        "GET /api/v1/admin/holdings/{id}/hand-over",
        "GET /api/v1/admin/mails",
        "GET /api/v1/admin/organisations",
        "GET /api/v1/admin/organisations/{id}",
        "GET /api/v1/admin/packs",
        "GET /api/v1/admin/packs/{id}/{version}/dossiers",
        "GET /api/v1/admin/posts/{id}",
        "GET /api/v1/admin/switches",
        "GET /api/v1/admin/targets",
        "GET /api/v1/bodies",
        "GET /api/v1/deadline",
        "GET /api/v1/documents",
        "GET /api/v1/documents/{id}",
        "GET /api/v1/dossiers",
        "GET /api/v1/dossiers/{number}",
        "GET /api/v1/dossiers/{number}/attachments/{id}",
        "GET /api/v1/dossiers/{number}/clocks/{id}",
        "GET /api/v1/dossiers/{number}/export",
        "GET /api/v1/dossiers/{number}/record",
        "GET /api/v1/me",
        "GET /api/v1/notices",
        "GET /api/v1/openapi.json",
        "GET /api/v1/packs",
        "GET /api/v1/packs/{id}/{version}",
        "GET /api/v1/partners",
        "GET /api/v1/partners/{id}",
        "GET /api/v1/record",
        "GET /api/v1/relations",
        "GET /api/v1/relations/{id}",
        "GET /api/v1/tokens",
        "GET /api/v1/verification",
        "GET /api/v1/worklist",
        "PATCH /api/v1/activities/{id}",
        "PATCH /api/v1/documents/{id}",
        "PATCH /api/v1/partners/{id}",
        "PATCH /api/v1/relations/{id}",
        "POST /api/v1/activities",
        "POST /api/v1/admin/accounts",
        "POST /api/v1/admin/accounts/{id}/change",
        "POST /api/v1/admin/accounts/{id}/close",
        "POST /api/v1/admin/accounts/{id}/end-sessions",
        "POST /api/v1/admin/accounts/{id}/erase-name",
        "POST /api/v1/admin/accounts/{id}/reopen",
        "POST /api/v1/admin/accounts/{id}/send-link",
        "POST /api/v1/admin/accounts/{id}/tokens/{token}/revoke",
        "POST /api/v1/admin/accounts/{id}/withdraw-link",
        "POST /api/v1/admin/holdings/{id}/end",
        "POST /api/v1/admin/holdings/{id}/hand-over",
        "POST /api/v1/admin/mails/bounces",
        "POST /api/v1/admin/mails/retry",
        "POST /api/v1/admin/mails/{id}/retry",
        "POST /api/v1/admin/organisations",
        "POST /api/v1/admin/organisations/{id}/change",
        "POST /api/v1/admin/organisations/{id}/end",
        "POST /api/v1/admin/organisations/{id}/posts",
        "POST /api/v1/admin/packs",
        "POST /api/v1/admin/packs/check",
        "POST /api/v1/admin/posts/{id}/change",
        "POST /api/v1/admin/posts/{id}/end",
        "POST /api/v1/admin/posts/{id}/holdings",
        "POST /api/v1/admin/switches/{pack}/{track}",
        "POST /api/v1/admin/targets/{pack}/{clock}",
        "POST /api/v1/adviser",
        "POST /api/v1/documents",
        "POST /api/v1/dossiers",
        "POST /api/v1/dossiers/{number}/commands",
        "POST /api/v1/dossiers/{number}/texts",
        "POST /api/v1/notices/read",
        "POST /api/v1/partners",
        "POST /api/v1/partners/{id}/contacts/{contact}/confirmation",
        "POST /api/v1/relations",
        "POST /api/v1/tokens/{id}/revoke",
        "POST /api/v1/verification",
    ];
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn the_document_and_the_page_need_no_token() {
    let app = TestApp::sqlite().await;
    let answer = app.stranger().get("/api/v1/openapi.json").await.is(200);
    assert_eq!(answer.json, document());
    let page = app.stranger().get("/api/docs").await.is(200).text();
    assert!(page.starts_with("<!doctype html>") && page.contains("POST /api/v1/dossiers/{number}/commands"));
    assert!(!page.contains("<script") && !page.contains("http://") && !page.contains("style="));
    for code in api::PROBLEMS {
        assert!(page.contains(&format!("id=\"problem-{code}\"")), "{code}");
    }
    assert!(!page.contains('⟦'), "a title is missing");
}

#[test]
fn every_refusal_of_the_engine_is_documented() {
    let source = include_str!("../../../engine/src/refusal.rs");
    for line in source.lines().filter(|line| line.trim_start().starts_with("Code::") && line.contains("=> \"")) {
        let code = line.split('"').nth(1).unwrap();
        // What may not be known of is answered as what does not exist.
        assert_eq!(api::PROBLEMS.contains(&code), code != "not-visible", "{code}");
    }
}

/// The document calls shapes by the last part of their names: two of the same name would be one, silently.
#[test]
fn no_two_shapes_have_one_name() {
    let mut found = BTreeSet::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for part in text.split("ToSchema)]").skip(1) {
                let Some(rest) = part.split("struct ").nth(1) else { continue };
                let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                assert!(found.insert(name.clone()), "{name} stands twice, once in {}", path.display());
            }
        }
    }
    assert!(found.len() > 50, "{}", found.len());
}
