//! The records as the files hold them: one Rust type for each JSON object under `catalog/`.
//!
//! A record says only what its file says; inheritance, references and dates relative to today are the business of
//! [`super::resolve`]. Unknown fields are refused, because a misspelt field would otherwise be a fact lost in silence.
//! The JSON Schemas that `sportello catalog schema` prints are generated from these types.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::later::Later;
use super::term::Term;
use super::text::Text;
use super::values::{
    Appointment, Basis, Cap, Caps, CartaPart, Confidence, Direction, DocumentKind, Email, Form, Istat, Level, MonthDay,
    PartialDate, Phone, Provider, RecordId, SedeKind, Sender, SignLanguage, Slug, Stato, StepFree, Url, When, Whom,
    closed_list,
};

/// What stands where somebody has still to write: a record that has it is not finished and never shown.
pub const UNFINISHED: &str = "DA COMPLETARE";

/// Declares a record: all fields optional unless the type says otherwise, unknown fields refused, empty ones not written.
macro_rules! record {
    ($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident : $ty:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fdoc])* pub $field: $ty),+ }

        impl $name {
            /// The fields' names, in the order of the files: what an unknown field is compared with.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];
        }
    };
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature that serde asks for
fn is_false(b: &bool) -> bool {
    !b
}

record! {
    /// Where a fact comes from.
    Source {
        /// Title of the page, paper or norm.
        title: Text,
        /// Its web address, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<Url>,
        /// The source's own date.
        #[serde(default, skip_serializing_if = "Option::is_none")] date: Option<PartialDate>,
        /// When somebody read it; not its date.
        #[serde(default, skip_serializing_if = "Option::is_none")] read: Option<PartialDate>,
        /// Which facts it supports.
        #[serde(default, skip_serializing_if = "Option::is_none")] supports: Option<Text>,
    }
}

record! {
    /// That somebody asked who answers for it whether one field is right.
    Check {
        /// On which day.
        on: PartialDate,
        /// By whom: a role, not a name.
        #[serde(default, skip_serializing_if = "Option::is_none")] by: Option<Text>,
    }
}

/// The checks of single fields, by the field's name.
pub type Checks = BTreeMap<String, Check>;

record! {
    /// `regione.json`.
    RegioneRecord {
        /// Identifier, used as a scope: `puglia`.
        id: Slug,
        /// Name.
        name: Text,
        /// Date of this release of the catalogue.
        release: PartialDate,
        /// The provinces.
        provinces: Vec<Province>,
        /// The three tools of an ambito, explained.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] tools: Later<Vec<Tool>>,
        /// What norms state of every service of the region, for the Carta dei servizi of its ambiti.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] carta: Later<Vec<CartaRecord>>,
        /// Beginnings of words by which what holds in this region alone is known: "bares", "salent".
        #[serde(default, skip_serializing_if = "Vec::is_empty")] words: Vec<Text>,
        /// Tipologie that exist in this region alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] types: Vec<Slug>,
        /// Sources of the frame: areas, target groups, comuni and their contacts.
        sources: Later<Vec<Source>>,
    }
}

record! {
    /// A province.
    Province {
        /// Two letters.
        code: Text,
        /// Name.
        name: Text,
    }
}

record! {
    /// One of the tools by which an ambito plans (Piano di zona, profilo di comunità, Carta dei servizi).
    Tool {
        /// Identifier.
        id: Slug,
        /// Name.
        label: Text,
        /// What it is for.
        description: Text,
        /// Sources.
        sources: Vec<Source>,
    }
}

record! {
    /// What a norm states of every service, in plain words: one sentence or two of a Carta dei servizi.
    CartaRecord {
        /// Identifier.
        id: Slug,
        /// The part of the Carta it belongs to.
        part: CartaPart,
        /// What it is called, where it has a name: "Eguaglianza".
        #[serde(default, skip_serializing_if = "Option::is_none")] label: Option<Text>,
        /// What the norm states.
        text: Text,
        /// The norm, as it is cited: "L. 328/2000, art. 13".
        norm: Text,
        /// Where it can be read.
        sources: Vec<Source>,
    }
}

