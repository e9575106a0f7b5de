//! Samples: switches, targets, packs, the calendar, tokens.

use super::{Rendered, meta, page, policy, put};
use crate::i18n::L;
use crate::web::views::Link;
use crate::web::views::form::{Choice, Control, FormError, area, text};
use crate::web::views::parts::{Fact, Pager, Tag, Tone};
use crate::web::views::rules::*;

fn act(l: L) -> ActRow {
    ActRow {
        what: l.ta("switch-off-from", &[("date", "01/06/2019")]),
        basis: "Quyết định số 12/QĐ-BNG <tài chính>".to_owned(),
        reason: "Thí điểm".to_owned(),
        at: "09:00 15/04/2019".to_owned(),
        by: "Bùi Quang Huy".to_owned(),
    }
}

fn row(l: L) -> RuleRow {
    RuleRow {
        title: l.pick("Duyệt dự thảo tại địa phương", "Local clearance of the draft").to_owned(),
        summary: l.t("target-policy"),
        basis: vec![policy(l)],
        state: Tag::new(l.ta("working-days-n", &[("n", 3)]), Tone::Grey),
        since: Some(act(l)),
        ahead: vec![act(l)],
        history: vec![act(l)],
        change: Some(Link::new(l.t("target-change"), "/admin/targets/p/clearance")),
    }
}

fn change(l: L) -> ChangePage {
    let errors = vec![FormError::new("basis_vi", l.ta("invalid-required", &[("field", l.t("field-basis-vi"))]))];
    let form = meta(l, "/admin/switches/p/fast", errors);
    let fields = vec![
        form.field("effective_on", l.t("field-effective-on"), Control::Date { value: "15/04/2019".to_owned() }),
        form.field("basis_vi", l.t("field-basis-vi"), text("")).hint(l.t("field-basis-vi-hint")),
        form.field("reason", l.t("field-reason"), area("<2 tỷ đồng>", 4)),
    ];
    ChangePage {
        l,
        page: page(l, l.t("switches-title"), "/admin/switches"),
        form,
        caption: "Pháp lệnh".to_owned(),
        title: l.ta("switch-off-title", &[("track", "Nhanh")]),
        facts: vec![Fact::new(l.t("col-state"), l.t("track-on"))],
        consequence: vec![l.t("switch-off-means")],
        fields,
        submit: l.t("switch-turn-off"),
        cancel: Link::new(l.t("cancel"), "/admin/switches"),
    }
}

fn published(l: L) -> PublishedPage {
    let form = meta(l, "/admin/rules/check", Vec::new());
    let file = form.field("file", l.t("field-pack-file"), Control::File { accept: ".toml".to_owned() });
    let row = PublishedRow {
        link: Link::new("ordinance-33-2007", "/packs/ordinance-33-2007/1"),
        id: "ordinance-33-2007 v1".to_owned(),
        states: vec![Tag::new(l.t("pack-used"), Tone::Blue)],
        in_force: l.ta("pack-in-force-from", &[("from", "01/07/2007")]),
        published: l.ta("published-at", &[("at", "09:00 15/04/2019".to_owned()), ("who", l.t("act-by-operator"))]),
        sha256: "9f86d081884c7d659a2feaa0c55ad015".to_owned(),
        pinned: Some(Link::new(l.t("pinned-link"), "/admin/rules/p/1/dossiers")),
    };
    let page = page(l, l.t("rules-title"), "/admin/rules");
    PublishedPage { l, page, form, packs: vec![row.clone()], calendars: vec![row], file }
}

