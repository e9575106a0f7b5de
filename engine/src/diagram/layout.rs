//! Where everything stands. Plain integers; the same track always gives the same picture.

use super::{BOX_W, LINE, NAME, starts, wrap};
use crate::pack::{Phase, Track};
use crate::text::Lang;
use std::collections::BTreeMap;

/// A state's place.
pub(super) struct Placed {
    /// Which state of the track.
    pub(super) state: usize,
    /// Top.
    pub(super) y: i32,
    pub(super) height: i32,
}

/// The heading of a phase.
pub(super) struct Heading {
    pub(super) phase: Phase,
    pub(super) y: i32,
}

/// An arrow.
pub(super) enum Arrow {
    /// To the next state below; several transitions share it.
    Down { from: i32, to: i32, text: Vec<String> },
    /// One transition from several states to one: forward on the right, back on the left.
    Lane { back: bool, from: Vec<i32>, to: i32, x: i32, text: Vec<String> },
    /// To another track.
    Out { from: i32, x: i32, text: Vec<String> },
}

/// The whole picture.
pub(super) struct Plan {
    pub(super) width: i32,
    pub(super) height: i32,
    /// Left edge of the boxes.
    pub(super) left: i32,
    pub(super) boxes: Vec<Placed>,
    pub(super) phases: Vec<Heading>,
    pub(super) arrows: Vec<Arrow>,
}

/// One transition that does not simply lead to the next state.
struct Lane {
    from: Vec<usize>,
    to: Option<usize>,
    back: bool,
    text: Vec<String>,
}

const LANE: i32 = 22;
const PORT: i32 = 20;
const MARGIN: i32 = 16;
/// Width of a character of a label, on average.
const CHAR: i32 = 7;

impl Plan {
    pub(super) fn of(track: &Track, lang: Lang) -> Self {
        let order = order(track);
        let (down, lanes) = moves(track, lang, &order);
        let room = |back: bool| {
            let lanes = lanes.iter().filter(|lane| lane.back == back && lane.to.is_some());
            let text = lanes.clone().flat_map(|lane| &lane.text);
            let long = text.map(|line| line.chars().count() as i32 * CHAR).max().unwrap_or(0);
            (lanes.count() as i32, long)
        };
        let (count_left, room_left) = room(true);
        let (count_right, room_right) = room(false);
        let mut plan = Plan {
            width: 0,
            height: 0,
            left: MARGIN + count_left * LANE + room_left + 12,
            boxes: Vec::new(),
            phases: Vec::new(),
            arrows: Vec::new(),
        };
        plan.stack((track, lang), &order, &down, &lanes);
        for (at, text) in &down {
            let (above, below) = (&plan.boxes[*at], &plan.boxes[at + 1]);
            let arrow = Arrow::Down { from: above.y + above.height, to: below.y, text: text.clone() };
            plan.arrows.push(arrow);
        }
        let inner = plan.left + BOX_W + room_right + 20;
        let edge = inner + count_right * LANE;
        plan.route(&lanes, inner, edge, room_left + 12);
        plan
    }

    /// The states one below the other, each tall enough for the arrows at its sides.
    fn stack(
        &mut self,
        (track, lang): (&Track, Lang),
        order: &[usize],
        down: &BTreeMap<usize, Vec<String>>,
        lanes: &[Lane],
    ) {
        let mut y = MARGIN;
        let mut last = None;
        for (at, state) in order.iter().enumerate() {
            let phase = track.states[*state].phase;
            if last != Some(phase) {
                y += 20;
                self.phases.push(Heading { phase, y: y - 8 });
                last = Some(phase);
            }
            let ports = [true, false].map(|back| {
                let touches = |lane: &&Lane| lane.back == back && (lane.from.contains(&at) || lane.to == Some(at));
                lanes.iter().filter(touches).count() as i32
            });
            let lines = wrap(track.states[*state].title.get(lang), NAME).len() as i32;
            let height = (ports[0].max(ports[1]) * PORT + 8).max(34 + lines * LINE);
            self.boxes.push(Placed { state: *state, y, height });
            y += height + 28 + down.get(&at).map_or(0, |text| text.len() as i32 * LINE);
        }
        self.height = y;
    }

