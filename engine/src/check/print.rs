//! Wording of a report, in both languages.

use super::search::{Mark, Search};
use super::{Bound, Broken, Proof, Report, Step};
use crate::pack::{Invariant, Pack};
use crate::text::{Bilingual, Lang};
use std::fmt::Write;

/// The bound in words.
pub(super) fn bound(bound: &Bound) -> Bilingual {
    let Bound { other_bodies, revisions, thorough_up_to, details_up_to, .. } = bound;
    Bilingual::new(
        format!(
            "Bộ Ngoại giao và 0 đến {other_bodies} cơ quan khác, tối đa {revisions} lần dự thảo, mỗi ý kiến tối đa một góp \
             ý; không giới hạn số lần lấy ý kiến, bổ sung, xếp loại lại; mọi lệnh của mọi vai trò tại mỗi trạng thái, quy \
             trình bật và tắt. Đến {thorough_up_to} cơ quan khác: cả người không có thẩm quyền, lệnh sai bước và mọi lệnh \
             sau khi các thời hạn đã hết. Đến {details_up_to} cơ quan khác: cả lĩnh vực, nội dung bị loại trừ, câu hỏi bỏ \
             trống và cơ quan được nêu tên thay đổi"
        ),
        format!(
            "the Ministry of Foreign Affairs and 0 to {other_bodies} other bodies, at most {revisions} text revisions, at \
             most one remark an opinion; any number of rounds, supplements and reclassifications; every command of every \
             role in each state, tracks on and off. With up to {thorough_up_to} other bodies also people without power, \
             commands out of order and every command after all clocks have run out. With up to {details_up_to} other \
             bodies also changes of fields, excluded content, unanswered questions and bodies named"
        ),
    )
}

/// An invariant in words.
pub(crate) fn invariant(rule: Invariant) -> Bilingual {
    let (vi, en) = match rule {
        Invariant::SignedNeedsAllOpinions => (
            "Chỉ ký khi đã có ý kiến bằng văn bản của Bộ Ngoại giao và từng cơ quan được lấy ý kiến về chính bản được ký",
            "Signed only with the written opinion of the Ministry of Foreign Affairs and of every body asked, on the signed revision",
        ),
        Invariant::DecidedNeedsDifferenceSettled => (
            "Chỉ quyết định khi không còn ý kiến khác nhau hoặc đã có ý kiến của Thủ tướng Chính phủ",
            "Decided only with no open difference, or with the Prime Minister's opinion",
        ),
        Invariant::RefusalNeedsConsent => (
            "Khi có cơ quan không đồng ý ký kết thì chỉ quyết định ký sau khi Thủ tướng Chính phủ đồng ý bằng văn bản",
            "When a body asked refuses the conclusion, decided only with the Prime Minister's written consent",
        ),
        Invariant::SubjectBodiesAsked => (
            "Chỉ ký khi đã có ý kiến của cơ quan mà nội dung văn bản buộc phải hỏi thêm",
            "Signed only with the opinion of every body that the subject adds",
        ),
        Invariant::TrackHasItsGround => (
            "Chỉ theo quy trình này khi có căn cứ hoặc chủ thể mở ra nó",
            "This track is taken only on a ground, or for a party, that opens it",
        ),
        Invariant::AskedBodiesAnswer => (
            "Đã hỏi cơ quan nào thì chỉ ký khi cơ quan đó đã trả lời",
            "Signed only when no body that was asked still owes its answer",
        ),
        Invariant::SignedNeedsAgreementInPrinciple => (
            "Chỉ ký khi Bộ Ngoại giao đã đồng ý về nguyên tắc với bản được ký",
            "Signed only with the agreement in principle of the Ministry of Foreign Affairs on the signed revision",
        ),
        Invariant::SignedNeedsResponsibleSigner => {
            ("Chỉ ký khi đã có người chịu trách nhiệm được nêu tên", "Signed only by a named responsible signer")
        }
        Invariant::SignedRevisionIsTheDecidedOne => (
            "Bản được ký là bản đã duyệt, đã được cho ý kiến và đã được quyết định",
            "The revision signed is the one that was cleared, answered and decided on",
        ),
        Invariant::DrafterStaysOut => (
            "Người soạn thảo không duyệt, không quyết định và không cho ý kiến",
            "The drafter never clears, decides or answers",
        ),
        Invariant::SignedOwesReport => (
            "Sau khi ký luôn còn nghĩa vụ báo cáo cho đến khi đã báo cáo",
            "Once signed, the report after signing is owed until it is filed",
        ),
        Invariant::SilenceMovesNothing => (
            "Im lặng không bao giờ là đồng ý: hết thời hạn không làm hồ sơ chuyển bước",
            "Silence is never consent: no timer moves a dossier or decides anything",
        ),
        Invariant::OpenRequestCanBeAnswered => (
            "Yêu cầu nào còn chờ trả lời thì cơ quan được hỏi trả lời được",
            "A request that awaits its answer can be answered by the body asked",
        ),
        Invariant::EveryPathCanEnd => {
            ("Từ mọi trạng thái, thủ tục vẫn có thể kết thúc", "From every reachable state the procedure can still end")
        }
    };
    Bilingual::new(vi, en)
}

