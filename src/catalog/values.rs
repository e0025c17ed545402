//! The small values of a record: identifiers, dates, contacts and the closed lists.
//!
//! Each type refuses nonsense when it is read, with an Italian sentence that says what was expected. Nothing here knows
//! of files, records or screens.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};

use super::text::{Letters, carried};
use crate::lingua::dates::Date;
use crate::lingua::signs::{glimpse, is_hostile};

/// Whether a point, in degrees, lies within the rectangle around Italy.
pub fn in_italy(lat: f64, lon: f64) -> bool {
    (35.0..=48.0).contains(&lat) && (6.0..=19.0).contains(&lon)
}

/// Why a value was refused: one Italian clause, "atteso …".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidValue(pub String);

/// Declares a checked string type: what it is, its check, its JSON Schema pattern.
macro_rules! checked_string {
    ($(#[$doc:meta])* $name:ident, $check:path, $pattern:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Letters);

        impl $name {
            /// Checks `raw`.
            ///
            /// # Errors
            /// [`InvalidValue`] with what was expected.
            pub fn new(raw: &str) -> Result<Self, InvalidValue> {
                $check(raw).map(|()| Self(Letters::Owned(raw.to_owned())))
            }

            /// The value as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidValue;
            fn from_str(raw: &str) -> Result<Self, InvalidValue> {
                Self::new(raw)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct ScalarVisitor;
                impl<'de> de::Visitor<'de> for ScalarVisitor {
                    type Value = $name;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("un testo")
                    }
                    fn visit_str<E: de::Error>(self, v: &str) -> Result<$name, E> {
                        $name::new(v).map_err(E::custom)
                    }
                    fn visit_borrowed_str<E: de::Error>(self, v: &'de str) -> Result<$name, E> {
                        carried(v).map_or_else(|| self.visit_str(v), |own| Ok($name(own)))
                    }
                }
                deserializer.deserialize_str(ScalarVisitor)
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

checked_string!(
    /// A plain identifier: lower-case words joined by hyphens (`le-casarano`, `asilo-nido`).
    Slug, check_slug, r"^[a-z0-9]+(-[a-z0-9]+)*$");
checked_string!(
    /// A record's identifier under its scope: `<scope>/<tipologia>` or `<scope>/sede/<name>`.
    RecordId, check_record_id, r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){1,2}$");
checked_string!(
    /// ISTAT code of a comune: six digits.
    Istat, check_istat, r"^[0-9]{6}$");
checked_string!(
    /// Postal code: five digits.
    Cap, check_cap, r"^[0-9]{5}$");
checked_string!(
    /// The postal codes of a comune: one, or several joined by `|` as the postal lists have them (`71121|71122`); empty where no
    /// source states it.
    Caps, check_caps, r"^([0-9]{5}(\|[0-9]{5})*)?$");
checked_string!(
    /// A day that comes back every year: month and day, `03-31`.
    MonthDay, check_month_day, r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$");
checked_string!(
    /// A telephone number as it is dialled in Italy: digits, spaces, `+ / . - ( )`; 3 to 15 digits.
    Phone, check_phone, r"^[+(]?[0-9][0-9 ./()-]*$");
checked_string!(
    /// An e-mail address or PEC.
    Email, check_email, r"^[^@\s]+@[^@\s]+\.[^@\s]+$");
checked_string!(
    /// A web address: http or https.
    Url, check_url, r"^https?://[^\s]+$");

impl Phone {
    /// The digits alone (with a leading `+` if any), for comparison: "080 123/45" and "08012345" are one number.
    pub fn normalised(&self) -> String {
        self.0.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }

    /// Whether it is that of a mobile telephone.
    pub fn is_mobile(&self) -> bool {
        self.normalised().trim_start_matches("+39").starts_with('3')
    }
}

impl MonthDay {
    /// The next time it comes, `from` included; the 29th of February is the 28th in most years.
    pub fn next(&self, from: NaiveDate) -> NaiveDate {
        let in_year = |year: i32| {
            let whole = |day: &str| NaiveDate::parse_from_str(&format!("{year}-{day}"), "%Y-%m-%d");
            whole(self).or_else(|_| whole("02-28")).unwrap_or(from)
        };
        let this_year = in_year(from.year());
        if this_year >= from { this_year } else { in_year(from.year() + 1) }
    }

    /// "31 marzo", "1º marzo".
    pub fn in_words(&self) -> String {
        let date = PartialDate::new(&format!("2000-{}", self.as_str()));
        date.map(|d| Date::from(d).without_year()).unwrap_or_default()
    }
}

impl Caps {
    /// Each code.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split('|')
    }
}

impl RecordId {
    /// What `scope` has of `tipologia`: `le-casarano/asilo-nido`.
    pub(super) fn of(scope: &Slug, tipologia: &Slug) -> Self {
        Self(Letters::Owned([scope.as_str(), "/", tipologia].concat()))
    }

    /// What stands before the first slash: `it`, `puglia` or an ambito's id.
    pub fn scope(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }
}

fn refuse<T>(what: &str, raw: &str) -> Result<T, InvalidValue> {
    Err(InvalidValue(format!("«{}» non va bene: {what}", glimpse(raw, 60))))
}

fn check_slug(raw: &str) -> Result<(), InvalidValue> {
    // A hyphen is right between two words only.
    let mut last = b'-';
    let all_right = raw.bytes().all(|b| {
        let right = b.is_ascii_lowercase() || b.is_ascii_digit() || (b == b'-' && last != b'-');
        last = b;
        right
    });
    if all_right && last != b'-' && raw.len() <= 120 {
        Ok(())
    } else {
        refuse("attese parole minuscole unite da trattini, per esempio «asilo-nido»", raw)
    }
}

fn check_record_id(raw: &str) -> Result<(), InvalidValue> {
    let parts = raw.split('/').count();
    if (2..=3).contains(&parts) && raw.split('/').all(|p| check_slug(p).is_ok()) {
        Ok(())
    } else {
        refuse("atteso «ambito/tipologia», per esempio «le-casarano/asilo-nido»", raw)
    }
}

fn digits(raw: &str, n: usize) -> bool {
    raw.len() == n && raw.bytes().all(|b| b.is_ascii_digit())
}

fn check_istat(raw: &str) -> Result<(), InvalidValue> {
    if digits(raw, 6) { Ok(()) } else { refuse("atteso un codice ISTAT di sei cifre", raw) }
}

fn check_cap(raw: &str) -> Result<(), InvalidValue> {
    if digits(raw, 5) { Ok(()) } else { refuse("atteso un CAP di cinque cifre", raw) }
}

fn check_caps(raw: &str) -> Result<(), InvalidValue> {
    if raw.is_empty() || raw.len() <= 200 && raw.split('|').all(|cap| digits(cap, 5)) {
        Ok(())
    } else {
        refuse("atteso un CAP di cinque cifre, o più d'uno uniti da «|»", raw)
    }
}

fn check_month_day(raw: &str) -> Result<(), InvalidValue> {
    // A leap year, so that the 29th of February is a day too.
    match NaiveDate::parse_from_str(&format!("2000-{raw}"), "%Y-%m-%d") {
        Ok(_) if raw.len() == 5 => Ok(()),
        _ => refuse("attesi mese e giorno, per esempio «03-31»", raw),
    }
}

fn check_phone(raw: &str) -> Result<(), InvalidValue> {
    let n = raw.bytes().filter(u8::is_ascii_digit).count();
    let ok = raw.bytes().all(|b| b.is_ascii_digit() || b" +/.-()".contains(&b));
    let starts = raw.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'+' || b == b'(');
    if !ok || !starts || !(3..=15).contains(&n) {
        return refuse("atteso un numero di telefono, solo cifre e spazi", raw);
    }
    let dialled: String = raw.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    match numbering(&dialled) {
        Numbering::Plausible => Ok(()),
        Numbering::WithoutZero => {
            let (prefix, rest) = match raw.strip_prefix("+39").or_else(|| raw.strip_prefix("0039")) {
                Some(rest) => ("+39 ", rest),
                None => ("", raw),
            };
            refuse(&format!("manca lo zero iniziale: forse «{prefix}0{}»", rest.trim()), raw)
        }
        Numbering::Impossible(why) => refuse(why, raw),
    }
}

/// What Italy's numbering plan says of the digits of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Plausible,
    /// What a spreadsheet makes of a fixed line: a number has no zero in front.
    WithoutZero,
    Impossible(&'static str),
}

/// Fixed lines begin with 0 and have 6 to 11 digits, mobile ones with 3 and have 9 or 10; 1… are short numbers (3 to 6 digits)
/// or 178 and 199; 8… are 800, 803, 840, 841, 847, 848 and 89x (Italy's numbering plan, AGCOM delibera 8/15/CIR).
fn numbering(dialled: &str) -> Numbering {
    const LENGTH: &str = "un numero italiano non è lungo così: controlla le cifre";
    let national = dialled.strip_prefix("+39").or_else(|| dialled.strip_prefix("0039"));
    if national.is_none() && (dialled.starts_with('+') || dialled.starts_with("00")) {
        let digits = dialled.trim_start_matches('+').trim_start_matches('0').len();
        return if (7..=15).contains(&digits) { Numbering::Plausible } else { Numbering::Impossible(LENGTH) };
    }
    let national = national.unwrap_or(dialled);
    let fits = |lengths: std::ops::RangeInclusive<usize>| {
        if lengths.contains(&national.len()) { Numbering::Plausible } else { Numbering::Impossible(LENGTH) }
    };
    let special = ["800", "803", "840", "841", "847", "848"].iter().any(|p| national.starts_with(p));
    match national.as_bytes() {
        [b'0', ..] => fits(6..=11),
        // Only the oldest mobile numbers have nine digits; 030, 031 and 032… are fixed lines.
        [b'3', b'0' | b'1' | b'2', ..] if national.len() < 10 => Numbering::WithoutZero,
        [b'3', ..] => fits(9..=10),
        [b'1', b'7', b'8', ..] | [b'1', b'9', b'9', ..] if national.len() > 6 => fits(9..=10),
        [b'1', ..] => fits(3..=6),
        [b'8', b'9', ..] if national.len() <= 6 || national.len() == 9 => fits(6..=10),
        [b'8', ..] if special => fits(6..=10),
        [b'1'..=b'9', ..] if (5..=10).contains(&national.len()) => Numbering::WithoutZero,
        _ => Numbering::Impossible("un numero italiano comincia con 0, 3, 800 o 1: controlla le cifre"),
    }
}

fn check_email(raw: &str) -> Result<(), InvalidValue> {
    let plain = |s: &str| {
        !s.is_empty() && s.chars().all(|c| !c.is_whitespace() && !is_hostile(c) && !"<>()[]\",;:\\".contains(c))
    };
    match raw.split_once('@') {
        Some((user, host))
            if raw.len() <= 254
                && plain(user)
                && plain(host)
                && !host.contains('@')
                && host.contains('.')
                && host.split('.').all(|p| !p.is_empty()) =>
        {
            Ok(())
        }
        _ => refuse("atteso un indirizzo di posta, per esempio «ufficio@comune.it»", raw),
    }
}

fn check_url(raw: &str) -> Result<(), InvalidValue> {
    let rest = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"));
    match rest {
        Some(rest)
            if raw.len() <= 2000
                && !rest.is_empty()
                && !rest.starts_with('/')
                && raw.chars().all(|c| match c {
                    '<' | '>' | '"' => false,
                    _ => c.is_ascii_graphic() || !(c.is_whitespace() || is_hostile(c)),
                }) =>
        {
            Ok(())
        }
        _ => refuse("atteso un indirizzo web che comincia con http:// o https://", raw),
    }
}

/// A date of which only the year, or the year and the month, may be known: `2026`, `2026-11`, `2026-11-21`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: i32,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, years 1900 to 2199.
    ///
    /// # Errors
    /// [`InvalidValue`] with what was expected.
    pub fn new(raw: &str) -> Result<Self, InvalidValue> {
        let parse = || {
            let mut parts = raw.split('-');
            let year: i32 = parts.next().filter(|p| digits(p, 4))?.parse().ok()?;
            let mut two = || match parts.next() {
                None => Some(None),
                Some(p) if digits(p, 2) => p.parse::<u8>().ok().map(Some),
                Some(_) => None,
            };
            let (month, day) = (two()?, two()?);
            let whole = parts.next().is_none() && (1900..2200).contains(&year) && first_day(year, month, day).is_some();
            whole.then_some(Self { year, month, day })
        };
        match parse() {
            Some(date) => Ok(date),
            None => refuse("attesa una data: 2026, 2026-11 o 2026-11-21", raw),
        }
    }

    /// A full date.
    pub fn from_day(day: NaiveDate) -> Self {
        let Date { year, month, day } = day.into();
        Self { year, month, day }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The first day it can mean.
    pub fn earliest(self) -> NaiveDate {
        first_day(self.year, self.month, self.day).unwrap_or_default()
    }

    /// The last day it can mean.
    pub fn latest(self) -> NaiveDate {
        match (self.month, self.day) {
            (Some(_), Some(_)) => self.earliest(),
            (Some(m), None) => {
                let (y, m) = if m == 12 { (self.year + 1, 1) } else { (self.year, m + 1) };
                first_day(y, Some(m), None).and_then(|d| d.pred_opt()).unwrap_or_default()
            }
            _ => NaiveDate::from_ymd_opt(self.year, 12, 31).unwrap_or_default(),
        }
    }

    /// As people write it: `2026`, `novembre 2026`, `21 novembre 2026`.
    pub fn in_words(self) -> String {
        Date::from(self).in_words()
    }
}

impl From<PartialDate> for Date {
    fn from(PartialDate { year, month, day }: PartialDate) -> Self {
        Self { year, month, day }
    }
}

/// The first day that a year, a month or a day can mean.
fn first_day(year: i32, month: Option<u8>, day: Option<u8>) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month.unwrap_or(1).into(), day.unwrap_or(1).into())
}

impl PartialOrd for PartialDate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for PartialDate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        // Most dates differ in the year, and no day needs to be made of them.
        let days = |date: &Self| (date.latest(), date.earliest());
        self.year.cmp(&other.year).then_with(|| days(self).cmp(&days(other)))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(m) = self.month {
            write!(f, "-{m:02}")?;
        }
        if let Some(d) = self.day {
            write!(f, "-{d:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for PartialDate {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct DateVisitor;
        impl de::Visitor<'_> for DateVisitor {
            type Value = PartialDate;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("una data fra virgolette: \"2026\", \"2026-11\" o \"2026-11-21\"")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<PartialDate, E> {
                PartialDate::new(v).map_err(E::custom)
            }
        }
        d.deserialize_str(DateVisitor)
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": r"^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$" })
    }
}

