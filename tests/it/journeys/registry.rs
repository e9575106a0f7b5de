//! The registry through REST: who keeps what, what other provinces see, two people at one record, names alike, and what
//! `audit verify` says of rows changed past the service.

use crate::support::db::{Db, contract};
use crate::support::site::{Answer, Site, frankfurt};
use serde_json::{Value, json};
use thoathuan::app::verify::verify;

contract!(
    a_registry_is_kept_by_its_own_people,
    of_two_changes_the_second_is_told,
    a_partner_is_not_entered_twice_unawares,
    contacts_are_confirmed_and_their_persons_stay_out_of_the_record,
    drafts_of_other_provinces_give_no_partner_away,
    a_signing_and_a_hand_entered_document_are_both_verified,
    every_row_changed_past_the_service_is_named,
);

const NOW: &str = "2019-04-15T09:00:00";

pub fn lyon() -> Value {
    json!({ "name": "Lyon", "country": "Pháp", "level": "city", "kind": "locality",
            "names": [{ "name": "Li-ông", "lang": "" }, { "name": "Ville de Lyon", "lang": "fr" }] })
}

pub fn relation(partner: &str) -> Value {
    json!({ "partner": partner, "titles": { "vi": "Quan hệ hữu nghị hợp tác", "en": "Friendly cooperation" },
            "group": "socio-economic", "since": "17/07/1997", "status": "active", "origin": "visit",
            "note": "Chiếu sáng mỹ thuật.", "source": "Hồ sơ lưu trữ" })
}

pub fn document(partner: &str, relation: &str) -> Value {
    json!({ "relation": relation, "kind": "agreement", "foreign": [partner], "signed_on": "1997", "place": "Lyon",
            "titles": [{ "lang": "vi", "text": "Thỏa thuận hợp tác" }, { "lang": "fr", "text": "Accord" }],
            "publication": "internal", "status": "in-force", "fields": ["culture"], "source": "Lưu trữ Thành phố" })
}

pub trait New {
    fn id(self) -> String;
}

impl New for Answer {
    fn id(self) -> String {
        assert_eq!(self.status.as_u16(), 201, "{}", self.json);
        self.json["id"].as_str().unwrap().to_owned()
    }
}

/// Lyon with a relation, a document and an activity of Ho Chi Minh City.
pub async fn kept(site: &Site) -> (String, String, String, String) {
    let official = site.person("official@hcm.example").await;
    let partner = official.post("/api/v1/partners", lyon()).await.id();
    let tie = official.post("/api/v1/relations", relation(&partner)).await.id();
    let text = official.post("/api/v1/documents", document(&partner, &tie)).await.id();
    let done = json!({ "partner": partner, "relation": tie, "document": text, "kind": "delegation",
                       "what": { "vi": "Đoàn sang Lyon", "en": "Delegation to Lyon" }, "held_on": "04/2018",
                       "result": "Hai bên thống nhất kế hoạch." });
    let activity = official.post("/api/v1/activities", done).await.id();
    (partner, tie, text, activity)
}

