//! The commands that work on one row of the consultation board.

use super::variants::words;
use super::world::colleague;
use crate::calendar::local_date;
use crate::command::Data;
use crate::dossier::{OpinionKind, Remark, Reply};
use crate::ids::ConsultationId;
use crate::pack::{Action, Class};
use crate::text::Bilingual;
use chrono::{DateTime, Utc};

/// Which answers of a body are tried.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answers {
    /// Agrees, with and without a remark; disagrees, with and without a remark.
    All,
    /// All but a disagreement with a remark.
    Three,
    /// Agrees, disagrees.
    WithoutRemarks,
}

/// Every kind of data with which `action` can work on a row.
pub(super) fn of_row(
    action: Action,
    consultation: ConsultationId,
    answers: Answers,
    remarks: usize,
    now: DateTime<Utc>,
    paper: &str,
) -> Vec<(Data, Bilingual)> {
    let answer = |kind, remarked: bool, said| {
        let remark = Remark { clause: String::new(), text: "r".to_owned(), reply: None };
        let data = Data::Answer {
            consultation,
            kind,
            remarks: remarked.then_some(remark).into_iter().collect(),
            advice: "a".to_owned(),
        };
        (data, said)
    };
    let replies = |accepted, said| {
        let reply = Reply { accepted, text: "t".to_owned() };
        let replies = vec![reply; remarks.max(1)];
        (Data::Replies { consultation, replies }, said)
    };
    let hand_over = |n| {
        let to = colleague(n);
        let said = words("cho một đồng nghiệp", "to a colleague");
        (Data::HandOver { consultation, to }, said)
    };
    let reclassify = |class, said| {
        let reason = "r".to_owned();
        let data = Data::Reclassify { consultation, class, reason };
        (data, said)
    };
    match action {
        Action::CorrectReceipt => vec![(
            Data::Receipt { consultation, received_on: local_date(now), evidence: "e".to_owned() },
            words("nhận hôm nay", "received today"),
        )],
        Action::Answer => {
            let mut all = vec![
                answer(OpinionKind::Agree, false, words("đồng ý", "agrees")),
                answer(OpinionKind::Disagree, false, words("không đồng ý", "disagrees")),
            ];
            if answers != Answers::WithoutRemarks {
                let said = words("đồng ý, có góp ý", "agrees with a remark");
                all.push(answer(OpinionKind::AgreeWithRemarks, true, said));
            }
            if answers == Answers::All {
                let said = words("không đồng ý, có góp ý", "disagrees with a remark");
                all.push(answer(OpinionKind::Disagree, true, said));
            }
            all
        }
        Action::FindIncomplete => {
            let (missing, message) = (vec![paper.to_owned()], "m".to_owned());
            vec![(Data::Incomplete { consultation, missing, message }, words("thiếu giấy tờ", "a paper is missing"))]
        }
        Action::RequestSupplements | Action::SupplySupplements => {
            let message = "m".to_owned();
            vec![(Data::Supplements { consultation, message }, words("bổ sung", "supplements"))]
        }
        Action::HandOver => vec![hand_over(1), hand_over(2)],
        Action::Reclassify => vec![
            reclassify(Class::Binding, words("thành có ràng buộc", "as binding")),
            reclassify(Class::NonBinding, words("thành không ràng buộc", "as non-binding")),
        ],
        Action::ReplyToRemarks => vec![
            replies(true, words("tiếp thu", "accepted")),
            replies(false, words("giải trình", "explained, not accepted")),
        ],
        _ => Vec::new(),
    }
}
