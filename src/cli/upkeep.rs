//! `migrate`, `doctor`, `audit` and `user`: short commands on an open application.

use super::{AuditCommand, Cli, Exit, ExportArgs, Failure, ReportArgs, UserAddArgs, UserCommand, compose, outcome};
use crate::app::input::FieldError;
use crate::app::setup::{NewOrg, NewUser};
use crate::app::tokens::{self, NewToken, Scope};
use crate::app::{App, Error, Who, doctor, export, setup, verify};
use crate::http::words;
use crate::i18n::L;
use crate::store;
use engine::record::instant;
use engine::text::Bilingual;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;

pub(super) fn failed(error: Error) -> Failure {
    match error {
        Error::Invalid(invalid) => {
            let said = invalid.0.iter().map(|wrong| words::field_error(L::EN, wrong, None));
            Failure::usage("invalid", said.collect::<Vec<_>>().join(" "))
        }
        other => Failure::broken("failed", outcome::chain(&other)),
    }
}

/// What was not found, and where to look.
pub(super) fn missing(error: Error, message: impl FnOnce() -> String) -> Failure {
    match error {
        Error::NotFound => Failure::usage("not-found", message()),
        other => failed(other),
    }
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
            "post" => "--post",
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

/// Brings the database to the newest form.
///
/// # Errors
/// [`Failure`].
pub fn migrate(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let store = compose::store(&config).await?;
        store::migrate(&store).await.map_err(|error| {
            let why = outcome::chain(&error);
            Failure::broken(
                "migration",
                format!("the database cannot be brought up to date: {why}; run `migrate` again"),
            )
        })?;
        writeln!(out, "The database is up to date.")?;
        Ok(Exit::Done)
    })
}

/// Why a command that only reads does not go on.
fn outdated(pending: &[String]) -> String {
    format!("{} migration(s) pending ({}): run `thoathuan migrate`", pending.len(), pending.join(", "))
}

/// Looks for what is wrong; changes nothing.
///
/// # Errors
/// [`Failure`].
pub fn doctor(cli: &Cli, args: ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    let mut findings: Vec<(bool, String)> = config.warnings().into_iter().map(|warning| (false, warning)).collect();
    compose::runtime()?.block_on(async {
        match compose::reader(cli, config).await? {
            Ok(app) => findings.extend(doctor::findings(&app).await.map_err(failed)?),
            Err(pending) => findings.push((false, outdated(&pending))),
        }
        let ok = findings.iter().all(|(fine, _)| *fine);
        if args.json {
            let list: Vec<_> = findings.iter().map(|(ok, text)| json!({ "ok": ok, "finding": text })).collect();
            writeln!(out, "{}", json!({ "ok": ok, "findings": list }))?;
        } else {
            for (fine, text) in &findings {
                writeln!(out, "{} {text}", if *fine { "ok     " } else { "WRONG  " })?;
            }
        }
        Ok(if ok { Exit::Done } else { Exit::Fault })
    })
}

/// `audit verify` and `audit export`. They read; an export leaves its entry.
///
/// # Errors
/// [`Failure`].
pub fn audit(cli: &Cli, command: &AuditCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::reader(cli, config).await?;
        let app = app.map_err(|pending| Failure::broken("migrations-pending", outdated(&pending)))?;
        match command {
            AuditCommand::Verify(args) => verified(&app, *args, out).await,
            AuditCommand::Export(args) => exported(&app, args, out).await,
        }
    })
}

async fn verified(app: &Arc<App>, args: ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let report = verify::verify(app).await.map_err(failed)?;
    if args.json {
        writeln!(out, "{}", serde_json::to_string(&report)?)?;
    } else if let Some(bad) = &report.first_bad {
        writeln!(out, "The record does not hold: {} entry {}: {}", bad.dossier, bad.seq, bad.reason)?;
    } else {
        writeln!(out, "The record holds: {} entries, and the live tables agree with it.", report.entries)?;
    }
    Ok(if report.ok { Exit::Done } else { Exit::Fault })
}

async fn exported(app: &Arc<App>, args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let export = export::dossier(app, args.dossier.as_deref()).await.map_err(|error| {
        missing(error, || match &args.dossier {
            Some(number) => format!(
                "no dossier has the number {number}; take it from the dossier's page, or the first one with --first"
            ),
            None => "there is no dossier yet to export; one is created on the page “New dossier”".to_owned(),
        })
    })?;
    export::note(app, &export).await.map_err(failed)?;
    let file = std::fs::File::create(&args.output)
        .map_err(|error| Failure::broken("output", format!("{}: {error}", args.output.display())))?;
    serde_json::to_writer_pretty(file, &export)?;
    let entries = export["entries"].as_array().map_or(0, Vec::len);
    if args.json {
        writeln!(out, "{}", json!({ "dossier": export["dossier"]["number"], "entries": entries }))?;
    } else {
        writeln!(out, "{} entries written to {}", entries, args.output.display())?;
    }
    Ok(Exit::Done)
}

/// `user add` and `user token`.
///
/// # Errors
/// [`Failure`].
pub fn user(cli: &Cli, command: &UserCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::app(cli, config, None).await?;
        match command {
            UserCommand::Add(args) => add(&app, args, out).await,
            UserCommand::Invite(_)
            | UserCommand::List(_)
            | UserCommand::Close(_)
            | UserCommand::Hold(_)
            | UserCommand::End(_)
            | UserCommand::HandOver(_) => super::people::user(&app, command, out).await,
            UserCommand::Token(args) => {
                let scope = Scope::parse(&args.scope).unwrap_or_default();
                let new = NewToken { name: args.name.clone(), scope, days: args.expires_in_days };
                let issued = tokens::issue(&app, &Who::system(), &args.email, &new, None).await.map_err(|error| {
                    missing(error, || {
                        let email = &args.email;
                        format!(
                            "no account has the address {email}; check it, or add the account with `user add {email} …`"
                        )
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
        }
    })
}

async fn add(app: &Arc<App>, args: &UserAddArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let today = app.today();
    if let (Some(kind), Some(name)) = (&args.organisation_kind, &args.organisation_name) {
        let new = NewOrg {
            code: args.organisation.clone(),
            kind: kind.clone(),
            name: Bilingual::new(name.clone(), args.organisation_name_en.clone().unwrap_or_else(|| name.clone())),
            parent: args.parent.clone(),
            second_parent: None,
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
