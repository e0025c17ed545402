//! The twenty regions of Italy: their provinces, and how they are spoken of ("tutto il Lazio", "nelle Marche").

/// How a region's name is joined to other words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Article {
    /// il Lazio
    Il,
    /// la Puglia
    La,
    /// l'Umbria, l'Abruzzo
    Elided,
    /// le Marche
    Le,
}

/// A region.
#[derive(Debug, PartialEq, Eq)]
pub struct Regione {
    /// Identifier, as a catalogue has it: `emilia-romagna`.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    article: Article,
    /// Its provinces: two letters and name.
    pub provinces: &'static [(&'static str, &'static str)],
}

/// Every region, by name.
#[rustfmt::skip]
pub static REGIONI: [Regione; 20] = [
    Regione { id: "abruzzo", name: "Abruzzo", article: Article::Elided, provinces: &[("CH", "Chieti"), ("AQ", "L'Aquila"), ("PE", "Pescara"), ("TE", "Teramo")] },
    Regione { id: "basilicata", name: "Basilicata", article: Article::La, provinces: &[("MT", "Matera"), ("PZ", "Potenza")] },
    Regione { id: "calabria", name: "Calabria", article: Article::La, provinces: &[("CZ", "Catanzaro"), ("CS", "Cosenza"), ("KR", "Crotone"), ("RC", "Reggio Calabria"), ("VV", "Vibo Valentia")] },
    Regione { id: "campania", name: "Campania", article: Article::La, provinces: &[("AV", "Avellino"), ("BN", "Benevento"), ("CE", "Caserta"), ("NA", "Napoli"), ("SA", "Salerno")] },
    Regione { id: "emilia-romagna", name: "Emilia-Romagna", article: Article::Elided, provinces: &[("BO", "Bologna"), ("FE", "Ferrara"), ("FC", "Forlì-Cesena"), ("MO", "Modena"), ("PR", "Parma"), ("PC", "Piacenza"), ("RA", "Ravenna"), ("RE", "Reggio Emilia"), ("RN", "Rimini")] },
    Regione { id: "friuli-venezia-giulia", name: "Friuli-Venezia Giulia", article: Article::Il, provinces: &[("GO", "Gorizia"), ("PN", "Pordenone"), ("TS", "Trieste"), ("UD", "Udine")] },
    Regione { id: "lazio", name: "Lazio", article: Article::Il, provinces: &[("FR", "Frosinone"), ("LT", "Latina"), ("RI", "Rieti"), ("RM", "Roma"), ("VT", "Viterbo")] },
    Regione { id: "liguria", name: "Liguria", article: Article::La, provinces: &[("GE", "Genova"), ("IM", "Imperia"), ("SP", "La Spezia"), ("SV", "Savona")] },
    Regione { id: "lombardia", name: "Lombardia", article: Article::La, provinces: &[("BG", "Bergamo"), ("BS", "Brescia"), ("CO", "Como"), ("CR", "Cremona"), ("LC", "Lecco"), ("LO", "Lodi"), ("MN", "Mantova"), ("MI", "Milano"), ("MB", "Monza e Brianza"), ("PV", "Pavia"), ("SO", "Sondrio"), ("VA", "Varese")] },
    Regione { id: "marche", name: "Marche", article: Article::Le, provinces: &[("AN", "Ancona"), ("AP", "Ascoli Piceno"), ("FM", "Fermo"), ("MC", "Macerata"), ("PU", "Pesaro e Urbino")] },
    Regione { id: "molise", name: "Molise", article: Article::Il, provinces: &[("CB", "Campobasso"), ("IS", "Isernia")] },
    Regione { id: "piemonte", name: "Piemonte", article: Article::Il, provinces: &[("AL", "Alessandria"), ("AT", "Asti"), ("BI", "Biella"), ("CN", "Cuneo"), ("NO", "Novara"), ("TO", "Torino"), ("VB", "Verbano-Cusio-Ossola"), ("VC", "Vercelli")] },
    Regione { id: "puglia", name: "Puglia", article: Article::La, provinces: &[("BA", "Bari"), ("BT", "Barletta-Andria-Trani"), ("BR", "Brindisi"), ("FG", "Foggia"), ("LE", "Lecce"), ("TA", "Taranto")] },
    Regione { id: "sardegna", name: "Sardegna", article: Article::La, provinces: &[("CA", "Cagliari"), ("NU", "Nuoro"), ("OR", "Oristano"), ("SS", "Sassari"), ("SU", "Sud Sardegna")] },
    Regione { id: "sicilia", name: "Sicilia", article: Article::La, provinces: &[("AG", "Agrigento"), ("CL", "Caltanissetta"), ("CT", "Catania"), ("EN", "Enna"), ("ME", "Messina"), ("PA", "Palermo"), ("RG", "Ragusa"), ("SR", "Siracusa"), ("TP", "Trapani")] },
    Regione { id: "toscana", name: "Toscana", article: Article::La, provinces: &[("AR", "Arezzo"), ("FI", "Firenze"), ("GR", "Grosseto"), ("LI", "Livorno"), ("LU", "Lucca"), ("MS", "Massa-Carrara"), ("PI", "Pisa"), ("PT", "Pistoia"), ("PO", "Prato"), ("SI", "Siena")] },
    Regione { id: "trentino-alto-adige", name: "Trentino-Alto Adige", article: Article::Il, provinces: &[("BZ", "Bolzano"), ("TN", "Trento")] },
    Regione { id: "umbria", name: "Umbria", article: Article::Elided, provinces: &[("PG", "Perugia"), ("TR", "Terni")] },
    Regione { id: "valle-d-aosta", name: "Valle d'Aosta", article: Article::La, provinces: &[("AO", "Aosta")] },
    Regione { id: "veneto", name: "Veneto", article: Article::Il, provinces: &[("BL", "Belluno"), ("PD", "Padova"), ("RO", "Rovigo"), ("TV", "Treviso"), ("VE", "Venezia"), ("VR", "Verona"), ("VI", "Vicenza")] },
];

