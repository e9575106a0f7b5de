//! What the form of a document sends, in the shape that REST takes.

use super::form::{text, texts};
use super::partner::uuid;
use crate::app::Error;
use crate::app::catalogue::input::DocumentData;
use crate::app::catalogue::partners;
use crate::app::input::{self, Invalid};
use crate::web::posted::Fields;
use crate::web::{Reader, Web};
use serde_json::{Value, json};

/// A title in the data.
pub fn title(data: &Value, wanted: impl Fn(&str) -> bool) -> (String, String) {
    let titles = data.get("titles").and_then(Value::as_array);
    let found = titles.into_iter().flatten().find(|title| wanted(&text(title, &["lang"])));
    found.map(|title| (text(title, &["lang"]), text(title, &["text"]))).unwrap_or_default()
}

/// What was typed, in the shape that REST takes, on top of what `known` fixes. Names of further partners are in
/// `foreign_names` and become ids before it is sent.
pub fn typed_data(typed: &Fields, known: Option<&Value>) -> Value {
    let lines = |name: &str| -> Vec<String> {
        typed.raw(name).lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
    };
    let ids = |name: &str| -> Vec<String> { typed.all(name).into_iter().filter(|id| uuid(id).is_some()).collect() };
    let titles = [("vi", "titles_vi"), ("en", "titles_en"), (typed.get("titles_other_lang"), "titles_other")];
    let titles: Vec<Value> = titles
        .iter()
        .filter(|(_, field)| !typed.get(field).is_empty())
        .map(|(lang, field)| json!({ "lang": lang, "text": typed.raw(field) }))
        .collect();
    let mut data = known.cloned().unwrap_or_else(|| json!({}));
    let loose = json!({
        "relation": typed.some("relation").filter(|id| uuid(id).is_some()), "term": typed.raw("term"),
        "publication": typed.get("publication"), "status": typed.get("status"), "fields": typed.all("fields"),
        "note": typed.raw("note"), "source": typed.raw("source"), "uncertain": typed.raw("uncertain"),
    });
    let fixed = json!({
        "kind": typed.get("kind"), "titles": titles, "foreign": ids("foreign"), "local": ids("local"),
        "local_names": lines("local_names"), "signed_on": typed.get("signed_on"), "place": typed.raw("place"),
        "in_force_on": typed.get("in_force_on"), "foreign_names": lines("foreign_names"),
    });
    // A form that shows what the procedure fixed as facts does not send it.
    let whole = typed.get("whole") == "yes" || known.is_none();
    for part in [Some(loose), whole.then_some(fixed)].into_iter().flatten() {
        if let (Value::Object(data), Value::Object(part)) = (&mut data, part) {
            data.extend(part);
        }
    }
    data
}

/// The data with names of further partners as ids.
pub async fn prepared(web: &Web, reader: &Reader, data: &Value) -> Result<DocumentData, Error> {
    let mut data = data.clone();
    let names = texts(&data, "foreign_names");
    let mut foreign = texts(&data, "foreign");
    for name in &names {
        match partners::called(&web.app, reader.who(), name).await? {
            Some(row) => foreign.push(row.id.to_string()),
            None => return Err(Invalid::field("foreign_names", "no-such-partner").into()),
        }
    }
    if let Value::Object(data) = &mut data {
        data.remove("foreign_names");
        data.insert("foreign".to_owned(), json!(foreign));
    }
    Ok(input::shape(data)?)
}