/// Declares a closed list: Rust variant, the word in the files, the words on the screen where they are others.
macro_rules! closed_list {
    (@label $word:literal) => { $word };
    (@label $word:literal, $label:literal) => { $label };
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal $(, $label:literal)?;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(::serde::Serialize, ::serde::Deserialize, ::schemars::JsonSchema)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every value, in the order of the design.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in files and in JSON output.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The words on the screen.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => closed_list!(@label $word $(, $label)?)),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

pub(crate) use closed_list;

closed_list! {
    /// Whether a servizio can be had today, as far as is known.
    Stato {
        /// Running, by a recent source.
        Attivo = "attivo", "attivo";
        /// Planned; nobody says that it has started.
        Programmato = "programmato", "programmato";
        /// A call whose term has passed.
        AvvisoChiuso = "avviso-chiuso", "avviso chiuso";
        /// Something says that it ran, nothing recent says that it runs.
        DaConfermare = "da-confermare", "da confermare";
        /// Ended, or known only from the past. Never serves as a contact.
        Storico = "storico", "storico";
    }
}

closed_list! {
    /// What an entry rests on.
    Basis {
        /// A plan or a page of the ambito names it.
        Piano = "piano", "dal piano o da una pagina dell'ambito";
        /// A norm requires it in every ambito; the local detail is not known.
        Norma = "norma", "previsto dalla norma";
        /// A national or regional benefit.
        Misura = "misura", "misura nazionale o regionale";
    }
}

