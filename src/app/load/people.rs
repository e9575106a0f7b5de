//! Who plays in the load: provinces with an official and a leader each, MOFA, two ministries, the others.

use crate::app::catalogue::{self, input::PartnerData};
use crate::app::files::{self, Upload};
use crate::app::setup::{NewOrg, NewUser, organisation, user};
use crate::app::{App, Error, Who, who};
use crate::store::{self, Batch};
use chrono::NaiveDate;
use engine::actor::Role;
use engine::dossier::{Body, File};
use engine::ids::{OrgId, PartnerId};
use engine::record::{NameRef, commit};
use engine::text::Bilingual;

/// Password of every account of the load.
pub const PASSWORD: &str = "thoathuan-load";

/// Partners of the load.
const PARTNERS: u16 = 200;

/// A province.
pub struct Locality {
    /// Its organisation.
    pub id: OrgId,
    /// Its code.
    pub code: String,
    /// Its department for foreign affairs.
    pub department: OrgId,
    /// Who drafts.
    pub official: Who,
    /// Who clears and decides.
    pub leader: Who,
}

/// Everybody and everything a course needs.
pub struct Cast {
    /// Provinces.
    pub localities: Vec<Locality>,
    /// Bodies that are asked with their reviewers, MOFA first.
    pub bodies: Vec<(Body, Who)>,
    /// Partners.
    pub partners: Vec<PartnerId>,
    /// Vietnamese text, English text, a letter.
    pub files: [File; 3],
    /// Name of the Vietnamese and the foreign signatory.
    pub signers: [NameRef; 2],
}

async fn org(app: &App, code: &str, kind: &str, name: Bilingual, parent: Option<&str>) -> Result<OrgId, Error> {
    let new = NewOrg {
        code: code.to_owned(),
        kind: kind.to_owned(),
        name,
        parent: parent.map(str::to_owned),
        second_parent: None,
        body_kind: None,
    };
    organisation(app, &new, from()).await
}

fn from() -> NaiveDate {
    NaiveDate::from_ymd_opt(2007, 7, 1).unwrap_or_default()
}

/// Enters one person, who then is found with the posts held today.
async fn person(
    app: &App,
    email: &str,
    name: String,
    org: &str,
    role: Role,
    above: Option<&str>,
) -> Result<Who, Error> {
    let new = NewUser {
        email: email.to_owned(),
        name,
        password: Some(PASSWORD.to_owned()),
        lang: "vi".to_owned(),
        org: org.to_owned(),
        post: Bilingual::new("Vị trí công tác mẫu", "Sample post"),
        role,
        intake: true,
        above: above.map(str::to_owned),
    };
    let id = user(app, &new, from()).await?;
    let found = who::load(app, id, app.today()).await?;
    found.ok_or_else(|| Error::Fault(format!("{email} was entered and is not there")))
}

/// Enters them all. Each has the password [`PASSWORD`].
pub async fn enter(app: &App, localities: u16) -> Result<Cast, Error> {
    let mut bodies = Vec::new();
    for (code, kind, vi, en) in [
        ("MOFA", "mofa", "Bộ Ngoại giao", "Ministry of Foreign Affairs"),
        ("MPI", "ministry", "Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment"),
        ("MOIT", "ministry", "Bộ Công Thương", "Ministry of Industry and Trade"),
    ] {
        let id = org(app, code, kind, Bilingual::new(vi, en), None).await?;
        let email = format!("reviewer@{}.example", code.to_lowercase());
        let reviewer = person(app, &email, format!("Cán bộ {vi}"), code, Role::Reviewer, None).await?;
        bodies.push((Body { org: id, mofa: kind == "mofa", kind: None }, reviewer));
    }
    for (code, kind, vi, role) in [
        ("VPCP", "government-office", "Văn phòng Chính phủ", Role::GovernmentOffice),
        ("TTCP", "inspectorate", "Thanh tra Chính phủ", Role::Inspector),
        ("VHHT", "other", "Đơn vị vận hành", Role::Administrator),
    ] {
        org(app, code, kind, Bilingual::new(vi, vi), None).await?;
        let email = format!("{}@gov.example", role.as_str());
        person(app, &email, format!("Cán bộ {vi}"), code, role, None).await?;
    }
    let mut places = Vec::new();
    for n in 1..=localities {
        let code = format!("T{n:02}");
        let (vi, en) = (format!("Tỉnh mẫu {n:02}"), format!("Sample Province {n:02}"));
        let id = org(app, &code, "locality", Bilingual::new(&vi, &en), None).await?;
        let office = format!("{code}-SNV");
        let name = Bilingual::new(format!("Sở Ngoại vụ {vi}"), format!("Department of Foreign Affairs, {en}"));
        let department = org(app, &office, "department", name, Some(&code)).await?;
        let head = format!("leader@{}.example", code.to_lowercase());
        let leader = person(app, &head, format!("Lãnh đạo {n:02}"), &code, Role::Leader, None).await?;
        let email = format!("official@{}.example", code.to_lowercase());
        let official = person(app, &email, format!("Chuyên viên {n:02}"), &office, Role::Official, Some(&head)).await?;
        places.push(Locality { id, code, department, official, leader });
    }
    let (partners, signers) = partners_and_names(app).await?;
    let files = [
        file(app, "du-thao.txt", include_str!("../demo/texts/frankfurt.vi.txt")).await?,
        file(app, "draft.txt", include_str!("../demo/texts/frankfurt.en.txt")).await?,
        file(app, "cong-van.txt", "Công văn mẫu.").await?,
    ];
    Ok(Cast { localities: places, bodies, partners, files, signers })
}

async fn partners_and_names(app: &App) -> Result<(Vec<PartnerId>, [NameRef; 2]), Error> {
    let now = app.clock.now();
    let mut batch = Batch::new();
    let mut partners = Vec::new();
    for n in 1..=PARTNERS {
        let id = PartnerId(app.ids.uuid());
        let data = PartnerData {
            name: format!("Thành phố mẫu {n:03}"),
            country: format!("Nước mẫu {:02}", n % 40),
            level: "city".to_owned(),
            kind: "locality".to_owned(),
            ..PartnerData::default()
        };
        catalogue::partners::put(app, &mut batch, &Who::system(), id.0, &data)?;
        partners.push(id);
    }
    let signers = ["Nguyễn Văn Mẫu", "Erika Mustermann"].map(|name| {
        let salt = app.ids.salt();
        let name_ref = commit(&salt, name);
        store::names::insert(&mut batch, &name_ref, &salt, name, now);
        name_ref
    });
    app.store.commit(batch).await?;
    Ok((partners, signers))
}

async fn file(app: &App, name: &str, text: &str) -> Result<File, Error> {
    let upload = Upload { field: String::new(), name: name.to_owned(), bytes: text.as_bytes().to_vec() };
    let file = files::examine(app, &upload)?;
    let mut batch = Batch::new();
    files::keep(app, &mut batch, &upload).await?;
    app.store.commit(batch).await?;
    Ok(file)
}
