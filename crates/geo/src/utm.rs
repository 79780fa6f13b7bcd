//! Universal Transverse Mercator and the military grid (MGRS) built on it. It must not know how people type them.
//!
//! Krüger's series to the fourth order of the third flattening, which is exact to well under a millimetre inside a
//! zone (C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", 2011, eqs. 12 and 35-36). Zones,
//! bands and square letters: NGA.STND.0037, "Universal Grids". The polar grids (UPS) are left out: nobody dispatches
//! there.

use crate::Wgs84;

/// WGS 84 semi-major axis in metres and flattening.
const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_223_563;
/// Scale on the central meridian, false easting, false northing of the south.
const K0: f64 = 0.9996;
const EAST_0: f64 = 500_000.0;
const SOUTH_0: f64 = 10_000_000.0;
/// Letters of the 8-degree bands from 80 degrees south; X is 12 degrees high.
const BANDS: &[u8] = b"CDEFGHJKLMNPQRSTUVWX";
/// Letters of the 100 km rows, 20 of them, then again.
const ROWS: &[u8] = b"ABCDEFGHJKLMNPQRSTUV";
const SQUARE: f64 = 100_000.0;

/// A position in UTM: zone 1..=60, hemisphere, metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Utm {
    pub zone: u8,
    pub north: bool,
    pub easting: f64,
    pub northing: f64,
}

impl Utm {
    /// `None` poleward of 80 degrees south and 84 degrees north.
    pub(crate) fn from_wgs84(p: Wgs84) -> Option<Self> {
        if !(-80.0..=84.0).contains(&p.lat()) {
            return None;
        }
        let zone = zone(p);
        let (east, north) = project(p.lon() - meridian(zone), p.lat());
        let south = p.lat() < 0.0;
        Some(Self {
            zone,
            north: !south,
            easting: east + EAST_0,
            northing: if south { north + SOUTH_0 } else { north },
        })
    }

    /// `None` for what lies outside the grid: easting 100,000 to 1,000,000, northing 0 to 10,000,000, zone 1 to 60.
    pub(crate) fn to_wgs84(self) -> Option<Wgs84> {
        let inside = (1..=60).contains(&self.zone)
            && (SQUARE..10.0 * SQUARE).contains(&self.easting)
            && (0.0..=SOUTH_0).contains(&self.northing);
        if !inside {
            return None;
        }
        let north = if self.north { self.northing } else { self.northing - SOUTH_0 };
        let (lon, lat) = unproject(self.easting - EAST_0, north);
        let p = Wgs84::wrapped(lon + meridian(self.zone), lat)?;
        (-80.1..=84.1).contains(&p.lat()).then_some(p)
    }
}

/// The zone of a position, with the exceptions of south-west Norway and Svalbard.
fn zone(p: Wgs84) -> u8 {
    let usual = (((p.lon() + 180.0) / 6.0).floor() as i64).rem_euclid(60) as u8 + 1;
    match (usual, p.lat(), p.lon()) {
        (31, lat, lon) if (56.0..64.0).contains(&lat) && lon >= 3.0 => 32,
        (32 | 34 | 36, lat, lon) if lat >= 72.0 => {
            let west_half = lon < f64::from(usual) * 6.0 - 183.0;
            if west_half { usual - 1 } else { usual + 1 }
        }
        _ => usual,
    }
}

/// Central meridian of a zone in degrees.
fn meridian(zone: u8) -> f64 {
    f64::from(zone) * 6.0 - 183.0
}

/// The letter of the band a latitude lies in.
pub(crate) fn band(lat: f64) -> char {
    let at = ((lat + 80.0) / 8.0).floor().clamp(0.0, 19.0) as usize;
    char::from(BANDS[at])
}

/// How far, in degrees, a latitude lies outside the band of a letter; `None` when no band has it.
pub(crate) fn off_band(letter: char, lat: f64) -> Option<f64> {
    let at = BANDS.iter().position(|known| char::from(*known) == letter)?;
    let south = at as f64 * 8.0 - 80.0;
    let north = if at == 19 { 84.0 } else { south + 8.0 };
    Some((south - lat).max(lat - north).max(0.0))
}

/// Whether a band letter lies north of the equator.
fn northern(letter: char) -> bool {
    letter >= 'N'
}

/// The 100 km square's two letters.
fn letters(utm: &Utm) -> Option<[char; 2]> {
    let set = usize::from((utm.zone - 1) % 3);
    let column = (utm.easting / SQUARE).floor() as usize;
    let columns: &[u8] = [b"ABCDEFGH", b"JKLMNPQR", b"STUVWXYZ"][set];
    let row = (utm.northing / SQUARE).floor() as usize + if utm.zone.is_multiple_of(2) { 5 } else { 0 };
    Some([char::from(*columns.get(column.checked_sub(1)?)?), char::from(ROWS[row % ROWS.len()])])
}

