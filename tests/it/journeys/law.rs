//! Whole procedures under Law 70/2020: from the draft to the end of the document, a refusal overcome by the Prime Minister
//! alone, an attached unit and its agency. All days are counted by hand from the articles named.

use super::separation::Desk;
use crate::support::db::{Db, contract};
use crate::support::site::{Person, Site, checklist_of};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

contract!(
    a_refusal_is_overcome_by_the_prime_minister_alone,
    a_document_is_extended_and_ended_by_dossiers_of_its_own,
    a_unit_asks_its_agency,
    forms_take_each_paper_in_a_field_of_its_own,
    what_a_case_names_must_be_there
);

const TEXT: &str = "Điều 1. Hợp tác.";

/// The official and the leader of a city.
struct Office {
    official: Person,
    leader: Person,
}

impl Office {
    async fn of(site: &Site) -> Self {
        let (official, leader) = ("official@hcm.example", "leader@hcm.example");
        Self { official: site.person(official).await, leader: site.person(leader).await }
    }

    /// Opened, cleared.
    async fn cleared(&self, details: &Value) -> String {
        let opened = self.official.post("/api/v1/dossiers", details.clone()).await.ok();
        let number = opened["number"].as_str().unwrap().to_owned();
        self.official.text(&number, TEXT, "Article 1. Cooperation.", "").await.ok();
        self.official.act(&number, "send-to-clearance", json!({})).await.ok();
        self.leader.act(&number, "clear", json!({})).await.ok();
        number
    }

    /// Decided and signed today, in force on `on`.
    async fn concluded(&self, number: &str, foreign: Value, papers: &[(&str, &str)], on: &str) {
        let decision = json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch" });
        self.leader.act_papers(number, "decide", decision, papers).await.ok();
        let signing = json!({ "signed_on": on, "place": "Thành phố Hồ Chí Minh", "foreign": foreign });
        self.official.act_paper(number, "record-signing", signing, "signed-copy", TEXT).await.ok();
        self.official.act(number, "record-in-force", json!({ "on": on, "by": "Điều 9" })).await.ok();
    }

    async fn document(&self, number: &str) -> String {
        let found = self.official.get("/api/v1/documents").await.ok();
        let mut items = found["items"].as_array().unwrap().iter();
        let ids: Vec<String> = items.by_ref().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        for id in ids {
            let document = self.official.get(&format!("/api/v1/documents/{id}")).await.ok();
            if document["dossiers"][0] == json!(number) {
                return id;
            }
        }
        panic!("no document of {number}");
    }
}

fn details(bodies: &[String], case: Value) -> Value {
    json!({
        "secret": false,
        "partner": { "name": "Lyon", "country": "Pháp", "level": "city" },
        "titles": { "vi": "Bản ghi nhớ về quy hoạch đô thị với Lyon" },
        "kind": "memorandum-of-understanding",
        "purpose": "Trao đổi kinh nghiệm quy hoạch.",
        "fields": ["economy"],
        "checklist": checklist_of("law-70-2020", &["states-not-binding", "states-minimum"]),
        "class": "non-binding",
        "bodies": bodies,
        "case": case,
    })
}

fn foreign() -> Value {
    json!([{ "name": "Jean Martin", "title": "Maire" }])
}

/// Due days of open clocks by rule.
fn due(dossier: &Value, rule: &str) -> Vec<Value> {
    let clocks = dossier["clocks"].as_array().unwrap().iter();
    clocks.filter(|clock| clock["rule"] == rule).map(|clock| clock["due_on"].clone()).collect()
}

fn duties(dossier: &Value) -> Vec<&str> {
    dossier["duties"].as_array().unwrap().iter().map(|duty| duty["rule"].as_str().unwrap()).collect()
}

