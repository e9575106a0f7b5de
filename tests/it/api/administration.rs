//! Administration through REST: what an administrator's token may do, once each, and nobody else's.

use crate::support::app::{TestApp, on_both};
use serde_json::{Value, json};

on_both!(
    an_office_is_set_up_and_handed_over,
    wrong_input_is_named_by_its_own_names,
    what_is_read_of_an_organisation_can_be_written_back,
    an_act_sent_again_under_its_key_is_not_done_again,
    a_page_mark_of_ones_own_making_is_refused,
);

async fn id(answer: crate::support::app::Answer) -> String {
    answer.is(201).json["id"].as_str().unwrap().to_owned()
}

async fn an_office_is_set_up_and_handed_over(app: TestApp) {
    let admin = app.user("admin@gov.example").await;
    let org = json!({ "kind": "department", "code": "HCM-STC", "name_vi": "Sở Tài chính", "valid_from": "2019-04-01",
                      "parent": "HCM" });
    // The same request twice has one effect.
    let first = id(admin.post_json_once("/api/v1/admin/organisations", "org-1", &org).await).await;
    let again = id(admin.post_json_once("/api/v1/admin/organisations", "org-1", &org).await).await;
    assert_eq!(first, again);
    let other = json!({ "kind": "other", "code": "X", "name_vi": "X", "valid_from": "2019-04-01" });
    let reused = admin.post_json_once("/api/v1/admin/organisations", "org-1", &other).await;
    reused.problem(422, "idempotency-key-reused");
    let post = json!({ "title_vi": "Chuyên viên", "role": "reviewer", "intake": true, "valid_from": "2019-04-01" });
    let post = id(admin.post_json(&format!("/api/v1/admin/organisations/{first}/posts"), &post).await).await;
    let person = json!({ "email": "stc@hcm.example", "name": "Đinh Tài Chính", "post": post, "from": "2019-04-10" });
    let account = id(admin.post_json_once("/api/v1/admin/accounts", "person-1", &person).await).await;
    assert_eq!(id(admin.post_json_once("/api/v1/admin/accounts", "person-1", &person).await).await, account);
    let shown = admin.get(&format!("/api/v1/admin/accounts/{account}")).await.is(200).json;
    assert_eq!((&shown["state"], &shown["holdings"][0]["post"]), (&json!("invited"), &json!(post)), "{shown}");
    assert!(shown["link_until"].is_string(), "{shown}");
    // One mail more, however often it was asked for under one key. The first has gone: its link would count no more.
    app.drain().await;
    for _ in 0..2 {
        admin
            .post_json_once(&format!("/api/v1/admin/accounts/{account}/send-link"), "mail-1", &Value::Null)
            .await
            .is(204);
    }
    app.drain().await;
    assert_eq!(app.mails.lock().unwrap().iter().filter(|mail| mail.to == "stc@hcm.example").count(), 2);
    let holding = shown["holdings"][0]["id"].as_str().unwrap();
    let moving = admin.get(&format!("/api/v1/admin/holdings/{holding}/hand-over")).await.is(200).json;
    assert_eq!((&moving["requests"], &moving["drafts"]), (&json!([]), &json!([])));
    let successor = json!({ "email": "stc-2@hcm.example", "name": "Đinh Kế Nhiệm" });
    let path = format!("/api/v1/admin/holdings/{holding}/hand-over");
    let new = id(admin.post_json_once(&path, "hand-1", &successor).await).await;
    assert_eq!(id(admin.post_json_once(&path, "hand-1", &successor).await).await, new);
    let held = admin.get(&format!("/api/v1/admin/posts/{post}")).await.is(200).json["holdings"].clone();
    assert_eq!((&held[0]["to"], &held[1]["from"]), (&json!("2019-04-14"), &json!("2019-04-15")), "{held}");
    // Lists by key.
    let page = admin.get("/api/v1/admin/organisations?limit=3").await.is(200).json;
    assert_eq!(page["items"].as_array().unwrap().len(), 3);
    let next = page["next"].as_str().unwrap();
    let following = admin.get(&format!("/api/v1/admin/organisations?limit=3&after={next}")).await.is(200).json;
    assert_ne!(page["items"][2]["id"], following["items"][0]["id"]);
    let found = admin.get("/api/v1/admin/accounts?q=dinh&state=invited").await.is(200).json;
    assert_eq!(found["items"].as_array().unwrap().len(), 2, "{found}");
    for email in ["official@hcm.example", "leader@hcm.example", "reviewer@mofa.example", "inspector@gov.example"] {
        let client = app.user(email).await;
        for path in [
            "organisations".to_owned(),
            format!("organisations/{first}"),
            format!("posts/{post}"),
            "accounts".to_owned(),
            format!("accounts/{account}"),
            format!("holdings/{holding}/hand-over"),
        ] {
            client.get(&format!("/api/v1/admin/{path}")).await.problem(403, "token-scope");
        }
        client.post_json("/api/v1/admin/organisations", &org).await.problem(403, "token-scope");
        client
            .post_json(&format!("/api/v1/admin/accounts/{account}/close"), &Value::Null)
            .await
            .problem(403, "token-scope");
    }
    let report = thoathuan::app::verify::verify(&app.app).await.unwrap();
    assert_eq!(report.first_bad, None);
}

