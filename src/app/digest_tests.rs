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

/// Written on the 15th, sent on the 16th: the mail counts from the day on which it goes.
#[test]
fn a_digest_counts_from_its_own_day() {
    let registry = crate::registry::Registry::embedded().unwrap();
    let mut digest = gathered(&[
        notice(1, "reminder", json(&item("A-1", Rung::Before(2)))),
        notice(2, "escalation", json(&item("B-1", Rung::DueDay))),
    ]);
    for (today, standing) in
        [("2019-04-16", Rung::Before(1)), ("2019-04-17", Rung::DueDay), ("2019-04-19", Rung::Late(2))]
    {
        stand_as_of(&mut digest, today.parse().unwrap(), registry.calendar());
        assert_eq!((digest.items[0].rung, digest.escalations[0].rung), (standing, standing), "{today}");
    }
}
