//! What one command writes, collected first and written as one whole.

use super::StoreError;
use sea_orm::sea_query::{
    DeleteStatement, Expr, InsertStatement, PostgresQueryBuilder, Query, QueryStatementBuilder, SqlWriter,
    SqlWriterValues, UpdateStatement,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityName, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, QueryTrait, Statement, Update, Value,
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

/// A whole row to insert, as data: it costs no syntax tree, and many of one table can be written together.
#[derive(Debug)]
pub(super) struct Row {
    pub table: &'static str,
    pub columns: Vec<&'static str>,
    pub values: Vec<Value>,
}

#[derive(Debug)]
enum Step {
    Row(Row),
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
        let model = model.into_active_model();
        let (mut columns, mut values) = (Vec::new(), Vec::new());
        for column in <M::Entity as EntityTrait>::Column::iter() {
            if let Some(value) = model.get(column).into_value() {
                columns.push(column.as_str());
                values.push(value);
            }
        }
        self.steps.push(Step::Row(Row { table: M::Entity::default().table_name(), columns, values }));
    }

    /// The rows to insert, where nothing else is to be written.
    pub(super) fn into_rows(self) -> Option<Vec<Row>> {
        let rows = self.steps.into_iter().map(|step| match step {
            Step::Row(row) => Some(row),
            _ => None,
        });
        rows.collect()
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

    /// The batch as one data-modifying statement of PostgreSQL: `WITH w0 AS (…), w1 AS (…) SELECT 1 / …`. The last part
    /// divides by zero, and so undoes the whole statement, when a compare-and-set met no row.
    pub(super) fn into_statement(self) -> Result<Statement, StoreError> {
        let mut sql = SqlWriterValues::new("$", true);
        self.write_postgres(&mut sql).map_err(|_| StoreError::Conflict)?;
        let (sql, values) = sql.into_parts();
        Ok(Statement::from_sql_and_values(DbBackend::Postgres, sql, values.0))
    }

    fn write_postgres(self, sql: &mut SqlWriterValues) -> std::fmt::Result {
        let mut musts = Vec::new();
        for (n, step) in self.steps.into_iter().enumerate() {
            write!(sql, "{} w{n} AS (", if n == 0 { "WITH" } else { "," })?;
            match step {
                Step::Row(row) => row.write(sql)?,
                Step::Insert(insert) => insert.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Update(update) => update.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Delete(delete) => delete.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Must(mut update) => {
                    update.returning(Query::returning().expr(Expr::cust("1")));
                    QueryStatementBuilder::build_collect_any_into(&update, &PostgresQueryBuilder, sql);
                    musts.push(n);
                }
            }
            write!(sql, ")")?;
        }
        write!(sql, " SELECT 1 / CASE WHEN true")?;
        for n in musts {
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
            tx.query_one_raw(self.into_statement()?).await?;
            return Ok(());
        }
        for step in self.steps {
            let must = matches!(step, Step::Must(_));
            let done = match step {
                Step::Row(row) => tx.execute_raw(row.into_statement()?).await?,
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

impl Row {
    /// `INSERT INTO table (columns) VALUES (…)`. Names of tables and columns are the entities' own.
    fn write(self, sql: &mut SqlWriterValues) -> std::fmt::Result {
        write!(sql, "INSERT INTO \"{}\" (", self.table)?;
        for (n, column) in self.columns.iter().enumerate() {
            write!(sql, "{}\"{column}\"", if n == 0 { "" } else { ", " })?;
        }
        write!(sql, ") VALUES (")?;
        for (n, value) in self.values.into_iter().enumerate() {
            if n > 0 {
                write!(sql, ", ")?;
            }
            sql.push_param(value, &PostgresQueryBuilder);
        }
        write!(sql, ")")
    }

    /// The same as a statement of SQLite.
    fn into_statement(self) -> Result<Statement, StoreError> {
        let mut sql = SqlWriterValues::new("?", false);
        self.write(&mut sql).map_err(|_| StoreError::Conflict)?;
        let (sql, values) = sql.into_parts();
        Ok(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.0))
    }
}
