//! Who may do what, as a table that can be read and compared: `tests/golden/policy-matrix.txt`. Each mark is an answer of
//! the engine to one person with that role on a dossier of his own locality or body, not a copy of the pack.

use super::source::root;
use chrono::{DateTime, Utc};
use engine::actor::{Actor, Holding, Role};
use engine::decide::{Context, Opening, admit, open};
use engine::dossier::*;
use engine::ids::*;
use engine::pack::{Action, Bodies, BodyKind, Class, Pack, Track, Transition};
use std::collections::BTreeSet;
use std::fmt::Write;
use thoathuan::registry::Registry;
use uuid::Uuid;

const LOCALITY: OrgId = OrgId(Uuid::from_u128(1));
const MOFA: OrgId = OrgId(Uuid::from_u128(2));
const GOVERNMENT: OrgId = OrgId(Uuid::from_u128(3));
const MINISTRY: OrgId = OrgId(Uuid::from_u128(4));
const ELSEWHERE: OrgId = OrgId(Uuid::from_u128(9));
const ROW: ConsultationId = ConsultationId(Uuid::from_u128(5));

/// Somebody with one post of `role` at `org`.
fn person(role: Role, org: OrgId) -> Actor {
    if role == Role::System {
        return Actor::system();
    }
    let locality = matches!(role, Role::Official | Role::Leader).then_some(org);
    let post = PostId(Uuid::from_u128(6));
    let holdings = vec![Holding { post, org, locality, role, deputy: false }];
    Actor { account: Some(AccountId(Uuid::from_u128(7))), holdings }
}

/// The person of the table's column: where that role works on the dossier.
fn of(role: Role) -> Actor {
    let org = match role {
        Role::Official | Role::Leader => LOCALITY,
        Role::Reviewer => MOFA,
        _ => GOVERNMENT,
    };
    person(role, org)
}

/// A request to `org`.
fn row(id: ConsultationId, org: OrgId, at: DateTime<Utc>) -> Consultation {
    Consultation {
        id,
        body: Body { org, mofa: org == MOFA, kind: None },
        round: 1,
        text_revision: 0,
        in_principle: false,
        requested_at: at,
        received_on: at.date_naive(),
        complete_on: None,
        receipt_evidence: None,
        clock: ClockId(Uuid::from_u128(8)),
        status: ConsultationStatus::Open,
        step: 1,
        assigned: None,
        supplements: Vec::new(),
        opinion: None,
    }
}

/// A dossier on `track` that everybody may know of who ever may: MOFA and a ministry are asked, the Prime Minister too.
fn dossier(registry: &Registry, pack: &Pack, track: &Track) -> Dossier {
    let at = "2019-04-15T02:00:00Z".parse::<DateTime<Utc>>().unwrap();
    let details = Details {
        partner: PartnerId(Uuid::from_u128(10)),
        titles: vec![Title { lang: "vi".to_owned(), text: "Bản ghi nhớ".to_owned() }],
        kind: pack.kinds[0].id.clone(),
        purpose: String::new(),
        fields: vec![pack.fields[0].id.clone()],
        checklist: pack.checklist.iter().map(|item| (item.id.clone(), false)).collect(),
        class: Class::NonBinding,
        class_reason: None,
        bodies: Vec::new(),
        case: engine::dossier::Case::default(),
        planned_signing_on: None,
        term: None,
        not_secret: true,
        sample: None,
    };
    let opening = Opening { id: DossierId(Uuid::from_u128(11)), number: "A-1".to_owned(), org: LOCALITY, details };
    let cx = Context {
        now: at,
        calendar: registry.calendar(),
        seed: Uuid::from_u128(1 << 64),
        off: &BTreeSet::new(),
        targets: &engine::target::NONE,
    };
    let mut dossier = open(pack, &of(Role::Official), &opening, &cx).unwrap().after;
    dossier.track.clone_from(&track.id);
    dossier.state.clone_from(&track.initial);
    dossier.board = vec![row(ROW, MOFA, at), row(ConsultationId(Uuid::from_u128(12)), MINISTRY, at)];
    if track.bodies == Bodies::AgencyAndConcerned {
        // There the external-relations agency has MOFA's place.
        dossier.board[0].body = Body { org: MOFA, mofa: false, kind: Some(BodyKind::ExternalRelations) };
    }
    dossier.pm = Some(PmSubmission { revision: 0, statement: String::new(), submitted_at: at, opinion: None });
    dossier
}

