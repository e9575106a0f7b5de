//! What of several reminders is shown.

use super::*;
use crate::mail::{About, Due};
use chrono::NaiveDate;
use engine::dossier::Rung;
use engine::text::Bilingual;

fn item(number: &str, rung: Rung) -> Item {
    Item {
        about: About { number: number.to_owned(), title: None, path: format!("/dossiers/{number}") },
        task: Bilingual::new("Trả lời", "Answer"),
        holder: None,
        rung,
        due: Due {
            on: NaiveDate::from_ymd_opt(2019, 4, 17).unwrap(),
            basis: None,
            policy: false,
            provisional: false,
            why_path: Some(format!("/dossiers/{number}/clocks/1")),
        },
    }
}

fn notice(no: u128, kind: &str, params: String) -> Notice {
    Notice {
        id: Uuid::from_u128(no),
        account_id: Uuid::from_u128(1),
        dossier_id: None,
        kind: kind.to_owned(),
        params,
        digest: true,
        created_at: DateTime::UNIX_EPOCH,
        read_at: None,
        mail_id: None,
    }
}

fn json(item: &Item) -> String {
    serde_json::to_string(item).unwrap()
}

#[test]
fn of_several_reminders_of_one_clock_the_newest_is_shown() {
    let (late, newer) = (item("A-1", Rung::Late(1)), item("A-1", Rung::Late(2)));
    let other = item("B-1", Rung::DueDay);
    let digest = gathered(&[
        notice(1, "reminder", json(&item("A-1", Rung::Before(2)))),
        notice(2, "reminder", json(&late)),
        notice(3, "reminder", json(&other)),
        notice(4, "reminder", json(&newer)),
        notice(5, "escalation", json(&newer)),
    ]);
    assert_eq!(digest.items, [other, newer.clone()]);
    assert_eq!(digest.escalations, [newer]);
}

#[test]
fn a_notice_that_cannot_be_read_holds_up_no_other() {
    let fine = item("A-1", Rung::DueDay);
    let params = ["", "null", "{}", "[1]"].map(str::to_owned);
    let mut notices: Vec<Notice> =
        params.into_iter().enumerate().map(|(no, text)| notice(no as u128, "reminder", text)).collect();
    notices.push(notice(9, "reminder", json(&fine)));
    assert_eq!(gathered(&notices).items, [fine]);
}
