//! What an entry of the record tells of a row: everything but what follows from the rest (what is searched and ordered
//! by) and the stamp, which follows from the entry itself.

use crate::store::activities::Activity;
use crate::store::documents::{Document, Party};
use crate::store::partners::Whole;
use crate::store::relations::Relation;
use serde_json::{Value, json};

/// A list stored as JSON text; what cannot be read stands as it is, and so differs from what was recorded.
fn list(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| json!(text))
}

/// A partner. Of its contacts only the post and a commitment: persons are named nowhere in the record.
pub fn partner(whole: &Whole) -> Value {
    let row = &whole.partner;
    let names: Vec<Value> =
        whole.aliases.iter().map(|alias| json!({ "name": alias.alias, "lang": alias.lang })).collect();
    let contact = |row: &crate::store::partners::Contact| {
        json!({ "id": row.id, "pos": row.pos, "office": row.office, "person": row.person_ref,
                "confirmed_on": row.confirmed_on })
    };
    json!({
        "name": row.name, "name_local": row.name_local, "country": row.country, "level": row.level, "kind": row.kind,
        "note": row.note, "names": names, "contacts": whole.contacts.iter().map(contact).collect::<Vec<_>>(),
    })
}

/// A relation.
pub fn relation(row: &Relation) -> Value {
    json!({
        "partner": row.partner_id, "locality": row.locality_id, "title_vi": row.title_vi, "title_en": row.title_en,
        "group": row.grp, "since": row.since, "status": row.status, "origin": row.origin, "note": row.note,
        "source": row.source, "uncertain": row.uncertain,
    })
}

/// A document with its parties.
pub fn document(row: &Document, parties: &[Party]) -> Value {
    let party = |row: &Party| json!({ "pos": row.pos, "side": row.side, "org": row.org_id, "partner": row.partner_id, "name": row.name });
    let mut told = json!({
        "relation": row.relation_id, "locality": row.locality_id, "kind": row.kind, "titles": list(&row.titles),
        "parties": parties.iter().map(party).collect::<Vec<_>>(), "signed_on": row.signed_on,
        "signed_precision": row.signed_precision, "place": row.place, "in_force_on": row.in_force_on,
        "term": row.term, "publication": row.publication, "status": row.status, "fields": list(&row.fields),
        "note": row.note, "source": row.source, "uncertain": row.uncertain, "by_dossier": row.created_by_dossier,
    });
    // Not told where there is none: entries from before there were such documents hold as they are.
    let more = [
        ("act", row.act.as_ref().map(|act| json!(act))),
        ("changes", row.changes_id.map(|id| json!(id))),
        ("ended_on", row.ended_on.map(|day| json!(day))),
    ];
    if let Value::Object(told) = &mut told {
        told.extend(more.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))));
    }
    told
}

/// An activity.
pub fn activity(row: &Activity) -> Value {
    json!({
        "locality": row.locality_id, "partner": row.partner_id, "relation": row.relation_id,
        "carries_out": row.document_id, "kind": row.kind, "what_vi": row.what_vi, "what_en": row.what_en,
        "held_on": row.held_on, "held_precision": row.held_precision, "period": row.period, "by_name": row.by_name,
        "result": row.result, "fields": list(&row.fields), "source": row.source, "uncertain": row.uncertain,
    })
}
