//! Settings: every one can be set, every mistake is named with its place and remedy.

use super::names::{CONFIG_VARIABLE, SETTINGS};
use super::*;

const DEFAULTS: &str = include_str!("../../config/default.toml");

fn environment(pairs: &[(&str, &str)]) -> Environment {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn with(pairs: &[(&str, &str)]) -> Loaded {
    load(None, &environment(pairs)).unwrap()
}

fn error(pairs: &[(&str, &str)]) -> String {
    load(None, &environment(pairs)).unwrap_err().to_string()
}

/// A fresh file in the temporary folder.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("thoathuan-config-{}-{name}", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

fn file_error(name: &str, text: &str) -> String {
    let path = file(name, text);
    let error = load(Some(&path), &Environment::default()).unwrap_err().to_string();
    std::fs::remove_file(&path).unwrap();
    assert!(error.contains(path.to_str().unwrap()), "{error}");
    error
}

/// A right value of each setting that is not its default.
fn other_value(key: &str) -> &'static str {
    match key {
        "server.listen" => "[::1]:9090",
        "server.base_url" => "https://thoathuan.example",
        "server.trusted_proxy" => "true",
        "jobs.enabled" => "false",
        "data.dir" => "/srv/thoathuan",
        "database.url" => "postgres://app:pw@db/thoathuan",
        "mail.smtp_url" => "smtp://app:pw@relay:25",
        "mail.from" => "Sở Ngoại vụ <sngv@hcm.example>",
        "mail.domain" => "hcm.example",
        "procedure.pack" => "ordinance-33-2007",
        "log.format" => "json",
        "log.filter" => "debug",
        "server.max_body_kb" => "4096",
        _ => "17",
    }
}

#[test]
fn the_defaults_are_valid_and_list_every_setting_with_its_variable() {
    let loaded = with(&[]);
    assert_eq!(loaded.config.server.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(loaded.config.base_url(), "http://127.0.0.1:8080");
    assert_eq!(loaded.config.database_url().expose(), "sqlite:./data/thoathuan.db");
    assert_eq!(loaded.config.data.mail_dir(), Path::new("./data/mail"));
    assert_eq!(loaded.config.procedure.pack, PackPolicy::ByDate);
    assert_eq!(loaded.config.mail.domain(), "thoathuan.example");
    assert!(loaded.config.warnings().is_empty());

    let mut keys = Vec::new();
    let mut section = "";
    let mut above: Vec<&str> = Vec::new();
    for line in DEFAULTS.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']');
        } else if line.starts_with('#') {
            above.push(line);
            continue;
        } else if let Some((key, _)) = line.split_once(" = ") {
            let key = format!("{section}.{key}");
            let setting = SETTINGS.iter().find(|setting| setting.key == key).expect(&key);
            assert!(above.last().is_some_and(|line| line.contains(setting.variable)), "{key}");
            assert!(above.len() > 1, "{key} has no description");
            keys.push(key);
        }
        above.clear();
    }
    assert_eq!(keys, SETTINGS.iter().map(|setting| setting.key).collect::<Vec<_>>());
}

#[test]
fn every_variable_works_and_is_named_as_the_source() {
    for setting in SETTINGS.iter().filter(|setting| !setting.key.ends_with("_file")) {
        let value = other_value(setting.key);
        let loaded = with(&[(setting.variable, value)]);
        let shown = loaded.shown();
        let (_, text, source) = shown.iter().find(|(shown, ..)| shown.key == setting.key).unwrap();
        assert_eq!(source.to_string(), setting.variable);
        let text = text.as_str().map_or_else(|| text.to_string(), str::to_owned);
        assert_eq!(text, if setting.secret { "(hidden)" } else { value }, "{}", setting.key);
        assert_eq!(shown.len(), SETTINGS.len());
    }
}

#[test]
fn secrets_come_from_files_and_are_never_shown() {
    for setting in SETTINGS.iter().filter(|setting| setting.key.ends_with("_file")) {
        let secret = SETTINGS.iter().find(|other| setting.key.strip_suffix("_file") == Some(other.key)).unwrap();
        let path = file(secret.variable, &format!("{}\n", other_value(secret.key)));
        let loaded = with(&[(setting.variable, path.to_str().unwrap())]);
        let value = match secret.key {
            "database.url" => loaded.config.database_url(),
            _ => loaded.config.mail.smtp_url.clone(),
        };
        assert_eq!(value.expose(), other_value(secret.key));
        assert!(!format!("{:?} {:?}", loaded.config, loaded.shown()).contains("pw"));
        assert!(!serde_json::to_string(&loaded.config).unwrap().contains("pw"));

        let both = error(&[(setting.variable, path.to_str().unwrap()), (secret.variable, other_value(secret.key))]);
        assert!(both.contains(secret.key) && both.contains(setting.variable) && both.contains("only one"), "{both}");
        std::fs::remove_file(&path).unwrap();
        let missing = error(&[(setting.variable, path.to_str().unwrap())]);
        assert!(missing.contains(setting.key) && missing.contains(setting.variable), "{missing}");
    }
}

