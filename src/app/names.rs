//! Names of persons typed into a command: the record gets commitments, the values lie beside it and can be erased.

use super::input::{Checked, Invalid, one_line};
use crate::clock::Ids;
use engine::record::{NameRef, commit};

/// A commitment with what it hides.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The commitment.
    pub name_ref: NameRef,
    /// Its salt.
    pub salt: [u8; 32],
    /// The name.
    pub value: String,
}

/// Commitments made while one command is read.
pub struct Names<'a> {
    ids: &'a Ids,
    /// What has to be stored with the command.
    pub made: Vec<Hidden>,
}

impl<'a> Names<'a> {
    /// None yet; salts come from `ids`.
    pub fn new(ids: &'a Ids) -> Self {
        Self { ids, made: Vec::new() }
    }

    /// Commits to the name typed into `field`.
    ///
    /// # Errors
    /// [`Invalid`] when it is empty or holds characters that no name has.
    pub fn commit(&mut self, field: &str, name: &str) -> Checked<NameRef> {
        let value = one_line(field, name)?;
        if value.is_empty() {
            return Err(Invalid::field(field, "required"));
        }
        let salt = self.ids.salt();
        let name_ref = commit(&salt, &value);
        self.made.push(Hidden { name_ref: name_ref.clone(), salt, value });
        Ok(name_ref)
    }
}
