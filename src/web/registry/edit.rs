//! How a record of the registry is entered and changed: the handlers, the same for every kind of record. What differs is
//! the [`Kept`] of each kind.

use super::compare::{self, Compared};
use super::form::{Form, Groups, seen};
use super::{Id, answer, done};
use crate::app::catalogue::Kept as Done;
use crate::app::{App, Error, Who};
use crate::i18n::L;
use crate::web::cite;
use crate::web::posted::{Fields, Posted};
use crate::web::views::Link;
use crate::web::views::form::FormMeta;
use crate::web::views::registry::Row;
use crate::web::{Reader, Web};
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::Value;
use std::future::Future;
use uuid::Uuid;

/// The data as the form showed them, unseen: what tells a change of this person from one of another.
const BASE: &str = "base";

/// A kind of record that is kept by forms. Its data are JSON in the shape that REST takes.
pub trait Kept: Sync + 'static {
    /// Where its records stand: `/partners`.
    const PLACE: &'static str;
    /// Title of the form for a new one, as a key.
    const NEW: &'static str;
    /// Title of the form for a change, as a key.
    const EDIT: &'static str;
    /// A record as it is shown.
    type View: Send + Sync;
    /// What the form offers besides what is typed.
    type Around: Send + Sync;

    /// The person before his input: whether he enters any.
    fn may_enter(app: &App, who: &Who) -> impl Future<Output = Result<(), Error>> + Send;
    /// The record, if he may see it.
    fn view(app: &App, who: &Who, id: Uuid) -> impl Future<Output = Result<Self::View, Error>> + Send;
    /// The person before his input: whether he changes this one.
    fn may_change(view: &Self::View) -> Result<(), Error>;
    /// Its version.
    fn version(view: &Self::View) -> i64;
    /// What it is called.
    fn name(l: L, view: &Self::View) -> String;
    /// Its data.
    fn stored(view: &Self::View) -> Value;
    /// Data that a new one begins with.
    fn begin(query: &Fields) -> Value;
    /// What was typed, on top of what stands on file.
    fn typed(typed: &Fields, known: Option<&Value>) -> Value;
    /// What the form offers for these data.
    fn around(
        web: &Web,
        reader: &Reader,
        view: Option<&Self::View>,
        data: &Value,
    ) -> impl Future<Output = Result<Self::Around, Error>> + Send;
    /// The way back from the form for a new one.
    fn back(l: L, around: &Self::Around) -> Link;
    /// What the form carries unseen.
    fn unseen(view: Option<&Self::View>, data: &Value) -> Vec<(String, String)>;
    /// The fields, filled from `data`.
    fn groups(l: L, app: &App, around: &Self::Around, data: &Value, typed: &Fields, meta: &FormMeta) -> Groups;
    /// Enters one.
    fn enter(
        web: &Web,
        reader: &Reader,
        data: &Value,
        key: Option<&str>,
    ) -> impl Future<Output = Result<Done, Error>> + Send;
    /// Changes one of which version `seen` was shown.
    fn change(
        web: &Web,
        reader: &Reader,
        on: (Uuid, u64),
        data: &Value,
        key: Option<&str>,
    ) -> impl Future<Output = Result<Done, Error>> + Send;
    /// Records on file that may be the one that is typed, where the error says that there are.
    fn alike(_: &Web, _: &Reader, _: &Error, _: &Value, _: Option<Uuid>) -> impl Future<Output = Vec<Row>> + Send {
        async { Vec::new() }
    }
}

/// GET …/new
pub async fn blank<K: Kept>(State(web): State<Web>, reader: Reader, RawQuery(raw): RawQuery) -> Response {
    let query = cite::query(raw.as_deref());
    let shown = async {
        K::may_enter(&web.app, reader.who()).await?;
        let (data, typed) = (K::begin(&query), Fields::default());
        let around = K::around(&web, &reader, None, &data).await?;
        let groups = |meta: &FormMeta| K::groups(reader.l, &web.app, &around, &data, &typed, meta);
        new_form::<K>(reader.l, &around, &data, &groups).blank(&web, &reader, &typed)
    };
    answer(&web, &reader, shown.await)
}

fn new_form<'a, K: Kept>(
    l: L,
    around: &K::Around,
    data: &Value,
    groups: &'a (dyn Fn(&FormMeta) -> Groups + Sync),
) -> Form<'a> {
    let url = format!("{}/new", K::PLACE);
    let hidden = K::unseen(None, data);
    Form { title: K::NEW, url, back: K::back(l, around), seen: None, hidden, groups, compared: None }
}

