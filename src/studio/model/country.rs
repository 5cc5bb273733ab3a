//! Countries: until when somebody is a child there, and from when on a child agrees to something by themselves.

use crate::platform::i18n::{Locale, t};
use serde::{Deserialize, Serialize};

/// The ages that decide who speaks for a child, in years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ages {
    /// From this birthday on nobody answers for them.
    pub of_age: i32,
    /// From this birthday on their own yes counts where the law asks for one.
    pub consent: i32,
}

impl Ages {
    /// Where nobody has said which country it is: nobody below this age agrees alone.
    pub const ANYWHERE: Self = Self {
        of_age: 18,
        consent: 18,
    };
}

/// A country: its two letters, of age, and the age for a consent of one's own.
///
/// Of age: each country's civil law. Consent: in the European Union Article 8 of the General Data Protection Regulation, sixteen where
/// the country has set no other age between thirteen and sixteen (the Commission's working document SWD(2020) 115 lists them; Denmark
/// and Slovenia have changed theirs since), and likewise in the countries that follow it; in the United Kingdom section 9 of the Data
/// Protection Act 2018; in China Article 31 of the Personal Information Protection Law; in Korea Article 22-2 of the Personal Information
/// Protection Act; in the United States the Children's Online Privacy Protection Act; in Canada Quebec's Law 25, the strictest of its
/// provinces; in Australia, Japan and Singapore the guidance of the authority. Elsewhere no law names an age, and being of age counts.
const COUNTRIES: [(&str, i32, i32); 43] = [
    ("AT", 18, 14),
    ("AU", 18, 15),
    ("BE", 18, 13),
    ("BG", 18, 14),
    ("CA", 18, 14),
    ("CH", 18, 18),
    ("CN", 18, 14),
    ("CY", 18, 14),
    ("CZ", 18, 15),
    ("DE", 18, 16),
    ("DK", 18, 15),
    ("EE", 18, 13),
    ("ES", 18, 14),
    ("FI", 18, 13),
    ("FR", 18, 15),
    ("GB", 18, 13),
    ("GR", 18, 15),
    ("HK", 18, 18),
    ("HR", 18, 16),
    ("HU", 18, 16),
    ("IE", 18, 16),
    ("IS", 18, 13),
    ("IT", 18, 14),
    ("JP", 18, 16),
    ("KR", 19, 14),
    ("LI", 18, 16),
    ("LT", 18, 14),
    ("LU", 18, 16),
    ("LV", 18, 13),
    ("MO", 18, 18),
    ("MT", 18, 13),
    ("NL", 18, 16),
    // the stricter of the two ages that stand there while the law is being changed
    ("NO", 18, 15),
    // of age at twenty, but guardians answer until eighteen
    ("NZ", 18, 18),
    ("PL", 18, 16),
    ("PT", 18, 13),
    ("RO", 18, 16),
    ("SE", 18, 13),
    ("SG", 18, 13),
    ("SI", 18, 15),
    ("SK", 18, 16),
    ("TW", 18, 18),
    ("US", 18, 13),
];

/// The countries that are known, by their two letters.
pub fn countries() -> impl Iterator<Item = &'static str> {
    COUNTRIES.iter().map(|(code, ..)| *code)
}

/// The ages of a country; `None` where it is not known.
#[must_use]
pub fn ages_of(country: &str) -> Option<Ages> {
    let found = COUNTRIES.iter().find(|(code, ..)| *code == country);
    found.map(|(_, of_age, consent)| Ages {
        of_age: *of_age,
        consent: *consent,
    })
}

