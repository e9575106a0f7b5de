//! What every route may answer besides success, for the document.

use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::{Content, Ref, RefOr, Response, ResponseBuilder};

type Responses = BTreeMap<String, RefOr<Response>>;

const READS: [(&str, &str); 7] = [
    ("400", "The request cannot be read"),
    ("401", "No valid token"),
    ("403", "None of your posts may see this"),
    ("404", "There is no such thing, or it is not yours to see"),
    ("422", "A parameter is not right"),
    ("500", "A fault of the service; its number is in `request_id`"),
    ("503", "Busy; ask again after `Retry-After` seconds"),
];

const WRITES: [(&str, &str); 11] = [
    ("400", "The body cannot be read"),
    ("401", "No valid token"),
    ("403", "Yours to see, not yours to do"),
    ("404", "There is no such dossier, or it is not yours to see"),
    ("409", "It does not fit the dossier as it stands: another step, another text, a fact that does not hold"),
    ("412", "It has changed since the mark given as `If-Match`"),
    ("413", "The body or a file is too large"),
    ("415", "Another content type is needed"),
    ("422", "A field, date or paper is wrong or missing; or the idempotency key came with another request"),
    ("500", "A fault of the service; its number is in `request_id`"),
    ("503", "Busy; send the same request again after `Retry-After` seconds"),
];

fn problems(all: &[(&str, &str)]) -> Responses {
    let one = |(status, words): &(&str, &str)| {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new().description(*words).content("application/problem+json", content);
        ((*status).to_owned(), RefOr::T(response.build()))
    };
    all.iter().map(one).collect()
}

/// Problems of reading.
pub struct Reads;

impl IntoResponses for Reads {
    fn responses() -> Responses {
        let mut all = problems(&READS);
        let same = ResponseBuilder::new()
            .description("The caller has it already: the mark in `If-None-Match` is that of the answer");
        all.insert("304".to_owned(), RefOr::T(same.build()));
        all
    }
}

/// Problems of writing.
pub struct Writes;

impl IntoResponses for Writes {
    fn responses() -> Responses {
        problems(&WRITES)
    }
}