record! {
    /// An area strategica: one object of `aree.json`.
    Area {
        /// Identifier.
        id: Slug,
        /// Full name, as the plan has it.
        label: Text,
        /// Short name for lists, at most 32 columns.
        short: Text,
        /// What belongs there.
        description: Text,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A target group: one object of `destinatari.json`.
    Destinatari {
        /// Identifier.
        id: Slug,
        /// Name.
        label: Text,
        /// Everyday words for it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] synonyms: Vec<Text>,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A condition that requirements refer to: one object of `condizioni.json`.
    Condizione {
        /// Identifier.
        id: Slug,
        /// Short name: "non autosufficiente".
        label: Text,
        /// The question an operator asks aloud.
        question: Text,
        /// Everyday words for it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] synonyms: Vec<Text>,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// Everyday words and the words of the catalogue that they stand for: one object of `equivalenze.json`.
    Equivalenza {
        /// What people say.
        words: Vec<Text>,
        /// What the catalogue says.
        means: Vec<Text>,
    }
}

record! {
    /// A comune: one object of `comuni.json`.
    ComuneRecord {
        /// ISTAT code, six digits.
        istat: Istat,
        /// Name.
        name: Text,
        /// Two letters of the province.
        province: Text,
        /// Postal code, or codes.
        cap: Caps,
        /// Cadastral code.
        #[serde(default, skip_serializing_if = "Option::is_none")] cadastral: Option<Text>,
        /// The ambito it belongs to.
        ambito: Slug,
        /// The comune's own site.
        #[serde(default, skip_serializing_if = "Option::is_none")] website: Option<Url>,
        /// Certified e-mail of the comune's registry.
        #[serde(default, skip_serializing_if = "Option::is_none")] pec: Option<Email>,
        /// The comune's switchboard, as dialled: the last resort of every next step.
        #[serde(default, skip_serializing_if = "Option::is_none")] switchboard: Option<Phone>,
        /// Latitude, degrees north.
        #[serde(default, skip_serializing_if = "Option::is_none")] lat: Option<f64>,
        /// Longitude, degrees east.
        #[serde(default, skip_serializing_if = "Option::is_none")] lon: Option<f64>,
        /// Residents at the census of 2021.
        #[serde(default, skip_serializing_if = "Option::is_none")] population: Option<u32>,
        /// Sources, where they are not those of `regione.json`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] sources: Vec<Source>,
        /// When single fields were checked, by the field's name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] checks: Checks,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A norm and what it says here.
    LegalBasis {
        /// The norm, as it is cited.
        #[serde(rename = "ref")] norm: Text,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")] what: Option<Text>,
    }
}

record! {
    /// Who may ask: the text that is always right, and what of it could be put into types.
    Eligibility {
        /// The whole rule in words.
        text: Text,
        /// The typed part. What is not here is in the text.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] requirements: Later<Vec<Requirement>>,
    }
}

/// One typed requirement. All of a list must be met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Requirement {
    /// An age, whole years, both ends included.
    Eta {
        /// Whose age; absent = the person who is helped.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<AgeOf>,
        /// Youngest age, years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<u8>,
        /// Oldest age, years.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<u8>,
        /// The usual age, not a strict bound ("di norma dai 65 anni").
        #[serde(default, skip_serializing_if = "is_false")]
        indicative: bool,
        /// Last day on which these ages hold for sure; absent = until a norm changes them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_until: Option<PartialDate>,
        /// Wording, where the numbers do not say it all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
    },
    /// An ISEE threshold of a year.
    Isee {
        /// Highest ISEE, euro, included.
        max: f64,
        /// The year of the threshold; it may be left out where `valid_until` is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        year: Option<u16>,
        /// Last day on which it holds; absent = the end of its year.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_until: Option<PartialDate>,
        /// The norm or call that sets it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        norm: Option<Text>,
        /// Which ISEE; absent = ordinary or not stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variant: Option<IseeVariant>,
        /// Other thresholds in other cases.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<IseeAlternative>,
        /// Wording, where the numbers do not say it all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
    },
    /// Where the person must live.
    Residenza {
        /// The territory.
        place: ResidencePlace,
        /// For how many months at least.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u16>,
        /// Wording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
    },
    /// A condition of the person, or an assessment that only an office can make (then without `condition`).
    Condizione {
        /// Identifier in `condizioni.json`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<Slug>,
        /// Last day on which the amounts in its wording hold.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        valid_until: Option<PartialDate>,
        /// Wording.
        text: Text,
    },
    /// At least one of these.
    UnoDi {
        /// The alternatives.
        any: Vec<Requirement>,
        /// Wording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Text>,
    },
}

/// Whose age a requirement speaks of, when it is not the person's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AgeOf {
    /// A child of the household.
    Figlio,
    /// The person who is cared for.
    Assistito,
}

closed_list! {
    /// Kinds of ISEE.
    IseeVariant {
        /// Ordinary.
        Ordinario = "ordinario", "ISEE ordinario";
        /// For social and health services.
        Sociosanitario = "sociosanitario", "ISEE sociosanitario";
        /// For benefits to minors.
        Minorenni = "minorenni", "ISEE minorenni";
        /// For family benefits and inclusion (ADI, SFL, assegno unico, nido, new-borns), since 2026: like the ordinary one,
        /// with rules that can only lower it (L. 199/2025, art. 1, comma 208).
        Familiare = "familiare", "ISEE per prestazioni familiari e inclusione";
        /// Of the restricted household.
        Ristretto = "ristretto", "ISEE ristretto";
    }
}

/// Territory of a residence requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ResidencePlace {
    /// The comune.
    Comune,
    /// The ambito.
    Ambito,
    /// The region.
    Regione,
    /// Italy.
    Italia,
}

record! {
    /// How long one waits and how many places there are, on a day.
    Waiting {
        /// On which day it was so.
        on: PartialDate,
        /// Days that one waits, as a rule.
        #[serde(default, skip_serializing_if = "Option::is_none")] days: Option<u16>,
        /// People on the waiting list.
        #[serde(default, skip_serializing_if = "Option::is_none")] people: Option<u32>,
        /// Places there are.
        #[serde(default, skip_serializing_if = "Option::is_none")] places: Option<u32>,
        /// Places that are free.
        #[serde(default, skip_serializing_if = "Option::is_none")] free: Option<u32>,
    }
}

record! {
    /// Another ISEE threshold in another case.
    IseeAlternative {
        /// Highest ISEE, euro, included.
        max: f64,
        /// In which case.
        when: Text,
        /// The case as a condition of `condizioni.json`, where there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")] condition: Option<Slug>,
    }
}

record! {
    /// An amount in euro and until when it holds: what one gets, or an income or a fortune that one must not exceed.
    Amount {
        /// What it is: "Importo al mese", "Limite di reddito".
        what: Text,
        /// Euro.
        euro: f64,
        /// The year it is of; it may be left out where `valid_until` is there.
        #[serde(default, skip_serializing_if = "Option::is_none")] year: Option<u16>,
        /// Last day on which it holds; absent = the end of its year.
        #[serde(default, skip_serializing_if = "Option::is_none")] valid_until: Option<PartialDate>,
        /// In which case, or how sure it is.
        #[serde(default, skip_serializing_if = "Option::is_none")] note: Option<Text>,
    }
}

record! {
    /// A term that comes back every year.
    Yearly {
        /// The last day of it, month and day: `03-31`.
        day: MonthDay,
        /// What has to be done by then, as a clause: "domanda per l'anno prima".
        what: Text,
    }
}

record! {
    /// A duty of the operator, or a limit to what an operator does, that a norm sets.
    Orientation {
        /// The duty in a sentence.
        text: Text,
        /// The norm itself.
        sources: Vec<Source>,
    }
}

record! {
    /// What to do first, where "Come fare" and the nearest office do not say it: the place and the number are added by the
    /// program, from what is known where the question is asked.
    FirstStep {
        /// The step in a short sentence.
        say: Text,
        /// Who is asked; absent = the service's own sede, else the social services.
        #[serde(default, skip_serializing_if = "Option::is_none")] whom: Option<Whom>,
        /// What is asked for at the comune's switchboard: "dell'ufficio anagrafe"; absent = "dei servizi sociali".
        #[serde(default, skip_serializing_if = "Option::is_none")] ask_for: Option<Text>,
        /// Numeri utili that inform about it, best first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] numbers: Vec<Slug>,
        /// Who pays, where that is the question.
        #[serde(default, skip_serializing_if = "Option::is_none")] pays: Option<Text>,
        /// What is done otherwise in a case of its own; the first that applies is said.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] variants: Vec<StepVariant>,
    }
}

record! {
    /// A first step in a case of its own: everything that is stated of the case must hold.
    StepVariant {
        /// When it is needed.
        #[serde(default, skip_serializing_if = "Option::is_none")] when: Option<When>,
        /// Provinces of the person, two letters each; none = all.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] provinces: Vec<Text>,
        /// Youngest age of the person who is helped, whole years.
        #[serde(default, skip_serializing_if = "Option::is_none")] min_age: Option<u8>,
        /// Oldest age, whole years.
        #[serde(default, skip_serializing_if = "Option::is_none")] max_age: Option<u8>,
        /// First day of it.
        #[serde(default, skip_serializing_if = "Option::is_none")] from: Option<PartialDate>,
        /// Last day of it.
        #[serde(default, skip_serializing_if = "Option::is_none")] until: Option<PartialDate>,
        /// The step in a short sentence.
        say: Text,
        /// Who is asked, where it is somebody else.
        #[serde(default, skip_serializing_if = "Option::is_none")] whom: Option<Whom>,
        /// The steps of this case, where those of the tipologia speak of several.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] how_to_apply: Vec<Text>,
    }
}

record! {
    /// A tipologia: one object of `tipologie/<area>.json`.
    Tipologia {
        /// Identifier.
        id: Slug,
        /// Name.
        name: Text,
        /// Acronyms people use.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] acronyms: Vec<Text>,
        /// The area strategica it belongs to.
        area: Slug,
        /// Other areas it serves.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] other_areas: Vec<Slug>,
        /// Target groups.
        targets: Vec<Slug>,
        /// One sentence, at most 160 characters.
        summary: Text,
        /// What it is.
        description: Text,
        /// Who may ask.
        eligibility: Eligibility,
        /// The steps to ask for it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] how_to_apply: Later<Vec<Text>>,
        /// What to do first, where it is not simply to call the service or its office.
        #[serde(default, skip_serializing_if = "Option::is_none")] first_step: Option<FirstStep>,
        /// Papers to bring.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] documents: Later<Vec<Text>>,
        /// What one gets.
        #[serde(default, skip_serializing_if = "Option::is_none")] outcome: Option<Text>,
        /// Amounts, each with its year or its last day.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] amounts: Vec<Amount>,
        /// First day on which this edition can be asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")] opens: Option<PartialDate>,
        /// Last day on which it can be asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")] closes: Option<PartialDate>,
        /// Last day of what is given, of this edition or altogether.
        #[serde(default, skip_serializing_if = "Option::is_none")] valid_until: Option<PartialDate>,
        /// Terms that come back every year.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] yearly: Vec<Yearly>,
        /// Times and deadlines that no date can say.
        #[serde(default, skip_serializing_if = "Option::is_none")] timing: Option<Text>,
        /// What it costs.
        #[serde(default, skip_serializing_if = "Option::is_none")] cost: Option<Text>,
        /// Set where a norm requires it in every ambito.
        #[serde(default, skip_serializing_if = "Option::is_none")] level: Option<Level>,
        /// Who answers for it.
        provider: Provider,
        /// Norms.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] legal_basis: Later<Vec<LegalBasis>>,
        /// Code of the national nomenclatore, where known.
        #[serde(default, skip_serializing_if = "Option::is_none")] nomenclatore: Option<Text>,
        /// What people say when they mean it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] keywords: Later<Vec<Text>>,
        /// Related tipologie.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] related: Vec<Slug>,
        /// Other identifiers it is known by.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] aliases: Vec<Slug>,
        /// Its places are secret: none of them has an address, a comune or coordinates, whoever writes it.
        #[serde(default, skip_serializing_if = "is_false")] riservata: bool,
        /// What the norms ask of who sits at the desk: for the operator, never on a sheet that is handed over.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] orientation: Later<Vec<Orientation>>,
        /// Sources.
        sources: Later<Vec<Source>>,
        /// How sure.
        confidence: Confidence,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A servizio: one object of `misure.json` or of `ambiti/<id>.json`. What it leaves out, its tipologia says.
    ServizioRecord {
        /// `<scope>/<tipologia>`, with `-2`, `-3` where a scope has several.
        id: RecordId,
        /// The tipologia.
        #[serde(rename = "type")] tipologia: Slug,
        /// Name, where it is not the tipologia's.
        #[serde(default, skip_serializing_if = "Option::is_none")] name: Option<Text>,
        /// Acronyms, where they are not the tipologia's.
        #[serde(default, skip_serializing_if = "Option::is_none")] acronyms: Option<Vec<Text>>,
        /// The area, where the plan puts it elsewhere.
        #[serde(default, skip_serializing_if = "Option::is_none")] area: Option<Slug>,
        /// Target groups, where they are not the tipologia's.
        #[serde(default, skip_serializing_if = "Option::is_none")] targets: Option<Vec<Slug>>,
        /// One sentence, at most 160 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")] summary: Option<Text>,
        /// What it is.
        #[serde(default, skip_serializing_if = "Option::is_none")] description: Option<Text>,
        /// What is particular here.
        #[serde(default, skip_serializing_if = "Option::is_none")] details: Option<Text>,
        /// Who may ask.
        #[serde(default, skip_serializing_if = "Option::is_none")] eligibility: Option<Eligibility>,
        /// The steps to ask for it.
        #[serde(default, skip_serializing_if = "Option::is_none")] how_to_apply: Option<Vec<Text>>,
        /// Papers to bring.
        #[serde(default, skip_serializing_if = "Option::is_none")] documents: Option<Vec<Text>>,
        /// What one gets.
        #[serde(default, skip_serializing_if = "Option::is_none")] outcome: Option<Text>,
        /// Amounts, where they are not the tipologia's, each with its year or its last day.
        #[serde(default, skip_serializing_if = "Option::is_none")] amounts: Option<Vec<Amount>>,
        /// First day on which this edition can be asked for. One of the three dates puts those of the tipologia aside.
        #[serde(default, skip_serializing_if = "Option::is_none")] opens: Option<PartialDate>,
        /// Last day on which it can be asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")] closes: Option<PartialDate>,
        /// Last day of what is given, of this edition or altogether.
        #[serde(default, skip_serializing_if = "Option::is_none")] valid_until: Option<PartialDate>,
        /// Times and deadlines that no date can say.
        #[serde(default, skip_serializing_if = "Option::is_none")] timing: Option<Text>,
        /// Whether one needs an appointment.
        #[serde(default, skip_serializing_if = "Option::is_none")] appointment: Option<Appointment>,
        /// Who must send a person; of several, one is enough.
        #[serde(default, skip_serializing_if = "Option::is_none")] sent_by: Option<Vec<Sender>>,
        /// Whether somebody speaks the Italian sign language, also where there is no sede.
        #[serde(default, skip_serializing_if = "Option::is_none")] sign_language: Option<SignLanguage>,
        /// How long one waits.
        #[serde(default, skip_serializing_if = "Option::is_none")] waiting: Option<Waiting>,
        /// What it costs.
        #[serde(default, skip_serializing_if = "Option::is_none")] cost: Option<Text>,
        /// Rights, duties, complaints.
        #[serde(default, skip_serializing_if = "Option::is_none")] conditions: Option<Vec<Text>>,
        /// Norms, where they are not the tipologia's.
        #[serde(default, skip_serializing_if = "Option::is_none")] legal_basis: Option<Vec<LegalBasis>>,
        /// Further everyday words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] keywords: Vec<Text>,
        /// Related tipologie, where they are not the tipologia's.
        #[serde(default, skip_serializing_if = "Option::is_none")] related: Option<Vec<Slug>>,
        /// Comuni it serves; absent = the whole scope.
        #[serde(default, skip_serializing_if = "Option::is_none")] comuni: Option<Vec<Istat>>,
        /// What the entry rests on.
        basis: Basis,
        /// What the source said on its date.
        #[serde(default, skip_serializing_if = "Option::is_none")] status: Option<Stato>,
        /// Years it speaks of.
        #[serde(default, skip_serializing_if = "Option::is_none")] period: Option<Text>,
        /// Who pays.
        #[serde(default, skip_serializing_if = "Option::is_none")] funding: Option<Text>,
        /// The plan's action: consolidamento, potenziamento, attivazione…
        #[serde(default, skip_serializing_if = "Option::is_none")] plan_action: Option<Text>,
        /// How the plan words it, shortly.
        #[serde(default, skip_serializing_if = "Option::is_none")] plan_item: Option<Text>,
        /// Where to go; absent = every sede of the ambito that serves the tipologia.
        #[serde(default, skip_serializing_if = "Option::is_none")] sedi: Option<Vec<RecordId>>,
        /// Sources, where they are not the tipologia's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] sources: Later<Vec<Source>>,
        /// How sure.
        #[serde(default, skip_serializing_if = "Option::is_none")] confidence: Option<Confidence>,
        /// When somebody last checked it with who answers for it.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked: Option<PartialDate>,
        /// By whom: a role, not a name.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked_by: Option<Text>,
        /// When the record was last changed; not a check.
        #[serde(default, skip_serializing_if = "Option::is_none")] modified: Option<PartialDate>,
        /// When single fields were checked, by the field's name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] checks: Checks,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A sede: an office or structure.
    Sede {
        /// `<ambito>/sede/<name>`.
        id: RecordId,
        /// Name.
        name: Text,
        /// What kind of place.
        kind: SedeKind,
        /// A protected place: then address, CAP, comune and coordinates are refused.
        #[serde(default, skip_serializing_if = "is_false")] riservato: bool,
        /// The comune it stands in.
        #[serde(default, skip_serializing_if = "Option::is_none")] comune: Option<Istat>,
        /// Street and number.
        #[serde(default, skip_serializing_if = "Option::is_none")] address: Option<Text>,
        /// Postal code.
        #[serde(default, skip_serializing_if = "Option::is_none")] cap: Option<Cap>,
        /// Latitude, degrees north.
        #[serde(default, skip_serializing_if = "Option::is_none")] lat: Option<f64>,
        /// Longitude, degrees east.
        #[serde(default, skip_serializing_if = "Option::is_none")] lon: Option<f64>,
        /// Telephones, as dialled.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] phones: Vec<Phone>,
        /// E-mail addresses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] emails: Vec<Email>,
        /// Certified e-mail addresses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] pec: Vec<Email>,
        /// Web page.
        #[serde(default, skip_serializing_if = "Option::is_none")] website: Option<Url>,
        /// Hours, as an OpenStreetMap `opening_hours` string.
        #[serde(default, skip_serializing_if = "Option::is_none")] hours: Option<Text>,
        /// Hours in the words of the source.
        #[serde(default, skip_serializing_if = "Option::is_none")] hours_source: Option<Text>,
        /// Whether it can be entered without steps.
        #[serde(default, skip_serializing_if = "Option::is_none")] step_free: Option<StepFree>,
        /// Whether somebody speaks the Italian sign language.
        #[serde(default, skip_serializing_if = "Option::is_none")] sign_language: Option<SignLanguage>,
        /// Whether one needs an appointment.
        #[serde(default, skip_serializing_if = "Option::is_none")] appointment: Option<Appointment>,
        /// Tipologie served here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] types: Vec<Slug>,
        /// What the source said on its date; `storico` never serves as a contact.
        #[serde(default, skip_serializing_if = "Option::is_none")] status: Option<Stato>,
        /// What else to know.
        #[serde(default, skip_serializing_if = "Option::is_none")] note: Option<Text>,
        /// Sources.
        sources: Later<Vec<Source>>,
        /// How sure.
        #[serde(default, skip_serializing_if = "Option::is_none")] confidence: Option<Confidence>,
        /// When somebody last checked it.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked: Option<PartialDate>,
        /// By whom: a role, not a name.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked_by: Option<Text>,
        /// When the record was last changed; not a check.
        #[serde(default, skip_serializing_if = "Option::is_none")] modified: Option<PartialDate>,
        /// When single fields were checked, by the field's name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] checks: Checks,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// `ambiti/<id>.json`.
    AmbitoFile {
        /// The ambito; a layer may leave it out and only add sedi and servizi.
        #[serde(default, skip_serializing_if = "Option::is_none")] ambito: Option<AmbitoRecord>,
        /// Its offices and structures.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] sedi: Vec<Sede>,
        /// Its servizi.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] servizi: Vec<ServizioRecord>,
    }
}

record! {
    /// An ambito territoriale sociale.
    AmbitoRecord {
        /// Identifier, used as a scope: `le-casarano`.
        id: Slug,
        /// Full name.
        name: Text,
        /// Short name for lists.
        short: Text,
        /// Official code, where known: `BR/4`.
        #[serde(default, skip_serializing_if = "Option::is_none")] code: Option<Text>,
        /// Two letters of the province.
        province: Text,
        /// The lead comune or body.
        #[serde(default, skip_serializing_if = "Option::is_none")] capofila: Option<Text>,
        /// How the comuni work together.
        #[serde(default, skip_serializing_if = "Option::is_none")] form: Option<Form>,
        /// Distretto sociosanitario.
        #[serde(default, skip_serializing_if = "Option::is_none")] distretto: Option<Text>,
        /// Where it sits.
        #[serde(default, skip_serializing_if = "Option::is_none")] seat: Option<Seat>,
        /// Site.
        #[serde(default, skip_serializing_if = "Option::is_none")] website: Option<Url>,
        /// Telephones, as dialled.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] phones: Vec<Phone>,
        /// E-mail addresses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] emails: Vec<Email>,
        /// Certified e-mail addresses.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] pec: Vec<Email>,
        /// What to know about it.
        #[serde(default, skip_serializing_if = "Option::is_none")] description: Option<Text>,
        /// Bodies by role.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] bodies: Later<Vec<Body>>,
        /// The plan in force, or the last known.
        #[serde(default, skip_serializing_if = "Option::is_none")] plan: Option<Plan>,
        /// Documents.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] documents: Later<Vec<Document>>,
        /// Rights, duties and complaints, from its carta dei servizi.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] rights: Vec<Text>,
        /// What else is known and is no servizio of a tipologia.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] notices: Later<Vec<Notice>>,
        /// Sources.
        sources: Later<Vec<Source>>,
        /// How sure.
        #[serde(default, skip_serializing_if = "Option::is_none")] confidence: Option<Confidence>,
        /// When somebody last checked it.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked: Option<PartialDate>,
        /// By whom: a role, not a name.
        #[serde(default, skip_serializing_if = "Option::is_none")] checked_by: Option<Text>,
        /// When single fields were checked, by the field's name.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] checks: Checks,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// Where an ambito sits.
    Seat {
        /// Street and number.
        #[serde(default, skip_serializing_if = "Option::is_none")] address: Option<Text>,
        /// Postal code.
        #[serde(default, skip_serializing_if = "Option::is_none")] cap: Option<Cap>,
        /// The comune.
        #[serde(default, skip_serializing_if = "Option::is_none")] comune: Option<Istat>,
    }
}

record! {
    /// A body of an ambito, by role.
    Body {
        /// Role: "Coordinamento istituzionale".
        role: Text,
        /// What it does and who sits in it, by office.
        #[serde(default, skip_serializing_if = "Option::is_none")] description: Option<Text>,
        /// Sources, where they are not the ambito's.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] sources: Vec<Source>,
    }
}

record! {
    /// A piano di zona.
    Plan {
        /// Name.
        name: Text,
        /// Years.
        #[serde(default, skip_serializing_if = "Option::is_none")] period: Option<Text>,
        /// When it was approved.
        #[serde(default, skip_serializing_if = "Option::is_none")] approved: Option<PartialDate>,
        /// What it aims at.
        #[serde(default, skip_serializing_if = "Option::is_none")] description: Option<Text>,
        /// Where to read it.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<Url>,
        /// Sources.
        sources: Vec<Source>,
    }
}

record! {
    /// A document of an ambito.
    Document {
        /// What it is.
        kind: DocumentKind,
        /// Title.
        title: Text,
        /// Years.
        #[serde(default, skip_serializing_if = "Option::is_none")] period: Option<Text>,
        /// Where to read it.
        #[serde(default, skip_serializing_if = "Option::is_none")] url: Option<Url>,
        /// What to know about it.
        #[serde(default, skip_serializing_if = "Option::is_none")] note: Option<Text>,
        /// Sources.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] sources: Vec<Source>,
    }
}

record! {
    /// Something known of an ambito that is no servizio of a tipologia.
    Notice {
        /// Headline.
        title: Text,
        /// What is known.
        text: Text,
        /// Comuni it concerns; absent = the whole ambito.
        #[serde(default, skip_serializing_if = "Option::is_none")] comuni: Option<Vec<Istat>>,
        /// What the source said on its date.
        #[serde(default, skip_serializing_if = "Option::is_none")] status: Option<Stato>,
        /// Years.
        #[serde(default, skip_serializing_if = "Option::is_none")] period: Option<Text>,
        /// Who pays.
        #[serde(default, skip_serializing_if = "Option::is_none")] funding: Option<Text>,
        /// Sources.
        sources: Vec<Source>,
        /// How sure.
        #[serde(default, skip_serializing_if = "Option::is_none")] confidence: Option<Confidence>,
    }
}

record! {
    /// An office that people ask a front desk for and that is no social service: one object of `altrove.json`.
    Altrove {
        /// Identifier; the learned model has a class `altrove/<id>`.
        id: Slug,
        /// What it is called.
        name: Text,
        /// What the operator tells the person.
        say: Text,
        /// Tipologie that border on it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] near: Vec<Slug>,
        /// Whether the comune's switchboard helps.
        #[serde(default, skip_serializing_if = "is_false")] switchboard: bool,
        /// Whether it answers where there is danger.
        #[serde(default, skip_serializing_if = "is_false")] urgent: bool,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// What the sheet of a tipologia tells whoever takes it home, in plain words: one object of `foglio.json`. Each sentence
    /// stands alone, so that it can be translated alone.
    FoglioRecord {
        /// The tipologia.
        id: Slug,
        /// What it is, in a sentence or two.
        what: Text,
        /// What to do first.
        step: Text,
        /// What it costs.
        #[serde(default, skip_serializing_if = "Option::is_none")] cost: Option<Text>,
        /// Until when it can be asked for, or for how long it lasts.
        #[serde(default, skip_serializing_if = "Option::is_none")] until: Option<Text>,
        /// What to bring, where the servizio does not say it itself.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] papers: Vec<Text>,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A language into which the sheet is translated: `lingue/<code>.json`. A layer's phrases go over those below, one by one.
    LinguaRecord {
        /// Code of the language (ISO 639-1): `ro`.
        id: Slug,
        /// What its speakers call it: "Română".
        name: Text,
        /// What it is called in Italian: "rumeno".
        italian: Text,
        /// How it is written.
        dir: Direction,
        /// The sentences and words of the sheet: the Italian, and what stands for it. What is not here stays Italian.
        phrases: BTreeMap<Text, Text>,
        /// Hides the language.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A situation of danger: one object of `urgenze.json`.
    Urgenza {
        /// Identifier; the class of the learned model that recognises it has the same name.
        id: Slug,
        /// What happens, in a few words.
        label: Text,
        /// 1 = a life is at risk now; larger comes later where a text speaks of several.
        priority: u8,
        /// Numeri utili in the order in which to dial.
        numbers: Vec<Slug>,
        /// Further numbers where a concept is spoken of: `{"CHILD": ["114"]}`.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")] numbers_if: BTreeMap<String, Vec<Slug>>,
        /// What the operator reads: the number and why; then what to do meanwhile.
        say: Vec<Text>,
        /// Tipologie that come first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] types: Vec<Slug>,
        /// Tipologie that must not stand among the first three: they would hurt.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] not_first: Vec<Slug>,
        /// Ways to say it, for what the learned model does not know: all words of one, in any order.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] phrases: Vec<Text>,
        /// Ways to say something else with the same words: one of these cancels the phrases.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] unless: Vec<Text>,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

record! {
    /// A number to call: one object of `numeri-utili.json`.
    NumeroUtile {
        /// Identifier.
        id: Slug,
        /// The number, as dialled.
        number: Phone,
        /// Who answers.
        name: Text,
        /// When to call it.
        purpose: Text,
        /// Hours, as an OpenStreetMap `opening_hours` string.
        #[serde(default, skip_serializing_if = "Option::is_none")] hours: Option<Text>,
        /// Hours in the words of the source.
        #[serde(default, skip_serializing_if = "Option::is_none")] hours_source: Option<Text>,
        /// Whether the call is free; absent = not stated.
        #[serde(default, skip_serializing_if = "Option::is_none")] free: Option<bool>,
        /// An emergency number.
        urgent: bool,
        /// What else to know.
        #[serde(default, skip_serializing_if = "Option::is_none")] note: Option<Text>,
        /// Everyday words.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] keywords: Vec<Text>,
        /// Sources.
        sources: Later<Vec<Source>>,
        /// How sure.
        #[serde(default, skip_serializing_if = "Option::is_none")] confidence: Option<Confidence>,
        /// Hides the record of a lower layer.
        #[serde(default, skip_serializing_if = "is_false")] removed: bool,
    }
}

impl Tipologia {
    /// When it opens, closes and ends.
    pub fn term(&self) -> Term {
        Term { opens: self.opens, closes: self.closes, valid_until: self.valid_until }
    }
}

impl ServizioRecord {
    /// When it opens, closes and ends, as far as the record itself says it.
    pub fn term(&self) -> Term {
        Term { opens: self.opens, closes: self.closes, valid_until: self.valid_until }
    }
}

impl AmbitoFile {
    /// The ambito it speaks of: by its record, or by the scope of what hangs below; `None` where it holds nothing.
    pub fn scope(&self) -> Option<&str> {
        let own = self.ambito.as_ref().map(|a| a.id.as_str());
        let below = || self.sedi.first().map(|s| &s.id).or(self.servizi.first().map(|s| &s.id)).map(RecordId::scope);
        own.or_else(below)
    }
}