async fn a_refusal_is_overcome_by_the_prime_minister_alone(db: Db) {
    let site = Site::by_date(db, "2024-03-04T09:00:00").await;
    let office = Office::of(&site).await;
    let Office { official, leader } = &office;
    let (mofa, mpi) = (site.person("reviewer@mofa.example").await, site.person("reviewer@mpi.example").await);
    // Investment adds the ministry for it (Art. 25); until it is named, the draft does not leave the desk.
    let about_investment = json!({ "subjects": ["investment"] });
    let opened = official.post("/api/v1/dossiers", details(&[], about_investment.clone())).await.ok();
    assert_eq!(opened["pack"]["id"], "law-70-2020");
    let number = opened["number"].as_str().unwrap().to_owned();
    official.text(&number, TEXT, "Article 1.", "").await.ok();
    let early = official.act(&number, "send-to-clearance", json!({})).await;
    assert_eq!((early.no(), &early.json["guard"]), ((409, "guard-failed"), &json!("subject-bodies-named")));
    official.act(&number, "withdraw", json!({ "reason": "Lập lại." })).await.ok();
    let number = office.cleared(&details(&[site.org("MPI").await], about_investment)).await;

    // The dossier of Art. 27 comes with the request; its seven working days begin when it is complete (Art. 19(2)).
    assert_eq!(official.act(&number, "request-opinions", json!({})).await.no(), (422, "paper-missing"));
    official.act_paper(&number, "request-opinions", json!({}), "proposal", "Văn bản đề xuất").await.ok();
    assert_eq!(due(&official.dossier(&number).await, "opinion"), [json!("2024-03-13"), json!("2024-03-13")]);
    let missing = json!({ "missing": ["proposal"], "message": "Thiếu phần đánh giá tác động." });
    mofa.act(&number, "find-incomplete", missing).await.ok();
    site.at("2024-03-08T10:00:00");
    official.act(&number, "supply-supplements", json!({ "message": "Đã bổ sung phần tác động." })).await.ok();
    let now = official.dossier(&number).await;
    assert_eq!(due(&now, "opinion"), [json!("2024-03-19"), json!("2024-03-13")], "the whole time anew for MOFA alone");
    assert_eq!(now["board"][0]["complete_on"], "2024-03-08", "{}", now["board"][0]);

    site.at("2024-03-12T10:00:00");
    let no =
        json!({ "kind": "disagree", "remarks": [{ "clause": "Điều 1", "text": "Chưa có nguồn vốn." }], "advice": "" });
    mpi.act(&number, "answer", no).await.ok();
    mofa.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
    let replies = json!({ "replies": [{ "accepted": true, "text": "Đã bổ sung nguồn vốn." }] });
    official.act(&number, "reply-to-remarks", replies).await.ok();
    // A reply does not undo a refusal (Art. 19(4)).
    let stands = official.act(&number, "propose-decision", json!({})).await;
    assert_eq!((stands.no(), &stands.json["guard"]), ((409, "guard-failed"), &json!("no-refusal")));
    let statement = json!({ "statement": "Bộ Kế hoạch và Đầu tư không đồng ý về nguồn vốn." });
    let letter = ("pm-submission-letter", "Công văn trình");
    let half = official.act_papers(&number, "submit-to-pm", statement.clone(), &[letter]).await;
    assert_eq!(half.no(), (422, "paper-missing"), "the explanation report as well (Art. 28)");
    let both = [letter, ("explanation-report", "Báo cáo giải trình")];
    official.act_papers(&number, "submit-to-pm", statement, &both).await.ok();
    assert_eq!(due(&official.dossier(&number).await, "pm-opinion"), [json!("2024-03-21")], "seven working days");
    let gov = site.person("office@gov.example").await;
    let opinion = |favourable: bool| {
        json!({ "number": "123/VPCP-QHQT", "dated_on": "2024-03-12", "signer": "Nguyễn Văn C", "favourable": favourable,
                "gist": "Về việc ký kết" })
    };
    gov.act_paper(&number, "record-pm-opinion", opinion(true), "pm-opinion-letter", "Công văn").await.ok();
    office.concluded(&number, foreign(), &[], "2024-03-12").await;
    let signed = official.dossier(&number).await;
    assert!(
        duties(&signed).contains(&"report-to-pm") && duties(&signed).contains(&"copy-to-mofa"),
        "{:?}",
        duties(&signed)
    );
    assert_eq!(due(&signed, "report")[0], "2024-03-27", "fifteen days from the conclusion, Art. 19(5)");

    // Another one, where he does not consent: nobody decides to conclude.
    let refused = office.cleared(&details(&[], json!({}))).await;
    official.act_paper(&refused, "request-opinions", json!({}), "proposal", "Văn bản đề xuất").await.ok();
    mofa.act(&refused, "answer", json!({ "kind": "disagree", "advice": "Không ký." })).await.ok();
    official
        .act_papers(&refused, "submit-to-pm", json!({ "statement": "Bộ Ngoại giao không đồng ý." }), &both)
        .await
        .ok();
    gov.act_paper(&refused, "record-pm-opinion", opinion(false), "pm-opinion-letter", "Công văn").await.ok();
    let decision = json!({ "sign_by": "head", "signer": "Trần Quốc Bảo", "signer_title": "Chủ tịch" });
    let over = leader.act(&refused, "decide", decision).await;
    assert_eq!((over.no(), &over.json["guard"]), ((409, "guard-failed"), &json!("refusal-overcome")));
    leader.act(&refused, "decide-not-to-conclude", json!({ "reason": "Thủ tướng không đồng ý." })).await.ok();
    site.verify().await;
}

