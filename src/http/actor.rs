//! Who calls the REST interface, and in which language he is answered. Pages have `web::reader` for the same.

use super::error::Failed;
use crate::app::tokens::{self, Scope};
use crate::app::{App, Error, Who};
use crate::i18n::{L, Lang};
use axum::extract::{FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use std::sync::Arc;

/// What the token of a request may do.
#[derive(Debug, Clone, Copy)]
pub struct Granted(pub Scope);

/// The person behind the bearer token of a request.
#[derive(Debug, Clone)]
pub struct ApiActor(pub Arc<Who>);

impl<S> FromRequestParts<S> for ApiActor
where
    S: Send + Sync,
    Arc<App>: FromRef<S>,
{
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failed> {
        if let Some(known) = parts.extensions.get::<ApiActor>() {
            return Ok(known.clone());
        }
        let app = Arc::<App>::from_ref(state);
        let token = bearer(&parts.headers).ok_or(Error::Unauthenticated)?;
        let (who, scope) = tokens::bearer(&app, token).await?.ok_or(Error::Unauthenticated)?;
        parts.extensions.insert(Granted(scope));
        let actor = Self(Arc::new(who));
        parts.extensions.insert(actor.clone());
        Ok(actor)
    }
}

/// The token of the header `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// The language that `Accept-Language` prefers of those there are: by weight, of the same weight the first; what has the
/// weight 0 is not wanted. None when it names none of them.
pub fn wished(headers: &HeaderMap) -> Option<Lang> {
    let wish = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut best: Option<(f32, Lang)> = None;
    for part in wish.split(',') {
        let mut parts = part.split(';');
        let Some(lang) = parts.next().and_then(|tag| tag.trim().parse::<Lang>().ok()) else { continue };
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")?.trim().parse::<f32>().ok()).unwrap_or(1.0);
        if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// The language of an answer: what the request asks for, else the account's, else Vietnamese.
///
/// Other than on pages the request goes before the account: programs send `Accept-Language` only when they mean it.
pub fn speaks(headers: &HeaderMap, who: Option<&Who>) -> L {
    let lang = wished(headers).or_else(|| who.map(|who| who.lang.into())).unwrap_or_default();
    L { lang }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, header::HeaderValue::from_static(value))])
    }

    #[test]
    fn a_token_is_read_whatever_the_case_of_its_scheme() {
        let token = |value| bearer(&headers(header::AUTHORIZATION, value)).map(str::to_owned);
        assert_eq!(token("Bearer abc"), Some("abc".to_owned()));
        assert_eq!(token("bearer  abc"), Some("abc".to_owned()));
        assert_eq!(token("Bearer "), None);
        assert_eq!(token("Basic abc"), None);
        assert_eq!(token("Bearerabc"), None);
        assert_eq!(bearer(&HeaderMap::new()), None);
    }

    #[test]
    fn the_request_goes_before_the_account() {
        let english = Who { lang: engine::text::Lang::En, ..Who::system() };
        let wish = |value| speaks(&headers(header::ACCEPT_LANGUAGE, value), Some(&english)).lang;
        assert_eq!(wish("vi-VN,vi;q=0.9,en;q=0.8"), Lang::Vi);
        assert_eq!(wish("fr, en;q=0.5"), Lang::En);
        assert_eq!(wish("en;q=0.5, vi;q=0.9"), Lang::Vi, "by weight, not by place");
        assert_eq!(wish("vi;q=0, en;q=0.1"), Lang::En, "weight 0 is not wanted");
        assert_eq!(wish("*"), Lang::En);
        assert_eq!(speaks(&HeaderMap::new(), None).lang, Lang::Vi);
    }
}
