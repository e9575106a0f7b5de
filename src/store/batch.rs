//! What one command writes, collected first and written as one whole.

use super::StoreError;
use sea_orm::sea_query::{
    DeleteStatement, Expr, InsertStatement, PostgresQueryBuilder, Query, QueryStatementBuilder, SqlWriter,
    SqlWriterValues, SqliteQueryBuilder, UpdateStatement,
};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityName, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, PrimaryKeyToColumn, Statement, Value,
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

/// A whole row to insert, as data: it costs no syntax tree, and many of one table are written together.
#[derive(Debug)]
pub(super) struct Row {
    pub table: &'static str,
    pub columns: Vec<&'static str>,
    pub values: Vec<Value>,
}

/// Columns of one row that exists. All columns of `key` must have these values, or nothing is written at all.
#[derive(Debug)]
struct Change {
    table: &'static str,
    set: Vec<(&'static str, Value)>,
    key: Vec<(&'static str, Value)>,
}

#[derive(Debug)]
enum Step {
    Row(Row),
    Change(Change),
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

    /// The rows to insert, table by table, where nothing else is to be written.
    pub(super) fn into_tables(self) -> Option<Vec<Vec<Row>>> {
        let tables = grouped(self.steps).into_iter().map(|part| match part {
            Part::Rows(rows) => Some(rows),
            _ => None,
        });
        tables.collect()
    }

    /// Writes all columns of one row that exists.
    pub(super) fn rewrite<M>(&mut self, model: M) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        self.rewrite_but(model, "")
    }

    /// The same, but the column `kept` stays as it is.
    pub(super) fn rewrite_but<M>(&mut self, model: M, kept: &str) -> Result<(), StoreError>
    where
        M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    {
        let model = model.into_active_model();
        let keys: Vec<&'static str> =
            <M::Entity as EntityTrait>::PrimaryKey::iter().map(|key| key.into_column().as_str()).collect();
        let mut change = Change { table: M::Entity::default().table_name(), set: Vec::new(), key: Vec::new() };
        for column in <M::Entity as EntityTrait>::Column::iter().filter(|column| column.as_str() != kept) {
            let name = column.as_str();
            let value = model.get(column).into_value().ok_or(StoreError::Conflict)?;
            let part = if keys.contains(&name) { &mut change.key } else { &mut change.set };
            part.push((name, value));
        }
        self.steps.push(Step::Change(change));
        Ok(())
    }

    /// Sets columns of the one row whose columns of `key` have these values: compare-and-set.
    pub(super) fn change(
        &mut self,
        table: &'static str,
        set: Vec<(&'static str, Value)>,
        key: Vec<(&'static str, Value)>,
    ) {
        self.steps.push(Step::Change(Change { table, set, key }));
    }

    /// Adds what another batch writes.
    pub fn extend(&mut self, other: Batch) {
        self.steps.extend(other.steps);
    }

    /// The batch as one data-modifying statement of PostgreSQL: `WITH w0 AS (…), w1 AS (…) SELECT 1 / …`. The last part
    /// divides by zero, and so undoes the whole statement, when a compare-and-set met no row. Rows of one kind are one
    /// part of it.
    pub(super) fn into_statement(self) -> Result<Statement, StoreError> {
        let mut sql = SqlWriterValues::new("$", true);
        write_postgres(grouped(self.steps), &mut sql).map_err(|_| StoreError::Conflict)?;
        let (sql, values) = sql.into_parts();
        Ok(Statement::from_sql_and_values(DbBackend::Postgres, sql, values.0))
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
        // Each call crosses to the connection's own thread and back: what can be counted together is sent together.
        for steps in self.steps.chunk_by(Step::joins) {
            let done = tx.execute_raw(sqlite(|sql| listed(sql, "; ", steps, Step::write_sqlite))?).await?;
            let must: Option<u64> = steps.iter().map(Step::rows).sum();
            if must.is_some_and(|rows| rows != done.rows_affected()) {
                return Err(StoreError::Conflict);
            }
        }
        Ok(())
    }
}

impl Step {
    /// Rows that it must write; none where that is not known beforehand.
    fn rows(&self) -> Option<u64> {
        matches!(self, Step::Row(_) | Step::Change(_) | Step::Must(_)).then_some(1)
    }

    /// Whether `next` may be sent to SQLite in the same call. A row is written once and a change meets its one row or none:
    /// together they write as many rows as they are, or a change met none. An update that could meet two rows is counted alone.
    fn joins(&self, next: &Self) -> bool {
        let alone = |step: &Self| matches!(step, Step::Must(_));
        self.rows() == next.rows() && !alone(self) && !alone(next)
    }

    fn write_sqlite(sql: &mut SqlWriterValues, step: &Self) -> std::fmt::Result {
        match step {
            Step::Row(row) => inserts(std::slice::from_ref(row), sql)?,
            Step::Change(change) => changed(change, sql)?,
            Step::Insert(insert) => insert.build_collect_any_into(&SqliteQueryBuilder, sql),
            Step::Update(update) | Step::Must(update) => update.build_collect_any_into(&SqliteQueryBuilder, sql),
            Step::Delete(delete) => delete.build_collect_any_into(&SqliteQueryBuilder, sql),
        }
        Ok(())
    }
}

/// A part of PostgreSQL's statement.
enum Part {
    Rows(Vec<Row>),
    Changes(Vec<Change>),
    Other(Box<Step>),
}

/// Rows of one table with the same columns, and changes of one table in the same columns, become one part, where the
/// first of them stood. Parts of one statement do not see each other, so their order does not matter.
fn grouped(steps: Vec<Step>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for step in steps {
        match step {
            Step::Row(row) => {
                let same = parts.iter_mut().find_map(|part| match part {
                    Part::Rows(rows) => rows
                        .first()
                        .is_some_and(|first| first.table == row.table && first.columns == row.columns)
                        .then_some(rows),
                    _ => None,
                });
                match same {
                    Some(rows) => rows.push(row),
                    None => parts.push(Part::Rows(vec![row])),
                }
            }
            Step::Change(change) => {
                let same = parts.iter_mut().find_map(|part| match part {
                    Part::Changes(changes) => {
                        changes.first().is_some_and(|first| first.is_like(&change)).then_some(changes)
                    }
                    _ => None,
                });
                match same {
                    Some(changes) => changes.push(change),
                    None => parts.push(Part::Changes(vec![change])),
                }
            }
            other => parts.push(Part::Other(Box::new(other))),
        }
    }
    parts
}

fn write_postgres(parts: Vec<Part>, sql: &mut SqlWriterValues) -> std::fmt::Result {
    let mut musts = Vec::new();
    for (n, part) in parts.into_iter().enumerate() {
        write!(sql, "{} w{n} AS (", if n == 0 { "WITH" } else { "," })?;
        match part {
            Part::Rows(rows) => inserts(&rows, sql)?,
            Part::Changes(changes) => {
                match changes.as_slice() {
                    [one] => changed(one, sql)?,
                    all => many_changed(all, sql)?,
                }
                write!(sql, " RETURNING 1")?;
                musts.push((n, changes.len()));
            }
            Part::Other(step) => match *step {
                Step::Insert(insert) => insert.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Update(update) => update.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Delete(delete) => delete.build_collect_any_into(&PostgresQueryBuilder, sql),
                Step::Must(mut update) => {
                    update.returning(Query::returning().expr(Expr::cust("1")));
                    QueryStatementBuilder::build_collect_any_into(&update, &PostgresQueryBuilder, sql);
                    musts.push((n, 1));
                }
                Step::Row(_) | Step::Change(_) => {}
            },
        }
        write!(sql, ")")?;
    }
    write!(sql, " SELECT 1 / CASE WHEN true")?;
    for (n, rows) in musts {
        write!(sql, " AND (SELECT count(*) FROM w{n}) = {rows}")?;
    }
    write!(sql, " THEN 1 ELSE 0 END")
}

impl Change {
    /// Whether both change the same columns of one table and are found by the same columns.
    fn is_like(&self, other: &Self) -> bool {
        let same = |one: &[(&str, Value)], other: &[(&str, Value)]| {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.0 == other.0)
        };
        self.table == other.table && same(&self.set, &other.set) && same(&self.key, &other.key)
    }
}

/// Writes `items` with `between` between them.
fn listed<T>(
    sql: &mut SqlWriterValues,
    between: &str,
    items: impl IntoIterator<Item = T>,
    mut one: impl FnMut(&mut SqlWriterValues, T) -> std::fmt::Result,
) -> std::fmt::Result {
    for (n, item) in items.into_iter().enumerate() {
        if n > 0 {
            write!(sql, "{between}")?;
        }
        one(sql, item)?;
    }
    Ok(())
}

fn value(sql: &mut SqlWriterValues, value: &Value) -> std::fmt::Result {
    sql.push_param(value.clone(), &PostgresQueryBuilder);
    Ok(())
}

/// `INSERT INTO table (columns) VALUES (…), (…)`. Names of tables and columns are the entities' own.
pub(super) fn inserts(rows: &[Row], sql: &mut SqlWriterValues) -> std::fmt::Result {
    let Some(first) = rows.first() else { return Ok(()) };
    write!(sql, "INSERT INTO \"{}\" (", first.table)?;
    listed(sql, ", ", &first.columns, |sql, column| write!(sql, "\"{column}\""))?;
    write!(sql, ") VALUES ")?;
    listed(sql, ", ", rows, |sql, row| {
        write!(sql, "(")?;
        listed(sql, ", ", &row.values, value)?;
        write!(sql, ")")
    })
}

/// `UPDATE table SET … WHERE …` of one row.
fn changed(change: &Change, sql: &mut SqlWriterValues) -> std::fmt::Result {
    write!(sql, "UPDATE \"{}\" SET ", change.table)?;
    listed(sql, ", ", &change.set, |sql, (column, new)| {
        write!(sql, "\"{column}\" = ")?;
        value(sql, new)
    })?;
    for (n, (column, known)) in change.key.iter().enumerate() {
        write!(sql, " {} \"{column}\" = ", if n == 0 { "WHERE" } else { "AND" })?;
        value(sql, known)?;
    }
    Ok(())
}

/// The same of many rows: `UPDATE table SET … FROM (VALUES …) WHERE …`.
fn many_changed(changes: &[Change], sql: &mut SqlWriterValues) -> std::fmt::Result {
    let Some(first) = changes.first() else { return Ok(()) };
    write!(sql, "UPDATE \"{}\" AS t SET ", first.table)?;
    listed(sql, ", ", &first.set, |sql, (column, _)| write!(sql, "\"{column}\" = v.\"{column}\""))?;
    write!(sql, " FROM (VALUES ")?;
    listed(sql, ", ", changes, |sql, change| {
        write!(sql, "(")?;
        listed(sql, ", ", change.set.iter().chain(&change.key), |sql, (_, known)| value(sql, known))?;
        write!(sql, ")")
    })?;
    write!(sql, ") AS v (")?;
    listed(sql, ", ", &first.set, |sql, (column, _)| write!(sql, "\"{column}\""))?;
    for (column, _) in &first.key {
        write!(sql, ", \"key_{column}\"")?;
    }
    write!(sql, ")")?;
    for (n, (column, _)) in first.key.iter().enumerate() {
        write!(sql, " {} t.\"{column}\" = v.\"key_{column}\"", if n == 0 { "WHERE" } else { "AND" })?;
    }
    Ok(())
}

/// A statement of SQLite.
pub(super) fn sqlite(write: impl FnOnce(&mut SqlWriterValues) -> std::fmt::Result) -> Result<Statement, StoreError> {
    let mut sql = SqlWriterValues::new("?", false);
    write(&mut sql).map_err(|_| StoreError::Conflict)?;
    let (sql, values) = sql.into_parts();
    Ok(Statement::from_sql_and_values(DbBackend::Sqlite, sql, values.0))
}
