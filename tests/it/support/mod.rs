//! What several tests share.

pub mod app;
pub mod browser;
pub mod db;
pub mod site;
mod traces;

/// A token that can do whatever its owner can, for a year.
pub async fn token(app: &thoathuan::app::App, email: &str) -> String {
    use thoathuan::app::Who;
    use thoathuan::app::tokens::{NewToken, Scope, issue};
    let scope = if email.starts_with("admin") { Scope::Admin } else { Scope::Write };
    let new = NewToken { name: "test".to_owned(), scope, days: 366 };
    issue(app, &Who::system(), email, &new, None).await.unwrap().token
}
