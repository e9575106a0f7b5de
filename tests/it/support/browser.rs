//! Somebody at a browser: pages, forms as they stand on the page, and the link in a mail.

use super::site::Site;
use base64::Engine;
use reqwest::{Client, StatusCode};

/// A browser with its cookies.
#[derive(Clone)]
pub struct Browser {
    pub http: Client,
    url: String,
}

/// A page.
pub struct Page {
    pub status: StatusCode,
    pub html: String,
    /// Where a redirect leads.
    pub to: String,
}

impl Page {
    /// The same, if it is a redirect; else the test fails and shows it.
    #[track_caller]
    pub fn moved(self) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", words(&self.html));
        self.to
    }

    /// The same, if it has that status and says that.
    #[track_caller]
    pub fn says(self, status: u16, text: &str) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", words(&self.html));
        assert!(self.html.contains(text), "{text:?} is not in: {}", words(&self.html));
        self
    }

    /// The hidden fields of the form that is posted to `action`.
    fn hidden(&self, action: &str) -> Vec<(String, String)> {
        let start = format!("action=\"{}\"", action.replace('&', "&#38;"));
        let form = self.html.split("<form ").find(|form| form.contains(&start));
        let form = form.unwrap_or_else(|| panic!("no form is posted to {action}: {}", words(&self.html)));
        let form = form.split("</form>").next().unwrap();
        let value = |tag: &str, key: &str| {
            tag.split(&format!("{key}=\"")).nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap()
        };
        let inputs = form.split("<input type=\"hidden\" ").skip(1);
        inputs.map(|tag| (value(tag, "name"), value(tag, "value"))).collect()
    }
}

/// What a page says, without its tags, for messages of failing tests.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    main.split('<')
        .filter_map(|part| part.split('>').nth(1))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" | ")
}

impl Browser {
    pub fn new(site: &Site) -> Self {
        let http = Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, url: site.url.clone() }
    }

    /// A browser in which `email` has signed in.
    pub async fn of(site: &Site, email: &str, password: &str) -> Self {
        let browser = Self::new(site);
        browser.send("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await.moved();
        browser
    }

    pub async fn get(&self, path: &str) -> Page {
        page(self.http.get(format!("{}{path}", self.url)).send().await.unwrap()).await
    }

    /// Sends the form on the page `from` that is posted to `action`, with its hidden fields.
    pub async fn send(&self, from: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let shown = self.get(from).await;
        assert_eq!(shown.status, StatusCode::OK, "{from}: {}", words(&shown.html));
        self.send_as(&shown, action, fields).await
    }

    /// Sends the form on a page opened before that is posted to `action`, with its hidden fields.
    pub async fn send_as(&self, shown: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let hidden = shown.hidden(action);
        let hidden = hidden.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let fields: Vec<(&str, &str)> = hidden.chain(fields.iter().copied()).collect();
        page(self.http.post(format!("{}{action}", self.url)).form(&fields).send().await.unwrap()).await
    }

    /// Sends fields as they are.
    pub async fn post(&self, action: &str, fields: &[(String, String)]) -> Page {
        page(self.http.post(format!("{}{action}", self.url)).form(fields).send().await.unwrap()).await
    }

    /// The form of a page that is posted to the page itself.
    pub async fn fill(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.send(path, path, fields).await
    }

    /// Uploads a Vietnamese text.
    pub async fn upload(&self, number: &str, text: &str) -> Page {
        let path = format!("/dossiers/{number}/text");
        let mut form = reqwest::multipart::Form::new().text("note", "Dự thảo");
        for (name, value) in self.get(&path).await.hidden(&path) {
            form = form.text(name, value);
        }
        let file = reqwest::multipart::Part::bytes(text.as_bytes().to_vec()).file_name("du-thao.txt");
        let form = form.part("text_vi", file);
        page(self.http.post(format!("{}{path}", self.url)).multipart(form).send().await.unwrap()).await
    }
}

async fn page(response: reqwest::Response) -> Page {
    let to = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned()).unwrap_or_default();
    Page { status: response.status(), to, html: response.text().await.unwrap() }
}

/// The last path of an address: the id of what was entered.
pub fn id_of(to: &str) -> String {
    to.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// Hands all mails over and gives the text of those to `email`, oldest first.
pub async fn mails_to(site: &Site, email: &str) -> Vec<String> {
    while thoathuan::app::deliver::deliver(&site.app, "test", 100).await.unwrap().claimed() > 0 {}
    let mails = site.mails.lock().unwrap();
    mails.iter().filter(|mail| mail.to == email).map(|mail| plain(&mail.mime)).collect()
}

/// The path of the one-time link in the last mail to `email`.
pub async fn link_to(site: &Site, email: &str) -> String {
    let mails = mails_to(site, email).await;
    let text = mails.last().unwrap_or_else(|| panic!("no mail to {email}"));
    let path = text.split("/join/").nth(1).unwrap_or_else(|| panic!("no link in {text}"));
    format!("/join/{}", path.split_whitespace().next().unwrap())
}

/// The plain text of a message.
fn plain(mime: &[u8]) -> String {
    let mime = std::str::from_utf8(mime).unwrap();
    let part = mime.split("Content-Type: text/plain").nth(1).unwrap();
    let (head, body) = part.split_once("\r\n\r\n").unwrap();
    let body = body.split("\r\n--=_").next().unwrap();
    if head.contains("base64") {
        let bytes = base64::engine::general_purpose::STANDARD.decode(body.replace("\r\n", "")).unwrap();
        return String::from_utf8(bytes).unwrap();
    }
    let joined = body.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let [first, tail @ ..] = rest {
        if *first == b'=' {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}
