//! A [`MailView`] → words in the reader's language → bytes. Pure and silent: same input, same bytes.

use super::clean;
use super::message::{Finished, RenderError, Words, finish};
use super::view::{About, Digest, Done, Due, Envelope, Item, MailView, Recipient};
use crate::i18n::{L, Lang};
use askama::Template;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use engine::dossier::Rung;
use engine::text::Bilingual;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// So many things are listed in one mail; the rest is in the work list.
const LISTED: usize = 100;

/// Where a reader finds all that waits for him.
const WORKLIST: &str = "/";

/// The finished mail about `kind` for `to`.
///
/// # Errors
/// [`RenderError`]; the caller records it and goes on, since the notice in the application stands anyway.
pub fn render(kind: &MailView, to: &Recipient<'_>, envelope: &Envelope) -> Result<Finished, RenderError> {
    if !clean::is_base(&envelope.base_url) {
        return Err(RenderError::BaseUrl);
    }
    let words = catch_unwind(AssertUnwindSafe(|| words(kind, to, envelope))).map_err(|_| RenderError::Template)?;
    finish(words.map_err(|_| RenderError::Template)?, to, envelope)
}

fn words(kind: &MailView, to: &Recipient<'_>, envelope: &Envelope) -> Result<Words, askama::Error> {
    let writer = Writer { l: L::from(to.lang), base: &envelope.base_url };
    match kind {
        MailView::Done(done) => {
            let page = writer.done(done, to);
            Ok(Words {
                subject: page.subject.clone(),
                text: tidy(&DoneText { p: &page }.render()?),
                html: DoneHtml { p: &page }.render()?,
            })
        }
        MailView::Digest(digest) => {
            let page = writer.digest(digest, to, day_of(envelope.at));
            Ok(Words {
                subject: page.subject.clone(),
                text: tidy(&DigestText { p: &page }.render()?),
                html: DigestHtml { p: &page }.render()?,
            })
        }
    }
}

#[derive(Template)]
#[template(path = "mail/done.txt")]
struct DoneText<'a> {
    p: &'a DonePage,
}

#[derive(Template)]
#[template(path = "mail/done.html")]
struct DoneHtml<'a> {
    p: &'a DonePage,
}

#[derive(Template)]
#[template(path = "mail/digest.txt")]
struct DigestText<'a> {
    p: &'a DigestPage,
}

#[derive(Template)]
#[template(path = "mail/digest.html")]
struct DigestHtml<'a> {
    p: &'a DigestPage,
}

/// What every mail has.
struct Frame {
    subject: String,
    greeting: String,
    other: String,
    other_lang: Lang,
}

struct DonePage {
    l: L,
    subject: String,
    frame: Frame,
    about: AboutLine,
    done: String,
    holder: Option<String>,
    due: Option<DueLine>,
}

struct DigestPage {
    l: L,
    subject: String,
    frame: Frame,
    title: String,
    items: Vec<ItemLine>,
    escalations: Vec<ItemLine>,
    more: Option<String>,
    worklist: String,
}

struct AboutLine {
    number: String,
    title: Option<String>,
    link: String,
}

struct DueLine {
    date: String,
    basis: Option<String>,
    marks: Vec<String>,
    why: Option<String>,
}

struct ItemLine {
    about: AboutLine,
    task: String,
    holder: Option<String>,
    due: DueLine,
    state: String,
    colour: &'static str,
}

/// Finds the words.
struct Writer<'a> {
    l: L,
    base: &'a str,
}

