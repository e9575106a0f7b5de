//! Words of a text with their places, sentence by sentence.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;

/// A word as it is compared: composed and in lower case; a number is one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// The word.
    pub text: String,
    /// Where it stands, in bytes.
    pub span: Range<usize>,
}

impl Word {
    /// Whether it is a number: digits, with points and commas between them.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// A word as rules and texts are compared: the same letters however they were typed.
pub(super) fn folded(word: &str) -> String {
    word.nfc().collect::<String>().to_lowercase()
}

/// Marks that are typed apart belong to the letter before them.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// The sentences of `text`. One ends at a line break, a semicolon, or a full stop, question or exclamation mark before a
/// blank; the points in "Art. 5" and "1.000.000" end none.
pub(super) fn sentences(text: &str) -> Vec<Vec<Word>> {
    let mut all = Vec::new();
    let mut sentence: Vec<Word> = Vec::new();
    let mut start: Option<usize> = None;
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |n: usize| chars.get(n).map(|(_, c)| *c);
    for (n, (place, c)) in chars.iter().copied().enumerate() {
        let next = at(n + 1);
        let between = |from: Option<char>| from.is_some_and(|c| c.is_ascii_digit());
        // Points and commas within a number, hyphens and apostrophes within a word belong to it.
        let inner = match c {
            '.' | ',' => between(n.checked_sub(1).and_then(at)) && between(next),
            '-' | '\'' | '’' => start.is_some() && next.is_some_and(char::is_alphanumeric),
            _ => false,
        };
        if is_part(c) || inner {
            start.get_or_insert(place);
            continue;
        }
        if let Some(from) = start.take() {
            sentence.push(Word { text: folded(&text[from..place]), span: from..place });
        }
        let short = sentence.last().is_some_and(|word| ["art", "arts", "no", "đ", "tp"].contains(&word.text.as_str()));
        let ends = match c {
            '\n' | ';' => true,
            '.' | '?' | '!' => next.is_none_or(char::is_whitespace) && !short,
            _ => false,
        };
        if ends && !sentence.is_empty() {
            all.push(std::mem::take(&mut sentence));
        }
    }
    if let Some(from) = start {
        sentence.push(Word { text: folded(&text[from..]), span: from..text.len() });
    }
    if !sentence.is_empty() {
        all.push(sentence);
    }
    all
}