async fn a_registry_is_kept_by_its_own_people(db: Db) {
    let site = Site::new(db, NOW).await;
    let (partner, tie, text, activity) = kept(&site).await;
    // By any of its names, and by its country's.
    let far = site.person("leader@danang.example").await;
    for q in ["LI-ONG", "ville lyon", "France", "cong hoa phap lyon"] {
        let found = far.get(&format!("/api/v1/partners?q={q}")).await.ok();
        assert_eq!(found["items"][0]["id"], json!(partner), "{q}");
    }
    let paths = [
        format!("/api/v1/partners/{partner}"),
        format!("/api/v1/relations/{tie}"),
        format!("/api/v1/documents/{text}"),
        format!("/api/v1/activities/{activity}"),
    ];
    for (email, seen) in [
        ("official@hcm.example", [200, 200, 200, 200]),
        ("leader@danang.example", [200, 200, 200, 200]),
        ("reviewer@mofa.example", [200, 200, 200, 200]),
        ("inspector@gov.example", [200, 200, 200, 200]),
        // Other ministries know partners, and documents of dossiers they were asked about.
        ("reviewer@mpi.example", [200, 403, 404, 403]),
        ("office@gov.example", [200, 403, 404, 403]),
        ("admin@gov.example", [403, 403, 403, 403]),
    ] {
        let person = site.person(email).await;
        for (path, seen) in paths.iter().zip(seen) {
            assert_eq!(person.get(path).await.status.as_u16(), seen, "{email} {path}");
        }
    }
    // Partners' own data are everybody's who works with them; the rest is the locality's own.
    let keeper = site.person("leader@hcm.example").await;
    for (email, may) in [
        ("leader@hcm.example", [200, 200, 200, 200]),
        ("official@danang.example", [200, 403, 403, 403]),
        ("deputy@mofa.example", [200, 403, 403, 403]),
        ("reviewer@mpi.example", [403, 403, 404, 403]),
        ("inspector@gov.example", [403, 403, 403, 403]),
        ("admin@gov.example", [403, 403, 403, 403]),
    ] {
        let person = site.person(email).await;
        for (path, may) in paths.iter().zip(may) {
            let seen = keeper.get(path).await.ok()["stamp"]["version"].clone();
            let change =
                if path.contains("activities") { json!({ "result": email }) } else { json!({ "note": email }) };
            let answer = person.patch(path, json!({ "seen": seen, "change": change })).await;
            assert_eq!(answer.status.as_u16(), may, "{email} {path}: {}", answer.json);
        }
    }
    let reader = site.person("official@danang.example").await;
    let listed = reader.get(&format!("/api/v1/relations?partner={partner}")).await.ok();
    assert_eq!(listed["items"][0]["since"], "1997-07-17");
    let shown = reader.get(&paths[2]).await.ok();
    assert_eq!((&shown["signed_on"], &shown["entered_afterwards"]), (&json!("1997"), &json!(true)));
    assert_eq!(shown["parties"].as_array().unwrap().len(), 2);
    let hidden = site.person("reviewer@mpi.example").await.get("/api/v1/documents").await.ok();
    assert_eq!(hidden["items"], json!([]));
    // The inspector's readings are on his record.
    let reads = site.person("inspector@gov.example").await.get("/api/v1/record?act=read-registry").await.ok();
    assert_eq!(reads["items"].as_array().unwrap().len(), 8, "four looks, and four before a refused change");
    site.verify().await;
}

async fn of_two_changes_the_second_is_told(db: Db) {
    let site = Site::new(db, NOW).await;
    let (partner, tie, text, activity) = kept(&site).await;
    let [official, leader] = [site.person("official@hcm.example").await, site.person("leader@hcm.example").await];
    for path in [
        format!("/api/v1/partners/{partner}"),
        format!("/api/v1/relations/{tie}"),
        format!("/api/v1/documents/{text}"),
        format!("/api/v1/activities/{activity}"),
    ] {
        let field = if path.contains("activities") { "result" } else { "note" };
        let change = |text: &str| json!({ "seen": 1, "change": { field: text } });
        let (one, other) = tokio::join!(
            official.patch(&path, change("của chuyên viên")),
            leader.patch(&path, change("của lãnh đạo")),
        );
        let mut answers = [one.no().0, other.no().0];
        answers.sort_unstable();
        assert_eq!(answers, [200, 409], "{path}: {} {}", one.json, other.json);
        let late = if one.no().0 == 409 { &one } else { &other };
        assert_eq!(late.json["code"], "changed-meanwhile");
        let now = official.get(&path).await.ok();
        assert_eq!(now["stamp"]["version"], 2);
        // Nothing of the refused one was written, and what it did not name stays.
        let winner = if one.no().0 == 200 { "của chuyên viên" } else { "của lãnh đạo" };
        assert_eq!(now[field], winner, "{path}");
    }
    let kept = official.get(&format!("/api/v1/partners/{partner}")).await.ok();
    assert_eq!(kept["names"].as_array().unwrap().len(), 2);
    // The same request twice has one effect, also when somebody changed another field in between; another one does not
    // go under its key.
    let path = format!("/api/v1/relations/{tie}");
    let again = json!({ "seen": 2, "change": { "note": "một lần" } });
    assert_eq!(official.patch_key(&path, again.clone(), Some("k1")).await.ok()["version"], 3);
    leader.patch(&path, json!({ "seen": 3, "change": { "status": "dormant" } })).await.ok();
    assert_eq!(official.patch_key(&path, again, Some("k1")).await.ok()["version"], 3);
    let other = json!({ "seen": 2, "change": { "note": "lần khác" } });
    assert_eq!(official.patch_key(&path, other, Some("k1")).await.no(), (422, "idempotency-key-reused"));
    site.verify().await;
}

