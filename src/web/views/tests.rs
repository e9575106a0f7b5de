//! Every template rendered with its sample in both languages, and what must hold of all of them. The pages are can
//! also be written to a folder, to be looked at in a browser.

use super::samples;
use crate::i18n::{L, Lang};
use std::collections::{BTreeMap, BTreeSet};

const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "!doctype"];

/// A tag with its attributes, or text.
enum Token {
    Open(String, BTreeMap<String, String>),
    Close(String),
    Text(String),
}

/// Splits our own templates' HTML: all attributes are quoted or bare, no `>` inside values.
fn tokens(html: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        if !rest[..start].trim().is_empty() {
            found.push(Token::Text(rest[..start].trim().to_owned()));
        }
        let end = start + rest[start..].find('>').expect("a tag is closed");
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            found.push(Token::Close(name.to_owned()));
            continue;
        }
        let name = inside.split_whitespace().next().unwrap_or_default().to_lowercase();
        let mut attributes = BTreeMap::new();
        let mut text = inside[name.len()..].trim();
        while !text.is_empty() {
            let stop = text.find(['=', ' ']).unwrap_or(text.len());
            let key = text[..stop].to_owned();
            text = &text[stop..];
            let mut value = String::new();
            if let Some(after) = text.strip_prefix("=\"") {
                let close = after.find('"').expect("a value is closed");
                value = after[..close].to_owned();
                text = &after[close + 1..];
            }
            assert!(attributes.insert(key.clone(), value).is_none(), "attribute {key} twice in <{inside}>");
            text = text.trim_start();
        }
        found.push(Token::Open(name, attributes));
    }
    found
}

/// Names of our pages in both languages with their HTML.
fn pages() -> Vec<(Lang, String, String)> {
    Lang::ALL
        .into_iter()
        .flat_map(|lang| samples::all(L::from(lang)).into_iter().map(move |(name, html)| (lang, name, html)))
        .collect()
}

#[test]
fn pages_are_whole_and_accessible() {
    let mut faults = Vec::new();
    for (lang, name, html) in pages() {
        let mut fault = |what: String| faults.push(format!("{lang} {name}: {what}"));
        if html.contains('⟦') {
            for part in html.split('⟦').skip(1) {
                fault(format!("missing message {}", part.split('⟧').next().unwrap_or_default()));
            }
        }
        if !html.contains(&format!("<html lang=\"{lang}\">")) {
            fault("wrong <html lang>".to_owned());
        }
        if html.matches("<h1").count() != 1 {
            fault(format!("{} h1", html.matches("<h1").count()));
        }
        check_structure(&tokens(&html), &mut fault);
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn check_structure(tokens: &[Token], fault: &mut impl FnMut(String)) {
    let (mut open, mut ids, mut labels, mut wanted, mut inputs) =
        (Vec::new(), BTreeSet::new(), BTreeSet::new(), Vec::new(), Vec::new());
    let mut heading = 0;
    for token in tokens {
        match token {
            Token::Text(_) => {}
            Token::Close(name) => {
                let last: Option<String> = open.pop();
                if last.as_deref() != Some(name) {
                    fault(format!("</{name}> closes {last:?}"));
                    return;
                }
            }
            Token::Open(name, attributes) => {
                if !VOID.contains(&name.as_str()) {
                    open.push(name.clone());
                }
                if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) {
                    // The error summary stands above the h1.
                    if heading > 0 && level > heading + 1 {
                        fault(format!("h{level} after h{heading}"));
                    }
                    heading = level;
                }
                if let Some(id) = attributes.get("id")
                    && !ids.insert(id.clone())
                {
                    fault(format!("id {id} twice"));
                }
                if name == "label"
                    && let Some(id) = attributes.get("for")
                {
                    labels.insert(id.clone());
                }
                let typed = attributes.get("type").map(String::as_str);
                if matches!(name.as_str(), "input" | "select" | "textarea") && typed != Some("hidden") {
                    inputs.push(attributes.get("id").cloned().unwrap_or_default());
                }
                for key in ["aria-describedby", "aria-labelledby", "for"] {
                    for id in attributes.get(key).iter().flat_map(|ids| ids.split_whitespace()) {
                        wanted.push(id.to_owned());
                    }
                }
                if let Some(id) = attributes.get("href").and_then(|href| href.strip_prefix('#')) {
                    wanted.push(id.to_owned());
                }
                if name == "form" && attributes.get("method").is_some_and(|method| method == "post") {
                    wanted.push("csrf".to_owned());
                    ids.insert("csrf".to_owned());
                }
                if attributes.contains_key("style") || attributes.keys().any(|key| key.starts_with("on")) {
                    fault(format!("inline style or script in <{name}>"));
                }
            }
        }
    }
    if !open.is_empty() {
        fault(format!("left open: {open:?}"));
    }
    for input in inputs {
        if !labels.contains(&input) {
            fault(format!("input without label: {input}"));
        }
    }
    for id in wanted {
        if !ids.contains(&id) {
            fault(format!("nothing has the id {id}"));
        }
    }
}

#[test]
fn languages_do_not_mix() {
    let catalogue = crate::i18n::catalogue_for_tests();
    let mut faults = Vec::new();
    for (lang, name, html) in pages() {
        let mine: BTreeSet<&String> =
            catalogue.values().map(|(vi, en)| if lang == Lang::Vi { vi } else { en }).collect();
        let theirs: BTreeSet<&String> =
            catalogue.values().map(|(vi, en)| if lang == Lang::Vi { en } else { vi }).collect();
        let other = L::from(lang).t("other-language");
        for token in tokens(&html) {
            let Token::Text(text) = token else { continue };
            if theirs.contains(&text) && !mine.contains(&text) && text != other {
                faults.push(format!("{lang} {name}: {text}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn typed_text_is_escaped() {
    for (lang, name, html) in pages() {
        assert!(!html.contains("<2 tỷ đồng>") && !html.contains("<tài chính>"), "{lang} {name}");
    }
}

/// `PAGES_DIR=/some/folder cargo test writes_pages` leaves the pages there.
#[test]
fn writes_pages_to_look_at() {
    let Some(folder) = std::env::var_os("PAGES_DIR") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    std::fs::create_dir_all(folder).unwrap();
    for (lang, name, html) in pages() {
        let html = html.replace("=\"/static/", "=\"static/").replace(".css?v=", ".css#").replace(".js?v=", ".js#");
        std::fs::write(folder.join(format!("{name}.{lang}.html")), html).unwrap();
    }
}
