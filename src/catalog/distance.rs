//! How far places are, as the crow flies: what the catalogue can tell without a map of roads.
//!
//! From the middle of a comune to a sede, whose own point counts where it is stated and that of its comune otherwise. A
//! protected place is never measured.

use super::model::{Catalog, ComuneIx, SedePlace};

/// Mean radius of the Earth, kilometres.
const EARTH: f64 = 6371.0;

/// A point: degrees north and east.
type Point = (f64, f64);

/// Kilometres between two points, as the crow flies.
pub fn between((lat_a, lon_a): Point, (lat_b, lon_b): Point) -> f64 {
    let half = |a: f64, b: f64| ((b - a).to_radians() / 2.0).sin().powi(2);
    let chord = half(lat_a, lat_b) + lat_a.to_radians().cos() * lat_b.to_radians().cos() * half(lon_a, lon_b);
    2.0 * EARTH * chord.sqrt().min(1.0).asin()
}

/// Kilometres from a comune to a sede: 0 within the comune; `None` where a point is missing, and for a protected place.
pub fn to_sede(catalog: &Catalog, from: ComuneIx, sede: &SedePlace) -> Option<f64> {
    if sede.record.riservato {
        return None;
    }
    if sede.comune == Some(from) {
        return Some(0.0);
    }
    let of_comune = |ix: ComuneIx| catalog.comuni[ix].record.lat.zip(catalog.comuni[ix].record.lon);
    let there = sede.record.lat.zip(sede.record.lon).or_else(|| sede.comune.and_then(of_comune))?;
    Some(between(of_comune(from)?, there))
}

/// "a 9 km", "a meno di 1 km". That it is as the crow flies is said beside it.
pub fn in_words(km: f64) -> String {
    if km < 1.0 { "a meno di 1 km".to_owned() } else { format!("a {km:.0} km") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_latiano_to_mesagne_it_is_nine_kilometres() {
        let (latiano, mesagne) = ((40.553_783, 17.718_222), (40.558_6, 17.807_6));
        let km = between(latiano, mesagne);
        assert!((7.0..9.5).contains(&km), "{km}");
        assert!((between(mesagne, latiano) - km).abs() < 1e-9);
        assert!(between(latiano, latiano) < 1e-9);
        assert_eq!((in_words(8.6), in_words(0.4)), ("a 9 km".to_owned(), "a meno di 1 km".to_owned()));
    }

    #[test]
    fn half_the_earth_is_measured_too() {
        let far = between((90.0, 0.0), (-90.0, 0.0));
        assert!((far - EARTH * std::f64::consts::PI).abs() < 1e-6, "{far}");
    }
}