fn check(l: L, holds: bool) -> CheckPage {
    let step = StepRow { no: 1, what: "…".to_owned(), who: "A".to_owned(), state: "B".to_owned() };
    let counter = Counter {
        what: "Chưa đủ ý kiến".to_owned(),
        track: "standard".to_owned(),
        citations: vec!["16(3)".to_owned()],
        steps: vec![step],
    };
    CheckPage {
        l,
        page: page(l, l.t("check-title"), "/admin/rules/check"),
        form: meta(l, "/admin/rules/publish", Vec::new()),
        name: "p.toml".to_owned(),
        running: false,
        verdict: Some((holds, l.t(if holds { "check-holds" } else { "check-broken" }))),
        barred: (!holds).then(|| l.t("check-taken")),
        errors: if holds { Vec::new() } else { vec!["p.toml:3: unknown <tài chính>".to_owned()] },
        warnings: vec!["tracks.fast: remark".to_owned()],
        explored: vec![l.ta("check-size", &[("states", "120"), ("commands", "3400")])],
        proofs: vec!["standard: …".to_owned()],
        counters: if holds { Vec::new() } else { vec![counter] },
        facts: vec![Fact::new(l.t("check-next"), l.t("check-next-fixed"))],
        publish: holds.then(|| l.ta("check-publish", &[("version", "2")])),
        cancel: Link::new(l.t("cancel"), "/admin/rules"),
    }
}

fn calendar(l: L) -> CalendarPage {
    let day = CalendarDay {
        date: l.pick("Thứ Năm, 02/01/2020", "Thursday, 02/01/2020").to_owned(),
        kind: Tag::new(l.t("day-holiday"), Tone::Red),
        name: l.pick("Quốc khánh", "National Day").to_owned(),
        source: "12729/VPCP-KGVX".to_owned(),
        provisional: true,
    };
    CalendarPage {
        l,
        page: page(l, l.ta("calendar-title", &[("year", "2020")]), "/calendar"),
        year: 2020,
        version: l.ta("calendar-hash", &[("version", "1"), ("sha256", "9f86")]),
        provisional: true,
        years: vec![("2019".to_owned(), "/calendar?year=2019".to_owned(), false)],
        days: vec![day],
    }
}

fn tokens(l: L) -> TokensPage {
    let form = meta(l, "/account/tokens", Vec::new());
    let choice = Choice::new("read", l.t("scope-read")).hint(l.t("scope-read-hint")).on(true);
    let scope = Control::Radios { choices: vec![choice], inline: false };
    let fields = vec![
        form.field("name", l.t("field-token-name"), text("")),
        form.field("scope", l.t("field-scope"), scope),
        form.field("days", l.t("field-token-days"), text("90")),
    ];
    let row = TokenRow {
        name: "<2 tỷ đồng>".to_owned(),
        scope: l.t("scope-read"),
        created: l.ta("token-created", &[("at", "09:00 15/04/2019")]),
        expires: l.ta("token-until", &[("at", "09:00 15/07/2019")]),
        state: Tag::new(l.t("token-live"), Tone::Green),
        revoke: Some("/account/tokens/1/revoke".to_owned()),
    };
    TokensPage {
        l,
        page: page(l, l.t("tokens-title"), "/account/tokens"),
        form,
        issued: Some(("c2VjcmV0".to_owned(), l.ta("token-until", &[("at", "09:00 15/07/2019")]))),
        fields,
        rows: vec![row],
    }
}

/// The pages.
pub fn render(l: L, pages: &mut Vec<Rendered>) {
    let acts = ActsPage {
        l,
        page: page(l, l.t("targets-title"), "/admin/targets"),
        title: l.t("targets-title"),
        lead: vec![l.t("targets-lead"), l.t("targets-note")],
        groups: vec![("Pháp lệnh 33/2007".to_owned(), vec![row(l)])],
    };
    put(pages, "rules-acts", &acts);
    put(pages, "rules-change", &change(l));
    put(pages, "rules-published", &published(l));
    put(pages, "rules-check-holds", &check(l, true));
    put(pages, "rules-check-broken", &check(l, false));
    let running = CheckPage { running: true, verdict: None, publish: None, ..check(l, true) };
    put(pages, "rules-check-running", &running);
    let pinned = PinnedPage {
        l,
        page: page(l, l.t("pinned-title"), "/admin/rules/p/1/dossiers"),
        name: "ordinance-33-2007 v1".to_owned(),
        numbers: vec!["HCM-2019-0001".to_owned()],
        pager: Pager { l, first: None, next: Some("/x".to_owned()) },
    };
    put(pages, "rules-pinned", &pinned);
    put(pages, "rules-calendar", &calendar(l));
    put(pages, "rules-tokens", &tokens(l));
}
