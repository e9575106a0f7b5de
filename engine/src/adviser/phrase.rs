//! A phrase of a rule: words; `a|b` for either; `a?` where it may be missing; `#` for a number; `…` for up to eight words
//! between.

use super::words::{Word, folded};
use std::ops::Range;

/// Most words that `…` stands for.
const GAP: usize = 8;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    /// One of these words; missing only if so marked.
    Word(Vec<String>, bool),
    /// A number.
    Number,
    /// Any words, a few.
    Gap,
}

/// A phrase of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase(Vec<Part>);

impl Phrase {
    /// Reads a phrase; what is wrong with it otherwise.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        for word in text.split_whitespace() {
            parts.push(match word {
                "#" => Part::Number,
                "…" => Part::Gap,
                _ => {
                    let (word, may_miss) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
                    let words: Vec<String> = word.split('|').map(folded).collect();
                    if words.iter().any(String::is_empty) {
                        return Err("has an empty word");
                    }
                    Part::Word(words, may_miss)
                }
            });
        }
        let solid = |part: Option<&Part>| matches!(part, Some(Part::Word(_, false) | Part::Number));
        if solid(parts.first()) && solid(parts.last()) {
            Ok(Self(parts))
        } else {
            Err("must begin and end with a word or a number that is always there")
        }
    }

    /// Where it stands in a sentence, in bytes of the text; places do not overlap.
    pub fn found<'a>(&'a self, sentence: &'a [Word]) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            while from < sentence.len() {
                let first = from;
                from += 1;
                if let Some(end) = rest(&self.0, sentence, first) {
                    from = end.max(from);
                    let (start, last) = (sentence.get(first)?, sentence.get(end.checked_sub(1)?)?);
                    return Some(start.span.start..last.span.end);
                }
            }
            None
        })
    }
}

/// Where the parts end that begin at word `at`, if they stand there.
fn rest(parts: &[Part], sentence: &[Word], at: usize) -> Option<usize> {
    let Some((part, others)) = parts.split_first() else { return Some(at) };
    let word = sentence.get(at);
    match part {
        Part::Word(words, may_miss) => {
            let here = word.is_some_and(|word| words.contains(&word.text));
            let taken = if here { rest(others, sentence, at + 1) } else { None };
            taken.or_else(|| if *may_miss { rest(others, sentence, at) } else { None })
        }
        Part::Number => word.filter(|word| word.is_number()).and_then(|_| rest(others, sentence, at + 1)),
        Part::Gap => (0..=GAP).find_map(|skipped| rest(others, sentence, at + skipped)),
    }
}
