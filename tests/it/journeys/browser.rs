//! Case (a) in headless Chromium by its three users: typed, ticked, uploaded and clicked as they would.
//!
//! The pictures of the walk lie in the folder named by `SCREENS_DIR`, or in one for temporary files.

use crate::support::db::{Db, Folder};
use crate::support::site::Site;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use thirtyfour::prelude::*;
use thoathuan::store::Backend;

/// Chromium's driver on a port of its own.
struct Driver {
    child: Child,
    url: String,
}

impl Driver {
    async fn start() -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new("chromedriver");
        command.arg(format!("--port={port}")).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("chromedriver: apt-get install chromium chromium-driver");
        let driver = Self { child, url: format!("http://127.0.0.1:{port}") };
        for _ in 0..400 {
            if reqwest::get(format!("{}/status", driver.url)).await.is_ok() {
                return driver;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("chromedriver did not answer");
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One browser window.
struct Window {
    driver: WebDriver,
    site: String,
    screens: PathBuf,
    shots: std::cell::Cell<u32>,
}

/// What to put into a form.
enum Put<'a> {
    /// Typed.
    Text(&'a str, &'a str),
    /// Ticked or chosen: name and value.
    Tick(&'a str, &'a str),
    /// Selected in a list.
    Pick(&'a str, &'a str),
    /// A file: name of the field and path.
    File(&'a str, &'a str),
}
use Put::{File, Pick, Text, Tick};

impl Window {
    async fn open(driver: &Driver, site: &str, screens: PathBuf) -> Self {
        let mut wishes = DesiredCapabilities::chrome();
        for argument in
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1280,1400"]
        {
            wishes.add_arg(argument).unwrap();
        }
        let driver = WebDriver::new(&driver.url, wishes).await.unwrap();
        Self { driver, site: site.to_owned(), screens, shots: std::cell::Cell::new(0) }
    }

    async fn go(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.site)).await.unwrap();
    }

    async fn picture(&self, name: &str) {
        self.shots.set(self.shots.get() + 1);
        let path = self.screens.join(format!("{:02}-{name}.png", self.shots.get()));
        self.driver.screenshot(&path).await.unwrap();
    }

    async fn signs_in(&self, email: &str) {
        self.driver.delete_all_cookies().await.unwrap();
        self.go("/sign-in").await;
        self.form(&[Text("email", email), Text("password", thoathuan::app::demo::PASSWORD)]).await;
        let list = By::XPath("//h1[text()='Danh sách công việc']");
        assert!(self.appears(list).await, "{}", self.text().await);
    }

