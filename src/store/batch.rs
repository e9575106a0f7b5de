//! What one command writes, collected first and written as one whole.

use super::{Backend, StoreError};
use sea_orm::sea_query::{
    DeleteStatement, InsertStatement, PostgresQueryBuilder, Query, QueryStatementBuilder, SqlWriterValues,
    UpdateStatement,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, Insert, IntoActiveModel,
    ModelTrait, QueryTrait, Statement, Update,
};
use std::fmt::Write;

/// Writes of one command.
///
/// On PostgreSQL they become one statement, whose parts do not see each other's effects: a batch must not write the
/// same row twice, and no part may read what another writes.
#[derive(Debug, Default)]
pub struct Batch {
    steps: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Insert(InsertStatement),
    Update(UpdateStatement),
    Delete(DeleteStatement),
    /// Must change exactly one row, or nothing is written at all.
    Must(UpdateStatement),
}

impl Batch {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Number of rows or groups of rows to write.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    pub(super) fn insert(&mut self, statement: InsertStatement) {
        self.steps.push(Step::Insert(statement));
    }

    pub(super) fn update(&mut self, statement: UpdateStatement) {
        self.steps.push(Step::Update(statement));
    }

    pub(super) fn delete(&mut self, statement: DeleteStatement) {
        self.steps.push(Step::Delete(statement));
    }

    /// An update that must meet exactly one row: compare-and-set.
    pub(super) fn must(&mut self, statement: UpdateStatement) {
        self.steps.push(Step::Must(statement));
    }

    /// Inserts one row.
    pub(super) fn add<M>(&mut self, model: M)
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        self.insert(Insert::one(model.into_active_model()).into_query());
    }

    /// Writes all columns of one row that exists.
    pub(super) fn rewrite<M>(&mut self, model: M) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let update = Update::one(model.into_active_model().reset_all()).validate()?;
        self.must(update.into_query());
        Ok(())
    }

    /// The batch as one data-modifying statement, where the database has such a thing.
    pub(super) fn as_one_statement(&self, backend: Backend) -> Option<Statement> {
        if backend != Backend::Postgres {
            return None;
        }
        let mut sql = SqlWriterValues::new("$", true);
        let mut musts = Vec::new();
        let written = self.write_postgres(&mut sql, &mut musts);
        written.ok()?;
        let (sql, values) = sql.into_parts();
        Some(Statement::from_sql_and_values(DbBackend::Postgres, sql, values.0))
    }

    /// `WITH w0 AS (…), w1 AS (…) SELECT 1 / …`: the last part divides by zero, and so undoes the whole statement,
    /// when a compare-and-set met no row.
    fn write_postgres(&self, sql: &mut SqlWriterValues, musts: &mut Vec<usize>) -> std::fmt::Result {
        for (n, step) in self.steps.iter().enumerate() {
            write!(sql, "{} w{n} AS (", if n == 0 { "WITH" } else { "," })?;
            match step {
                Step::Insert(insert) => insert.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Update(update) => update.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Delete(delete) => delete.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Must(update) => {
                    let mut update = update.clone();
                    update.returning(Query::returning().all());
                    QueryStatementBuilder::build_collect_any_into(&update, &PostgresQueryBuilder, sql);
                    musts.push(n);
                }
            }
            write!(sql, ")")?;
        }
        write!(sql, " SELECT 1 / CASE WHEN true")?;
        for n in musts.iter() {
            write!(sql, " AND (SELECT count(*) FROM w{n}) = 1")?;
        }
        write!(sql, " THEN 1 ELSE 0 END")
    }

    /// Writes everything inside `tx`.
    pub(super) async fn run(self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        if self.is_empty() {
            return Ok(());
        }
        if tx.get_database_backend() == DbBackend::Postgres {
            let statement = self.as_one_statement(Backend::Postgres).ok_or(StoreError::Conflict)?;
            tx.query_one_raw(statement).await?;
            return Ok(());
        }
        for step in self.steps {
            let must = matches!(step, Step::Must(_));
            let done = match step {
                Step::Insert(insert) => tx.execute(&insert).await?,
                Step::Update(update) | Step::Must(update) => tx.execute(&update).await?,
                Step::Delete(delete) => tx.execute(&delete).await?,
            };
            if must && done.rows_affected() != 1 {
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }
}
