//! Languages and messages: which language a reader sees, and every sentence, date and count in it.
//!
//! The catalogues are `locales/{vi,en}/*.ftl`, compiled in. No other module holds sentences for people. A key that a
//! catalogue lacks shows as `⟦key⟧`, so that a test (and a reader) sees it at once.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, static_loader};
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

static_loader! {
    static CATALOGUES = {
        locales: "./locales",
        fallback_language: "vi",
        customise: |bundle| {
            bundle.set_use_isolating(false);
            if let Err(error) = bundle.add_builtins() {
                // Only possible when a function of that name exists already, which is as good.
                let _ = error;
            }
        },
    };
}

static VI_ID: LanguageIdentifier = fluent_templates::langid!("vi");
static EN_ID: LanguageIdentifier = fluent_templates::langid!("en");

/// Seconds by which Viet Nam is ahead of UTC.
const VIET_NAM: i32 = 7 * 3600;

/// A language of the screens and mails. Vietnamese comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, in the order in which they are offered.
    pub const ALL: [Lang; 2] = [Lang::Vi, Lang::En];

    /// The BCP 47 tag.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::Vi => "vi",
            Lang::En => "en",
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Lang::Vi => &VI_ID,
            Lang::En => &EN_ID,
        }
    }
}

impl From<engine::text::Lang> for Lang {
    fn from(lang: engine::text::Lang) -> Self {
        match lang {
            engine::text::Lang::Vi => Lang::Vi,
            engine::text::Lang::En => Lang::En,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The tag names no language of the screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a language of the screens")]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Takes `vi`, `en` and regional forms such as `en-GB`.
    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        match tag.split(['-', '_']).next() {
            Some("vi" | "VI") => Ok(Lang::Vi),
            Some("en" | "EN") => Ok(Lang::En),
            _ => Err(UnknownLang),
        }
    }
}

/// Words in one language. Small and `Copy`: every view has one, templates call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct L {
    /// The language.
    pub lang: Lang,
}

impl From<Lang> for L {
    fn from(lang: Lang) -> Self {
        Self { lang }
    }
}

impl L {
    /// Words in Vietnamese.
    pub const VI: L = L { lang: Lang::Vi };
    /// Words in English.
    pub const EN: L = L { lang: Lang::En };

