//! Samples: administration of people and organisations, and the one-time link.

use super::{Rendered, day, meta, page, put};
use crate::i18n::L;
use crate::web::views::form::{Buttons, Choice, Control, FormError};
use crate::web::views::parts::{Fact, Pager, Tag, Tone};
use crate::web::views::people::*;
use crate::web::views::session::JoinPage;
use crate::web::views::{Link, Page};

fn landing(l: L) -> LandingPage {
    LandingPage {
        l,
        page: page(l, l.t("admin-title"), "/admin"),
        sections: vec![Section {
            link: Link::new(l.t("accounts-title"), "/admin/accounts"),
            what: l.t("admin-accounts"),
        }],
    }
}

fn list(l: L, rows: Vec<ListRow>) -> ListPage {
    ListPage {
        l,
        page: page(l, l.t("accounts-title"), "/admin/accounts"),
        lead: l.t("accounts-lead"),
        new: Link::new(l.t("do-invite-account"), "/admin/accounts/new"),
        url: "/admin/accounts".to_owned(),
        q: "Hằng".to_owned(),
        q_label: l.t("accounts-words"),
        choice: ("state".to_owned(), l.t("accounts-state"), vec![Choice::new("active", l.t("account-active"))]),
        filtered: true,
        rows,
        pager: Pager { l, first: None, next: None },
    }
}

fn row(l: L) -> ListRow {
    ListRow {
        link: Link::new("Lê Thị Thu Hằng", "/admin/accounts/1"),
        meta: vec!["official@hcm.example".to_owned()],
        state: Some(Tag::new(l.t("account-active"), Tone::Green)),
    }
}

fn one(l: L) -> OnePage {
    let line = Line {
        title: l.pick("Chuyên viên <Phòng>", "Officer <Division>").to_owned(),
        href: Some("/admin/posts/1".to_owned()),
        meta: vec![l.ta("people-from", &[("from", l.short_date(day(2019, 4, 15)))])],
        state: Some(Tag::new(l.t("people-past"), Tone::Grey)),
        acts: vec![Link::new(l.t("do-hand-over-post"), "/admin/holdings/1/hand-over")],
        button: Some(PlainButton {
            url: "/admin/accounts/1/tokens/1/revoke".to_owned(),
            text: l.t("do-revoke-token"),
            about: "curl".to_owned(),
        }),
    };
    let part = |id: &str, lines: Vec<Line>| Part {
        id: id.to_owned(),
        title: l.t("accounts-posts"),
        empty: l.t("accounts-posts-none"),
        lines,
        acts: vec![Link::new(l.t("accounts-give-post"), "/admin/organisations")],
    };
    OnePage {
        l,
        page: page(l, "Lê Thị Thu Hằng", "/admin/accounts/1"),
        caption: l.t("accounts-one"),
        title: "Lê Thị Thu Hằng".to_owned(),
        state: Some(Tag::new(l.t("account-active"), Tone::Green)),
        warning: Some(l.t("account-mail-fails")),
        facts: vec![Fact::typed(l.t("field-email"), "official@hcm.example")],
        acts: vec![Link::new(l.t("do-close-account"), "/admin/accounts/1/close")],
        parts: vec![part("posts", vec![line]), part("tokens", Vec::new())],
    }
}

fn form(l: L, errors: Vec<FormError>) -> FormPage {
    let form = meta(l, "/admin/holdings/1/hand-over", errors);
    let email = Control::Text { value: String::new(), kind: "email", autocomplete: "off" };
    FormPage {
        compared: None,
        instead: Some(Link::new(l.t("do-hand-over-post"), "/admin/holdings/1/hand-over")),
        l,
        page: page(l, l.t("do-hand-over-post"), "/admin/holdings/1/hand-over"),
        caption: Some("Lê Thị Thu Hằng".to_owned()),
        title: l.t("do-hand-over-post"),
        lead: Some(l.t("hand-over-lead")),
        warning: Some(l.t("account-close-holds")),
        facts: vec![Fact::new(l.t("hand-over-requests"), "HCM-2016-0003")],
        fields: vec![form.field("email", l.t("hand-over-email"), email).hint(l.t("hand-over-email-hint"))],
        second: Some(("check".to_owned(), l.t("people-save"))),
        buttons: Buttons {
            submit: l.t("hand-over-button"),
            grave: true,
            cancel: Link::new(l.t("cancel"), "/admin/accounts/1"),
        },
        form,
    }
}

fn join(l: L, errors: Vec<FormError>) -> JoinPage {
    JoinPage {
        l,
        page: Page { user: None, nav: Vec::new(), ..page(l, l.t("join-title"), "/join/x") },
        lead: l.ta("join-lead", &[("name", "Lê Thị Thu Hằng")]),
        form: meta(l, "/join/x", errors),
        email: "official@hcm.example".to_owned(),
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "admin", &landing(l));
    put(pages, "accounts", &list(l, vec![row(l)]));
    put(pages, "accounts-none", &list(l, Vec::new()));
    put(pages, "account", &one(l));
    put(pages, "hand-over", &form(l, Vec::new()));
    put(pages, "hand-over-error", &form(l, vec![FormError::new("email", l.t("join-gone"))]));
    put(pages, "join", &join(l, Vec::new()));
    put(pages, "join-error", &join(l, vec![FormError::new("password", l.t("join-gone"))]));
}
