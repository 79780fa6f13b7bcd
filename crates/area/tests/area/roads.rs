//! Who may use a road, by its tags: one case for each rule, and what holds for any tags.

use std::collections::BTreeMap;

use proptest::prelude::*;
use watchfloor_area::{RoadClass, RoadEdge, RoadUse};

use crate::support::pbf::Pbf;
use crate::support::{Memory, imported, skipped, try_import};

const BOX: [f64; 4] = [24.90, 60.15, 24.96, 60.19];

type Tags<'a> = &'a [(&'a str, &'a str)];

/// Way 10 over nodes 1, 2 and 3, with these tags on the way and on node 2.
fn road(way: Tags<'_>, middle: Tags<'_>) -> Pbf {
    Pbf::new()
        .boxed(BOX)
        .node(1, [24.91, 60.16], &[])
        .node(2, [24.92, 60.16], middle)
        .node(3, [24.93, 60.16], &[])
        .node(90, [24.90, 60.15], &[])
        .node(91, [24.96, 60.19], &[])
        .way(10, &[1, 2, 3], way)
}

/// The edges along and against a way of two nodes.
fn both(tags: Tags<'_>) -> [Option<RoadEdge>; 2] {
    let (_, area) = imported(&road(tags, &[]).build());
    [(1, 3), (3, 1)].map(|ends| area.edges.iter().find(|e| (e.from_node, e.to_node) == ends).cloned())
}

/// In words: `o`rdinary, `d`estination, `e`mergency, `c`ontraflow, `b`us lane; `-` without an edge.
fn used(tags: Tags<'_>) -> [String; 2] {
    both(tags).map(|edge| {
        let Some(u) = edge.map(|e| e.usage) else { return "-".to_owned() };
        let flags =
            [(u.ordinary, 'o'), (u.destination, 'd'), (u.emergency, 'e'), (u.contraflow, 'c'), (u.bus_lane, 'b')];
        flags.iter().filter(|(on, _)| *on).map(|(_, letter)| *letter).collect()
    })
}

/// Each line: tags as `key=value`, then what is used along and against.
fn table(rows: &[(&str, [&str; 2])]) {
    for (tags, wanted) in rows {
        let tags: Vec<_> = tags.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        assert_eq!(used(&tags), *wanted, "{tags:?}");
    }
}

#[test]
fn the_most_specific_access_tag_decides_for_ordinary_traffic() {
    table(&[
        ("highway=service", ["oe", "oe"]),
        ("highway=service access=private", ["e", "e"]),
        ("highway=service access=no", ["-", "-"]),
        ("highway=service access=no emergency=yes", ["e", "e"]),
        ("highway=service access=no motor_vehicle=yes", ["oe", "oe"]),
        ("highway=service access=yes motor_vehicle=no", ["e", "e"]),
        ("highway=service motor_vehicle=no motorcar=yes", ["oe", "oe"]),
        ("highway=service vehicle=no", ["e", "e"]),
        ("highway=service access=destination", ["ode", "ode"]),
        ("highway=service access=customers", ["ode", "ode"]),
        ("highway=service motor_vehicle=agricultural;destination", ["ode", "ode"]),
        ("highway=service motor_vehicle=agricultural;forestry", ["e", "e"]),
        ("highway=service access=military", ["e", "e"]),
        ("highway=residential emergency=no", ["o", "o"]),
        ("highway=service access=private emergency=no", ["-", "-"]),
        ("highway=service service=emergency_access", ["e", "e"]),
        ("highway=construction", ["-", "-"]),
        ("highway=service area=yes", ["-", "-"]),
    ]);
}

