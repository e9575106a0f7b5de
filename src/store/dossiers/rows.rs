//! Writing a dossier: only rows that changed.

use super::Loaded;
use crate::store::{Batch, Head, StoreError, fold, json_of, name_of, stored, stored_small};
use chrono::{DateTime, NaiveDate, Utc};
use engine::actor::Role;
use engine::dossier::{AttachedPaper, Clock, Consultation, Dossier, Duty, File, Revision, Subject};
use engine::pack::Phase;
use entity::{attachment, clock, consultation, dossier, duty, text_revision};
use sea_orm::{ActiveModelTrait, ActiveValue, IdenStatic, IntoActiveModel, Iterable};
use uuid::Uuid;

/// What the rows need and the dossier itself does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Phase of its state.
    pub phase: Phase,
    /// Role that holds its state.
    pub holder: Role,
    /// Whether its state is final and no duty is open.
    pub closed: bool,
    /// The document that its signing produced.
    pub document: Option<Uuid>,
    /// When this is written.
    pub at: DateTime<Utc>,
}

/// Adds a new dossier to the batch. `head` is the last entry of its stream after this command.
///
/// # Errors
/// [`StoreError::Corrupt`] when a number is out of range.
pub fn open(batch: &mut Batch, new: &Dossier, facts: &Facts, head: &Head) -> Result<(), StoreError> {
    batch.add(row(new, facts, head)?);
    parts(batch, None, new, facts)
}

/// Adds the changes from `before` to `after` to the batch, by compare-and-set on the head of the record stream.
///
/// # Errors
/// [`StoreError::Corrupt`] when a part that existed is gone: events never take parts away.
pub fn save(batch: &mut Batch, before: &Loaded, after: &Dossier, facts: &Facts, head: &Head) -> Result<(), StoreError> {
    let old = row(&before.dossier, facts, &before.head)?.into_active_model();
    let new = row(after, facts, head)?.into_active_model();
    let mut set = Vec::new();
    for column in dossier::Column::iter() {
        let always = matches!(
            column,
            dossier::Column::Phase
                | dossier::Column::HolderRole
                | dossier::Column::Closed
                | dossier::Column::DocumentId
                | dossier::Column::UpdatedAt
        );
        let (old, new) = (value(old.get(column)), value(new.get(column)));
        if (always || old != new)
            && let Some(new) = new
        {
            set.push((column.as_str(), new));
        }
    }
    batch.change(TABLE, set, key(before)?);
    parts(batch, Some(&before.dossier), after, facts)
}

/// Moves only the head of the stream: a refused attempt was recorded, nothing else changed.
///
/// # Errors
/// [`StoreError::Corrupt`] when a number is out of range.
pub fn refuse(batch: &mut Batch, before: &Loaded, head: &Head) -> Result<(), StoreError> {
    let set = vec![
        (dossier::Column::Seq.as_str(), stored(head.seq, TABLE, "seq")?.into()),
        (dossier::Column::Head.as_str(), head.hash.as_str().into()),
    ];
    batch.change(TABLE, set, key(before)?);
    Ok(())
}

const TABLE: &str = "dossier";

/// The dossier as it was read.
fn key(before: &Loaded) -> Result<Vec<(&'static str, sea_orm::Value)>, StoreError> {
    Ok(vec![
        (dossier::Column::Id.as_str(), before.dossier.id.0.into()),
        (dossier::Column::Seq.as_str(), stored(before.head.seq, TABLE, "seq")?.into()),
        (dossier::Column::Head.as_str(), before.head.hash.as_str().into()),
    ])
}

fn value(value: ActiveValue<sea_orm::Value>) -> Option<sea_orm::Value> {
    value.into_value()
}

/// The order key of what has no due day.
pub fn last_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(NaiveDate::MAX)
}

