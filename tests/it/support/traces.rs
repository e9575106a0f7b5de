//! Where something is written down, anywhere in the database.

use super::db::Db;

impl Db {
    /// In how many rows `text` stands in a column of bytes.
    pub async fn traces_count(&self, table: &str, column: &str, text: &str) -> usize {
        let there = if self.url.starts_with("sqlite:") {
            format!("instr({column}, CAST('{text}' AS BLOB)) > 0")
        } else {
            format!("position(convert_to('{text}', 'UTF8') IN {column}) > 0")
        };
        self.rows(&format!("SELECT count(*) FROM {table} WHERE {there}")).await[0].parse().unwrap()
    }

    /// The columns, as `table.column`, in which `text` stands, in clear or among bytes.
    pub async fn traces_of(&self, text: &str) -> Vec<String> {
        let sqlite = self.url.starts_with("sqlite:");
        let columns = if sqlite {
            "SELECT m.name || ' ' || c.name || ' text' FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
        } else {
            "SELECT table_name || ' ' || column_name || ' ' || data_type FROM information_schema.columns \
             WHERE table_schema = current_schema()"
        };
        let mut found = Vec::new();
        for column in self.rows(columns).await {
            let mut parts = column.splitn(3, ' ');
            let (table, name, kind) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
            let there = match kind {
                _ if sqlite => format!("instr(CAST(\"{name}\" AS BLOB), CAST('{text}' AS BLOB)) > 0"),
                "bytea" => format!("position(convert_to('{text}', 'UTF8') IN \"{name}\") > 0"),
                _ => format!("position('{text}' IN \"{name}\"::text) > 0"),
            };
            let count = self.rows(&format!("SELECT count(*) FROM \"{table}\" WHERE {there}")).await;
            if count != ["0"] {
                found.push(format!("{table}.{name}"));
            }
        }
        found.sort();
        found
    }
}