#[test]
fn one_ways_have_a_twin_against_them() {
    table(&[
        ("highway=primary oneway=yes", ["oe", "c"]),
        ("highway=primary oneway=-1", ["c", "oe"]),
        ("highway=motorway", ["oe", "c"]),
        ("highway=motorway oneway=no", ["oe", "oe"]),
        ("highway=tertiary junction=roundabout", ["oe", "c"]),
        ("highway=tertiary oneway=reversible", ["c", "c"]),
        ("highway=tertiary oneway=alternating", ["oe", "oe"]),
        ("highway=tertiary oneway=yes oneway:motor_vehicle=no", ["oe", "oe"]),
        ("highway=tertiary oneway=yes oneway:emergency=no", ["oe", "e"]),
        ("highway=tertiary oneway=yes emergency=no", ["o", "-"]),
        ("highway=tertiary motor_vehicle:backward=no", ["oe", "c"]),
        ("highway=tertiary motor_vehicle:backward=no psv:backward=designated", ["oe", "e"]),
        ("highway=service access=private oneway=yes", ["e", "c"]),
    ]);
}

#[test]
fn buses_have_lanes_in_the_direction_they_drive() {
    table(&[
        ("highway=primary busway=lane", ["oeb", "oeb"]),
        ("highway=primary busway:right=lane", ["oeb", "oe"]),
        ("highway=primary busway:right=lane driving_side=left", ["oe", "oeb"]),
        ("highway=primary busway:left=lane", ["oe", "oeb"]),
        ("highway=primary oneway=yes busway:left=lane", ["oeb", "c"]),
        ("highway=primary oneway=yes busway=opposite_lane", ["oe", "eb"]),
        ("highway=primary oneway=-1 busway=opposite_lane", ["eb", "oe"]),
        ("highway=primary oneway=yes oneway:bus=no", ["oe", "eb"]),
        ("highway=primary oneway=yes oneway:psv=no", ["oe", "eb"]),
        ("highway=primary oneway=yes lanes:psv=1", ["oeb", "c"]),
        ("highway=primary lanes:psv=1", ["oe", "oe"]),
        ("highway=primary lanes:bus=2", ["oeb", "oeb"]),
        ("highway=primary lanes:bus:backward=1", ["oe", "oeb"]),
        ("highway=primary oneway=yes lanes:bus:backward=1", ["oe", "eb"]),
        ("highway=primary oneway=yes bus:lanes=||designated", ["oeb", "c"]),
        ("highway=primary oneway=yes psv:lanes=yes|yes motor_vehicle:lanes=yes|no", ["oeb", "c"]),
        ("highway=primary oneway=yes psv:lanes=yes|yes", ["oe", "c"]),
        ("highway=primary bus:lanes:backward=yes|designated", ["oe", "oeb"]),
        ("highway=primary busway=no", ["oe", "oe"]),
    ]);
}

#[test]
fn busways_pedestrian_streets_and_paths_are_for_emergency_vehicles_if_at_all() {
    table(&[
        ("highway=busway", ["e", "e"]),
        ("highway=bus_guideway", ["-", "-"]),
        ("highway=bus_guideway emergency=yes", ["e", "e"]),
        ("highway=pedestrian", ["e", "e"]),
        ("highway=pedestrian motor_vehicle=destination", ["e", "e"]),
        ("highway=pedestrian access=no", ["-", "-"]),
        ("highway=pedestrian emergency=no", ["-", "-"]),
        ("highway=footway", ["-", "-"]),
        ("highway=path emergency=designated", ["e", "e"]),
        ("highway=steps emergency=yes", ["-", "-"]),
    ]);
    let class = |tags| both(tags)[0].as_ref().map(|e| e.class);
    assert_eq!(class(&[("highway", "busway")]), Some(RoadClass::Busway));
    assert_eq!(class(&[("highway", "primary"), ("motor_vehicle", "no"), ("bus", "yes")]), Some(RoadClass::Busway));
    assert_eq!(class(&[("highway", "primary"), ("access", "no"), ("psv", "designated")]), Some(RoadClass::Busway));
    assert_eq!(class(&[("highway", "primary"), ("bus", "yes")]), Some(RoadClass::Primary), "cars may, too");
    assert_eq!(class(&[("highway", "pedestrian"), ("bus", "yes")]), Some(RoadClass::Pedestrian));
}

