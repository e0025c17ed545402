//! The hours of the front desk's day, as tables.

#![allow(clippy::unwrap_used)]

use super::*;

fn at(moment: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(moment, "%Y-%m-%d %H:%M").unwrap()
}

/// 2026-11-21 is a Saturday, 2026-11-23 a Monday.
#[test]
fn what_the_operator_reads_beside_a_sede() {
    let office = "Mo-Fr 09:00-12:00; Th 09:00-12:00,15:30-17:30; PH off";
    let table = [
        (office, "2026-11-23 10:00", "aperto ora, chiude alle 12"),
        (office, "2026-11-23 08:00", "chiuso, apre alle 9"),
        (office, "2026-11-23 12:00", "chiuso, apre domani alle 9"),
        (office, "2026-11-21 10:00", "chiuso, apre lunedì alle 9"),
        (office, "2026-11-22 10:00", "chiuso, apre domani alle 9"),
        // Lunch.
        (office, "2026-11-26 13:00", "chiuso, apre alle 15:30"),
        (office, "2026-11-26 16:00", "aperto ora, chiude alle 17:30"),
        // Past midnight.
        ("Mo-Su 20:00-02:00", "2026-11-23 23:30", "aperto ora, chiude alle 2"),
        ("Mo-Su 20:00-02:00", "2026-11-24 00:30", "aperto ora, chiude alle 2"),
        ("Mo-Su 20:00-02:00", "2026-11-24 03:00", "chiuso, apre alle 20"),
        ("Mo-Su 20:00-09:00", "2026-11-23 23:30", "aperto ora, chiude domani alle 9"),
        ("Mo-Su 20:00-24:00", "2026-11-23 23:30", "aperto ora, chiude a mezzanotte"),
        ("Mo-Fr 22:00-01:00", "2026-11-23 23:30", "aperto ora, chiude all'1"),
        ("24/7", "2026-12-25 03:00", "aperto ora, sempre aperto"),
        // Holidays: Christmas, its eve before the weekend, Easter Monday, 25 April, Saint Francis (a Sunday in 2026).
        (office, "2026-12-25 10:00", "chiuso, apre lunedì alle 9"),
        (office, "2027-03-29 10:00", "chiuso, apre domani alle 9"),
        ("Mo-Su 09:00-12:00; PH off", "2026-04-25 10:00", "chiuso, apre domani alle 9"),
        ("Mo-Su 09:00-12:00; PH off", "2026-10-04 10:00", "chiuso, apre domani alle 9"),
        ("Mo-Fr 09:00-12:00; PH 10:00-11:00", "2026-12-25 10:30", "aperto ora, chiude alle 11"),
        // An office that names its working days does not open at Christmas because nobody wrote it.
        ("Mo-Fr 09:00-12:00", "2026-12-25 10:00", "chiuso, apre lunedì alle 9"),
        ("Mo-Fr 09:00-12:00", "2026-12-07 12:00", "chiuso, apre mercoledì alle 9"),
        // A helpline of every day does.
        ("Mo-Su 09:00-21:00", "2026-12-25 10:00", "aperto ora, chiude alle 21"),
        // Far away, and never again.
        ("Jun-Sep: Mo-Fr 09:00-12:00", "2026-11-23 10:00", "chiuso, apre il 1º giugno 2027 alle 9"),
        ("2015 Mo-Fr 09:00-12:00", "2026-11-23 10:00", "chiuso ora"),
        // By appointment nobody is sent there.
        ("We 09:00-13:00 \"su appuntamento\"", "2026-11-25 10:00", "su appuntamento"),
        ("We 09:00-13:00 \"su appuntamento\"", "2026-11-23 10:00", "chiuso ora"),
        ("\"su appuntamento\"", "2026-11-23 10:00", "su appuntamento"),
        ("Mo-Fr 09:00-12:00 unknown", "2026-11-23 10:00", "apertura da verificare"),
        ("", "2026-11-23 10:00", "orario non indicato"),
        ("la mattina", "2026-11-23 10:00", "orario non indicato"),
    ];
    for (hours, now, expected) in table {
        assert_eq!(now_in_words(hours, at(now)), expected, "{hours} | {now}");
    }
}