async fn a_document_is_extended_and_ended_by_dossiers_of_its_own(db: Db) {
    let site = Site::by_date(db, "2024-03-04T09:00:00").await;
    let office = Office::of(&site).await;
    let official = &office.official;
    let mofa = site.person("reviewer@mofa.example").await;
    let first = office.cleared(&details(&[], json!({}))).await;
    official.act_paper(&first, "request-opinions", json!({}), "proposal", "Văn bản đề xuất").await.ok();
    mofa.act(&first, "answer", json!({ "kind": "agree" })).await.ok();
    official.act(&first, "propose-decision", json!({})).await.ok();
    office.concluded(&first, foreign(), &[], "2024-03-04").await;
    let document = office.document(&first).await;

    // A technical extension asks nobody (Art. 41); MOFA is notified within fifteen days of its effect (Art. 34).
    site.at("2024-05-06T09:00:00");
    let extend = json!({ "act": "extend", "document": document, "ground": "technical" });
    let second = office.cleared(&details(&[], extend)).await;
    official.act(&second, "propose-decision-directly", json!({})).await.ok();
    office.concluded(&second, foreign(), &[], "2024-05-06").await;
    let extended = official.dossier(&second).await;
    assert_eq!((&extended["track"], &extended["details"]["case"]["act"]), (&json!("technical"), &json!("extend")));
    assert_eq!(due(&extended, "notice"), [json!("2024-05-21")]);
    let changed = official.get(&format!("/api/v1/documents/{document}")).await.ok();
    assert_eq!((&changed["status"], &changed["dossiers"]), (&json!("in-force"), &json!([first, second])), "{changed}");
    let by = office.document(&second).await;
    let instrument = official.get(&format!("/api/v1/documents/{by}")).await.ok();
    assert_eq!((&instrument["act"], &instrument["changes"]), (&json!("extend"), &json!(document)), "{instrument}");

    // What the law demands is ended, and cannot be declined or withdrawn; one side declares it.
    site.at("2024-06-03T09:00:00");
    let end = json!({ "act": "terminate", "document": document, "mandatory": true });
    let third = office.cleared(&details(&[], end)).await;
    let no = official.act(&third, "withdraw", json!({ "reason": "Thôi." })).await;
    assert_eq!((no.no(), &no.json["guard"]), ((409, "guard-failed"), &json!("not-mandatory")));
    official.act_paper(&third, "request-opinions", json!({}), "proposal", "Văn bản đề xuất").await.ok();
    mofa.act(&third, "answer", json!({ "kind": "agree" })).await.ok();
    official.act(&third, "propose-decision", json!({})).await.ok();
    office.concluded(&third, json!([]), &[], "2024-06-03").await;
    assert!(duties(&official.dossier(&third).await).contains(&"notice-of-end"));
    let over = official.get(&format!("/api/v1/documents/{document}")).await.ok();
    assert_eq!((&over["status"], &over["ended_on"]), (&json!("ended"), &json!("2024-06-03")));
    let late = details(&[], json!({ "act": "amend", "document": document }));
    let late = official.post("/api/v1/dossiers", late).await;
    assert_eq!((late.no(), &late.json["errors"][0]["code"]), ((422, "invalid"), &json!("document-over")));
    site.verify().await;
}

async fn a_unit_asks_its_agency(db: Db) {
    let site = Site::by_date(db, "2024-03-04T09:00:00").await;
    let desk = Desk::new(&site).await;
    let unit = json!({ "kind": "department", "code": "HCM-SDL", "name_vi": "Sở Du lịch", "valid_from": "2015-01-01", "parent": "HCM" });
    let unit = desk.send("organisations", unit).await.ok()["id"].as_str().unwrap().to_owned();
    let agency = desk.post("HCM-SNV", "Trưởng phòng", "reviewer").await;
    desk.joined("agency@hcm.example", Some(&agency)).await;
    let agency = site.person("agency@hcm.example").await;
    let office = Office::of(&site).await;
    let official = &office.official;
    let number = office.cleared(&details(&[], json!({ "party": "department", "unit": unit }))).await;
    assert_eq!(official.dossier(&number).await["track"], "attached-unit");
    official.act_paper(&number, "request-opinions", json!({}), "unit-proposal", "Văn bản đề xuất").await.ok();
    let asked = official.dossier(&number).await;
    let board = asked["board"].as_array().unwrap();
    assert_eq!((board.len(), &board[0]["body"]["id"]), (1, &json!(site.org("HCM-SNV").await)), "not the Ministry");
    assert_eq!(due(&asked, "unit-opinion"), [json!("2024-03-13")], "Decree 64/2021 Art. 5");
    agency.act(&number, "answer", json!({ "kind": "agree" })).await.ok();
    official.act_paper(&number, "propose-decision", json!({}), "unit-submission", "Hồ sơ trình").await.ok();
    office.concluded(&number, foreign(), &[("unit-decision", "Quyết định")], "2024-03-04").await;
    let document = office.document(&number).await;
    let document = official.get(&format!("/api/v1/documents/{document}")).await.ok();
    assert_eq!(document["parties"][0]["org"]["id"], json!(unit), "{document}");
    site.verify().await;
}