closed_list! {
    /// How binding the norm is that requires a tipologia in every ambito.
    Level {
        /// Livello essenziale delle prestazioni sociali.
        Leps = "leps", "livello essenziale (LEPS)";
        /// Obiettivo di servizio of the regional plan.
        ObiettivoDiServizio = "obiettivo-di-servizio", "obiettivo di servizio regionale";
    }
}

closed_list! {
    /// Who answers for a tipologia.
    Provider {
        /// The ambito territoriale sociale.
        Ambito = "ambito", "Ambito territoriale sociale";
        /// The comune.
        Comune = "comune", "Comune";
        /// The local health authority.
        Asl = "asl", "ASL";
        /// The region.
        Regione = "regione", "Regione";
        /// The State.
        Stato = "stato", "Stato";
        /// The national social-security institute.
        Inps = "inps", "INPS";
        /// Non-profit bodies, often accredited (CAF, patronati, cooperative).
        TerzoSettore = "terzo-settore", "Terzo settore";
    }
}

closed_list! {
    /// Who is asked for a first step.
    Whom {
        /// The social services of the comune, even where the service has a sede of its own.
        ServiziSociali = "servizi-sociali", "servizi sociali";
        /// The PUA.
        Pua = "pua", "PUA";
        /// The local health authority.
        Asl = "asl", "ASL";
        /// The pronto intervento sociale, else 112.
        ProntoIntervento = "pronto-intervento", "pronto intervento sociale";
        /// Somebody whose place no record has (a court, a post office, a portal): the social services only inform.
        Altrove = "altrove", "altrove";
    }
}

