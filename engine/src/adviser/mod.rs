//! An explainable adviser: which clauses of a text commit somebody, by phrase rules that are data with their sources
//! (`workflows/adviser/phrases.toml`). It highlights and proposes; a person decides.
//!
//! Not a model of the law: a clause that no phrase touches says nothing, and what it does not know it does not guess.

mod phrase;
mod words;

use crate::text::Bilingual;
use phrase::Phrase;
use serde::{Deserialize, Serialize};
use std::ops::Range;
use words::{Word, sentences};

/// What a rule's phrases say of the sentence in which they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Says {
    /// Somebody is committed to something definite.
    Binding,
    /// The text says of itself that it binds: only a denial takes the force from that.
    Bound,
    /// Words that would commit elsewhere do not in this expression: it takes the force from those it overlaps.
    Harmless,
    /// The sentence says itself that nothing binds, or that it only may be: it takes the force from all others in it.
    Denial,
    /// An intent, an effort, an exchange.
    Intent,
    /// A clause on the text itself: its term, its copies, its languages. It takes the force from all others in its sentence,
    /// and the clause says neither.
    Formal,
    /// A word that the official terms avoid in titles and texts.
    Term,
}

/// Phrases that say the same, with where that comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RuleText {
    id: String,
    lang: String,
    says: Says,
    phrases: Vec<String>,
    reason: Bilingual,
    source: Bilingual,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    version: u32,
    rules: Vec<RuleText>,
}

/// A rule of the adviser.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Fixed name.
    pub id: String,
    /// Language of its phrases, `vi` or `en`.
    pub lang: String,
    /// What they say.
    pub says: Says,
    /// Why, in a sentence.
    pub reason: Bilingual,
    /// Where that comes from.
    pub source: Bilingual,
    phrases: Vec<Phrase>,
}

/// The rules of the adviser.
#[derive(Debug, Clone)]
pub struct Adviser {
    /// Version of the rules; what was advised names it.
    pub version: u32,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// Why rules could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AdviserError {
    /// The file is not of this form.
    #[error("the phrase rules cannot be read: {0}")]
    Form(#[from] toml::de::Error),
    /// A phrase is not of the form that `docs/adviser.md` describes.
    #[error("rule {rule}: the phrase \"{phrase}\" {wrong}")]
    Phrase {
        /// The rule.
        rule: String,
        /// The phrase.
        phrase: String,
        /// What is wrong.
        wrong: &'static str,
    },
}

/// A phrase found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which rule, as its place in [`Adviser::rules`].
    pub rule: usize,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
    /// Whether it counts; what a harmless expression or a denial took the force from does not.
    pub counts: bool,
}

/// What a clause comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Label {
    /// It commits somebody.
    Binding,
    /// It tells of an intent, or denies that it binds.
    NonBinding,
    /// It does neither.
    Neutral,
}

impl Adviser {
    /// The rules in `text`.
    ///
    /// # Errors
    /// [`AdviserError`] names the rule and the phrase.
    pub fn parse(text: &str) -> Result<Self, AdviserError> {
        let file: File = toml::from_str(text)?;
        let mut rules = Vec::new();
        for rule in file.rules {
            let phrase = |text: &String| {
                Phrase::parse(text).map_err(|wrong| AdviserError::Phrase {
                    rule: rule.id.clone(),
                    phrase: text.clone(),
                    wrong,
                })
            };
            let phrases = rule.phrases.iter().map(phrase).collect::<Result<_, _>>()?;
            let RuleText { id, lang, says, reason, source, .. } = rule;
            rules.push(Rule { id, lang, says, reason, source, phrases });
        }
        Ok(Self { version: file.version, rules })
    }

    /// The phrases of `lang` in `text`, in their order.
    pub fn read(&self, lang: &str, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        for sentence in sentences(text) {
            hits.extend(self.sentence(lang, &sentence));
        }
        hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
        hits
    }

    fn sentence(&self, lang: &str, sentence: &[Word]) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for (rule, known) in self.rules.iter().enumerate().filter(|(_, rule)| rule.lang == lang) {
            for phrase in &known.phrases {
                hits.extend(phrase.found(sentence).map(|span| Hit { rule, span, counts: true }));
            }
        }
        let says = |hit: &Hit| self.rules.get(hit.rule).map(|rule| rule.says);
        let any = |wanted: Says| hits.iter().any(|hit| says(hit) == Some(wanted));
        let (denied, formal) = (any(Says::Denial), any(Says::Formal));
        let harmless: Vec<Range<usize>> =
            hits.iter().filter(|hit| says(hit) == Some(Says::Harmless)).map(|hit| hit.span.clone()).collect();
        for hit in &mut hits {
            let covered = harmless.iter().any(|span| span.start < hit.span.end && hit.span.start < span.end);
            hit.counts = match self.rules.get(hit.rule).map(|rule| rule.says) {
                Some(Says::Binding) => !(denied || formal || covered),
                Some(Says::Bound) => !denied,
                _ => true,
            };
        }
        hits
    }

    /// What a clause comes to by its hits.
    pub fn label(&self, hits: &[Hit]) -> Label {
        let says = |wanted: &[Says]| {
            let mut counting = hits.iter().filter(|hit| hit.counts);
            counting.any(|hit| self.rules.get(hit.rule).is_some_and(|rule| wanted.contains(&rule.says)))
        };
        match () {
            () if says(&[Says::Binding, Says::Bound]) => Label::Binding,
            () if says(&[Says::Denial]) => Label::NonBinding,
            () if says(&[Says::Formal]) => Label::Neutral,
            () if says(&[Says::Intent]) => Label::NonBinding,
            () => Label::Neutral,
        }
    }
}

#[cfg(test)]
mod tests;
