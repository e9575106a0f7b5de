//! Draft texts of the sample dossiers, in Vietnamese and English, written for the demo.

use serde_json::{Value, json};

/// A locality's name in both languages.
pub type Place = (&'static str, &'static str);
/// Ho Chi Minh City.
pub const HCM: Place = ("Thành phố Hồ Chí Minh", "Ho Chi Minh City");
/// Da Nang.
pub const DANANG: Place = ("thành phố Đà Nẵng", "Da Nang");

/// What a dossier is about.
pub struct Topic {
    /// The partner, as the registry calls it.
    pub partner: &'static str,
    /// Its country.
    pub country: &'static str,
    /// Its level.
    pub level: &'static str,
    /// Field of the rule pack.
    pub field: &'static str,
    /// The subject in both languages.
    pub subject: (&'static str, &'static str),
    /// What the parties do, in both languages.
    pub work: [(&'static str, &'static str); 3],
    /// What one side pays, for binding texts.
    pub money: (&'static str, &'static str),
}

macro_rules! topic {
    ($partner:literal, $country:literal, $level:literal, $field:literal, $subject:expr, $work:expr, $money:expr) => {
        Topic {
            partner: $partner,
            country: $country,
            level: $level,
            field: $field,
            subject: $subject,
            work: $work,
            money: $money,
        }
    };
}

/// The topics; dossiers take them in turn.
pub const TOPICS: [Topic; 9] = [
    topic!(
        "Thành phố Osaka",
        "Nhật Bản",
        "city",
        "environment-climate",
        ("đô thị phát thải thấp", "low-carbon urban development"),
        [
            ("kiểm kê phát thải của các tòa nhà công sở", "an inventory of emissions of public buildings"),
            ("thí điểm phân loại rác tại nguồn ở hai quận", "a pilot of waste separation at source in two districts"),
            ("đối thoại thường niên giữa hai thị trưởng", "a yearly dialogue of the two mayors"),
        ],
        ("chi phí thiết bị đo trong hai năm đầu", "the cost of measuring equipment in the first two years")
    ),
    topic!(
        "Busan",
        "Hàn Quốc",
        "city",
        "logistics-ports",
        ("cảng biển và logistics", "seaports and logistics"),
        [
            ("chia sẻ quy trình điều độ tàu", "sharing of vessel scheduling procedures"),
            ("đào tạo cán bộ khai thác cảng", "training of port operation staff"),
            ("kết nối doanh nghiệp giao nhận", "matching of freight forwarders"),
        ],
        ("học phí của hai mươi học viên mỗi năm", "the tuition of twenty trainees a year")
    ),
    topic!(
        "Lyon",
        "Pháp",
        "city",
        "urban-planning",
        ("quy hoạch và chiếu sáng di sản", "planning and heritage lighting"),
        [
            ("khảo sát mặt đứng các công trình di sản", "a survey of façades of heritage buildings"),
            ("tập huấn thiết kế chiếu sáng tiết kiệm", "training in economical lighting design"),
            ("triển lãm chung về quy hoạch", "a joint exhibition on planning"),
        ],
        ("kinh phí khảo sát và bản vẽ", "the cost of the survey and its drawings")
    ),
    topic!(
        "Rotterdam",
        "Hà Lan",
        "city",
        "water",
        ("thích ứng ngập nước đô thị", "adaptation to urban flooding"),
        [
            ("lập bản đồ ngập theo mùa", "seasonal flood mapping"),
            ("thiết kế mẫu hồ điều tiết", "a model design of a regulating lake"),
            ("trao đổi chuyên gia thủy văn", "an exchange of hydrologists"),
        ],
        ("chi phí chuyên gia trong mười tám tháng", "the cost of experts for eighteen months")
    ),
    topic!(
        "Daegu",
        "Hàn Quốc",
        "city",
        "health",
        ("y tế và đào tạo điều dưỡng", "health care and training of nurses"),
        [
            ("tiếp nhận thực tập sinh điều dưỡng", "placements of trainee nurses"),
            ("hội chẩn từ xa hằng tháng", "a monthly remote consultation"),
            ("hội thảo về an toàn người bệnh", "a seminar on patient safety"),
        ],
        ("chi phí ăn ở của thực tập sinh", "board and lodging of the trainees")
    ),
    topic!(
        "Torino",
        "I-ta-li-a",
        "city",
        "supporting-industries",
        ("công nghiệp hỗ trợ", "supporting industries"),
        [
            ("danh mục nhà cung ứng hai bên", "a directory of suppliers of both sides"),
            ("phòng kiểm định linh kiện dùng chung", "a shared laboratory for testing components"),
            ("tuần lễ giới thiệu sản phẩm", "a week of product presentations"),
        ],
        ("một nửa chi phí vận hành phòng kiểm định", "half the running cost of the laboratory")
    ),
    topic!(
        "Budapest",
        "Hung-ga-ri",
        "city",
        "culture",
        ("văn hóa và bảo tàng", "culture and museums"),
        [
            ("trưng bày luân phiên giữa hai bảo tàng", "exhibitions that alternate between two museums"),
            ("tuần phim hằng năm", "a yearly week of films"),
            ("trao đổi nghệ sĩ trẻ", "an exchange of young artists"),
        ],
        ("chi phí vận chuyển và bảo hiểm hiện vật", "transport and insurance of the exhibits")
    ),
    topic!(
        "Yokohama",
        "Nhật Bản",
        "city",
        "trade",
        ("xúc tiến thương mại", "trade promotion"),
        [
            ("đoàn doanh nghiệp nhỏ và vừa hằng năm", "a yearly mission of small and medium enterprises"),
            ("quầy thông tin thị trường", "a market information desk"),
            ("khóa học về tiêu chuẩn hàng hóa", "a course on product standards"),
        ],
        ("tiền thuê gian hàng tại hội chợ", "the rent of stands at fairs")
    ),
    topic!(
        "Tỉnh Champasak",
        "Lào",
        "province",
        "education-training",
        ("đào tạo cán bộ và giáo viên", "training of officials and teachers"),
        [
            ("học bổng sư phạm", "scholarships for teacher training"),
            ("bồi dưỡng tiếng Việt", "courses of Vietnamese"),
            ("kết nghĩa giữa các trường phổ thông", "partnerships between schools"),
        ],
        ("mười lăm suất học bổng mỗi năm", "fifteen scholarships a year")
    ),
];

