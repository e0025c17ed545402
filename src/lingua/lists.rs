//! Several things in one sentence: "a, b e c", "1 ambito", "38 ambiti", "ad Andria".

/// "a", "a e b", "a, b e c"; empty for nothing.
pub fn join<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} e {}", first.join(", "), last.as_ref())
        }
    }
}

/// At most `most` of the items, and how many more there are: "a, b e altri 3". With all of them there, commas alone.
pub fn first_of<S: AsRef<str>>(items: &[S], most: usize) -> String {
    let shown: Vec<&str> = items.iter().take(most).map(AsRef::as_ref).collect();
    let more = if items.len() > most { format!(" e altri {}", items.len() - most) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// `one` or `many` after the number: "1 ambito", "38 ambiti".
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// "a" or "ad" before a name: before another a.
pub fn to(name: &str) -> &'static str {
    if name.starts_with(['a', 'A']) { "ad" } else { "a" }
}

/// "a Latiano", "ad Andria", "ad aprile".
pub fn at(name: &str) -> String {
    format!("{} {name}", to(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_several_stands_behind_e() {
        for (items, said) in
            [(&[][..], ""), (&["a"], "a"), (&["a", "b"], "a e b"), (&["a", "b", "c", "d"], "a, b, c e d")]
        {
            assert_eq!(join(items), said);
        }
    }

    #[test]
    fn what_is_too_much_for_a_list_is_counted() {
        for (most, said) in [(1, "a e altri 2"), (2, "a, b e altri 1"), (3, "a, b, c"), (9, "a, b, c")] {
            assert_eq!(first_of(&["a", "b", "c"], most), said);
        }
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!([0, 1, 2].map(|n| count(n, "anno", "anni")), ["0 anni", "1 anno", "2 anni"]);
    }

    #[test]
    fn before_an_a_there_is_a_d() {
        assert_eq!(["Latiano", "Andria", "aprile"].map(at), ["a Latiano", "ad Andria", "ad aprile"]);
    }
}