/// The row that a command works on, as the table means it: MOFA's.
fn works_on(action: Action) -> Option<ConsultationId> {
    // Officials work on any row of their dossier, bodies on their own.
    let on_row = action.is_of_row() || matches!(action, Action::SupplySupplements | Action::ReplyToRemarks);
    on_row.then_some(ROW)
}

fn may(pack: &Pack, dossier: &Dossier, actor: &Actor, transition: &Transition) -> bool {
    admit(pack, dossier, actor, &transition.id, works_on(transition.action)).is_ok()
}

fn matrix() -> String {
    let mut out =
        String::from("Who may do what, by the role of a post. x: under the conditions named at the end of the line.\n");
    let registry = Registry::embedded().unwrap();
    for file in registry.packs() {
        for track in &file.pack.tracks {
            let dossier = dossier(&registry, &file.pack, track);
            write!(out, "\n{:<24}", format!("{} v{}: {}", file.pack.id, file.pack.version, track.id)).unwrap();
            out.push('\n');
            write!(out, "{:<24}", "").unwrap();
            for role in Role::ALL {
                write!(out, " {}", role.as_str()).unwrap();
            }
            out.push('\n');
            for transition in &track.transitions {
                write!(out, "{:<24}", transition.id).unwrap();
                for role in Role::ALL {
                    let mark = if may(&file.pack, &dossier, &of(role), transition) { "x" } else { "." };
                    write!(out, " {mark:<width$}", width = role.as_str().len()).unwrap();
                }
                let guards = transition.guards.iter().map(|guard| serde_json::to_value(guard).unwrap());
                let guards: Vec<String> = guards.map(|name| name.as_str().unwrap().to_owned()).collect();
                out.truncate(out.trim_end().len());
                if !guards.is_empty() {
                    write!(out, "  {}", guards.join(", ")).unwrap();
                }
                out.push('\n');
            }
        }
    }
    out
}

/// After an intended change: `WRITE_GOLDEN=1 cargo test --test it matrix`, and read the difference.
#[test]
fn who_may_do_what_is_as_it_was_read() {
    let path = root().join("tests/golden/policy-matrix.txt");
    let now = matrix();
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    let read = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(now == read, "{} is not what the packs say now:\n{now}", path.display());
}

/// The same roles elsewhere: another locality, a body that was not asked, and a body that was asked on MOFA's row.
#[test]
fn nobody_acts_on_what_is_not_his() {
    let registry = Registry::embedded().unwrap();
    for file in registry.packs() {
        for track in &file.pack.tracks {
            let dossier = dossier(&registry, &file.pack, track);
            for transition in &track.transitions {
                for role in [Role::Official, Role::Leader, Role::Reviewer] {
                    assert!(!may(&file.pack, &dossier, &person(role, ELSEWHERE), transition), "{}", transition.id);
                }
                let asked = person(Role::Reviewer, MINISTRY);
                assert!(!may(&file.pack, &dossier, &asked, transition), "{}", transition.id);
            }
        }
    }
}

/// Inspectors and administrators change nothing; timers move nothing.
#[test]
fn those_who_only_look_change_nothing() {
    for file in Registry::embedded().unwrap().packs() {
        for transition in file.pack.tracks.iter().flat_map(|track| &track.transitions) {
            let by = |role| transition.by.contains(&role);
            assert!(!by(Role::Inspector) && !by(Role::Administrator), "{}", transition.id);
            assert!(!by(Role::System) || transition.to.is_none(), "{}", transition.id);
        }
    }
}
