//! What a match is worth: the one table that ranking follows, each number with its reason.
//!
//! A word of the query is worth, for a record, the best `tier * field / 100` of its matches there, times how rare it is
//! ([`rarity`]). Words that meet in one name or keyword earn the bonus of [`MEETING`] and [`COMPLETE`]. All integers, so
//! that equal means equal on every machine.

use crate::catalog::values::closed_list;

closed_list! {
    /// Where a word stands in a record. The order is the order of worth: the best field of a word comes first.
    #[repr(u8)]
    Field {
        /// Acronyms of a tipologia: nobody types "cav" and means something else.
        Acronym = "sigla";
        /// The name.
        Name = "nome";
        /// Everyday words, written to be typed.
        Keyword = "parola chiave";
        /// Former and alternative identifiers, in words.
        Alias = "altro nome";
        /// One sentence that says what it is.
        Summary = "sintesi";
        /// Target groups and their synonyms: true of many services, so worth less than what names one.
        Target = "destinatari";
        /// What the plan calls it.
        Plan = "piano di zona";
        /// The area strategica: shared by twenty services.
        Area = "area";
        /// What is particular here.
        Details = "in questo ambito";
        /// What one gets.
        Outcome = "cosa si ottiene";
        /// Free text: a word there may be said in passing.
        Description = "descrizione";
        /// Who may ask.
        Eligibility = "a chi è rivolto";
        /// Norms.
        Norm = "riferimenti";
        /// Names and addresses of offices: where, not what.
        Sede = "sede";
    }
}

impl Field {
    /// The field of a number; the last for numbers that are none.
    pub fn of(number: u32) -> Self {
        Self::ALL.get(number as usize).copied().unwrap_or(Self::Sede)
    }

    /// Its worth, a whole word found there; 100 = the name.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Acronym => 130,
            Self::Name => 100,
            Self::Keyword => 85,
            Self::Alias => 60,
            Self::Summary => 45,
            Self::Target | Self::Plan => 35,
            Self::Area | Self::Details => 25,
            Self::Outcome => 22,
            Self::Description => 20,
            Self::Eligibility => 16,
            Self::Norm | Self::Sede => 12,
        }
    }

    /// Whether its instances are short phrases that name the service, so that words which meet in one say more.
    pub const fn is_phrase(self) -> bool {
        matches!(self, Self::Acronym | Self::Name | Self::Keyword | Self::Alias)
    }
}

closed_list! {
    /// How a word of the query met a word of the catalogue. The order is the order of worth.
    Tier {
        /// The same word.
        Exact = "parola uguale";
        /// It begins like this, and it is the last word: it is being typed.
        Typing = "inizio di parola, mentre si scrive";
        /// It begins like this: an abbreviation ("amm sost").
        Prefix = "inizio di parola";
        /// Another form of the word ("sfrattato" – "sfratto").
        Stem = "altra forma della parola";
        /// Another word for it ("nonna" – "anziani").
        Equivalent = "parola equivalente";
        /// One slip of the fingers.
        Slip = "un errore di battitura";
        /// It shares the root ("contraccettivi" – "contraccezione").
        Family = "parola della stessa famiglia";
        /// Two slips in a long word.
        TwoSlips = "due errori di battitura";
        /// It begins nearly like this.
        SlipInPrefix = "inizio di parola con un errore";
        /// Its letters stand in a name in this order ("assdom").
        Subsequence = "abbreviazione";
        /// It begins like this, but what was typed is a word itself ("auto" – "autonomia"): likely enough while it is
        /// being typed, hardly afterwards.
        Longer = "inizio di un'altra parola";
    }
}

impl Tier {
    /// Its worth; 100 = the same word.
    pub const fn weight(self) -> u32 {
        match self {
            Self::Exact => 100,
            Self::Typing | Self::Prefix => 80,
            Self::Stem => 76,
            Self::Equivalent => 62,
            Self::Slip => 60,
            Self::Family => 52,
            Self::TwoSlips => 46,
            Self::SlipInPrefix => 36,
            Self::Subsequence | Self::Longer => 25,
        }
    }
}

/// Of a beginning, how much of the word's length counts: "domiciliar" is nearly the word, "d" hardly. Hundredths of the
/// tier's worth that the whole missing part would cost.
pub const PREFIX_REACH: u32 = 12;

