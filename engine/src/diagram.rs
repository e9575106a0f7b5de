//! Diagrams of tracks as SVG: every state, the way forward down the middle, ways back on the left, other tracks named.
//!
//! The layout is our own and simple: states stand in the order of their phase and distance from the start, one below
//! the other; forward arrows that pass over states run on the right, arrows back on the left, each in its own lane.
//! Text stays text, so that it can be read aloud, searched and copied.

use crate::pack::{Phase, State, Track, Transition};
use crate::text::Lang;
use std::collections::BTreeMap;
use std::fmt::Write;

mod layout;

use layout::{Arrow, Placed, Plan};

const BOX_W: i32 = 300;
const LINE: i32 = 15;
/// Characters of a state's name in one line.
const NAME: usize = 36;

/// Draws `track` in `lang`; the state `current`, if any, is marked by a double frame and a word, not by colour alone.
pub fn svg(track: &Track, lang: Lang, current: Option<&str>) -> String {
    let plan = Plan::of(track, lang);
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = open(&mut out, track, lang, &plan);
    for phase in &plan.phases {
        let _ = writeln!(
            out,
            r#"<text class="phase" x="{}" y="{}">{}</text>"#,
            plan.left,
            phase.y,
            phase_name(phase.phase, lang)
        );
    }
    for arrow in &plan.arrows {
        let _ = draw_arrow(&mut out, arrow, &plan);
    }
    for placed in &plan.boxes {
        let Some(state) = track.states.get(placed.state) else {
            continue;
        };
        let here = current == Some(state.id.as_str());
        let _ = draw_state(&mut out, plan.left, placed, state, here, lang);
    }
    out.push_str("</svg>\n");
    out
}

fn open(out: &mut String, track: &Track, lang: Lang, plan: &Plan) -> std::fmt::Result {
    let (w, h) = (plan.width, plan.height);
    writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-labelledby="{id}-title {id}-desc" lang="{}">"#,
        if lang == Lang::Vi { "vi" } else { "en" },
        id = escape(&track.id),
    )?;
    writeln!(
        out,
        r#"<title id="{id}-title">{}</title><desc id="{id}-desc">{}</desc>"#,
        escape(track.title.get(lang)),
        escape(&describe(track, lang)),
        id = escape(&track.id),
    )?;
    out.push_str(STYLE);
    Ok(())
}