closed_list! {
    /// The case in which a first step is another one.
    When {
        /// It is needed at night, on Saturday, on Sunday or on a holiday.
        UfficiChiusi = "uffici-chiusi", "a uffici chiusi";
        /// It cannot wait longer than tomorrow.
        Urgente = "urgente", "quando non può aspettare";
    }
}

closed_list! {
    /// How a language is written.
    Direction {
        /// From left to right.
        Ltr = "ltr", "da sinistra a destra";
        /// From right to left.
        Rtl = "rtl", "da destra a sinistra";
    }
}

closed_list! {
    /// How sure a record is.
    Confidence {
        /// Stated by the body itself or by several sources.
        Alta = "alta", "alta";
        /// Stated by one good source.
        Media = "media", "media";
        /// Old, indirect or doubtful.
        Bassa = "bassa", "bassa";
    }
}

closed_list! {
    /// Whether a place can be entered without steps.
    StepFree {
        /// Everywhere that the public goes.
        Si = "si", "sì";
        /// Not everywhere, or with help.
        InParte = "in-parte", "in parte";
        /// There are steps.
        No = "no", "no";
    }
}

closed_list! {
    /// Whether somebody speaks the Italian sign language (LIS).
    SignLanguage {
        /// Whenever it is open.
        Si = "si", "sì";
        /// Where it is asked for beforehand.
        SuRichiesta = "su-richiesta", "su richiesta";
        /// Nobody does.
        No = "no", "no";
    }
}

