//! The adviser: which clauses of a text commit somebody. Nothing is stored.

use super::Speaks;
use super::answers::Reads;
use super::dto::{Text, name};
use super::extract::Body;
use crate::app::advise;
use crate::http::actor::ApiActor;
use crate::http::error::Failed;
use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is to be read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AdviceIn {
    /// `vi` or `en`.
    lang: String,
    /// The text; each line is read as a clause. At most 60,000 characters.
    #[schema(max_length = 60_000)]
    text: String,
}

/// A phrase found.
#[derive(Debug, Serialize, ToSchema)]
pub struct PhraseOut {
    /// The words as they stand.
    words: String,
    /// Fixed name of the rule.
    rule: String,
    /// `binding`, `bound`, `harmless`, `denial`, `intent`, `formal` or `term`.
    says: String,
    /// Whether it counts; what another phrase took the force from does not.
    counts: bool,
    /// Why.
    reason: Text,
    /// Where that comes from.
    source: Text,
}

/// One clause.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseOut {
    /// Its text.
    text: String,
    /// `binding`, `non-binding` or `neutral`.
    label: String,
    /// What was found, in its order.
    phrases: Vec<PhraseOut>,
}

/// What the adviser says; a person decides.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdviceOut {
    /// Version of the phrase rules.
    version: u32,
    /// `binding` or `non-binding`; null where no clause says anything.
    proposed: Option<String>,
    /// The clauses.
    clauses: Vec<ClauseOut>,
}

/// Reads a text clause by clause and proposes its class, by phrase rules. Nothing is stored.
#[utoipa::path(
    post,
    path = "/api/v1/adviser",
    operation_id = "advise",
    tag = "rules",
    params(("Idempotency-Key" = Option<String>, Header, description = "Taken and not needed: nothing is changed")),
    request_body(content = AdviceIn, description = "The text"),
    responses((status = 200, description = "What the words say", body = AdviceOut), Reads)
)]
pub async fn advise(_: ApiActor, _: Speaks, Body(input): Body<AdviceIn>) -> Result<Json<AdviceOut>, Failed> {
    let advice = advise::read(&input.lang, &input.text)?;

    let clause = |clause: &advise::Clause| ClauseOut {
        text: clause.text.clone(),
        label: name(&clause.label),
        phrases: clause
            .found
            .iter()
            .map(|found| PhraseOut {
                words: clause.text.get(found.span.clone()).unwrap_or_default().to_owned(),
                rule: found.rule.id.clone(),
                says: name(&found.rule.says),
                counts: found.counts,
                reason: (&found.rule.reason).into(),
                source: (&found.rule.source).into(),
            })
            .collect(),
    };
    Ok(Json(AdviceOut {
        version: advice.version,
        proposed: advice.proposed().map(|class| name(&class)),
        clauses: advice.clauses.iter().map(clause).collect(),
    }))
}