/// The row of a dossier.
pub(super) fn row(from: &Dossier, facts: &Facts, head: &Head) -> Result<dossier::Model, StoreError> {
    let title = from.details.titles.first().map(|title| title.text.clone()).unwrap_or_default();
    let mut search = from.number.clone();
    for title in &from.details.titles {
        search.push('\n');
        search.push_str(&title.text);
    }
    let next_due_on = from.open_clocks().filter_map(|clock| clock.due_on).min();
    Ok(dossier::Model {
        id: from.id.0,
        number: from.number.clone(),
        locality_id: from.locality.0,
        org_id: from.org.0,
        pack_id: from.pack.id.clone(),
        pack_version: stored_small(from.pack.version, "dossier", "pack_version")?,
        kind: from.details.kind.clone(),
        started_on: from.started_on,
        drafter_id: from.kept_by().map(|account| account.0),
        partner_id: from.details.partner.0,
        title,
        title_en: from.details.titles.iter().find(|title| title.lang == "en").map(|title| title.text.clone()),
        search_text: fold(&search),
        class: name_of(&from.class),
        track: from.track.clone(),
        state: from.state.clone(),
        phase: name_of(&facts.phase),
        holder_role: facts.holder.as_str().to_owned(),
        closed: facts.closed,
        text_revision: stored_small(from.text_revision(), "dossier", "text_revision")?,
        step: stored_small(from.step, "dossier", "step")?,
        pm_submitted: from.pm.is_some(),
        document_id: facts.document,
        changes_id: from.details.case.document.map(|document| document.0),
        data: json_of(&lean(from), "dossier")?,
        next_due_on,
        sort_on: next_due_on.unwrap_or_else(last_day),
        next_at: from.open_clocks().filter_map(|clock| clock.next_at).min(),
        updated_at: facts.at,
        seq: stored(head.seq, "dossier", "seq")?,
        head: head.hash.clone(),
    })
}

/// The dossier without its lists, which have rows of their own. Their clones would be dropped at once.
fn lean(from: &Dossier) -> Dossier {
    Dossier {
        id: from.id,
        number: from.number.clone(),
        pack: from.pack.clone(),
        track: from.track.clone(),
        state: from.state.clone(),
        class: from.class,
        reclassified: from.reclassified,
        locality: from.locality,
        org: from.org,
        started_on: from.started_on,
        drafters: from.drafters.clone(),
        caretaker: from.caretaker,
        step: from.step,
        details: from.details.clone(),
        revisions: Vec::new(),
        papers: Vec::new(),
        cleared: from.cleared.clone(),
        board: Vec::new(),
        pm: from.pm.clone(),
        decision: from.decision.clone(),
        signing: from.signing.clone(),
        in_force: from.in_force.clone(),
        clocks: Vec::new(),
        duties: Vec::new(),
    }
}

fn parts(batch: &mut Batch, before: Option<&Dossier>, after: &Dossier, facts: &Facts) -> Result<(), StoreError> {
    let none = Vec::new();
    let of = after.id.0;
    let known = before.map_or(0, |before| before.revisions.len());
    grown(known, after.revisions.len(), "text_revision", of)?;
    for revision in after.revisions.iter().skip(known) {
        batch.add(revision_row(revision, of)?);
        for (pos, text) in revision.texts.iter().enumerate() {
            let place =
                Place { dossier: of, pos, revision: Some(revision.no), lang: Some(&text.lang), at: revision.at };
            batch.add(file_row(&text.file, &place, None)?);
        }
    }
    let known = before.map_or(0, |before| before.papers.len());
    grown(known, after.papers.len(), "attachment", of)?;
    for (pos, paper) in after.papers.iter().enumerate().skip(known) {
        let place = Place { dossier: of, pos, revision: None, lang: None, at: facts.at };
        batch.add(file_row(&paper.file, &place, Some(paper))?);
    }
    let old = before.map_or(&none, |before| &before.board);
    grown(old.len(), after.board.len(), "consultation", of)?;
    for (pos, row) in after.board.iter().enumerate() {
        let new = consultation_row(row, pos, after)?;
        match (old.get(pos), before) {
            (Some(row), Some(before)) if consultation_row(row, pos, before)? == new => {}
            (Some(_), Some(_)) => batch.rewrite(new)?,
            _ => batch.add(new),
        }
    }
    let none = Vec::new();
    let old = before.map_or(&none, |before| &before.clocks);
    grown(old.len(), after.clocks.len(), "clock", of)?;
    for (pos, clock) in after.clocks.iter().enumerate() {
        match old.get(pos) {
            Some(known) if known == clock => {}
            Some(_) => batch.rewrite(clock_row(clock, pos, of)?)?,
            None => batch.add(clock_row(clock, pos, of)?),
        }
    }
    let none = Vec::new();
    let old = before.map_or(&none, |before| &before.duties);
    grown(old.len(), after.duties.len(), "duty", of)?;
    for (pos, duty) in after.duties.iter().enumerate() {
        match old.get(pos) {
            Some(known) if known == duty => {}
            Some(_) => batch.rewrite(duty_row(duty, pos, of)?)?,
            None => batch.add(duty_row(duty, pos, of)?),
        }
    }
    Ok(())
}

