//! Loading settings: defaults, then a file, then the environment, then secrets from files of their own.
//!
//! Each value is checked on its own with its source at hand, so that a mistake is reported with the file or variable it
//! stands in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::{Table, Value};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use super::names::{CONFIG_VARIABLE, DATABASE_URL, PREFIX, SETTINGS, Setting, nearest};
use super::{Config, ConfigError, Secret, Source};

const DEFAULTS: &str = include_str!("../../config/default.toml");

/// The variables of the process that concern this program, given as a value so that tests need no process.
#[derive(Debug, Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Those of the running process.
    ///
    /// # Errors
    /// [`ConfigError::Conflict`] for a value that is not UTF-8.
    pub fn of_process() -> Result<Self, ConfigError> {
        std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| name.starts_with(PREFIX) || name == DATABASE_URL)
            .map(|(name, value)| match value.into_string() {
                Ok(value) => Ok((name, value)),
                Err(_) => Err(ConfigError::Conflict {
                    message: format!("{name} is not UTF-8"),
                    remedy: "write its value in UTF-8".to_owned(),
                }),
            })
            .collect()
    }

    /// The variable's value, unless it is set to nothing.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

impl FromIterator<(String, String)> for Environment {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

/// Settings with the source of each.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Where each value comes from, by key.
    pub sources: BTreeMap<&'static str, Source>,
}

/// Values with their sources while they are being put together.
struct Values {
    defaults: Table,
    table: Table,
    sources: BTreeMap<&'static str, Source>,
}

/// The settings in effect: the defaults, over them `file` (or that of `THOATHUAN_CONFIG`), over it `environment`.
///
/// # Errors
/// The first [`ConfigError`].
pub fn load(file: Option<&Path>, environment: &Environment) -> Result<Loaded, ConfigError> {
    let defaults = parse(Path::new("config/default.toml"), DEFAULTS)?;
    let sources = SETTINGS.iter().map(|setting| (setting.key, Source::Default)).collect();
    let mut values = Values { table: defaults.clone(), defaults, sources };

    let named = environment.get(CONFIG_VARIABLE).map(|path| (Path::new(path), CONFIG_VARIABLE));
    if let Some((path, named_by)) = file.map(|path| (path, "--config")).or(named) {
        values.add_file(path, &read(path, named_by)?)?;
    }
    values.add_environment(environment)?;
    values.add_secret("database.url", "database.url_file")?;
    values.add_secret("mail.smtp_url", "mail.smtp_url_file")?;

    let config = typed(&values.table)
        .map_err(|message| ConfigError::Conflict { message, remedy: "compare with config/default.toml".to_owned() })?;
    if config.session.idle() > config.session.absolute() {
        return Err(ConfigError::Conflict {
            message: format!(
                "session.idle_minutes ({}) is longer than session.absolute_hours ({})",
                values.sources["session.idle_minutes"], values.sources["session.absolute_hours"]
            ),
            remedy: "make the first shorter or the second longer".to_owned(),
        });
    }
    Ok(Loaded { config, sources: values.sources })
}

impl Values {
    fn add_file(&mut self, path: &Path, text: &str) -> Result<(), ConfigError> {
        for (section, entries) in parse(path, text)? {
            // A key outside all sections is unknown, and so is a section that is not a table of keys.
            let entries = match entries {
                Value::Table(entries) => entries.into_iter().map(|(key, v)| (format!("{section}.{key}"), v)).collect(),
                value => vec![(section, value)],
            };
            for (key, value) in entries {
                let source = Source::File(path.to_owned(), line_of(text, &key));
                let Some(setting) = SETTINGS.iter().find(|setting| setting.key == key) else {
                    let nearest = nearest(&key, SETTINGS.iter().map(|setting| setting.key)).map(str::to_owned);
                    return Err(ConfigError::Unknown { place: source, name: key, nearest });
                };
                self.set(setting, value, source)?;
            }
        }
        Ok(())
    }

    fn add_environment(&mut self, environment: &Environment) -> Result<(), ConfigError> {
        for name in environment.0.keys().filter(|name| name.starts_with(PREFIX)) {
            let mut known = SETTINGS.iter().map(|setting| setting.variable).chain([CONFIG_VARIABLE]);
            if !known.clone().any(|known| known == name) {
                let nearest = nearest(name, &mut known).map(str::to_owned);
                let source = Source::Variable("environment".to_owned());
                return Err(ConfigError::Unknown { place: source, name: name.clone(), nearest });
            }
        }
        for setting in SETTINGS {
            let mut variable = setting.variable;
            let mut text = environment.get(variable);
            if setting.key == "database.url"
                && let Some(other) = environment.get(DATABASE_URL)
            {
                if text.is_some_and(|text| text != other) {
                    return Err(ConfigError::Conflict {
                        message: format!("{DATABASE_URL} and {variable} name different databases"),
                        remedy: "set only one of them".to_owned(),
                    });
                }
                (variable, text) = (DATABASE_URL, Some(other));
            }
            if let Some(text) = text {
                let source = Source::Variable(variable.to_owned());
                let value = self.read_text(setting, text, &source)?;
                self.set(setting, value, source)?;
            }
        }
        Ok(())
    }

