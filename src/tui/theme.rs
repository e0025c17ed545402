//! How things look: a few styles for every theme, made of the terminal's own sixteen colours.
//!
//! Nothing is said by colour alone. Where nobody has chosen a ground the text must be readable on a dark and on a light
//! one: there the only colours are three of the palette of 256, whose lightness lies half-way, and no text is dim – PuTTY
//! dims the ground with the text, in grey blocks on a white window. The monochrome theme names no colour but those of a
//! QR code.

use ratatui::style::{Color, Modifier, Style};

/// Which look was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// A terminal of sixteen colours and unknown ground: bold, reverse and underline only.
    #[default]
    Plain,
    /// A terminal of 256 colours and unknown ground: three of them, readable on any.
    Palette,
    /// More of the terminal's colours, for a dark ground.
    Dark,
    /// More of the terminal's colours, for a light ground.
    Light,
    /// No dim text and no colour: bold, reverse and underline only, on the terminal's own ground.
    HighContrast,
    /// No colour (`NO_COLOR`).
    Monochrome,
    /// A terminal of the VT series: bold, underline and reverse are all it has.
    Vt,
}

/// Colours of the palette of 256 that stand out from black and from white alike, by at least 4.4 to 1.
const GREY: Color = Color::Indexed(243);
const GREEN: Color = Color::Indexed(28);
const ORANGE: Color = Color::Indexed(130);

/// The styles of a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Running text.
    pub text: Style,
    /// What may be skipped.
    pub dim: Style,
    /// Headings, labels of keys, names.
    pub strong: Style,
    /// The letters that matched.
    pub hit: Style,
    /// The selected row.
    pub selected: Style,
    /// Good news.
    pub good: Style,
    /// Cautions.
    pub careful: Style,
    /// Whom to call at once: the whole line in reverse.
    pub alarm: Style,
    /// Keys in the footer.
    pub key: Style,
    /// A QR code, whose light part is written.
    pub code: Style,
}

impl Theme {
    /// The styles of `look`.
    pub fn of(look: ThemeChoice) -> Self {
        let plain = Style::new();
        let bold = plain.add_modifier(Modifier::BOLD);
        let base = Self {
            text: plain,
            dim: plain,
            strong: bold,
            hit: bold.add_modifier(Modifier::UNDERLINED),
            // Where bold is a colour, as in PuTTY, bold letters in reverse are grey on grey.
            selected: Style::new()
                .fg(Color::Reset)
                .bg(Color::Reset)
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::BOLD | Modifier::DIM),
            good: plain,
            careful: bold,
            alarm: Style::new()
                .fg(Color::Reset)
                .bg(Color::Reset)
                .add_modifier(Modifier::REVERSED)
                .remove_modifier(Modifier::BOLD | Modifier::DIM),
            key: bold,
            code: plain,
        };
        // A phone wants dark on light whatever the ground of the terminal: here alone both colours are named, and where no
        // colour is wanted too, since they are what the code is made of. Every terminal with colours knows these two.
        let code = plain.fg(Color::Gray).bg(Color::Black);
        match look {
            ThemeChoice::Plain | ThemeChoice::HighContrast | ThemeChoice::Monochrome => Self { code, ..base },
            ThemeChoice::Palette => {
                Self { dim: plain.fg(GREY), good: plain.fg(GREEN), careful: plain.fg(ORANGE), code, ..base }
            }
            ThemeChoice::Dark => Self {
                dim: plain.add_modifier(Modifier::DIM),
                good: plain.fg(Color::LightGreen),
                careful: plain.fg(Color::LightYellow),
                hit: base.hit.fg(Color::LightCyan),
                key: bold.fg(Color::LightCyan),
                code,
                ..base
            },
            ThemeChoice::Light => Self {
                dim: plain.fg(Color::DarkGray),
                good: plain.fg(Color::Green),
                careful: plain.fg(Color::Red),
                hit: base.hit.fg(Color::Magenta),
                key: bold.fg(Color::Blue),
                code,
                ..base
            },
            ThemeChoice::Vt => base,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;

    /// Contrast of two lightnesses, 1 to 21: WCAG 2.2, "contrast ratio".
    fn contrast(a: f64, b: f64) -> f64 {
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Relative lightness of a colour of the 6x6x6 cube or the grey ramp, 0 to 1.
    fn lightness(index: u8) -> f64 {
        let step = |n: u8| if n == 0 { 0.0 } else { 55.0 + 40.0 * f64::from(n) };
        let (r, g, b) = match index {
            232.. => {
                let grey = 8.0 + 10.0 * f64::from(index - 232);
                (grey, grey, grey)
            }
            16.. => (step((index - 16) / 36), step((index - 16) / 6 % 6), step((index - 16) % 6)),
            _ => panic!("colour {index} is the terminal's to choose"),
        };
        let linear = |c: f64| {
            let c = c / 255.0;
            if c <= 0.03928 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    fn styles(look: ThemeChoice) -> [Style; 8] {
        let t = Theme::of(look);
        [t.text, t.dim, t.strong, t.hit, t.selected, t.good, t.careful, t.key]
    }

    #[test]
    fn on_a_ground_nobody_chose_every_colour_is_readable_and_nothing_is_dim() {
        for look in [
            ThemeChoice::Plain,
            ThemeChoice::Palette,
            ThemeChoice::HighContrast,
            ThemeChoice::Monochrome,
            ThemeChoice::Vt,
        ] {
            for style in styles(look) {
                assert!(!style.add_modifier.contains(Modifier::DIM), "{look:?}: {style:?}");
                match style.fg {
                    None | Some(Color::Reset) => {}
                    Some(Color::Indexed(index)) => {
                        let light = lightness(index);
                        assert!(contrast(light, 0.0) >= 4.4 && contrast(light, 1.0) >= 4.4, "{look:?}: {index}");
                    }
                    Some(other) => panic!("{look:?}: {other:?} is not the same everywhere"),
                }
            }
        }
    }

    #[test]
    fn dim_text_is_for_a_ground_known_to_be_dark() {
        assert!(styles(ThemeChoice::Light).iter().all(|s| !s.add_modifier.contains(Modifier::DIM)));
    }

    #[test]
    fn the_letters_that_matched_are_as_readable_in_the_selected_row() {
        for look in [
            ThemeChoice::Plain,
            ThemeChoice::Palette,
            ThemeChoice::Dark,
            ThemeChoice::Light,
            ThemeChoice::HighContrast,
            ThemeChoice::Monochrome,
            ThemeChoice::Vt,
        ] {
            let theme = Theme::of(look);
            let both = theme.hit.patch(theme.selected);
            assert!(!both.add_modifier.contains(Modifier::BOLD), "{look:?}");
            assert!(matches!(both.fg, None | Some(Color::Reset)), "{look:?}");
            assert!(both.add_modifier.contains(Modifier::REVERSED | Modifier::UNDERLINED), "{look:?}");
        }
    }
}
