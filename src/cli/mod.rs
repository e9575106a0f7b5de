//! The command line: what can be typed, and where each command is answered.
//!
//! Reports go to standard output, everything else to standard error. Exit codes: [`Exit`].

mod compose;
pub mod config;
pub mod deadline;
mod generate;
mod outcome;
mod people;
mod people_args;
mod rules;
pub mod serve;
#[cfg(test)]
mod tests;
mod upkeep;
mod user;
pub mod workflow;

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::app::admin::KINDS;
use crate::app::tokens::USUAL_DAYS;
use chrono::{DateTime, FixedOffset, NaiveDate};
use clap::builder::PossibleValuesParser;
use clap::{Args, Parser, Subcommand, ValueEnum};
use engine::text::Lang;

use generate::GenerateArgs;
pub use outcome::{Exit, Failure};
pub use people_args::*;
use rules::{MailCommand, PublishArgs, RulesCommand};

/// Approval of international agreements by Vietnamese localities.
#[derive(Debug, Parser)]
#[command(name = "thoathuan", version, arg_required_else_help = true)]
pub struct Cli {
    /// Settings file; the environment goes over it.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of rule packs (*.toml) and calendars (calendars/*.toml) that override those of the program.
    #[arg(long, global = true, value_name = "DIR")]
    pub packs: Option<PathBuf>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages, the REST interface and the background work.
    Serve(ServeArgs),
    /// Do the background work only: clocks, reminders, mails.
    Worker,
    /// Bring the database to the newest form.
    Migrate,
    /// Look for what is wrong: settings, database, mail, clock, packs.
    Doctor(ReportArgs),
    /// The settings in effect.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// The rule packs.
    #[command(subcommand)]
    Workflow(WorkflowCommand),
    /// Deadlines by the working calendar of state bodies.
    #[command(subcommand)]
    Deadline(DeadlineCommand),
    /// The record.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Organisations.
    #[command(subcommand)]
    Org(OrgCommand),
    /// Posts.
    #[command(subcommand)]
    Post(PostCommand),
    /// Accounts.
    #[command(subcommand)]
    User(UserCommand),
    /// Fill a database of its own with a year of invented office load, for measuring and trying out.
    Generate(GenerateArgs),
    /// What the operator sets on top of the packs.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Mails.
    #[command(subcommand)]
    Mail(MailCommand),
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// With sample data and demo accounts, on loopback only.
    #[arg(long)]
    pub demo: bool,
    /// Address and port to listen on, for example 127.0.0.1:8080.
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// Without the background work; a `worker` does it.
    #[arg(long)]
    pub no_jobs: bool,
    /// The demo's clock starts at this moment and runs on, for example 2019-04-15T09:00:00+07:00.
    #[arg(long, value_name = "INSTANT", requires = "demo", value_parser = instant)]
    pub now: Option<DateTime<FixedOffset>>,
}

/// Names of what a token may do.
const SCOPES: [&str; 3] = ["read", "write", "admin"];

/// A command that reports.
#[derive(Debug, Clone, Copy, Args)]
pub struct ReportArgs {
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print every setting with its value and where it comes from; secrets are hidden.
    Show(ReportArgs),
    /// Look for mistakes in the settings.
    Check(ReportArgs),
}

/// `workflow`.
#[derive(Debug, Subcommand)]
pub enum WorkflowCommand {
    /// Load, lint and explore every pack; exits 1 with the shortest counter-example if an invariant breaks.
    Check(ReportArgs),
    /// Print the diagram of a track as SVG.
    Show(ShowArgs),
    /// Check a pack, and publish it in the database if it holds.
    Publish(PublishArgs),
}

/// `workflow show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The pack; the only one if left out.
    #[arg(long, value_name = "ID")]
    pub pack: Option<String>,
    /// The track; the pack's first if left out.
    #[arg(long, value_name = "ID")]
    pub track: Option<String>,
    /// Language of the diagram.
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    pub lang: Language,
}

