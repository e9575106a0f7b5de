//! A dossier on the fast track from draft to report, through the pages.

use crate::app::{App, Parts, demo};
use crate::clock::{Clock, Ids};
use crate::config::{Environment, load};
use crate::mail::Transport;
use crate::registry::Registry;
use crate::store::{Options, Store, migrate};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use std::sync::Arc;
use tower::ServiceExt;

/// A person with a browser.
struct Browser {
    router: Router,
    cookie: String,
}

struct Seen {
    status: StatusCode,
    to: String,
    html: String,
    headers: header::HeaderMap,
}

impl Seen {
    /// Hidden fields of the form posted to a path that holds `action`.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let forms = self.html.split("<form ").skip(1);
        let form = forms.into_iter().find(|form| form.split('>').next().unwrap().contains(action)).unwrap_or_default();
        let inputs = form.split("</form>").next().unwrap().split("<input type=\"hidden\" ").skip(1);
        let part = |tag: &str, key: &str| {
            let after = tag.split(&format!("{key}=\"")).nth(1).unwrap_or_default();
            after.split('"').next().unwrap().to_owned()
        };
        inputs.map(|tag| (part(tag, "name"), part(tag, "value"))).collect()
    }

    fn holds(&self, words: &[&str]) {
        for word in words {
            assert!(self.html.contains(word), "{word} is missing:\n{}", self.html);
        }
        let lacking = self.html.replace("⟦nav-new⟧", "").replace("⟦nav-packs⟧", "");
        let lacking = lacking.split('⟦').nth(1).map(|rest| rest.split('⟧').next().unwrap().to_owned());
        assert_eq!(lacking, None, "a message is missing");
    }
}

impl Browser {
    async fn new(app: &Arc<App>, email: &str) -> Self {
        let mut browser = Self { router: crate::web::router(Arc::clone(app)), cookie: String::new() };
        let fields = [("email", email), ("password", demo::PASSWORD)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let seen = browser.post("/sign-in", &fields).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        let cookie = seen.headers[header::SET_COOKIE].to_str().unwrap();
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }

    async fn ask(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let headers = response.headers().clone();
        let to = headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
        let bytes = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        Seen { status, to, html: String::from_utf8_lossy(&bytes).into_owned(), headers }
    }

    async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, path: &str, fields: &[(String, String)]) -> Seen {
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(serde_urlencoded::to_string(fields).unwrap())).unwrap()).await
    }

    async fn upload(&self, path: &str, fields: &[(String, String)], files: &[(&str, &str)]) -> Seen {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        for (name, text) in files {
            let head = format!("name=\"{name}\"; filename=\"Bản ghi nhớ.txt\"\r\nContent-Type: text/plain");
            body += &format!("--xx\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
        }
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=xx");
        self.ask(request.body(Body::from(body + "--xx--\r\n")).unwrap()).await
    }

    /// Opens a form, fills it in and sends it.
    async fn fill(&self, path: &str, filled: &[(&str, &str)], files: &[(&str, &str)]) -> Seen {
        let page = self.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.html);
        page.holds(&[]);
        let bare = path.split('?').next().unwrap();
        let mut fields = page.hidden(bare);
        fields.extend(filled.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let multipart = page.html.contains("multipart/form-data");
        if multipart { self.upload(bare, &fields, files).await } else { self.post(bare, &fields).await }
    }

    /// The same, and it succeeds.
    async fn does(&self, path: &str, filled: &[(&str, &str)], files: &[(&str, &str)]) -> Seen {
        let sent = self.fill(path, filled, files).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{path}: {}", sent.html);
        let page = self.get(&sent.to).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        page.holds(&["banner--success"]);
        page
    }
}

async fn demo_app() -> Arc<App> {
    let at: chrono::DateTime<chrono::FixedOffset> = "2019-04-15T09:00:00+07:00".parse().unwrap();
    let clock = Clock::fixed(at.to_utc());
    let ids = Ids::random(clock.clone());
    let folder = std::env::temp_dir().join(format!("thoathuan-{}", ids.uuid()));
    let url = format!("sqlite:{}", folder.join("db.sqlite").display());
    let store = Store::connect(&url, &Options::default()).await.unwrap();
    migrate(&store).await.unwrap();
    let environment: Environment = std::iter::empty().collect();
    let config = load(None, &environment).unwrap().config;
    let registry = Registry::embedded().unwrap();
    let transport = Transport::memory();
    let app = App::open(Parts { store, clock, ids, registry, config, transport, demo: true }).await.unwrap();
    demo::load(&app).await.unwrap();
    app
}