const STYLE: &str = r##"<style>
text { font: 13px system-ui, "Segoe UI", "Noto Sans", Arial, sans-serif; fill: #1a1a1a }
.name { font-size: 14px; font-weight: 600; text-anchor: middle }
.phase { font-size: 12px; font-weight: 700; fill: #555; letter-spacing: .04em }
.label { font-size: 12px; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
.back { font-style: italic; fill: #444 }
.box { fill: #f4f6f9; stroke: #33475b; stroke-width: 1.5 }
.end { fill: #fff; stroke-width: 3 }
.here { fill: #fff3c4; stroke: #8a5a00; stroke-width: 3 }
.ring { fill: none; stroke: #8a5a00; stroke-width: 1.5 }
.mark { font-size: 12px; font-weight: 700; fill: #6b4500; text-anchor: middle }
.way { fill: none; stroke: #33475b; stroke-width: 1.5 }
.way.back { stroke-dasharray: 5 4; stroke: #6a6a6a }
</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#33475b"/></marker></defs>
<rect width="100%" height="100%" fill="#fff"/>
"##;

fn draw_state(out: &mut String, x: i32, placed: &Placed, state: &State, here: bool, lang: Lang) -> std::fmt::Result {
    let (y, height) = (placed.y, placed.height);
    let class = match (here, state.is_final) {
        (true, _) => "box here",
        (false, true) => "box end",
        (false, false) => "box",
    };
    let round = if state.is_final { 24 } else { 5 };
    let step = if here { r#" aria-current="step""# } else { "" };
    writeln!(
        out,
        r#"<g{step}><rect class="{class}" x="{x}" y="{y}" width="{BOX_W}" height="{height}" rx="{round}"/>"#,
    )?;
    let middle = x + BOX_W / 2;
    let lines = wrap(state.title.get(lang), NAME);
    let mut first = y + height / 2 + 5 - (lines.len() as i32 - 1) * LINE / 2;
    if here {
        let (ring_w, ring_h) = (BOX_W + 10, height + 10);
        writeln!(
            out,
            r#"<rect class="ring" x="{}" y="{}" width="{ring_w}" height="{ring_h}" rx="{}"/>"#,
            x - 5,
            y - 5,
            round + 5
        )?;
        let mark = if lang == Lang::Vi { "● Hồ sơ đang ở đây" } else { "● The dossier is here" };
        writeln!(out, r#"<text class="mark" x="{middle}" y="{}">{mark}</text>"#, first - 10)?;
        first += 9;
    }
    for (line, nth) in lines.iter().zip(0..) {
        let at = first + nth * LINE;
        writeln!(out, r#"<text class="name" x="{middle}" y="{at}">{}</text>"#, escape(line))?;
    }
    out.push_str("</g>\n");
    Ok(())
}

fn draw_arrow(out: &mut String, arrow: &Arrow, plan: &Plan) -> std::fmt::Result {
    let (left, right, middle) = (plan.left, plan.left + BOX_W, plan.left + BOX_W / 2);
    match arrow {
        Arrow::Down { from, to, text } => {
            way(out, "way", &format!("M{middle} {from}V{to}"), true)?;
            let first = (from + to) / 2 + 4 - (text.len() as i32 - 1) * LINE / 2;
            label(out, "label", (middle + 8, first), "start", text)
        }
        Arrow::Lane { back, from, to, x, text } => {
            let side = if *back { left } else { right };
            let class = if *back { "way back" } else { "way" };
            // The farthest comes all the way, with the arrowhead; the others join its lane.
            let farthest = from.iter().max_by_key(|start| start.abs_diff(*to));
            for start in from {
                let whole = Some(start) == farthest;
                let path = format!("M{side} {start}H{x}");
                let path = if whole { format!("{path}V{to}H{side}") } else { path };
                way(out, class, &path, whole)?;
            }
            for start in from {
                let above = start - 5 - (text.len() as i32 - 1) * LINE;
                let (at, anchor) = if *back { (left - 6, "end") } else { (right + 8, "start") };
                let class = if *back { "label back" } else { "label" };
                label(out, class, (at, above), anchor, text)?;
            }
            Ok(())
        }
        Arrow::Out { from, x, text } => {
            way(out, "way", &format!("M{right} {from}H{x}"), true)?;
            label(out, "label", (x + 8, from + 4), "start", text)
        }
    }
}

fn way(out: &mut String, class: &str, path: &str, tip: bool) -> std::fmt::Result {
    let tip = if tip { r#" marker-end="url(#tip)""# } else { "" };
    writeln!(out, r#"<path class="{class}" d="{path}"{tip}/>"#)
}

fn label(out: &mut String, class: &str, (x, y): (i32, i32), anchor: &str, lines: &[String]) -> std::fmt::Result {
    for (line, nth) in lines.iter().zip(0..) {
        let y = y + nth * LINE;
        let line = escape(line);
        writeln!(out, r#"<text class="{class}" x="{x}" y="{y}" text-anchor="{anchor}">{line}</text>"#)?;
    }
    Ok(())
}

/// The diagram in words: each state with the moves that lead out of it.
fn describe(track: &Track, lang: Lang) -> String {
    let mut moves: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for transition in &track.transitions {
        let (Some(to), None) = (&transition.to, &transition.to_track) else {
            continue;
        };
        let Some(target) = track.state(to) else { continue };
        for (at, state) in track.states.iter().enumerate() {
            if starts(transition, &state.id) {
                let text = format!("{} → {}", transition.title.get(lang), target.title.get(lang));
                moves.entry(at).or_default().push(text);
            }
        }
    }
    let mut parts = Vec::new();
    for (at, state) in track.states.iter().enumerate() {
        let out = moves.get(&at).map(|out| out.join("; ")).unwrap_or_default();
        let title = state.title.get(lang);
        parts.push(if out.is_empty() { format!("{title}.") } else { format!("{title}: {out}.") });
    }
    parts.join(" ")
}

fn starts(transition: &Transition, state: &str) -> bool {
    transition.from.iter().any(|from| from == "*" || from == state)
}

fn phase_name(phase: Phase, lang: Lang) -> &'static str {
    let (vi, en) = match phase {
        Phase::Draft => ("SOẠN THẢO", "DRAFT"),
        Phase::Consultation => ("LẤY Ý KIẾN", "CONSULTATION"),
        Phase::Decision => ("QUYẾT ĐỊNH", "DECISION"),
        Phase::Signing => ("KÝ", "SIGNING"),
        Phase::Reporting => ("BÁO CÁO", "REPORTING"),
        Phase::Closed => ("KẾT THÚC", "CLOSED"),
    };
    if lang == Lang::Vi { vi } else { en }
}

/// Breaks a text into lines of at most `width` characters, between words.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in XML 1.0, not even escaped.
            c if c.is_control() && !matches!(c, '\t' | '\n' | '\r') => {}
            c => out.push(c),
        }
    }
    out
}
