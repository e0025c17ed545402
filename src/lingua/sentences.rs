//! Where a sentence begins and ends, and the capital letter at its beginning that is none inside.

/// Words of one letter, as they begin a sentence. Any other single letter is a name ("B 1").
const ONE_LETTER: [char; 5] = ['A', 'E', 'È', 'I', 'O'];

/// The text as it goes on inside a sentence: with a small first letter, unless it starts with an acronym or with a letter
/// that is a name. "A rischio" is "a rischio", "L'età" is "l'età"; "ISEE basso" and "A 4" stay.
pub fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next().filter(|c| c.is_uppercase()) else { return text.to_owned() };
    let rest = chars.as_str();
    let goes_on = |rest: &str| rest.starts_with(char::is_lowercase);
    let is_short_word = || ONE_LETTER.contains(&first) && rest.strip_prefix(' ').is_some_and(goes_on);
    let is_elided = || rest.starts_with(['\'', '’']);
    let is_word = goes_on(rest) || is_short_word() || is_elided();
    if is_word { first.to_lowercase().chain(rest.chars()).collect() } else { text.to_owned() }
}

/// The text with a capital first letter.
pub fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The text without full stops and spaces at its end, to be continued.
pub fn unended(text: &str) -> &str {
    text.trim_end_matches([' ', '.', ';', ','])
}

/// The sentences of a text, each with its full stop: a stop before a small letter or a figure ends none.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in text.match_indices(". ") {
        let next = text.get(at + 2..).and_then(|rest| rest.chars().next());
        let before = text.get(from..at).unwrap_or_default();
        let abbreviated = before
            .rsplit(' ')
            .next()
            .is_some_and(|w| w.chars().filter(|c| c.is_alphabetic()).count() <= 2 && w.len() <= 4);
        if next.is_some_and(|c| c.is_uppercase() || c == '«') && !abbreviated {
            out.push(text.get(from..=at).unwrap_or_default().trim());
            from = at + 2;
        }
    }
    out.push(text.get(from..).unwrap_or_default().trim());
    out.retain(|s| !s.is_empty());
    out
}

/// How easily a text is read, 0 to 100: the Gulpease index, 89 and 300 times the sentences less 10 times the letters, by the
/// words. From 80 on a text is easy for whoever finished primary school, from 60 on for whoever finished middle school. An
/// elided article is a word of its own, digits are letters. A text without words is easy.
pub fn gulpease(text: &str) -> i64 {
    let (mut letters, mut words, mut sentences) = (0, 0, 0);
    for sentence in text.split(['.', '!', '?']) {
        let before = words;
        for word in sentence.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            words += 1;
            letters += i64::try_from(word.chars().count()).unwrap_or(i64::MAX);
        }
        sentences += i64::from(words > before);
    }
    if words == 0 { 100 } else { (89 + (300 * sentences - 10 * letters) / words).clamp(0, 100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inside_a_sentence_only_names_have_a_capital() {
        for (alone, inside) in [
            ("Documento di identità", "documento di identità"),
            ("ISEE in corso di validità", "ISEE in corso di validità"),
            ("A rischio di esclusione", "a rischio di esclusione"),
            ("È già", "è già"),
            ("I minori soli", "i minori soli"),
            ("A 4 anni", "A 4 anni"),
            ("B appartamento", "B appartamento"),
            ("L'età", "l'età"),
            ("già così", "già così"),
            ("", ""),
        ] {
            assert_eq!(lower_first(alone), inside);
        }
    }

    #[test]
    fn a_sentence_begins_with_a_capital() {
        assert_eq!(["è già", "sAD", ""].map(upper_first), ["È già", "SAD", ""]);
        assert_eq!(["Fine. ", "uno;", "a.b"].map(unended), ["Fine", "uno", "a.b"]);
    }

    #[test]
    fn sentences_end_where_people_end_them() {
        assert_eq!(
            sentences("Vale la L. 104/1992. Chiedere all'INPS. Art. 3 c. 3."),
            ["Vale la L. 104/1992.", "Chiedere all'INPS.", "Art. 3 c. 3."]
        );
    }

    #[test]
    fn the_index_is_that_of_the_formula() {
        assert_eq!(gulpease("Chiami l'ufficio."), 100);
        // 10 words, 76 letters, 1 sentence: 89 + (300 - 760) / 10.
        let hard = "Presentare l'istanza all'ufficio competente unitamente alla documentazione attestante";
        assert_eq!(gulpease(hard), 89 + (300 - 760) / 10);
        assert_eq!(gulpease(""), 100);
    }
}
