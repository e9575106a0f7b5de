//! The pages. `views` holds one typed struct per page with its template; nothing here knows SQL or the rules.

pub mod views;
