//! Names of countries in both languages, so that "Đức", "CHLB Đức" and "Germany" are one country: for search, for the
//! warning of a partner entered twice, and for showing a country in the reader's language.

use crate::store::fold;

/// A country or another home of partners: ISO 3166 code (`X…` for those that have none), Vietnamese and English name,
/// other names.
pub struct Country {
    /// Code.
    pub code: &'static str,
    /// Vietnamese name.
    pub vi: &'static str,
    /// English name.
    pub en: &'static str,
    /// Other names.
    pub others: &'static [&'static str],
}

const fn country(code: &'static str, vi: &'static str, en: &'static str, others: &'static [&'static str]) -> Country {
    Country { code, vi, en, others }
}

/// The countries known by name. Others may be entered all the same; they are shown as entered.
pub const COUNTRIES: [Country; 81] = [
    country("AE", "Các Tiểu vương quốc Ả Rập Thống nhất", "United Arab Emirates", &["UAE"]),
    country("AO", "Ăng-gô-la", "Angola", &[]),
    country("AR", "Ác-hen-ti-na", "Argentina", &[]),
    country("AT", "Áo", "Austria", &[]),
    country("AU", "Úc", "Australia", &["Ô-xtrây-li-a"]),
    country("BD", "Băng-la-đét", "Bangladesh", &[]),
    country("BE", "Bỉ", "Belgium", &[]),
    country("BG", "Bun-ga-ri", "Bulgaria", &[]),
    country("BN", "Bru-nây", "Brunei", &[]),
    country("BR", "Bra-xin", "Brazil", &["Brasil"]),
    country("BY", "Bê-la-rút", "Belarus", &[]),
    country("CA", "Ca-na-đa", "Canada", &[]),
    country("CH", "Thụy Sĩ", "Switzerland", &["Thuỵ Sỹ"]),
    country("CL", "Chi-lê", "Chile", &[]),
    country("CN", "Trung Quốc", "China", &["CHND Trung Hoa"]),
    country("CO", "Cô-lôm-bi-a", "Colombia", &[]),
    country("CS", "Tiệp Khắc (nay là Xlô-va-ki-a)", "Czechoslovakia (today Slovakia)", &["Czechoslovakia"]),
    country("CU", "Cu-ba", "Cuba", &[]),
    country("CZ", "Séc", "Czech Republic", &["Cộng hòa Séc", "Czechia"]),
    country("DE", "Đức", "Germany", &["CHLB Đức", "Cộng hòa Liên bang Đức"]),
    country("DK", "Đan Mạch", "Denmark", &[]),
    country("DZ", "An-giê-ri", "Algeria", &[]),
    country("EG", "Ai Cập", "Egypt", &[]),
    country("ES", "Tây Ban Nha", "Spain", &[]),
    country("FI", "Phần Lan", "Finland", &[]),
    country("FR", "Pháp", "France", &["Cộng hòa Pháp"]),
    country("GB", "Vương quốc Anh", "United Kingdom", &["Anh", "Liên hiệp Anh", "UK"]),
    country("GR", "Hy Lạp", "Greece", &[]),
    country("HU", "Hung-ga-ri", "Hungary", &[]),
    country("ID", "In-đô-nê-xi-a", "Indonesia", &[]),
    country("IE", "Ai-len", "Ireland", &[]),
    country("IL", "I-xra-en", "Israel", &[]),
    country("IN", "Ấn Độ", "India", &[]),
    country("IR", "I-ran", "Iran", &[]),
    country("IT", "I-ta-li-a", "Italy", &["Ý"]),
    country("JP", "Nhật Bản", "Japan", &["Nhật"]),
    country("KG", "Cư-rơ-gư-xtan", "Kyrgyzstan", &[]),
    country("KH", "Cam-pu-chia", "Cambodia", &["Campuchia"]),
    country("KP", "Triều Tiên", "North Korea", &["CHDCND Triều Tiên"]),
    country("KR", "Hàn Quốc", "South Korea", &["Đại Hàn Dân quốc", "Republic of Korea"]),
    country("KW", "Cô-oét", "Kuwait", &[]),
    country("KZ", "Ca-dắc-xtan", "Kazakhstan", &[]),
    country("LA", "Lào", "Laos", &["CHDCND Lào", "Lao PDR"]),
    country("LK", "Xri Lan-ca", "Sri Lanka", &[]),
    country("LU", "Lúc-xăm-bua", "Luxembourg", &[]),
    country("MA", "Ma-rốc", "Morocco", &[]),
    country("MM", "Mi-an-ma", "Myanmar", &["Miến Điện"]),
    country("MN", "Mông Cổ", "Mongolia", &[]),
    country("MX", "Mê-hi-cô", "Mexico", &[]),
    country("MY", "Ma-lai-xi-a", "Malaysia", &[]),
    country("MZ", "Mô-dăm-bích", "Mozambique", &[]),
    country("NG", "Ni-giê-ri-a", "Nigeria", &[]),
    country("NL", "Hà Lan", "Netherlands", &[]),
    country("NO", "Na Uy", "Norway", &[]),
    country("NZ", "Niu Di-lân", "New Zealand", &[]),
    country("PA", "Pa-na-ma", "Panama", &[]),
    country("PE", "Pê-ru", "Peru", &[]),
    country("PH", "Phi-líp-pin", "Philippines", &[]),
    country("PK", "Pa-ki-xtan", "Pakistan", &[]),
    country("PL", "Ba Lan", "Poland", &[]),
    country("PT", "Bồ Đào Nha", "Portugal", &[]),
    country("QA", "Ca-ta", "Qatar", &[]),
    country("RO", "Ru-ma-ni", "Romania", &[]),
    country("RU", "Nga", "Russia", &["Liên bang Nga"]),
    country("SA", "Ả Rập Xê-út", "Saudi Arabia", &[]),
    country("SE", "Thụy Điển", "Sweden", &[]),
    country("SG", "Xinh-ga-po", "Singapore", &["Singapo"]),
    country("SK", "Xlô-va-ki-a", "Slovakia", &[]),
    country("SU", "Liên Xô (nay là Nga)", "Soviet Union (today Russia)", &["Soviet Union"]),
    country("TH", "Thái Lan", "Thailand", &[]),
    country("TL", "Ti-mo Lét-xtê", "Timor-Leste", &[]),
    country("TR", "Thổ Nhĩ Kỳ", "Turkey", &["Türkiye"]),
    country("UA", "U-crai-na", "Ukraine", &[]),
    country("US", "Hoa Kỳ", "United States", &["Mỹ", "USA"]),
    country("UZ", "U-dơ-bê-ki-xtan", "Uzbekistan", &[]),
    country("VE", "Vê-nê-xu-ê-la", "Venezuela", &[]),
    country("XE", "Liên minh châu Âu", "European Union", &["EU"]),
    country("XI", "Tổ chức quốc tế", "International organisation", &["International organization"]),
    country("XM", "Nhiều nước", "Several countries", &["Several"]),
    country("XP", "Úc và Niu Di-lân", "Australia and New Zealand", &[]),
    country("ZA", "Nam Phi", "South Africa", &[]),
];

/// The country of that name, whatever its capitals and marks.
pub fn named(name: &str) -> Option<&'static Country> {
    let name = fold(name.trim());
    COUNTRIES.iter().find(|country| names(country).any(|known| fold(known) == name))
}

/// The country of that code.
pub fn coded(code: &str) -> Option<&'static Country> {
    COUNTRIES.iter().find(|country| country.code == code)
}

/// All names of a country.
pub fn names(country: &'static Country) -> impl Iterator<Item = &'static str> {
    [country.vi, country.en].into_iter().chain(country.others.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        for name in ["Đức", "duc", "GERMANY", "CHLB Đức"] {
            assert_eq!(named(name).map(|country| country.code), Some("DE"), "{name}");
        }
        assert!(named("Đế quốc Inca").is_none());
    }

    /// One name of two countries would make partners of both look alike.
    #[test]
    fn no_name_means_two_countries() {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for country in &COUNTRIES {
            for name in names(country) {
                let before = seen.insert(fold(name), country.code);
                assert!(before.is_none_or(|code| code == country.code), "{name}: {before:?} and {}", country.code);
            }
        }
    }
}