/// Ten-digit MGRS, such as `35VLG 85611 72118`; `None` in the polar regions.
pub(crate) fn to_mgrs(p: Wgs84) -> Option<String> {
    let utm = Utm::from_wgs84(p)?;
    let [column, row] = letters(&utm)?;
    let within = |v: f64| v.floor() as u64 % 100_000;
    Some(format!(
        "{:02}{}{column}{row} {:05} {:05}",
        utm.zone,
        band(p.lat()),
        within(utm.easting),
        within(utm.northing)
    ))
}

/// The middle of the square an MGRS reference names, and the square's side in metres.
///
/// `digits` is easting then northing, of equal length, 1 to 5 digits each.
pub(crate) fn from_mgrs(zone: u8, band: char, square: [char; 2], digits: &str) -> Option<(Wgs84, f64)> {
    let half = digits.len() / 2;
    if !(1..=60).contains(&zone) || !digits.len().is_multiple_of(2) || !(1..=5).contains(&half) {
        return None;
    }
    let columns: &[u8] = [b"ABCDEFGH", b"JKLMNPQR", b"STUVWXYZ"][usize::from((zone - 1) % 3)];
    let column = columns.iter().position(|c| char::from(*c) == square[0])? + 1;
    let row = ROWS.iter().position(|c| char::from(*c) == square[1])?;
    let row = (row + ROWS.len() - if zone.is_multiple_of(2) { 5 } else { 0 }) % ROWS.len();
    let side = 10_f64.powi(5 - half as i32);
    let offset = |text: &str| text.parse::<u32>().ok().map(|v| (f64::from(v) + 0.5) * side);
    let easting = column as f64 * SQUARE + offset(digits.get(..half)?)?;
    let northing = row as f64 * SQUARE + offset(digits.get(half..)?)?;
    // Rows repeat every 2,000 km, about 18 degrees: at most one repetition lies in the band.
    let reach = side / 100_000.0 + 1e-4;
    (0..=5).find_map(|repeat| {
        let utm = Utm { zone, north: northern(band), easting, northing: northing + f64::from(repeat) * 2_000_000.0 };
        let p = utm.to_wgs84()?;
        (off_band(band, p.lat())? <= reach).then_some((p, side))
    })
}

/// Third flattening.
const N: f64 = F / (2.0 - F);
/// Radius of the sphere whose meridian is as long as the ellipsoid's.
const RADIUS: f64 = A / (1.0 + N) * (1.0 + N * N / 4.0 + N * N * N * N / 64.0);
const N2: f64 = N * N;
const N3: f64 = N2 * N;
const N4: f64 = N3 * N;
const ALPHA: [f64; 4] = [
    N / 2.0 - 2.0 * N2 / 3.0 + 5.0 * N3 / 16.0 + 41.0 * N4 / 180.0,
    13.0 * N2 / 48.0 - 3.0 * N3 / 5.0 + 557.0 * N4 / 1440.0,
    61.0 * N3 / 240.0 - 103.0 * N4 / 140.0,
    49561.0 * N4 / 161_280.0,
];
const BETA: [f64; 4] = [
    N / 2.0 - 2.0 * N2 / 3.0 + 37.0 * N3 / 96.0 - N4 / 360.0,
    N2 / 48.0 + N3 / 15.0 - 437.0 * N4 / 1440.0,
    17.0 * N3 / 480.0 - 37.0 * N4 / 840.0,
    4397.0 * N4 / 161_280.0,
];

fn eccentricity() -> f64 {
    (F * (2.0 - F)).sqrt()
}

/// The series of either direction at (xi, eta): what to add, in xi and eta.
fn series(coefficients: &[f64; 4], xi: f64, eta: f64) -> (f64, f64) {
    coefficients.iter().zip(1_u32..).fold((0.0, 0.0), |(x, y), (c, order)| {
        let k = 2.0 * f64::from(order);
        (x + c * (k * xi).sin() * (k * eta).cosh(), y + c * (k * xi).cos() * (k * eta).sinh())
    })
}

/// Degrees from the central meridian and latitude, to metres east and north on the grid.
fn project(d_lon: f64, lat: f64) -> (f64, f64) {
    let (lambda, phi) = (((d_lon + 540.0).rem_euclid(360.0) - 180.0).to_radians(), lat.to_radians());
    let e = eccentricity();
    let conformal = (phi.sin().atanh() - e * (e * phi.sin()).atanh()).sinh();
    let xi = conformal.atan2(lambda.cos());
    let eta = (lambda.sin() / conformal.hypot(lambda.cos())).asinh();
    let (d_xi, d_eta) = series(&ALPHA, xi, eta);
    (K0 * RADIUS * (eta + d_eta), K0 * RADIUS * (xi + d_xi))
}