#[test]
fn structure_speed_and_conditions_stand_on_the_edge() {
    let tags = [
        ("highway", "primary_link"),
        ("bridge", "yes"),
        ("tunnel", "no"),
        ("maxspeed:forward", "70"),
        ("motor_vehicle:conditional", "no @ (22:00-06:00)"),
        ("access:conditional", "destination @ (06:30-08:30)"),
        ("hgv:conditional", "no @ (22:00-06:00)"),
    ];
    let [Some(along), Some(against)] = both(&tags) else { panic!("a two-way road") };
    let structure = RoadUse { ordinary: true, emergency: true, bridge: true, link: true, ..RoadUse::default() };
    assert_eq!(against.usage, structure);
    assert_eq!(along.usage, RoadUse { speed_tagged: true, ..structure });
    assert_eq!((along.speed_kmh, against.speed_kmh), (70.0, 50.0));
    let kept = "access:conditional=destination @ (06:30-08:30) | motor_vehicle:conditional=no @ (22:00-06:00)";
    assert_eq!(along.conditional.as_deref(), Some(kept));
    let (report, _) = imported(&road(&tags, &[]).build());
    assert_eq!(report.conditions, 1);
}

#[test]
fn tracks_are_for_emergency_vehicles_and_for_whom_a_tag_names() {
    table(&[
        ("highway=track", ["e", "e"]),
        ("highway=track access=no", ["-", "-"]),
        ("highway=track emergency=no", ["-", "-"]),
        ("highway=track motor_vehicle=agricultural", ["e", "e"]),
        ("highway=track access=private", ["e", "e"]),
        ("highway=track motor_vehicle=yes", ["oe", "oe"]),
        ("highway=track vehicle=permissive oneway=yes", ["oe", "c"]),
        ("highway=track motor_vehicle=agricultural;destination", ["ode", "ode"]),
        ("highway=track access=unknown", ["e", "e"]),
    ]);
    let edge = |tags: Tags<'_>| both(&[&[("highway", "track")], tags].concat())[0].clone().expect("an edge");
    assert_eq!(edge(&[]).class, RoadClass::Track);
    assert_eq!(edge(&[("motor_vehicle", "no"), ("bus", "yes")]).class, RoadClass::Track);
    let speed = |tags: Tags<'_>| (edge(tags).speed_kmh, edge(tags).usage.speed_tagged);
    assert_eq!(speed(&[]), (15.0, false));
    assert_eq!(speed(&[("tracktype", "grade1")]), (30.0, false));
    assert_eq!(speed(&[("tracktype", "grade2")]), (20.0, false));
    assert_eq!(speed(&[("tracktype", "grade3")]), (15.0, false));
    assert_eq!(speed(&[("tracktype", "grade4")]), (10.0, false));
    assert_eq!(speed(&[("tracktype", "grade5")]), (8.0, false));
    assert_eq!(
        speed(&[("tracktype", "grade1"), ("maxspeed", "80")]),
        (30.0, false),
        "the ground is slower than the law"
    );
    assert_eq!(speed(&[("maxspeed", "10")]), (10.0, false));
}

/// Edges in order, and whether each begins at a gate.
fn obstacles(middle: Tags<'_>) -> Vec<(i64, i64, bool)> {
    let (_, area) = imported(&road(&[("highway", "service")], middle).build());
    area.edges.iter().map(|e| (e.from_node, e.to_node, e.usage.gate)).collect()
}

#[test]
fn a_gate_cuts_the_road_and_marks_what_begins_at_it() {
    assert_eq!(obstacles(&[]), [(1, 3, false), (3, 1, false)], "without one the road is whole");
    assert_eq!(obstacles(&[("barrier", "lift_gate")]), [(1, 2, false), (2, 1, true), (2, 3, true), (3, 2, false)]);
}

