//! `org`, `post` and the acts of `user` on accounts: the same use cases as the pages under `/admin`, done by the service
//! itself.

use super::{Cli, Exit, Failure, OrgCommand, PostCommand, UserCommand, compose, outcome};
use crate::app::admin::accounts::{InviteIn, invite};
use crate::app::admin::hand_over::{SuccessionIn, hand_over};
use crate::app::admin::holdings::{self, HoldingIn};
use crate::app::admin::list::{self, Standing};
use crate::app::admin::organisations::{self, EndIn, OrganisationIn};
use crate::app::admin::posts::{self, LastDayIn, PostIn};
use crate::app::admin::seen;
use crate::app::admin::view::{self, Post};
use crate::app::admin::{account_acts, behind};
use crate::app::{App, Error, Who};
use crate::http::words;
use crate::i18n::L;
use serde_json::{Value, json};
use std::io::Write;
use uuid::Uuid;

/// Rows read at a time.
const PAGE: u64 = 200;

fn failed(error: Error) -> Failure {
    match error {
        Error::Invalid(invalid) => {
            let said = invalid.0.iter().map(|wrong| {
                let option = format!("--{}", wrong.field.replace('_', "-"));
                words::field_error(L::EN, wrong, Some(&option))
            });
            Failure::usage("invalid", said.collect::<Vec<_>>().join(" "))
        }
        Error::NotFound => Failure::usage("not-found", "there is no such organisation, post or account"),
        other => Failure::broken("failed", outcome::chain(&other)),
    }
}

fn missing(what: &str, name: &str, list: &str) -> Failure {
    Failure::usage("not-found", format!("there is no {what} {name}; see `{list}`"))
}

/// One line for people, or JSON.
fn say(out: &mut dyn Write, is_json: bool, value: &Value, text: &str) -> Result<Exit, Failure> {
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
        let app = compose::app(cli, config, None).await?;
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
        let app = compose::app(cli, config, None).await?;
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

async fn by_email(app: &App, who: &Who, email: &str) -> Result<view::AccountView, Failure> {
    match view::by_email(app, who, email).await {
        Err(Error::NotFound) => Err(missing("account", email, "user list")),
        found => found.map_err(failed),
    }
}

/// The one post that somebody holds today, or that of `post`.
fn held_today(app: &App, found: &view::AccountView, post: Option<Uuid>) -> Result<Uuid, Failure> {
    let held: Vec<&Post> = found
        .held
        .iter()
        .filter(|held| held.is_on(app.today()) && post.is_none_or(|post| held.holding.post_id == post))
        .collect();
    match held.as_slice() {
        [one] => Ok(one.holding.id),
        [] => Err(Failure::usage("holds-nothing", format!("{} holds no such post today", found.email))),
        more => {
            let posts: Vec<String> =
                more.iter().map(|held| format!("{} ({})", held.holding.post_id, held.title.vi)).collect();
            let email = &found.email;
            Err(Failure::usage("which-post", format!("{email} holds several; add --post: {}", posts.join(", "))))
        }
    }
}

/// The acts of `user` on accounts and holdings.
///
/// # Errors
/// [`Failure`].
pub async fn user(app: &App, command: &UserCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let who = Who::system();
    match command {
        // Answered beside the older commands.
        UserCommand::Add(_) | UserCommand::Token(_) => Ok(Exit::Done),
        UserCommand::Invite(args) => {
            let input = InviteIn {
                email: args.email.clone(),
                name: args.name.clone(),
                lang: args.lang.clone().unwrap_or_default(),
                post: args.post,
                from: args.from.map(|day| day.to_string()),
            };
            let id = invite(app, &who, None, &input).await.map_err(failed)?;
            let text = format!("{} is invited; the mail with the link is in the outbox.", args.email);
            say(out, args.json, &json!({ "account": id, "email": args.email }), &text)
        }
        UserCommand::List(args) => {
            let standing = Standing::ALL.into_iter().find(|one| Some(one.as_str()) == args.state.as_deref());
            let text = args.search.as_deref().unwrap_or_default();
            let (mut rows, mut after) = (Vec::new(), None);
            loop {
                let page = list::accounts(app, &who, standing, text, after.as_deref(), PAGE).await.map_err(failed)?;
                for found in page.items {
                    let state = Standing::of(&found.account).as_str();
                    if args.json {
                        let post = |held: &Post| {
                            json!({ "holding": held.holding.id, "post": held.holding.post_id, "role": held.role,
                                    "title_vi": held.title.vi, "deputy": held.holding.deputy })
                        };
                        rows.push(json!({ "account": found.account.id, "email": found.account.email,
                                          "name": found.account.name, "state": state,
                                          "posts": found.posts.iter().map(post).collect::<Vec<_>>() }));
                    } else {
                        let posts: Vec<&str> = found.posts.iter().map(|held| held.title.vi.as_str()).collect();
                        writeln!(
                            out,
                            "{:8} {:32} {} – {}",
                            state,
                            found.account.email,
                            found.account.name,
                            posts.join("; ")
                        )?;
                    }
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            if args.json {
                writeln!(out, "{}", json!({ "items": rows }))?;
            }
            Ok(Exit::Done)
        }
        UserCommand::Close(args) => {
            let found = by_email(app, &who, &args.email).await?;
            account_acts::close(app, &who, found.id).await.map_err(failed)?;
            let text = format!("{} is closed; sessions and tokens have ended.", args.email);
            say(out, args.json, &json!({ "account": found.id, "state": "closed" }), &text)
        }
        UserCommand::Hold(args) => {
            let input = HoldingIn {
                email: args.email.clone(),
                from: args.from.unwrap_or_else(|| app.today()).to_string(),
                to: args.to.map(|day| day.to_string()),
                acts_for: args.acts_for.clone(),
            };
            let id = holdings::take(app, &who, None, args.post, &input).await.map_err(failed)?;
            say(out, args.json, &json!({ "holding": id }), &format!("{} holds the post ({id}).", args.email))
        }
        UserCommand::End(args) => {
            let found = by_email(app, &who, &args.email).await?;
            let holding = held_today(app, &found, args.post)?;
            let input = LastDayIn { last_day: args.last_day.to_string() };
            holdings::end(app, &who, holding, &input).await.map_err(failed)?;
            let stays = behind::of_holding(app, &who, holding, args.last_day).await.map_err(failed)?;
            let mut text = format!("{} holds the post until {}.", args.email, args.last_day);
            if !stays.is_empty() {
                let (by_name, alone) = (stays.by_name, stays.alone.unwrap_or_default());
                text.push_str(&format!(" {by_name} dossiers wait for this person by name, {alone} for a post without a holder: hand them over on the account's page."));
            }
            say(out, args.json, &json!({ "holding": holding, "to": args.last_day }), &text)
        }
        UserCommand::HandOver(args) => {
            let found = by_email(app, &who, &args.email).await?;
            let holding = held_today(app, &found, args.post)?;
            let input = SuccessionIn {
                email: args.to.clone(),
                name: args.name.clone(),
                lang: args.lang.clone(),
                from: args.from.map(|day| day.to_string()),
            };
            let moved = crate::app::admin::hand_over::preview(app, &who, holding).await.map_err(failed)?;
            let new = hand_over(app, &who, None, holding, &input).await.map_err(failed)?;
            let text = format!(
                "{} has taken the post over; requests: {}, drafts: {}.",
                args.to,
                moved.requests.len(),
                moved.drafts.len()
            );
            let value = json!({ "holding": new, "requests": moved.requests, "drafts": moved.drafts });
            say(out, args.json, &value, &text)
        }
    }
}
