//! `user add` and `user token`.

use std::io::{BufRead, Write};

use engine::text::Bilingual;
use serde_json::json;

use super::{Cli, Exit, Failure, UserAddArgs, UserCommand, UserTokenArgs, open};
use crate::app::session::issue_token;
use crate::app::setup::{NewUser, SHORTEST_PASSWORD, user};

/// Answers either command; `input` is where a new account's password is read from.
///
/// # Errors
/// A [`Failure`] naming what is wrong with the arguments.
pub fn answer(cli: &Cli, command: &UserCommand, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        UserCommand::Add(args) => add(cli, args, input, out),
        UserCommand::Token(args) => token(cli, args, out),
    }
}

fn add(cli: &Cli, args: &UserAddArgs, input: &mut dyn BufRead, out: &mut dyn Write) -> Result<Exit, Failure> {
    let password = if args.no_password { None } else { Some(password(input)?) };
    let role = args.role.as_str();
    let new = NewUser {
        email: args.email.clone(),
        name: args.name.clone(),
        password,
        lang: "vi".to_owned(),
        org: args.organisation.clone(),
        post: Bilingual::new(
            args.post_vi.clone().unwrap_or_else(|| role.to_owned()),
            args.post_en.clone().unwrap_or_else(|| role.to_owned()),
        ),
        role: args.role,
        intake: args.intake,
        above: args.above.clone(),
    };
    let id = open::block_on(async {
        let app = open::for_command(cli).await?;
        Ok(user(&app, &new, app.today()).await?)
    })?;
    if args.json {
        writeln!(out, "{}", json!({ "account": id, "email": args.email }))?;
    } else {
        writeln!(out, "Added {} ({role}, {}).", args.email, args.organisation)?;
    }
    Ok(Exit::Done)
}

/// One line: a password among the arguments would stand in the shell's history and in the list of processes.
fn password(input: &mut dyn BufRead) -> Result<String, Failure> {
    let mut line = String::new();
    input
        .read_line(&mut line)
        .map_err(|error| Failure::usage("password", format!("the password cannot be read: {error}")))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < SHORTEST_PASSWORD {
        let message = format!(
            "write a password of at least {SHORTEST_PASSWORD} characters to standard input, or give --no-password"
        );
        return Err(Failure::usage("password", message));
    }
    Ok(password.to_owned())
}

fn token(cli: &Cli, args: &UserTokenArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let token = open::block_on(async {
        let app = open::for_command(cli).await?;
        Ok(issue_token(&app, &args.email, "command line").await?)
    })?;
    if args.json {
        writeln!(out, "{}", json!({ "email": args.email, "token": token }))?;
    } else {
        writeln!(out, "{token}")?;
    }
    Ok(Exit::Done)
}
