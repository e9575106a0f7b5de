//! What the drafts are about with which the exploration plays.

use super::world::{DEPARTMENT, id, org};
use crate::dossier::Case;
use crate::ids::DocumentId;
use crate::pack::{Act, ChecklistEffect, Ground, Guard, Pack};
use crate::text::Bilingual;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// What a draft may be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Binding,
    NonBinding,
    Sensitive,
    Excluded,
    Unanswered,
    /// Lacks the clauses that the checklist demands.
    Unclaused,
    /// The ground of that place in the pack.
    Ground(usize),
    /// The kind of party of that place in the pack.
    Party(usize),
    /// Touches the first subject of the pack.
    Subject,
    /// Changes or ends a document.
    Act(Act),
    /// Ends one because the law obliges to it.
    Breach,
}

impl Content {
    /// Everything that makes a difference under `pack` for a procedure that begins on `day`: of grounds and parties one
    /// for each track.
    pub(super) fn of(pack: &Pack, day: NaiveDate) -> Vec<Content> {
        let mut all = vec![Content::NonBinding, Content::Sensitive, Content::Excluded, Content::Unanswered];
        if weighs_class(pack) {
            all.insert(0, Content::Binding);
        }
        let mut tracks = BTreeSet::new();
        let parties = pack.parties.iter().enumerate().filter(|(_, party)| party.on(day));
        all.extend(parties.filter(|(_, party)| tracks.insert(&party.track)).map(|(at, _)| Content::Party(at)));
        let grounds = pack.grounds.iter().enumerate().filter(|(_, ground)| ground.on(act_of(ground), day));
        all.extend(grounds.filter(|(_, ground)| tracks.insert(&ground.track)).map(|(at, _)| Content::Ground(at)));
        let demands = pack.checklist.iter().any(|item| item.effect == ChecklistEffect::Demanded);
        all.extend(demands.then_some(Content::Unclaused));
        all.extend(pack.subjects.first().map(|_| Content::Subject));
        all.extend(act_that(pack, Act::changes).map(Content::Act));
        if let Some(ends) = act_that(pack, Act::ends) {
            all.extend([Content::Act(ends), Content::Breach]);
        }
        all
    }

    /// Not what only edits of details make different.
    pub(super) fn plain(self) -> bool {
        matches!(self, Content::Binding | Content::NonBinding | Content::Ground(_) | Content::Party(_))
    }

    pub(super) fn describe(self, pack: &Pack) -> Bilingual {
        match self {
            Content::Binding => Bilingual::new("nội dung có cam kết cụ thể", "content with specific commitments"),
            Content::NonBinding => Bilingual::new("nội dung không ràng buộc", "non-binding content"),
            Content::Sensitive => Bilingual::new(
                "nội dung không ràng buộc, lĩnh vực nhạy cảm",
                "non-binding content in a sensitive field",
            ),
            Content::Excluded => Bilingual::new("nội dung bị loại trừ", "excluded content"),
            Content::Unanswered => Bilingual::new(
                "nội dung không ràng buộc, một câu hỏi chưa trả lời",
                "non-binding content, one question unanswered",
            ),
            Content::Unclaused => Bilingual::new("thiếu điều khoản bắt buộc", "a demanded clause is missing"),
            Content::Ground(at) => titled(pack.grounds.get(at).map(|ground| &ground.title)),
            Content::Party(at) => titled(pack.parties.get(at).map(|party| &party.title)),
            Content::Subject => Bilingual::new("nội dung phải hỏi thêm một bộ", "a subject that adds a ministry"),
            Content::Act(act) => titled(pack.acts.iter().find(|rule| rule.id == act).map(|rule| &rule.title)),
            Content::Breach => {
                Bilingual::new("bắt buộc chấm dứt do vi phạm nguyên tắc", "an end that a breach of principles demands")
            }
        }
    }

    /// The case that this is, as an official states it.
    pub(super) fn case(self, pack: &Pack) -> Case {
        let usual = Case::default();
        let on_document =
            |act, mandatory| Case { act, document: Some(DocumentId(id(6, 1))), mandatory, ..Case::default() };
        match self {
            Content::Ground(at) => match pack.grounds.get(at) {
                Some(ground) => {
                    let act = act_of(ground);
                    let document = (!act.is_conclude()).then(|| DocumentId(id(6, 1)));
                    Case { act, document, ground: Some(ground.id.clone()), ..usual }
                }
                None => usual,
            },
            Content::Party(at) => {
                let party = pack.parties.get(at).map(|party| party.id.clone());
                Case { unit: party.as_ref().map(|_| org(DEPARTMENT)), party, ..usual }
            }
            Content::Subject => {
                Case { subjects: pack.subjects.iter().take(1).map(|subject| subject.id.clone()).collect(), ..usual }
            }
            Content::Act(act) => on_document(act, false),
            Content::Breach => {
                let ends = act_that(pack, Act::ends);
                on_document(ends.unwrap_or_default(), true)
            }
            _ => usual,
        }
    }
}

fn titled(title: Option<&Bilingual>) -> Bilingual {
    title.cloned().unwrap_or_else(|| Bilingual::new("", ""))
}

/// The first act of the pack that is one of `which`.
fn act_that(pack: &Pack, which: fn(Act) -> bool) -> Option<Act> {
    pack.acts.iter().map(|rule| rule.id).find(|act| which(*act))
}

/// An act for which the ground holds.
fn act_of(ground: &Ground) -> Act {
    ground.acts.first().copied().unwrap_or_default()
}

/// Whether the class of a document makes a difference.
fn weighs_class(pack: &Pack) -> bool {
    let named = |guards: &[Guard]| guards.contains(&Guard::NonBinding);
    pack.tracks
        .iter()
        .any(|track| named(&track.qualifies) || track.transitions.iter().any(|transition| named(&transition.guards)))
}
