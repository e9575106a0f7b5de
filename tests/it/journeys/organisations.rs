//! What one organisation may be depends on the others, also when two administrators act at once.

use super::separation::{Desk, wrong};
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::{Value, json};

contract!(
    of_two_at_once_each_sees_the_other,
    the_same_request_at_once_has_one_answer,
    nothing_outlives_what_is_above_it
);

fn ministry(code: &str, parent: Option<&str>) -> Value {
    json!({ "kind": "ministry", "code": code, "name_vi": format!("Bộ {code}"), "valid_from": "2015-01-01", "parent": parent })
}

async fn entered(desk: &Desk<'_>, code: &str, parent: Option<&str>) -> String {
    desk.send("organisations", ministry(code, parent)).await.ok()["id"].as_str().unwrap().to_owned()
}

async fn of_two_at_once_each_sees_the_other(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    for n in 0..6 {
        let (one, other) = (format!("A{n}"), format!("B{n}"));
        let (first, second) = (entered(&desk, &one, None).await, entered(&desk, &other, None).await);
        // Each under the other: whoever comes second is told.
        let (path, reverse) = (format!("organisations/{first}/change"), format!("organisations/{second}/change"));
        let asked = tokio::join!(
            desk.send(&path, ministry(&one, Some(&other))),
            desk.send(&reverse, ministry(&other, Some(&one))),
        );
        let mut answers = [asked.0.status.as_u16(), asked.1.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [204, 422], "{} {}", asked.0.json, asked.1.json);
        let late = if asked.0.status.as_u16() == 422 { asked.0 } else { asked.1 };
        // Which of the two depends on what it had read when the other was through.
        let (status, field, code) = wrong(&late);
        assert!((status, field) == (422, "parent") && ["itself", "has-below"].contains(&code), "{}", late.json);
    }
    site.verify().await;
}

async fn the_same_request_at_once_has_one_answer(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let (organisations, posts) = ("/api/v1/admin/organisations", site.org("MOIT").await);
    let posts = format!("{organisations}/{posts}/posts");
    for n in 0..12 {
        // Whoever is slower finds the code taken, by himself; what he wanted is done, and that is what he hears.
        let key = format!("org {n}");
        let send = || desk.admin.post_key(organisations, ministry(&format!("L{n}"), None), Some(&key));
        let (one, two, three, four) = tokio::join!(send(), send(), send(), send());
        let ids = [one, two, three, four].map(|answer| (answer.status.as_u16(), answer.json["id"].clone()));
        assert!(ids[0].0 == 201 && ids.iter().all(|other| *other == ids[0]), "{ids:?}");
        let end = format!("{organisations}/{}/end", ids[0].1.as_str().unwrap());
        let key = format!("end {n}");
        let send = || desk.admin.post_key(&end, json!({ "last_day": "2019-05-31" }), Some(&key));
        let (one, two, three) = tokio::join!(send(), send(), send());
        assert_eq!([one, two, three].map(|answer| answer.status.as_u16()), [204; 3]);
        let key = format!("post {n}");
        let post = json!({ "title_vi": format!("Chuyên viên {n}"), "role": "reviewer", "valid_from": "2019-01-01" });
        let send = || desk.admin.post_key(&posts, post.clone(), Some(&key));
        let (one, two) = tokio::join!(send(), send());
        assert!(one.json["id"].is_string() && one.json == two.json, "{} {}", one.json, two.json);
    }
    site.verify().await;
}

async fn nothing_outlives_what_is_above_it(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    let desk = Desk::new(&site).await;
    let above = entered(&desk, "TREN", None).await;
    desk.send(&format!("organisations/{above}/end"), json!({ "last_day": "2019-12-31" })).await.ok();
    let below = desk.send("organisations", ministry("DUOI", Some("TREN"))).await;
    assert_eq!(wrong(&below), (422, "parent", "not-valid-then"), "{}", below.json);
    let alone = entered(&desk, "DUOI", None).await;
    let change = format!("organisations/{alone}/change");
    let under = desk.send(&change, ministry("DUOI", Some("TREN"))).await;
    assert_eq!(wrong(&under), (422, "parent", "not-valid-then"), "{}", under.json);
    // What ends by then may stand below it.
    desk.send(&format!("organisations/{alone}/end"), json!({ "last_day": "2019-12-31" })).await.ok();
    desk.send(&change, ministry("DUOI", Some("TREN"))).await.ok();
    // Ended once, it cannot be ended again for longer than that; nor does the one above begin after it.
    let longer = desk.send(&format!("organisations/{alone}/end"), json!({ "last_day": "2030-12-31" })).await;
    assert_eq!(wrong(&longer), (422, "last_day", "not-valid-then"), "{}", longer.json);
    let mut later = ministry("TREN", None);
    later["valid_from"] = json!("2018-01-01");
    let later = desk.send(&format!("organisations/{above}/change"), later).await;
    assert_eq!(wrong(&later), (422, "valid_from", "has-below"), "{}", later.json);
    let gone = json!({ "last_day": "2019-12-31", "successor": "DUOI" });
    let gone = desk.send(&format!("organisations/{}/end", entered(&desk, "BEN", None).await), gone).await;
    assert_eq!(wrong(&gone), (422, "successor", "not-valid-then"), "{}", gone.json);
    site.verify().await;
}