    /// A variable's text as a value of the kind that the default has.
    fn read_text(&self, setting: &'static Setting, text: &str, source: &Source) -> Result<Value, ConfigError> {
        let wrong = |message: String| ConfigError::value(setting, source.clone(), message);
        match entry(&self.defaults, setting.key) {
            Some(Value::Integer(_)) => {
                text.trim().parse().map(Value::Integer).map_err(|_| wrong(format!("`{text}` is not a whole number")))
            }
            Some(Value::Boolean(_)) => text
                .trim()
                .parse()
                .map(Value::Boolean)
                .map_err(|_| wrong(format!("`{text}` is neither true nor false"))),
            _ => Ok(Value::String(text.to_owned())),
        }
    }

    /// Takes a value over, if the defaults with this one value changed are settings that can be used.
    fn set(&mut self, setting: &'static Setting, value: Value, source: Source) -> Result<(), ConfigError> {
        let mut alone = self.defaults.clone();
        put(&mut alone, setting.key, value.clone());
        typed(&alone).map_err(|message| ConfigError::value(setting, source.clone(), message))?;
        put(&mut self.table, setting.key, value);
        self.sources.insert(setting.key, source);
        Ok(())
    }

    /// Reads the file that `file_key` names into `key`.
    fn add_secret(&mut self, key: &'static str, file_key: &'static str) -> Result<(), ConfigError> {
        let text = |table: &Table, key| entry(table, key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let path = PathBuf::from(text(&self.table, file_key));
        if path.as_os_str().is_empty() {
            return Ok(());
        }
        let named_by = format!("{file_key} ({})", self.sources[file_key]);
        if !text(&self.table, key).is_empty() {
            return Err(ConfigError::Conflict {
                message: format!("{key} ({}) and {named_by} are both set", self.sources[key]),
                remedy: "set only one of them".to_owned(),
            });
        }
        let value = Value::String(read(&path, &named_by)?.trim().to_owned());
        match SETTINGS.iter().find(|setting| setting.key == key) {
            Some(setting) => self.set(setting, value, Source::SecretFile(path)),
            None => Ok(()),
        }
    }
}

/// The settings as their own type, or the first thing wrong with them.
fn typed(table: &Table) -> Result<Config, String> {
    let config: Config = table.clone().try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
    config.validate().map_err(|errors| first(&errors).unwrap_or_else(|| errors.to_string()))?;
    Ok(config)
}

fn first(errors: &ValidationErrors) -> Option<String> {
    errors.errors().values().find_map(|kind| match kind {
        ValidationErrorsKind::Struct(inner) => first(inner),
        ValidationErrorsKind::List(inner) => inner.values().find_map(|errors| first(errors)),
        ValidationErrorsKind::Field(errors) => errors.first().map(|error| match &error.message {
            Some(message) => message.to_string(),
            None => "is too small or too large".to_owned(),
        }),
    })
}

fn read(path: &Path, named_by: &str) -> Result<String, ConfigError> {
    std::fs::read_to_string(path).map_err(|source| ConfigError::Io {
        path: path.to_owned(),
        named_by: named_by.to_owned(),
        source,
    })
}

fn parse(path: &Path, text: &str) -> Result<Table, ConfigError> {
    toml::from_str(text).map_err(|error: toml::de::Error| ConfigError::Syntax {
        path: path.to_owned(),
        line: error.span().map_or(1, |span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// The line on which `key` is set.
fn line_of(text: &str, key: &str) -> usize {
    let (section, name) = key.split_once('.').unwrap_or(("", key));
    let found = toml::de::DeTable::parse(text).ok().and_then(|table| {
        let table = table.into_inner();
        let offset = if section.is_empty() {
            table.get_key_value(name).map(|(name, _)| name.span().start)
        } else {
            let section = table.get(section)?.get_ref().as_table()?;
            section.get_key_value(name).map(|(name, _)| name.span().start)
        };
        offset.map(|offset| line_at(text, offset))
    });
    found.unwrap_or(1)
}

fn entry<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    let (section, name) = key.split_once('.')?;
    table.get(section)?.get(name)
}

fn put(table: &mut Table, key: &str, value: Value) {
    if let Some((section, name)) = key.split_once('.')
        && let Some(Value::Table(section)) = table.get_mut(section)
    {
        section.insert(name.to_owned(), value);
    }
}

impl Loaded {
    /// Each setting with its value as text (secrets hidden) and its source.
    pub fn shown(&self) -> Vec<(&'static Setting, Value, &Source)> {
        let table = Table::try_from(&self.config).unwrap_or_default();
        let hidden = || Value::String(Secret("x".to_owned()).shown().to_owned());
        SETTINGS
            .iter()
            .filter_map(|setting| {
                let value = entry(&table, setting.key)?;
                let conceal = setting.secret && value.as_str() != Some("");
                let value = if conceal { hidden() } else { value.clone() };
                Some((setting, value, self.sources.get(setting.key)?))
            })
            .collect()
    }
}
