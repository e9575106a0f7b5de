//! Samples: the drafting form, the stop page, the upload form.

use super::{Rendered, basis, meta, page, page_of, put};
use crate::i18n::L;
use crate::web::views::draft::{CaseOptions, DraftOptions, DraftPage, DraftValues, Proposal, Question, SecretPage};
use crate::web::views::form::{Buttons, Choice, FormError};
use crate::web::views::parts::{Basis, Mark, Tag, Tone};
use crate::web::views::upload::{OldText, UploadPage};
use crate::web::views::{Link, Page};

fn buttons(l: L, submit: String) -> Buttons {
    Buttons { submit, grave: false, cancel: Link::new(l.t("cancel"), "/") }
}

fn options(l: L) -> DraftOptions {
    let choice = |value: &str, vi: &str, en: &str| Choice::new(value, l.pick(vi, en));
    let question = |id: &str, vi: &str, en: &str| Question {
        id: id.to_owned(),
        question: l.pick(vi, en).to_owned(),
        reason: l.pick("“Có” là dấu hiệu ràng buộc.", "“Yes” points to a binding document.").to_owned(),
        basis: vec![super::policy(l)],
    };
    DraftOptions {
        partners: vec![choice("1", "Thành phố Frankfurt am Main (Đức)", "City of Frankfurt am Main (Germany)")],
        levels: vec![choice("city", "Thành phố", "City"), choice("region", "Vùng, bang", "Region or state")],
        languages: vec![Choice::new("de", l.t("lang-de")), Choice::new("ja", l.t("lang-ja"))],
        kinds: vec![
            choice("mou", "Bản ghi nhớ", "Memorandum of understanding"),
            choice("agreement", "Thỏa thuận", "Agreement"),
        ],
        fields: vec![
            choice("economy", "Kinh tế", "Economy"),
            choice("tourism", "Du lịch", "Tourism"),
            choice("security", "An ninh", "Security")
                .hint(l.pick("Nhạy cảm: không theo quy trình nhanh.", "Sensitive: not on the fast track.")),
        ],
        questions: vec![
            question("money", "Có cam kết về tiền không?", "Does it commit money?"),
            question("duties", "Có giao nhiệm vụ cụ thể không?", "Does it name specific duties?"),
        ],
        bodies: vec![
            choice("mpi", "Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment"),
            choice("moit", "Bộ Công Thương", "Ministry of Industry and Trade"),
        ],
        case: CaseOptions::default(),
    }
}

impl DraftPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        Self {
            l,
            page: page(l, l.t("new-title"), "/dossiers/new"),
            form: meta(l, "/dossiers/new", Vec::new()),
            editing: None,
            pack: Link::new(
                l.pick("Pháp lệnh 33/2007, phiên bản 1", "Ordinance 33/2007, version 1"),
                "/packs/ordinance-33-2007/1",
            ),
            pack_banner: Some(l.pick("Hết hiệu lực từ 01/07/2021.", "Lapsed on 1 July 2021.").to_owned()),
            values: DraftValues::default(),
            options: options(l),
            proposal: None,
            consequence: None,
            buttons: buttons(l, l.t("draft-submit")),
        }
    }

    /// The same, refused, with everything typed kept and a class proposed.
    pub fn sample_refused(l: L) -> Self {
        let fresh = Self::sample(l);
        let none: &[(&str, &str)] = &[];
        let wrong = |name: &str, code: &str| FormError::new(name, l.invalid(code, &l.field(name), none));
        let question = l.invalid("choose-one", &fresh.options.questions[1].question, none);
        let errors = vec![
            wrong("kind", "choose-one"),
            FormError::new("checklist_duties", question),
            wrong("planned_signing_on", "bad-date"),
        ];
        Self {
            page: Page { has_errors: true, ..fresh.page.clone() },
            form: meta(l, "/dossiers/new", errors),
            values: DraftValues {
                secret: "no".to_owned(),
                partner: "new".to_owned(),
                partner_name: "Thành phố \"Frankfurt\" <am Main>".to_owned(),
                partner_country: "Đức".to_owned(),
                partner_level: "city".to_owned(),
                title_vi: "Bản ghi nhớ hợp tác hữu nghị".to_owned(),
                fields: vec!["economy".to_owned(), "tourism".to_owned()],
                checklist: [("money".to_owned(), "no".to_owned())].into(),
                class: "non-binding".to_owned(),
                planned_signing_on: "31/02/2019".to_owned(),
                purpose: "Thúc đẩy thương mại & du lịch.".to_owned(),
                ..DraftValues::default()
            },
            proposal: Some(Proposal {
                class: Tag::new(l.t("class-non-binding"), Tone::Blue),
                reasons: vec![l.pick("Không câu nào được trả lời “Có”.", "No question was answered “yes”.").to_owned()],
                track: l.pick("Quy trình đầy đủ", "Standard track").to_owned(),
                takes: l
                    .pick("Dự kiến 15 ngày làm việc đến khi quyết định.", "About 15 working days until the decision.")
                    .to_owned(),
                would_qualify: Some(l.ta("track-would-qualify", &[("n", 8)])),
                terms: Vec::new(),
            }),
            ..fresh
        }
    }
}

impl SecretPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let law = Basis {
            citation: l.pick("Luật 29/2018/QH14, Điều 5", "Law 29/2018/QH14, Art. 5").to_owned(),
            ..basis(l, "", Mark::Text)
        };
        Self { l, page: page(l, l.t("secret-title"), "/dossiers/new"), basis: vec![law] }
    }
}

impl UploadPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let mut form = meta(l, "/dossiers/HCM-2016-0003/texts", Vec::new());
        form.multipart = true;
        let none: &[(&str, &str)] = &[];
        let error = l.invalid("file-type", &l.field("text_vi"), none);
        form.errors = vec![FormError::new("text_vi", error)];
        Self {
            l,
            page: Page {
                has_errors: true,
                ..page_of(l, l.ta("upload-title", &[("n", 3)]), "/dossiers/HCM-2016-0003/texts")
            },
            form,
            number: "HCM-2016-0003".to_owned(),
            title: "Thỏa thuận khung hợp tác kinh tế".to_owned(),
            next_revision: 3,
            limit: "10 MB".to_owned(),
            consequence: Some(l.t("next-revise-text")),
            old: vec![OldText { name: "old_en".to_owned(), language: l.t("lang-en"), chosen: String::new() }],
            first: false,
            languages: vec![Choice::new("ja", l.t("lang-ja")).on(true)],
            note: "Bỏ khoản 2 Điều 3.".to_owned(),
            buttons: buttons(l, l.t("upload-submit")),
        }
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "draft", &DraftPage::sample(l));
    put(pages, "draft-refused", &DraftPage::sample_refused(l));
    let edit = DraftPage {
        editing: Some("HCM-2016-0003".to_owned()),
        page: page_of(l, l.t("edit-title"), "/dossiers/HCM-2016-0003/edit"),
        consequence: Some(l.t("next-revise-text")),
        buttons: buttons(l, l.t("edit-submit")),
        ..DraftPage::sample(l)
    };
    put(pages, "draft-edit", &edit);
    put(pages, "secret", &SecretPage::sample(l));
    put(pages, "upload", &UploadPage::sample(l));
}
