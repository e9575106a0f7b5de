//! Signing in, and what happens when a session ends in the middle of a long form: nothing typed is lost.

use super::Page;
use super::form::{Control, Field, FormMeta};
use crate::i18n::L;
use askama::Template;

/// Sign-in. When a form was interrupted its fields travel along as [`FormMeta::hidden`].
#[derive(Debug, Clone, Template)]
#[template(path = "session/sign_in.html")]
pub struct SignInPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// `/sign-in`; hidden fields carry the interrupted form.
    pub form: FormMeta,
    /// E-mail typed before.
    pub email: String,
    /// The session ended while a form was being filled in; its fields are kept.
    pub keeps_form: bool,
    /// Accounts offered on demo instances: e-mail and post.
    pub demo_accounts: Vec<(String, String)>,
    /// Their password.
    pub demo_password: Option<String>,
}

impl SignInPage {
    /// E-mail.
    pub fn email_field(&self) -> Field {
        let control = Control::Text { value: self.email.clone(), kind: "email", autocomplete: "username" };
        self.form.field("email", self.l.t("field-email"), control)
    }

    /// Password; never shown again.
    pub fn password_field(&self) -> Field {
        let control = Control::Text { value: String::new(), kind: "password", autocomplete: "current-password" };
        self.form.field("password", self.l.t("field-password"), control)
    }
}

/// An interrupted form: what was typed, to be taken back to the form, where it can be read, mended and sent.
#[derive(Debug, Clone, Template)]
#[template(path = "session/resume.html")]
pub struct ResumePage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Why the form was interrupted, and what to do.
    pub lead: String,
    /// Where the interrupted form was going; everything typed is in the hidden fields.
    pub form: FormMeta,
    /// What was written, for reading: label and text.
    pub fields: Vec<(String, String)>,
    /// File names that were chosen: files cannot be kept and must be chosen again.
    pub lost_files: Vec<String>,
    /// Number of the request, to be quoted, when it was our fault.
    pub request_id: Option<String>,
    /// The form itself, to begin again.
    pub restart_href: String,
}

/// A person sets his password, reached by a one-time link.
#[derive(Debug, Clone, Template)]
#[template(path = "session/join.html")]
pub struct JoinPage {
    /// Words.
    pub l: L,
    /// Frame.
    pub page: Page,
    /// Whom it is for, and what to do.
    pub lead: String,
    /// The form.
    pub form: FormMeta,
    /// Address, by which he signs in.
    pub email: String,
}

impl JoinPage {
    /// The address, to be read: it is what browsers keep the password under.
    pub fn email_field(&self) -> Field {
        let lines = vec![self.email.clone()];
        self.form.field("email", self.l.t("field-email"), Control::Info { lines })
    }

    /// The new password.
    pub fn password_field(&self) -> Field {
        self.secret("password", self.l.t("field-new-password")).hint(self.l.t("field-new-password-hint"))
    }

    /// The same again.
    pub fn again_field(&self) -> Field {
        self.secret("password_again", self.l.t("field-password-again"))
    }

    fn secret(&self, name: &str, label: String) -> Field {
        let control = Control::Text { value: String::new(), kind: "password", autocomplete: "new-password" };
        self.form.field(name, label, control)
    }
}
