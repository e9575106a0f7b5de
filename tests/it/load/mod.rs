//! Much at once: generated load holds, is reminded of once, and makes no page ask the database more.

mod pages;

use crate::support::db::{Db, contract};
use crate::support::site::Site;
use thoathuan::app::load::{Made, Order, generate};
use thoathuan::app::{deadlines, notify};
use thoathuan::store::Watch;

contract!(generated_load_holds, everything_due_is_recorded_once);

/// A site with this load.
async fn site(db: Db, watch: Watch, dossiers: u64, overdue: u64) -> (Site, Made) {
    let site = Site::watched(db, "2019-12-16T09:00:00", watch).await;
    let order = Order { dossiers, overdue, localities: 3, seed: 1 };
    let made = generate(&site.app, order, |_| {}).await.unwrap();
    (site, made)
}

fn nobody() -> Watch {
    Watch(std::sync::Arc::new(|_| {}))
}

async fn generated_load_holds(db: Db) {
    let (site, made) = site(db, nobody(), 1_200, 30).await;
    assert_eq!(made.dossiers, 1_200);
    // Besides the dossiers' own entries those of people and organisations.
    assert!(site.verify().await > made.entries);
    let states = site.db.rows("SELECT DISTINCT state FROM dossier ORDER BY state").await;
    for state in ["draft", "clearance", "consultation", "in-principle", "decision", "signing", "reporting", "reported"]
    {
        assert!(states.iter().any(|known| known == state), "{state} is missing in {states:?}");
    }
    // Numbers go on behind those that were given: a new dossier is no repetition.
    let official = site.person("official@t01.example").await;
    let opened = official.post("/api/v1/dossiers", crate::support::site::frankfurt(&[])).await.ok();
    assert_eq!(opened["number"], "T01-2019-0401");
    // It is for a database of its own.
    let again = generate(&site.app, Order { dossiers: 1, overdue: 0, localities: 1, seed: 1 }, |_| {}).await;
    assert!(matches!(again, Err(thoathuan::app::Error::Forbidden)));
}

async fn everything_due_is_recorded_once(db: Db) {
    let (site, _) = site(db, nobody(), 300, 250).await;
    let late = "SELECT count(*) FROM clock WHERE closed_at IS NULL AND due_on < '2019-12-16'";
    let late = site.db.rows(late).await;
    assert!(late[0].parse::<u32>().unwrap() >= 250, "{late:?}");
    assert_eq!(notify::unheard(&site.app).await.unwrap(), []);
    let ran = deadlines::run_due(&site.app, 100).await.unwrap();
    assert_eq!(ran.failed, 0);
    let overdue = "SELECT count(*) FROM clock WHERE ran_out_at IS NOT NULL";
    assert_eq!(site.db.rows(overdue).await, late, "each overdue clock is marked");
    let marks = "SELECT count(*) FROM audit_entry WHERE act = 'mark-overdue'";
    assert_eq!(site.db.rows(marks).await, late, "each mark has its entry, and no second one");
    assert!(ran.mails > 0);
    let again = deadlines::run_due(&site.app, 100).await.unwrap();
    assert_eq!((again.recorded, again.mails, again.failed), (0, 0, 0));
    site.verify().await;
}
