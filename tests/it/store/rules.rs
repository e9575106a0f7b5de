//! Packs, calendars, switches, partners, relations, documents.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use thoathuan::store::documents::{self, Document, Party};
use thoathuan::store::packs::{self, Calendar, Pack, Switch};
use thoathuan::store::partners;
use thoathuan::store::relations::{self, Relation};
use thoathuan::store::{Batch, Scope, StoreError};

contract!(a_version_is_published_once, the_latest_switch_in_effect_counts, documents_have_parties_on_both_sides);

async fn a_version_is_published_once(db: Db) {
    let pack = |version| Pack {
        id: "ordinance-33-2007".to_owned(),
        version,
        hash: "h".to_owned(),
        text: "id = \"x\"\n".to_owned(),
        published_at: at(0),
        published_by: None,
    };
    for version in [2, 1] {
        let mut batch = Batch::new();
        packs::publish(&mut batch, pack(version));
        db.store.commit(batch).await.unwrap();
    }
    let mut batch = Batch::new();
    packs::publish(&mut batch, Pack { hash: "other".to_owned(), ..pack(1) });
    assert!(matches!(db.store.commit(batch).await, Err(StoreError::Duplicate)));
    assert_eq!(packs::all(&db.store).await.unwrap(), vec![pack(1), pack(2)]);
    let calendar =
        Calendar { id: "vn".to_owned(), version: 1, hash: "h".to_owned(), text: "x".to_owned(), published_at: at(0) };
    let mut batch = Batch::new();
    packs::publish_calendar(&mut batch, calendar.clone());
    db.store.commit(batch).await.unwrap();
    assert_eq!(packs::calendars(&db.store).await.unwrap(), vec![calendar]);
}

async fn the_latest_switch_in_effect_counts(db: Db) {
    let act = |n, track: &str, enabled, from: &str| Switch {
        id: id(n),
        pack_id: "p".to_owned(),
        track: track.to_owned(),
        enabled,
        basis_vi: "Quyết định".to_owned(),
        basis_en: "Decision".to_owned(),
        reason: "x".to_owned(),
        effective_on: day(from),
        account_id: None,
        at: at(i64::try_from(n).unwrap()),
    };
    let mut batch = Batch::new();
    for act in [
        act(1, "fast", true, "2019-01-01"),
        act(2, "fast", false, "2019-05-01"),
        act(3, "fast", true, "2019-05-01"),
        act(4, "fast", false, "2019-06-01"),
        act(5, "delegated-field", true, "2019-02-01"),
    ] {
        packs::switch(&mut batch, act);
    }
    db.store.commit(batch).await.unwrap();
    for (on, wanted) in
        [("2018-01-01", vec![]), ("2019-04-30", vec![5, 1]), ("2019-05-01", vec![5, 3]), ("2020-01-01", vec![5, 4])]
    {
        let counting = packs::counting(packs::switch_history(&db.store).await.unwrap(), day(on));
        assert_eq!(counting.iter().map(|act| act.id.as_u128()).collect::<Vec<_>>(), wanted, "{on}");
    }
    assert_eq!(packs::switch_history(&db.store).await.unwrap().len(), 5);
}

async fn documents_have_parties_on_both_sides(db: Db) {
    seed(&db.store).await;
    let relation = Relation {
        id: id(1),
        partner_id: FRANKFURT.0,
        locality_id: HCM.0,
        title_vi: "Hợp tác".to_owned(),
        title_en: "Cooperation".to_owned(),
        grp: None,
        since: Some("2015-03".to_owned()),
        status: "active".to_owned(),
        note: String::new(),
        origin: "visit".to_owned(),
        source: None,
        uncertain: None,
        version: 1,
        changed_at: None,
        changed_by: None,
    };
    let document = Document {
        id: id(2),
        relation_id: Some(id(1)),
        kind: "mou".to_owned(),
        signed_on: Some(day("2019-06-01")),
        place: None,
        in_force_on: None,
        act: None,
        changes_id: None,
        ended_on: None,
        term: None,
        publication: "open".to_owned(),
        status: "in-force".to_owned(),
        titles: "{}".to_owned(),
        created_by_dossier: None,
        locality_id: None,
        signed_precision: "day".to_owned(),
        sort_on: day("2019-06-01"),
        fields: "[]".to_owned(),
        note: String::new(),
        source: None,
        uncertain: None,
        version: 1,
        changed_at: None,
        changed_by: None,
    };
    let party = |pos, org: Option<u128>, partner: Option<u128>, side: &str| Party {
        document_id: id(2),
        pos,
        org_id: org.map(id),
        partner_id: partner.map(id),
        side: side.to_owned(),
        name: None,
    };
    let parties = vec![
        party(0, Some(1), None, "vietnamese"),
        party(1, Some(2), None, "vietnamese"),
        party(2, None, Some(201), "foreign"),
    ];
    let mut batch = Batch::new();
    relations::insert(&mut batch, relation.clone());
    documents::insert(&mut batch, document.clone(), parties.clone());
    db.store.commit(batch).await.unwrap();
    assert_eq!(documents::by_id(&db.store, id(2)).await.unwrap(), Some((document.clone(), parties)));
    let none = documents::Filter::default;
    for (filter, wanted) in [
        (documents::Filter { organisation: Some(DANANG.0), ..none() }, vec![document.clone()]),
        (documents::Filter { partner: Some(FRANKFURT.0), ..none() }, vec![document.clone()]),
        (documents::Filter { relation: Some(id(1)), ..none() }, vec![document.clone()]),
        (documents::Filter { organisation: Some(MPI.0), ..none() }, vec![]),
        // No dossier acts on it, so nobody whose dossiers only he may see learns of it.
        (documents::Filter { seen: Some(Scope::locality(HCM)), ..none() }, vec![]),
        (documents::Filter { seen: Some(Scope::all()), ..none() }, vec![document.clone()]),
    ] {
        assert_eq!(documents::list(&db.store, &filter, None, 10).await.unwrap().items, wanted, "{filter:?}");
    }
    let store = &db.store;
    let of = |filter| async move { relations::list(store, &filter, None, 10).await.unwrap().items };
    let none = relations::Filter::default;
    assert_eq!(of(relations::Filter { locality: Some(HCM.0), ..none() }).await, vec![relation.clone()]);
    assert_eq!(of(relations::Filter { partner: Some(FRANKFURT.0), ..none() }).await, vec![relation]);
    assert_eq!(of(relations::Filter { locality: Some(DANANG.0), ..none() }).await, vec![]);
    let mut batch = Batch::new();
    documents::update(&mut batch, Document { in_force_on: Some(day("2019-06-02")), ..document }).unwrap();
    db.store.commit(batch).await.unwrap();
    let found = partners::search(&db.store, &Scope::all(), "PHRANG", None, 10).await.unwrap();
    assert_eq!(found.items.len(), 1);
    let whole = partners::whole(&db.store, FRANKFURT).await.unwrap().unwrap();
    assert_eq!(whole.aliases[0].alias, "Phrăng-phuốc");
    assert_eq!(partners::search(&db.store, &Scope::all(), "kansai", None, 10).await.unwrap().items.len(), 0);
}