fn kind(binding: bool) -> (&'static str, &'static str) {
    if binding {
        ("Thỏa thuận hợp tác", "Cooperation agreement")
    } else {
        ("Bản ghi nhớ", "Memorandum of understanding")
    }
}

/// Titles in both languages.
pub fn titles(topic: &Topic, place: Place, binding: bool) -> Value {
    let (vi, en) = kind(binding);
    json!({
        "vi": format!("{vi} giữa {} và {} về {}", place.0, topic.partner, topic.subject.0),
        "en": format!("{en} between {} and {} on {}", place.1, topic.partner, topic.subject.1),
    })
}

/// The text in both languages.
pub fn text(topic: &Topic, place: Place, binding: bool) -> (String, String) {
    let (kind_vi, kind_en) = kind(binding);
    let [a, b, c] = topic.work;
    let money = if binding {
        (
            format!(
                "Bên đối tác chịu {}. Bên Việt Nam bố trí nhân sự, mặt bằng và vốn đối ứng trong dự toán được duyệt. Mỗi bên \
                 thanh toán trong vòng 30 ngày kể từ khi nhận đủ chứng từ.",
                topic.money.0
            ),
            format!(
                "The partner bears {}. The Vietnamese side provides staff, premises and counterpart funds within its approved \
                 budget. Each side pays within 30 days of receiving complete vouchers.",
                topic.money.1
            ),
        )
    } else {
        (
            "Văn bản này ghi nhận ý định hợp tác, không tạo ra nghĩa vụ tài chính hay nghĩa vụ pháp lý; mỗi hoạt động có kế hoạch \
             riêng theo khả năng của từng bên."
                .to_owned(),
            "This text records the wish to cooperate and creates no financial or legal obligation; each activity has a plan of \
             its own within the means of either side."
                .to_owned(),
        )
    };
    let vi = format!(
        "{}\nvề {}\ngiữa Ủy ban nhân dân {} và {} ({})\n\n(Văn bản mẫu do nhóm phát triển soạn để trình diễn; không phải văn bản \
         đã ký.)\n\nHai bên, trên cơ sở quan hệ hữu nghị và nguyên tắc bình đẳng, cùng có lợi, phù hợp pháp luật mỗi nước, thống \
         nhất như sau:\n\nĐiều 1. Mục đích\nTăng cường hợp tác về {}, chia sẻ kinh nghiệm quản lý và tạo điều kiện cho cơ quan, \
         trường học, doanh nghiệp hai bên cùng tham gia.\n\nĐiều 2. Nội dung hợp tác\n1. {a}.\n2. {b}.\n3. {c}.\n\nĐiều 3. Cách \
         thức thực hiện\nHai bên lập kế hoạch công tác hằng năm trước ngày 30 tháng 11, nêu hoạt động, người phụ trách và thời \
         gian. Kết quả được ghi nhận bằng biên bản làm việc.\n\nĐiều 4. Cơ quan đầu mối\nMỗi bên chỉ định một cơ quan đầu mối và \
         thông báo cho nhau khi có thay đổi. Các đầu mối họp ít nhất một lần mỗi năm, trực tiếp hoặc trực tuyến.\n\nĐiều 5. Kinh \
         phí\n{}\n\nĐiều 6. Thông tin\nTài liệu trao đổi chỉ dùng cho mục đích hợp tác; việc công bố phải được bên cung cấp đồng \
         ý bằng văn bản. Không trao đổi thông tin thuộc bí mật nhà nước.\n\nĐiều 7. Sửa đổi và giải quyết vướng mắc\nMọi sửa đổi \
         được lập thành văn bản. Vướng mắc được giải quyết bằng trao đổi giữa hai cơ quan đầu mối.\n\nĐiều 8. Hiệu lực\nVăn bản \
         có hiệu lực từ ngày ký trong ba năm, có thể gia hạn bằng văn bản; mỗi bên có thể chấm dứt bằng cách thông báo trước ba \
         tháng.\n\nLàm thành hai bản, mỗi bản bằng tiếng Việt và tiếng Anh, có giá trị như nhau.\n",
        kind_vi.to_uppercase(),
        topic.subject.0,
        place.0,
        topic.partner,
        topic.country,
        topic.subject.0,
        money.0,
        a = a.0,
        b = b.0,
        c = c.0,
    );
    let en = format!(
        "{}\non {}\nbetween the People's Committee of {} and {}\n\n(A sample written by the developers for the demo; not a signed \
         text.)\n\nThe two sides, in friendship, on an equal footing and to mutual benefit, in accordance with the law of either \
         country, have agreed as follows:\n\nArticle 1. Purpose\nTo strengthen cooperation on {}, share experience of \
         administration, and let offices, schools and enterprises of both sides take part.\n\nArticle 2. Content\n1. {a}.\n2. \
         {b}.\n3. {c}.\n\nArticle 3. Implementation\nThe two sides make a plan of work each year before 30 November, with \
         activities, persons in charge and dates. Results are recorded in working minutes.\n\nArticle 4. Focal points\nEach side \
         names an office as its focal point and tells the other of any change. They meet at least once a year, in person or \
         online.\n\nArticle 5. Funding\n{}\n\nArticle 6. Information\nMaterial exchanged serves this cooperation only; it is \
         published with the written consent of the side that gave it. No state secret is exchanged.\n\nArticle 7. Amendment and \
         settlement\nAmendments are made in writing. Difficulties are settled by consultation between the focal points.\n\nArticle \
         8. Effect\nThis text takes effect on signing for three years and may be extended in writing; either side may end it by \
         three months' notice.\n\nDone in two copies, each in Vietnamese and English, equally valid.\n",
        kind_en.to_uppercase(),
        topic.subject.1,
        place.1,
        topic.partner,
        topic.subject.1,
        money.1,
        a = a.1,
        b = b.1,
        c = c.1,
    );
    (vi, en)
}
