//! Text for the clipboard of the person's own terminal: OSC 52.
//!
//! The terminal never confirms, and stock `PuTTY` ignores it: the screen may say "inviato al terminale", never "copiato".
//! Knows no terminal: it makes the bytes, [`super::terminal`] sends them.

use crate::lingua::signs::clean;

/// The most bytes of text that are sent: what xterm and the multiplexers take in one piece.
pub const LIMIT: usize = 74_994;

/// What stands between the program and the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Wrap {
    /// Nothing.
    #[default]
    Plain,
    /// `tmux`, which lets sequences through in a DCS of its own.
    Tmux,
    /// GNU `screen`, which lets short pieces through.
    Screen,
}

impl Wrap {
    /// What the environment says: the values of `TMUX`, `STY` and `TERM`.
    pub fn detect(tmux: Option<&str>, sty: Option<&str>, term: Option<&str>) -> Self {
        let term = term.unwrap_or_default();
        let set = |value: Option<&str>| value.is_some_and(|value| !value.is_empty());
        if set(tmux) || term.starts_with("tmux") {
            Self::Tmux
        } else if set(sty) || term.starts_with("screen") {
            Self::Screen
        } else {
            Self::Plain
        }
    }
}

/// The bytes that put a text on the clipboard. Only this module makes one, so that nothing else is ever sent as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence(String);

impl Sequence {
    /// The bytes, all ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// The sequence that puts `text` on the clipboard; line breaks stay, everything else that could act on a terminal goes.
/// `None` where the text is empty or longer than [`LIMIT`] bytes.
pub fn sequence(text: &str, wrap: Wrap) -> Option<Sequence> {
    let lines: Vec<_> = text.lines().map(clean).collect();
    let text = lines.join("\n");
    if text.trim().is_empty() || text.len() > LIMIT {
        return None;
    }
    let data = base64(text.as_bytes());
    let plain = format!("\x1b]52;c;{data}\x07");
    Some(Sequence(match wrap {
        Wrap::Plain => plain,
        // Which of the two tmux takes depends on its options; it ignores the other.
        Wrap::Tmux => format!("{plain}\x1bPtmux;\x1b{plain}\x1b\\"),
        Wrap::Screen => {
            let mut out = String::with_capacity(data.len() * 2);
            out.push_str("\x1bP\x1b]52;c;");
            for (column, c) in data.chars().enumerate() {
                if column > 0 && column % 76 == 0 {
                    out.push_str("\x1b\\\x1bP");
                }
                out.push(c);
            }
            out.push_str("\x07\x1b\\");
            out
        }
    }))
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let kept = place <= chunk.len();
            out.push(if kept { DIGITS.get(digit as usize).map_or('=', |&d| char::from(d)) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        for (text, expected) in [
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
            ("è", "w6g="),
        ] {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }

    #[test]
    fn a_scheda_keeps_its_lines_and_loses_what_could_act_on_a_terminal() {
        let sent = sequence("SAD\nTel. 0831\u{1b}]52;c;\u{7}\u{202e}", Wrap::Plain);
        let clean = sequence("SAD\nTel. 0831]52;c;", Wrap::Plain);
        assert!(sent.is_some());
        assert_eq!(sent, clean);
    }

    #[test]
    fn multiplexers_get_it_wrapped() {
        let tmux = sequence("SAD", Wrap::Tmux).map(|s| s.0);
        assert_eq!(tmux.as_deref(), Some("\x1b]52;c;U0FE\x07\x1bPtmux;\x1b\x1b]52;c;U0FE\x07\x1b\\"));
        let screen = sequence(&"a".repeat(60), Wrap::Screen).map(|s| s.0).unwrap_or_default();
        assert_eq!(screen.matches("\x1bP").count(), 2);
        assert!(screen.split("\x1b\\").all(|piece| piece.len() < 100));
    }

    #[test]
    fn what_is_too_long_or_empty_is_not_sent() {
        assert!(sequence(&"a".repeat(LIMIT), Wrap::Plain).is_some());
        assert!(sequence(&"a".repeat(LIMIT + 1), Wrap::Plain).is_none());
        assert!(sequence(" \n\u{200b}", Wrap::Plain).is_none());
    }

    #[test]
    fn the_environment_tells_what_stands_between() {
        assert_eq!(Wrap::detect(Some("/tmp/tmux-1/default"), None, Some("screen")), Wrap::Tmux);
        assert_eq!(Wrap::detect(None, Some("123.pts"), Some("xterm")), Wrap::Screen);
        assert_eq!(Wrap::detect(None, None, Some("screen.xterm-256color")), Wrap::Screen);
        assert_eq!(Wrap::detect(Some(""), Some(""), Some("xterm-256color")), Wrap::Plain);
        assert_eq!(Wrap::detect(None, None, None), Wrap::Plain);
    }
}
