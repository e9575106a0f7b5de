//! Asking so that PostgreSQL plans once. It keeps the plan of a prepared statement when the plan without the values looks
//! as good as one made for them. Two things spoil that: a number of rows that it does not know, which it takes for a tenth
//! of the table, and a list of values that is another statement for each length. Planning costs such statements more than
//! their rows do.

use super::{Conn, StoreError};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{ArrayType, Expr, ExprTrait, SelectStatement, Value};
use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryResult, QueryTrait, Select};
use uuid::Uuid;

/// The first `limit` rows that `select` finds; the number stands in the statement itself.
pub(super) async fn first(
    conn: &impl Conn,
    select: &SelectStatement,
    limit: u64,
) -> Result<Vec<QueryResult>, StoreError> {
    let mut statement = conn.raw().get_database_backend().build(select);
    statement.sql.push_str(&format!(" LIMIT {limit}"));
    Ok(conn.raw().query_all_raw(statement).await?)
}

/// The same of the rows of one table.
pub(super) async fn models<E: EntityTrait>(
    conn: &impl Conn,
    find: Select<E>,
    limit: u64,
) -> Result<Vec<E::Model>, StoreError> {
    let rows = first(conn, &find.into_query(), limit).await?;
    let models: Result<Vec<_>, _> = rows.iter().map(|row| E::Model::from_query_result(row, "")).collect();
    Ok(models?)
}

/// How many rows `select` finds, counted up to `most` and no further.
pub(super) async fn count(conn: &impl Conn, select: &SelectStatement, most: u64) -> Result<u64, StoreError> {
    let mut statement = conn.raw().get_database_backend().build(select);
    statement.sql = format!("SELECT count(*) FROM ({} LIMIT {most}) AS few", statement.sql);
    let row = conn.raw().query_one_raw(statement).await?;
    let found = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
    Ok(u64::try_from(found.unwrap_or_default()).unwrap_or_default())
}

/// Whether a column is one of `ids`: one value, however many they are, where the database knows arrays.
pub(super) fn among(conn: &impl Conn, column: impl Into<Expr>, ids: impl Iterator<Item = Uuid>) -> Expr {
    let column: Expr = column.into();
    match conn.raw().get_database_backend() {
        DbBackend::Postgres => {
            let ids: Vec<Value> = ids.map(Value::from).collect();
            column.eq(PgFunc::any(Expr::val(Value::Array(ArrayType::Uuid, Some(Box::new(ids))))))
        }
        _ => column.is_in(ids),
    }
}
