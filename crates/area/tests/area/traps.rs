//! Traps of real extracts, each set on purpose in a small file.
//!
//! The ten measured in real files: no metadata (`without_versions_…`), merging (`each_file_is_drawn_…`,
//! `the_same_thing_in_two_files_…`), a box that is not the data's (`what_sticks_out_…`), unsorted ids (`unsorted_ids_…`),
//! clipped ways (`a_clipped_way_…`; `a_restriction_with_a_missing_member_…` in `turns`), via-way restrictions and
//! conditions (`turns`, `roads`), few speeds (`without_a_speed_…`), addresses (`addresses_sit_…`, `a_place_stands_…`),
//! cut boundaries (`a_cut_boundary_…`), and no sea polygons (`the_sea_lies_…`).

use watchfloor_area::{OsmId, PlaceKind, default_speed_kmh, largest_component};

use crate::support::pbf::Pbf;
use crate::support::{imported, mvt, skipped, try_import};

const BOX: [f64; 4] = [24.90, 60.15, 24.96, 60.19];

/// A straight two-way street of three nodes, so that there is something to drive on.
fn street() -> Pbf {
    Pbf::new()
        .boxed(BOX)
        .node(1, [24.91, 60.16], &[])
        .node(2, [24.92, 60.16], &[])
        .node(3, [24.93, 60.16], &[])
        .node(90, [24.90, 60.15], &[])
        .node(91, [24.96, 60.19], &[])
        .way(10, &[1, 2, 3], &[("highway", "residential"), ("name", "Testikatu"), ("name:zh", "试验街")])
}

fn square(pbf: Pbf, first: i64, [west, south, east, north]: [f64; 4]) -> Pbf {
    pbf.node(first, [west, south], &[]).node(first + 1, [east, south], &[]).node(first + 2, [east, north], &[]).node(
        first + 3,
        [west, north],
        &[],
    )
}

#[test]
fn a_street_is_drawn_named_searched_and_driven_both_ways() {
    let (report, area) = imported(&street().build());
    assert_eq!((report.drivable_ways, report.edges), (1, 2));
    let roads = area.layer_at(14, [24.92, 60.16], "road");
    assert_eq!(roads[0].tag("name"), Some("Testikatu"));
    assert_eq!(roads[0].tag("name:zh"), Some("试验街"));
    let found = area.of_kind(PlaceKind::Street);
    assert_eq!((found.len(), found[0].name.as_str(), found[0].osm), (1, "Testikatu", OsmId::Way(10)));
    assert!((area.edges[0].length_m - 1106.0).abs() < 5.0, "{}", area.edges[0].length_m);
}

#[test]
fn unsorted_ids_are_found_all_the_same() {
    let bytes = Pbf::new()
        .node(3, [24.93, 60.16], &[])
        .node(1, [24.91, 60.16], &[])
        .node(2, [24.92, 60.165], &[])
        .way(10, &[1, 2, 3], &[("highway", "residential")])
        .build();
    let (report, area) = imported(&bytes);
    assert_eq!(report.files[0].order_breaks, 1);
    assert_eq!(area.edges[0].points.len(), 3);
    // No header box: the box of drivable ways.
    assert_eq!(report.bounds, [24.91, 60.16, 24.93, 60.165]);
}

#[test]
fn a_clipped_way_keeps_the_part_that_exists_and_is_counted() {
    let bytes = street().way(11, &[3, 777, 1, 2], &[("highway", "primary"), ("name", "Rikki")]).build();
    let (report, area) = imported(&bytes);
    assert_eq!(skipped(&report, "clipped_way"), 1);
    assert_eq!(skipped(&report, "clipped_road"), 1);
    let kept: Vec<_> = area.edges.iter().filter(|e| e.way_id == 11).collect();
    assert_eq!(kept.len(), 2, "one piece, both ways");
    assert!(kept.iter().all(|e| e.points.len() == 2));
}

#[test]
fn what_sticks_out_of_the_header_box_is_not_drawn() {
    let bytes = street().node(4, [25.40, 60.16], &[]).way(12, &[3, 4], &[("highway", "primary")]).build();
    let (report, area) = imported(&bytes);
    assert_eq!(report.bounds, BOX);
    let (last, ..) = mvt::tile_of(14, [BOX[2], 60.16]);
    assert!(area.tiles.keys().filter(|(z, ..)| *z == 14).all(|(_, x, _)| *x <= last));
}

