//! The command line: what is taken, what is refused and how, and the answers of `deadline explain`.

use clap::CommandFactory;
use clap::error::ErrorKind;
use serde_json::Value;

use super::*;

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("thoathuan").chain(line.split_whitespace()))
}

/// What the command line prints, or its failure.
fn run_line(line: &str) -> Result<String, Failure> {
    let mut out = Vec::new();
    let exit = answer(&parse(line).unwrap(), &mut out)?;
    assert_eq!(exit, Exit::Done);
    Ok(String::from_utf8(out).unwrap())
}

fn explain(line: &str) -> Value {
    serde_json::from_str(&run_line(&format!("deadline explain {line} --json")).unwrap()).unwrap()
}

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
    for line in [
        "serve",
        "serve --demo --listen 127.0.0.1:9000 --no-jobs --now 2019-04-15T09:00:00+07:00 --packs packs",
        "worker --config thoathuan.toml",
        "migrate",
        "doctor --json",
        "config show --json",
        "config check",
        "workflow check --packs packs --json",
        "workflow show --track fast --lang en",
        "deadline explain --from 2025-12-29 --working-days 7",
        "audit verify --json",
        "audit export --dossier HCM-2019-1 --output record.json",
        "audit export --first --output record.json --json",
        "user add a@b.example --name A --organisation hcm --role official",
        "user token a@b.example --json",
    ] {
        parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

#[test]
fn wrong_arguments_exit_2_and_say_what_is_right() {
    for (line, expected) in [
        ("deadline explain --from 29/12/2025 --working-days 7", "YYYY-MM-DD"),
        ("deadline explain --from 2025-02-30 --working-days 7", "YYYY-MM-DD"),
        ("deadline explain --from 2025-2-3 --working-days 7", "YYYY-MM-DD"),
        ("deadline explain --from 2025-12-29", "--working-days"),
        ("deadline explain --from 2025-12-29 --working-days 7 --days 7", "--days"),
        ("deadline explain --from 2025-12-29 --working-days -1", "--working-days"),
        ("serve --now 2019-04-15", "--now"),
        ("serve --demo --now 2019-04-15", "2019-04-15T09:00:00+07:00"),
        ("serve --listen localhost", "--listen"),
        ("audit export --output x", "--dossier"),
        ("user add a@b.example --name A --organisation hcm --role system", "administrator"),
        ("workflow simulate", "simulate"),
        (
            "user add a@b.example --name A --organisation x --organisation-name X --organisation-kind city --role official",
            "locality",
        ),
    ] {
        let error = parse(line).expect_err(line);
        assert_eq!(error.exit_code(), 2, "{line}");
        assert!(error.to_string().contains(expected), "{line}: {error}");
    }
    assert_eq!(parse("").unwrap_err().kind(), ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand);
}

#[test]
fn the_vectors_of_the_law_study_hold() {
    for (from, due) in [
        ("2024-04-24", "2024-05-07"),
        ("2024-05-02", "2024-05-10"),
        ("2025-12-29", "2026-01-09"),
        ("2026-01-06", "2026-01-14"),
        ("2026-02-12", "2026-03-02"),
    ] {
        let answer = explain(&format!("--from {from} --working-days 7"));
        assert_eq!(answer["due_on"], due, "{from}");
        let days = answer["days"].as_array().unwrap();
        assert_eq!(days.iter().filter(|day| day["counted"] == true).count(), 7);
        assert_eq!(days.last().unwrap()["date"], due);
    }
    assert_eq!(explain("--from 2024-04-14 --days 15")["due_on"], "2024-05-02");
}

#[test]
fn the_json_answer_has_the_fixed_shape() {
    let answer = explain("--from 2025-12-29 --working-days 7");
    assert_eq!(answer["due_at"], "2026-01-10T00:00:00+07:00");
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&answer).len(), 3, "{:?}", keys(&answer));
    let days = answer["days"].as_array().unwrap();
    assert_eq!(days[0]["date"], "2025-12-30", "the days start after the event");
    assert_eq!(days[0]["counted"], true);
    assert!(days[0].get("provisional").is_none());
    let second = days.iter().find(|day| day["date"] == "2026-01-02").unwrap();
    assert_eq!(second["counted"], false);
    assert!(second["reason"].is_string() && second["reason_vi"].is_string());
    assert_ne!(second["reason"], second["reason_vi"]);

    let later = explain("--from 2031-01-02 --working-days 3");
    assert_eq!(later["provisional"], true);
    assert!(later["days"].as_array().unwrap().iter().all(|day| day["provisional"] == true));
}

#[test]
fn the_table_for_people_is_in_both_languages_vietnamese_first() {
    let text = run_line("deadline explain --from 2025-12-29 --working-days 7").unwrap();
    let vi = text.find("Hết hạn: 24:00 ngày 09/01/2026").unwrap();
    let en = text.find("Due: end of 2026-01-09").unwrap();
    assert!(vi < en && text.starts_with("Thời hạn 7 ngày làm việc sau ngày 29/12/2025"), "{text}");
}

#[test]
fn a_limit_that_cannot_be_counted_exits_2_and_says_so() {
    for (line, code) in [
        ("--from 2015-12-31 --working-days 7", "calendar.out_of_range"),
        ("--from 2101-01-01 --days 7", "calendar.out_of_range"),
        ("--from 2100-12-30 --working-days 7", "calendar.out_of_range"),
        ("--from 2025-12-29 --working-days 4294967295", "calendar.out_of_range"),
        ("--from 2025-12-29 --days 0", "calendar.zero_budget"),
    ] {
        let failure = run_line(&format!("deadline explain {line} --json")).unwrap_err();
        assert_eq!((failure.exit, failure.code.as_str()), (Exit::Usage, code), "{line}");
        let (mut out, mut err) = (Vec::new(), Vec::new());
        failure.print(true, &mut out, &mut err);
        let answer: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(answer["error"]["code"], code);
        assert!(String::from_utf8(err).unwrap().contains(answer["error"]["message"].as_str().unwrap()));
    }
}

#[test]
fn a_folder_that_is_not_there_is_a_matter_of_usage() {
    let failure = run_line("deadline explain --from 2025-12-29 --days 7 --packs no-such-folder").unwrap_err();
    assert_eq!(failure.exit, Exit::Usage);
    assert!(failure.message.contains("no-such-folder"));
}

#[test]
fn a_track_is_drawn_and_a_wrong_name_is_answered_with_the_right_ones() {
    let first = run_line("workflow show --pack ordinance-33-2007").unwrap();
    assert!(first.contains("<svg") && first.contains("</svg>"));
    let fast = run_line("workflow show --pack ordinance-33-2007 --track fast --lang en").unwrap();
    assert!(fast.contains("<svg") && fast != first);
    let wrong =
        [("--pack ordinance-33-2007 --track quick", "fast"), ("--pack ordinance", "law-70-2020"), ("", "law-70-2020")];
    for (line, expected) in wrong {
        let failure = run_line(&format!("workflow show {line}")).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.message.contains(expected), "{failure}");
    }
}
