//! Human Services Data Specification (Open Referral): 3.1 out, 1.1 to 3.3 in.
//!
//! [`export`] turns entries into nested services, [`package`] into the tables of a data package; [`read`] makes one shape of
//! whatever files come in and [`import`] turns that into records, with a list of all that was changed or left out.
//!
//! What the status becomes, and why: HSDS demands one of four words and knows no "unknown", so only what may be believed
//! today is `active`.
//!
//! | stato | HSDS | |
//! |---|---|---|
//! | attivo | active | a source or a check of the last two years says so |
//! | avviso chiuso | temporarily closed | the call's term has passed, another may come |
//! | programmato, da confermare | inactive | nobody says that it runs: never assumed active |
//! | storico | defunct | |
//!
//! The Italian word goes along as an attribute labelled "stato", so that nothing is lost between the two, and `alert` says
//! in words what is to be confirmed.

pub mod export;
pub mod hours;
pub mod import;
pub mod package;
pub mod read;

use uuid::{Uuid, uuid};

use crate::catalog::values::Stato;

/// The space in which every identifier is made: fixed for ever, so that two exports can be compared byte by byte.
const SPACE: Uuid = uuid!("0c3a7d7e-2f61-5b0e-8a4d-5e1b7c90d2f4");

/// The identifier of `slug` among the things of `kind`: UUID version 5 of "kind:slug".
pub fn id(kind: &str, slug: &str) -> String {
    Uuid::new_v5(&SPACE, format!("{kind}:{slug}").as_bytes()).to_string()
}

/// The word of HSDS for a status. See the module's table.
pub fn status(stato: Stato) -> &'static str {
    match stato {
        Stato::Attivo => "active",
        Stato::AvvisoChiuso => "temporarily closed",
        Stato::Programmato | Stato::DaConfermare => "inactive",
        Stato::Storico => "defunct",
    }
}

/// How the JSON of many services is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// One page of the API, as most tools read it.
    #[default]
    Page,
    /// One service a line.
    Ndjson,
    /// A folder: one file a service, one an organization.
    Folder,
    /// A folder of CSV tables with their `datapackage.json`.
    Csv,
}