async fn a_partner_is_not_entered_twice_unawares(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@danang.example").await;
    let first = official.post("/api/v1/partners", lyon()).await.id();
    for (name, country) in [("Thành phố LYON", "France"), ("Li ông", "Cộng hòa Pháp"), ("Ville de Lyonn", "Pháp")]
    {
        let mut typed = lyon();
        typed["name"] = json!(name);
        typed["country"] = json!(country);
        typed["names"] = json!([]);
        let answer = official.post("/api/v1/partners", typed.clone()).await;
        assert_eq!(answer.no(), (422, "invalid"), "{name}: {}", answer.json);
        assert_eq!(answer.json["errors"][0]["code"], "resembles");
        assert!(answer.json["errors"][0]["message"].as_str().unwrap().contains("Lyon"), "{}", answer.json);
        typed["different"] = json!(true);
        assert_ne!(official.post("/api/v1/partners", typed).await.id(), first);
    }
    // In another country, or another name: another partner.
    let mut typed = lyon();
    typed["country"] = json!("Ca-na-đa");
    official.post("/api/v1/partners", typed).await.id();
    for wrong in [
        json!({}),
        json!({ "name": "X", "country": "Y", "level": "galaxy", "kind": "locality" }),
        json!({ "name": "a\u{202e}b", "country": "Y", "level": "city", "kind": "locality" }),
        json!({ "name": "x".repeat(301), "country": "Y", "level": "city", "kind": "locality" }),
    ] {
        assert_eq!(official.post("/api/v1/partners", wrong).await.no(), (422, "invalid"));
    }
    site.verify().await;
}

async fn contacts_are_confirmed_and_their_persons_stay_out_of_the_record(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    let mut typed = lyon();
    typed["contacts"] = json!([{ "office": "Phòng Quan hệ quốc tế", "name": "Claire Fontaine",
                                 "email": "claire@lyon.example", "phone": "+33 4 00", "address": "1 place" }]);
    let id = official.post("/api/v1/partners", typed).await.id();
    let path = format!("/api/v1/partners/{id}");
    let shown = official.get(&path).await.ok();
    let contact = shown["contacts"][0].clone();
    assert_eq!((&contact["name"], &contact["overdue"]), (&json!("Claire Fontaine"), &json!(false)));
    site.at("2020-04-20T09:00:00");
    // Signed in anew: the day is another.
    let official = site.person("official@hcm.example").await;
    assert_eq!(official.get(&path).await.ok()["contacts"][0]["overdue"], true);
    let confirm = format!("{path}/contacts/{}/confirmation", contact["id"].as_str().unwrap());
    let inspector = site.person("inspector@gov.example").await;
    assert_eq!(inspector.post(&confirm, json!({ "seen": 1 })).await.no().0, 403);
    official.post(&confirm, json!({ "seen": 1 })).await.ok();
    let shown = official.get(&path).await.ok();
    assert_eq!(
        (&shown["contacts"][0]["confirmed_on"], &shown["contacts"][0]["overdue"]),
        (&json!("2020-04-20"), &json!(false))
    );
    assert_eq!(official.post(&confirm, json!({ "seen": 1 })).await.no(), (409, "changed-meanwhile"));
    // Ministries that only give opinions do not see persons.
    let other = site.person("reviewer@moit.example").await;
    assert_eq!(other.get(&path).await.ok()["contacts"], json!([]));
    let bodies = site.db.rows("SELECT body FROM audit_entry WHERE stream LIKE 'registry:%'").await.join("\n");
    assert!(bodies.contains("Phòng Quan hệ quốc tế") && bodies.contains("confirm-contact"));
    for private in ["Claire", "claire@", "+33 4 00", "1 place"] {
        assert!(!bodies.contains(private), "{private} stands in the record");
    }
    // Who asks not to be kept any more is struck off, and then is kept nowhere.
    let kept = "SELECT count(*) FROM personal_name WHERE value LIKE '%claire@lyon.example%'";
    assert_eq!(site.db.rows(kept).await, ["1"]);
    official.patch(&path, json!({ "seen": 2, "change": { "contacts": [] } })).await.ok();
    assert_eq!(site.db.rows(kept).await, ["0"]);
    site.verify().await;
}

