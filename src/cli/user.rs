//! `user`: accounts, tokens, and who holds which post. The same use cases as the pages under `/admin`, done by the service
//! itself.

use super::people::{failed, failed_as, missing, say};
use super::{Cli, Exit, Failure, UserAddArgs, UserCommand, UserListArgs, UserTokenArgs, compose, upkeep};
use crate::app::admin::accounts::{InviteIn, invite};
use crate::app::admin::hand_over::{self, SuccessionIn};
use crate::app::admin::holdings::{self, HoldingIn};
use crate::app::admin::list::{self, Standing};
use crate::app::admin::posts::LastDayIn;
use crate::app::admin::view::{self, Post};
use crate::app::admin::{account_acts, behind};
use crate::app::input::FieldError;
use crate::app::setup::{self, NewOrg, NewUser};
use crate::app::tokens::{self, NewToken, Scope};
use crate::app::{App, Error, Who};
use crate::http::words;
use crate::i18n::L;
use engine::record::instant;
use engine::text::Bilingual;
use serde_json::json;
use std::io::Write;
use uuid::Uuid;

/// Rows read at a time.
const PAGE: u64 = 200;

/// What the fields of a person are called as arguments.
const PERSON: [(&str, &str); 2] = [("email", "EMAIL"), ("account", "EMAIL")];
/// What those of a successor are.
const SUCCESSOR: [(&str, &str); 2] = [("email", "--to"), ("account", "EMAIL")];

/// `user …`.
///
/// # Errors
/// [`Failure`].
pub fn user(cli: &Cli, command: &UserCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = match command {
            UserCommand::List(_) => compose::to_read(cli, config).await?,
            _ => compose::app(cli, config, None).await?,
        };
        done(&app, command, out).await
    })
}

