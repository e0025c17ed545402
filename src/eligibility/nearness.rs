//! How near a question or a service is to what was said of the person.
//!
//! Nobody asks a woman of 84 whether she is expecting a child, and nobody asks out of the blue about violence. One table
//! says what makes a question or a group of destinatari near, remote or out of place, and why. It orders services and
//! chooses questions; it never decides a requirement. What the table does not name is an ordinary question.
//! Neighbours: [`super::facts`] knows what follows from a profile, [`super::question`] and [`mod@super::rank`] use this.

use std::sync::Arc;

use chrono::NaiveDate;

use super::facts::Facts;
use super::field::{COUNTED, FieldId};
use super::leads;
use super::near::{AppliedNear, Nearness, Sign};
use super::profile::{Isee, Profile};
use super::verdict::Verdict;
use crate::catalog::model::{Catalog, Entry};
use crate::catalog::record::{AgeOf, Requirement};

/// What the table speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A field by [`FieldId::word`]: for a condition its identifier.
    Field(&'static str),
    /// A group of destinatari.
    Group(&'static str),
}

/// A line of the table. The first that applies decides: out of place, near, remote, else `plain`.
#[derive(Debug, Clone, Copy)]
pub struct Clue {
    /// What it speaks of.
    pub about: About,
    /// Without any sign.
    pub plain: Nearness,
    /// Signs that bring it near; pressing where `pressing`.
    pub near: &'static [Sign],
    /// Signs that make it remote.
    pub remote: &'static [Sign],
    /// Signs that make it out of place.
    pub never: &'static [Sign],
    /// Whether what is near cannot wait.
    pub pressing: bool,
    /// Why.
    pub because: &'static str,
}

use About::{Field, Group};
use Nearness::{Near, Never, Open, Pressing, Remote};
use Sign::{Age, Both, Is, NoChild, Not};

const fn clue(
    about: About,
    plain: Nearness,
    near: &'static [Sign],
    remote: &'static [Sign],
    never: &'static [Sign],
    because: &'static str,
) -> Clue {
    Clue { about, plain, near, remote, never, pressing: false, because }
}

/// The oldest age there is.
const OLD: u8 = u8::MAX;

/// The table.
#[rustfmt::skip]
pub const CLUES: &[Clue] = &[
    // Numbers and amounts.
    clue(Field("comune"), Near, &[], &[], &[], "where one lives decides which offices there are"),
    clue(Field("age"), Near, &[], &[], &[], "nothing sorts services faster, nobody minds saying it"),
    clue(Field("isee"), Near, &[], &[Is("senza-residenza"), Is("straniero-senza-permesso")], &[],
        "asked of everybody, as most benefits hang on it; without residence or permit there is hardly one"),
    clue(Field("minors"), Open,
        &[Is("gravidanza"), Is("figlio-neonato"), Is("separazione-con-figli"), Is("figlio-con-disabilita"),
          Is("eta-scolare"), Is("vittima-di-violenza"), Is("sfratto")],
        &[Age(70, OLD), Is("vive-solo"), Is("senza-dimora")], &[],
        "one's children are grown at 70 and not there where one lives alone; who is homeless with children says so first"),
    clue(Field("under_three"), Remote, &[Is("figlio-minore")], &[], &[Age(70, OLD)], "a question for families with minors"),
    clue(Field("over_sixty"), Open, &[], &[], &[], "an ordinary question about the household"),
    clue(Field("with_disability"), Open, &[Is("caregiver")], &[], &[], "an ordinary question about the household"),
    clue(Field("months"), Open, &[Is("cittadino-straniero")], &[], &[], "who came from elsewhere may have come lately"),
    // Autonomy and disability.
    clue(Field("non-autosufficienza"), Open,
        &[Age(75, OLD), Is("autonomia-ridotta"), Is("demenza"), Is("accompagnamento"), Is("dimissione-ospedaliera"),
          Is("disabilita-riconosciuta")],
        &[Age(0, 64)], &[], "autonomy is a question of old age, illness or disability"),
    clue(Field("autonomia-ridotta"), Open,
        &[Age(65, OLD), Is("demenza"), Is("ridotta-deambulazione"), Is("dimissione-ospedaliera"),
          Is("disabilita-riconosciuta")],
        &[Age(0, 64)], &[], "the same; services for the elderly begin at 65"),
    clue(Field("autosufficiente"), Open, &[Age(65, OLD)], &[Age(0, 64)], &[], "only houses and centres for the elderly ask it"),
    clue(Field("disabilita-riconosciuta"), Open,
        &[Age(75, OLD), Is("figlio-con-disabilita"), Is("autonomia-ridotta"), Is("demenza"), Is("autismo"), Is("ridotta-deambulazione"),
          Is("alunno-con-disabilita"), Is("apparecchio-elettromedicale")],
        &[], &[], "who needs help every day may have a certificate, or should ask for it"),
    clue(Field("disabilita-grave-104"), Remote,
        &[Is("disabilita-riconosciuta"), Is("non-autosufficienza"), Is("demenza"), Is("autismo"),
          Is("ridotta-deambulazione"), Is("alunno-con-disabilita")],
        &[], &[], "a degree is asked where there is a disability"),
    clue(Field("disabilita-gravissima"), Remote, &[Is("accompagnamento"), Is("non-autosufficienza")], &[], &[],
        "gravissima presupposes non-autosufficienza (D.M. 26 settembre 2016)"),
    clue(Field("invalidita-67"), Remote, &[Is("disabilita-riconosciuta")], &[], &[], "a percentage is asked where there is a certificate"),
    clue(Field("invalidita-74"), Remote, &[Is("disabilita-riconosciuta")], &[], &[], "the same"),
    clue(Field("invalidita-80"), Remote, &[Is("disabilita-riconosciuta")], &[], &[], "the same"),
    clue(Field("invalidita-totale"), Remote, &[Is("disabilita-riconosciuta"), Is("non-autosufficienza"), Is("demenza"), Is("figlio-con-disabilita")], &[], &[],
        "the way to the accompagnamento of who cannot do without help"),
    clue(Field("accompagnamento"), Remote,
        &[Is("non-autosufficienza"), Is("demenza"), Is("invalidita-totale"), Is("disabilita-grave-104"), Is("cecita")],
        &[], &[], "it is for who cannot walk or live a day without help (L. 18/1980)"),
    clue(Field("cecita"), Remote, &[], &[], &[], "seen or said, not asked"),
    clue(Field("ridotta-deambulazione"), Remote, &[Age(75, OLD), Is("autonomia-ridotta"), Is("disabilita-riconosciuta")], &[], &[],
        "walking gets harder with age and disability"),
    clue(Field("demenza"), Remote, &[Is("autonomia-ridotta")], &[], &[Age(0, 39)], "a diagnosis of old age"),
    clue(Field("autismo"), Remote, &[], &[], &[], "a diagnosis: said, not asked"),
    clue(Field("disagio-psichico"), Remote, &[], &[], &[], "a diagnosis: said, not asked"),
    clue(Field("dipendenza"), Remote, &[], &[], &[], "delicate: said, not asked"),
    clue(Field("apparecchio-elettromedicale"), Remote, &[Is("non-autosufficienza")], &[], &[], "seen at home of who is gravely ill"),
    clue(Field("dimissione-ospedaliera"), Remote, &[Is("non-autosufficienza")], &[], &[], "help is often looked for on the way out of hospital"),
    // Caring.
    clue(Field("caregiver"), Open, &[Is("figlio-con-disabilita")], &[Is("autonomia-ridotta"), Is("senza-dimora")], &[Age(0, 13)],
        "who needs help herself seldom cares for another"),
    clue(Field("familiare-con-104-grave"), Remote, &[Is("caregiver"), Is("figlio-con-disabilita")], &[], &[], "about the relative who is cared for"),
    clue(Field("assiste-gravissimo"), Remote, &[Is("caregiver")], &[], &[], "about the relative who is cared for"),
    clue(Field("badante-in-regola"), Remote, &[Is("non-autosufficienza"), Is("caregiver")], &[], &[], "where somebody has to be looked after"),
    clue(Field("dipendente-pubblico"), Remote, &[Is("non-autosufficienza")], &[], &[], "Home care premium is for who is not self-sufficient"),
    // Family.
    clue(Field("vive-solo"), Open, &[Age(65, OLD)], &[Is("figlio-minore")], &[Age(0, 17)], "with minors at home one is not alone"),
    clue(Field("gravidanza"), Remote, &[], &[], &[Age(0, 12), Age(56, OLD)], "said, not asked; out of place beyond child-bearing age"),
    clue(Field("figlio-neonato"), Remote, &[Is("gravidanza"), Is("figlio-sotto-3-anni")], &[], &[Age(70, OLD)], "who has one says it first"),
    clue(Field("figlio-con-disabilita"), Remote, &[Is("alunno-con-disabilita"), Is("caregiver")], &[], &[Age(0, 14)], "where somebody is cared for"),
    clue(Field("famiglia-numerosa"), Remote, &[Is("figlio-minore")], &[], &[], "a question for families with minors"),
    clue(Field("quattro-figli"), Remote, &[Is("famiglia-numerosa")], &[], &[], "after three comes four"),
    clue(Field("nucleo-tre-componenti"), Open, &[Is("figlio-minore")], &[Is("senza-dimora")], &[], "an ordinary question about the household"),
    clue(Field("senza-maternita-indennita"), Remote, &[Is("figlio-neonato"), Is("gravidanza")], &[], &[Age(56, OLD)], "only of a mother"),
    clue(Field("eta-scolare"), Remote, &[Is("figlio-minore"), Age(6, 17)], &[], &[Is("vive-solo"), NoChild(3, 17)],
        "only where there is a boy or a girl; the youngest pupils are 3"),
    clue(Field("alunno-con-disabilita"), Remote, &[Is("eta-scolare"), Is("figlio-con-disabilita")], &[], &[Is("vive-solo")], "only of a pupil"),
    clue(Field("fuori-famiglia"), Remote, &[Is("minore-straniero-solo")], &[], &[], "known to the services, not asked"),
    clue(Field("separazione-con-figli"), Remote, &[], &[], &[], "delicate: said, not asked"),
    clue(Field("coppia-sposata"), Remote, &[], &[], &[], "only who wants to adopt is asked"),
    // Violence, emergencies.
    clue(Field("vittima-di-violenza"), Remote, &[], &[], &[], "never asked out of the blue, nor in front of others"),
    Clue { pressing: true, ..clue(Field("percorso-antiviolenza"), Remote, &[Is("vittima-di-violenza")], &[], &[],
        "only of who told of violence, and then whether somebody is at her side") },
    clue(Field("autore-di-violenza"), Remote, &[], &[], &[], "never asked out of the blue"),
    clue(Field("vittima-di-tratta"), Remote, &[], &[], &[], "never asked out of the blue"),
    Clue { pressing: true, ..clue(Field("emergenza-sociale"), Remote,
        &[Is("senza-dimora"), Is("vittima-di-violenza"), Is("vittima-di-tratta"), Is("minore-straniero-solo")],
        &[], &[], "who has no roof or is in danger is asked whether it can wait") },
    // House.
    clue(Field("senza-dimora"), Remote, &[Is("senza-residenza"), Is("sfratto"), Is("disagio-abitativo"), Is("straniero-senza-permesso")], &[], &[],
        "where the house is lost or in doubt"),
    clue(Field("senza-residenza"), Remote, &[Is("senza-dimora"), Is("straniero-senza-permesso")], &[], &[], "who has no home may have no residence"),
    clue(Field("disagio-abitativo"), Open, &[Is("sfratto"), Is("straniero-senza-permesso")], &[], &[], "an ordinary question about the house"),
    clue(Field("affitto-registrato"), Open, &[Is("sfratto")], &[Age(0, 17)], &[Is("senza-dimora")], "who has no home has no lease"),
    clue(Field("sfratto"), Remote, &[Is("affitto-registrato")], &[], &[Is("senza-dimora")], "of a tenant"),
    // Work and money.
    clue(Field("disoccupato"), Open, &[Is("perdita-del-lavoro"), Is("fuori-famiglia")], &[Age(67, 74), Is("non-autosufficienza")], &[Age(0, 15), Age(75, OLD)],
        "work is a question between school and pension"),
    clue(Field("perdita-del-lavoro"), Remote, &[Is("disoccupato"), Is("sfratto"), Is("debiti")], &[], &[Age(0, 15), Age(75, OLD)], "what often lies behind"),
    clue(Field("lavoratore-dipendente"), Open,
        &[Is("caregiver"), Is("gravidanza"), Is("figlio-neonato"), Is("disabilita-grave-104"), Is("figlio-con-disabilita")],
        &[Age(67, 74), Is("non-autosufficienza")], &[Age(0, 15), Age(75, OLD)], "leave from work is for who has one"),
    clue(Field("operatore-dei-servizi"), Never, &[], &[], &[], "a citizen at the desk is no colleague"),
    clue(Field("riceve-adi-o-sfl"), Open, &[Is("disoccupato")], &[Age(0, 17)], &[], "an ordinary question about money"),
    clue(Field("svantaggio-certificato"), Remote,
        &[Is("senza-dimora"), Is("dipendenza"), Is("disagio-psichico"), Is("vittima-di-violenza"), Is("vittima-di-tratta"),
          Is("fuori-famiglia"), Is("uscito-dal-carcere")],
        &[], &[], "who is followed by the services for one of these"),
    clue(Field("uscito-dal-carcere"), Remote, &[], &[], &[Age(0, 13)], "delicate: said, not asked; at 14 one answers for a crime"),
    clue(Field("debiti"), Remote, &[Is("dipendenza")], &[], &[], "delicate, unless something points there"),
    // From abroad.
    clue(Field("cittadino-straniero"), Remote, &[], &[], &[], "seen from the papers, not asked by the looks"),
    clue(Field("cittadino-italiano-o-ue"), Remote, &[Is("figlio-neonato"), Is("gravidanza")], &[], &[], "the benefits of a birth ask for it"),
    clue(Field("straniero-con-permesso"), Remote, &[Is("cittadino-straniero")], &[], &[], "only of who came from abroad"),
    clue(Field("straniero-senza-permesso"), Remote, &[], &[], &[], "told in confidence, not asked"),
    clue(Field("richiedente-o-protetto"), Remote, &[Is("cittadino-straniero")], &[], &[], "only of who came from abroad"),
    clue(Field("minore-straniero-solo"), Remote, &[Is("cittadino-straniero")], &[], &[Age(18, OLD)], "a minor by definition"),
    // Groups of destinatari.
    clue(Group("famiglie"), Open,
        &[Is("figlio-minore"), Is("gravidanza"), Is("separazione-con-figli"), Is("famiglia-numerosa"),
          Is("nucleo-tre-componenti")],
        &[Is("vive-solo"), Age(75, OLD)], &[], "services for families are for those with children at home"),
    clue(Group("minori"), Open, &[Is("figlio-minore"), Is("eta-scolare"), Is("fuori-famiglia")],
        &[Is("vive-solo"), Not("figlio-minore"), Age(70, OLD)], &[], "somebody under 18 in the family, or the person"),
    clue(Group("neogenitori"), Remote, &[Is("gravidanza"), Is("figlio-neonato"), Is("figlio-sotto-3-anni")], &[], &[], "who has or expects a small child"),
    clue(Group("giovani"), Open, &[Age(14, 29)], &[Age(0, 10), Age(36, OLD)], &[], "young adults, under 35"),
    clue(Group("anziani"), Open, &[Age(65, OLD)], &[Age(0, 59)], &[], "the catalogue's services for the elderly begin at 65"),
    clue(Group("non-autosufficienti"), Open, &[Is("autonomia-ridotta"), Is("demenza"), Is("accompagnamento"), Is("assiste-gravissimo")],
        &[Age(0, 64), Not("autonomia-ridotta")], &[], "autonomy is a question of old age, illness or disability"),
    clue(Group("persone-con-disabilita"), Open,
        &[Is("componente-con-disabilita"), Both(&[Is("non-autosufficienza"), Age(0, 64)]), Is("autismo"),
          Is("ridotta-deambulazione"), Is("alunno-con-disabilita")],
        &[Not("componente-con-disabilita")], &[], "a disability in the household; in old age it is the services for the elderly"),
    clue(Group("caregiver"), Open, &[Is("caregiver")], &[Not("caregiver")], &[], "who cares for a relative"),
    clue(Group("disagio-psichico"), Remote, &[Is("disagio-psichico"), Is("demenza")], &[], &[], "where it was said"),
    clue(Group("dipendenze"), Remote, &[Is("dipendenza")], &[], &[], "where it was said"),
    clue(Group("adulti-in-difficolta"), Open,
        &[Is("disoccupato"), Is("perdita-del-lavoro"), Is("disagio-abitativo"), Is("sfratto"), Is("debiti"),
          Is("riceve-adi-o-sfl"), Is("svantaggio-certificato"), Is("uscito-dal-carcere")],
        &[Age(0, 17)], &[], "adults whose work, house or money fails"),
    clue(Group("disoccupati"), Open, &[Is("disoccupato"), Is("perdita-del-lavoro")],
        &[Not("disoccupato"), Age(0, 15), Age(67, OLD)], &[], "work is a question between school and pension"),
    clue(Group("lavoratori"), Open, &[Is("lavoratore-dipendente"), Is("perdita-del-lavoro")],
        &[Is("disoccupato"), Age(0, 15), Age(67, OLD)], &[], "work is a question between school and pension"),
    clue(Group("inquilini"), Open, &[Is("affitto-registrato"), Is("sfratto")], &[Not("affitto-registrato"), Is("senza-dimora")], &[], "who pays a rent"),
    clue(Group("senza-dimora"), Remote, &[Is("senza-dimora"), Is("senza-residenza")], &[], &[], "where it was said"),
    clue(Group("immigrati"), Remote, &[Is("cittadino-straniero")], &[], &[], "where it was said"),
    clue(Group("donne-vittime-di-violenza"), Remote, &[Is("vittima-di-violenza")], &[], &[], "where it was said"),
    clue(Group("uomini-autori-di-violenza"), Remote, &[Is("autore-di-violenza")], &[], &[], "where it was said"),
    clue(Group("vittime-di-tratta"), Remote, &[Is("vittima-di-tratta")], &[], &[], "where it was said"),
    clue(Group("detenuti-ex-detenuti"), Remote, &[Is("uscito-dal-carcere")], &[], &[], "where it was said"),
    clue(Group("operatori"), Remote, &[Is("operatore-dei-servizi")], &[], &[], "a citizen at the desk is no colleague"),
];

impl Sign {
    pub(super) fn holds(self, facts: &Facts<'_>) -> bool {
        match self {
            Self::Both(signs) => signs.iter().all(|s| s.holds(facts)),
            Self::Within(tipologia) => within(facts, tipologia),
            Self::Age(from, to) => facts.profile.age.is_some_and(|age| (from..=to).contains(&age)),
            Self::Is(condition) => facts.evidence(condition).verdict() == Verdict::Si,
            Self::Not(condition) => facts.evidence(condition).verdict() == Verdict::No,
            Self::NoChild(from, to) => facts.child(from, to) == Verdict::No,
        }
    }
}

/// Whether the ISEE that was said is within the threshold of a tipologia.
fn within(facts: &Facts<'_>, tipologia: &str) -> bool {
    let record = facts.catalog.find_type(tipologia).map(|ix| &facts.catalog.tipologie[ix]);
    let Some((record, Isee::Amount(euro))) = record.map(|t| (&t.record, facts.profile.isee)) else { return false };
    record.eligibility.requirements.iter().any(|r| matches!(r, Requirement::Isee { max, .. } if euro <= *max))
}

impl Clue {
    fn near(&self, facts: &Facts<'_>) -> Nearness {
        let any = |signs: &[Sign]| signs.iter().any(|s| s.holds(facts));
        match () {
            () if any(self.never) => Never,
            () if any(self.near) && self.pressing => Pressing,
            () if any(self.near) => Near,
            () if any(self.remote) => Remote,
            () => self.plain,
        }
    }
}

impl AppliedNear {
    fn of(facts: &Facts<'_>) -> Self {
        let mut groups = facts.catalog.destinatari.beside(Open);
        let mut fields = Vec::with_capacity(CLUES.len() + COUNTED.len());
        for clue in CLUES {
            let near = clue.near(facts);
            match clue.about {
                Field(word) => fields.push((word, near)),
                Group(id) => {
                    if let Some(ix) = facts.catalog.destinatari.position(|d| d.id.as_str() == id) {
                        groups[ix] = near;
                    }
                }
            }
        }
        for counted in COUNTED.into_iter().filter(|c| c.denies) {
            let near = fields.iter().find(|(word, _)| *word == counted.field.word()).map_or(Open, |(_, near)| *near);
            fields.push((counted.condition, near));
        }
        fields.sort_unstable_by_key(|(word, _)| *word);
        Self { fields, groups, leads: leads::places(facts) }
    }
}

impl<'a> Facts<'a> {
    /// Draws the conclusions and applies the table. Costs a few microseconds; a profile that changed needs new facts.
    pub fn of(catalog: &'a Catalog, profile: &Profile, today: NaiveDate) -> Self {
        let mut facts = Self::drawn(catalog, profile, today);
        facts.nearness = Arc::new(AppliedNear::of(&facts));
        facts
    }
}

impl Facts<'_> {
    /// How near a question is.
    pub fn near_field(&self, field: &FieldId) -> Nearness {
        self.nearness.field(field.word())
    }

    /// How near a service is: as near as its nearest group of destinatari, or near where a requirement that tells people
    /// apart is met; but no nearer than what would have to hold besides. Allocates nothing.
    pub(super) fn near_service(&self, entry: &Entry<'_>, told: bool, lead: bool) -> Nearness {
        let groups = self.nearness.groups.each(entry.targets()).copied().max().unwrap_or(Open);
        let open =
            entry.eligibility().requirements.iter().filter_map(|r| self.near_requirement(r, entry, told || lead)).min();
        (if told { Near } else { groups }).min(open.unwrap_or(Near))
    }

    /// How near it is that an open requirement holds; `None` where nothing can be said of it. Of alternatives that only an
    /// office can judge ("altri casi previsti") something is expected only where the service is told otherwise.
    fn near_requirement(&self, requirement: &Requirement, entry: &Entry<'_>, told: bool) -> Option<Nearness> {
        if self.verdict(requirement, entry) != Verdict::NonIndicato {
            return None;
        }
        match requirement {
            Requirement::Condizione { condition: Some(id), .. } => Some(self.nearness.field(id)),
            Requirement::Eta { of: Some(AgeOf::Figlio), .. } => Some(self.nearness.field(FieldId::Minors.word())),
            // An age that is only usual, and not this person's.
            Requirement::Eta { of: None, .. } if self.profile.age.is_some() => Some(Remote),
            Requirement::UnoDi { any, .. } => any.iter().filter_map(|r| self.near_alternative(r, entry, told)).max(),
            _ => None,
        }
    }

    /// How near an open condition is to what was said, alone or among alternatives; `None` where no condition is open.
    pub(super) fn near_open(&self, requirement: &Requirement, entry: &Entry<'_>) -> Option<Nearness> {
        if self.verdict(requirement, entry) != Verdict::NonIndicato {
            return None;
        }
        match requirement {
            Requirement::Condizione { condition: Some(id), .. } => Some(self.nearness.field(id)),
            Requirement::UnoDi { any, .. } => any.iter().filter_map(|r| self.near_open(r, entry)).max(),
            _ => None,
        }
    }

    fn near_alternative(&self, requirement: &Requirement, entry: &Entry<'_>, told: bool) -> Option<Nearness> {
        match requirement {
            Requirement::Condizione { condition: None, .. } => told.then_some(Open),
            _ => self.near_requirement(requirement, entry, told),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog::bundled;
    use crate::eligibility::{FieldValue, fields};

    #[test]
    fn the_table_speaks_of_every_condition_and_group_that_the_catalogue_has_and_of_no_other() {
        let catalog = bundled::catalog().unwrap().catalog;
        let is_condition = |id: &str| catalog.condizioni.iter().any(|c| c.id.as_str() == id);
        for clue in CLUES {
            let known = match clue.about {
                Field(word) => is_condition(word) || fields(&catalog).iter().any(|f| f.id.word() == word),
                Group(id) => catalog.destinatari.iter().any(|d| d.id.as_str() == id),
            };
            assert!(known && !clue.because.is_empty(), "{:?}", clue.about);
            for sign in clue.near.iter().chain(clue.remote).chain(clue.never) {
                if let Is(id) | Not(id) = sign {
                    assert!(is_condition(id), "{id}");
                }
                if let Both(signs) = sign {
                    assert!(signs.iter().all(|s| !matches!(s, Is(id) | Not(id) if !is_condition(id))), "{signs:?}");
                }
            }
            assert_eq!(CLUES.iter().filter(|c| c.about == clue.about).count(), 1, "{:?} twice", clue.about);
        }
        for field in fields(&catalog) {
            let word = field.id.word();
            assert!(CLUES.iter().any(|c| matches!(c.about, Field(w) if w == word)), "{word}");
        }
    }

    #[test]
    fn at_84_nobody_is_asked_about_a_pregnancy_and_at_10_nobody_about_work() {
        let catalog = bundled::catalog().unwrap().catalog;
        for (age, word) in [(84, "gravidanza"), (84, "disoccupato"), (84, "minore-straniero-solo"), (10, "disoccupato")]
        {
            let facts =
                Facts::of(&catalog, &Profile { age: Some(age), ..Profile::default() }, chrono::NaiveDate::default());
            assert_eq!(facts.nearness.field(word), Never, "{age} {word}");
        }
        let mut profile = Profile { age: Some(84), ..Profile::default() };
        let condition = FieldId::Condition(crate::catalog::values::Slug::new("non-autosufficienza").unwrap());
        profile.set(&condition, FieldValue::Answer(true));
        assert_eq!(Facts::of(&catalog, &profile, chrono::NaiveDate::default()).nearness.field("accompagnamento"), Near);
    }
}
