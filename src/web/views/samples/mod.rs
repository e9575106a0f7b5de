//! Sample data of every page, for the rendering tests. People are invented; the two agreements are known facts, the
//! course of their procedure is not.

mod admin;
mod dossier;
mod dossier_parts;
mod draft;
mod forms;
mod lists;
mod people;
mod registry;
mod rules;
mod session;

use super::form::{FormError, FormMeta};
use super::parts::{Basis, Due, FileLink, Mark, Person};
use super::{DemoBar, Link, NavLink, Page, UserBar};
use crate::i18n::L;
use askama::Template;
use chrono::NaiveDate;

/// A rendered page: file name and HTML.
pub type Rendered = (String, String);

/// Every template with samples, in language `l`.
pub fn all(l: L) -> Vec<Rendered> {
    let mut pages = Vec::new();
    session::render(l, &mut pages);
    lists::render(l, &mut pages);
    dossier::render(l, &mut pages);
    draft::render(l, &mut pages);
    forms::render(l, &mut pages);
    admin::render(l, &mut pages);
    people::render(l, &mut pages);
    rules::render(l, &mut pages);
    registry::render(l, &mut pages);
    pages
}

/// Renders `page` under `name`.
pub fn put(pages: &mut Vec<Rendered>, name: &str, page: &impl Template) {
    pages.push((name.to_owned(), page.render().unwrap()));
}

/// A day.
pub fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

/// The frame for a local official.
pub fn page(l: L, title: impl Into<String>, path: &str) -> Page {
    let nav =
        |key: &str, href: &str, count| NavLink { text: l.t(key), href: href.to_owned(), current: href == path, count };
    Page {
        title: title.into(),
        path: path.to_owned(),
        user: Some(UserBar {
            name: "Lê Thị Thu Hằng".to_owned(),
            post: l.pick("Chuyên viên", "Official").to_owned(),
            org: l.pick("Sở Ngoại vụ TP. Hồ Chí Minh", "Department of Foreign Affairs, Ho Chi Minh City").to_owned(),
        }),
        nav: vec![
            nav("nav-worklist", "/", None),
            nav("nav-notices", "/notices", Some(3)),
            nav("nav-record", "/record", None),
            nav("nav-admin", "/admin", None),
        ],
        csrf: "3f9c".repeat(8),
        demo: Some(DemoBar { now: "09:00 05/08/2016".to_owned(), href: "/demo/clock".to_owned() }),
        flash: None,
        back: None,
        has_errors: false,
    }
}

/// The same with a link back to the dossier.
pub fn page_of(l: L, title: impl Into<String>, path: &str) -> Page {
    Page { back: Some(Link::new("HCM-2016-0003", "/dossiers/HCM-2016-0003")), ..page(l, title, path) }
}

/// A form's frame.
pub fn meta(l: L, url: &str, errors: Vec<FormError>) -> FormMeta {
    FormMeta {
        l,
        action_url: url.to_owned(),
        csrf: "3f9c".repeat(8),
        idempotency_key: "0b5e3c52-6c3c-7d3f-8c51-6c9f3f6d2a10".to_owned(),
        seen_text: Some(2),
        seen_step: Some(5),
        hidden: Vec::new(),
        multipart: false,
        errors,
        lost_files: Vec::new(),
    }
}

/// A provision of the Ordinance, or policy.
pub fn basis(l: L, point: &str, mark: Mark) -> Basis {
    let citation = match mark {
        Mark::Policy(_) => l.pick("Chính sách của hệ thống", "Policy of the service").to_owned(),
        _ => format!("{} {point}", l.pick("Pháp lệnh 33/2007, Điều", "Ordinance 33/2007, Art.")),
    };
    Basis { l, citation, href: "/packs/ordinance-33-2007/1#ord-16-2".to_owned(), mark }
}

/// Policy of the operator.
pub fn policy(l: L) -> Basis {
    basis(l, "", Mark::Policy(l.pick("đơn vị vận hành", "the operator").to_owned()))
}

/// Somebody.
pub fn person(l: L, name: &str, post: (&str, &str), org: (&str, &str)) -> Person {
    Person {
        l,
        name: Some(name.to_owned()),
        post: l.pick(post.0, post.1).to_owned(),
        org: l.pick(org.0, org.1).to_owned(),
        deputy_for: None,
    }
}

/// The official who drafts.
pub fn official(l: L) -> Person {
    let org = ("Sở Ngoại vụ TP. Hồ Chí Minh", "Department of Foreign Affairs, Ho Chi Minh City");
    person(l, "Lê Thị Thu Hằng", ("Chuyên viên", "Official"), org)
}

/// MOFA's reviewer.
pub fn reviewer(l: L) -> Person {
    let org = ("Bộ Ngoại giao", "Ministry of Foreign Affairs");
    person(l, "Phan Đức Khải", ("Chuyên viên", "Reviewer"), org)
}

/// A due date.
pub fn due(l: L, on: NaiveDate, days: i64) -> Due {
    Due::running(l, on, days, "/dossiers/HCM-2016-0003/clocks/7")
}

/// A file.
pub fn file(l: L, name: &str) -> FileLink {
    FileLink {
        l,
        name: name.to_owned(),
        href: "/dossiers/HCM-2016-0003/files/1".to_owned(),
        size: l.size(84_213),
        format: "DOCX".to_owned(),
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned(),
    }
}