    fn route(&mut self, lanes: &[Lane], inner: i32, edge: i32, room_left: i32) {
        let mut used: BTreeMap<(usize, bool), i32> = BTreeMap::new();
        let ends: Vec<(i32, i32)> = self.boxes.iter().map(|placed| (placed.y, placed.height)).collect();
        let mut port = |at: usize, back: bool| {
            let nth = used.entry((at, back)).or_insert(0);
            *nth += 1;
            let (y, height) = ends[at];
            y + (*nth * PORT).min(height - 4)
        };
        let (mut left, mut right) = (0, 0);
        let mut width = edge;
        for lane in lanes {
            let from: Vec<i32> = lane.from.iter().map(|at| port(*at, lane.back)).collect();
            let text = lane.text.clone();
            let Some(to) = lane.to else {
                let long = text.iter().map(|line| line.chars().count() as i32).max().unwrap_or(0);
                width = width.max(edge + 18 + long * CHAR);
                let x = edge + 10;
                self.arrows.extend(from.into_iter().map(|from| Arrow::Out { from, x, text: text.clone() }));
                continue;
            };
            let to = port(to, lane.back);
            let x = if lane.back {
                left += 1;
                self.left - room_left - left * LANE
            } else {
                right += 1;
                inner + (right - 1) * LANE
            };
            self.arrows.push(Arrow::Lane { back: lane.back, from, to, x, text });
        }
        self.width = width + MARGIN;
    }
}

/// States by phase, then by distance from the start, then as the pack lists them.
fn order(track: &Track) -> Vec<usize> {
    let mut distance: BTreeMap<&str, usize> = BTreeMap::from([(track.initial.as_str(), 0)]);
    for _ in &track.states {
        for transition in track.transitions.iter().filter(|known| known.to_track.is_none()) {
            let Some(to) = transition.to.as_deref() else { continue };
            let from = track.states.iter().filter(|state| starts(transition, &state.id));
            let nearest = from.filter_map(|state| distance.get(state.id.as_str())).min().copied();
            if let Some(nearest) = nearest {
                let known = distance.entry(to).or_insert(usize::MAX);
                *known = (*known).min(nearest + 1);
            }
        }
    }
    let mut order: Vec<usize> = (0..track.states.len()).collect();
    order.sort_by_key(|at| {
        let state = &track.states[*at];
        let far = distance.get(state.id.as_str()).copied().unwrap_or(usize::MAX);
        // Among the ends the farthest, the regular one, comes first.
        let far = if state.phase == Phase::Closed { usize::MAX - far } else { far };
        (state.phase, far, *at)
    });
    order
}

/// Labels of the moves to the next state, and the other moves, short ones first.
fn moves(track: &Track, lang: Lang, order: &[usize]) -> (BTreeMap<usize, Vec<String>>, Vec<Lane>) {
    let mut down: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut lanes: Vec<Lane> = Vec::new();
    for transition in &track.transitions {
        let Some(to) = &transition.to else { continue };
        let text = wrap(transition.title.get(lang), 34);
        let from: Vec<usize> =
            (0..order.len()).filter(|place| starts(transition, &track.states[order[*place]].id)).collect();
        if let Some(other) = &transition.to_track {
            let mut text = text;
            if let Some(last) = text.last_mut() {
                last.push_str(&format!(" → [{other}]"));
            }
            lanes.push(Lane { from, to: None, back: false, text });
            continue;
        }
        let Some(target) = order.iter().position(|at| track.states[*at].id == *to) else {
            continue;
        };
        if let Some(above) = from.iter().find(|place| **place + 1 == target) {
            down.entry(*above).or_default().extend(text.clone());
        }
        for back in [false, true] {
            let past = |place: &usize| if back { *place > target } else { *place + 1 < target };
            let some: Vec<usize> = from.iter().copied().filter(past).collect();
            if !some.is_empty() {
                lanes.push(Lane { from: some, to: Some(target), back, text: text.clone() });
            }
        }
    }
    lanes.sort_by_key(|lane| {
        let reach = lane.from.iter().map(|from| lane.to.map_or(usize::MAX, |to| from.abs_diff(to)));
        reach.max()
    });
    (down, lanes)
}