impl Writer<'_> {
    fn done(&self, done: &Done, to: &Recipient<'_>) -> DonePage {
        let (l, other) = (self.l, other_of(self.l));
        let number = line(&done.about.number);
        let sentence = self.say(&done.done);
        let subject = l.ta("mail-subject-done", &[("number", number.clone()), ("done", sentence.clone())]);
        let there = line(other.pick(&done.done.vi, &done.done.en));
        let mut summary = other.ta("mail-other-done", &[("number", number), ("done", there)]);
        if let Some(due) = &done.due {
            summary.push(' ');
            summary.push_str(&other.ta("mail-other-due", &[("date", other.date(due.on))]));
        }
        DonePage {
            l,
            frame: self.frame(&subject, summary, to),
            subject,
            about: self.about(&done.about),
            done: sentence,
            holder: done.holder.as_ref().map(|holder| self.say(holder)),
            due: done.due.as_ref().map(|due| self.due(due)),
        }
    }

    fn digest(&self, digest: &Digest, to: &Recipient<'_>, today: NaiveDate) -> DigestPage {
        let (l, other) = (self.l, other_of(self.l));
        let arguments = [("date", l.short_date(today)), ("summary", summary(l, digest))];
        let subject = l.ta("mail-subject-digest", &arguments);
        let there = other.ta("mail-other-digest", &[("summary", summary(other, digest))]);
        DigestPage {
            l,
            frame: self.frame(&subject, there, to),
            subject,
            title: l.ta("mail-digest-title", &[("date", l.date(today))]),
            items: self.items(&digest.items),
            escalations: self.items(&digest.escalations),
            more: self.more(digest),
            worklist: clean::link(self.base, WORKLIST),
        }
    }

    fn frame(&self, subject: &str, other: String, to: &Recipient<'_>) -> Frame {
        let name = clean::line(to.name, clean::NAME);
        let greeting = match name.is_empty() {
            true => self.l.t("mail-greeting-plain"),
            false => self.l.ta("mail-greeting", &[("name", name)]),
        };
        Frame { subject: subject.to_owned(), greeting, other, other_lang: other_of(self.l).lang }
    }

    fn items(&self, items: &[Item]) -> Vec<ItemLine> {
        let mut sorted: Vec<&Item> = items.iter().collect();
        sorted.sort_by_key(|item| (item.due.on, item.about.number.clone()));
        let show = |item: &Item| ItemLine {
            about: self.about(&item.about),
            task: self.say(&item.task),
            holder: item.holder.as_ref().map(|holder| self.say(holder)),
            due: self.due(&item.due),
            state: self.state(item.rung),
            colour: colour(item.rung),
        };
        sorted.into_iter().take(LISTED).map(show).collect()
    }

    fn more(&self, digest: &Digest) -> Option<String> {
        let beyond = |items: &[Item]| items.len().saturating_sub(LISTED);
        let more = beyond(&digest.items) + beyond(&digest.escalations) + further(digest);
        (more > 0).then(|| self.l.ta("mail-more", &[("n", more)]))
    }

    fn state(&self, rung: Rung) -> String {
        match rung {
            Rung::Before(n) => self.l.ta("mail-before", &[("n", n)]),
            Rung::DueDay => self.l.t("mail-today"),
            // A rest day right after the due day: over, and no working day lost yet.
            Rung::Late(0) => self.l.t("mail-over"),
            Rung::Late(n) => self.l.ta("mail-late", &[("n", n)]),
        }
    }

    fn due(&self, due: &Due) -> DueLine {
        let marks = [(due.policy, "mail-policy"), (due.provisional, "mail-provisional")];
        DueLine {
            date: self.l.date(due.on),
            basis: due.basis.as_ref().map(|basis| self.say(basis)),
            marks: marks.iter().filter(|(holds, _)| *holds).map(|(_, key)| self.l.t(key)).collect(),
            why: due.why_path.as_ref().map(|path| clean::link(self.base, path)),
        }
    }

    fn about(&self, about: &About) -> AboutLine {
        let title = about.title.as_deref().map(line).filter(|title| !title.is_empty());
        AboutLine { number: line(&about.number), title, link: clean::link(self.base, &about.path) }
    }

    fn say(&self, text: &Bilingual) -> String {
        line(self.l.pick(&text.vi, &text.en))
    }
}

fn line(text: &str) -> String {
    clean::line(text, clean::LINE)
}

fn other_of(l: L) -> L {
    match l.lang {
        Lang::Vi => L::EN,
        Lang::En => L::VI,
    }
}

fn further(digest: &Digest) -> usize {
    usize::try_from(digest.beyond).unwrap_or(usize::MAX)
}

/// "3 items, 1 of them overdue, 1 not answered by those below you".
fn summary(l: L, digest: &Digest) -> String {
    let late = digest.items.iter().filter(|item| matches!(item.rung, Rung::Late(_))).count();
    let counts = [
        ("mail-summary-items", digest.items.len() + further(digest)),
        ("mail-summary-late", late),
        ("mail-summary-escalations", digest.escalations.len()),
    ];
    let said: Vec<String> = counts.iter().filter(|(_, n)| *n > 0).map(|(key, n)| l.ta(key, &[("n", *n)])).collect();
    said.join(", ")
}

fn colour(rung: Rung) -> &'static str {
    match rung {
        Rung::Before(_) => "#55504c",
        Rung::DueDay => "#7a4d00",
        Rung::Late(_) => "#b3211c",
    }
}

/// The day in Viet Nam.
fn day_of(at: DateTime<Utc>) -> NaiveDate {
    at.checked_add_signed(TimeDelta::hours(7)).unwrap_or(at).date_naive()
}

/// At most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && empty {
            continue;
        }
        empty = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    while out.ends_with("\n\n") {
        out.pop();
    }
    out
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
