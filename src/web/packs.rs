//! Rule packs and their provisions register.

use super::cite::{self, pick};
use super::reader::html;
use super::views::Link;
use super::views::admin::{PackPage, PackRow, PacksPage, ProvisionRow, TrackRow};
use super::views::parts::{Banner, Mark, Tag, Tone};
use super::{Reader, Web};
use crate::i18n::L;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use engine::pack::{Pack, Provision, Use, UseKind, register};

pub(super) fn in_force(l: L, pack: &Pack) -> String {
    let from = l.short_date(pack.in_force_from);
    match pack.in_force_to {
        Some(to) => l.ta("pack-in-force", &[("from", from), ("to", l.short_date(to))]),
        None => l.ta("pack-in-force-from", &[("from", from)]),
    }
}

/// GET /packs
pub async fn list(State(web): State<Web>, reader: Reader) -> Response {
    let l = reader.l;
    let today = web.app.today();
    let used = web.app.registry.for_start(today, &web.app.config.procedure.pack, engine::pack::Act::Conclude).ok();
    let used = used.map(|file| (file.pack.id.clone(), file.pack.version));
    let rows = web.app.registry.packs().map(|file| {
        let pack = &file.pack;
        let mut states = vec![if pack.in_force_on(today) {
            Tag::new(l.t("pack-current"), Tone::Green)
        } else {
            Tag::new(l.t("pack-lapsed"), Tone::Yellow)
        }];
        if used.as_ref() == Some(&(pack.id.clone(), pack.version)) {
            states.push(Tag::new(l.t("pack-used"), Tone::Blue));
        }
        let title = l.ta("pack-title", &[("title", pick(l, &pack.title)), ("version", pack.version.to_string())]);
        PackRow {
            link: Link::new(title, format!("/packs/{}/{}", pack.id, pack.version)),
            in_force: in_force(l, pack),
            states,
        }
    });
    let page = PacksPage { l, page: reader.page(&web, l.t("packs-title")), rows: rows.collect() };
    html(&page).into_response()
}

/// What rests on a provision, by kind, each title once: the same command may stand on several tracks.
fn used(l: L, uses: &[Use<'_>]) -> Vec<(String, String)> {
    let mut found: Vec<(UseKind, Vec<String>)> = Vec::new();
    for one in uses {
        let title = pick(l, &one.title);
        match found.last_mut() {
            Some((kind, titles)) if *kind == one.kind => {
                if !titles.contains(&title) {
                    titles.push(title);
                }
            }
            _ => found.push((one.kind, vec![title])),
        }
    }
    let words = |kind: UseKind| l.t(&["use-", &cite::name_of(&kind)].concat());
    found.into_iter().map(|(kind, titles)| (words(kind), titles.join("; "))).collect()
}

fn provision(l: L, found: &Provision, uses: &[Use<'_>]) -> ProvisionRow {
    let (tag, set_by) = match cite::mark(l, found) {
        Mark::Text => (Tag::new(l.t("verified-text"), Tone::Green), None),
        Mark::Partly => (Tag::new(l.t("verified-partly"), Tone::Yellow), None),
        Mark::No => (Tag::new(l.t("verified-no"), Tone::Yellow), None),
        Mark::Policy(by) => (Tag::new(l.t("policy-mark"), Tone::Grey), Some(by)),
    };
    ProvisionRow {
        id: found.id.clone(),
        citation: pick(l, &found.citation),
        text: pick(l, &found.text),
        mark: tag,
        source: found.source.clone(),
        set_by,
        used: used(l, uses),
    }
}

/// GET /packs/{id}/{version}
pub async fn show(State(web): State<Web>, Path((id, version)): Path<(String, String)>, reader: Reader) -> Response {
    let l = reader.l;
    let version = version.parse::<u32>().unwrap_or_default();
    let Some(file) = web.app.registry.pack(&id, version) else {
        return reader.error_page(&web, StatusCode::NOT_FOUND);
    };
    let pack = &file.pack;
    let rules = web.app.in_use();
    let off = rules.off(&pack.id);
    let tracks = pack.tracks.iter().map(|track| TrackRow {
        title: pick(l, &track.title),
        summary: pick(l, &track.summary),
        state: if off.contains(&track.id) {
            Tag::new(l.t("track-off"), Tone::Yellow)
        } else {
            Tag::new(l.t("track-on"), Tone::Green)
        },
        basis: cite::basis(l, pack, &track.basis),
    });
    let title = pick(l, &pack.title);
    let register = register(pack);
    let page = PackPage {
        l,
        page: reader.page_back(&web, title.clone(), Link::new(l.t("packs-title"), "/packs")),
        title,
        id: format!("{}/{}", pack.id, pack.version),
        in_force: in_force(l, pack),
        banner: pack.banner.as_ref().map(|banner| Banner { text: pick(l, banner), link: None }),
        sha256: file.sha256.clone(),
        tracks: tracks.collect(),
        provisions: pack
            .provisions
            .iter()
            .map(|found| provision(l, found, register.get(found.id.as_str()).map_or(&[], Vec::as_slice)))
            .collect(),
    };
    html(&page).into_response()
}