/// POST …/new
pub async fn enter<K: Kept>(State(web): State<Web>, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let sent = async {
        K::may_enter(&web.app, reader.who()).await?;
        let data = K::typed(typed, None);
        let around = K::around(&web, reader, None, &data).await?;
        let groups = |meta: &FormMeta| K::groups(reader.l, &web.app, &around, &data, typed, meta);
        let form = new_form::<K>(reader.l, &around, &data, &groups);
        if typed.unsent() {
            return form.blank(&web, reader, typed);
        }
        match K::enter(&web, reader, &data, posted.key().as_deref()).await {
            Ok(kept) => Ok(done(&format!("{}/{}", K::PLACE, kept.id))),
            Err(error) => {
                let alike = K::alike(&web, reader, &error, &data, None).await;
                form.again(&web, reader, typed, error, alike)
            }
        }
    };
    answer(&web, reader, sent.await)
}

/// GET …/{id}/edit
pub async fn edit<K: Kept>(State(web): State<Web>, reader: Reader, Id(id): Id) -> Response {
    let shown = async {
        let view = K::view(&web.app, reader.who(), id).await?;
        K::may_change(&view)?;
        let (data, typed) = (K::stored(&view), Fields::default());
        let around = K::around(&web, &reader, Some(&view), &data).await?;
        let groups = |meta: &FormMeta| K::groups(reader.l, &web.app, &around, &data, &typed, meta);
        let at = At { id, seen: newest::<K>(&view), base: &data };
        edit_form::<K>(reader.l, &view, &data, at, &groups).blank(&web, &reader, &typed)
    };
    answer(&web, &reader, shown.await)
}

fn newest<K: Kept>(view: &K::View) -> u64 {
    u64::try_from(K::version(view)).unwrap_or_default()
}

/// What an edit form was opened on.
struct At<'a> {
    id: Uuid,
    seen: u64,
    base: &'a Value,
}

fn edit_form<'a, K: Kept>(
    l: L,
    view: &K::View,
    data: &Value,
    at: At<'_>,
    groups: &'a (dyn Fn(&FormMeta) -> Groups + Sync),
) -> Form<'a> {
    let place = format!("{}/{}", K::PLACE, at.id);
    let mut hidden = K::unseen(Some(view), data);
    hidden.push((BASE.to_owned(), at.base.to_string()));
    let (url, back) = (format!("{place}/edit"), Link::new(K::name(l, view), place));
    Form { title: K::EDIT, url, back, seen: Some(at.seen), hidden, groups, compared: None }
}

/// POST …/{id}/edit
pub async fn change<K: Kept>(State(web): State<Web>, Id(id): Id, posted: Posted) -> Response {
    let (reader, typed) = (&posted.reader, &posted.fields);
    let sent = async {
        let view = K::view(&web.app, reader.who(), id).await?;
        K::may_change(&view)?;
        let stored = K::stored(&view);
        let data = K::typed(typed, Some(&stored));
        // A form without it is an old page: then all that differs counts as the other's change.
        let base: Value = serde_json::from_str(typed.get(BASE)).unwrap_or_else(|_| data.clone());
        let around = K::around(&web, reader, Some(&view), &data).await?;
        let groups = |meta: &FormMeta| K::groups(reader.l, &web.app, &around, &data, typed, meta);
        let at = At { id, seen: seen(typed), base: &base };
        let form = edit_form::<K>(reader.l, &view, &data, at, &groups);
        if typed.unsent() {
            return form.blank(&web, reader, typed);
        }
        match K::change(&web, reader, (id, seen(typed)), &data, posted.key().as_deref()).await {
            Ok(_) => Ok(done(&format!("{}/{id}", K::PLACE))),
            Err(Error::Changed) => overtaken::<K>(&web, reader, id, typed, &base).await,
            Err(error) => {
                let alike = K::alike(&web, reader, &error, &data, Some(id)).await;
                form.again(&web, reader, typed, error, alike)
            }
        }
    };
    answer(&web, reader, sent.await)
}

/// Somebody else was faster: the form on the newest version, with what was typed here, what he changed where nothing was
/// typed here, and both beside each other.
async fn overtaken<K: Kept>(
    web: &Web,
    reader: &Reader,
    id: Uuid,
    typed: &Fields,
    base: &Value,
) -> Result<Response, Error> {
    let l = reader.l;
    let view = K::view(&web.app, reader.who(), id).await?;
    let now = K::stored(&view);
    let mine = K::typed(typed, Some(base));
    let data = compare::merged(base, &now, &mine);
    let fields = async |data: &Value| {
        let around = K::around(web, reader, Some(&view), data).await?;
        // Rows as they stand in the data: the button "more" was not pressed.
        Ok::<_, Error>(K::groups(l, &web.app, &around, data, &Fields::default(), &FormMeta::default()))
    };
    let rows = compare::rows(l, [&fields(base).await?, &fields(&now).await?, &fields(&mine).await?]);
    let around = K::around(web, reader, Some(&view), &data).await?;
    let groups = |meta: &FormMeta| K::groups(l, &web.app, &around, &data, typed, meta);
    let at = At { id, seen: newest::<K>(&view), base: &now };
    let place = format!("{}/{id}", K::PLACE);
    let form = edit_form::<K>(l, &view, &data, at, &groups);
    let form = Form { compared: Some(Compared { l, rows, href: place }), ..form };
    form.again(web, reader, typed, Error::Changed, Vec::new())
}
