//! The adviser on a text: the page and the REST interface say the same, nothing is stored.

use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::json;

contract!(a_text_is_read_and_nothing_is_stored);

const TEXT: &str = "Bên A thanh toán 500 triệu đồng chậm nhất ngày 30 tháng 6.\nHai bên mong muốn tăng cường trao đổi đoàn.\n\
                    Bản ghi nhớ này không làm phát sinh nghĩa vụ pháp lý.";

async fn a_text_is_read_and_nothing_is_stored(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    official.signs_in().await;
    let before = site.verify().await;
    let advice = official.post("/api/v1/adviser", json!({ "lang": "vi", "text": TEXT })).await.ok();
    let labels: Vec<&str> =
        advice["clauses"].as_array().unwrap().iter().map(|clause| clause["label"].as_str().unwrap()).collect();
    assert_eq!(
        (labels.as_slice(), &advice["proposed"]),
        (&["binding", "non-binding", "non-binding"][..], &json!("binding"))
    );
    let phrase = &advice["clauses"][0]["phrases"][0];
    assert_eq!((&phrase["words"], &phrase["says"]), (&json!("thanh toán"), &json!("binding")), "{phrase}");
    assert!(phrase["source"]["vi"].as_str().is_some_and(|source| !source.is_empty()));

    let (status, page) =
        official.send("/adviser", "/adviser", &[("lang", "vi"), ("text", TEXT), ("intent", "send")]).await;
    assert_eq!(status.as_u16(), 200);
    assert!(page.contains("<mark class=\"mark mark--binding\">thanh toán</mark>"), "{page}");
    assert!(page.contains("<mark class=\"mark mark--denial\">không làm phát sinh</mark>"), "{page}");
    // What was typed comes back, also when it is wrong; markup in it is text.
    let (status, page) = official.send("/adviser", "/adviser", &[("lang", "xx"), ("text", "<b>phải</b>")]).await;
    assert!(status.as_u16() == 422 && page.contains("&#60;b&#62;phải"), "{page}");
    let long = "a".repeat(60_001);
    for (lang, text, field, code) in
        [("xx", "a", "lang", "choose-one"), ("vi", " ", "text", "required"), ("en", long.as_str(), "text", "too-long")]
    {
        let wrong = official.post("/api/v1/adviser", json!({ "lang": lang, "text": text })).await;
        let said = &wrong.json["errors"][0];
        assert_eq!((wrong.no(), &said["field"], &said["code"]), ((422, "invalid"), &json!(field), &json!(code)));
    }
    assert_eq!(site.verify().await, before, "no entry");
}
