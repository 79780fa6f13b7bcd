//! Input from an enemy: nothing panics, nothing takes long, one bad alert costs one alert.

use proptest::prelude::*;
use watchfloor_warning::fault::Reason;
use watchfloor_warning::{FlagCode, Hints, Kind, Outcome, check, read};

const GOOD: &str = include_str!("fixtures/storm.xml");
const FEED: &str = include_str!("fixtures/feed.atom");
const EDXL: &str = include_str!("fixtures/bundle.edxl");

fn reason(bytes: &[u8]) -> Option<Reason> {
    read(bytes, &Hints::default()).fault.map(|fault| fault.reason)
}

#[test]
fn each_refusal_names_its_reason() {
    let cases: [(&str, Reason); 12] = [
        ("", Reason::Empty),
        (" \n\t", Reason::Empty),
        ("hello", Reason::NotXml),
        ("{\"features\":[]}", Reason::Json),
        ("<!DOCTYPE html><p>503<br>", Reason::WebPage),
        ("<HTML><body>", Reason::WebPage),
        ("<!DOCTYPE a [<!ENTITY a 'x'>]><alert/>", Reason::Dtd),
        ("<rubbish/>", Reason::NoAlert),
        ("<alert><info></alert>", Reason::Malformed),
        ("<alert><info>", Reason::Truncated),
        ("<alert/> tail", Reason::Outside),
        ("<alert/><alert/>", Reason::TwoRoots),
    ];
    for (text, wanted) in cases {
        assert_eq!(reason(text.as_bytes()), Some(wanted), "{text}");
    }
    assert_eq!(reason("<x>".repeat(50_000).as_bytes()), Some(Reason::TooDeep));
    assert_eq!(reason(b"<alert>\xFF</alert>"), Some(Reason::Encoding));
    let large = vec![b' '; watchfloor_warning::read::BODY_LIMIT + 1];
    assert_eq!(reason(&large), Some(Reason::TooLarge));
}

/// The reason an alert made from the good one is refused.
fn spoiled(from: &str, to: &str) -> Option<Reason> {
    let text = GOOD.replacen(from, to, 1);
    assert_ne!(text, GOOD, "{from} is in the fixture");
    read(text.as_bytes(), &Hints::default()).found.pop()?.reason.map(|reject| reject.reason)
}

#[test]
fn what_cannot_be_trusted_is_refused_and_the_rest_is_not() {
    let status = "<status>Actual</status>";
    assert_eq!(spoiled(status, ""), Some(Reason::BadStatus));
    assert_eq!(spoiled(status, "<status>Real</status>"), Some(Reason::BadStatus));
    assert_eq!(spoiled(status, "<status>Actual</status><status>Test</status>"), Some(Reason::Contradiction));
    assert_eq!(spoiled(status, "<status>Actual</status><status>actual</status>"), None);
    assert_eq!(spoiled("<msgType>Alert</msgType>", "<msgType>New</msgType>"), Some(Reason::BadMsgType));
    assert_eq!(spoiled("<sent>2026-11-20T06:00:00+02:00</sent>", "<sent> </sent>"), Some(Reason::NoSent));
    assert_eq!(spoiled("06:00:00+02:00</sent>", "now</sent>"), Some(Reason::BadSent));
    assert_eq!(spoiled("storm-1", ""), Some(Reason::NoIdentifier));
    assert_eq!(spoiled("Gale", "&nbsp;Gale"), Some(Reason::Entity));
    assert_eq!(spoiled("Gale", "&#1;Gale"), Some(Reason::ControlChar));
    assert_eq!(spoiled("Gale", "A & B"), Some(Reason::Ampersand));
    assert_eq!(spoiled("<scope>Public</scope>", ""), None);
}

#[test]
fn other_vocabularies_do_not_speak_for_cap() {
    let text = GOOD.replacen("<scope>", "<v:status xmlns:v='urn:v'>Test</v:status><scope>", 1);
    let found = read(text.as_bytes(), &Hints::default()).found.pop().expect("one alert");
    assert_eq!(found.outcome, Outcome::Warn);
    assert_eq!(found.flags[0].code, FlagCode::ElementUnknown);
    assert_eq!(found.alert.expect("readable").extra, [("v:status".to_owned(), "Test".to_owned())]);
}

#[test]
fn a_fault_in_one_alert_of_many_stays_there() {
    let document = read(EDXL.replacen("Gale", "A & \u{1}", 1).as_bytes(), &Hints::default()).found;
    let outcomes: Vec<Outcome> = document.iter().map(|found| found.outcome).collect();
    assert_eq!(outcomes, [Outcome::Reject, Outcome::Accept]);
}