async fn drafts_of_other_provinces_give_no_partner_away(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    let opened = official.post("/api/v1/dossiers", frankfurt(&[])).await.ok();
    let found = official.get("/api/v1/partners?q=frankfurt").await.ok();
    let id = found["items"][0]["id"].as_str().unwrap().to_owned();
    let danang = site.person("official@danang.example").await;
    let path = format!("/api/v1/partners/{id}");
    assert_eq!(danang.get("/api/v1/partners?q=frankfurt").await.ok()["items"], json!([]));
    assert_eq!(danang.get(&path).await.status.as_u16(), 404);
    let tie = danang.post("/api/v1/relations", relation(&id)).await;
    assert_eq!(tie.json["errors"][0]["code"], "no-such-partner", "{}", tie.json);
    // A relation is shared registry, and with it the partner.
    official.post("/api/v1/relations", relation(&id)).await.id();
    assert_eq!(danang.get(&path).await.status.as_u16(), 200);
    let number = opened["number"].as_str().unwrap();
    assert_eq!(danang.get(&format!("/api/v1/dossiers/{number}")).await.status.as_u16(), 404);
    site.verify().await;
}

/// A dossier that is signed, and its document.
async fn signed(site: &Site) -> (String, String) {
    let number = super::races::waiting(site).await;
    let [official, leader] = [site.person("official@hcm.example").await, site.person("leader@hcm.example").await];
    let mofa = site.person("reviewer@mofa.example").await;
    mofa.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
    let decision = json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch",
                           "responsible": true });
    leader.act(&number, "take-responsibility", decision).await.ok();
    let signing =
        json!({ "signed_on": "2019-04-15", "place": "Frankfurt", "foreign": [{ "name": "A", "title": "B" }] });
    official.act_paper(&number, "record-signing", signing, "signed-copy", "Bản ký").await.ok();
    let listed = official.get("/api/v1/documents").await.ok();
    let id = listed["items"][0]["id"].as_str().unwrap().to_owned();
    (number, id)
}

async fn a_signing_and_a_hand_entered_document_are_both_verified(db: Db) {
    let site = Site::new(db, NOW).await;
    let (number, id) = signed(&site).await;
    let path = format!("/api/v1/documents/{id}");
    let official = site.person("official@hcm.example").await;
    let shown = official.get(&path).await.ok();
    assert_eq!((&shown["dossiers"], &shown["entered_afterwards"]), (&json!([number]), &json!(false)));
    let partner = shown["parties"][1]["partner"]["id"].as_str().unwrap().to_owned();
    site.verify().await;
    // Another province sees the signed facts and not the dossier.
    let danang = site.person("official@danang.example").await;
    let facts = danang.get(&path).await.ok();
    assert_eq!((&facts["signed_on"], &facts["dossiers"]), (&json!("2019-04-15"), &json!([])));
    assert_eq!(danang.get(&format!("/api/v1/dossiers/{number}")).await.status.as_u16(), 404);
    // What the procedure fixed stays; what the office adds is kept, also past the entry into force.
    let fixed = official.patch(&path, json!({ "seen": 1, "change": { "place": "Bonn" } })).await;
    assert_eq!(fixed.json["errors"][0]["code"], "fixed-by-procedure", "{}", fixed.json);
    let tie = official.post("/api/v1/relations", relation(&partner)).await.id();
    official.patch(&path, json!({ "seen": 1, "change": { "relation": tie, "publication": "public" } })).await.ok();
    official.act(&number, "record-in-force", json!({ "on": "2019-04-15", "by": "Điều 5" })).await.ok();
    let now = official.get(&path).await.ok();
    assert_eq!(
        (&now["stamp"]["version"], &now["status"], &now["relation"]),
        (&json!(3), &json!("in-force"), &json!(tie))
    );
    kept(&site).await;
    site.verify().await;
}