async fn wrong_input_is_named_by_its_own_names(app: TestApp) {
    let admin = app.user("admin@gov.example").await;
    let wrong =
        json!({ "kind": "kingdom", "code": "a b", "name_vi": "", "valid_from": "31/02/2019", "parent": "NOBODY" });
    let answer = admin.post_json("/api/v1/admin/organisations", &wrong).await.problem(422, "invalid");
    let fields: Vec<&str> =
        answer.json["errors"].as_array().unwrap().iter().map(|wrong| wrong["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["kind", "code", "name_vi", "valid_from", "parent"], "all at once");
    assert!(answer.json["errors"][0]["message"].as_str().unwrap().contains("“kind”"), "{}", answer.json);
    let taken = json!({ "kind": "mofa", "code": "BNG2", "name_vi": "Bộ Ngoại giao", "valid_from": "2019-04-01" });
    let answer = admin.post_json("/api/v1/admin/organisations", &taken).await.problem(422, "invalid");
    assert_eq!(answer.json["errors"][0]["code"], "one-mofa");
    let unknown = uuid::Uuid::from_u128(7);
    for path in ["organisations", "posts", "accounts"] {
        admin.get(&format!("/api/v1/admin/{path}/{unknown}")).await.problem(404, "not-found");
    }
    admin.get("/api/v1/admin/organisations?after=%21").await.problem(422, "invalid");
    admin.get("/api/v1/admin/accounts?state=lost").await.problem(422, "invalid");
    admin
        .post_json("/api/v1/admin/accounts", &json!({ "email": "x", "name": "", "role": "leader" }))
        .await
        .problem(422, "invalid");
    // A circle of organisations is none.
    let find = admin.get("/api/v1/admin/organisations?q=HCM&kind=locality").await.is(200).json;
    let hcm = find["items"].as_array().unwrap().iter().find(|org| org["code"] == "HCM").unwrap().clone();
    let circle = json!({ "kind": "locality", "code": "HCM", "name_vi": "Thành phố Hồ Chí Minh", "valid_from": "2007-07-01",
                         "parent": "HCM-SNV" });
    let path = format!("/api/v1/admin/organisations/{}/change", hcm["id"].as_str().unwrap());
    let answer = admin.post_json(&path, &circle).await.problem(422, "invalid");
    assert_eq!(answer.json["errors"][0]["code"], "itself");
}

async fn what_is_read_of_an_organisation_can_be_written_back(app: TestApp) {
    let admin = app.user("admin@gov.example").await;
    let page = admin.get("/api/v1/admin/organisations?limit=200").await.is(200).json;
    let dfa = page["items"].as_array().unwrap().iter().find(|org| org["code"] == "HCM-SNV").unwrap().clone();
    let codes = ["parent", "second_parent", "locality", "successor"].map(|key| dfa[key].clone());
    assert_eq!(codes, [json!("HCM"), json!("MOFA"), json!("HCM"), Value::Null], "{dfa}");
    let path = format!("/api/v1/admin/organisations/{}", dfa["id"].as_str().unwrap());
    let shown = admin.get(&path).await.is(200).json;
    assert_eq!(shown["organisation"], dfa);
    assert_eq!(
        admin.get("/api/v1/admin/organisations?limit=1").await.is(200).json["items"][0].as_object().unwrap().len(),
        dfa.as_object().unwrap().len()
    );
    let back = json!({ "kind": dfa["kind"], "code": dfa["code"], "name_vi": dfa["name"]["vi"], "name_en": dfa["name"]["en"],
                       "valid_from": dfa["valid_from"], "parent": dfa["parent"], "second_parent": dfa["second_parent"],
                       "body_kind": dfa["body_kind"] });
    admin.post_json(&format!("{path}/change"), &back).await.is(204);
    assert_eq!(admin.get(&path).await.is(200).json, shown, "nothing was changed by it");
    // The document says so.
    let document = admin.get("/api/v1/openapi.json").await.is(200).json;
    let schemas = &document["components"]["schemas"];
    for key in ["parent", "second_parent", "locality", "successor"] {
        let read = schemas["AdminOrganisation"]["properties"][key].to_string();
        assert!(read.contains("Code of") && !read.contains("uuid"), "{key}: {read}");
    }
}

/// A gateway that repeats a request after somebody has undone it does not do it anew.
async fn an_act_sent_again_under_its_key_is_not_done_again(app: TestApp) {
    let admin = app.user("admin@gov.example").await;
    let found = admin.get("/api/v1/admin/accounts?q=official%40danang").await.is(200).json;
    let account = format!("/api/v1/admin/accounts/{}", found["items"][0]["id"].as_str().unwrap());
    let state = async || admin.get(&account).await.is(200).json["state"].clone();
    let (close, reopen) = (format!("{account}/close"), format!("{account}/reopen"));
    admin.post_json_once(&close, "k-close", &Value::Null).await.is(204);
    assert_eq!(state().await, "closed");
    admin.post_json_once(&reopen, "k-reopen", &Value::Null).await.is(204);
    let open = state().await;
    assert_ne!(open, "closed");
    for _ in 0..2 {
        admin.post_json_once(&close, "k-close", &Value::Null).await.is(204);
        assert_eq!(state().await, open, "closed once, reopened since");
    }
    let answer = admin.post_json_once(&reopen, "k-close", &Value::Null).await;
    answer.problem(422, "idempotency-key-reused");
    let rename = |name: &str| json!({ "name": name, "lang": "vi" });
    let change = format!("{account}/change");
    admin.post_json_once(&change, "k-1", &rename("Lê Một")).await.is(204);
    admin.post_json_once(&change, "k-2", &rename("Lê Hai")).await.is(204);
    admin.post_json_once(&change, "k-1", &rename("Lê Một")).await.is(204);
    assert_eq!(admin.get(&account).await.is(200).json["name"], "Lê Hai");
    admin.post_json_once(&change, "k-2", &rename("Lê Ba")).await.problem(422, "idempotency-key-reused");
}

/// Places in lists that one database holds and the other does not.
async fn a_page_mark_of_ones_own_making_is_refused(app: TestApp) {
    use base64::Engine;
    let sealed = |place: Value| base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(place.to_string());
    let nil = uuid::Uuid::nil();
    let named = sealed(json!(["a\0b", nil]));
    let admin = app.user("admin@gov.example").await;
    for after in [named.as_str(), "AAAA", "!"] {
        let path = format!("/api/v1/admin/organisations?after={after}");
        admin.get(&path).await.problem(422, "invalid");
    }
    let (early, late) = (format!("-8000000000000000_{nil}"), format!("8000000000000000_{nil}"));
    for path in ["admin/mails", "notices", "record"] {
        for after in [&early, &late] {
            let person = app.user(if path == "record" { "inspector@gov.example" } else { "admin@gov.example" }).await;
            person.get(&format!("/api/v1/{path}?after={after}")).await.problem(422, "invalid");
        }
    }
    let official = app.user("official@hcm.example").await;
    for (path, after) in [
        ("dossiers", format!("-200000-01-01_{nil}")),
        ("dossiers", format!("+200000-01-01_{nil}")),
        ("documents", format!("-200000-01-01.{nil}")),
        ("partners", named),
    ] {
        official.get(&format!("/api/v1/{path}?after={}", after.replace('+', "%2B"))).await.problem(422, "invalid");
    }
}
