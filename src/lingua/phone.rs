//! Telephone numbers in the groups in which they are read aloud.

/// Italian area codes of three digits, 02 and 06 have two, all others four.
const THREE_DIGIT_PREFIXES: [&str; 28] = [
    "010", "011", "015", "019", "030", "031", "035", "039", "040", "041", "045", "049", "050", "051", "055", "059",
    "070", "071", "075", "079", "080", "081", "085", "089", "090", "091", "095", "099",
];

/// A telephone number in groups that are easy to read aloud: "0831 776 065", "328 821 29 06", "800 290 290". What does
/// not look like an Italian number is left as the source writes it.
pub fn phone(number: impl AsRef<str>) -> String {
    let number = number.as_ref();
    let all: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let (country, digits) = match all.strip_prefix("+39").or_else(|| all.strip_prefix("0039")) {
        Some(rest) => ("+39 ", rest),
        None => ("", all.as_str()),
    };
    let prefix = match digits {
        d if d.starts_with("02") || d.starts_with("06") => 2,
        d if THREE_DIGIT_PREFIXES.iter().any(|p| d.starts_with(p)) => 3,
        d if d.starts_with('0') => 4,
        d if d.starts_with('3') || d.starts_with('8') || d.starts_with("19") => 3,
        _ => 0,
    };
    let plausible = digits.bytes().all(|b| b.is_ascii_digit()) && (6..=11).contains(&digits.len()) && prefix > 0;
    match digits.split_at_checked(prefix) {
        Some((head, tail)) if plausible && tail.len() >= 3 => format!("{country}{head} {}", groups(tail)),
        _ => number.to_owned(),
    }
}

/// Digits in groups of three and two: 4 = 2+2, 5 = 3+2, 6 = 3+3, 7 = 3+2+2, 8 = 2+2+2+2.
fn groups(digits: &str) -> String {
    let sizes: &[usize] = match digits.len() {
        4 => &[2, 2],
        5 => &[3, 2],
        6 => &[3, 3],
        7 => &[3, 2, 2],
        8 => &[2, 2, 2, 2],
        9 => &[3, 3, 3],
        _ => return digits.to_owned(),
    };
    let mut rest = digits;
    let mut parts = Vec::new();
    for &size in sizes {
        let (part, after) = rest.split_at_checked(size).unwrap_or((rest, ""));
        parts.push(part);
        rest = after;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phone_numbers_are_grouped_to_be_read_aloud() {
        for (dialled, read) in [
            ("0831 776065", "0831 776 065"),
            ("080/3210743", "080 321 07 43"),
            ("328 8212906", "328 821 29 06"),
            ("800 955028", "800 955 028"),
            ("803164", "803 164"),
            ("06164164", "06 164 164"),
            ("+39 0831 776065", "+39 0831 776 065"),
            ("112", "112"),
            ("1522", "1522"),
            ("116000", "116000"),
        ] {
            assert_eq!(phone(dialled), read, "{dialled}");
        }
    }

    proptest! {
        #[test]
        fn grouping_never_changes_the_digits_that_are_dialled(raw in "[+]?[0-9][0-9 ./-]{2,14}") {
            let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
            let (read, dialled) = (digits(&phone(&raw)), digits(&raw));
            prop_assert!(read == dialled || dialled.strip_prefix("00") == Some(&read));
        }
    }
}