#[test]
fn the_two_sides_of_a_barrier_do_not_meet_and_can_both_be_driven() {
    let edges = obstacles(&[("barrier", "bollard")]);
    let [(1, west, false), (back, 1, false), (east, 3, false), (3, end, false)] = edges[..] else {
        panic!("{edges:?}")
    };
    assert!(west < 0 && east < 0 && west != east, "{edges:?}");
    assert_eq!((west, east), (back, end), "a side is one node in both directions");
}

#[test]
fn what_a_crew_can_open_is_a_gate_and_what_anybody_passes_is_nothing() {
    let kind = |tags: Tags<'_>| match obstacles(tags) {
        edges if edges.iter().any(|(from, ..)| *from < 0) => "b",
        edges if edges.iter().any(|(.., gate)| *gate) => {
            let (_, area) = imported(&road(&[("highway", "service")], tags).build());
            let locked: Vec<bool> = area.edges.iter().filter(|e| e.usage.gate).map(|e| e.usage.locked).collect();
            assert_eq!(locked.len(), 2);
            if locked == [true, true] { "l" } else { "g" }
        }
        _ => "",
    };
    for (tags, wanted) in [
        ("barrier=gate", "g"),
        ("barrier=swing_gate", "g"),
        ("barrier=chain", "g"),
        ("barrier=gate access=private", "l"),
        ("barrier=gate access=no", "l"),
        ("barrier=gate access=permit", "l"),
        ("barrier=gate motor_vehicle=private access=yes", "l"),
        ("barrier=gate access=destination", "g"),
        ("barrier=gate access=private emergency=yes", "l"),
        ("barrier=gate access=yes", ""),
        ("barrier=gate emergency=no", "b"),
        ("barrier=bollard bollard=removable", "l"),
        ("barrier=bollard bollard=rising", "g"),
        ("barrier=bollard bollard=fixed", "b"),
        ("barrier=bollard access=yes", "b"),
        ("barrier=bollard motor_vehicle=yes", ""),
        ("barrier=bollard emergency=yes", "l"),
        ("barrier=block", "b"),
        ("barrier=wall", "b"),
        ("barrier=cycle_barrier", "b"),
        ("barrier=yes", "b"),
        ("barrier=toll_booth", ""),
        ("barrier=cattle_grid", ""),
        ("barrier=height_restrictor", ""),
        ("barrier=no", ""),
    ] {
        let pairs: Vec<_> = tags.split(' ').filter_map(|pair| pair.split_once('=')).collect();
        assert_eq!(kind(&pairs), wanted, "{tags}");
    }
    let (report, _) = imported(&road(&[("highway", "service")], &[("barrier", "gate")]).build());
    assert_eq!((report.gates, report.barriers), (1, 0));
}

#[test]
fn roads_only_emergency_vehicles_use_are_counted_apart() {
    let bytes = road(&[("highway", "residential")], &[])
        .way(11, &[1, 3], &[("highway", "service"), ("access", "private")])
        .way(12, &[1, 3], &[("highway", "service"), ("access", "no")])
        .way(13, &[1, 3], &[("highway", "pedestrian")])
        .build();
    let (report, area) = imported(&bytes);
    assert_eq!((report.drivable_ways, report.edges, report.ordinary_edges), (3, 6, 2));
    assert_eq!((skipped(&report, "restricted_road"), skipped(&report, "closed_road")), (1, 1));
    assert!(area.edges.iter().all(|e| e.usage.ordinary == (e.way_id == 10)));
}