/// A statement, the one that undoes it, and what is said: place and a part of the reason.
const CHANGES: [[&str; 4]; 11] = [
    [
        "UPDATE partner SET note = note || 'x' WHERE name = 'Lyon'",
        "UPDATE partner SET note = '' WHERE name = 'Lyon'",
        "registry:partner:",
        "column note differs",
    ],
    [
        "UPDATE partner SET search_text = search_text || 'x' WHERE name = 'Lyon'",
        "UPDATE partner SET search_text = substr(search_text, 1, length(search_text) - 1) WHERE name = 'Lyon'",
        "registry:partner:",
        "column search_text does not follow",
    ],
    [
        "UPDATE partner SET version = version + 1",
        "UPDATE partner SET version = version - 1",
        "registry:partner:",
        "column version differs",
    ],
    [
        "UPDATE partner_alias SET lang = 'de' WHERE lang = 'fr'",
        "UPDATE partner_alias SET lang = 'fr' WHERE lang = 'de'",
        "registry:partner:",
        "column names differs",
    ],
    [
        "UPDATE relation SET status = 'ended'",
        "UPDATE relation SET status = 'active'",
        "registry:relation:",
        "column status differs",
    ],
    [
        "UPDATE document SET place = 'Bonn' WHERE place = 'Lyon'",
        "UPDATE document SET place = 'Lyon' WHERE place = 'Bonn'",
        "registry:document:",
        "column place differs",
    ],
    [
        "UPDATE document SET publication = 'public' WHERE created_by_dossier IS NOT NULL",
        "UPDATE document SET publication = 'undecided' WHERE created_by_dossier IS NOT NULL",
        "registry:document:",
        "column publication differs",
    ],
    [
        "UPDATE document SET sort_on = '1999-01-01' WHERE place = 'Lyon'",
        "UPDATE document SET sort_on = '1997-01-01' WHERE place = 'Lyon'",
        "registry:document:",
        "column sort_on does not follow",
    ],
    [
        "UPDATE document_party SET side = 'x' WHERE side = 'foreign'",
        "UPDATE document_party SET side = 'foreign' WHERE side = 'x'",
        "registry:document:",
        "column parties differs",
    ],
    [
        "UPDATE activity SET result = result || 'x'",
        "UPDATE activity SET result = substr(result, 1, length(result) - 1)",
        "registry:activity:",
        "column result differs",
    ],
    [
        "INSERT INTO relation (id, partner_id, locality_id, title_vi, title_en, status, note) \
         SELECT id, partner_id, locality_id, 'x', 'x', 'active', '' FROM dossier",
        "DELETE FROM relation WHERE title_vi = 'x'",
        "relation",
        "no entry tells of relation",
    ],
];

async fn every_row_changed_past_the_service_is_named(db: Db) {
    let site = Site::new(db, NOW).await;
    kept(&site).await;
    signed(&site).await;
    site.verify().await;
    for [change, undo, place, reason] in CHANGES {
        site.db.sql(change).await.unwrap();
        let report = verify(&site.app).await.unwrap();
        let bad = report.first_bad.unwrap_or_else(|| panic!("{change} is not noticed"));
        assert!(bad.dossier.starts_with(place) && bad.reason.contains(reason), "{change}: {bad:?}");
        site.db.sql(undo).await.unwrap();
        assert_eq!(verify(&site.app).await.unwrap().first_bad, None, "{undo}");
    }
    site.db.sql("DELETE FROM activity").await.unwrap();
    let bad = verify(&site.app).await.unwrap().first_bad.unwrap();
    assert!(bad.reason.contains("lacks the row"), "{bad:?}");
}