#[test]
fn hours_by_appointment_are_never_a_plain_open() {
    let hours = "Mo 09:00-12:00; We 09:00-13:00 \"su appuntamento\"";
    assert_eq!(state(hours, at("2026-11-25 10:00")), OpenState::Unknown);
    assert_eq!(state(hours, at("2026-11-24 10:00")), OpenState::Closed { opens: Some(at("2026-11-30 09:00")) });
}

#[test]
fn hours_in_the_words_of_the_desk() {
    let table = [
        ("Mo-Fr 09:00-12:00,15:00-18:00; Sa 09:00-12:00", "lun-ven 9-12 e 15-18; sab 9-12"),
        ("24/7", "sempre aperto, 24 ore su 24"),
        ("Mo-Su 00:00-24:00", "sempre aperto, 24 ore su 24"),
        ("24/7; PH off", "sempre aperto, 24 ore su 24; chiuso nei festivi"),
        ("\"su appuntamento\"", "su appuntamento"),
        ("We 09:00-13:00 \"su appuntamento\"", "mer 9-13 su appuntamento"),
        ("Tu,Fr 09:00-12:00", "mar e ven 9-12"),
        ("Mo-We,Fr 08:30-13:30; Th 08:30-13:30,16:00-19:00", "lun-mer e ven 8:30-13:30; gio 8:30-13:30 e 16-19"),
        // A later rule replaces the day: Tuesday is not both.
        ("Mo-Fr 08:00-14:00; Tu,Th 09:00-17:00", "lun, mer e ven 8-14; mar e gio 9-17"),
        ("Mo-Fr 14:00-21:00; Sa,Su 09:00-21:00", "lun-ven 14-21; sab e dom 9-21"),
        ("Mo-Su 20:00-09:00", "tutti i giorni 20-9"),
        ("Mo-Su 20:00-24:00", "tutti i giorni 20-24"),
        ("Mo-Su 09:00-10:00,18:00-19:00", "tutti i giorni 9-10 e 18-19"),
        ("Fr 22:00-02:00", "ven 22-2"),
        ("Mo-Fr 00:00-24:00; Sa 09:00-12:00", "lun-ven 24 ore su 24; sab 9-12"),
        ("Mo-Fr 09:00-12:00; PH off", "lun-ven 9-12; chiuso nei festivi"),
        ("Mo-Fr 09:00-12:00; PH 10:00-11:00", "lun-ven 9-12; festivi 10-11"),
        ("Mo 08:30-10:00,10:30-12:30,16:30-18:30", "lun 8:30-10, 10:30-12:30 e 16:30-18:30"),
        ("off", "chiuso"),
    ];
    for (hours, expected) in table {
        assert_eq!(in_words(hours).as_deref(), Some(expected), "{hours}");
    }
    for hours in
        ["Jun-Sep: Mo-Fr 09:00-12:00", "Mo[1] 09:00-12:00", "sunrise-sunset", "Mo-Fr dawn-12:00", "la mattina", ""]
    {
        assert_eq!(in_words(hours), None, "{hours}");
    }
}

#[test]
fn the_holidays_are_those_of_the_published_calendar() {
    let published = opening_hours::localization::Country::IT.holidays();
    for year in 2024..=2040 {
        for day in NaiveDate::from_ymd_opt(year, 1, 1).unwrap().iter_days().take_while(|d| d.year() == year) {
            assert_eq!(ITALY.get_public().contains(day), published.get_public().contains(day), "{day}");
        }
    }
}

#[test]
fn a_hostile_hours_string_is_an_error_and_not_a_crash() {
    for bad in [
        "Mo-Fr 9-12-15",
        "Mo-Fr 09:00-12:00 \u{1b}[2J",
        "Xx 09:00-12:00",
        "Mo 99:00-100:00",
        &"Mo 09:00-10:00; ".repeat(100),
    ] {
        assert!(parse(bad).is_err(), "{bad}");
    }
    assert!(!parse("Mo \u{1b}[2J").unwrap_err().to_string().contains('\u{1b}'));
}

proptest::proptest! {
    #[test]
    fn any_text_has_a_state_and_words(hours in "((Mo|Tu|PH|SH|Jan|easter|week|2026|Su\\[-1\\]|24/7|off|unknown|open|[0-9]{1,2}:[0-9]{2}|[-,;:+ \"|/]|[0-9]{1,5}| days) ?){0,14}") {
        let now = at("2026-11-23 10:00");
        let _ = now_in_words(&hours, now);
        let _ = in_words(&hours);
    }
}
