use super::*;
use crate::ids::SubjectId;
use proptest::prelude::*;
use uuid::Uuid;

fn at(lon: f64, lat: f64) -> Wgs84 {
    Wgs84::new(lon, lat).expect("on the globe")
}

fn premise(n: u128, at: Wgs84, radius_m: u32, kind: PremiseKind) -> Premise {
    Premise {
        id: PremiseId(Uuid::from_u128(n)),
        place: Place { at, label: String::new() },
        radius_m,
        kind,
        text: Personal::clear(SubjectId("premise/x".into()), "gas"),
        valid_until_ms: None,
        set_ms: 0,
        set_by: "dora".into(),
    }
}

/// What is true by looking at every fact.
fn by_hand(all: &[Premise], at: Wgs84) -> BTreeSet<PremiseId> {
    let near = all.iter().filter(|p| distance_m(at, p.place.at) <= f64::from(p.radius_m));
    near.map(|p| p.id).collect()
}

fn found(premises: &Premises, at: Wgs84) -> BTreeSet<PremiseId> {
    premises.near(at, 0).into_iter().map(|(p, _)| p.id).collect()
}

/// Around one of: Helsinki, the equator, the date line, far north, both poles, the corner of four cells.
fn places() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let middles =
        [(24.94, 60.17), (0.0, 0.0), (179.9999, -16.0), (25.0, 78.0), (10.0, 89.99), (0.0, -89.999), (0.01, 51.5)];
    (0..middles.len()).prop_flat_map(move |which| {
        let (lon, lat) = middles[which];
        proptest::collection::vec((-0.02..0.02, -0.02..0.02_f64), 2..40).prop_map(move |offsets| {
            let lon = |d: f64| (lon + d + 180.0).rem_euclid(360.0) - 180.0;
            offsets.iter().map(|(dx, dy)| (lon(*dx), (lat + dy).clamp(-90.0, 90.0))).collect()
        })
    })
}

proptest! {
    #[test]
    fn cells_find_what_looking_at_all_finds(places in places(), radii in proptest::collection::vec(LEAST_RADIUS_M..=MOST_RADIUS_M, 40)) {
        let (asked, facts) = places.split_first().expect("two at least");
        let all: Vec<Premise> = facts.iter().zip(&radii).zip(0..)
            .map(|(((lon, lat), radius), n)| premise(n, at(*lon, *lat), *radius, PremiseKind::Hazard)).collect();
        let mut premises = Premises::default();
        all.iter().cloned().for_each(|p| premises.put(p));
        let asked = at(asked.0, asked.1);
        prop_assert_eq!(found(&premises, asked), by_hand(&all, asked));
        // What is kept on disk finds the same.
        let kept: Premises = serde_json::from_str(&serde_json::to_string(&premises).unwrap()).unwrap();
        prop_assert_eq!(&kept, &premises);
        all.iter().for_each(|p| premises.take(p.id));
        prop_assert!(premises.is_empty() && premises.cells.is_empty(), "nothing is left behind");
    }
}

/// The control: were only the cell of the place itself looked at, a fact across its edge would be missed.
#[test]
fn one_cell_alone_would_not_do() {
    let (here, across) = (at(24.939_9, 60.175), at(24.940_1, 60.175));
    let fact = premise(1, across, 50, PremiseKind::Hazard);
    let mut premises = Premises::default();
    premises.put(fact.clone());
    assert_ne!(cell(here), cell(across));
    assert!(!premises.cells.contains_key(&cell(here)));
    assert_eq!(found(&premises, here), BTreeSet::from([fact.id]));
}

#[test]
fn hazards_come_first_and_what_is_over_is_not_told() {
    let here = at(24.94, 60.17);
    let mut premises = Premises::default();
    premises.put(premise(1, here, 40, PremiseKind::Other));
    premises.put(premise(2, here, 40, PremiseKind::Hazard));
    premises.put(Premise { valid_until_ms: Some(100), ..premise(3, here, 40, PremiseKind::Access) });
    let kinds = |now| premises.near(here, now).iter().map(|(p, _)| p.kind.word()).collect::<Vec<_>>();
    assert_eq!(kinds(99), ["hazard", "access", "other"]);
    assert_eq!(kinds(100), ["hazard", "other"]);
}