/// A language of the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Vietnamese.
    Vi,
    /// English.
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}

/// `deadline`.
#[derive(Debug, Subcommand)]
pub enum DeadlineCommand {
    /// Count a limit day by day, with the reason of each.
    Explain(ExplainArgs),
}

/// `deadline explain`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("limit").required(true))]
pub struct ExplainArgs {
    /// Day of the event, which is not counted itself: YYYY-MM-DD.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: NaiveDate,
    /// A limit in working days.
    #[arg(long, value_name = "N", group = "limit")]
    pub working_days: Option<u32>,
    /// A limit in calendar days.
    #[arg(long, value_name = "N", group = "limit")]
    pub days: Option<u32>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Verify the whole record; exits 1 and names the first bad entry if it does not hold.
    Verify(ReportArgs),
    /// Write the record of one dossier to a file.
    Export(ExportArgs),
}

/// `audit export`.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub struct ExportArgs {
    /// Number of the dossier.
    #[arg(long, value_name = "NUMBER", group = "which")]
    pub dossier: Option<String>,
    /// The first dossier there is.
    #[arg(long, group = "which")]
    pub first: bool,
    /// File to write.
    #[arg(long, value_name = "FILE")]
    pub output: PathBuf,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user`.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add an account.
    Add(Box<UserAddArgs>),
    /// Issue an API token; it is shown this once.
    Token(UserTokenArgs),
    /// Invite a person, who sets his password himself.
    Invite(UserInviteArgs),
    /// List accounts with the posts held today.
    List(UserListArgs),
    /// Close an account: its sessions and tokens end at once.
    Close(UserCloseArgs),
    /// Give a post to a person, as its owner or as deputy of its owner.
    Hold(UserHoldArgs),
    /// End that a person holds a post.
    End(UserEndArgs),
    /// Hand the work of a post over to a successor, in one recorded act.
    HandOver(UserHandOverArgs),
}

/// `user add`.
#[derive(Debug, Args)]
pub struct UserAddArgs {
    /// Address, by which the person signs in.
    pub email: String,
    /// Name of the person.
    #[arg(long)]
    pub name: String,
    /// Code of the organisation; one that is new is entered with --organisation-kind and --organisation-name.
    #[arg(long, value_name = "CODE")]
    pub organisation: String,
    /// Kind of the organisation, to enter it when its code is new.
    #[arg(long, value_name = "KIND", requires = "organisation_name", value_parser = PossibleValuesParser::new(KINDS))]
    pub organisation_kind: Option<String>,
    /// Its Vietnamese name.
    #[arg(long, value_name = "NAME")]
    pub organisation_name: Option<String>,
    /// Its English name.
    #[arg(long, value_name = "NAME")]
    pub organisation_name_en: Option<String>,
    /// Code of the organisation above it.
    #[arg(long, value_name = "CODE")]
    pub parent: Option<String>,
    /// Title of the post.
    #[arg(long)]
    pub post: Option<String>,
    /// Address of the person whose post is above.
    #[arg(long, value_name = "EMAIL")]
    pub above: Option<String>,
    /// Password; without it one is made up and shown this once.
    #[arg(long)]
    pub password: Option<String>,
    /// Role of the post: official, leader, reviewer, government-office, inspector, administrator.
    #[arg(long, value_parser = role)]
    pub role: engine::actor::Role,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user token`.
