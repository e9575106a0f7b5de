//! Two at once, twenty times the same, and one changed character.

use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};
use thoathuan::app::verify::verify;

contract!(
    one_of_six_enters_a_partner,
    targets_set_at_once_hold,
    one_target_of_a_form_sent_twice,
    two_reviewers_answer_at_once,
    the_same_post_twenty_times,
    one_changed_character_is_named
);

/// A dossier that waits for MOFA's answer in principle.
pub async fn waiting(site: &Site) -> String {
    let official = site.person("official@hcm.example").await;
    let leader = site.person("leader@hcm.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let number = opened["number"].as_str().unwrap().to_owned();
    official.text(&number, "Điều 1.", "Article 1.", "").await.ok();
    official.act(&number, "send-to-clearance", json!({})).await.ok();
    leader.act(&number, "clear", json!({})).await.ok();
    official.act(&number, "request-agreement", json!({})).await.ok();
    number
}

async fn two_reviewers_answer_at_once(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let (_, second_url) = site.another().await;
    let reviewer = site.person("reviewer@mofa.example").await;
    let deputy = site.person("deputy@mofa.example").await.on(&second_url);
    for round in 0..8 {
        let number = waiting(&site).await;
        let seen = reviewer.seen(&number, "answer").await;
        assert_eq!(seen, deputy.seen(&number, "answer").await);
        let agree = json!({ "kind": "agree" });
        let disagree = json!({ "kind": "disagree", "advice": "Cần làm rõ." });
        let (one, two) = tokio::join!(
            reviewer.act_seen(&number, "answer", seen.clone(), agree),
            deputy.act_seen(&number, "answer", seen.clone(), disagree)
        );
        let (winner, loser, name) =
            if one.status.is_success() { (one, two, "Vũ Hải Yến") } else { (two, one, "Đỗ Anh Tuấn") };
        assert!(winner.status.is_success(), "round {round}: {} {}", winner.status, winner.json);
        assert_eq!(loser.no(), (409, "already-answered"), "{}", loser.json);
        // The other is told who and what.
        assert!(loser.json["detail"].as_str().unwrap().contains(name), "{}", loser.json);
        let board = reviewer.dossier(&number).await["board"].clone();
        assert_eq!(board.as_array().unwrap().len(), 1);
    }
    site.verify().await;
}

async fn the_same_post_twenty_times(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    let reviewer = site.person("reviewer@mofa.example").await;
    let seen = reviewer.seen(&number, "answer").await;
    let body = json!({ "command": "answer", "seen": seen, "data": { "kind": "agree" } });
    let path = format!("/api/v1/dossiers/{number}/commands");
    let before = site.verify().await;
    let mut posts = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let (person, path, body) = (reviewer.on(&site.url), path.clone(), body.clone());
        posts.spawn(async move { person.post_key(&path, body, Some("one-click")).await });
    }
    let mut seqs: Vec<Value> = Vec::new();
    while let Some(answer) = posts.join_next().await {
        seqs.push(answer.unwrap().ok()["seq"].clone());
    }
    seqs.dedup();
    assert_eq!(seqs.len(), 1, "one effect, one answer");
    assert_eq!(site.verify().await, before + 1, "one entry");
    // The same key with another request is refused.
    let other = json!({ "command": "answer", "seen": body["seen"], "data": { "kind": "disagree", "advice": "x" } });
    assert_eq!(reviewer.post_key(&path, other, Some("one-click")).await.no(), (422, "idempotency-key-reused"));
}

async fn one_changed_character_is_named(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let number = waiting(&site).await;
    site.verify().await;
    // The tripwires refuse the change …
    let change = "UPDATE audit_entry SET body = replace(body, '\"act\":\"clear\"', '\"act\":\"clean\"') \
                  WHERE act = 'clear' AND kind = 'command'";
    assert!(site.db.sql(change).await.is_err());
    // … until an administrator of the database takes them away.
    for statement in site.db.without_guards() {
        site.db.sql(&statement).await.unwrap();
    }
    assert_eq!(site.db.sql(change).await.unwrap(), 1);
    let report = thoathuan::app::verify::verify(&site.app).await.unwrap();
    let bad = report.first_bad.unwrap();
    assert!(!report.ok);
    assert_eq!((bad.dossier.as_str(), bad.seq), (number.as_str(), 4), "{}", bad.reason);
}

/// Without a key that makes them one request: who comes second is shown the one on file.
async fn one_of_six_enters_a_partner(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    for name in ["Gwangju", "Daegu", "Incheon", "Ulsan"] {
        let typed = json!({ "name": name, "country": "Hàn Quốc", "level": "city", "kind": "locality", "names": [] });
        let post = || official.post("/api/v1/partners", typed.clone());
        let (a, b, c, d, e, f) = tokio::join!(post(), post(), post(), post(), post(), post());
        let mut answers = [a, b, c, d, e, f].map(|answer| (answer.status.as_u16(), answer.json));
        answers.sort_by_key(|(status, _)| *status);
        assert_eq!(answers[0].0, 201, "{name}: {}", answers[0].1);
        for (status, said) in &answers[1..] {
            assert_eq!((*status, &said["errors"][0]["code"]), (422, &json!("resembles")), "{name}: {said}");
        }
    }
    assert!(verify(&site.app).await.unwrap().ok);
}

/// An act takes its instant and its id before the chain gives it a place, so the order of one is not that of the other.
async fn targets_set_at_once_hold(db: Db) {
    let site = Site::new(db, "2019-04-16T09:00:00").await;
    let admin = site.person("admin@gov.example").await;
    let path = "/api/v1/admin/targets/ordinance-33-2007/clearance";
    let set = |days: u32| {
        let basis = json!({ "vi": "Quyết định số 12", "en": "Decision 12" });
        admin.post(path, json!({ "days": days, "basis": basis, "reason": "x", "effective_on": "2019-05-02" }))
    };
    let mut done = 0;
    for _ in 0..6 {
        let (a, b, c, d) = tokio::join!(set(1), set(2), set(4), set(5));
        done += [a, b, c, d].iter().filter(|answer| answer.status.is_success()).count();
        let report = verify(&site.app).await.unwrap();
        assert!(report.ok, "{:?}", report.first_bad);
    }
    assert!(done >= 12, "{done} of 24");
}

/// A button pressed twice: the second request finds what the first one did, whichever is first.
async fn one_target_of_a_form_sent_twice(db: Db) {
    let site = Site::new(db, "2019-04-16T09:00:00").await;
    let admin = site.person("admin@gov.example").await;
    let basis = json!({ "vi": "Quyết định số 12", "en": "Decision 12" });
    let target = json!({ "days": 2, "basis": basis, "reason": "x", "effective_on": "2019-05-02" });
    let switch = json!({ "enabled": false, "basis": basis, "reason": "x", "effective_on": "2019-05-02" });
    for (path, table, body) in [
        ("/api/v1/admin/targets/ordinance-33-2007/clearance", "target", target),
        ("/api/v1/admin/switches/ordinance-33-2007/fast", "track_switch", switch),
    ] {
        let send = || admin.post_key(path, body.clone(), Some("nut-bam"));
        let (one, two) = tokio::join!(send(), send());
        assert!(one.status.is_success() && two.status.is_success(), "{path}: {} {}", one.json, two.json);
        assert_eq!(one.json["id"], two.json["id"], "{path}");
        let table = site.db.rows(&format!("SELECT count(*) FROM {table}")).await;
        assert_eq!(table, ["1"], "{path}");
    }
    assert!(verify(&site.app).await.unwrap().ok);
}