async fn done(app: &App, command: &UserCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let who = Who::system();
    match command {
        UserCommand::Add(args) => add(app, args, out).await,
        UserCommand::Token(args) => token(app, args, out).await,
        UserCommand::Invite(args) => {
            let input = InviteIn {
                email: args.email.clone(),
                name: args.name.clone(),
                lang: args.lang.clone().unwrap_or_default(),
                post: args.post,
                from: args.from.map(|day| day.to_string()),
            };
            let id = invite(app, &who, None, &input).await.map_err(|error| failed_as(error, &PERSON))?;
            let text = format!("{} is invited; the mail with the link is in the outbox.", args.email);
            say(out, args.json, &json!({ "account": id, "email": args.email }), &text)
        }
        UserCommand::List(args) => list(app, args, out).await,
        UserCommand::Close(args) => {
            let found = by_email(app, &who, &args.email).await?;
            account_acts::close(app, &who, found.id).await.map_err(|error| failed_as(error, &PERSON))?;
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
            let id =
                holdings::take(app, &who, None, args.post, &input).await.map_err(|error| failed_as(error, &PERSON))?;
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
            let holding = held_or_left(app, &found, args.post)?;
            let input = SuccessionIn {
                email: args.to.clone(),
                name: args.name.clone(),
                lang: args.lang.clone(),
                from: args.from.map(|day| day.to_string()),
            };
            let moved = hand_over::preview(app, &who, holding).await.map_err(failed)?;
            let new = hand_over::hand_over(app, &who, None, holding, &input)
                .await
                .map_err(|error| failed_as(error, &SUCCESSOR))?;
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

async fn list(app: &App, args: &UserListArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let standing = Standing::ALL.into_iter().find(|one| Some(one.as_str()) == args.state.as_deref());
    let text = args.search.as_deref().unwrap_or_default();
    let (mut rows, mut after) = (Vec::new(), None);
    loop {
        let page = list::accounts(app, &Who::system(), standing, text, after.as_deref(), PAGE).await.map_err(failed)?;
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
                writeln!(out, "{:8} {:32} {} – {}", state, found.account.email, found.account.name, posts.join("; "))?;
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

async fn token(app: &App, args: &UserTokenArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let scope = Scope::parse(&args.scope).unwrap_or_default();
    let new = NewToken { name: args.name.clone(), scope, days: args.expires_in_days };
    let issued = tokens::issue(app, &Who::system(), &args.email, &new, None).await.map_err(|error| {
        upkeep::missing(error, || {
            let email = &args.email;
            format!("no account has the address {email}; check it, or add the account with `user add {email} …`")
        })
    })?;
    let expires_at = instant(issued.expires_at);
    if args.json {
        let said = json!({ "email": args.email, "token": issued.token, "id": issued.id,
                           "scope": scope.as_str(), "expires_at": expires_at });
        writeln!(out, "{said}")?;
    } else {
        writeln!(out, "{}", issued.token)?;
    }
    Ok(Exit::Done)
}

/// The wrong arguments of `user add` by the names that they have there.
fn wrong(error: Error, args: &UserAddArgs) -> Failure {
    let Error::Invalid(invalid) = error else { return failed(error) };
    let one = |wrong: &FieldError| {
        let option = match wrong.field.as_str() {
            "email" => "EMAIL",
            "org" | "code" => "--organisation",
            "kind" => "--organisation-kind",
            "name" => "--name",
            "password" => "--password",
            "parent" => "--parent",
            "above" => "--above",
            "post" | "title_vi" | "title_en" => "--post",
            "valid_from" => "today",
            other => other,
        };
        let said = words::field_error(L::EN, wrong, Some(option));
        match option {
            "--organisation" => format!(
                "{said} To enter {} as a new one, add --organisation-kind and --organisation-name.",
                args.organisation
            ),
            _ => said,
        }
    };
    Failure::usage("invalid", invalid.0.iter().map(one).collect::<Vec<_>>().join(" "))
}

async fn add(app: &App, args: &UserAddArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let today = app.today();
    if let (Some(kind), Some(name)) = (&args.organisation_kind, &args.organisation_name) {
        let new = NewOrg {
            code: args.organisation.clone(),
            kind: kind.clone(),
            name: Bilingual::new(name.clone(), args.organisation_name_en.clone().unwrap_or_else(|| name.clone())),
            parent: args.parent.clone(),
            second_parent: None,
            body_kind: None,
        };
        setup::organisation(app, &new, today).await.map_err(|error| wrong(error, args))?;
    }
    let password = args.password.clone().unwrap_or_else(|| app.ids.token());
    let post = args.post.clone().unwrap_or_else(|| args.role.as_str().to_owned());
    let new = NewUser {
        email: args.email.clone(),
        name: args.name.clone(),
        password: Some(password.clone()),
        lang: "vi".to_owned(),
        org: args.organisation.clone(),
        post: Bilingual::new(post.clone(), post),
        role: args.role,
        intake: true,
        above: args.above.clone(),
    };
    let account = setup::user(app, &new, today).await.map_err(|error| wrong(error, args))?;
    // A password that was made up is shown this once.
    let shown = args.password.is_none().then_some(password);
    if args.json {
        writeln!(out, "{}", json!({ "account": account, "email": args.email, "password": shown }))?;
    } else {
        writeln!(out, "Account {} added.", args.email)?;
        if let Some(password) = shown {
            writeln!(out, "Password (shown this once): {password}")?;
        }
    }
    Ok(Exit::Done)
}

async fn by_email(app: &App, who: &Who, email: &str) -> Result<view::AccountView, Failure> {
    match view::by_email(app, who, email).await {
        Err(Error::NotFound) => Err(missing("account", email, "user list")),
        found => found.map_err(failed),
    }
}

/// The one post that somebody holds today, or that of `post`.
fn held_today(app: &App, found: &view::AccountView, post: Option<Uuid>) -> Result<Uuid, Failure> {
    only(found, found.held.iter().filter(|held| held.is_on(app.today()) && is_of(held, post)).collect())
}

/// The same, or of somebody who holds none any more the one that he has left: its work can still be handed over.
fn held_or_left(app: &App, found: &view::AccountView, post: Option<Uuid>) -> Result<Uuid, Failure> {
    let own = |held: &&Post| !held.holding.deputy && is_of(held, post);
    let (now, mut left): (Vec<&Post>, Vec<&Post>) =
        found.held.iter().filter(own).partition(|held| held.is_on(app.today()));
    // Of a post that was held more than once, the last time.
    left.sort_by_key(|held| (held.holding.post_id, std::cmp::Reverse(held.holding.to_on)));
    left.dedup_by_key(|held| held.holding.post_id);
    only(found, if now.is_empty() { left } else { now })
}

fn is_of(held: &Post, post: Option<Uuid>) -> bool {
    post.is_none_or(|post| held.holding.post_id == post)
}

fn only(found: &view::AccountView, held: Vec<&Post>) -> Result<Uuid, Failure> {
    match held.as_slice() {
        [one] => Ok(one.holding.id),
        [] => Err(Failure::usage("holds-nothing", format!("{} holds no such post", found.email))),
        more => {
            let posts: Vec<String> =
                more.iter().map(|held| format!("{} ({})", held.holding.post_id, held.title.vi)).collect();
            let email = &found.email;
            Err(Failure::usage("which-post", format!("{email} holds several; add --post: {}", posts.join(", "))))
        }
    }
}
