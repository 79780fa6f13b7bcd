//! Turn restrictions: which are kept, as what, and why others are not.

use watchfloor_area::{Report, TurnRestriction};

use crate::support::pbf::Pbf;
use crate::support::{imported, skipped};

type Tags<'a> = &'a [(&'a str, &'a str)];
type Members<'a> = &'a [(char, i64, &'a str)];

/// A cross at node 3: way 10 from the west, 11 to the east, 12 to the north, 13 from the south by way of node 6;
/// 14 is a footway, 15 lies apart.
fn cross() -> Pbf {
    let drive: Tags<'_> = &[("highway", "residential")];
    Pbf::new()
        .boxed([24.90, 60.15, 24.96, 60.19])
        .node(1, [24.91, 60.17], &[])
        .node(3, [24.93, 60.17], &[])
        .node(4, [24.95, 60.17], &[])
        .node(5, [24.93, 60.18], &[])
        .node(6, [24.93, 60.16], &[])
        .node(7, [24.94, 60.155], &[])
        .node(8, [24.95, 60.155], &[])
        .way(10, &[1, 3], drive)
        .way(11, &[3, 4], drive)
        .way(12, &[3, 5], drive)
        .way(13, &[6, 3], drive)
        .way(14, &[3, 8], &[("highway", "footway")])
        .way(15, &[7, 8], drive)
        .way(16, &[6, 7], drive)
}

fn turns(members: Members<'_>, tags: Tags<'_>) -> (Report, Vec<TurnRestriction>) {
    let tags = [&[("type", "restriction")], tags].concat();
    let (report, area) = imported(&cross().members(50, members, &tags).build());
    assert_eq!(report.turn_restrictions, 1);
    assert_eq!(report.restrictions_kept, usize::from(!area.restrictions.is_empty()));
    (report, area.restrictions)
}

const PLAIN: Members<'static> = &[('w', 10, "from"), ('n', 3, "via"), ('w', 12, "to")];

fn plain(only: bool) -> TurnRestriction {
    TurnRestriction {
        relation: 50,
        only,
        from_way: 10,
        via_nodes: vec![3],
        via_ways: vec![],
        to_way: 12,
        spares_emergency: false,
        conditional: None,
    }
}

#[test]
fn a_forbidden_turn_and_the_only_one_are_told_apart() {
    assert_eq!(turns(PLAIN, &[("restriction", "no_left_turn")]).1, [plain(false)]);
    assert_eq!(turns(PLAIN, &[("restriction", "only_left_turn")]).1, [plain(true)]);
    assert_eq!(turns(PLAIN, &[("restriction:motorcar", "no_left_turn")]).1, [plain(false)]);
}

#[test]
fn via_ways_come_in_driving_order() {
    // From 15 over 16 and 13 to 12; the relation names the via ways the other way round.
    let members = [('w', 15, "from"), ('w', 13, "via"), ('w', 16, "via"), ('w', 12, "to")];
    let (_, rows) = turns(&members, &[("restriction", "no_u_turn")]);
    assert_eq!((rows[0].via_nodes.len(), rows[0].via_ways.as_slice()), (0, [16, 13].as_slice()));
    let apart = [('w', 10, "from"), ('w', 15, "via"), ('w', 12, "to")];
    let (report, rows) = turns(&apart, &[("restriction", "no_u_turn")]);
    assert!(rows.is_empty(), "the way between touches neither");
    assert_eq!(skipped(&report, "restriction_malformed"), 1);
}

#[test]
fn no_entry_has_many_ways_in_and_no_exit_many_out() {
    let pairs = |rows: &[TurnRestriction]| rows.iter().map(|r| (r.from_way, r.to_way)).collect::<Vec<_>>();
    let many_in = [('w', 10, "from"), ('w', 13, "from"), ('n', 3, "via"), ('w', 12, "to")];
    assert_eq!(pairs(&turns(&many_in, &[("restriction", "no_entry")]).1), [(10, 12), (13, 12)]);
    let many_out = [('w', 10, "from"), ('n', 3, "via"), ('w', 11, "to"), ('w', 12, "to")];
    assert_eq!(pairs(&turns(&many_out, &[("restriction", "no_exit")]).1), [(10, 11), (10, 12)]);
    let (report, rows) = turns(&many_out, &[("restriction", "no_left_turn")]);
    assert!(rows.is_empty(), "a left turn leads into one street");
    assert_eq!(skipped(&report, "restriction_malformed"), 1);
    // Of a street mapped as two ways only the one at the junction counts.
    let split = [('w', 10, "from"), ('n', 3, "via"), ('w', 12, "to"), ('w', 15, "to")];
    assert_eq!(pairs(&turns(&split, &[("restriction", "no_left_turn")]).1), [(10, 12)]);
}

#[test]
fn exceptions_spare_emergency_vehicles_or_cars() {
    let spared = |except| turns(PLAIN, &[("restriction", "no_left_turn"), ("except", except)]).1[0].spares_emergency;
    assert!(spared("emergency") && spared("psv") && spared("bicycle;psv") && spared("psv, taxi, bicycle"));
    assert!(!spared("bicycle") && !spared("taxi"));
    for tags in
        [[("restriction", "no_left_turn"), ("except", "motorcar")], [("restriction:hgv", "no_left_turn"), ("a", "b")]]
    {
        let (report, rows) = turns(PLAIN, &tags);
        assert!(rows.is_empty(), "no car is bound");
        assert_eq!(skipped(&report, "restriction_other"), 1);
    }
}

#[test]
fn a_condition_is_kept_as_text_and_counted() {
    let text = "no_left_turn @ (Mo-Fr 07:00-09:00)";
    let (report, rows) = turns(PLAIN, &[("restriction:conditional", text)]);
    assert_eq!((rows[0].only, rows[0].conditional.as_deref(), report.conditions), (false, Some(text), 1));
    let old = [
        ("restriction", "no_left_turn"),
        ("day_on", "Monday"),
        ("day_off", "Friday"),
        ("hour_on", "07:00"),
        ("hour_off", "09:00"),
    ];
    assert_eq!(turns(PLAIN, &old).1[0].conditional.as_deref(), Some(text), "the older way to say it");
    assert_eq!(turns(PLAIN, &[("restriction", "no_left_turn")]).0.conditions, 0);
}

#[test]
fn a_restriction_with_a_missing_member_is_counted_and_left_out() {
    for members in [
        [('w', 777, "from"), ('n', 3, "via"), ('w', 12, "to")],
        [('w', 10, "from"), ('n', 777, "via"), ('w', 12, "to")],
        [('w', 10, "from"), ('w', 777, "via"), ('w', 12, "to")],
    ] {
        let (report, rows) = turns(&members, &[("restriction", "no_left_turn")]);
        assert!(rows.is_empty());
        assert_eq!(skipped(&report, "restriction_missing"), 1, "{members:?}");
    }
}

#[test]
fn what_makes_no_turn_is_counted_by_its_reason() {
    let reason = |members: Members<'_>, kind| {
        let (report, rows) = turns(members, &[("restriction", kind)]);
        assert!(rows.is_empty());
        let found = report.skipped.iter().find(|s| s.reason.starts_with("restriction_"));
        found.map(|s| (s.reason.clone(), s.count)).unwrap_or_default()
    };
    let malformed = ("restriction_malformed".to_owned(), 1);
    assert_eq!(reason(PLAIN, "no_right_turn_on_red"), malformed, "a red light forbids no turn at green");
    assert_eq!(reason(&[('w', 10, "from"), ('w', 12, "to")], "no_left_turn"), malformed, "without via");
    assert_eq!(reason(&[('n', 3, "via"), ('w', 12, "to")], "no_left_turn"), malformed, "without from");
    let apart = [('w', 15, "from"), ('n', 3, "via"), ('w', 12, "to")];
    assert_eq!(reason(&apart, "no_left_turn"), malformed, "from does not reach via");
    let on_foot = [('w', 10, "from"), ('n', 3, "via"), ('w', 14, "to")];
    assert_eq!(reason(&on_foot, "no_left_turn"), ("restriction_off_road".to_owned(), 1));
    let crowd: Vec<_> = (0..40).map(|_| ('w', 10, "from")).chain([('n', 3, "via"), ('w', 12, "to")]).collect();
    assert_eq!(reason(&crowd, "no_entry"), malformed, "no junction has forty ways in");
}