closed_list! {
    /// Whether one needs an appointment.
    Appointment {
        /// Without one nobody is received.
        Necessario = "necessario", "serve l'appuntamento";
        /// One may come without.
        Facoltativo = "facoltativo", "l'appuntamento si può prendere, ma non è obbligatorio";
        /// One simply comes.
        NonServe = "non-serve", "si va senza appuntamento";
    }
}

closed_list! {
    /// Who must send a person.
    Sender {
        /// Nobody: one asks for it oneself.
        Nessuno = "nessuno", "nessuno: si chiede da soli";
        /// The family doctor or the paediatrician.
        Medico = "medico", "il medico di famiglia o il pediatra";
        /// The social services of the comune.
        ServiziSociali = "servizi-sociali", "i servizi sociali del comune";
        /// The PUA.
        Pua = "pua", "la PUA";
        /// Another service of the local health authority.
        Asl = "asl", "un servizio della ASL";
        /// The hospital.
        Ospedale = "ospedale", "l'ospedale";
        /// The school.
        Scuola = "scuola", "la scuola";
        /// A judge.
        AutoritaGiudiziaria = "autorita-giudiziaria", "l'autorità giudiziaria";
    }
}

closed_list! {
    /// Which part of a Carta dei servizi a sentence of a norm belongs to.
    CartaPart {
        /// What a Carta is and why there is one.
        Perche = "perche", "Che cos'è questa Carta";
        /// Principles by which services are given.
        Principi = "principi", "I principi";
        /// What a person may claim.
        Diritti = "diritti", "I diritti";
        /// What is owed to persons with disabilities.
        Accessibilita = "accessibilita", "Le persone con disabilità";
        /// How one complains and defends oneself.
        Reclami = "reclami", "Reclami e ricorsi";
    }
}

