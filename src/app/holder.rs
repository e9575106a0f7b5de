//! Who holds a dossier, in words: one answer for its page, for lists, mails and the REST interface.

use crate::i18n::L;
use engine::actor::Role;
use engine::ids::OrgId;
use engine::text::Bilingual;
use std::collections::BTreeMap;

/// The same words in both languages.
pub(super) fn both(say: impl Fn(L) -> String) -> Bilingual {
    Bilingual::new(say(L::VI), say(L::EN))
}

/// Name of an organisation, or that it is not known.
pub fn org(names: &BTreeMap<OrgId, Bilingual>, id: OrgId) -> Bilingual {
    names.get(&id).cloned().unwrap_or_else(|| both(|l| l.t("org-unknown")))
}

/// The bodies awaited by name, else the role at its organisation. While the locality works on supplements, other bodies
/// may be awaited besides.
pub fn words(
    role: Role,
    names: &BTreeMap<OrgId, Bilingual>,
    drafting: OrgId,
    locality: OrgId,
    awaited: &[OrgId],
) -> Bilingual {
    let bodies = |drafting: Option<Bilingual>| {
        let all: Vec<Bilingual> = awaited.iter().map(|id| org(names, *id)).collect();
        let join = |pick: fn(&Bilingual) -> &str| all.iter().map(pick).collect::<Vec<_>>().join(", ");
        let bodies = Bilingual::new(join(|name| &name.vi), join(|name| &name.en));
        match drafting {
            Some(own) if awaited.is_empty() => own,
            Some(own) => Bilingual::new(format!("{}; {}", own.vi, bodies.vi), format!("{}; {}", own.en, bodies.en)),
            None => bodies,
        }
    };
    match role {
        Role::Reviewer => bodies(None),
        Role::Leader => {
            let name = org(names, locality);
            both(|l| l.ta("holder-leader", &[("org", l.pick(&name.vi, &name.en))]))
        }
        Role::GovernmentOffice => both(|l| l.t("role-government-office")),
        _ => bodies(Some(org(names, drafting))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn every_holder_has_words() {
        let (drafting, locality, ministry, unknown) =
            (OrgId(Uuid::from_u128(1)), OrgId(Uuid::from_u128(2)), OrgId(Uuid::from_u128(3)), OrgId(Uuid::nil()));
        let names = BTreeMap::from([
            (drafting, Bilingual::new("Sở Ngoại vụ", "Department of Foreign Affairs")),
            (locality, Bilingual::new("Thành phố Hồ Chí Minh", "Ho Chi Minh City")),
            (ministry, Bilingual::new("Bộ Công Thương", "Ministry of Industry and Trade")),
        ]);
        let words = |role, awaited: &[OrgId]| words(role, &names, drafting, locality, awaited);
        assert_eq!(words(Role::Leader, &[]).vi, "Lãnh đạo Thành phố Hồ Chí Minh");
        assert_eq!(words(Role::Leader, &[]).en, "Leader of Ho Chi Minh City");
        assert_eq!(
            words(Role::Reviewer, &[ministry, unknown]).en,
            "Ministry of Industry and Trade, (unknown organisation)"
        );
        assert_eq!(words(Role::Official, &[]).vi, "Sở Ngoại vụ");
        assert_eq!(words(Role::Official, &[ministry]).vi, "Sở Ngoại vụ; Bộ Công Thương");
        assert_eq!(words(Role::GovernmentOffice, &[]).vi, "Văn phòng Chính phủ");
    }
}
