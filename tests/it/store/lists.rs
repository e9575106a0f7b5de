//! Work list, search, what waits for a body.

use super::fixtures::*;
use crate::support::db::{Db, contract};
use engine::actor::Role;
use engine::ids::DossierId;
use engine::pack::Phase;
use thoathuan::store::dossiers::{Filter, WaitingFilter, list, waiting};
use thoathuan::store::{Scope, fold};

contract!(the_work_list_is_paged_by_due_day, filters_restrict, requests_wait_for_a_body);

async fn the_work_list_is_paged_by_due_day(db: Db) {
    seed(&db.store).await;
    for (n, due) in [(1, None), (2, Some("2019-05-02")), (3, Some("2019-04-20")), (4, None), (5, Some("2019-05-02"))] {
        let mut dossier = draft(n, &format!("HCM-2019-000{n}"), HCM);
        if let Some(due) = due {
            dossier.clocks.push(clock(n * 1000, engine::dossier::Subject::State("draft".to_owned()), Some(due), None));
        }
        opened(&db.store, &dossier).await;
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = list(&db.store, &Scope::locality(HCM), &Filter::default(), after, 2).await.unwrap();
        seen.extend(page.items.iter().map(|dossier| dossier.id.0.as_u128()));
        match page.next {
            Some(next) => after = Some(next.to_string().parse().unwrap()),
            None => break,
        }
    }
    assert_eq!(seen, [3, 2, 5, 1, 4]);
}

async fn filters_restrict(db: Db) {
    seed(&db.store).await;
    opened(&db.store, &full(1, "HCM-2019-0001", HCM)).await;
    let mut other = draft(2, "DN-2019-0001", DANANG);
    other.details.titles[0].text = "Thỏa thuận 100%_Đà Nẵng".to_owned();
    other.drafters = vec![LEADER];
    opened(&db.store, &other).await;
    let text = |text: &str| Filter { text: Some(text.to_owned()), ..Filter::default() };
    for (filter, wanted) in [
        (Filter::default(), vec![1, 2]),
        (Filter { state: Some("draft".to_owned()), ..Filter::default() }, vec![2]),
        (
            Filter { phase: Some(Phase::Consultation), track: Some("standard".to_owned()), ..Filter::default() },
            vec![1, 2],
        ),
        (Filter { phase: Some(Phase::Closed), ..Filter::default() }, vec![]),
        (Filter { closed: Some(true), ..Filter::default() }, vec![]),
        (Filter { late_on: Some(day("2019-04-24")), ..Filter::default() }, vec![]),
        (Filter { late_on: Some(day("2019-04-25")), ..Filter::default() }, vec![1]),
        (Filter { drafter: Some(LEADER), ..Filter::default() }, vec![2]),
        (Filter { holder: Some(Role::Leader), ..Filter::default() }, vec![]),
        (Filter { locality: Some(DANANG), partner: Some(FRANKFURT), ..Filter::default() }, vec![2]),
        (text("thoa thuan"), vec![2]),
        (text("THỎA  da"), vec![2]),
        (text("100%_"), vec![2]),
        (text("1_0"), vec![]),
        (text("hcm-2019"), vec![1]),
        (text("覚書"), vec![1, 2]),
    ] {
        let page = list(&db.store, &Scope::all(), &filter, None, 10).await.unwrap();
        let found: Vec<_> = page.items.iter().map(|dossier| dossier.id.0.as_u128()).collect();
        assert_eq!(found, wanted, "{filter:?}");
    }
    assert_eq!(fold("Thỏa Thuận ĐẶNG"), "thoa thuan dang");
}

async fn requests_wait_for_a_body(db: Db) {
    seed(&db.store).await;
    for n in 1..=3 {
        opened(&db.store, &full(n, &format!("HCM-2019-000{n}"), HCM)).await;
    }
    let mine = |bodies| WaitingFilter { bodies, unanswered: true, ..WaitingFilter::default() };
    let page = waiting(&db.store, &mine(vec![MPI]), None, 2).await.unwrap();
    assert_eq!(page.items.len(), 2);
    assert_eq!((page.items[0].dossier, page.items[0].due_on), (DossierId(id(1)), Some(day("2019-04-24"))));
    let page = waiting(&db.store, &mine(vec![MPI]), page.next, 2).await.unwrap();
    assert_eq!((page.items.len(), page.next), (1, None));
    assert_eq!(waiting(&db.store, &mine(vec![MOFA]), None, 9).await.unwrap().items.len(), 0, "answered");
    assert_eq!(waiting(&db.store, &mine(vec![]), None, 9).await.unwrap().items.len(), 0);
    let all = WaitingFilter { bodies: vec![MOFA, MPI], ..WaitingFilter::default() };
    let page = waiting(&db.store, &all, None, 9).await.unwrap();
    assert_eq!(page.items.len(), 6);
    assert_eq!(page.items[5].due_on, None);
    let open_to = |account| WaitingFilter { open_to: Some(account), ..all.clone() };
    assert_eq!(waiting(&db.store, &open_to(REVIEWER), None, 9).await.unwrap().items.len(), 6, "his and nobody's");
    assert_eq!(waiting(&db.store, &open_to(LEADER), None, 9).await.unwrap().items.len(), 3, "nobody's");
    let late = WaitingFilter { late_on: Some(day("2019-04-25")), ..mine(vec![MPI]) };
    assert_eq!(waiting(&db.store, &late, None, 9).await.unwrap().items.len(), 3);
}