closed_list! {
    /// What kind of place a sede is.
    SedeKind {
        /// Ufficio di Piano.
        UfficioDiPiano = "ufficio-di-piano", "Ufficio di Piano";
        /// Segretariato sociale or the comune's social services.
        SegretariatoSociale = "segretariato-sociale", "Segretariato sociale";
        /// Punto unico di accesso.
        Pua = "pua", "PUA";
        /// Centro antiviolenza or one of its desks.
        CentroAntiviolenza = "centro-antiviolenza", "Centro antiviolenza";
        /// A day centre.
        CentroDiurno = "centro-diurno", "Centro diurno";
        /// Desk for foreign citizens.
        SportelloImmigrati = "sportello-immigrati", "Sportello immigrati";
        /// Residential care.
        Rsa = "rsa", "RSA";
        /// Nursery.
        AsiloNido = "asilo-nido", "Asilo nido";
        /// Anything else.
        Altro = "altro", "Sede";
    }
}

closed_list! {
    /// How the comuni of an ambito manage their services together.
    Form {
        /// A consortium with its own legal personality.
        Consorzio = "consorzio", "consorzio";
        /// An agreement with a lead comune.
        Convenzione = "convenzione", "convenzione";
        /// The ambito is one comune.
        ComuneSingolo = "comune-singolo", "comune singolo";
    }
}

