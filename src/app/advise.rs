//! The adviser on a text: clause by clause which words commit, with the reasons and their sources. Nothing is stored, and a
//! person decides.

use super::Error;
use super::input::{Checked, Invalid};
use engine::adviser::{Adviser, Label, Rule, Says};
use engine::pack::Class;
use std::ops::Range;
use std::sync::LazyLock;

/// Longest text, in characters.
pub const LONGEST: usize = 60_000;

/// Languages that it reads.
pub const LANGUAGES: [&str; 2] = ["vi", "en"];

/// The phrase rules compiled into the program.
const PHRASES: &str = include_str!("../../workflows/adviser/phrases.toml");

static ADVISER: LazyLock<Result<Adviser, String>> =
    LazyLock::new(|| Adviser::parse(PHRASES).map_err(|error| error.to_string()));

/// A phrase found in a clause.
#[derive(Debug, Clone)]
pub struct Found {
    /// Where it stands, in bytes of the clause.
    pub span: Range<usize>,
    /// Its rule.
    pub rule: &'static Rule,
    /// Whether it counts.
    pub counts: bool,
}

/// One clause, which is a line of the text.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The clause.
    pub text: String,
    /// What it comes to.
    pub label: Label,
    /// What was found.
    pub found: Vec<Found>,
}

/// What the adviser says of a text.
#[derive(Debug, Clone)]
pub struct Advice {
    /// Version of the phrase rules.
    pub version: u32,
    /// The clauses.
    pub clauses: Vec<Clause>,
}

impl Advice {
    /// The class that the clauses propose: binding as soon as one of them commits somebody; none where no clause says
    /// anything.
    pub fn proposed(&self) -> Option<Class> {
        let any = |label: Label| self.clauses.iter().any(|clause| clause.label == label);
        match (any(Label::Binding), any(Label::NonBinding)) {
            (true, _) => Some(Class::Binding),
            (false, true) => Some(Class::NonBinding),
            (false, false) => None,
        }
    }

    /// The rules that found something, each once, in the order of the text.
    pub fn rules(&self) -> Vec<&'static Rule> {
        let mut rules: Vec<&'static Rule> = Vec::new();
        for found in self.clauses.iter().flat_map(|clause| &clause.found) {
            if !rules.iter().any(|known| known.id == found.rule.id) {
                rules.push(found.rule);
            }
        }
        rules
    }
}

fn adviser() -> Result<&'static Adviser, Error> {
    ADVISER.as_ref().map_err(|error| Error::Fault(error.clone()))
}

/// What was typed to be read.
///
/// # Errors
/// [`Invalid`] naming `lang` or `text`.
fn checked(lang: &str, text: &str) -> Checked<()> {
    let mut wrong = Vec::new();
    if !LANGUAGES.contains(&lang) {
        wrong.extend(Invalid::field("lang", "choose-one").0);
    }
    if text.trim().is_empty() {
        wrong.extend(Invalid::field("text", "required").0);
    } else if text.chars().count() > LONGEST {
        wrong.extend(Invalid::field("text", "too-long").with("max", LONGEST).0);
    }
    if wrong.is_empty() { Ok(()) } else { Err(Invalid(wrong)) }
}

/// Reads `text` in `lang`, clause by clause.
///
/// # Errors
/// [`Error::Invalid`] with each wrong field.
pub fn read(lang: &str, text: &str) -> Result<Advice, Error> {
    checked(lang, text)?;
    let adviser = adviser()?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let clause = |line: &str| {
        let hits = adviser.read(lang, line);
        let label = adviser.label(&hits);
        let found = hits.into_iter().filter_map(|hit| {
            adviser.rules.get(hit.rule).map(|rule| Found { span: hit.span, rule, counts: hit.counts })
        });
        Clause { text: line.to_owned(), label, found: found.collect() }
    };
    Ok(Advice { version: adviser.version, clauses: lines.map(clause).collect() })
}

/// Words in the titles that the official terms avoid: the word as it stands, and the rule.
///
/// # Errors
/// [`Error::Fault`] when the rules compiled in cannot be read.
pub fn terms<'a>(titles: impl Iterator<Item = (&'a str, &'a str)>) -> Result<Vec<(String, &'static Rule)>, Error> {
    let adviser = adviser()?;
    let mut found: Vec<(String, &'static Rule)> = Vec::new();
    for (lang, title) in titles {
        for hit in adviser.read(lang, title) {
            let Some(rule) = adviser.rules.get(hit.rule).filter(|rule| rule.says == Says::Term) else { continue };
            found.extend(title.get(hit.span).map(|word| (word.to_owned(), rule)));
        }
    }
    Ok(found)
}