fn draft(app: &App) -> Vec<(String, String)> {
    let pack = crate::app::choices::pack_today(app, engine::pack::Act::Conclude).unwrap();
    let mut fields: Vec<(String, String)> = [
        ("secret", "no"),
        ("partner", "new"),
        ("partner_name", "Frankfurt am Main"),
        ("partner_country", "DE"),
        ("partner_level", "city"),
        ("titles_vi", "Bản ghi nhớ <hợp tác>"),
        ("kind", "memorandum-of-understanding"),
        ("purpose", "Thương mại"),
        ("fields", "economy"),
        ("class", "non-binding"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    fields.extend(pack.checklist.iter().map(|item| (format!("checklist_{}", item.id), "no".to_owned())));
    fields
}

#[tokio::test]
async fn from_draft_to_report() {
    let app = demo_app().await;
    let official = Browser::new(&app, "official@hcm.example").await;
    let leader = Browser::new(&app, "leader@hcm.example").await;
    let mofa = Browser::new(&app, "reviewer@mofa.example").await;
    let inspector = Browser::new(&app, "inspector@gov.example").await;
    let stranger = Browser::new(&app, "official@danang.example").await;

    let draft = draft(&app);
    let filled: Vec<(&str, &str)> = draft.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    // A wrong date: everything typed is kept, nothing is opened.
    let mut wrong = filled.clone();
    wrong.push(("planned_signing_on", "31/02/2019"));
    let again = official.fill("/dossiers/new", &wrong, &[]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.holds(&["31/02/2019", "Frankfurt am Main", "không phải là ngày có thật"]);
    // Check stores nothing.
    let mut check = filled.clone();
    check.push(("intent", "check"));
    let checked = official.fill("/dossiers/new", &check, &[]).await;
    assert_eq!(checked.status, StatusCode::OK);
    checked.holds(&["id=\"proposal\"", "Quy trình nhanh"]);
    // The secrecy question.
    let secret = official.fill("/dossiers/new", &[("secret", "yes"), ("titles_vi", "xyzzy")], &[]).await;
    assert_eq!(secret.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!secret.html.contains("xyzzy"));
    assert_eq!(leader.get("/dossiers/new").await.status, StatusCode::FORBIDDEN);

    let page = official.does("/dossiers/new", &filled, &[]).await;
    page.holds(&["Bản ghi nhớ &#60;hợp tác&#62;", "HCM-2019-0003", "Đã lập hồ sơ"]);
    let at = |rest: &str| format!("/dossiers/HCM-2019-0003{rest}");
    assert_eq!(stranger.get(&at("")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(official.get("/dossiers/HCM-2019-0009").await.status, StatusCode::NOT_FOUND);

    // Without a text it cannot go to clearance; the page says that, and not that somebody changed the dossier.
    let barred = official.get(&at("/act/send-to-clearance")).await;
    assert_eq!(barred.status, StatusCode::CONFLICT);
    barred.holds(&["<h1>Chưa đủ điều kiện</h1>", "chưa có bản tiếng Việt"]);
    let early = leader.get(&at("/act/clear")).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    early.holds(&["<h1>Chưa đúng bước</h1>", "Hồ sơ đang ở bước “Dự thảo”"]);
    let missing = official.fill(&at("/text"), &[("note", "Dự thảo đầu")], &[]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    missing.holds(&["Dự thảo đầu"]);
    let page = official.does(&at("/text"), &[("note", "Dự thảo đầu")], &[("text_vi", "Điều 1")]).await;
    let href = page.html.split("/files/").nth(1).unwrap().split('"').next().unwrap();
    let file = official.get(&at(&format!("/files/{href}"))).await;
    assert_eq!(file.status, StatusCode::OK);
    let name = file.headers[header::CONTENT_DISPOSITION].to_str().unwrap();
    assert!(name.contains("filename*=UTF-8''B%E1%BA%A3n%20ghi%20nh%E1%BB%9B.txt"), "{name}");
    assert_eq!(stranger.get(&at(&format!("/files/{href}"))).await.status, StatusCode::NOT_FOUND);

    // A page that was opened before the dossier moved.
    let old = official.get(&at("/act/attach-paper")).await;
    let details = official.get(&at("/details")).await;
    details.holds(&["Bản ghi nhớ &#60;hợp tác&#62;"]);
    official.does(&at("/act/send-to-clearance"), &[("note", "Kính trình")], &[]).await;
    let mut late = old.hidden("/act/attach-paper");
    late.push(("paper".to_owned(), "other".to_owned()));
    let overtaken = official.upload(&at("/act/attach-paper"), &late, &[("file", "x")]).await;
    assert_eq!(overtaken.status, StatusCode::CONFLICT);
    overtaken.holds(&["role=\"alert\""]);

    assert_eq!(inspector.get(&at("/act/clear")).await.status, StatusCode::FORBIDDEN);
    let page = inspector.get(&at("")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.holds(&[&at("/record")]);
    let mut tried = page.hidden("/sign-out");
    tried.push(("note".to_owned(), String::new()));
    assert_eq!(inspector.post(&at("/act/clear"), &tried).await.status, StatusCode::FORBIDDEN);

    leader.does(&at("/act/clear"), &[], &[]).await;
    official.does(&at("/act/request-agreement"), &[], &[]).await.holds(&["Bộ Ngoại giao"]);
    let more =
        mofa.fill(&at("/review"), &[("kind", "agree"), ("remarks_1_text", "abc"), ("intent", "more")], &[]).await;
    more.holds(&["abc", "remarks_6_text"]);
    let none = mofa.fill(&at("/review"), &[("advice", "Nên ký sớm")], &[]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.holds(&["Nên ký sớm"]);
    let stale = mofa.get(&at("/review")).await;
    let remarks = [("kind", "agree-with-remarks"), ("remarks_2_clause", "Điều 1"), ("remarks_2_text", "Sửa")];
    mofa.does(&at("/review"), &remarks, &[]).await.holds(&["Đồng ý, có góp ý"]);
    let mut twice = stale.hidden("/review");
    twice.extend([("kind".to_owned(), "disagree".to_owned()), ("advice".to_owned(), "qwerty".to_owned())]);
    let twice = mofa.post(&at("/review"), &twice).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    twice.holds(&["qwerty", "đã trả lời yêu cầu này"]);
    let clock = official.get(&at("")).await;
    let id = clock.html.split("/clocks/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    official.get(&at(&format!("/clocks/{id}"))).await.holds(&["day--due"]);

    let page = leader.get(&at("")).await;
    let mut todo: Vec<&str> = page.html.split("href=\"/dossiers/HCM-2019-0003/act/").skip(1).collect();
    todo.iter_mut().for_each(|rest| *rest = rest.split('"').next().unwrap());
    assert!(!todo.is_empty(), "{}", page.html);
    let page = official.get(&at("")).await;
    if let Some(rest) = page.html.split("/act/reply-to-remarks").nth(1) {
        let path = at(&format!("/act/reply-to-remarks{}", rest.split('"').next().unwrap()));
        let wrong = official.fill(&path, &[("replies_1_text", "Đã sửa")], &[]).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        wrong.holds(&["Đã sửa"]);
        official.does(&path, &[("replies_1_accepted", "true"), ("replies_1_text", "Đã sửa")], &[]).await;
    }
    let signer =
        [("sign_by", "head"), ("signer", "Trần Quốc Bảo"), ("signer_title", "Chủ tịch"), ("responsible", "yes")];
    leader.does(&at("/act/take-responsibility"), &signer, &[]).await;
    let signing = [("signed_on", "15/04/2019"), ("place", "Frankfurt"), ("foreign_1_name", "Erika Mustermann")];
    let bare = official.fill(&at("/act/record-signing"), &signing, &[]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    bare.holds(&["Erika Mustermann"]);
    official.does(&at("/act/record-signing"), &signing, &[("file", "ký")]).await.holds(&["Erika Mustermann"]);
    official.does(&at("/act/record-in-force"), &[("on", "2019-04-15"), ("by", "Khi ký")], &[]).await;
    loop {
        let page = official.get(&at("")).await;
        let Some(rest) = page.html.split("/act/fulfil-duty").nth(1) else { break };
        let path = at(&format!("/act/fulfil-duty{}", rest.split('"').next().unwrap()));
        official.does(&path, &[("note", "Số 1/UBND ngày 15/04/2019")], &[("file", "báo cáo")]).await;
    }
    official.does(&at("/act/close"), &[], &[]).await.holds(&["Đã báo cáo"]);
}

/// What the button will do stands before it, for acts that keep the dossier at its step too.
#[tokio::test]
async fn forms_say_what_will_happen() {
    let app = demo_app().await;
    let mofa = Browser::new(&app, "reviewer@mofa.example").await;
    for (act, words) in [
        ("request-supplements", "tạm dừng cho đến khi địa phương bổ sung"),
        ("correct-receipt", "ngày đến hạn thay đổi"),
        ("hand-over", "chịu trách nhiệm trả lời"),
        ("reclassify", "được lấy ý kiến theo quy trình đó"),
    ] {
        mofa.get(&format!("/dossiers/HCM-2019-0001/act/{act}")).await.holds(&[words]);
    }
    // The binding case: whether the lighter track is open to it is not known before.
    let lighter = mofa.get("/dossiers/HCM-2019-0002/act/reclassify").await;
    lighter.holds(&["Nếu “Quy trình nhanh” đang bật và văn bản đủ điều kiện"]);

    // While the fast track is off, a non-binding document takes the full one; found to be binding, it stays there.
    let basis = engine::text::Bilingual::new("Thử nghiệm", "Test");
    let pack = crate::app::choices::pack_today(&app, engine::pack::Act::Conclude).unwrap().id.clone();
    let grounds = crate::app::admin::Grounds {
        basis,
        reason: "test".to_owned(),
        effective_on: Some(app.today()),
        key: None,
        seen: None,
    };
    let system = crate::app::Who::system();
    crate::app::admin::switches::switch(&app, &system, &pack, "fast", false, &grounds).await.unwrap();
    let official = Browser::new(&app, "official@hcm.example").await;
    let leader = Browser::new(&app, "leader@hcm.example").await;
    let draft = draft(&app);
    let mut filled: Vec<(&str, &str)> = draft.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let form = official.get("/dossiers/new").await;
    let ministry = form.html.split("name=\"bodies\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    filled.push(("bodies", &ministry));
    official.does("/dossiers/new", &filled, &[]).await;
    let at = |rest: &str| format!("/dossiers/HCM-2019-0003{rest}");
    official.does(&at("/text"), &[("note", "Dự thảo đầu")], &[("text_vi", "Điều 1")]).await;
    official.does(&at("/act/send-to-clearance"), &[], &[]).await;
    leader.does(&at("/act/clear"), &[], &[]).await;
    official.does(&at("/act/request-opinions"), &[], &[]).await;
    let stays = mofa.get(&at("/act/reclassify")).await;
    stays.holds(&["hồ sơ vẫn theo quy trình hiện tại và ở bước hiện tại"]);
    assert!(!stays.html.contains("Hồ sơ chuyển đến:"), "{}", stays.html);
}

#[tokio::test]
async fn english_readers_get_english() {
    let app = demo_app().await;
    let mut official = Browser::new(&app, "official@hcm.example").await;
    let thesis = "Luận văn thạc sĩ";
    let vietnamese = official.get("/dossiers/HCM-2019-0001").await;
    vietnamese.holds(&["luận văn thạc sĩ", "Chuyên viên Phòng Hợp tác quốc tế"]);
    assert!(!vietnamese.html.contains("Tampere University"));

    official.cookie.push_str("; thoathuan_lang=en");
    let list = official.get("/?tab=mine").await;
    list.holds(&["Memorandum on cooperation between Ho Chi Minh City and Frankfurt am Main", "working days left"]);
    assert!(!list.html.contains("Bản ghi nhớ"), "{}", list.html);
    let page = official.get("/dossiers/HCM-2019-0001").await;
    page.holds(&["master’s thesis, Tampere University", "Officer, International Cooperation Division"]);
    assert!(!page.html.contains(thesis) && !page.html.contains("Phòng Hợp tác quốc tế"), "{}", page.html);
    // How an ended deadline ended stands once.
    let clocks = page.html.split("id=\"clocks\"").nth(1).unwrap().split("</section>").next().unwrap();
    let ended = clocks.split("<tr>").filter(|row| row.contains("In time"));
    assert!(ended.clone().count() > 0 && ended.into_iter().all(|row| row.matches("In time").count() == 1), "{clocks}");
    // Provisions of the questions stand above them, not below each.
    let form = official.get("/dossiers/new").await;
    form.holds(&["Basis of the questions below:"]);
    assert!(form.html.matches("Basis of the questions below:").count() <= 3, "{}", form.html);
}

#[tokio::test]
async fn somebody_locked_out_reads_for_how_long() {
    let app = demo_app().await;
    let nobody = Browser { router: crate::web::router(Arc::clone(&app)), cookie: String::new() };
    let wrong = [("email", "official@hcm.example"), ("password", "wrong")].map(|(k, v)| (k.to_owned(), v.to_owned()));
    for _ in 0..10 {
        assert_eq!(nobody.post("/sign-in", &wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    let locked = nobody.post("/sign-in", &wrong).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);
    locked.holds(&["Đợi 15 phút"]);
}