fn grown(before: usize, after: usize, table: &'static str, id: Uuid) -> Result<(), StoreError> {
    if after < before { Err(StoreError::corrupt(table, "pos", id)) } else { Ok(()) }
}

/// Where a file belongs.
pub(super) struct Place<'a> {
    pub dossier: Uuid,
    pub pos: usize,
    pub revision: Option<u32>,
    pub lang: Option<&'a str>,
    pub at: DateTime<Utc>,
}

pub(super) fn revision_row(from: &Revision, dossier: Uuid) -> Result<text_revision::Model, StoreError> {
    Ok(text_revision::Model {
        dossier_id: dossier,
        no: stored_small(from.no, "text_revision", "no")?,
        account_id: from.by.map(|account| account.0),
        created_at: from.at,
        data: json_of(from, "text_revision")?,
    })
}

pub(super) fn file_row(
    file: &File,
    place: &Place<'_>,
    paper: Option<&AttachedPaper>,
) -> Result<attachment::Model, StoreError> {
    Ok(attachment::Model {
        id: file.id.0,
        dossier_id: place.dossier,
        pos: stored_small(place.pos, "attachment", "pos")?,
        revision: place.revision.map(|no| stored_small(no, "attachment", "revision")).transpose()?,
        paper: paper.map(|paper| paper.paper.clone()),
        lang: place.lang.map(str::to_owned),
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        size: stored(file.size, "attachment", "size")?,
        sha256: file.sha256.clone(),
        created_at: place.at,
        data: paper.map(|paper| json_of(paper, "attachment")).transpose()?,
    })
}

pub(super) fn consultation_row(
    from: &Consultation,
    pos: usize,
    dossier: &Dossier,
) -> Result<consultation::Model, StoreError> {
    let due_on = dossier.clock(from.clock).and_then(|clock| clock.due_on);
    Ok(consultation::Model {
        id: from.id.0,
        dossier_id: dossier.id.0,
        pos: stored_small(pos, "consultation", "pos")?,
        body_id: from.body.org.0,
        mofa: from.body.mofa,
        round: stored_small(from.round, "consultation", "round")?,
        text_revision: stored_small(from.text_revision, "consultation", "text_revision")?,
        in_principle: from.in_principle,
        requested_at: from.requested_at,
        received_on: from.received_on,
        clock_id: from.clock.0,
        status: name_of(&from.status),
        step: stored_small(from.step, "consultation", "step")?,
        assigned_id: from.assigned.map(|account| account.0),
        opinion: from.opinion.as_ref().map(|opinion| name_of(&opinion.kind)),
        answered_at: from.opinion.as_ref().map(|opinion| opinion.at),
        late: from.opinion.as_ref().map(|opinion| opinion.late),
        sort_on: due_on.unwrap_or_else(last_day),
        data: json_of(from, "consultation")?,
    })
}

pub(super) fn clock_row(from: &Clock, pos: usize, dossier: Uuid) -> Result<clock::Model, StoreError> {
    let (kind, id) = match &from.subject {
        Subject::State(state) => ("state", state.clone()),
        Subject::Consultation(id) => ("consultation", id.to_string()),
        Subject::Duty(id) => ("duty", id.to_string()),
    };
    Ok(clock::Model {
        id: from.id.0,
        dossier_id: dossier,
        pos: stored_small(pos, "clock", "pos")?,
        rule: from.rule.clone(),
        subject_kind: kind.to_owned(),
        subject_id: Some(id),
        event_on: from.event_on,
        due_on: from.due_on,
        next_at: from.next_at,
        ran_out_at: from.ran_out_at,
        closed_at: from.closed_at,
        data: json_of(from, "clock")?,
    })
}

pub(super) fn duty_row(from: &Duty, pos: usize, dossier: Uuid) -> Result<duty::Model, StoreError> {
    Ok(duty::Model {
        id: from.id.0,
        dossier_id: dossier,
        pos: stored_small(pos, "duty", "pos")?,
        rule: from.rule.clone(),
        clock_id: from.clock.map(|clock| clock.0),
        opened_at: from.opened_at,
        fulfilled_at: from.fulfilled.as_ref().map(|done| done.at),
        data: json_of(from, "duty")?,
    })
}
