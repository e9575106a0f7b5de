//! What a use case answered → status. The only place that knows status codes.

use crate::app::Error;
use axum::http::StatusCode;
use engine::refusal::Code;

/// The status of `error`. A fault is logged here, once, with the number of its request.
pub fn status_of(error: &Error, request_id: Option<&str>) -> StatusCode {
    match error {
        Error::Refused(refusal) => refused(refusal.code),
        Error::Invalid(_) | Error::KeyReused => StatusCode::UNPROCESSABLE_ENTITY,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden => StatusCode::FORBIDDEN,
        Error::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Error::Busy => StatusCode::SERVICE_UNAVAILABLE,
        Error::Store(_) | Error::Fault(_) => {
            tracing::error!(request.id = request_id, error = ?error, "a request failed");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

fn refused(code: Code) -> StatusCode {
    match code {
        Code::NotVisible => StatusCode::NOT_FOUND,
        Code::NotPermitted => StatusCode::FORBIDDEN,
        Code::Secret
        | Code::ExcludedContent
        | Code::InvalidData
        | Code::PaperMissing
        | Code::DateOutOfOrder
        | Code::DateOutsideCalendar
        | Code::NoPackInForce => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::CONFLICT,
    }
}