/// What each letter from the fifth to the eighth adds to [`Tier::Longer`]: the longer the word, the likelier another form.
pub const LONGER_LETTER: u32 = 6;

/// Each further word that meets the first in one name or keyword adds this many hundredths of what they are worth there.
pub const MEETING: u32 = 45;

/// At most this many hundredths for meeting.
pub const MEETING_MOST: u32 = 110;

/// A name or keyword that the query says completely adds this many hundredths of what its words are worth.
pub const COMPLETE: u32 = 50;

/// Two words that stand in a name or keyword one after the other as they were typed add this many hundredths: "centro
/// socio educativo diurno" is not "centro diurno socio educativo".
pub const IN_ORDER: u32 = 10;

/// Words that are the first words of a name add this many hundredths: who types "casa rif" is typing a name from its
/// beginning.
pub const FROM_THE_FIRST: u32 = 15;

/// Each further name or keyword that has the word adds this many hundredths: what a service says again and again it is
/// about, what it says once it may say in passing.
pub const REPEATED: u32 = 5;

/// At most this many further ones count.
pub const REPEATED_MOST: u32 = 6;

/// Words that meet in one sentence of running text.
pub const MEETING_IN_TEXT: u32 = 10;

/// Where nothing has all the words, what is missing costs this many hundredths of the score at most.
pub const MISSING: u32 = 45;

/// A word of background counts this many hundredths of its rarity.
pub const BACKGROUND: u32 = 30;

/// What the ear adds to its best, times the best score that the words gave, where some row has all the words…
pub const EAR: f32 = 0.6;

/// …where they are a sentence, in which words of the catalogue meet by chance…
pub const EAR_SENTENCE: f32 = 1.0;

/// …where a name says all the words as they were typed…
pub const EAR_NAMED: f32 = 0.15;

/// …where none has, and they may still be a name…
pub const EAR_ALONE: f32 = 4.0;

/// …and where they are a sentence.
pub const EAR_STORY: f32 = 8.0;

/// So few words that count may be a name.
pub const A_NAME: usize = 3;

/// The best score of words that mean nothing to the catalogue: the scale for what is heard in them.
pub const NOTHING_SAID: u32 = 10_000;

/// What the ear finds so likely was asked for.
pub const ASKED_FOR: f32 = 0.4;

/// A first row that the ear finds so likely is probably what was meant: at this edge three in five are…
pub const SURE: f32 = 0.2;

/// …and one behind it, where one in four is.
pub const SURE_BEHIND: f32 = 0.3;

/// A tipologia that the ear finds so likely is what the sentence surely asks for: a quiet line of danger takes nothing from
/// it. Lower, and rows that hurt come first where the line is right.
pub const SURELY: f32 = 0.85;

/// So few words are sure where a row has them all.
pub const FEW: u32 = 2;

/// An office that is no social service is named first where it is so many times as likely as the likeliest that is one: it
/// takes one line, and who is sent away from the wrong desk has lost a day…
pub const ELSEWHERE: f32 = 0.6;

/// …and where the ear finds it at least so likely…
pub const ELSEWHERE_LEAST: f32 = 0.05;

/// …of one word, as likely as everything else: "badante" may be asked for at many doors.
pub const ELSEWHERE_OF_ONE: f32 = 0.5;

/// A tipologia that the ear finds so likely is a row, whatever words it has.
pub const LIKELY: f32 = 0.02;

/// What a tipologia keeps of its score, in hundredths, where a place is chosen and no servizio of it is known there: of two
/// that are as likely meant the one that is known here comes first, and that is all. What was asked for and is not known
/// here is still the answer: whom to ask is said with it.
pub const NOT_KNOWN_HERE: u32 = 95;

/// A name adds one for each word that it is shorter than this: of services that are otherwise equal, the one with the
/// plainest name is the most general ("sad" is first of all the one that is simply called so).
pub const PLAIN_NAME: u32 = 16;

/// How rare a word is: `16 ln(1 + all / having)`, at least 4. `having` 0 counts as 1.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub fn rarity(all: usize, having: usize) -> u32 {
    let ratio = all.max(1) as f64 / having.max(1) as f64;
    ((16.0 * ratio.ln_1p()) as u32).clamp(4, 400)
}