#[test]
fn a_broken_envelope_keeps_the_whole_alerts() {
    let cut = EDXL.rfind("<sender>").expect("a second alert");
    let document = read(&EDXL.as_bytes()[..cut], &Hints::default());
    assert_eq!(document.fault.as_ref().map(|fault| fault.reason), Some(Reason::Truncated));
    assert_eq!((document.kind, document.found.len(), document.found[0].outcome), (Kind::EdxlDe, 1, Outcome::Warn));
    assert_eq!(document.found[0].flags[0].code, FlagCode::EnvelopeDamaged);
    assert_eq!(check("x", &EDXL.as_bytes()[..cut]).len(), 2);
}

#[test]
fn hints_of_the_source_decide_what_may_be_assumed() {
    let blank = GOOD.replace("2026-11-20T", "2026-11-20 ");
    let sent = |text: &str, hints: &Hints| {
        read(text.as_bytes(), hints).found.pop().and_then(|found| found.alert).map(|alert| alert.identity.sent_ms)
    };
    let base = sent(GOOD, &Hints::default());
    assert!(base.is_some());
    assert_eq!(sent(&blank, &Hints::default()), None);
    assert_eq!(sent(&blank, &Hints { blank_in_time: true, ..Hints::default() }), base);
    let bare = GOOD.replace("+02:00", "");
    assert_eq!(sent(&bare, &Hints { zone_min: Some(120), ..Hints::default() }), base);
    assert_eq!(sent(&bare, &Hints::default()), base.map(|ms| ms + 2 * 3_600_000));
}

#[test]
fn a_polygon_of_fifty_thousand_points_is_accepted_and_drawn_with_few() {
    let point = |at: usize| {
        let turn = (at % 49_999) as f64 / 49_999.0 * std::f64::consts::TAU;
        format!("{:.6},{:.6}", 60.0 + turn.sin(), 25.0 + turn.cos())
    };
    let polygon = (0..50_000).map(point).collect::<Vec<_>>().join(" ");
    let text = GOOD.replacen("</areaDesc>", &format!("</areaDesc><polygon>{polygon}</polygon>"), 1);
    let found = read(text.as_bytes(), &Hints::default()).found.pop().expect("one alert");
    assert_eq!((found.outcome, found.flags.len()), (Outcome::Accept, 0));
    let alert = found.alert.expect("readable");
    let ring = &alert.infos[0].areas[0].polygons[0];
    assert_eq!(ring.len(), 50_000);
    assert!(watchfloor_warning::draw::simplified(ring, 0.01).len() < 100);
    assert!(watchfloor_warning::geometry::ring_contains(ring, 25.0, 60.5));
}

#[test]
fn limits_hold_and_are_said() {
    let many = GOOD.replacen("</alert>", &format!("{}</alert>", "<info/>".repeat(6_000)), 1);
    let found = read(many.as_bytes(), &Hints::default()).found.pop().expect("one alert");
    assert!(found.alert.expect("readable").infos.len() <= 5_000);
    assert!(found.flags.len() <= 501 && found.flags.iter().any(|flag| flag.code == FlagCode::LimitReached));
}

#[test]
fn escaped_alerts_in_a_feed_are_found() {
    let inner = GOOD.replace('&', "&amp;").replace('<', "&lt;");
    let feed = format!(
        "<rss><channel><item><title>t</title><link>https://example.org</link><description>{inner}\
        </description></item></channel></rss>"
    );
    let document = read(feed.as_bytes(), &Hints::default());
    assert_eq!((document.found.len(), document.found[0].outcome), (1, Outcome::Accept));
    assert!(document.links[0].inline);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn nothing_panics_on_damage(
        which in 0..3_usize,
        cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut bytes = [GOOD, FEED, EDXL][which].as_bytes().to_vec();
        for (at, byte) in flips {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len() + 1));
        let document = read(&bytes, &Hints::default());
        for found in &document.found {
            prop_assert!((found.outcome == Outcome::Reject) == found.alert.is_none());
            prop_assert!(found.alert.is_some() || found.reason.is_some());
            let _ = document.raw(found);
        }
        prop_assert!(!check("x", &bytes).is_empty());
    }

    #[test]
    fn nothing_panics_on_noise(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(!check("x", &bytes).is_empty());
    }

    #[test]
    fn shapes_of_any_numbers_do_no_harm(numbers in prop::collection::vec((-400.0..400.0_f64, -400.0..400.0_f64), 0..12)) {
        let text = numbers.iter().map(|(a, b)| format!("{a},{b}")).collect::<Vec<_>>().join(" ");
        let text = GOOD.replacen("</areaDesc>", &format!("</areaDesc><polygon>{text}</polygon>"), 1);
        let found = read(text.as_bytes(), &Hints::default()).found.pop().expect("one alert");
        let alert = found.alert.expect("a bad polygon never costs the alert");
        for ring in &alert.infos[0].areas[0].polygons {
            prop_assert_eq!(ring.first(), ring.last());
            for part in watchfloor_warning::geometry::split_antimeridian(ring) {
                prop_assert!(part.iter().all(|[lon, lat]| lon.abs() <= 180.0 && lat.abs() <= 90.0));
            }
        }
    }
}