    /// The message of that key.
    pub fn t(&self, key: &str) -> String {
        self.find(key, None).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    /// The message of that key, if the catalogue has it: for keys made from data, such as `refusal-<code>`.
    pub fn maybe(&self, key: &str) -> Option<String> {
        self.find(key, None)
    }

    /// The message of that key with values. Whole numbers select plural forms.
    pub fn ta<V: ToString>(&self, key: &str, values: &[(&str, V)]) -> String {
        self.maybe_with(key, values).unwrap_or_else(|| format!("⟦{key}⟧"))
    }

    fn find(&self, key: &str, args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>) -> Option<String> {
        CATALOGUES.lookup_single_language(self.lang.id(), key, args).ok()
    }

    /// Why not, and what helps: the words of `guard` when a fact does not hold, else those of the refusal's code; with
    /// the values where the catalogue has a sentence for them (`refusal-<code>-with`).
    pub fn refusal<V: ToString>(&self, code: &str, guard: Option<&str>, values: &[(&str, V)]) -> String {
        guard
            .and_then(|guard| self.maybe(&format!("guard-{guard}")))
            .or_else(|| self.maybe_with(&format!("refusal-{code}-with"), values))
            .unwrap_or_else(|| self.t(&format!("refusal-{code}")))
    }

    /// What is wrong with the field of that label, by the code of the check (`invalid-<code>`).
    pub fn invalid<V: ToString>(&self, code: &str, label: &str, values: &[(&str, V)]) -> String {
        let mut all: Vec<(&str, String)> = values.iter().map(|(name, value)| (*name, value.to_string())).collect();
        all.push(("field", label.to_owned()));
        self.maybe_with(&format!("invalid-{code}"), &all)
            .unwrap_or_else(|| self.ta("invalid-field", &[("field", label)]))
    }

    /// Label of a form's field, by its name there (`remarks_2_text`, `titles_vi`); row numbers are left out.
    pub fn field(&self, name: &str) -> String {
        let words: Vec<&str> = name.split('_').filter(|word| word.parse::<u32>().is_err()).collect();
        self.maybe(&format!("field-{}", words.join("-"))).unwrap_or_else(|| self.t("field-data"))
    }

    fn maybe_with<V: ToString>(&self, key: &str, values: &[(&str, V)]) -> Option<String> {
        self.find(key, Some(&args(values)))
    }

    /// One of two texts that come from data (packs, calendars, organisations).
    pub fn pick<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Vi => vi,
            Lang::En => en,
        }
    }

    /// "09/01/2026".
    pub fn short_date(&self, date: NaiveDate) -> String {
        date.format("%d/%m/%Y").to_string()
    }

    /// "Thứ Sáu, 09/01/2026".
    pub fn date(&self, date: NaiveDate) -> String {
        format!("{}, {}", self.weekday(date), self.short_date(date))
    }

    /// "Thứ Sáu".
    pub fn weekday(&self, date: NaiveDate) -> String {
        self.t(match date.weekday() {
            chrono::Weekday::Mon => "weekday-mon",
            chrono::Weekday::Tue => "weekday-tue",
            chrono::Weekday::Wed => "weekday-wed",
            chrono::Weekday::Thu => "weekday-thu",
            chrono::Weekday::Fri => "weekday-fri",
            chrono::Weekday::Sat => "weekday-sat",
            chrono::Weekday::Sun => "weekday-sun",
        })
    }

    /// "14:05 09/01/2026", by the clocks of Viet Nam.
    pub fn datetime(&self, at: DateTime<Utc>) -> String {
        match FixedOffset::east_opt(VIET_NAM) {
            Some(offset) => at.with_timezone(&offset).format("%H:%M %d/%m/%Y").to_string(),
            None => at.format("%H:%M %d/%m/%Y").to_string(),
        }
    }

    /// "Còn n ngày", "Đến hạn hôm nay", "Quá n ngày".
    pub fn remaining(&self, days: i64) -> String {
        match days {
            0 => self.t("days-due-today"),
            1.. => self.ta("days-left", &[("n", days)]),
            _ => self.ta("days-over", &[("n", -days)]),
        }
    }

    /// The same in working days, for limits that are counted in them.
    pub fn remaining_working(&self, days: i64) -> String {
        match days {
            0 => self.t("days-due-today"),
            1.. => self.ta("mail-before", &[("n", days)]),
            _ => self.ta("mail-late", &[("n", -days)]),
        }
    }

    /// "1,2 MB".
    pub fn size(&self, bytes: u64) -> String {
        let (value, unit) = match bytes {
            0..1_000 => return format!("{bytes} B"),
            1_000..1_000_000 => (bytes / 100, "kB"),
            _ => (bytes / 100_000, "MB"),
        };
        format!("{}{}{} {unit}", value / 10, self.pick(",", "."), value % 10)
    }
}

fn args<V: ToString>(values: &[(&str, V)]) -> HashMap<Cow<'static, str>, FluentValue<'static>> {
    values.iter().map(|(name, value)| (Cow::Owned((*name).to_owned()), fluent(value.to_string()))).collect()
}

/// Whole numbers become numbers, so that `{ $n -> [one] …}` works; everything else stays text.
fn fluent(value: String) -> FluentValue<'static> {
    match value.parse::<i64>() {
        Ok(number) if number.to_string() == value => FluentValue::from(number),
        _ => FluentValue::from(value),
    }
}

#[cfg(test)]
#[path = "i18n_tests.rs"]
mod tests;

/// Fixed messages, Vietnamese and English, for tests of pages.
#[cfg(test)]
pub(crate) fn catalogue_for_tests() -> std::collections::BTreeMap<String, (String, String)> {
    tests::plain()
}
