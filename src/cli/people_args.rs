//! What can be typed after `org`, `post` and `user`.

use super::{date, role};
use crate::app::admin::KINDS;
use chrono::NaiveDate;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use uuid::Uuid;

/// `org`.
#[derive(Debug, Subcommand)]
pub enum OrgCommand {
    /// Enter an organisation.
    Add(OrgAddArgs),
    /// List organisations, past ones included.
    List(OrgListArgs),
    /// Change what was entered; what is left out stays.
    Change(OrgChangeArgs),
    /// End an organisation on a day; its posts and the units below must have ended.
    End(OrgEndArgs),
}

/// `org add`.
#[derive(Debug, Args)]
pub struct OrgAddArgs {
    /// Short code, unique.
    pub code: String,
    /// Kind.
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(KINDS))]
    pub kind: String,
    /// Vietnamese name.
    #[arg(long)]
    pub name: String,
    /// English name; the Vietnamese one unless given.
    #[arg(long)]
    pub name_en: Option<String>,
    /// Code of the organisation above.
    #[arg(long, value_name = "CODE")]
    pub parent: Option<String>,
    /// Code of a second one above.
    #[arg(long, value_name = "CODE")]
    pub second_parent: Option<String>,
    /// What it is asked for: defence, public-security, investment (ministries), external-relations (departments).
    #[arg(long, value_name = "KIND")]
    pub body_kind: Option<String>,
    /// First day; today unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `org list`.
#[derive(Debug, Args)]
pub struct OrgListArgs {
    /// Only this kind.
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(KINDS))]
    pub kind: Option<String>,
    /// Words in code or name, whatever their tones.
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `org change`.
#[derive(Debug, Args)]
pub struct OrgChangeArgs {
    /// Its code.
    pub code: String,
    /// Another code.
    #[arg(long, value_name = "CODE")]
    pub new_code: Option<String>,
    /// Kind.
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(KINDS))]
    pub kind: Option<String>,
    /// Vietnamese name.
    #[arg(long)]
    pub name: Option<String>,
    /// English name.
    #[arg(long)]
    pub name_en: Option<String>,
    /// Code of the organisation above; empty for none.
    #[arg(long, value_name = "CODE")]
    pub parent: Option<String>,
    /// Code of a second one above; empty for none.
    #[arg(long, value_name = "CODE")]
    pub second_parent: Option<String>,
    /// What it is asked for: defence, public-security, investment (ministries), external-relations (departments); empty
    /// for nothing of its own.
    #[arg(long, value_name = "KIND")]
    pub body_kind: Option<String>,
    /// First day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `org end`.
#[derive(Debug, Args)]
pub struct OrgEndArgs {
    /// Its code.
    pub code: String,
    /// Last day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: NaiveDate,
    /// Code of the organisation that takes its place.
    #[arg(long, value_name = "CODE")]
    pub successor: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `post`.
#[derive(Debug, Subcommand)]
pub enum PostCommand {
    /// Enter a post of an organisation.
    Add(PostAddArgs),
    /// List the posts of an organisation with who holds them today.
    List(PostListArgs),
    /// End a post on a day; nobody may hold it after that.
    End(PostEndArgs),
}

/// `post add`.
#[derive(Debug, Args)]
pub struct PostAddArgs {
    /// Code of the organisation.
    #[arg(long, value_name = "CODE")]
    pub organisation: String,
    /// Vietnamese title.
    #[arg(long)]
    pub title: String,
    /// English title; the Vietnamese one unless given.
    #[arg(long)]
    pub title_en: Option<String>,
    /// Role: official, leader, reviewer, government-office, inspector, administrator.
    #[arg(long, value_parser = role)]
    pub role: engine::actor::Role,
    /// Id of the post above.
    #[arg(long, value_name = "ID")]
    pub above: Option<Uuid>,
    /// It receives what comes in to the organisation.
    #[arg(long)]
    pub intake: bool,
    /// First day; today unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `post list`.
#[derive(Debug, Args)]
pub struct PostListArgs {
    /// Code of the organisation.
    pub organisation: String,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `post end`.
#[derive(Debug, Args)]
pub struct PostEndArgs {
    /// Id of the post.
    pub id: Uuid,
    /// Last day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: NaiveDate,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user invite`.
#[derive(Debug, Args)]
pub struct UserInviteArgs {
    /// Address, by which the person will sign in.
    pub email: String,
    /// Name of the person.
    #[arg(long)]
    pub name: String,
    /// Language of screens and mails: vi or en.
    #[arg(long, value_parser = ["vi", "en"])]
    pub lang: Option<String>,
    /// Id of the post that the person takes.
    #[arg(long, value_name = "ID")]
    pub post: Option<Uuid>,
    /// From which day; today unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user list`.
#[derive(Debug, Args)]
pub struct UserListArgs {
    /// Only these: invited, active or closed.
    #[arg(long, value_parser = ["invited", "active", "closed"])]
    pub state: Option<String>,
    /// Words in name or address, whatever their tones.
    #[arg(long, value_name = "WORDS")]
    pub search: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user close`.
#[derive(Debug, Args)]
pub struct UserCloseArgs {
    /// Address of the account.
    pub email: String,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user hold`.
#[derive(Debug, Args)]
pub struct UserHoldArgs {
    /// Address of the account.
    pub email: String,
    /// Id of the post.
    #[arg(long, value_name = "ID")]
    pub post: Uuid,
    /// First day; today unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Last day.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<NaiveDate>,
    /// As deputy: address of the person who owns the post.
    #[arg(long = "for", value_name = "EMAIL")]
    pub acts_for: Option<String>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user end`.
#[derive(Debug, Args)]
pub struct UserEndArgs {
    /// Address of the account.
    pub email: String,
    /// Id of the post, where the person holds several.
    #[arg(long, value_name = "ID")]
    pub post: Option<Uuid>,
    /// Last day in the post.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub last_day: NaiveDate,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}

/// `user hand-over`.
#[derive(Debug, Args)]
pub struct UserHandOverArgs {
    /// Address of the person who leaves.
    pub email: String,
    /// Id of the post, where the person holds several.
    #[arg(long, value_name = "ID")]
    pub post: Option<Uuid>,
    /// Address of the successor.
    #[arg(long, value_name = "EMAIL")]
    pub to: String,
    /// Name of the successor, to invite somebody who has no account.
    #[arg(long)]
    pub name: Option<String>,
    /// Language of somebody who is invited: vi or en.
    #[arg(long, value_parser = ["vi", "en"])]
    pub lang: Option<String>,
    /// First day of the successor, today or earlier; today unless given.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Option<NaiveDate>,
    /// Answer in JSON.
    #[arg(long)]
    pub json: bool,
}
