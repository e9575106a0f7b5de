//! Pages of the registry with samples.

use super::{Rendered, meta, official, page, put};
use crate::i18n::L;
use crate::web::views::Link;
use crate::web::views::form::{Buttons, Column, Control, FormError, area, text};
use crate::web::views::parts::{Fact, Pager, Tab, Tag, Tone};
use crate::web::views::registry::{
    Compared, ComparedRow, ContactRow, FormPage, ListPage, RecordPage, Row, Section, StepRow,
};

fn row(l: L) -> Row {
    Row {
        title: l.pick("Quan hệ hữu nghị hợp tác <2 tỷ đồng>", "Friendly cooperation <2 tỷ đồng>").to_owned(),
        href: "/relations/1".to_owned(),
        meta: vec!["Lyon".to_owned(), "1997".to_owned()],
        tags: vec![Tag::new(l.t("relation-status-active"), Tone::Green)],
    }
}

/// A list, a record and a form.
pub fn render(l: L, pages: &mut Vec<Rendered>) {
    let list = ListPage {
        l,
        page: page(l, l.t("partners-title"), "/partners"),
        lead: l.t("partners-lead"),
        search: Some("/partners".to_owned()),
        q: "ly".to_owned(),
        tabs: vec![Tab { text: l.t("partners-title"), href: "/partners".to_owned(), current: true, count: None }],
        new: Some(Link::new(l.t("partner-new-link"), "/partners/new")),
        rows: vec![row(l)],
        empty: l.t("partners-empty"),
        pager: Pager { l, first: None, next: Some("/partners?after=x".to_owned()) },
    };
    put(pages, "partners", &list);
    put(pages, "partners-empty", &ListPage { rows: Vec::new(), ..list });
    let section = |id: &'static str, rows: Vec<Row>| Section {
        id,
        title: l.t("relations-title"),
        rows,
        empty: l.t("relations-none"),
        all: Some(Link::new(l.t("registry-all"), "/relations?partner=1")),
        new: Some(Link::new(l.t("relation-new-link"), "/relations/new?partner=1")),
    };
    let record = RecordPage {
        l,
        page: page(l, "Lyon", "/partners/1"),
        caption: l.t("partner-caption"),
        title: "Lyon".to_owned(),
        acts: vec![Link::new("Gia hạn thỏa thuận", "/dossiers/new")],
        other_titles: vec![("fr".to_owned(), l.t("lang-fr"), "Ville de Lyon".to_owned())],
        tags: vec![Tag::new(l.t("relation-status-active"), Tone::Green)],
        uncertain: Some("2008 / 2018".to_owned()),
        afterwards: Some(l.t("document-afterwards")),
        edit: Some(Link::new(l.t("registry-edit"), "/partners/1/edit")),
        facts: vec![
            (Fact::typed(l.t("partner-country"), "Pháp"), None),
            (Fact::typed(l.t("partner"), "Lyon"), Some("/partners/1".to_owned())),
        ],
        contacts: Some(vec![ContactRow {
            id: "1".to_owned(),
            office: "Relations internationales".to_owned(),
            lines: vec!["Claire Fontaine".to_owned()],
            confirmed: Tag::new(l.ta("contact-overdue", &[("on", "01/02/2018")]), Tone::Yellow),
            confirm: Some("/partners/1/contacts/1/confirm".to_owned()),
        }]),
        version: "3".to_owned(),
        sections: vec![section("relations", vec![row(l)]), section("documents", Vec::new())],
        steps: vec![StepRow { at: "09:00 05/08/2016".to_owned(), what: l.t("act-enter-partner"), who: official(l) }],
    };
    put(pages, "partner", &record);
    let form = meta(l, "/partners/new", vec![FormError::new("name", l.t("registry-changed"))]);
    let names = Control::Repeat {
        columns: vec![Column { name: "name".to_owned(), label: l.t("partner-names-name"), long: false }],
        rows: vec![vec!["Ville de Lyon".to_owned()]],
        more: Some(l.t("registry-more")),
    };
    let fields = vec![
        form.field("name", l.t("partner-name"), text("Lyon")).hint(l.t("partner-name-hint")),
        form.field("names", l.t("partner-names-legend"), names),
        form.field("note", l.t("registry-note"), area("", 3)).optional(),
    ];
    let mut frame = page(l, l.t("partner-new-title"), "/partners/new");
    frame.has_errors = true;
    let form = FormPage {
        l,
        page: frame,
        lead: l.t("registry-form-lead"),
        compared: None,
        alike: vec![row(l)],
        groups: vec![(l.t("partner-caption"), fields)],
        buttons: Buttons { submit: l.t("registry-save"), grave: false, cancel: Link::new(l.t("cancel"), "/partners") },
        form,
    };
    put(pages, "partner-form", &form);
    let compared = |label: &str, now: &str, mine: Option<&str>| ComparedRow {
        label: l.t(label),
        now: now.to_owned(),
        mine: mine.map(str::to_owned),
    };
    let rows = vec![
        compared("partner-names-legend", "Ville de Lyon, fr\nLi-ông", None),
        compared("registry-note", "Thành phố kết nghĩa.", Some("Đã gặp năm 2018.")),
    ];
    let compared = Some(Compared { l, rows, href: "/partners/1".to_owned() });
    put(pages, "partner-compared", &FormPage { compared, alike: Vec::new(), ..form });
}
