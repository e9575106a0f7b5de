//! Entries of administration as the first versions wrote them, without rows: they still hold, and acts of today go on from
//! them.

use crate::support::browser::Browser;
use crate::support::db::{Db, contract};
use crate::support::site::Site;
use serde_json::json;
use thoathuan::app::record::{Line, note};
use thoathuan::app::{Who, verify::verify};
use thoathuan::store::holdings::Holding;
use thoathuan::store::organisations::{Organisation, Post};
use thoathuan::store::{accounts, holdings, names, organisations};

contract!(entries_without_rows_still_hold);

/// An organisation, and an account with its one post, entered as before.
async fn entered(site: &Site) {
    let (app, from) = (&site.app, "2010-01-01".parse().unwrap());
    let org = Organisation {
        id: app.ids.uuid(),
        kind: "department".to_owned(),
        code: Some("CU".to_owned()),
        name_vi: "Sở cũ".to_owned(),
        name_en: "Old department".to_owned(),
        valid_from: from,
        valid_to: None,
        parent_id: None,
        second_parent_id: None,
        body_kind: None,
        locality_id: None,
        successor_id: None,
    };
    let subject = json!({ "organisation": org.id, "code": org.code, "kind": org.kind, "name": org.name_vi });
    let kind = engine::record::Kind::Administration;
    let line = || Line { subject: Some(subject.clone()), ..Line::new(kind, "enter-organisation") };
    note(app, &format!("admin:organisation:{}", org.id), &Who::system(), None, line, |batch| {
        organisations::insert(batch, org.clone());
        Ok(())
    })
    .await
    .unwrap();
    let salt = app.ids.salt();
    let name = engine::record::commit(&salt, "Người Cũ");
    let account = accounts::Account {
        id: app.ids.uuid(),
        email: "cu@hcm.example".to_owned(),
        name: "Người Cũ".to_owned(),
        name_ref: name.0.clone(),
        password_hash: None,
        lang: "vi".to_owned(),
        created_at: app.clock.now(),
        disabled_at: None,
        email_verified: true,
        email_failing_since: None,
    };
    let post = Post {
        id: app.ids.uuid(),
        org_id: org.id,
        title_vi: "Chuyên viên".to_owned(),
        title_en: "Officer".to_owned(),
        role: "reviewer".to_owned(),
        above_id: None,
        intake: true,
        valid_from: from,
        valid_to: None,
    };
    let held = Holding {
        id: app.ids.uuid(),
        account_id: account.id,
        post_id: post.id,
        from_on: from,
        to_on: None,
        deputy: false,
        acts_for_account: None,
    };
    let subject = json!({ "account": account.id, "post": post.id, "organisation": org.id, "role": post.role,
                          "name": name, "from": from });
    let line = || Line { subject: Some(subject.clone()), ..Line::new(kind, "enter-account") };
    note(app, &format!("admin:account:{}", account.id), &Who::system(), None, line, |batch| {
        accounts::insert(batch, account.clone());
        organisations::insert_post(batch, post.clone());
        holdings::insert(batch, held.clone());
        names::insert(batch, &name, &salt, "Người Cũ", app.clock.now());
        Ok(())
    })
    .await
    .unwrap();
}

async fn entries_without_rows_still_hold(db: Db) {
    let site = Site::new(db, "2019-04-15T09:00:00").await;
    entered(&site).await;
    site.verify().await;
    for (change, undo, reason) in [
        (
            "UPDATE post SET role = 'leader' WHERE title_en = 'Officer'",
            "UPDATE post SET role = 'reviewer' WHERE title_en = 'Officer'",
            "table post, column role differs",
        ),
        (
            "UPDATE holding SET from_on = '2011-01-01' WHERE from_on = '2010-01-01'",
            "UPDATE holding SET from_on = '2010-01-01' WHERE from_on = '2011-01-01'",
            "table holding",
        ),
        (
            "UPDATE organisation SET kind = 'ministry' WHERE code = 'CU'",
            "UPDATE organisation SET kind = 'department' WHERE code = 'CU'",
            "table organisation, column kind differs",
        ),
    ] {
        assert_eq!(site.db.sql(change).await, Ok(1), "{change}");
        let bad = verify(&site.app).await.unwrap().first_bad.unwrap_or_else(|| panic!("{change} is not seen"));
        assert!(bad.reason.contains(reason), "{change}: {bad:?}");
        site.db.sql(undo).await.unwrap();
        site.verify().await;
    }
    // Acts of today go on from there: the post changes hands, and every row is told of from then on.
    let admin = Browser::of(&site, "admin@gov.example", thoathuan::app::demo::PASSWORD).await;
    let found = admin.get("/admin/accounts?q=cu@hcm").await.html;
    let id = found.split("href=\"/admin/accounts/").find(|part| part.starts_with("01")).unwrap();
    let page = admin.get(&format!("/admin/accounts/{}", id.split('"').next().unwrap())).await.html;
    let holding = page.split("/admin/holdings/").nth(1).unwrap().split('/').next().unwrap();
    let fields = [("email", "moi@hcm.example"), ("name", "Người Mới"), ("from", "15/04/2019")];
    admin.fill(&format!("/admin/holdings/{holding}/hand-over"), &fields).await.moved();
    site.verify().await;
    assert_eq!(site.db.sql("UPDATE holding SET to_on = '2019-04-20' WHERE from_on = '2010-01-01'").await, Ok(1));
    assert!(verify(&site.app).await.unwrap().first_bad.unwrap().reason.contains("column to_on differs"));
}
