//! `workflow publish`, `rules` and `mail`: what an operator does with rules and mails from the machine itself.

use super::upkeep::{failed, missing};
use super::{Cli, Exit, Failure, ReportArgs, compose, workflow};
use crate::app::admin::rules::{Checking, Findings, Place};
use crate::app::admin::{Grounds, days_kind, rules, switches, targets};
use crate::app::{App, Who, mails};
use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use engine::text::{Bilingual, Lang};
use serde_json::{Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long the command waits for an exploration: for ever, in practice.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// `workflow publish`.
#[derive(Debug, Args)]
pub struct PublishArgs {
    /// The pack, as TOML.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Only check it: what `publish` would say, with nothing published.
    #[arg(long)]
    pub dry_run: bool,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `rules`.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Switch a track on or off from a day on.
    Switch(SwitchArgs),
    /// Set how many days a clock has that no act gives a length.
    Target(TargetArgs),
    /// Print switches, targets and published packs.
    Show(ReportArgs),
}

impl RulesCommand {
    /// Whether the answer is to be JSON.
    pub fn is_json(&self) -> bool {
        match self {
            Self::Switch(args) => args.grounds.json,
            Self::Target(args) => args.grounds.json,
            Self::Show(args) => args.json,
        }
    }
}

/// Legal basis, reason and day of an act on the rules.
#[derive(Debug, Args)]
pub struct GroundsArgs {
    /// Legal basis in Vietnamese, with number and date of the document.
    #[arg(long)]
    pub basis: String,
    /// The same in English.
    #[arg(long, default_value = "")]
    pub basis_en: String,
    /// Reason.
    #[arg(long)]
    pub reason: String,
    /// First day on which it counts, today or later: YYYY-MM-DD; today if left out.
    #[arg(long, value_name = "DATE", value_parser = super::date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `rules switch`.
#[derive(Debug, Args)]
pub struct SwitchArgs {
    /// The pack.
    pub pack: String,
    /// The track.
    pub track: String,
    /// on or off.
    #[arg(value_parser = PossibleValuesParser::new(["on", "off"]))]
    pub state: String,
    /// Why, and from when.
    #[command(flatten)]
    pub grounds: GroundsArgs,
}

/// `rules target`.
#[derive(Debug, Args)]
pub struct TargetArgs {
    /// The pack.
    pub pack: String,
    /// The clock.
    pub clock: String,
    /// How many days, of the sort that the pack counts.
    pub days: u32,
    /// Why, and from when.
    #[command(flatten)]
    pub grounds: GroundsArgs,
}

/// `mail`.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Take up that a mail came back.
    Bounce(BounceArgs),
}

/// `mail bounce`.
#[derive(Debug, Args)]
pub struct BounceArgs {
    /// Message-ID of the mail, or the address that does not take mail.
    #[arg(value_name = "MESSAGE-ID|ADDRESS")]
    pub what: String,
    /// What the other mail system said.
    #[arg(long)]
    pub reason: String,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

impl GroundsArgs {
    fn grounds(&self, app: &App) -> Grounds {
        Grounds {
            basis: Bilingual::new(self.basis.clone(), self.basis_en.clone()),
            reason: self.reason.clone(),
            effective_on: Some(self.from.unwrap_or_else(|| app.today())),
            key: None,
            seen: None,
        }
    }
}

/// Checks a pack, prints what was found, and publishes it if it holds.
///
/// # Errors
/// [`Failure`]; a pack that does not hold is an answer with exit code 1.
pub fn publish(cli: &Cli, args: &PublishArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(&args.file)
        .map_err(|error| Failure::usage("file", format!("{}: {error}", args.file.display())))?;
    let file = args.file.file_name().map_or_else(|| "pack.toml".to_owned(), |name| name.to_string_lossy().into_owned());
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app =
            if args.dry_run { compose::to_read(cli, config).await? } else { compose::app(cli, config, None).await? };
        let system = Who::system();
        let checked = rules::check(&app, &system, &file, &text, PATIENCE).await.map_err(failed)?;
        let Checking::Done(found, place) = checked else {
            return Err(Failure::broken("slow", "the exploration did not end within an hour"));
        };
        let published = found.holds() && place == Place::Free && !args.dry_run;
        if published {
            rules::publish(&app, &system, &file, &text, PATIENCE).await.map_err(failed)?;
        }
        say(&found, place, published, args.json, out)?;
        let fine = found.holds() && matches!(place, Place::Free | Place::Published);
        Ok(if fine { Exit::Done } else { Exit::Fault })
    })
}

fn say(found: &Findings, place: Place, published: bool, is_json: bool, out: &mut dyn Write) -> Result<(), Failure> {
    let standing = match place {
        _ if published => "published",
        Place::Free => "not-published",
        Place::Published => "published-already",
        Place::Taken => "version-taken",
        Place::Next(_) => "version-not-next",
    };
    if is_json {
        let said = json!({
            "ok": found.holds(), "standing": standing, "sha256": found.sha256, "errors": found.errors,
            "pack": found.pack.as_ref().map(|pack| json!({ "id": pack.id, "version": pack.version })),
            "warnings": found.warnings.iter().map(workflow::note).collect::<Vec<_>>(),
            "report": found.report,
        });
        serde_json::to_writer_pretty(&mut *out, &said)?;
        writeln!(out)?;
        return Ok(());
    }
    for error in &found.errors {
        writeln!(out, "{error}")?;
    }
    for note in &found.warnings {
        writeln!(out, "{}: {}: {}; {}", workflow::severity(note), note.place, note.message, note.remedy)?;
    }
    if let Some(report) = &found.report {
        writeln!(out, "{}", report.text(Lang::Vi))?;
        writeln!(out, "{}", report.text(Lang::En))?;
    }
    let name = found.pack.as_ref().map(|pack| format!("{} v{}", pack.id, pack.version)).unwrap_or_default();
    match place {
        _ if published => writeln!(out, "Published: {name}, SHA-256 {}", found.sha256)?,
        Place::Free if found.holds() => writeln!(out, "It holds; nothing was published (--dry-run).")?,
        Place::Free => writeln!(out, "Nothing was published.")?,
        Place::Published => writeln!(out, "{name} is published already, with this very text.")?,
        Place::Taken => writeln!(out, "{name} is published with another text: a change is a new version.")?,
        Place::Next(next) => writeln!(out, "Nothing was published: the next version of this pack is {next}.")?,
    }
    Ok(())
}