#[test]
fn the_environment_goes_over_the_file_and_the_file_over_the_defaults() {
    let path =
        file("layers.toml", "[server]\nlisten = \"127.0.0.1:1\"\nmax_upload_mb = 5\n\n[log]\nformat = \"json\"\n");
    let variables =
        [(CONFIG_VARIABLE, path.to_str().unwrap()), ("THOATHUAN_LISTEN", "127.0.0.1:2"), ("THOATHUAN_PACK", "")];
    let loaded = with(&variables);
    assert_eq!(loaded.config.server.listen.port(), 2);
    assert_eq!(loaded.config.server.max_upload_bytes(), 5 << 20);
    assert_eq!(loaded.sources["server.max_upload_mb"], Source::File(path.clone(), 3));
    assert_eq!(loaded.sources["log.format"], Source::File(path.clone(), 6));
    assert_eq!(loaded.sources["procedure.pack"], Source::Default);
    // The argument goes before the variable.
    let missing = Path::new("no-such-folder/thoathuan.toml");
    let error = load(Some(missing), &environment(&variables)).unwrap_err().to_string();
    assert!(error.contains("no-such-folder") && error.contains("--config"), "{error}");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn database_url_is_taken_and_must_not_contradict() {
    let loaded = with(&[("DATABASE_URL", "postgres://app@db/x")]);
    assert_eq!(loaded.config.database_url().expose(), "postgres://app@db/x");
    assert_eq!(loaded.sources["database.url"].to_string(), "DATABASE_URL");
    assert!(with(&[("DATABASE_URL", "")]).config.database_url().expose().starts_with("sqlite:"));
    let text = error(&[("DATABASE_URL", "postgres://app@db/x"), ("THOATHUAN_DATABASE_URL", "postgres://app@db/y")]);
    assert!(text.contains("DATABASE_URL and THOATHUAN_DATABASE_URL"), "{text}");
    let text = error(&[("DATABASE_URL", "postgres://db:5432/geheim")]);
    assert!(text.contains("DATABASE_URL: database.url: names no user") && !text.contains("geheim"), "{text}");
    with(&[("DATABASE_URL", "postgres:///x?host=/run/postgresql&user=app")]);
}

#[test]
fn unknown_names_are_errors_with_the_nearest_known_one() {
    let text = error(&[("THOATHUAN_LISTN", "127.0.0.1:1")]);
    assert!(text.contains("`THOATHUAN_LISTN`") && text.contains("`THOATHUAN_LISTEN`"), "{text}");
    let text = error(&[("THOATHUAN_COMPLETELY_DIFFERENT_THING", "")]);
    assert!(text.contains("config/default.toml"), "{text}");

    let text = file_error("a.toml", "[server]\n\nlisen = \"127.0.0.1:1\"\n");
    assert!(text.contains(":3: there is no setting `server.lisen`; did you mean `server.listen`?"), "{text}");
    let text = file_error("b.toml", "listen = \"127.0.0.1:1\"\n");
    assert!(text.contains(":1:") && text.contains("`server.listen`"), "{text}");
    let text = file_error("c.toml", "[sever]\nlisten = \"127.0.0.1:1\"\n");
    assert!(text.contains(":2:") && text.contains("`server.listen`"), "{text}");
    let text = file_error("d.toml", "[server]\nlisten \"127.0.0.1:1\"\n");
    assert!(text.contains(":2: "), "{text}");
}

#[test]
fn wrong_values_name_the_place_the_key_and_a_right_value() {
    for (variable, value, expected) in [
        (
            "THOATHUAN_LISTEN",
            "localhost",
            "THOATHUAN_LISTEN: server.listen: invalid socket address syntax; write an address and",
        ),
        (
            "THOATHUAN_SESSION_IDLE_MINUTES",
            "soon",
            "session.idle_minutes: `soon` is not a whole number; write minutes from 1 to 1440",
        ),
        (
            "THOATHUAN_SESSION_IDLE_MINUTES",
            "0",
            "session.idle_minutes: is too small or too large; write minutes from 1",
        ),
        ("THOATHUAN_SESSION_IDLE_MINUTES", "-3", "session.idle_minutes: "),
        ("THOATHUAN_TRUSTED_PROXY", "yes", "server.trusted_proxy: `yes` is neither true nor false"),
        ("THOATHUAN_BASE_URL", "thoathuan.example", "does not begin with http"),
        ("THOATHUAN_BASE_URL", "https://thoathuan.example/app", "has a path"),
        ("THOATHUAN_BASE_URL", "https://Thoathuan.example", "capital letters"),
        ("THOATHUAN_SMTP_URL", "relay:25", "does not begin with smtp://"),
        ("THOATHUAN_MAIL_FROM", "nobody", "mail.from: is not a mailbox"),
        ("THOATHUAN_MAIL_DOMAIN", "a b", "mail.domain"),
        ("THOATHUAN_LOG_FORMAT", "xml", "log.format: unknown variant `xml`, expected `text` or `json`"),
        ("THOATHUAN_LOG_FILTER", "info,thoathuan=lout", "log.filter: is not a filter"),
        ("DATABASE_URL", "mysql://app@db/x", "begins with neither postgres:// nor sqlite:"),
    ] {
        let text = error(&[(variable, value)]);
        assert!(text.contains(variable) && text.contains(expected) && text.contains("; write "), "{text}");
    }
    let text = file_error("value.toml", "[server]\nmax_upload_mb = \"20\"\n");
    assert!(text.contains(":2: server.max_upload_mb: invalid type: string \"20\""), "{text}");
    let text = error(&[("THOATHUAN_SESSION_IDLE_MINUTES", "120"), ("THOATHUAN_SESSION_ABSOLUTE_HOURS", "1")]);
    assert!(text.contains("THOATHUAN_SESSION_IDLE_MINUTES") && text.contains("longer"), "{text}");
}

#[test]
fn seldom_meant_settings_are_warned_about() {
    let open = with(&[("THOATHUAN_LISTEN", "0.0.0.0:80")]).config;
    assert!(open.warnings()[0].contains("unencrypted"));
    let https = with(&[("THOATHUAN_BASE_URL", "https://thoathuan.example/")]).config;
    assert_eq!(https.base_url(), "https://thoathuan.example");
    assert!(https.is_https() && https.warnings()[0].contains("mail.smtp_url"));
}
