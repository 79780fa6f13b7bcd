//! What is searched for beyond mapped objects: crossings, kilometre posts, house numbers between others; and what an
//! update would change.

use std::ops::ControlFlow;

use watchfloor_area::{ImportOptions, PbfSource, Place, PlaceKind, changes, counts, preview};

use crate::support::pbf::Pbf;
use crate::support::{helsinki, imported, skipped};

const BOX: [f64; 4] = [24.90, 60.15, 24.96, 60.19];

type Tags<'a> = &'a [(&'a str, &'a str)];

fn map(nodes: &[(i64, [f64; 2], Tags<'_>)], ways: &[(i64, &[i64], Tags<'_>)]) -> Pbf {
    let corners = Pbf::new().boxed(BOX).node(90, [24.90, 60.15], &[]).node(91, [24.96, 60.19], &[]);
    let pbf = nodes.iter().fold(corners, |pbf, (id, at, tags)| pbf.node(*id, *at, tags));
    ways.iter().fold(pbf, |pbf, (id, refs, tags)| pbf.way(*id, refs, tags))
}

/// Pairs of names of all crossings, most important first.
fn pairs(pbf: Pbf) -> Vec<String> {
    let (report, area) = imported(&pbf.build());
    assert_eq!(report.crossings, area.crossings.len());
    area.crossings.iter().map(|c| format!("{} & {} @{}", c.names[0], c.names[1], c.node)).collect()
}

