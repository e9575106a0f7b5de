//! Bringing the schema up to date, with several processes starting at once.

use super::{Backend, Store, StoreError};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Statement};

/// Any fixed number; the same in every version of the program.
const ADVISORY_LOCK: i64 = 0x7468_6f61_7468;

/// Applies what is pending.
///
/// # Errors
/// [`StoreError::Io`] for the lock file, [`StoreError::Db`].
pub async fn migrate(store: &Store) -> Result<(), StoreError> {
    match store.backend() {
        Backend::Postgres => {
            let lock = store.write_tx().await?;
            let statement = Statement::from_string(
                lock.tx.get_database_backend(),
                format!("SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"),
            );
            lock.tx.query_one_raw(statement).await?;
            Migrator::up(&store.db, None).await?;
            lock.commit().await
        }
        Backend::Sqlite => {
            let file = lock_file(store).await?;
            let done = Migrator::up(&store.db, None).await;
            drop(file);
            Ok(done?)
        }
    }
}

/// Names of migrations that were not applied yet. Nothing is written, not even the table in which they are noted.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn pending(store: &Store) -> Result<Vec<String>, StoreError> {
    let pending = Migrator::get_pending_migrations_read_only(&store.db).await?;
    Ok(pending.iter().map(|migration| migration.name().to_owned()).collect())
}

/// Takes the last `steps` migrations back, or all.
///
/// # Errors
/// [`StoreError::Db`].
pub async fn revert(store: &Store, steps: Option<u32>) -> Result<(), StoreError> {
    Ok(Migrator::down(&store.db, steps).await?)
}

/// The lock file beside the database, locked; closing it lets go.
async fn lock_file(store: &Store) -> Result<Option<std::fs::File>, StoreError> {
    let Some(path) = store.lock_file.clone() else {
        return Ok(None);
    };
    let locked = tokio::task::spawn_blocking(move || {
        let file = std::fs::File::options().create(true).truncate(false).write(true).open(path)?;
        file.lock()?;
        Ok::<_, std::io::Error>(file)
    });
    let file = locked.await.map_err(std::io::Error::other)??;
    Ok(Some(file))
}