/// Begins the identifier of the ambito of those comuni of a region whose own is not known.
const UNKNOWN: &str = "comuni-";

/// Whether an ambito only holds comuni whose own is not known.
pub fn is_unknown_ambito(id: &str) -> bool {
    id.strip_prefix(UNKNOWN).is_some_and(|rest| by_id(rest).is_some())
}

/// The identifier of that ambito.
pub fn unknown_ambito(regione: &Regione) -> String {
    format!("{UNKNOWN}{}", regione.id)
}

/// The region of a province, by its two letters.
pub fn of_province(code: &str) -> Option<&'static Regione> {
    REGIONI.iter().find(|r| r.provinces.iter().any(|(c, _)| *c == code))
}

/// The region with this identifier.
pub fn by_id(id: &str) -> Option<&'static Regione> {
    REGIONI.iter().find(|r| r.id == id)
}

/// "della Puglia", "dell'Emilia-Romagna", "del Lazio"; a region that is none of Italy's is feminine.
pub fn of(name: &str) -> String {
    match article(name) {
        Article::Il => format!("del {name}"),
        Article::La => format!("della {name}"),
        Article::Elided => format!("dell'{name}"),
        Article::Le => format!("delle {name}"),
    }
}

/// "tutta la Puglia", "tutto l'Abruzzo", "tutte le Marche".
pub fn whole(name: &str) -> String {
    match article(name) {
        Article::Il => format!("tutto il {name}"),
        Article::La => format!("tutta la {name}"),
        Article::Elided if name == "Abruzzo" => format!("tutto l'{name}"),
        Article::Elided => format!("tutta l'{name}"),
        Article::Le => format!("tutte le {name}"),
    }
}

/// "in Puglia", "nel Lazio", "nelle Marche".
pub fn within(name: &str) -> String {
    match name {
        "Lazio" => format!("nel {name}"),
        "Marche" => format!("nelle {name}"),
        _ => format!("in {name}"),
    }
}

/// Whether this is the name of a region.
pub fn is_one(name: &str) -> bool {
    REGIONI.iter().any(|r| r.name == name)
}

fn article(name: &str) -> Article {
    REGIONI.iter().find(|r| r.name == name).map_or(Article::La, |r| r.article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_spoken_of_as_people_do() {
        assert_eq!((of("Puglia").as_str(), of("Emilia-Romagna").as_str()), ("della Puglia", "dell'Emilia-Romagna"));
        assert_eq!((whole("Lazio").as_str(), whole("Abruzzo").as_str()), ("tutto il Lazio", "tutto l'Abruzzo"));
        assert_eq!((within("Marche").as_str(), within("Molise").as_str()), ("nelle Marche", "in Molise"));
        assert_eq!(REGIONI.iter().map(|r| r.provinces.len()).sum::<usize>(), 107);
        assert_eq!(of_province("MO").map(|r| r.id), Some("emilia-romagna"));
        assert!(REGIONI.iter().all(|r| crate::catalog::values::Slug::new(r.id).is_ok() && by_id(r.id) == Some(r)));
    }
}
