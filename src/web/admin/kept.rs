//! Two administrators at one thing: a form for a change carries what it was opened on, and when somebody else was faster it
//! comes back on the newest state, with what was typed and what he changed beside each other; as in the registry
//! ([`crate::web::registry::edit`]).

use crate::i18n::L;
use crate::web::posted::Fields;
use crate::web::registry::compare::{self, Compared};
use crate::web::views::form::Field;
use serde_json::{Map, Value};

/// The mark of what the form shows.
pub const SEEN: &str = "seen";
/// Before the name of a field: its value when the form was opened.
const WAS: &str = "was_";

/// A form for a change.
pub struct Kept {
    /// What stands in its fields.
    pub typed: Fields,
    /// What it carries unseen.
    pub hidden: Vec<(String, String)>,
    /// What somebody else changed meanwhile.
    pub compared: Option<Compared>,
}

impl Kept {
    /// The form on `now` as it is opened, or as it comes back with what was wrong.
    pub fn opened(now: Fields, mark: String, typed: Option<&Fields>) -> Self {
        match typed {
            None => Self { hidden: hidden(&now, mark), typed: now, compared: None },
            Some(typed) => {
                let hidden = hidden(&was(typed, &now), typed.raw(SEEN));
                Self { hidden, typed: typed.clone(), compared: None }
            }
        }
    }

    /// The form on what stands there now: with what was typed here, and where nothing was typed, what the other changed.
    pub fn overtaken(
        l: L,
        (now, mark): (Fields, String),
        typed: &Fields,
        href: String,
        fields: impl Fn(&Fields) -> Vec<Field>,
    ) -> Self {
        let base = was(typed, &now);
        let group = |values: &Fields| vec![(String::new(), fields(values))];
        let rows = compare::rows(l, [&group(&base), &group(&now), &group(typed)]);
        let mine = Fields(now.0.iter().map(|(name, _)| (name.clone(), typed.raw(name))).collect());
        let merged = compare::merged(&data(&base), &data(&now), &data(&mine));
        let text = |name: &str| merged.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let typed = Fields(now.0.iter().map(|(name, _)| (name.clone(), text(name))).collect());
        Self { hidden: hidden(&now, mark), typed, compared: Some(Compared { l, rows, href }) }
    }
}

fn data(values: &Fields) -> Value {
    let one = |(name, value): &(String, String)| (name.clone(), Value::String(value.clone()));
    Value::Object(values.0.iter().map(one).collect::<Map<_, _>>())
}

fn hidden(base: &Fields, mark: String) -> Vec<(String, String)> {
    let was = base.0.iter().map(|(name, value)| (format!("{WAS}{name}"), value.clone()));
    was.chain([(SEEN.to_owned(), mark)]).collect()
}

/// What the form was opened on. Of a form without it, an old page, all that differs counts as the other's change.
fn was(typed: &Fields, now: &Fields) -> Fields {
    let one = |(name, _): &(String, String)| {
        let carried = format!("{WAS}{name}");
        let known = typed.0.iter().any(|(name, _)| *name == carried);
        (name.clone(), typed.raw(if known { &carried } else { name }))
    };
    Fields(now.0.iter().map(one).collect())
}
