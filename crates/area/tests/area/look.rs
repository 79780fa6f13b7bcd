//! What the tiles say of how a thing is drawn: streets not open to all, names of waters and of small areas, water beyond
//! its file's box.

use crate::support::pbf::Pbf;
use crate::support::{Memory, imported, mvt, try_import};

const BOX: [f64; 4] = [24.90, 60.15, 24.96, 60.19];

/// A street to drive on, in a box.
fn ground(boxed: [f64; 4]) -> Pbf {
    Pbf::new()
        .boxed(boxed)
        .node(1, [24.91, 60.16], &[])
        .node(2, [24.92, 60.16], &[])
        .node(90, [boxed[0], boxed[1]], &[])
        .node(91, [boxed[2], boxed[3]], &[])
        .way(10, &[1, 2], &[("highway", "residential")])
}

/// A closed way of four corners; its nodes are numbered from `first`.
fn sheet(pbf: Pbf, first: i64, [west, south, east, north]: [f64; 4], tags: &[(&str, &str)]) -> Pbf {
    pbf.node(first, [west, south], &[])
        .node(first + 1, [east, south], &[])
        .node(first + 2, [east, north], &[])
        .node(first + 3, [west, north], &[])
        .way(first, &[first, first + 1, first + 2, first + 3, first], tags)
}

fn closed(tags: &[(&str, &str)]) -> bool {
    let bytes = ground(BOX).node(3, [24.93, 60.17], &[]).way(11, &[2, 3], tags).build();
    let (_, area) = imported(&bytes);
    let roads = area.layer_at(14, [24.925, 60.165], "road");
    let one = roads.iter().find(|f| f.tag("class") == Some("service")).expect("the way is drawn");
    one.tag("closed") == Some("true")
}

#[test]
fn a_street_not_open_to_all_says_so() {
    let service = ("highway", "service");
    assert!(closed(&[service, ("access", "private")]));
    assert!(closed(&[service, ("motor_vehicle", "no")]));
    assert!(closed(&[service, ("access", "no"), ("bus", "yes")]));
    assert!(!closed(&[service]), "control: nothing is said");
    assert!(!closed(&[service, ("access", "destination")]), "one may drive there to reach it");
    assert!(!closed(&[service, ("access", "private"), ("motor_vehicle", "yes")]), "the nearer word decides");
}

fn labels(area: &Memory, at: [f64; 2]) -> Vec<(String, String)> {
    let word = |f: &mvt::Feature, key| f.tag(key).unwrap_or_default().to_owned();
    area.layer_at(14, at, "label").iter().map(|f| (word(f, "name"), word(f, "rank"))).collect()
}

#[test]
fn a_river_is_named_along_its_line_and_not_on_each_sheet() {
    let named = |kind: &[(&str, &str)]| {
        let tags = [&[("natural", "water"), ("name", "Joki")], kind].concat();
        let (_, area) = imported(&sheet(ground(BOX), 20, [24.93, 60.16, 24.94, 60.17], &tags).build());
        assert!(area.covered([24.935, 60.165], "water"));
        labels(&area, [24.935, 60.165]).len()
    };
    assert_eq!(named(&[("water", "river")]), 0);
    assert_eq!(named(&[("waterway", "riverbank")]), 0);
    assert_eq!(named(&[("water", "lake")]), 1, "control: a lake has its name");
}

#[test]
fn the_smaller_an_area_is_the_later_is_its_name() {
    let rank = |side: f64| {
        let bounds = [24.93, 60.16, 24.93 + side, 60.16 + side / 2.0];
        let tags = [("leisure", "park"), ("name", "Puisto")];
        let (_, area) = imported(&sheet(ground(BOX), 20, bounds, &tags).build());
        labels(&area, [24.93, 60.16]).first().map(|(_, rank)| rank.clone())
    };
    // A tile of zoom 14 is 0.022 degrees wide and 512 pixels: 60 pixels are 0.0026 degrees.
    assert_eq!(rank(0.004).as_deref(), Some("3"), "due at zoom 14");
    assert_eq!(rank(0.002).as_deref(), Some("5"), "one zoom later");
    assert_eq!(rank(0.0005).as_deref(), Some("6"));
}

/// A file of the centre inside a wider one that knows no water.
#[test]
fn whole_water_goes_on_beyond_its_files_box() {
    const INNER: [f64; 4] = [24.92, 60.16, 24.93, 60.17];
    let beyond = [24.945, 60.165];
    let with = |tags: &[(&str, &str)]| {
        let centre = Pbf::new().boxed(INNER).node(190, [24.92, 60.16], &[]).node(191, [24.93, 60.17], &[]);
        let centre = sheet(centre, 120, [24.925, 60.162, 24.95, 60.168], tags).build();
        let wide = ground(BOX).build();
        let (_, area) = try_import(&[("wide", &wide), ("centre", &centre)]).expect("both import");
        area
    };
    let river = with(&[("natural", "water")]);
    assert!(river.covered([24.927, 60.165], "water") && river.covered(beyond, "water"));
    // Control: of other ground the file says nothing beyond its box.
    let wood = with(&[("natural", "wood")]);
    assert!(wood.covered([24.927, 60.165], "landuse"));
    assert!(!wood.covered(beyond, "landuse"));
}

/// Water that is cut stays in its file's box: how it goes on is a guess.
#[test]
fn water_with_missing_nodes_stays_inside_its_files_box() {
    const INNER: [f64; 4] = [24.92, 60.16, 24.93, 60.17];
    let with = |refs: &[i64]| {
        let centre = Pbf::new()
            .boxed(INNER)
            .node(190, [24.92, 60.16], &[])
            .node(191, [24.93, 60.17], &[])
            .node(120, [24.925, 60.162], &[])
            .node(121, [24.95, 60.162], &[])
            .node(122, [24.95, 60.168], &[])
            .node(123, [24.925, 60.168], &[])
            .way(120, refs, &[("natural", "water")])
            .build();
        let wide = ground(BOX).build();
        let (_, area) = try_import(&[("wide", &wide), ("centre", &centre)]).expect("both import");
        area.covered([24.945, 60.165], "water")
    };
    assert!(!with(&[120, 121, 999, 122, 123, 120]));
    assert!(with(&[120, 121, 122, 123, 120]), "control: with all its nodes");
}
