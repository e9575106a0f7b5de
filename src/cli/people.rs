//! `org` and `post`: the same use cases as the pages under `/admin`, done by the service itself.

use super::{Cli, Exit, Failure, OrgCommand, PostCommand, compose, outcome};
use crate::app::admin::list;
use crate::app::admin::organisations::{self, EndIn, OrganisationIn};
use crate::app::admin::posts::{self, LastDayIn, PostIn};
use crate::app::admin::seen;
use crate::app::admin::view::{self, Post};
use crate::app::{App, Error, Who};
use crate::http::words;
use crate::i18n::L;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;

/// Rows read at a time.
const PAGE: u64 = 200;

pub(super) fn failed(error: Error) -> Failure {
    failed_as(error, &[])
}

/// The same, where fields are arguments of other names: of each its name and the argument's.
pub(super) fn failed_as(error: Error, names: &[(&str, &str)]) -> Failure {
    match error {
        Error::Invalid(invalid) => {
            let said = invalid.0.iter().map(|wrong| {
                let named =
                    names.iter().find(|(field, _)| *field == wrong.field).map(|(_, option)| (*option).to_owned());
                let option = named.unwrap_or_else(|| format!("--{}", wrong.field.replace('_', "-")));
                words::field_error(L::EN, wrong, Some(&option))
            });
            Failure::usage("invalid", said.collect::<Vec<_>>().join(" "))
        }
        Error::NotFound => Failure::usage("not-found", "there is no such organisation, post or account"),
        other => Failure::broken("failed", outcome::chain(&other)),
    }
}

pub(super) fn missing(what: &str, name: &str, list: &str) -> Failure {
    Failure::usage("not-found", format!("there is no {what} {name}; see `{list}`"))
}

/// One line for people, or JSON.
pub(super) fn say(out: &mut dyn Write, is_json: bool, value: &Value, text: &str) -> Result<Exit, Failure> {
    if is_json {
        writeln!(out, "{value}")?
    } else {
        writeln!(out, "{text}")?
    }
    Ok(Exit::Done)
}

/// `org …`.
///
/// # Errors
/// [`Failure`].
pub fn org(cli: &Cli, command: &OrgCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = match command {
            OrgCommand::List(_) => compose::to_read(cli, config).await?,
            _ => compose::app(cli, config, None).await?,
        };
        let who = Who::system();
        match command {
            OrgCommand::Add(args) => {
                let input = OrganisationIn {
                    kind: args.kind.clone(),
                    code: args.code.clone(),
                    name_vi: args.name.clone(),
                    name_en: args.name_en.clone().unwrap_or_default(),
                    valid_from: args.from.unwrap_or_else(|| app.today()).to_string(),
                    parent: args.parent.clone(),
                    second_parent: args.second_parent.clone(),
                    body_kind: args.body_kind.clone(),
                    seen: None,
                };
                let id = organisations::enter(&app, &who, None, &input).await.map_err(failed)?;
                say(out, args.json, &json!({ "id": id, "code": args.code }), &format!("{} entered ({id}).", args.code))
            }
            OrgCommand::List(args) => {
                let text = args.search.as_deref().unwrap_or_default();
                let (mut all, mut after) = (Vec::new(), None);
                loop {
                    let page =
                        list::organisations(&app, &who, args.kind.as_deref(), text, after.as_deref(), PAGE).await;
                    let page = page.map_err(failed)?;
                    all.extend(page.items);
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                if args.json {
                    let row = |org: &list::Organisation| {
                        json!({ "id": org.id, "code": org.code, "kind": org.kind, "name_vi": org.name_vi,
                                "name_en": org.name_en, "valid_from": org.valid_from, "valid_to": org.valid_to })
                    };
                    writeln!(out, "{}", json!({ "items": all.iter().map(row).collect::<Vec<_>>() }))?;
                } else {
                    for org in &all {
                        let (code, until) = (org.code.as_deref().unwrap_or("-"), until(org.valid_to));
                        writeln!(out, "{code:12} {:18} {}{until}", org.kind, org.name_vi)?;
                    }
                }
                Ok(Exit::Done)
            }
            OrgCommand::Change(args) => {
                let found = by_code(&app, &who, &args.code).await?;
                let code = |id: Option<Uuid>| id.and_then(|id| found.others.get(&id)?.code.clone());
                let old = &found.org;
                let input = OrganisationIn {
                    kind: args.kind.clone().unwrap_or_else(|| old.kind.clone()),
                    code: args.new_code.clone().unwrap_or_else(|| args.code.clone()),
                    name_vi: args.name.clone().unwrap_or_else(|| old.name_vi.clone()),
                    name_en: args.name_en.clone().unwrap_or_else(|| old.name_en.clone()),
                    valid_from: args.from.unwrap_or(old.valid_from).to_string(),
                    parent: args.parent.clone().or_else(|| code(old.parent_id)),
                    second_parent: args.second_parent.clone().or_else(|| code(old.second_parent_id)),
                    body_kind: args.body_kind.clone().or_else(|| old.body_kind.clone()),
                    seen: Some(seen::organisation(old)),
                };
                organisations::change(&app, &who, old.id, &input).await.map_err(failed)?;
                say(out, args.json, &json!({ "id": old.id }), &format!("{} changed.", args.code))
            }
            OrgCommand::End(args) => {
                let found = by_code(&app, &who, &args.code).await?;
                let input = EndIn { last_day: args.last_day.to_string(), successor: args.successor.clone() };
                organisations::end(&app, &who, found.org.id, &input).await.map_err(failed)?;
                let text = format!("{} ends on {}.", args.code, args.last_day);
                say(out, args.json, &json!({ "id": found.org.id, "valid_to": args.last_day }), &text)
            }
        }
    })
}