    /// Fills the form of the page and presses its main button.
    async fn form(&self, puts: &[Put<'_>]) {
        for put in puts {
            let css = match put {
                Text(name, _) | File(name, _) | Pick(name, _) => format!("main [name='{name}']"),
                Tick(name, value) => format!("main [name='{name}'][value='{value}']"),
            };
            let found = self.driver.find(By::Css(&css)).await;
            let field = found.unwrap_or_else(|error| panic!("{css}: {error}"));
            match put {
                Text(_, text) | File(_, text) => field.send_keys(*text).await.unwrap(),
                // The mark that is seen is drawn by the label, which covers the box itself.
                Tick(..) => {
                    drop(self.driver.execute("arguments[0].click()", vec![field.to_json().unwrap()]).await.unwrap())
                }
                Pick(_, value) => {
                    let option = format!("option[value='{value}']");
                    field.find(By::Css(&option)).await.unwrap().click().await.unwrap();
                }
            }
        }
        let button = self.driver.find(By::Css("main form button[value='send']")).await.unwrap();
        self.driver.execute("arguments[0].click()", vec![button.to_json().unwrap()]).await.unwrap();
        tokio::time::sleep(Duration::from_millis(300)).await;
    }

    /// The same, and the page says that it was done.
    async fn does(&self, path: &str, puts: &[Put<'_>], name: &str) {
        self.go(path).await;
        self.form(puts).await;
        if self.appears(By::Css(".banner--success")).await {
            return self.picture(name).await;
        }
        self.picture("failed").await;
        panic!("{path}: {}", self.text().await);
    }

    /// Whether the page shows it within half a minute: other tests keep the machine busy.
    async fn appears(&self, what: By) -> bool {
        for _ in 0..600 {
            if self.driver.find(what.clone()).await.is_ok() {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    async fn text(&self) -> String {
        self.driver.find(By::Css("main")).await.unwrap().text().await.unwrap()
    }

    async fn says(&self, words: &[&str]) {
        let text = self.text().await;
        for word in words {
            assert!(text.contains(word), "{word} is missing in:\n{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn case_a_by_its_three_users() {
    let site = Site::new(Db::fresh(Backend::Sqlite).await, "2019-04-15T09:00:00").await;
    let folder = Folder::new();
    let screens = screens(&folder);
    let file = |name: &str, text: &str| {
        let path = folder.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (vi, en) = (file("ban-ghi-nho.txt", "Điều 1. Hợp tác."), file("memorandum.txt", "Article 1. Cooperation."));
    let (copy, letter) = (file("ban-da-ky.txt", "Bản đã ký."), file("bao-cao.txt", "Báo cáo."));
    let driver = Driver::start().await;
    let window = Window::open(&driver, &site.url, screens).await;

    // The local official drafts.
    window.signs_in("official@hcm.example").await;
    window.picture("work-list").await;
    let mut draft = vec![
        Tick("secret", "no"),
        Pick("partner", "new"),
        Text("partner_name", "Frankfurt am Main"),
        Text("partner_country", "Đức"),
        Pick("partner_level", "city"),
        Text("titles_vi", "Bản ghi nhớ hợp tác với Thành phố Frankfurt am Main"),
        Text("titles_en", "Memorandum of cooperation with Frankfurt am Main"),
        Tick("kind", "memorandum-of-cooperation"),
        Text("purpose", "Thúc đẩy trao đổi kinh tế và du lịch."),
        Tick("fields", "economy"),
        Tick("fields", "tourism"),
        Tick("class", "non-binding"),
        Text("term", "Tự gia hạn từng năm; hết hiệu lực sau hai năm liên tiếp không có chương trình."),
    ];
    let questions: Vec<(String, &str)> = site
        .app
        .registry
        .newest("ordinance-33-2007")
        .unwrap()
        .pack
        .checklist
        .iter()
        .map(|item| {
            let yes = ["term-automatic-renewal", "term-lapse"].contains(&item.id.as_str());
            (format!("checklist_{}", item.id), if yes { "yes" } else { "no" })
        })
        .collect();
    draft.extend(questions.iter().map(|(name, value)| Tick(name, value)));
    window.does("/dossiers/new", &draft, "opened").await;
    window.says(&["HCM-2019-0001", "Quy trình nhanh", "Không ràng buộc"]).await;
    let at = |rest: &str| format!("/dossiers/HCM-2019-0001{rest}");
    let texts = [File("text_vi", &vi), File("text_en", &en), Text("note", "Bản đầu tiên")];
    window.does(&at("/text"), &texts, "text").await;
    window.does(&at("/act/send-to-clearance"), &[], "to-clearance").await;

    // The leader clears.
    window.signs_in("leader@hcm.example").await;
    window.does(&at("/act/clear"), &[], "cleared").await;
    window.signs_in("official@hcm.example").await;
    window.does(&at("/act/request-agreement"), &[], "asked").await;
    window.says(&["Thứ Năm, 18/04/2019"]).await;

    // MOFA answers in the web form.
    window.signs_in("reviewer@mofa.example").await;
    window.picture("mofa-work-list").await;
    window.go(&at("/review")).await;
    window.picture("review-form").await;
    window.does(&at("/review"), &[Tick("kind", "agree"), Text("advice", "Nhất trí.")], "answered").await;

    // The leader takes responsibility; the signing and the reports follow.
    window.signs_in("leader@hcm.example").await;
    let responsible = [
        Tick("sign_by", "head"),
        Text("signer", "Trần Quốc Bảo"),
        Text("signer_title", "Chủ tịch Ủy ban nhân dân"),
        Tick("responsible", "yes"),
    ];
    window.does(&at("/act/take-responsibility"), &responsible, "responsible").await;
    site.at("2019-04-17T15:00:00");
    window.signs_in("official@hcm.example").await;
    let signing = [
        Text("signed_on", "17/04/2019"),
        Text("place", "Frankfurt am Main"),
        Text("foreign_1_name", "Erika Mustermann"),
        Text("foreign_1_title", "Oberbürgermeisterin"),
        File("file", &copy),
    ];
    window.does(&at("/act/record-signing"), &signing, "signed").await;
    for n in 0..2 {
        window.go(&at("")).await;
        let links = window.driver.find_all(By::Css("a[href*='/act/fulfil-duty']")).await.unwrap();
        let href = links[0].attr("href").await.unwrap().unwrap();
        let done = [Text("note", "Số 12/BC-UBND ngày 17/04/2019"), File("file", &letter)];
        window.does(&href, &done, &format!("duty-{n}")).await;
    }
    window.does(&at("/act/close"), &[], "closed").await;
    window.says(&["Đã báo cáo"]).await;
    site.verify().await;
    window.driver.clone().quit().await.unwrap();
}

#[expect(clippy::disallowed_methods, reason = "only says where to leave pictures")]
fn screens(folder: &Folder) -> PathBuf {
    let wanted = std::env::var("SCREENS_DIR").ok().filter(|path| !path.is_empty()).map(PathBuf::from);
    let screens = wanted.unwrap_or_else(|| folder.0.join("screens"));
    std::fs::create_dir_all(&screens).unwrap();
    screens
}
