//! What can go wrong below the use cases.

use sea_orm::{DbErr, RuntimeErr, SqlxError};

/// Why the store could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row, or it is outside the actor's scope.
    #[error("not found")]
    NotFound,
    /// Somebody else was first: load again and decide again.
    #[error("changed by another writer")]
    Conflict,
    /// It exists already: an idempotency key, a mail address, a code.
    #[error("exists already")]
    Duplicate,
    /// The database did not get to it in time.
    #[error("the database is busy")]
    Busy,
    /// The database cannot be reached, or closed the connection. Whether the last statement was carried out is not known.
    #[error("the database cannot be reached")]
    Unreachable(#[source] DbErr),
    /// A stored value does not make sense.
    #[error("{table}.{column} of {id} does not make sense")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row.
        id: String,
    },
    /// A stored value is not of the kind that its column holds.
    #[error("the stored value of {0} cannot be read")]
    Unreadable(String),
    /// The database is set up in a way under which acknowledged writes could be lost.
    #[error("the database setting {name} is {value}; acknowledged writes could be lost")]
    Unsafe {
        /// The setting.
        name: String,
        /// Its value.
        value: String,
    },
    /// The database's address cannot be used.
    #[error("{0}")]
    Address(String),
    /// A file could not be read or written.
    #[error("file store")]
    Io(#[from] std::io::Error),
    /// Anything else.
    #[error("database")]
    Db(#[source] DbErr),
}

impl StoreError {
    /// A stored value does not make sense.
    pub(crate) fn corrupt(table: &'static str, column: &'static str, id: impl std::fmt::Display) -> Self {
        Self::Corrupt { table, column, id: id.to_string() }
    }
}

/// Tables in which a taken key means that another writer was first.
const RACED: [&str; 2] = ["audit_entry", "stream_head"];

impl From<DbErr> for StoreError {
    fn from(error: DbErr) -> Self {
        let runtime = match &error {
            // No connection became free, or none could be made: waiting longer is the caller's to decide.
            DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => return Self::Unreachable(error),
            DbErr::Exec(RuntimeErr::SqlxError(inner)) | DbErr::Query(RuntimeErr::SqlxError(inner)) => inner,
            // A NULL where none may be.
            DbErr::Type(said) => return Self::Unreadable(quoted(said).unwrap_or(said).to_owned()),
            _ => return Self::Db(error),
        };
        if let SqlxError::ColumnDecode { index, .. } = &**runtime {
            return Self::Unreadable(index.trim_matches('"').to_owned());
        }
        let Some(database) = runtime.as_database_error() else {
            return match **runtime {
                SqlxError::Io(_) | SqlxError::Tls(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed => {
                    Self::Unreachable(error)
                }
                _ => Self::Db(error),
            };
        };
        let message = database.message();
        match database.code().as_deref() {
            // PostgreSQL: division by zero is the batch's own way to say that a compare-and-set missed; then
            // serialization failure, deadlock, lock not available.
            Some("22012" | "40001" | "40P01" | "55P03") => Self::Conflict,
            // Unique: PostgreSQL, then SQLite (primary key, unique).
            Some("23505" | "1555" | "2067") if RACED.iter().any(|table| message.contains(table)) => Self::Conflict,
            Some("23505" | "1555" | "2067") => Self::Duplicate,
            // SQLite: the guard against INSERT OR REPLACE also meets an ordinary second insert.
            Some("1811") if message.contains("has this entry already") => Self::Conflict,
            // PostgreSQL: shut down, crashed, starting, out of connections, connection lost.
            Some("57P01" | "57P02" | "57P03" | "53300" | "08000" | "08003" | "08006") => Self::Unreachable(error),
            // SQLite: busy, locked and their kin.
            Some("5" | "6" | "261" | "517" | "773") => Self::Busy,
            _ => Self::Db(error),
        }
    }
}

/// What stands in quotes in a sentence: the column that sea-orm speaks of.
fn quoted(said: &str) -> Option<&str> {
    said.split(['"', '`']).nth(1).filter(|name| !name.is_empty())
}