/// `rules`.
///
/// # Errors
/// [`Failure`].
pub fn answer(cli: &Cli, command: &RulesCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = match command {
            RulesCommand::Show(_) => compose::to_read(cli, config).await?,
            _ => compose::app(cli, config, None).await?,
        };
        let system = Who::system();
        match command {
            RulesCommand::Switch(args) => {
                let (pack, track, grounds) = (&args.pack, &args.track, args.grounds.grounds(&app));
                let done = switches::switch(&app, &system, pack, track, args.state == "on", &grounds).await;
                let row = done.map_err(|error| {
                    missing(error, || format!("{pack} has no track {track} that may be switched; see `rules show`"))
                })?;
                let said = json!({ "pack": pack, "track": track, "enabled": row.enabled,
                                   "effective_on": row.effective_on, "id": row.id });
                done_with(&said, args.grounds.json, out)
            }
            RulesCommand::Target(args) => {
                let (pack, clock, grounds) = (&args.pack, &args.clock, args.grounds.grounds(&app));
                let done = targets::set(&app, &system, pack, clock, args.days, &grounds).await;
                let row =
                    done.map_err(|error| missing(error, || format!("{pack} has no clock {clock}; see `rules show`")))?;
                let said = json!({ "pack": pack, "clock": clock, "days": row.days, "days_kind": row.days_kind,
                                   "effective_on": row.effective_on, "id": row.id });
                done_with(&said, args.grounds.json, out)
            }
            RulesCommand::Show(args) => show(&app, *args, out).await,
        }
    })
}

fn done_with(said: &Value, is_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    if is_json {
        writeln!(out, "{said}")?;
    } else {
        writeln!(out, "Recorded; in effect from {}.", said["effective_on"].as_str().unwrap_or_default())?;
    }
    Ok(Exit::Done)
}

async fn show(app: &Arc<App>, args: ReportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let system = Who::system();
    let switches = switches::list(app, &system).await.map_err(failed)?;
    let targets = targets::list(app, &system).await.map_err(failed)?;
    let published = rules::list(app, &system).await.map_err(failed)?;
    if args.json {
        let tracks = switches.tracks.iter().map(|track| {
            json!({ "pack": track.pack, "track": track.track, "enabled": track.enabled,
                    "since": track.since.as_ref().map(|act| act.effective_on) })
        });
        let clocks = targets.clocks.iter().map(|clock| {
            json!({ "pack": clock.pack, "clock": clock.clock, "days": clock.today.days(),
                    "days_kind": days_kind(clock.today), "published_days": clock.published.days(),
                    "settable": clock.settable })
        });
        let packs = published.packs.iter().map(|version| {
            json!({ "id": version.row.id, "version": version.row.version, "sha256": version.row.hash,
                    "used": version.used })
        });
        let said = json!({ "switches": tracks.collect::<Vec<_>>(), "targets": clocks.collect::<Vec<_>>(),
                           "packs": packs.collect::<Vec<_>>() });
        writeln!(out, "{said}")?;
        return Ok(Exit::Done);
    }
    for track in &switches.tracks {
        writeln!(out, "track  {} {}: {}", track.pack, track.track, if track.enabled { "on" } else { "off" })?;
    }
    for clock in &targets.clocks {
        let by = if clock.settable { "target" } else { "law" };
        let days = (clock.today.days(), days_kind(clock.today));
        writeln!(out, "clock  {} {}: {} {} days ({by})", clock.pack, clock.clock, days.0, days.1)?;
    }
    for version in &published.packs {
        let used = if version.used { ", for new dossiers" } else { "" };
        writeln!(out, "pack   {} v{}: {}{used}", version.row.id, version.row.version, version.row.hash)?;
    }
    Ok(Exit::Done)
}

/// `mail`.
///
/// # Errors
/// [`Failure`].
pub fn mail(cli: &Cli, command: &MailCommand, out: &mut dyn Write) -> Result<Exit, Failure> {
    let MailCommand::Bounce(args) = command;
    let config = compose::settings(cli)?;
    compose::runtime()?.block_on(async {
        let app = compose::app(cli, config, None).await?;
        mails::bounce(&app, &Who::system(), &args.what, &args.reason).await.map_err(|error| {
            missing(error, || format!("no account has the address {0}, and no mail the Message-ID {0}", args.what))
        })?;
        if args.json {
            writeln!(out, "{}", json!({ "bounced": args.what }))?;
        } else {
            writeln!(out, "Recorded: mail to this account does not arrive.")?;
        }
        Ok(Exit::Done)
    })
}
