//! Samples: sign-in, resume.

use super::{Rendered, meta, page, put};
use crate::i18n::L;
use crate::web::views::Page;
use crate::web::views::form::FormError;
use crate::web::views::session::{ResumePage, SignInPage};

impl SignInPage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        let frame = page(l, l.t("sign-in-title"), "/sign-in");
        Self {
            l,
            page: Page { user: None, nav: Vec::new(), ..frame },
            form: meta(l, "/sign-in", Vec::new()),
            email: String::new(),
            keeps_form: false,
            demo_accounts: vec![
                ("official@hcm.example".to_owned(), l.t("role-official")),
                ("reviewer@mofa.example".to_owned(), l.t("role-mofa-reviewer")),
            ],
            demo_password: Some("thoathuan-demo".to_owned()),
        }
    }
}

impl ResumePage {
    /// A sample.
    pub fn sample(l: L) -> Self {
        Self {
            l,
            page: page(l, l.t("resume-title"), "/resume"),
            lead: l.t("resume-lead"),
            form: meta(l, "/dossiers/HCM-2016-0003/actions/answer", Vec::new()),
            fields: vec![(
                l.t("field-remarks-text"),
                "Đề nghị bỏ cụm từ “cam kết <tài chính>” & thay bằng “khuyến khích”.".to_owned(),
            )],
            lost_files: vec!["Công văn 12.pdf".to_owned()],
            request_id: None,
            restart_href: "/dossiers/HCM-2016-0003/actions/answer".to_owned(),
        }
    }
}

pub fn render(l: L, pages: &mut Vec<Rendered>) {
    put(pages, "sign-in", &SignInPage::sample(l));
    let mut kept = SignInPage::sample(l);
    kept.keeps_form = true;
    kept.form.errors = vec![FormError::new("email", l.t("sign-in-wrong"))];
    kept.page.has_errors = true;
    put(pages, "sign-in-error", &kept);
    put(pages, "resume", &ResumePage::sample(l));
}
