//! Whether two names may be one partner's.

use super::countries;
use crate::app::{App, Error, Who};
use crate::store::partners::Partner;
use crate::store::{self, fold};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Partners of one country looked at. Far more than any has; those beyond are found by the search.
const MOST: u64 = 2_000;
/// Partners named in a warning.
const SHOWN: usize = 5;
/// Words that many names of one country share, folded: alone they make no two partners alike.
const COMMON: [&str; 22] = [
    "thanh",
    "pho",
    "tinh",
    "bang",
    "vung",
    "khu",
    "huyen",
    "quan",
    "thu",
    "do",
    "city",
    "province",
    "state",
    "region",
    "prefecture",
    "district",
    "county",
    "of",
    "the",
    "va",
    "and",
    "de",
];

/// What a name is told apart by: its words, folded, without those that many share.
fn core(name: &str) -> String {
    let folded = fold(name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let own: Vec<&str> = words.clone().filter(|word| !COMMON.contains(word)).collect();
    if own.is_empty() { words.collect::<Vec<_>>().join(" ") } else { own.join(" ") }
}

/// Whether two names may be one partner's: the same but for marks, capitals and common words, or a letter or two apart.
pub fn alike(one: &str, other: &str) -> bool {
    let (one, other) = (core(one), core(other));
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let shortest = one.chars().count().min(other.chars().count());
    one == other || distance(&one, &other) <= if shortest >= 8 { 2 } else { usize::from(shortest >= 5) }
}

/// How many letters must be put in, left out or changed.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut above_left = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (above_left + usize::from(a != *b)).min(above + 1).min(row[j] + 1);
            above_left = above;
        }
    }
    row.last().copied().unwrap_or_default()
}

/// Partners on file in that country, of those that `who` may know, that may be the one of these names; `but` is itself.
///
/// # Errors
/// [`Error`].
pub async fn partners(
    app: &App,
    who: &Who,
    names: &[&str],
    country: &str,
    but: Option<Uuid>,
) -> Result<Vec<Partner>, Error> {
    let code = countries::named(country).map(|country| country.code);
    let found = store::partners::of_country(&app.store, &who.scope(), code, country, MOST).await?;
    // The words of the country stand in its partners' search text as well, and are no names of theirs.
    let of_country: BTreeSet<String> = code
        .and_then(countries::coded)
        .map(|country| countries::names(country).map(fold).collect())
        .unwrap_or_default();
    let resembles = |partner: &Partner| {
        let lines = partner.search_text.lines().filter(|line| !of_country.contains(*line));
        lines.into_iter().any(|line| names.iter().any(|name| alike(line, name)))
    };
    Ok(found.into_iter().filter(|row| Some(row.id) != but && resembles(row)).take(SHOWN).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_common_words_do_not_make_another_partner() {
        for (one, other) in [
            ("Thành phố Frankfurt am Main", "frankfurt am main"),
            ("Đà Lạt", "Da Lat"),
            ("Gyeongsangbuk (province)", "Gyeongsangbuk"),
            ("Saint Petersburg", "Saint Peterburg"),
            ("Osaka", "Ôsaka City"),
        ] {
            assert!(alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn other_names_are_other_partners() {
        for (one, other) in [("Osaka", "Nagano"), ("Lyon", "Lille"), ("Bonn", "Born"), ("Busan", "Ulsan"), ("", "Lyon")]
        {
            assert!(!alike(one, other), "{one} / {other}");
        }
        assert_eq!((distance("kitten", "sitting"), distance("", "abc"), distance("abc", "abc")), (3, 3, 0));
    }
}
