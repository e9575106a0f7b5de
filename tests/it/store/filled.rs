//! One fully filled dossier.

use super::fixtures::*;
use engine::calendar::Stop;
use engine::dossier::*;
use engine::ids::*;
use engine::record::NameRef;

/// A dossier in which every list and every optional part is filled.
pub fn full(n: u128, number: &str, locality: OrgId) -> Dossier {
    let mut dossier = draft(n, number, locality);
    let k = n * 1000;
    dossier.state = "reporting".to_owned();
    dossier.step = 9;
    dossier.drafters.push(LEADER);
    for no in 1..=2 {
        dossier.revisions.push(Revision {
            no,
            texts: ["vi", "de"]
                .into_iter()
                .zip(0..)
                .map(|(lang, i)| TextFile {
                    lang: lang.to_owned(),
                    file: file(k + 10 * u128::from(no) + i, "dự thảo.pdf"),
                })
                .collect(),
            note: "Sửa Điều 3".to_owned(),
            by: Some(OFFICIAL),
            at: at(i64::from(no)),
        });
    }
    dossier.papers.push(attached("signed-copy", file(k + 40, "bản ký.pdf")));
    dossier.papers.push(attached("letter", file(k + 41, "công văn.pdf")));
    dossier.cleared = Some(Clearance { revision: 1, by: Some(LEADER), at: at(3) });
    let mut answered = consultation(k + 50, MOFA, k + 60);
    answered.status = ConsultationStatus::Answered;
    answered.assigned = Some(REVIEWER);
    answered.receipt_evidence = Some("dấu công văn đến".to_owned());
    answered.supplements.push(Supplement {
        missing: Vec::new(),
        message: "Gửi bản tiếng Đức".to_owned(),
        asked_at: at(6),
        reply: Some("Đã gửi".to_owned()),
        supplied_at: Some(at(7)),
    });
    answered.opinion = Some(Opinion {
        kind: OpinionKind::AgreeWithRemarks,
        remarks: vec![Remark {
            clause: "Điều 3".to_owned(),
            text: "Nên sửa".to_owned(),
            reply: Some(Reply { accepted: true, text: "Tiếp thu".to_owned() }),
        }],
        advice: String::new(),
        by: Some(REVIEWER),
        post: Some(PostId(id(303))),
        at: at(8),
        late: true,
    });
    dossier.board = vec![answered, consultation(k + 51, MPI, k + 61)];
    dossier.pm = Some(PmSubmission {
        revision: 1,
        statement: "Ý kiến khác nhau".to_owned(),
        submitted_at: at(9),
        opinion: Some(PmOpinion {
            number: "123/VPCP-QHQT".to_owned(),
            dated_on: day("2019-05-02"),
            signer: NameRef("a".repeat(64)),
            favourable: true,
            gist: "Đồng ý".to_owned(),
        }),
    });
    dossier.decision = Some(DecisionTaken {
        revision: 1,
        sign_by: SignBy::Head,
        signer: NameRef("b".repeat(64)),
        signer_title: "Chủ tịch".to_owned(),
        responsible: true,
        pm_reference: Some("123/VPCP-QHQT".to_owned()),
        by: Some(LEADER),
        at: at(10),
    });
    dossier.signing = Some(Signing {
        revision: 1,
        signed_on: day("2019-06-01"),
        place: "Frankfurt am Main".to_owned(),
        signer: NameRef("b".repeat(64)),
        foreign: vec![Signatory { name: NameRef("c".repeat(64)), title: "Oberbürgermeister".to_owned() }],
        at: at(11),
    });
    dossier.in_force = Some(InForce { on: day("2019-06-01"), by: "Điều 7".to_owned() });
    let duty = DutyId(id(k + 70));
    let mut stopped = clock(k + 60, Subject::Consultation(ConsultationId(id(k + 50))), None, None);
    stopped.stops.push(Stop { from: at(6), to: None, reason: "bổ sung".to_owned() });
    stopped.reminded = vec![Rung::Before(2), Rung::DueDay, Rung::Late(1)];
    stopped.ran_out_at = Some(at(7));
    stopped.closed_at = Some(at(8));
    dossier.clocks = vec![
        stopped,
        clock(k + 61, Subject::Consultation(ConsultationId(id(k + 51))), Some("2019-04-24"), Some(100)),
        clock(k + 62, Subject::Duty(duty), Some("2019-06-16"), Some(200)),
        clock(k + 63, Subject::State("reporting".to_owned()), None, None),
    ];
    dossier.duties = vec![
        Duty {
            id: duty,
            rule: "report-pm".to_owned(),
            clock: Some(ClockId(id(k + 62))),
            opened_at: at(11),
            fulfilled: Some(Fulfilment { note: "BC 12".to_owned(), at: at(12), by: Some(OFFICIAL) }),
        },
        Duty { id: DutyId(id(k + 71)), rule: "archive".to_owned(), clock: None, opened_at: at(11), fulfilled: None },
    ];
    dossier
}