#[derive(Debug, Args)]
pub struct UserTokenArgs {
    /// Address of the account.
    pub email: String,
    /// What it may do, of what the person may do: read, write or admin.
    #[arg(long, default_value = "write", value_parser = PossibleValuesParser::new(SCOPES))]
    pub scope: String,
    /// How many days it lives, 1 to 366.
    #[arg(long, value_name = "N", default_value_t = USUAL_DAYS)]
    pub expires_in_days: u32,
    /// What it is for.
    #[arg(long, default_value = "command line")]
    pub name: String,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

impl Command {
    /// Whether the answer, a failure included, is to be JSON.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Serve(_) | Self::Worker | Self::Migrate => false,
            Self::Doctor(args) => args.json,
            Self::Config(ConfigCommand::Show(args) | ConfigCommand::Check(args)) => args.json,
            Self::Workflow(WorkflowCommand::Check(args)) => args.json,
            Self::Workflow(WorkflowCommand::Show(_)) => false,
            Self::Workflow(WorkflowCommand::Publish(args)) => args.json,
            Self::Rules(command) => command.is_json(),
            Self::Mail(MailCommand::Bounce(args)) => args.json,
            Self::Deadline(DeadlineCommand::Explain(args)) => args.json,
            Self::Audit(AuditCommand::Verify(args)) => args.json,
            Self::Audit(AuditCommand::Export(args)) => args.json,
            Self::Generate(args) => args.json,
            Self::Org(OrgCommand::Add(args)) => args.json,
            Self::Org(OrgCommand::List(args)) => args.json,
            Self::Org(OrgCommand::Change(args)) => args.json,
            Self::Org(OrgCommand::End(args)) => args.json,
            Self::Post(PostCommand::Add(args)) => args.json,
            Self::Post(PostCommand::List(args)) => args.json,
            Self::Post(PostCommand::End(args)) => args.json,
            Self::User(UserCommand::Invite(args)) => args.json,
            Self::User(UserCommand::List(args)) => args.json,
            Self::User(UserCommand::Close(args)) => args.json,
            Self::User(UserCommand::Hold(args)) => args.json,
            Self::User(UserCommand::End(args)) => args.json,
            Self::User(UserCommand::HandOver(args)) => args.json,
            Self::User(UserCommand::Add(args)) => args.json,
            Self::User(UserCommand::Token(args)) => args.json,
        }
    }
}

/// Runs the command and prints why it failed, if it did.
pub fn run(cli: &Cli) -> ExitCode {
    let mut out = std::io::stdout().lock();
    let outcome = answer(cli, &mut out).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    match outcome {
        Ok(exit) => exit.into(),
        Err(failure) => failure.print(cli.command.is_json(), &mut out, &mut std::io::stderr()).into(),
    }
}

fn answer(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Deadline(DeadlineCommand::Explain(args)) => deadline::explain(args, cli.packs.as_deref(), out),
        Command::Workflow(WorkflowCommand::Publish(args)) => rules::publish(cli, args, out),
        Command::Rules(command) => rules::answer(cli, command, out),
        Command::Mail(command) => rules::mail(cli, command, out),
        Command::Workflow(command) => workflow::answer(command, cli.packs.as_deref(), out),
        Command::Config(command) => config::answer(command, cli, out),
        Command::Serve(args) => serve::serve(cli, args, out),
        Command::Worker => serve::worker(cli),
        Command::Migrate => upkeep::migrate(cli, out),
        Command::Doctor(args) => upkeep::doctor(cli, *args, out),
        Command::Audit(command) => upkeep::audit(cli, command, out),
        Command::Org(command) => people::org(cli, command, out),
        Command::Post(command) => people::post(cli, command, out),
        Command::User(command) => user::user(cli, command, out),
        Command::Generate(args) => generate::generate(cli, args, out),
    }
}

/// A date in the one form that is taken.
fn date(text: &str) -> Result<NaiveDate, String> {
    let exact = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parsed = text.parse::<NaiveDate>().ok().filter(|_| exact);
    parsed.ok_or_else(|| "write a day that exists as YYYY-MM-DD, for example 2025-12-29".to_owned())
}

fn instant(text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|_| "write the moment with its zone, for example 2019-04-15T09:00:00+07:00".to_owned())
}

fn role(text: &str) -> Result<engine::actor::Role, String> {
    engine::actor::Role::parse(text).filter(|role| *role != engine::actor::Role::System).ok_or_else(|| {
        "the roles are official, leader, reviewer, government-office, inspector, administrator".to_owned()
    })
}