/// The form of `page`, with its hidden fields.
async fn form_of(person: &Person, page: &str) -> Form {
    let (_, html) = person.page(page).await;
    let hidden = html.split("<input type=\"hidden\" name=\"").skip(1);
    hidden.fold(Form::new(), |form, rest| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        form.text(name.to_owned(), rest.split('"').next().unwrap().to_owned())
    })
}

async fn forms_take_each_paper_in_a_field_of_its_own(db: Db) {
    let site = Site::by_date(db, "2024-03-04T09:00:00").await;
    let office = Office::of(&site).await;
    let (official, mofa) = (&office.official, site.person("reviewer@mofa.example").await);
    official.signs_in().await;
    let file = |name: &str| Part::bytes(b"Noi dung".to_vec()).file_name(format!("{name}.txt"));
    let number = office.cleared(&details(&[], json!({}))).await;
    let url = format!("/dossiers/{number}/act/request-opinions");
    let asked = form_of(official, &url).await.text("intent", "send");
    let (status, page) = official.upload(&url, asked.part("file", file("proposal"))).await;
    assert_eq!(status.as_u16(), 303, "the paper of a condition that does not hold is not asked for: {page}");
    mofa.act(&number, "answer", json!({ "kind": "disagree", "advice": "Không ký." })).await.ok();
    let url = format!("/dossiers/{number}/act/submit-to-pm");
    let half = form_of(official, &url).await.text("intent", "send").text("statement", "Ý kiến khác nhau");
    let (status, page) = official.upload(&url, half.part("file", file("letter"))).await;
    let said = "href=\"#file_explanation-report\"";
    assert!(status.as_u16() == 422 && page.contains(said) && page.contains("Ý kiến khác nhau"), "{status} {page}");
    let both = form_of(official, &url).await.text("intent", "send").text("statement", "Ý kiến khác nhau");
    let both = both.part("file", file("letter")).part("file_explanation-report", file("report"));
    assert_eq!(official.upload(&url, both).await.0.as_u16(), 303);
    let papers = official.dossier(&number).await["papers"].clone();
    let papers: Vec<&str> = papers.as_array().unwrap().iter().map(|paper| paper["paper"].as_str().unwrap()).collect();
    assert_eq!(papers, ["proposal", "pm-submission-letter", "explanation-report"]);
    site.verify().await;
}

async fn what_a_case_names_must_be_there(db: Db) {
    let site = Site::by_date(db, "2024-03-04T09:00:00").await;
    let official = site.person("official@hcm.example").await;
    let nowhere = "00000000-0000-4000-8000-000000000001";
    for (case, status, field) in [
        (json!({ "act": "sell" }), 422, "case_act"),
        (json!({ "act": "amend" }), 422, "case_document"),
        (json!({ "act": "amend", "document": nowhere }), 422, "case_document"),
        (json!({ "party": "department" }), 422, "case_unit"),
        (json!({ "party": "department", "unit": nowhere }), 422, "case_unit"),
        (json!({ "party": "border-commune", "unit": site.org("HCM-SNV").await }), 422, "case_party"),
        (json!({ "ground": "haste" }), 422, "case_ground"),
        (json!({ "ground": "technical" }), 422, "case_ground"),
        (json!({ "subjects": ["weather"] }), 422, "case_subjects"),
        (json!({ "signatories": [site.org("HCM").await] }), 422, "case_signatories"),
        (json!({ "mandatory": true }), 422, "case_mandatory"),
    ] {
        let answer = official.post("/api/v1/dossiers", details(&[], case.clone())).await;
        let named = answer.json["errors"][0]["field"].as_str().or(answer.json["field"].as_str());
        assert_eq!((answer.status.as_u16(), named), (status, Some(field)), "{case}: {}", answer.json);
    }
    // What it was opened for stays.
    let opened = official.post("/api/v1/dossiers", details(&[], json!({}))).await.ok();
    let number = opened["number"].as_str().unwrap();
    let other = details(&[], json!({ "act": "extend" }));
    let refused = official.act(number, "edit-details", other).await;
    assert_eq!(refused.json["errors"][0]["field"], "case_act", "{}", refused.json);
    // The Ordinance's dossiers know the usual case alone.
    site.at("2019-04-15T09:00:00");
    let old = official.post("/api/v1/dossiers", details(&[], json!({ "ground": "urgent-need" }))).await;
    assert_eq!(old.status.as_u16(), 422);
}
