//! Numbers and amounts as they are written in Italy, and as they are read: points between thousands, cents after a comma.

/// An amount as it is written in Italy: "10.140 euro", "20.668,26 euro". Rounded to the cent; never negative zero.
pub fn euro(amount: f64) -> String {
    format!("{} euro", figure(amount))
}

/// The same without the word: "10.140".
pub fn figure(amount: f64) -> String {
    let written = format!("{:.2}", amount.abs());
    let (whole, cents) = written.split_once('.').unwrap_or((&written, "00"));
    let grouped = grouped(whole);
    let sign = if amount <= -0.005 { "-" } else { "" };
    if cents == "00" { format!("{sign}{grouped}") } else { format!("{sign}{grouped},{cents}") }
}

/// The digits of a whole number in groups: "70.345".
pub fn grouped(whole: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// The number that a person writes for an amount: "9000", "9.360", "9360,50", "9.360,50", and "9360.5" as programs do. A
/// point before exactly three digits separates thousands. `None` where it is no such number, or has more than nine digits
/// before the comma or two behind it.
pub fn written(text: &str) -> Option<f64> {
    let (whole, cents) = match text.split_once(',') {
        Some(parts) => parts,
        None => match text.rsplit_once('.') {
            Some((whole, cents)) if cents.len() <= 2 => (whole, cents),
            _ => (text, ""),
        },
    };
    let mut groups = whole.split('.');
    let first = groups.next().filter(|g| !g.is_empty())?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    let digits = format!("{first}{}", rest.concat());
    let all_digits = [digits.as_str(), cents].iter().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    if !grouped || cents.len() > 2 || !all_digits || digits.len() > 9 {
        return None;
    }
    format!("{digits}.{cents}0").parse().ok()
}

/// The number that a text says for an amount: "10.140", "20.668,26", in whatever signs stand around it. Points separate
/// thousands, whatever they stand before.
pub fn said(word: &str) -> Option<f64> {
    let digits = word.trim_matches(|c: char| !c.is_ascii_digit());
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',') {
        return None;
    }
    digits.replace('.', "").replace(',', ".").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_the_italian_way() {
        for (amount, words) in [
            (0.0, "0 euro"),
            (-0.001, "0 euro"),
            (-12.5, "-12,50 euro"),
            (950.0, "950 euro"),
            (10140.0, "10.140 euro"),
            (20668.26, "20.668,26 euro"),
            (8230.5, "8.230,50 euro"),
            (1_000_000.0, "1.000.000 euro"),
        ] {
            assert_eq!(euro(amount), words);
        }
        assert_eq!(["7", "345", "70345", "1234567"].map(grouped), ["7", "345", "70.345", "1.234.567"]);
    }

    #[test]
    fn what_was_written_is_read_again() {
        for amount in [0.0, 950.0, 10140.0, 20668.26, 8230.5, 999_999_999.0] {
            assert_eq!(written(&figure(amount)), Some(amount));
        }
        for (text, amount) in
            [("9000", 9000.0), ("9.360", 9360.0), ("9360,5", 9360.5), ("9360.5", 9360.5), ("1.234.567", 1_234_567.0)]
        {
            assert_eq!(written(text), Some(amount), "{text}");
        }
        for text in ["", ",5", "93.60,5", "9360.500", "1234.567", "9,360", "1.2.3", "-5", "1234567890", "nove"] {
            assert_eq!(written(text), None, "{text}");
        }
    }

    #[test]
    fn an_amount_in_a_text_is_read_through_the_signs_around_it() {
        for (word, amount) in [("10.140", Some(10_140.0)), ("(20.668,26", Some(20_668.26)), ("300;", Some(300.0))] {
            assert_eq!(said(word), amount, "{word}");
        }
        assert_eq!(["mille", "2018-2020", ""].map(said), [None; 3]);
    }
}