/// The country that a zone lies in, as far as its name tells.
#[must_use]
pub fn country_of_zone(zone: &str) -> Option<&'static str> {
    Some(match zone {
        "Europe/Berlin" | "Europe/Busingen" => "DE",
        "Europe/Vienna" => "AT",
        "Europe/Zurich" => "CH",
        "Europe/London" => "GB",
        "Europe/Dublin" => "IE",
        "Europe/Paris" => "FR",
        "Europe/Madrid" | "Atlantic/Canary" => "ES",
        "Europe/Rome" => "IT",
        "Europe/Amsterdam" => "NL",
        "Europe/Brussels" => "BE",
        "Europe/Copenhagen" => "DK",
        "Europe/Stockholm" => "SE",
        "Europe/Oslo" => "NO",
        "Europe/Helsinki" => "FI",
        "Europe/Warsaw" => "PL",
        "Europe/Prague" => "CZ",
        "Europe/Lisbon" => "PT",
        "America/New_York"
        | "America/Chicago"
        | "America/Denver"
        | "America/Phoenix"
        | "America/Los_Angeles"
        | "America/Anchorage"
        | "Pacific/Honolulu" => "US",
        "America/Toronto" | "America/Vancouver" | "America/Edmonton" | "America/Winnipeg" | "America/Halifax" => "CA",
        "Asia/Shanghai" | "Asia/Chongqing" | "Asia/Urumqi" => "CN",
        "Asia/Hong_Kong" => "HK",
        "Asia/Macau" => "MO",
        "Asia/Taipei" => "TW",
        "Asia/Singapore" => "SG",
        "Asia/Tokyo" => "JP",
        "Asia/Seoul" => "KR",
        "Australia/Sydney"
        | "Australia/Melbourne"
        | "Australia/Brisbane"
        | "Australia/Perth"
        | "Australia/Adelaide" => "AU",
        "Pacific/Auckland" => "NZ",
        _ => return None,
    })
}

/// What a country is called.
#[must_use]
pub fn country_text(country: &str, l: Locale) -> &str {
    match country {
        "AT" => t::countries::at(l),
        "AU" => t::countries::au(l),
        "BE" => t::countries::be(l),
        "BG" => t::countries::bg(l),
        "CA" => t::countries::ca(l),
        "CH" => t::countries::ch(l),
        "CN" => t::countries::cn(l),
        "CY" => t::countries::cy(l),
        "CZ" => t::countries::cz(l),
        "DE" => t::countries::de(l),
        "DK" => t::countries::dk(l),
        "EE" => t::countries::ee(l),
        "ES" => t::countries::es(l),
        "FI" => t::countries::fi(l),
        "FR" => t::countries::fr(l),
        "GB" => t::countries::gb(l),
        "GR" => t::countries::gr(l),
        "HK" => t::countries::hk(l),
        "HR" => t::countries::hr(l),
        "HU" => t::countries::hu(l),
        "IE" => t::countries::ie(l),
        "IS" => t::countries::is(l),
        "IT" => t::countries::it(l),
        "JP" => t::countries::jp(l),
        "KR" => t::countries::kr(l),
        "LI" => t::countries::li(l),
        "LT" => t::countries::lt(l),
        "LU" => t::countries::lu(l),
        "LV" => t::countries::lv(l),
        "MO" => t::countries::mo(l),
        "MT" => t::countries::mt(l),
        "NL" => t::countries::nl(l),
        "NO" => t::countries::no(l),
        "NZ" => t::countries::nz(l),
        "PL" => t::countries::pl(l),
        "PT" => t::countries::pt(l),
        "RO" => t::countries::ro(l),
        "SE" => t::countries::se(l),
        "SG" => t::countries::sg(l),
        "SI" => t::countries::si(l),
        "SK" => t::countries::sk(l),
        "TW" => t::countries::tw(l),
        "US" => t::countries::us(l),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_child_never_agrees_alone_before_thirteen_and_always_when_of_age() {
        let codes: Vec<_> = countries().collect();
        assert!(codes.is_sorted() && codes.len() == COUNTRIES.len());
        for code in codes {
            let ages = ages_of(code).expect("a known country");
            assert!((13..=ages.of_age).contains(&ages.consent), "{code}");
            assert!((18..=21).contains(&ages.of_age), "{code}");
            assert_ne!(country_text(code, Locale::En), code, "it has a name");
        }
        assert_eq!(ages_of("CN").map(|ages| ages.consent), Some(14));
        assert_eq!(ages_of("XX"), None);
        assert_eq!(country_of_zone("Asia/Shanghai"), Some("CN"));
    }
}
