//! Organisations and accounts of the demo. The organisations exist, the people are invented.

use crate::app::setup::{NewOrg, NewUser, organisation, user};
use crate::app::{App, Error};
use crate::store;
use chrono::NaiveDate;
use engine::actor::Role;
use engine::pack::BodyKind;
use engine::text::Bilingual;

/// Password of every demo account.
pub const PASSWORD: &str = "thoathuan-demo";

/// Whoever is entered first: where he is, the database is a demo's.
pub const FIRST: &str = "leader@hcm.example";

/// A demo account.
#[derive(Debug, Clone, Copy)]
pub struct DemoUser {
    /// E-mail address.
    pub email: &'static str,
    /// Name.
    pub name: &'static str,
    /// Code of the organisation.
    pub org: &'static str,
    /// Title of the post, Vietnamese and English.
    pub post: (&'static str, &'static str),
    /// Role.
    pub role: Role,
    /// Receives what comes in.
    pub intake: bool,
    /// Whose post is above.
    pub above: Option<&'static str>,
}

const fn demo(
    email: &'static str,
    name: &'static str,
    org: &'static str,
    post: (&'static str, &'static str),
    role: Role,
    above: Option<&'static str>,
) -> DemoUser {
    DemoUser { email, name, org, post, role, intake: true, above }
}

/// The demo accounts, in the order in which they are printed.
pub const USERS: [DemoUser; 11] = [
    demo(
        "official@hcm.example",
        "Nguyễn Minh An",
        "HCM-SNV",
        ("Chuyên viên Phòng Hợp tác quốc tế", "Officer, International Cooperation Division"),
        Role::Official,
        Some("leader@hcm.example"),
    ),
    demo(
        "leader@hcm.example",
        "Trần Quốc Bảo",
        "HCM",
        ("Chủ tịch Ủy ban nhân dân", "Chairperson of the People's Committee"),
        Role::Leader,
        None,
    ),
    demo(
        "official@danang.example",
        "Lê Thu Hà",
        "DNG-SNV",
        ("Chuyên viên Phòng Hợp tác quốc tế", "Officer, International Cooperation Division"),
        Role::Official,
        Some("leader@danang.example"),
    ),
    demo(
        "leader@danang.example",
        "Phạm Đức Long",
        "DNG",
        ("Chủ tịch Ủy ban nhân dân", "Chairperson of the People's Committee"),
        Role::Leader,
        None,
    ),
    demo(
        "reviewer@mofa.example",
        "Vũ Hải Yến",
        "MOFA",
        ("Chuyên viên Cục Ngoại vụ", "Reviewer, Department for Local Foreign Affairs"),
        Role::Reviewer,
        Some("deputy@mofa.example"),
    ),
    DemoUser {
        intake: false,
        ..demo(
            "deputy@mofa.example",
            "Đỗ Anh Tuấn",
            "MOFA",
            ("Phó Cục trưởng Cục Ngoại vụ", "Deputy Director, Department for Local Foreign Affairs"),
            Role::Reviewer,
            None,
        )
    },
    demo(
        "reviewer@mpi.example",
        "Hoàng Thị Ngọc",
        "MPI",
        ("Chuyên viên Vụ Kinh tế đối ngoại", "Reviewer, Foreign Economic Relations Department"),
        Role::Reviewer,
        None,
    ),
    demo(
        "reviewer@moit.example",
        "Bùi Gia Khánh",
        "MOIT",
        ("Chuyên viên Vụ Thị trường châu Á – châu Phi", "Reviewer, Asia–Africa Market Department"),
        Role::Reviewer,
        None,
    ),
    demo(
        "office@gov.example",
        "Đặng Văn Phúc",
        "VPCP",
        ("Chuyên viên Vụ Quan hệ quốc tế", "Officer, International Relations Department"),
        Role::GovernmentOffice,
        None,
    ),
    demo("inspector@gov.example", "Ngô Thanh Mai", "TTCP", ("Thanh tra viên", "Inspector"), Role::Inspector, None),
    demo(
        "admin@gov.example",
        "Trịnh Hữu Nam",
        "VHHT",
        ("Quản trị viên hệ thống", "System administrator"),
        Role::Administrator,
        None,
    ),
];