/// Keys and values as they are, and as they should not be.
fn any_tags() -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    let key = prop::sample::select(vec![
        "oneway",
        "access",
        "vehicle",
        "motor_vehicle",
        "motorcar",
        "emergency",
        "bus",
        "psv",
        "busway",
        "busway:left",
        "busway:right",
        "oneway:bus",
        "lanes:psv",
        "psv:lanes",
        "motor_vehicle:backward",
        "motor_vehicle:forward",
        "junction",
        "service",
        "maxspeed",
        "maxspeed:backward",
        "oneway:emergency",
        "tunnel",
    ]);
    let value = prop::sample::select(vec![
        "yes",
        "no",
        "-1",
        "private",
        "destination",
        "designated",
        "lane",
        "opposite_lane",
        "1",
        "2",
        "roundabout",
        "reversible",
        "yes|designated",
        "emergency_access",
        "50",
        "0",
        "-7",
        "\u{0}",
        "🚒",
        ";;;",
        "no;yes",
    ]);
    let highway = prop::sample::select(vec![
        "motorway",
        "trunk_link",
        "primary",
        "residential",
        "service",
        "busway",
        "bus_guideway",
        "pedestrian",
        "path",
        "steps",
        "",
    ]);
    (highway, prop::collection::btree_map(key, value, 0..6))
        .prop_map(|(highway, tags)| std::iter::once(("highway", highway)).chain(tags).collect())
}

/// Nodes 1 to 12 on a grid, of which ways take any.
fn grid() -> Pbf {
    let at = |n: i64| [24.91 + 0.003 * (n % 4) as f64, 60.16 + 0.002 * (n / 4) as f64];
    (1..=12).fold(Pbf::new().boxed(BOX), |pbf, n| {
        pbf.node(
            n,
            at(n),
            match n {
                5 => &[("barrier", "gate")],
                6 => &[("barrier", "block")],
                _ => &[],
            },
        )
    })
}

type AnyWay = (Vec<i64>, Vec<(&'static str, &'static str)>);

fn any_ways() -> impl Strategy<Value = Vec<AnyWay>> {
    prop::collection::vec((prop::collection::vec(1_i64..=13, 0..6), any_tags()), 1..8)
}

fn with_ways<'a>(pbf: Pbf, ways: impl Iterator<Item = (usize, &'a AnyWay)>) -> Pbf {
    ways.fold(pbf, |pbf, (n, (nodes, tags))| pbf.way(100 + n as i64, nodes, tags))
}

/// What holds for the edges of any input.
fn sound(area: &Memory) -> Result<(), TestCaseError> {
    let mut at: BTreeMap<i64, [f64; 2]> = BTreeMap::new();
    for edge in &area.edges {
        let u = edge.usage;
        prop_assert!(u.ordinary || u.emergency || u.contraflow, "somebody may use it");
        prop_assert!(!(u.contraflow && (u.ordinary || u.emergency)), "against a one-way is nothing else");
        prop_assert!(!u.destination || u.ordinary);
        prop_assert!(edge.points.len() > 1 && edge.length_m > 0.0 && edge.speed_kmh > 0.0);
        prop_assert_eq!(RoadUse::from_bits(u.bits()), u);
        let ends = [(edge.from_node, edge.points[0]), (edge.to_node, edge.points[edge.points.len() - 1])];
        for (node, point) in ends {
            prop_assert_eq!(*at.entry(node).or_insert(point), point, "edges of one node meet there");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_roads_give_sound_edges(ways in any_ways()) {
        let bytes = with_ways(grid(), ways.iter().enumerate()).build();
        let (_, area) = imported(&bytes);
        sound(&area)?;
    }

    /// However objects are spread over files of one box, the area is the same, and so are its bytes.
    #[test]
    fn objects_may_come_in_any_file(ways in any_ways(), side in prop::collection::vec(any::<bool>(), 8)) {
        let numbered = || ways.iter().enumerate();
        let whole = with_ways(grid(), numbered()).build();
        let left = with_ways(grid(), numbered().filter(|(n, _)| side[*n])).build();
        let right = with_ways(grid(), numbered().filter(|(n, _)| !side[*n])).build();
        let (_, one) = imported(&whole);
        let (_, two) = try_import(&[("a", &left), ("b", &right)]).expect("both import");
        prop_assert!(one.edges == two.edges && one.tiles == two.tiles && one.places == two.places);
        prop_assert!(one.crossings == two.crossings && one.meta["bounds"] == two.meta["bounds"]);
    }
}