/// The inverse of [`project`]: degrees from the central meridian and latitude.
fn unproject(east: f64, north: f64) -> (f64, f64) {
    let (xi, eta) = (north / (K0 * RADIUS), east / (K0 * RADIUS));
    let (d_xi, d_eta) = series(&BETA, xi, eta);
    let (xi, eta) = (xi - d_xi, eta - d_eta);
    let isometric = (xi.sin() / eta.cosh()).clamp(-1.0, 1.0).asin().tan().asinh();
    let e = eccentricity();
    // Contracts by about e squared, 0.0067, each round.
    let mut phi = isometric.sinh().atan();
    for _ in 0..8 {
        phi = (isometric + e * (e * phi.sin()).atanh()).sinh().atan();
    }
    (eta.sinh().atan2(xi.cos()).to_degrees(), phi.to_degrees())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::distance_m;

    fn at(lat: f64, lon: f64) -> Wgs84 {
        Wgs84::new(lon, lat).unwrap()
    }

    /// Check values of the `GeographicLib` and `utm` documentation and of published landmarks.
    #[test]
    fn published_positions() {
        // (lat, lon, zone, easting, northing)
        for (lat, lon, zone, easting, northing) in [
            (51.2, 7.5, 32, 395_201.310_381_1, 5_673_135.241_182_1), // README of the Python package `utm`
            (43.642_567, -79.387_139, 17, 630_084.3, 4_833_438.5),   // CN Tower (Wikipedia, UTM)
            (40.0, -3.0, 30, 500_000.0, 4_427_757.218_7),            // on a central meridian
            (-33.8688, 151.2093, 56, 334_368.6, 6_250_948.3),        // Sydney
        ] {
            let utm = Utm::from_wgs84(at(lat, lon)).unwrap();
            assert_eq!(utm.zone, zone);
            let off = (utm.easting - easting).hypot(utm.northing - northing);
            assert!(off < 1.0, "{lat} {lon}: {utm:?} is {off} m off");
        }
    }

    #[test]
    fn norway_svalbard_and_the_date_line_have_their_zones() {
        for (lat, lon, want) in [
            (60.39, 5.32, 32),  // Bergen
            (78.22, 15.65, 33), // Longyearbyen
            (78.0, 8.9, 31),
            (78.0, 9.1, 33),
            (78.0, 20.9, 33),
            (78.0, 21.1, 35),
            (78.0, 33.1, 37),
            (0.0, 180.0, 1),
            (0.0, -180.0, 1),
            (0.0, 179.9, 60),
        ] {
            assert_eq!(Utm::from_wgs84(at(lat, lon)).unwrap().zone, want, "{lat} {lon}");
        }
        assert!(Utm::from_wgs84(at(84.1, 0.0)).is_none() && Utm::from_wgs84(at(-80.1, 0.0)).is_none());
    }

    /// Honolulu's reference is the worked example of the MGRS article; the rest are landmarks.
    #[test]
    fn published_grid_references() {
        for (reference, lat, lon) in [
            (("4", 'Q', "FJ", "1234567890"), 21.409_796, -157.916_061),
            (("18", 'S', "UJ", "2337106519"), 38.889_7, -77.036_5),
            (("31", 'U', "DQ", "4825111932"), 48.858_2, 2.294_5),
        ] {
            let (zone, band, square, digits) = reference;
            let letters: Vec<char> = square.chars().collect();
            let (p, side) = from_mgrs(zone.parse().unwrap(), band, [letters[0], letters[1]], digits).unwrap();
            assert_eq!(side, 1.0);
            assert!(distance_m(p, at(lat, lon)) < 40.0, "{reference:?} -> {p:?}");
        }
        // A square of the wrong set, a band far from the row, and no zone.
        assert!(from_mgrs(31, 'U', ['J', 'Q'], "1212").is_none());
        assert!(from_mgrs(31, 'V', ['D', 'Q'], "1212").is_none());
        assert!(from_mgrs(61, 'U', ['D', 'Q'], "1212").is_none());
        assert!(from_mgrs(31, 'U', ['D', 'Q'], "121").is_none());
    }

    proptest! {
        #[test]
        fn utm_comes_back_and_agrees_with_a_peer(lat in -80.0..84.0f64, lon in -180.0..180.0f64) {
            let p = at(lat, lon);
            let utm = Utm::from_wgs84(p).unwrap();
            prop_assert!(distance_m(utm.to_wgs84().unwrap(), p) < 1e-4, "{:?}", utm);
            let (northing, easting, _) = utm::to_utm_wgs84(lat, lon, utm.zone);
            // The peer's series is shorter: centimetres apart at the edge of a wide zone.
            prop_assert!((easting - utm.easting).abs() < 0.05 && (northing - utm.northing).abs() < 0.05,
                "{:?} {} {}", utm, easting, northing);
        }

        #[test]
        fn grid_references_come_back(lat in -80.0..84.0f64, lon in -180.0..180.0f64, half in 1usize..=5) {
            let p = at(lat, lon);
            let text = to_mgrs(p).unwrap();
            let letters: Vec<char> = text.chars().collect();
            let digits = format!("{}{}", &text[6..6 + half], &text[12..12 + half]);
            let (back, side) = from_mgrs(text[..2].parse().unwrap(), letters[2], [letters[3], letters[4]], &digits)
                .unwrap_or_else(|| panic!("{text} {digits}"));
            prop_assert!(distance_m(back, p) <= side * 0.72, "{} {} {}", text, side, distance_m(back, p));
        }
    }
}