/// What else may be broken, in words.
pub(super) fn broken(broken: &Broken, title: &Bilingual) -> Bilingual {
    match broken {
        Broken::Invariant(rule) => invariant(*rule),
        Broken::ButtonRefused => Bilingual::new(
            format!("Nút “{}” được hiển thị nhưng lệnh không bao giờ thực hiện được", title.vi),
            format!("The button “{}” is shown, but the command is always refused", title.en),
        ),
        Broken::HiddenAccepted => Bilingual::new(
            format!("Lệnh “{}” được chấp nhận dù không hiển thị nút", title.vi),
            format!("The command “{}” is accepted although no button is shown for it", title.en),
        ),
        Broken::Fault(fault) => Bilingual::new(
            format!("Lỗi khi thực hiện “{}”: {fault}", title.vi),
            format!("“{}” breaks down: {fault}", title.en),
        ),
    }
}

/// Citations of provisions.
pub(super) fn citations(pack: &Pack, basis: &[String]) -> Vec<Bilingual> {
    basis.iter().filter_map(|id| pack.provision(id)).map(|provision| provision.citation.clone()).collect()
}

/// The proofs of every track, after the search.
pub(super) fn proofs(pack: &Pack, report: &mut Report) {
    for track in &pack.tracks {
        for rule in &track.invariants {
            let failed = report
                .violations
                .iter()
                .any(|known| known.track == track.id && known.broken == Broken::Invariant(rule.rule));
            report.proofs.push(Proof {
                track: track.id.clone(),
                rule: rule.rule,
                text: invariant(rule.rule),
                citations: citations(pack, &rule.basis),
                proved: !failed,
            });
        }
    }
}

/// A path in words.
pub(super) fn steps(search: &Search, path: &[Mark], places: &[(String, String)]) -> Vec<Step> {
    let empty = || Bilingual::new("", "");
    path.iter()
        .zip(places)
        .enumerate()
        .map(|(at, (mark, (track, state)))| {
            let (transition, title) = match mark.transition {
                None => ("open".to_owned(), Bilingual::new("Lập hồ sơ", "Create the dossier")),
                Some((track, at)) => search
                    .whole
                    .tracks
                    .get(track)
                    .and_then(|track| track.transitions.get(at))
                    .map_or_else(|| (String::new(), empty()), |found| (found.id.clone(), found.title.clone())),
            };
            let found = search.whole.track(track).and_then(|track| track.state(state));
            Step {
                no: at + 1,
                who: search.world.people[mark.person].name.clone(),
                transition,
                title,
                data: search.words.get(mark.words as usize).cloned().unwrap_or_else(empty),
                late: mark.late,
                track: track.clone(),
                state: state.clone(),
                state_title: found.map_or_else(empty, |state| state.title.clone()),
            }
        })
        .collect()
}

impl Report {
    /// The report as lines of text for a terminal.
    pub fn text(&self, lang: Lang) -> String {
        let mut out = String::new();
        let say = |vi, en| if lang == Lang::Vi { vi } else { en };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", self.pack);
        let _ = writeln!(out, "{}: {}", say("Giới hạn", "Bound"), self.bound_text.get(lang));
        let _ = writeln!(
            out,
            "{} {}, {} {}, {} {}",
            self.states,
            say("trạng thái", "states"),
            self.commands,
            say("lệnh đã thử", "commands tried"),
            self.accepted,
            say("được chấp nhận", "accepted"),
        );
        for proof in &self.proofs {
            let verdict =
                if proof.proved { say("đã chứng minh", "proved") } else { say("KHÔNG đúng", "BROKEN") };
            let _ = writeln!(
                out,
                "  {} · {verdict} · {} ({})",
                proof.track,
                proof.text.get(lang),
                cited(&proof.citations, lang)
            );
        }
        for counter in &self.violations {
            let _ = writeln!(out, "\n{} · {}", counter.track, counter.text.get(lang));
            if !counter.citations.is_empty() {
                let _ = writeln!(out, "  ({})", cited(&counter.citations, lang));
            }
            for step in &counter.steps {
                let _ = writeln!(out, "  {}", step.line(lang));
            }
        }
        out
    }
}

fn cited(citations: &[Bilingual], lang: Lang) -> String {
    citations.iter().map(|citation| citation.get(lang)).collect::<Vec<_>>().join("; ")
}

impl Step {
    /// The step as one line: who, what, with which data, resulting state.
    pub fn line(&self, lang: Lang) -> String {
        let mut out = format!("{}. {}: {}", self.no, self.who.get(lang), self.title.get(lang));
        let data = self.data.get(lang);
        if !data.is_empty() {
            let _ = write!(out, " ({data})");
        }
        if self.late {
            out.push_str(if lang == Lang::Vi {
                ", sau khi mọi thời hạn đã hết"
            } else {
                ", after every clock has run out"
            });
        }
        let _ = write!(out, " → {} [{}/{}]", self.state_title.get(lang), self.track, self.state);
        out
    }
}