#[test]
fn two_streets_of_different_names_cross_where_they_share_a_node() {
    let nodes: Vec<(i64, [f64; 2], Tags<'_>)> = vec![
        (1, [24.91, 60.16], &[]),
        (2, [24.92, 60.16], &[]),
        (3, [24.93, 60.16], &[]),
        (4, [24.92, 60.17], &[]),
        (5, [24.93, 60.17], &[]),
    ];
    let ways: [(i64, &[i64], Tags<'_>); 5] = [
        (10, &[1, 2, 3], &[("highway", "primary"), ("name", "Zeppelinstraße"), ("name:zh", "飞艇街")]),
        (11, &[2, 4], &[("highway", "residential"), ("name", "Allee")]),
        (12, &[3, 5], &[("highway", "residential"), ("name", "Zeppelinstraße")]),
        (13, &[4, 5], &[("highway", "footway"), ("name", "Steg")]),
        (14, &[1, 5], &[("highway", "residential")]),
    ];
    let bytes = map(&nodes, &ways).build();
    let (_, area) = imported(&bytes);
    assert_eq!(
        pairs(map(&nodes, &ways)),
        ["Allee & Zeppelinstraße @2", "Allee & Steg @4", "Steg & Zeppelinstraße @5"],
        "one street of two ways does not cross itself, and one without a name crosses nothing"
    );
    let first = &area.crossings[0];
    assert_eq!(first.other_names["zh"], ["Allee", "飞艇街"], "a name not known in a language stands for itself");
    assert_eq!(first.importance, (550 + 500) / 2 - 100);
}

#[test]
fn two_carriageways_make_one_crossing_and_two_far_ends_make_two() {
    let road = |gap: f64| {
        // Hauptstraße as two carriageways, `gap` degrees of latitude apart, crossed by Querweg.
        let nodes: Vec<(i64, [f64; 2], Tags<'_>)> = vec![
            (1, [24.91, 60.16], &[]),
            (2, [24.92, 60.16], &[]),
            (3, [24.91, 60.16 + gap], &[]),
            (4, [24.92, 60.16 + gap], &[]),
        ];
        let main: Tags<'_> = &[("highway", "primary"), ("name", "Hauptstraße"), ("oneway", "yes")];
        pairs(map(
            &nodes,
            &[(10, &[1, 2], main), (11, &[4, 3], main), (12, &[2, 4], &[("highway", "tertiary"), ("name", "Querweg")])],
        ))
        .len()
    };
    assert_eq!(road(0.000_2), 1, "22 m apart");
    assert_eq!(road(0.001), 2, "111 m apart");
}

#[test]
fn streets_meet_at_a_small_roundabout_they_both_touch() {
    let ring = |size: f64| {
        let at = |x: f64, y: f64| [24.92 + 2.0 * size * x, 60.16 + size * y];
        let nodes: Vec<(i64, [f64; 2], Tags<'_>)> = vec![
            (1, at(0.0, 0.5), &[]),
            (2, at(0.5, 0.0), &[]),
            (3, at(1.0, 0.5), &[]),
            (4, at(0.5, 1.0), &[]),
            (5, [24.91, 60.16], &[]),
            (6, [24.95, 60.16], &[]),
        ];
        let round: Tags<'_> = &[("highway", "tertiary"), ("junction", "roundabout")];
        pairs(map(
            &nodes,
            &[
                (10, &[1, 2, 3], round),
                (11, &[3, 4, 1], round),
                (12, &[5, 1], &[("highway", "tertiary"), ("name", "A")]),
                (13, &[3, 6], &[("highway", "tertiary"), ("name", "B")]),
            ],
        ))
    };
    assert_eq!(ring(0.000_4), ["A & B @1"], "44 m across, mapped as two ways");
    assert!(ring(0.003).is_empty(), "333 m across: there one names the ring itself");
}

#[test]
fn a_crowd_of_names_is_bounded_and_counted() {
    let names: Vec<String> = (0..40).map(|n| format!("Street {n:02}")).collect();
    let mut pbf = map(&[(1, [24.92, 60.16], &[])], &[]);
    for (n, name) in names.iter().enumerate() {
        let id = 1000 + n as i64;
        pbf = pbf.node(id, [24.93, 60.16 + 0.001 * n as f64], &[]);
        pbf = pbf.way(id, &[1, id], &[("highway", "residential"), ("name", name)]);
    }
    let (report, area) = imported(&pbf.build());
    assert_eq!((area.crossings.len(), skipped(&report, "crowded_crossing")), (12 * 11 / 2, 28));
}

fn of_kind(pbf: Pbf, kind: PlaceKind) -> Vec<Place> {
    let (_, area) = imported(&pbf.build());
    area.places.into_iter().filter(|p| p.kind == kind).collect()
}

#[test]
fn a_kilometre_post_knows_its_road() {
    let post: Tags<'_> = &[("highway", "milestone"), ("distance", "12,3 km")];
    let rail: Tags<'_> = &[("railway", "milestone"), ("railway:position", "52.2")];
    let nodes: [(i64, [f64; 2], Tags<'_>); 5] = [
        (1, [24.91, 60.16], &[]),
        (2, [24.92, 60.16], post),
        (3, [24.93, 60.16], rail),
        (4, [24.94, 60.16], &[("highway", "milestone"), ("distance", "7"), ("ref", "N 14")]),
        (5, [24.95, 60.16], &[("highway", "milestone")]),
    ];
    let road: Tags<'_> = &[("highway", "primary"), ("name", "Tie"), ("ref", "51")];
    let pbf = || map(&nodes, &[(10, &[1, 2], road), (11, &[1, 3], &[("railway", "rail"), ("name", "Rata")])]);
    let found: Vec<_> =
        of_kind(pbf(), PlaceKind::Milestone).into_iter().map(|p| (p.name, p.reference, p.number, p.detail)).collect();
    let row = |name: &str, road: &str, km: &str, kind: &str| {
        (name.to_owned(), Some(road.to_owned()), Some(km.to_owned()), Some(kind.to_owned()))
    };
    assert_eq!(
        found,
        [
            row("51 km 12.3", "51", "12.3", "highway"),
            row("N 14 km 7", "N 14", "7", "highway"),
            row("Rata km 52.2", "Rata", "52.2", "railway"),
        ]
    );
    let (report, _) = imported(&pbf().build());
    assert_eq!(skipped(&report, "unreadable_milestone"), 1);
}

#[test]
fn numbers_between_two_houses_are_made_and_give_way_to_real_ones() {
    let house = |number: &'static str| [("addr:housenumber", number), ("addr:street", "Katu")];
    let (two, eight, six) = (house("2"), house("8"), house("6"));
    let nodes: [(i64, [f64; 2], Tags<'_>); 4] = [
        (1, [24.91, 60.16], &two),
        (2, [24.92, 60.16], &[]),
        (3, [24.94, 60.16], &eight),
        (4, [24.931, 60.1602], &six),
    ];
    let pbf = |rule| map(&nodes, &[(10, &[1, 2, 3], &[("addr:interpolation", rule)])]);
    let (report, area) = imported(&pbf("even").build());
    assert_eq!((report.addresses, report.interpolated), (3, 1));
    let made: Vec<_> = area.places.iter().filter(|p| p.detail.as_deref() == Some("interpolated")).collect();
    assert_eq!((made.len(), made[0].name.as_str(), made[0].street.as_deref()), (1, "Katu 4", Some("Katu")));
    assert!((made[0].lon - 24.92).abs() < 1e-5, "a third of the way: {}", made[0].lon);
    let real = area.places.iter().find(|p| p.number.as_deref() == Some("6"));
    assert_eq!(real.map(|p| p.osm.to_string()).as_deref(), Some("n4"), "6 is on the map");
    let (report, _) = imported(&pbf("odd").build());
    assert_eq!((report.interpolated, skipped(&report, "unreadable_interpolation")), (0, 1));
}

#[test]
fn a_preview_counts_what_the_import_then_gives() {
    let bytes = helsinki();
    let source = [PbfSource { name: "test.osm.pbf", bytes: &bytes }];
    let seen = preview(&source, &ImportOptions::named("x"), &|_| ControlFlow::Continue(())).expect("it is sound");
    let (report, area) = imported(&bytes);
    assert_eq!((seen.bounds, &seen.files, &seen.skipped), (report.bounds, &report.files, &report.skipped));
    let installed = counts(&area.meta["counts"]);
    assert_eq!(installed, report.counts());
    assert!(changes(&installed, &seen.counts).is_empty(), "tiles apart");
    // Control: another area differs.
    let (_, other) = imported(&map(&[(1, [24.91, 60.16], &[("amenity", "police"), ("name", "x")])], &[]).build());
    let cameras = changes(&installed, &counts(&other.meta["counts"])).into_iter().find(|c| c.what == "cameras");
    assert_eq!(cameras.map(|c| (c.old, c.new)), Some((Some(221), 0)));
}

#[test]
fn a_preview_can_be_cancelled() {
    let bytes = helsinki();
    let source = [PbfSource { name: "test.osm.pbf", bytes: &bytes }];
    let seen = preview(&source, &ImportOptions::named("x"), &|_| ControlFlow::Break(()));
    assert!(matches!(seen, Err(watchfloor_area::ImportError::Cancelled)));
}