/// Code, kind, names, parent, second parent.
type Org = (&'static str, &'static str, &'static str, &'static str, Option<&'static str>, Option<&'static str>);

const ORGS: [Org; 12] = [
    ("MOFA", "mofa", "Bộ Ngoại giao", "Ministry of Foreign Affairs", None, None),
    ("MPI", "ministry", "Bộ Kế hoạch và Đầu tư", "Ministry of Planning and Investment", None, None),
    ("MOD", "ministry", "Bộ Quốc phòng", "Ministry of National Defence", None, None),
    ("MPS", "ministry", "Bộ Công an", "Ministry of Public Security", None, None),
    ("MOIT", "ministry", "Bộ Công Thương", "Ministry of Industry and Trade", None, None),
    ("VPCP", "government-office", "Văn phòng Chính phủ", "Office of the Government", None, None),
    ("TTCP", "inspectorate", "Thanh tra Chính phủ", "Government Inspectorate", None, None),
    ("VHHT", "other", "Đơn vị vận hành hệ thống", "System operations unit", None, None),
    ("HCM", "locality", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "People's Committee of Ho Chi Minh City", None, None),
    ("DNG", "locality", "Ủy ban nhân dân thành phố Đà Nẵng", "People's Committee of Da Nang", None, None),
    (
        "HCM-SNV",
        "department",
        "Sở Ngoại vụ Thành phố Hồ Chí Minh",
        "Department of External Relations, Ho Chi Minh City",
        Some("HCM"),
        Some("MOFA"),
    ),
    (
        "DNG-SNV",
        "department",
        "Sở Ngoại vụ thành phố Đà Nẵng",
        "Department of External Relations, Da Nang",
        Some("DNG"),
        None,
    ),
];

/// Bodies that rules name by what they are for.
const BODY_KINDS: [(&str, BodyKind); 5] = [
    ("MPI", BodyKind::Investment),
    ("MOD", BodyKind::Defence),
    ("MPS", BodyKind::PublicSecurity),
    ("HCM-SNV", BodyKind::ExternalRelations),
    ("DNG-SNV", BodyKind::ExternalRelations),
];

/// Enters organisations, posts and accounts, valid from 2007 on, as far as they are not there.
///
/// # Errors
/// [`Error`].
pub async fn enter(app: &App) -> Result<(), Error> {
    let from = NaiveDate::from_ymd_opt(2007, 7, 1).unwrap_or_default();
    for (code, kind, vi, en, parent, second_parent) in ORGS {
        let new = NewOrg {
            code: code.to_owned(),
            kind: kind.to_owned(),
            name: Bilingual::new(vi, en),
            parent: parent.map(str::to_owned),
            second_parent: second_parent.map(str::to_owned),
            body_kind: BODY_KINDS.iter().find(|(body, _)| *body == code).map(|(_, kind)| *kind),
        };
        organisation(app, &new, from).await?;
    }
    // Those above first.
    let (above, below): (Vec<&DemoUser>, Vec<&DemoUser>) = USERS.iter().partition(|user| user.above.is_none());
    for person in above.into_iter().chain(below) {
        if store::accounts::by_email(&app.store, person.email).await?.is_some() {
            continue;
        }
        let new = NewUser {
            email: person.email.to_owned(),
            name: person.name.to_owned(),
            password: Some(PASSWORD.to_owned()),
            lang: "vi".to_owned(),
            org: person.org.to_owned(),
            post: Bilingual::new(person.post.0, person.post.1),
            role: person.role,
            intake: person.intake,
            above: person.above.map(str::to_owned),
        };
        user(app, &new, from).await?;
    }
    Ok(())
}
