//! What the registry shows to whom and takes from whom: documents that are not public, partners that two drafts name at
//! once, the person before his input, and input that cannot be true.

use super::registry::{New, document, lyon, relation};
use crate::support::browser::Browser;
use crate::support::db::{Db, contract};
use crate::support::site::{Site, frankfurt};
use serde_json::{Value, json};
use thoathuan::app::demo;

contract!(
    a_document_that_is_not_public_is_its_own_peoples,
    two_drafts_at_once_name_one_partner,
    a_draft_does_not_tell_of_another,
    nobody_without_a_post_reads_the_registry,
    the_person_is_judged_before_his_input,
    what_cannot_be_true_is_not_taken,
    what_another_changed_stands_beside_what_was_typed,
);

const NOW: &str = "2019-04-15T09:00:00";

async fn a_document_that_is_not_public_is_its_own_peoples(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    let partner = official.post("/api/v1/partners", lyon()).await.id();
    let tie = official.post("/api/v1/relations", relation(&partner)).await.id();
    let mut typed = document(&partner, &tie);
    typed["titles"][0]["text"] = json!("Thỏa thuận kín");
    typed["publication"] = json!("not-public");
    let hidden = official.post("/api/v1/documents", typed.clone()).await.id();
    // Đà Nẵng is a party of another one.
    typed["local"] = json!([site.org("HCM").await, site.org("DNG").await]);
    let shared = official.post("/api/v1/documents", typed.clone()).await.id();
    let open = official.post("/api/v1/documents", document(&partner, &tie)).await.id();
    let done = json!({ "partner": partner, "document": hidden, "kind": "meeting", "what": { "vi": "Gặp gỡ" } });
    let activity = official.post("/api/v1/activities", done).await.id();
    let lists = [
        "/api/v1/documents".to_owned(),
        format!("/api/v1/documents?partner={partner}"),
        format!("/api/v1/documents?relation={tie}"),
    ];
    let pages = ["/documents".to_owned(), format!("/partners/{partner}"), format!("/relations/{tie}")];
    for (email, sees) in [
        ("official@hcm.example", [true, true, true]),
        ("leader@hcm.example", [true, true, true]),
        ("reviewer@mofa.example", [true, true, true]),
        ("inspector@gov.example", [true, true, true]),
        ("official@danang.example", [false, true, true]),
        ("reviewer@mpi.example", [false, false, false]),
    ] {
        let person = site.person(email).await;
        for list in &lists {
            let found = person.get(list).await.ok().to_string();
            for (id, sees) in [&hidden, &shared, &open].into_iter().zip(sees) {
                assert_eq!(found.contains(id.as_str()), sees, "{email} {list} {id}");
            }
        }
        let browser = Browser::of(&site, email, demo::PASSWORD).await;
        for (id, sees) in [&hidden, &shared, &open].into_iter().zip(sees) {
            let status = if sees { 200 } else { 404 };
            assert_eq!(person.get(&format!("/api/v1/documents/{id}")).await.status.as_u16(), status, "{email} {id}");
            assert_eq!(browser.get(&format!("/documents/{id}")).await.status.as_u16(), status, "{email} {id}");
            let change = json!({ "seen": 1, "change": { "note": "?" } });
            let may = if email.ends_with("@hcm.example") { continue } else { if sees { 403 } else { 404 } };
            let answer = person.patch(&format!("/api/v1/documents/{id}"), change).await;
            assert_eq!(answer.status.as_u16(), may, "{email} {id}: {}", answer.json);
        }
        for path in &pages {
            let page = browser.get(path).await;
            if page.status.as_u16() == 200 {
                assert_eq!(page.html.contains(&format!("/documents/{hidden}")), sees[0], "{email} {path}");
            }
        }
        // An activity under it stands for itself.
        let answer = person.get(&format!("/api/v1/activities/{activity}")).await;
        if answer.status.as_u16() == 200 {
            assert_eq!(answer.json.to_string().contains(&hidden), sees[0], "{email}: {}", answer.json);
            let page = browser.get(&format!("/activities/{activity}")).await.says(200, "Gặp gỡ");
            assert_eq!(page.html.contains("Thỏa thuận kín"), sees[0], "{email}");
            let listed = person.get("/api/v1/activities").await.ok().to_string();
            assert_eq!(listed.contains(&hidden), sees[0], "{email}");
        }
    }
    // Nobody hangs an activity on a document that he may not read.
    let danang = site.person("official@danang.example").await;
    let done = json!({ "partner": partner, "document": hidden, "kind": "meeting", "what": { "vi": "Dò" } });
    let answer = danang.post("/api/v1/activities", done).await;
    assert_eq!(answer.json["errors"][0]["code"], "no-such-document", "{}", answer.json);
    // The form says what the level means.
    let browser = Browser::of(&site, "official@hcm.example", demo::PASSWORD).await;
    browser.get(&format!("/documents/{hidden}/edit")).await.says(200, "chỉ cơ quan giữ văn bản");
    site.verify().await;
}

