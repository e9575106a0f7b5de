use super::*;

#[test]
fn every_refusal_has_the_status_of_its_kind() {
    let status = |code| refused(code).as_u16();
    assert_eq!(status(Code::NotVisible), 404);
    assert_eq!(status(Code::NotPermitted), 403);
    for code in [
        Code::Secret,
        Code::ExcludedContent,
        Code::InvalidData,
        Code::PaperMissing,
        Code::DateOutOfOrder,
        Code::DateOutsideCalendar,
        Code::NoPackInForce,
    ] {
        assert_eq!(status(code), 422, "{}", code.as_str());
    }
    for code in [
        Code::UnknownCommand,
        Code::WrongState,
        Code::TextChanged,
        Code::StepChanged,
        Code::AlreadyAnswered,
        Code::GuardFailed,
        Code::TrackNotOpen,
        Code::NotFoundHere,
        Code::NothingDue,
    ] {
        assert_eq!(status(code), 409, "{}", code.as_str());
    }
}

#[test]
fn every_error_has_its_status() {
    let status = |error: Error| status_of(&error, None).as_u16();
    assert_eq!(status(Invalid::field("note", "too-long").into()), 422);
    assert_eq!(status(Error::NotFound), 404);
    assert_eq!(status(Error::Unauthenticated), 401);
    assert_eq!(status(Error::Forbidden), 403);
    assert_eq!(status(Error::TooMany), 429);
    assert_eq!(status(Error::KeyReused), 422);
    assert_eq!(status(Error::Busy), 503);
    assert_eq!(status(Error::Exploring), 503);
    assert_eq!(status(Error::Fault("a secret path".to_owned())), 500);
}

#[test]
fn answers_say_when_to_come_again_and_how_to_sign_in() {
    let answer = |status: StatusCode| {
        let asking = Asking { l: L::EN, path: "/api/v1/me", request_id: Some("r-1"), pack: None, plain_names: false };
        problem(&asking, status, "busy", String::new()).into_response()
    };
    let header = |status, name: header::HeaderName| answer(status).headers().get(name).cloned();
    assert_eq!(header(StatusCode::SERVICE_UNAVAILABLE, header::RETRY_AFTER).unwrap(), "1");
    assert_eq!(header(StatusCode::TOO_MANY_REQUESTS, header::RETRY_AFTER).unwrap(), "900");
    assert!(
        header(StatusCode::UNAUTHORIZED, header::WWW_AUTHENTICATE).unwrap().to_str().unwrap().starts_with("Bearer")
    );
    assert_eq!(header(StatusCode::CONFLICT, header::CONTENT_TYPE).unwrap(), "application/problem+json");
}