async fn by_code(app: &App, who: &Who, code: &str) -> Result<view::OrganisationView, Failure> {
    match view::by_code(app, who, code).await {
        Err(Error::NotFound) => Err(missing("organisation", code, "org list")),
        found => found.map_err(failed),
    }
}

/// `post …`.
///
/// # Errors
/// [`Failure`].
pub fn post(cli: &Cli, command: &PostCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = match command {
            PostCommand::List(_) => compose::to_read(cli, config).await?,
            _ => compose::app(cli, config, None).await?,
        };
        let who = Who::system();
        match command {
            PostCommand::Add(args) => {
                let org = by_code(&app, &who, &args.organisation).await?.org;
                let input = PostIn {
                    title_vi: args.title.clone(),
                    title_en: args.title_en.clone().unwrap_or_default(),
                    role: args.role.as_str().to_owned(),
                    above: args.above,
                    intake: args.intake,
                    valid_from: args.from.unwrap_or_else(|| app.today()).to_string(),
                    seen: None,
                };
                let id = posts::enter(&app, &who, None, org.id, &input).await.map_err(failed)?;
                say(out, args.json, &json!({ "id": id }), &format!("Post {id} entered."))
            }
            PostCommand::List(args) => {
                let found = by_code(&app, &who, &args.organisation).await?;
                let mut rows = Vec::new();
                for post in &found.posts {
                    let held = found.held.iter().filter(|held| held.holding.post_id == post.id);
                    let now: Vec<&Post> = held.filter(|held| held.is_on(app.today())).collect();
                    let holder = |held: &&Post| {
                        json!({ "holding": held.holding.id, "account": held.holding.account_id, "name": held.holder,
                                "deputy": held.holding.deputy })
                    };
                    rows.push(json!({ "id": post.id, "title_vi": post.title_vi, "title_en": post.title_en,
                                      "role": post.role, "intake": post.intake, "above": post.above_id,
                                      "valid_from": post.valid_from, "valid_to": post.valid_to,
                                      "held_by": now.iter().map(holder).collect::<Vec<_>>() }));
                    if !args.json {
                        let names: Vec<&str> = now.iter().map(|held| held.holder.as_str()).collect();
                        let until = until(post.valid_to);
                        writeln!(out, "{} {:18} {}{until}: {}", post.id, post.role, post.title_vi, names.join(", "))?;
                    }
                }
                if args.json {
                    writeln!(out, "{}", json!({ "items": rows }))?;
                }
                Ok(Exit::Done)
            }
            PostCommand::End(args) => {
                let input = LastDayIn { last_day: args.last_day.to_string() };
                posts::end(&app, &who, args.id, &input).await.map_err(failed)?;
                let text = format!("The post ends on {}.", args.last_day);
                say(out, args.json, &json!({ "id": args.id, "valid_to": args.last_day }), &text)
            }
        }
    })
}

fn until(day: Option<chrono::NaiveDate>) -> String {
    day.map(|day| format!(" (until {day})")).unwrap_or_default()
}