/// Details of a draft with that partner.
fn with(partner: &str, country: &str) -> Value {
    let mut details = frankfurt(&[]);
    details["partner"] = json!({ "name": partner, "country": country, "level": "city" });
    details
}

async fn two_drafts_at_once_name_one_partner(db: Db) {
    let site = Site::new(db, NOW).await;
    let (_, url) = site.another().await;
    let [one, other] =
        [site.person("official@hcm.example").await, site.person("official@danang.example").await.on(&url)];
    for (n, name) in ["Busan", "Osaka", "Vũ Hán", "Toronto", "Perth", "Cần Thơ II"].into_iter().enumerate() {
        let shout = name.to_uppercase();
        let (first, second) = tokio::join!(
            one.post("/api/v1/dossiers", with(name, "Nước ngoài")),
            other.post("/api/v1/dossiers", with(&shout, "nước ngoài"))
        );
        let [first, second] = [first.ok(), second.ok()];
        assert_eq!(site.db.rows("SELECT count(*) FROM partner").await, [(n + 1).to_string()], "{name}");
        let partner = async |person: &crate::support::site::Person| {
            let found = person.get(&format!("/api/v1/partners?q={name}")).await.ok();
            found["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(partner(&one).await, partner(&other).await, "{name}: {first} {second}");
        assert_eq!(partner(&one).await.len(), 1);
    }
    // Three colleagues at one desk, and one after the other.
    let more = async |name: &'static str| one.post("/api/v1/dossiers", with(name, "Hàn Quốc")).await.ok();
    tokio::join!(more("Ulsan"), more("Ulsan"), more("Ulsan"));
    more("ulsan").await;
    assert_eq!(site.db.rows("SELECT count(*) FROM partner WHERE country = 'Hàn Quốc'").await, ["1"]);
    site.verify().await;
}

async fn a_draft_does_not_tell_of_another(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    official.post("/api/v1/dossiers", with("Busan", "Hàn Quốc")).await.ok();
    let danang = site.person("official@danang.example").await;
    assert_eq!(danang.get("/api/v1/partners?q=busan").await.ok()["items"], json!([]));
    // Its id can be worked out from a name that is guessed; that it is on file is not told by it.
    let found = official.get("/api/v1/partners?q=busan").await.ok();
    let id = found["items"][0]["id"].clone();
    let mut guess = with("Busan", "Hàn Quốc");
    guess["partner"] = json!({ "id": id });
    let answer = danang.post("/api/v1/dossiers", guess).await;
    assert_eq!(answer.no(), (422, "invalid"), "{}", answer.json);
    assert!(answer.json.to_string().contains("no-such-partner"), "{}", answer.json);
    danang.post("/api/v1/dossiers", with("Busan", "Hàn Quốc")).await.ok();
    let found = danang.get("/api/v1/partners?q=busan").await.ok();
    let path = format!("/api/v1/partners/{}", found["items"][0]["id"].as_str().unwrap());
    let shown = danang.get(&path).await.ok();
    assert_eq!((&shown["stamp"]["changed_by"], &shown["stamp"]["changed_at"]), (&Value::Null, &Value::Null));
    let browser = Browser::of(&site, "official@danang.example", demo::PASSWORD).await;
    let page = path.replace("/api/v1", "");
    let seen = browser.get(&page).await.says(200, "mới có trong dự thảo");
    assert!(!seen.html.contains("Nguyễn Minh An") && !seen.html.contains("/edit\""), "{}", seen.html);
    // Neither may leave a word there for the other to find.
    let change = json!({ "seen": 1, "change": { "note": "của Đà Nẵng" } });
    assert_eq!(danang.patch(&path, change.clone()).await.no(), (409, "partner-in-drafts"));
    // A relation makes it known to all, with who entered it.
    let id = shown["id"].as_str().unwrap();
    danang.post("/api/v1/relations", relation(id)).await.id();
    assert!(danang.get(&path).await.ok()["stamp"]["changed_by"].is_string());
    browser.get(&page).await.says(200, "Nguyễn Minh An");
    danang.patch(&path, change).await.ok();
    site.verify().await;
}

async fn nobody_without_a_post_reads_the_registry(db: Db) {
    let site = Site::new(db, NOW).await;
    site.person("official@hcm.example").await.post("/api/v1/partners", lyon()).await.id();
    let admin = site.person("admin@gov.example").await;
    let invited = json!({ "email": "moi@hcm.example", "name": "Người Mới" });
    let answer = admin.post("/api/v1/admin/accounts", invited).await;
    assert!(answer.status.is_success(), "{}", answer.json);
    let set = "UPDATE account SET password_hash = (SELECT password_hash FROM account WHERE email = 'admin@gov.example') \
               WHERE email = 'moi@hcm.example'";
    site.db.sql(set).await.unwrap();
    for email in ["admin@gov.example", "moi@hcm.example"] {
        let person = site.person(email).await;
        let browser = Browser::of(&site, email, demo::PASSWORD).await;
        for kind in ["partners", "relations", "documents", "activities"] {
            assert_eq!(person.get(&format!("/api/v1/{kind}")).await.no(), (403, "forbidden"), "{email} {kind}");
            assert_eq!(browser.get(&format!("/{kind}")).await.status.as_u16(), 403, "{email} {kind}");
        }
        assert_eq!(person.get("/api/v1/partners?q=lyon").await.no(), (403, "forbidden"));
    }
}

async fn the_person_is_judged_before_his_input(db: Db) {
    let site = Site::new(db, NOW).await;
    let (partner, tie, text, activity) = super::registry::kept(&site).await;
    let paths = [
        format!("/api/v1/relations/{tie}"),
        format!("/api/v1/documents/{text}"),
        format!("/api/v1/activities/{activity}"),
        format!("/api/v1/partners/{partner}"),
    ];
    let wrong = [json!({ "zzz": 1 }), json!([]), json!({ "seen": "x" }), json!({ "seen": 1, "change": { "kind": 7 } })];
    let [danang, mpi] = [site.person("official@danang.example").await, site.person("reviewer@mpi.example").await];
    let [own, admin] = [site.person("official@hcm.example").await, site.person("admin@gov.example").await];
    for (n, path) in paths.iter().enumerate() {
        for body in &wrong {
            if n < 3 {
                assert_eq!(danang.patch(path, body.clone()).await.status.as_u16(), 403, "{path} {body}");
            }
            let not_his = mpi.patch(path, body.clone()).await.status.as_u16();
            assert_eq!(not_his, if n == 1 { 404 } else { 403 }, "{path} {body}");
            assert_eq!(admin.patch(path, body.clone()).await.status.as_u16(), 403, "{path} {body}");
            assert_eq!(own.patch(path, body.clone()).await.status.as_u16(), 422, "{path} {body}");
        }
    }
    for kind in ["partners", "relations", "documents", "activities"] {
        assert_eq!(mpi.post(&format!("/api/v1/{kind}"), json!([])).await.status.as_u16(), 403, "{kind}");
        let nowhere = format!("/api/v1/{kind}/{}", uuid::Uuid::from_u128(7));
        assert_eq!(own.patch(&nowhere, json!([])).await.status.as_u16(), 404, "{kind}");
    }
}

async fn what_cannot_be_true_is_not_taken(db: Db) {
    let site = Site::new(db, NOW).await;
    let official = site.person("official@hcm.example").await;
    let partner = official.post("/api/v1/partners", lyon()).await.id();
    let tie = official.post("/api/v1/relations", relation(&partner)).await.id();
    let code = |answer: &crate::support::site::Answer| {
        let error = &answer.json["errors"][0];
        (error["field"].as_str().unwrap_or_default().to_owned(), error["code"].as_str().unwrap_or_default().to_owned())
    };
    for (signed, in_force, taken) in [
        ("15/04/2018", "14/04/2018", false),
        ("2018", "31/12/2017", false),
        ("04/2018", "2018-03-31", false),
        ("15/04/2018", "15/04/2018", true),
        // What may be true is taken.
        ("2018", "01/02/2018", true),
        ("", "14/04/2018", true),
    ] {
        let mut typed = document(&partner, &tie);
        typed["signed_on"] = json!(signed);
        typed["in_force_on"] = json!(in_force);
        let answer = official.post("/api/v1/documents", typed).await;
        match taken {
            true => assert_eq!(answer.status.as_u16(), 201, "{signed} {in_force}: {}", answer.json),
            false => assert_eq!(code(&answer), ("in_force_on".to_owned(), "before-signing".to_owned()), "{signed}"),
        }
    }
    // Today is 15/04/2019 there: what was not signed yet is no signed document; of this month and year a part is over.
    for (signed, taken) in
        [("16/04/2019", false), ("05/2019", false), ("2020", false), ("04/2019", true), ("2019", true)]
    {
        let mut typed = document(&partner, &tie);
        typed["signed_on"] = json!(signed);
        typed["in_force_on"] = json!("");
        let answer = official.post("/api/v1/documents", typed).await;
        match taken {
            true => assert_eq!(answer.status.as_u16(), 201, "{signed}: {}", answer.json),
            false => assert_eq!(code(&answer), ("signed_on".to_owned(), "after-today".to_owned()), "{signed}"),
        }
    }
    let path = format!("/api/v1/partners/{partner}");
    for contact in [json!({}), json!({ "office": "Phòng Đối ngoại" }), json!({ "name": "  " })] {
        let change = json!({ "seen": 1, "change": { "contacts": [{ "name": "A" }, contact] } });
        let answer = official.patch(&path, change).await;
        assert_eq!(code(&answer), ("contacts_2_name".to_owned(), "contact-empty".to_owned()), "{contact}");
    }
    for email in ["a@b c", "@lyon.example", "a@", "a@@b.example", "a@b..example", "<a@b.example>", "a.b.example"] {
        let change = json!({ "seen": 1, "change": { "contacts": [{ "email": email }] } });
        let answer = official.patch(&path, change).await;
        assert_eq!(code(&answer), ("contacts_1_email".to_owned(), "bad-email".to_owned()), "{email}");
    }
    let change =
        json!({ "seen": 1, "change": { "contacts": [{ "office": "Văn phòng", "email": "a+b@lyon.example" }] } });
    official.patch(&path, change).await.ok();
    // On the page a row left empty is none, and a row emptied is a contact struck off.
    let browser = Browser::of(&site, "official@hcm.example", demo::PASSWORD).await;
    let edit = format!("/partners/{partner}/edit");
    let plain = [("name", "Lyon"), ("country", "Pháp"), ("level", "city"), ("kind", "locality")];
    let empty = [("contacts_1_office", ""), ("contacts_1_email", ""), ("contacts_2_office", "")];
    let fields: Vec<(&str, &str)> = plain.into_iter().chain([("contacts_1_office", "Văn phòng")]).collect();
    browser.fill(&edit, &fields).await.says(422, "hoặc để trống cả dòng");
    let fields: Vec<(&str, &str)> = plain.into_iter().chain(empty).collect();
    browser.fill(&edit, &fields).await.moved();
    assert_eq!(official.get(&path).await.ok()["contacts"], json!([]));
    site.verify().await;
}

/// Fields of a form as it stands on the page, what is chosen included.
fn filled(html: &str) -> Vec<(String, String)> {
    let form = html.split("<form method=\"post\" action=\"/").find(|form| form.contains("idempotency_key")).unwrap();
    let form = form.split("</form>").next().unwrap();
    let value = |tag: &str, key: &str| Some(tag.split(&format!(" {key}=\"")).nth(1)?.split('"').next()?.to_owned());
    let plain = |text: &str| {
        text.replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#38;", "&")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
    };
    let mut found = Vec::new();
    for tag in form.split('<').filter(|tag| tag.starts_with("input ")) {
        let tag = &tag[..tag.find('>').unwrap()];
        let boxes = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if !boxes || tag.contains(" checked") {
            found.push((value(tag, "name").unwrap(), plain(&value(tag, "value").unwrap_or_default())));
        }
    }
    for area in form.split("<textarea ").skip(1) {
        let text = area.split_once('>').unwrap().1.split("</textarea>").next().unwrap();
        found.push((value(&format!(" {area}"), "name").unwrap(), plain(text.trim_start_matches('\n'))));
    }
    for select in form.split("<select ").skip(1) {
        let options = select.split("</select>").next().unwrap();
        let chosen = options.split("<option ").find(|option| option.contains(" selected")).unwrap_or_default();
        found.push((
            value(&format!(" {select}"), "name").unwrap(),
            value(&format!(" {chosen}"), "value").unwrap_or_default(),
        ));
    }
    found
}

async fn what_another_changed_stands_beside_what_was_typed(db: Db) {
    let site = Site::new(db, NOW).await;
    let (partner, tie, text, activity) = super::registry::kept(&site).await;
    let leader = site.person("leader@hcm.example").await;
    let browser = Browser::of(&site, "official@hcm.example", demo::PASSWORD).await;
    for (kind, id, note, other, field) in [
        (
            "partners",
            &partner,
            "note",
            json!({ "note": "của lãnh đạo", "name_local": "Lyon của lãnh đạo" }),
            "name_local",
        ),
        ("relations", &tie, "note", json!({ "note": "của lãnh đạo", "since": "1998" }), "since"),
        ("documents", &text, "note", json!({ "note": "của lãnh đạo", "place": "Paris" }), "place"),
        ("activities", &activity, "result", json!({ "result": "của lãnh đạo", "period": "ba ngày" }), "period"),
    ] {
        let (path, edit) = (format!("/api/v1/{kind}/{id}"), format!("/{kind}/{id}/edit"));
        let opened = browser.get(&edit).await;
        leader.patch(&path, json!({ "seen": 1, "change": other })).await.ok();
        let send = async |html: &str, typed: &[(&str, &str)]| {
            let mut fields = filled(html);
            for (name, value) in typed {
                fields.iter_mut().find(|(known, _)| known == name).unwrap().1 = (*value).to_owned();
            }
            browser.post(&edit, &fields).await
        };
        let late = send(&opened.html, &[(note, "của tôi")]).await.says(409, "Người khác vừa sửa");
        let panel = late.html.split("id=\"compared-title\"").nth(1).unwrap().split("</section>").next().unwrap();
        let theirs = other[field].as_str().unwrap();
        for said in ["của lãnh đạo", "của tôi", theirs, "Không sửa"] {
            assert!(panel.contains(said), "{kind}: {said:?} is not in {panel}");
        }
        assert_eq!(panel.matches("scope=\"row\"").count(), 2, "{kind}: nothing else was changed: {panel}");
        // What was typed stands in its field, what the other changed elsewhere in its own; sent again it is taken.
        let again = filled(&late.html);
        let of = |name: &str| again.iter().find(|(known, _)| known == name).unwrap().1.clone();
        assert_eq!((of(note).as_str(), of(field).as_str(), of("seen").as_str()), ("của tôi", theirs, "2"), "{kind}");
        send(&late.html, &[]).await.moved();
        let now = leader.get(&path).await.ok();
        assert_eq!((&now[note], &now[field]), (&json!("của tôi"), &other[field]), "{kind}: {now}");
        // A third change meanwhile: the base is the second by now.
        leader.patch(&path, json!({ "seen": 3, "change": { note: "lần ba" } })).await.ok();
        let late = send(&late.html, &[]).await;
        assert!(late.status.as_u16() == 303, "the same click again is the same: {}", late.status);
        let opened = send(&opened.html, &[(note, "muộn")]).await.says(409, "lần ba");
        assert!(opened.html.contains("muộn"), "{kind}");
    }
    let kept = leader.get(&format!("/api/v1/partners/{partner}")).await.ok();
    assert_eq!(kept["names"].as_array().unwrap().len(), 2, "{kept}");
    site.verify().await;
}