closed_list! {
    /// What a document of an ambito is.
    DocumentKind {
        /// Piano di zona.
        PianoDiZona = "piano-di-zona", "Piano di zona";
        /// Carta dei servizi.
        CartaDeiServizi = "carta-dei-servizi", "Carta dei servizi";
        /// Profilo di comunità.
        ProfiloDiComunita = "profilo-di-comunita", "Profilo di comunità";
        /// Regolamento.
        Regolamento = "regolamento", "Regolamento";
        /// Relazione sociale.
        RelazioneSociale = "relazione-sociale", "Relazione sociale";
        /// Anything else.
        Altro = "altro", "Documento";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn partial_dates_know_their_span() {
        let d = PartialDate::new("2024-02").unwrap();
        assert_eq!((d.earliest().to_string(), d.latest().to_string()), ("2024-02-01".into(), "2024-02-29".into()));
        assert_eq!(d.in_words(), "febbraio 2024");
        for bad in ["", "24", "2024-13", "2024-02-30", "2024-2", "2024/02", "2024-02-01-03", "3000"] {
            assert!(PartialDate::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_day_of_every_year_knows_its_next_time() {
        let day = |raw: &str| MonthDay::new(raw).unwrap();
        let from: NaiveDate = "2026-11-28".parse().unwrap();
        assert_eq!(day("03-31").next(from).to_string(), "2027-03-31");
        assert_eq!(day("12-31").next(from).to_string(), "2026-12-31");
        assert_eq!(day("11-28").next(from), from);
        assert_eq!(day("02-29").next(from).to_string(), "2027-02-28");
        assert_eq!(day("03-01").in_words(), "1º marzo");
        for bad in ["", "3-31", "13-01", "02-30", "31-03", "2026-03-31"] {
            assert!(MonthDay::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn contacts_refuse_nonsense() {
        for good in ["112", "0831 776065", "+39 080 1234567", "800 290 290", "(0832) 12345"] {
            assert!(Phone::new(good).is_ok(), "{good}");
        }
        for good in [
            "010 1010",
            "1 96 96",
            "116 117",
            "803 164",
            "899 123456",
            "0039 0831 776065",
            "+41 91 8141111",
            "+39 347 1234567",
        ] {
            assert!(Phone::new(good).is_ok(), "{good}");
        }
        for bad in ["", "12", "chiamare", "0831 77606x", "1234567890123456", "- 0831"] {
            assert!(Phone::new(bad).is_err(), "{bad}");
        }
        assert!(Email::new("protocollo.comune.alberona@pec.net").is_ok());
        for bad in ["", "a@b", "a b@c.it", "@c.it", "a@c..it", "<a@c.it>", "a@b@c.it"] {
            assert!(Email::new(bad).is_err(), "{bad}");
        }
        assert!(Url::new("http://comune.accadia.fg.it").is_ok());
        for bad in ["", "comune.it", "javascript:alert(1)", "http://", "http:///x", "https://a b", "https://x\u{1b}[0m"]
        {
            assert!(Url::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_telephone_that_lost_its_zero_is_told_with_the_zero() {
        for (bad, cure) in [
            ("831777777", "«0831777777»"),
            ("832 1234", "«0832 1234»"),
            ("+39831777777", "zero iniziale"),
            ("80 5234567", "«080 5234567»"),
            ("5211234", "«05211234»"),
            ("2 4961123", "«02 4961123»"),
            ("322123456", "«0322123456»"),
        ] {
            let said = Phone::new(bad).unwrap_err().0;
            assert!(said.contains("manca lo zero iniziale") && said.contains(cure), "{bad}: {said}");
        }
        for bad in ["08", "0831", "083177777777", "347123", "34712345678", "1234567", "9999", "80012", "+39"] {
            let said = Phone::new(bad).unwrap_err().0;
            assert!(said.contains("controlla le cifre") || said.contains("solo cifre"), "{bad}: {said}");
        }
    }

    #[test]
    fn ids_are_plain_words() {
        assert!(RecordId::new("le-casarano/asilo-nido-2").is_ok());
        assert_eq!(RecordId::new("le-casarano/sede/pua").unwrap().scope(), "le-casarano");
        for bad in ["asilo", "a/b/c/d", "A/b", "a//b", "../etc", "a/b-"] {
            assert!(RecordId::new(bad).is_err(), "{bad}");
        }
    }
}
