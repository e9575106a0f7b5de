//! A plain letter: what it is about, some sentences, one link. For invitations and for what a person must be told once.

use super::clean;
use super::message::{Finished, RenderError, Words, finish};
use super::view::{Envelope, Recipient};
use crate::i18n::{L, Lang};
use askama::Template;
use engine::text::Bilingual;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A letter, before it is in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What it is about: subject and heading.
    pub subject: Bilingual,
    /// Its sentences, a paragraph each.
    pub lines: Vec<Bilingual>,
    /// Words of the link.
    pub button: Bilingual,
    /// Where the link leads, from the root of the service.
    pub path: String,
}

struct Frame {
    subject: String,
    greeting: String,
    other: String,
    other_lang: Lang,
}

struct LetterPage {
    l: L,
    frame: Frame,
    lines: Vec<String>,
    button: String,
    link: String,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct LetterText<'a> {
    p: &'a LetterPage,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct LetterHtml<'a> {
    p: &'a LetterPage,
}

/// The finished letter. Pure: same input, same bytes.
///
/// # Errors
/// [`RenderError`].
pub fn letter(letter: &Letter, to: &Recipient<'_>, envelope: &Envelope) -> Result<Finished, RenderError> {
    if !clean::is_base(&envelope.base_url) {
        return Err(RenderError::BaseUrl);
    }
    let words = catch_unwind(AssertUnwindSafe(|| words(letter, to, envelope))).map_err(|_| RenderError::Template)?;
    finish(words.map_err(|_| RenderError::Template)?, to, envelope)
}

fn words(letter: &Letter, to: &Recipient<'_>, envelope: &Envelope) -> Result<Words, askama::Error> {
    let l = L::from(to.lang);
    let other = if to.lang == Lang::Vi { L::EN } else { L::VI };
    let say = |l: L, text: &Bilingual| clean::line(l.pick(&text.vi, &text.en), clean::LINE);
    let name = clean::line(to.name, clean::NAME);
    let subject = say(l, &letter.subject);
    let page = LetterPage {
        l,
        frame: Frame {
            subject: subject.clone(),
            greeting: if name.is_empty() {
                l.t("mail-greeting-plain")
            } else {
                l.ta("mail-greeting", &[("name", name)])
            },
            other: other.ta("mail-other-letter", &[("subject", say(other, &letter.subject))]),
            other_lang: other.lang,
        },
        lines: letter.lines.iter().map(|line| say(l, line)).collect(),
        button: say(l, &letter.button),
        link: clean::link(&envelope.base_url, &letter.path),
    };
    Ok(Words { subject, text: LetterText { p: &page }.render()?, html: LetterHtml { p: &page }.render()? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{mime::read, samples};

    fn sample() -> Letter {
        Letter {
            subject: Bilingual::new("Mời dùng hệ thống", "An invitation"),
            lines: vec![Bilingual::new("Đặt mật khẩu <b>ngay</b>.", "Set your password <b>now</b>.")],
            button: Bilingual::new("Đặt mật khẩu", "Set the password"),
            path: "/join/abc".to_owned(),
        }
    }

    #[test]
    fn a_letter_has_its_link_in_both_parts_and_nothing_of_another_language() {
        for lang in Lang::ALL {
            let finished = letter(&sample(), &samples::to(lang), &samples::envelope()).unwrap();
            let mail = read(&finished.mime);
            for part in [&mail.text, &mail.html] {
                assert!(part.contains("https://thoathuan.example/join/abc"), "{part}");
                assert!(!part.contains('⟦'), "{part}");
            }
            assert!(mail.html.contains("&#60;b&#62;"), "{}", mail.html);
            assert_eq!(mail.text.contains("Đặt mật khẩu"), lang == Lang::Vi, "{}", mail.text);
            assert_eq!(finished, letter(&sample(), &samples::to(lang), &samples::envelope()).unwrap());
        }
    }
}