#[test]
fn without_versions_the_later_file_wins_and_with_them_the_newer() {
    let police = |version, name: &str| {
        street().versioned_node((50, version), [24.92, 60.17], &[("amenity", "police"), ("name", name)]).build()
    };
    let winner = |a: &[u8], b: &[u8]| {
        let (report, area) = try_import(&[("a", a), ("b", b)]).expect("both import");
        assert!(skipped(&report, "duplicate") >= 1);
        area.of_kind(PlaceKind::Police).iter().map(|p| p.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(winner(&police(0, "old"), &police(0, "new")), ["new"]);
    assert_eq!(winner(&police(7, "seven"), &police(3, "three")), ["seven"]);
    let timed = |version, time, name: &str| {
        street().stamped_node((50, version, time), [24.92, 60.17], &[("amenity", "police"), ("name", name)]).build()
    };
    assert_eq!(winner(&timed(2, 200, "late"), &timed(2, 100, "early")), ["late"], "of one version the newer time");
    assert_eq!(winner(&timed(2, 100, "early"), &timed(2, 200, "late")), ["late"]);
    assert_eq!(winner(&timed(3, 100, "third"), &timed(2, 200, "second")), ["third"], "version before time");
    assert_eq!(
        winner(&timed(0, 200, "late"), &timed(0, 0, "unknown")),
        ["unknown"],
        "one does not say: the later file"
    );
}

/// Two boxes side by side; a road of the west file runs on into the east one, which knows nothing of it.
#[test]
fn each_file_is_drawn_inside_its_own_box() {
    const EAST: [f64; 4] = [24.96, 60.15, 25.02, 60.19];
    let west = street().node(4, [25.00, 60.165], &[]).way(12, &[3, 4], &[("highway", "primary")]).build();
    let east = |tags: &[(&str, &str)]| {
        Pbf::new()
            .boxed(EAST)
            .node(190, [24.96, 60.15], &[])
            .node(191, [25.02, 60.19], &[])
            .node(101, [24.97, 60.18], tags)
            .node(102, [25.01, 60.18], &[])
            .way(110, &[101, 102], &[("highway", "residential"), ("name", "Idänkatu")])
            .build()
    };
    let (report, area) = try_import(&[("west", &west), ("east", &east(&[]))]).expect("both import");
    assert_eq!(report.bounds, [24.90, 60.15, 25.02, 60.19]);
    let primary = |at| area.layer_at(14, at, "road").iter().any(|f| f.tag("class") == Some("primary"));
    assert!(primary([24.94, 60.162]), "inside its own file's box");
    assert!(!primary([24.995, 60.165]), "not in the other's");
    assert!(!area.layer_at(14, [25.0, 60.18], "road").is_empty(), "the east has its own street");
    assert!(area.edges.iter().any(|e| e.way_id == 12), "one can drive out of the box all the same");
    // Control: in one file with a box around both, it is drawn.
    let wide = street().boxed([24.90, 60.15, 25.02, 60.19]).node(92, [25.02, 60.19], &[]);
    let wide = wide.node(4, [25.00, 60.165], &[]).way(12, &[3, 4], &[("highway", "primary")]).build();
    let (_, area) = imported(&wide);
    assert!(area.layer_at(14, [24.995, 60.165], "road").iter().any(|f| f.tag("class") == Some("primary")));
}

/// An object both files have is not cut at the box of the copy that won.
#[test]
fn the_same_road_in_two_files_is_drawn_in_both_boxes() {
    const INNER: [f64; 4] = [24.90, 60.15, 24.92, 60.19];
    let long = |boxed: [f64; 4]| street().boxed(boxed).build();
    let (_, area) = try_import(&[("whole", &long(BOX)), ("centre", &long(INNER))]).expect("both import");
    let (_, alone) = imported(&long(BOX));
    assert!(area.tiles == alone.tiles, "the copy of the smaller file cuts nothing");
}

#[test]
fn the_same_thing_in_two_files_under_two_ids_is_found_once() {
    let police = |id, lon| {
        let tags = [("amenity", "police"), ("name", "Pasila")];
        street().node(id, [lon, 60.17], &tags).build()
    };
    let found = |lon| {
        let (_, area) = try_import(&[("a", &police(50, 24.92)), ("b", &police(51, lon))]).expect("both import");
        area.of_kind(PlaceKind::Police).len()
    };
    assert_eq!(found(24.921), 1, "55 m apart");
    assert_eq!(found(24.925), 2, "275 m apart");
}

#[test]
fn files_far_apart_have_each_their_own_sea() {
    let coast = |id: i64, west: f64| {
        let at = |lon: f64, lat: f64| [west + lon, lat];
        Pbf::new()
            .boxed([west, 60.15, west + 0.06, 60.19])
            .node(id, at(0.0, 60.15), &[])
            .node(id + 1, at(0.06, 60.19), &[])
            .node(id + 2, at(0.01, 60.16), &[])
            .node(id + 3, at(0.02, 60.16), &[])
            .node(id + 4, at(0.04, 60.10), &[])
            .node(id + 5, at(0.04, 60.25), &[])
            .way(id, &[id + 2, id + 3], &[("highway", "residential")])
            .way(id + 1, &[id + 4, id + 5], &[("natural", "coastline")])
            .build()
    };
    let (report, area) =
        try_import(&[("west", &coast(1000, 24.90)), ("east", &coast(2000, 26.00))]).expect("both import");
    assert_eq!(report.sea_polygons, 2);
    for west in [24.90, 26.00] {
        assert!(area.covered([west + 0.05, 60.17], "water"), "{west}: east of the coast is sea");
        assert!(!area.covered([west + 0.015, 60.17], "water"), "{west}: the streets are dry");
    }
    assert!(area.layer_at(14, [25.5, 60.17], "water").is_empty(), "between the boxes nothing is drawn");
}

/// The coast of the smaller, newer file is whole inside its own box only.
#[test]
fn a_coast_only_the_inner_file_has_gives_its_sea() {
    const INNER: [f64; 4] = [24.93, 60.155, 24.95, 60.175];
    let inner = Pbf::new()
        .boxed(INNER)
        .node(190, [24.93, 60.155], &[])
        .node(191, [24.95, 60.175], &[])
        .node(101, [24.932, 60.16], &[])
        .node(102, [24.936, 60.16], &[])
        .node(103, [24.94, 60.15], &[])
        .node(104, [24.94, 60.18], &[])
        .way(110, &[101, 102], &[("highway", "residential")])
        .way(111, &[103, 104], &[("natural", "coastline")])
        .build();
    let (report, area) = try_import(&[("outer", &street().build()), ("inner", &inner)]).expect("both import");
    assert_eq!(report.sea_polygons, 1);
    assert!(area.covered([24.945, 60.165], "water"));
    assert!(!area.covered([24.935, 60.165], "water") && !area.covered([24.955, 60.165], "water"));
}

#[test]
fn without_a_speed_the_class_decides() {
    let speed = |tags: &[(&str, &str)]| {
        let (_, area) = imported(&street().way(20, &[1, 3], tags).build());
        let edge = area.edges.iter().find(|e| e.way_id == 20).expect("it is a road");
        assert!(!edge.usage.speed_tagged || tags.iter().any(|(k, _)| k.starts_with("maxspeed")));
        (edge.speed_kmh, edge.usage.speed_tagged, edge.class, edge.usage.link)
    };
    for class in ["motorway", "trunk_link", "secondary", "residential", "service", "living_street", "pedestrian"] {
        let (kmh, tagged, class, link) = speed(&[("highway", class)]);
        assert_eq!((kmh, tagged), (default_speed_kmh(class, link), false));
    }
    assert_eq!(speed(&[("highway", "secondary"), ("maxspeed", "70")]).0, 70.0);
    let (kmh, tagged, ..) = speed(&[("highway", "secondary"), ("maxspeed", "FI:urban")]);
    assert_eq!((kmh, tagged), (50.0, false), "a zone by name is no number");
}

#[test]
fn a_place_stands_for_the_street_of_an_address() {
    let tags = [("addr:place", "Kylä"), ("addr:housenumber", "7b")];
    let (_, area) = imported(&street().node(70, [24.94, 60.17], &tags).build());
    let found = area.of_kind(PlaceKind::Address);
    assert_eq!((found[0].name.as_str(), found[0].street.as_deref()), ("Kylä 7b", Some("Kylä")));
}

#[test]
fn a_cut_boundary_keeps_the_ways_that_are_there() {
    let bytes = street()
        .node(80, [24.905, 60.155], &[])
        .node(81, [24.955, 60.185], &[])
        .way(20, &[80, 81], &[])
        .relation(
            30,
            &[(20, "outer"), (777, "outer")],
            &[("type", "boundary"), ("boundary", "administrative"), ("admin_level", "8"), ("name", "Kunta")],
        )
        .build();
    let (_, area) = imported(&bytes);
    let drawn = area.layer_at(14, [24.93, 60.17], "boundary");
    assert_eq!(drawn.first().and_then(|f| f.tag("level")), Some("8"));
}

#[test]
fn addresses_sit_on_nodes_and_buildings_and_split_lists_and_ranges() {
    let tags = [("addr:street", "Testikatu"), ("addr:housenumber", "12-16;20")];
    let bytes = square(street(), 60, [24.921, 60.170, 24.922, 60.171])
        .way(20, &[60, 61, 62, 63, 60], &[("building", "yes"), ("addr:street", "Testikatu"), ("addr:housenumber", "3")])
        .node(70, [24.94, 60.17], &tags)
        .build();
    let (report, area) = imported(&bytes);
    assert_eq!((report.addresses, report.buildings), (2, 1));
    let mut names: Vec<_> = area.of_kind(PlaceKind::Address).iter().map(|p| p.name.clone()).collect();
    names.sort();
    assert_eq!(names, ["Testikatu 12", "Testikatu 12-16", "Testikatu 16", "Testikatu 20", "Testikatu 3"]);
    assert!(area.covered([24.9215, 60.1705], "building"));
}

#[test]
fn a_lake_with_an_island_is_water_with_a_hole() {
    let bytes = square(square(street(), 60, [24.91, 60.165, 24.95, 60.185]), 70, [24.925, 60.172, 24.935, 60.178])
        .way(20, &[60, 61, 62], &[])
        .way(21, &[60, 63, 62], &[])
        .way(22, &[70, 71, 72, 73, 70], &[])
        .relation(30, &[(20, "outer"), (21, "outer"), (22, "inner")], &[("type", "multipolygon"), ("natural", "water")])
        .build();
    let (_, area) = imported(&bytes);
    assert!(area.covered([24.915, 60.170], "water"));
    assert!(!area.covered([24.930, 60.175], "water"), "the island is dry");
    for gz in area.tiles.values() {
        for feature in mvt::read(gz).remove("water").unwrap_or_default() {
            assert!(mvt::area2(&feature.parts[0]) > 0, "outer rings are positive");
            assert!(feature.parts[1..].iter().all(|hole| mvt::area2(hole) < 0), "holes are negative");
        }
    }
}

#[test]
fn an_area_whose_ring_does_not_close_is_counted_and_the_others_stay() {
    let bytes = square(square(street(), 60, [24.91, 60.165, 24.92, 60.17]), 70, [24.935, 60.168, 24.945, 60.175])
        .way(20, &[60, 61, 62, 63, 60], &[])
        .way(21, &[70, 71, 72], &[])
        .relation(30, &[(20, "outer"), (21, "outer")], &[("type", "multipolygon"), ("landuse", "forest")])
        .build();
    let (report, area) = imported(&bytes);
    assert_eq!(skipped(&report, "broken_rim"), 1);
    assert!(area.covered([24.915, 60.1675], "landuse"));
    assert!(!area.covered([24.943, 60.170], "landuse"));
}

#[test]
fn the_sea_lies_right_of_the_coast_and_an_island_stays_dry() {
    let coast = square(street(), 70, [24.945, 60.175, 24.950, 60.180])
        .node(80, [24.94, 60.10], &[])
        .node(81, [24.94, 60.25], &[])
        .way(20, &[80, 81], &[("natural", "coastline")])
        .way(21, &[70, 71, 72, 73, 70], &[("natural", "coastline")])
        .build();
    let (report, area) = imported(&coast);
    assert_eq!(report.sea_polygons, 1);
    assert!(area.covered([24.955, 60.16], "water"), "east of a coast that runs north is sea");
    assert!(!area.covered([24.920, 60.17], "water"), "the streets are dry");
    assert!(!area.covered([24.947, 60.177], "water"), "the island is dry");
}

#[test]
fn a_coast_turned_round_does_not_drown_the_streets() {
    let coast = street()
        .node(80, [24.94, 60.25], &[])
        .node(81, [24.94, 60.10], &[])
        .way(20, &[80, 81], &[("natural", "coastline")])
        .build();
    let (report, area) = imported(&coast);
    assert_eq!((report.sea_polygons, skipped(&report, "sea_rejected")), (0, 100));
    assert!(!area.covered([24.91, 60.17], "water"));
}

#[test]
fn one_ways_closed_roads_and_roundabouts_rule_the_edges() {
    let way = |id: i64, tags: &[(&str, &str)]| {
        let bytes = street().way(id, &[1, 3], tags).build();
        let (_, area) = imported(&bytes);
        let edges = area.edges.iter().filter(|e| e.way_id == id && e.usage.ordinary);
        edges.map(|e| (e.from_node, e.to_node)).collect::<Vec<_>>()
    };
    assert_eq!(way(20, &[("highway", "primary"), ("oneway", "yes")]), [(1, 3)]);
    assert_eq!(way(20, &[("highway", "primary"), ("oneway", "-1")]), [(3, 1)]);
    assert_eq!(way(20, &[("highway", "motorway")]), [(1, 3)]);
    assert_eq!(way(20, &[("highway", "tertiary"), ("junction", "roundabout")]), [(1, 3)]);
    assert_eq!(way(20, &[("highway", "primary")]), [(1, 3), (3, 1)]);
    assert!(way(20, &[("highway", "service"), ("access", "private")]).is_empty());
    assert_eq!(way(20, &[("highway", "service"), ("access", "no"), ("motor_vehicle", "yes")]).len(), 2);
    assert!(way(20, &[("highway", "footway")]).is_empty());
}

#[test]
fn ways_split_where_they_meet_and_nowhere_else() {
    let bytes = street()
        .node(4, [24.92, 60.17], &[])
        .node(5, [24.92, 60.18], &[])
        .way(11, &[2, 4, 5], &[("highway", "residential"), ("maxspeed", "20 mph")])
        .build();
    let (_, area) = imported(&bytes);
    let mut ends: Vec<_> = area.edges.iter().map(|e| (e.way_id, e.from_node, e.to_node)).collect();
    ends.sort_unstable();
    assert_eq!(ends, [(10, 1, 2), (10, 2, 1), (10, 2, 3), (10, 3, 2), (11, 2, 5), (11, 5, 2)]);
    let speeds: Vec<_> = area.edges.iter().filter(|e| e.way_id == 11).map(|e| e.speed_kmh.round()).collect();
    assert_eq!(speeds, [32.0, 32.0]);
    let pairs: Vec<_> = area.edges.iter().map(|e| (e.from_node, e.to_node)).collect();
    assert_eq!(largest_component(&pairs), [1, 2, 3, 5]);
}

#[test]
fn a_camera_without_a_direction_has_none() {
    let camera = |extra: &[(&str, &str)]| {
        let tags = [&[("man_made", "surveillance"), ("camera:type", "fixed")], extra].concat();
        let (_, area) = imported(&street().node(50, [24.92, 60.17], &tags).build());
        (area.cameras[0].azimuth_deg, area.layer_at(14, [24.92, 60.17], "camera")[0].tag("azimuth").map(str::to_owned))
    };
    assert_eq!(camera(&[]), (None, None));
    assert_eq!(camera(&[("camera:direction", "SW")]), (Some(225.0), Some("225".into())));
    assert_eq!(camera(&[("direction", "80")]), (Some(80.0), Some("80".into())));
}

#[test]
fn other_names_are_kept_and_what_is_no_name_is_not() {
    let tags = [
        ("amenity", "police"),
        ("name", "Wache"),
        ("name:zh-Hans", "派出所"),
        ("name:left", "Links"),
        ("short_name", "W"),
        ("name:etymology", "wachen"),
        ("name:prefix", "Polizei"),
        ("name:fr", "  "),
    ];
    let (_, area) = imported(&street().node(50, [24.92, 60.17], &tags).build());
    let names: Vec<_> =
        area.of_kind(PlaceKind::Police)[0].names.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(names, [("left", "Links"), ("short", "W"), ("zh-Hans", "派出所")]);
}

#[test]
fn hostile_text_is_bounded_and_harmless() {
    let long = "x".repeat(100_000);
    let tags = [("amenity", "police"), ("name", long.as_str()), ("ref", "\u{0}\u{7}9")];
    let (_, area) = imported(&street().node(50, [24.92, 60.17], &tags).build());
    let police = area.of_kind(PlaceKind::Police)[0];
    assert_eq!((police.name.len(), police.reference.as_deref()), (255, Some("9")));
}
