//! Accounts, posts, names, organisations.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::ids::{AccountId, OrgId, PostId};
use engine::record::NameRef;
use thoathuan::store::accounts::{self, Target, recipients, seats};
use thoathuan::store::holdings::{self, Holding};
use thoathuan::store::organisations::Organisation;
use thoathuan::store::{Batch, Store, StoreError, names, organisations};

contract!(
    an_address_is_unique,
    seats_are_dated,
    recipients_are_resolved,
    names_can_be_erased,
    bodies_that_may_be_asked
);

async fn an_address_is_unique(db: Db) {
    seed(&db.store).await;
    let mut batch = Batch::new();
    accounts::insert(&mut batch, account_row(engine::ids::AccountId(id(9)), "official@hcm.example"));
    assert!(matches!(db.store.commit(batch).await, Err(StoreError::Duplicate)));
    let found = accounts::by_email(&db.store, "official@hcm.example").await.unwrap().unwrap();
    assert_eq!(found, account_row(OFFICIAL, "official@hcm.example"));
    let mut batch = Batch::new();
    accounts::update(&mut batch, accounts::Account { lang: "en".to_owned(), ..found }).unwrap();
    accounts::set_email_failing(&mut batch, LEADER, Some(at(1)));
    db.store.commit(batch).await.unwrap();
    let both = accounts::by_ids(&db.store, &[OFFICIAL, LEADER]).await.unwrap();
    assert_eq!(both.len(), 2);
    let leader = accounts::by_id(&db.store, LEADER).await.unwrap().unwrap();
    assert_eq!(leader.email_failing_since, Some(at(1)));
    assert_eq!(accounts::list(&db.store, "leader@hcm.example", 1).await.unwrap()[0].lang, "en");
}

async fn seats_are_dated(db: Db) {
    seed(&db.store).await;
    let held = seats(&db.store, OFFICIAL, day("2019-04-15")).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(
        (held[0].holding.org, held[0].holding.locality, held[0].holding.role),
        (HCM_DFA, Some(HCM), Role::Official)
    );
    assert_eq!((held[0].above, held[0].org_vi.as_str()), (Some(PostId(id(301))), "Sở Ngoại vụ"));
    assert_eq!(seats(&db.store, OFFICIAL, day("2018-12-31")).await.unwrap(), vec![]);
    assert_eq!(seats(&db.store, REVIEWER, day("2019-06-30")).await.unwrap().len(), 1);
    assert_eq!(seats(&db.store, REVIEWER, day("2019-07-01")).await.unwrap(), vec![]);
    let mut batch = Batch::new();
    let held = holdings::by_id(&db.store, id(402)).await.unwrap().unwrap();
    holdings::update(&mut batch, Holding { to_on: Some(day("2019-05-01")), ..held }).unwrap();
    db.store.commit(batch).await.unwrap();
    assert_eq!(seats(&db.store, OFFICIAL, day("2019-05-02")).await.unwrap(), vec![]);
}

async fn who(store: &Store, targets: &[Target], day: NaiveDate) -> Vec<Vec<AccountId>> {
    let found = recipients(store, targets, day).await.unwrap();
    found.iter().map(|people| people.iter().map(|person| person.account).collect()).collect()
}

async fn recipients_are_resolved(db: Db) {
    seed(&db.store).await;
    let today = day("2019-04-15");
    for (target, wanted) in [
        (Target::Role { org: MOFA, role: Role::Reviewer }, vec![REVIEWER]),
        (Target::Role { org: MOFA, role: Role::Leader }, vec![]),
        (Target::Locality { locality: HCM, role: Role::Official }, vec![OFFICIAL]),
        (Target::Post(PostId(id(301))), vec![LEADER]),
        (Target::Anywhere(Role::Reviewer), vec![REVIEWER]),
    ] {
        let found = who(&db.store, &[target], today).await;
        assert_eq!(found, [wanted], "{target:?}");
    }
    let both = [Target::Post(PostId(id(302))), Target::Locality { locality: HCM, role: Role::Leader }];
    assert_eq!(who(&db.store, &both, today).await, [vec![OFFICIAL], vec![LEADER]]);
    assert!(who(&db.store, &[], today).await.is_empty());
    let leader = accounts::by_id(&db.store, LEADER).await.unwrap().unwrap();
    let mut batch = Batch::new();
    accounts::update(&mut batch, accounts::Account { disabled_at: Some(at(0)), ..leader }).unwrap();
    db.store.commit(batch).await.unwrap();
    assert_eq!(who(&db.store, &[Target::Post(PostId(id(301)))], today).await, [vec![]]);
}

async fn names_can_be_erased(db: Db) {
    let (a, b) = (NameRef("a".repeat(64)), NameRef("b".repeat(64)));
    let mut batch = Batch::new();
    names::insert(&mut batch, &a, &[1; 32], "Nguyễn Văn A", at(0));
    names::insert(&mut batch, &b, &[2; 32], "Trần Thị B", at(0));
    names::insert(&mut batch, &a, &[3; 32], "other", at(0));
    db.store.commit(batch).await.unwrap();
    let known = names::resolve(&db.store, &[a.clone(), b.clone(), NameRef("c".repeat(64))]).await.unwrap();
    assert_eq!(known.len(), 2);
    let mut batch = Batch::new();
    names::erase_all(&mut batch, std::slice::from_ref(&b.0));
    db.store.commit(batch).await.unwrap();
    let known = names::resolve(&db.store, &[a, b]).await.unwrap();
    assert_eq!(known.len(), 1);
}

async fn askable(db: &Db, locality: OrgId, on: &str) -> Vec<Organisation> {
    let mut found = organisations::around(&db.store, locality, day(on)).await.unwrap();
    found.retain(|org| organisations::is_askable(org, locality));
    found
}

async fn bodies_that_may_be_asked(db: Db) {
    seed(&db.store).await;
    let bodies = askable(&db, HCM, "2019-04-15").await;
    assert_eq!(bodies.iter().map(|body| body.id).collect::<Vec<_>>(), [MOFA.0, MPI.0, HCM_DFA.0]);
    let bodies = askable(&db, DANANG, "2019-04-15").await;
    assert_eq!(bodies.len(), 2, "not another locality's departments");
    assert_eq!(organisations::by_code(&db.store, "HCM").await.unwrap().unwrap().id, HCM.0);
    let bodies = askable(&db, HCM, "1999-01-01").await;
    assert_eq!(bodies.len(), 0, "before they were there");
    assert_eq!(organisations::posts(&db.store, MOFA).await.unwrap().len(), 2);
}
