//! What is written is read back as it was, and is accepted without a flag of the writer's making.

use proptest::prelude::*;
use watchfloor_warning::model::{
    Alert, Area, Category, Certainty, Circle, Identity, Info, MsgType, Reference, Resource, ResponseType, Scope,
    Severity, Status, Time, Urgency, Version,
};
use watchfloor_warning::{Hints, read, write};

fn word<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

/// One line of text without blanks at its ends, markup and other scripts included.
fn line() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9<>&\"'火é]{1,6}( [a-zA-Z0-9<>&;\"'雨]{1,6}){0,3}"
}

fn prose() -> impl Strategy<Value = String> {
    "[ \n\t\r]{0,2}[a-z<>&\\]]{1,9}[ \n\r]{0,2}[A-Z🌊]{1,4}[ \n]{0,2}"
}

fn name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9.:@_-]{1,12}"
}

fn time() -> impl Strategy<Value = Time> {
    (0..4_000_000_000_i64).prop_map(|seconds| Time::utc(seconds * 1_000))
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    prop::collection::vec((line(), line()), 0..3)
}

fn identity() -> impl Strategy<Value = Identity> {
    (name(), name(), 0..4_000_000_000_i64).prop_map(|(sender, id, sent)| Identity::new(&sender, &id, sent * 1_000))
}

fn area() -> impl Strategy<Value = Area> {
    let point = || (-179.0..179.0_f64, -89.0..89.0_f64).prop_map(|(lon, lat)| [lon, lat]);
    let ring = prop::collection::vec(point(), 3..8).prop_map(|mut ring| {
        ring.push(ring[0]);
        ring
    });
    let circle = (point(), 0.0..20_000.0_f64).prop_map(|([lon, lat], radius_km)| Circle { lon, lat, radius_km });
    let feet = || prop::option::of(-1e5..1e5_f64);
    let lists = (prop::collection::vec(ring, 0..3), prop::collection::vec(circle, 0..3), pairs());
    (line(), lists, feet(), feet()).prop_map(|(desc, (polygons, circles, geocodes), altitude_ft, ceiling_ft)| Area {
        desc,
        polygons,
        circles,
        geocodes,
        altitude_ft,
        ceiling_ft,
        extra: vec![],
    })
}

fn resource() -> impl Strategy<Value = Resource> {
    (line(), name(), prop::bool::ANY).prop_map(|(description, file, embedded)| Resource {
        description,
        mime_type: Some("image/png".to_owned()),
        size: embedded.then_some(4),
        uri: Some(if embedded { "map.png".to_owned() } else { format!("https://example.org/{file}") }),
        deref_uri: embedded.then(|| "TWFwIQ==".to_owned()),
        digest: None,
        usable: true,
    })
}

prop_compose! {
    fn info()(
        words in (word(Urgency::ALL), word(Severity::ALL), word(Certainty::ALL)),
        categories in prop::collection::vec(word(Category::ALL), 1..3),
        response_types in prop::collection::vec(word(ResponseType::ALL), 0..3),
        times in (prop::option::of(time()), prop::option::of(time()), prop::option::of(time())),
        event in line(),
        lines in prop::collection::vec(prop::option::of(line()), 4),
        texts in (prop::option::of(prose()), prop::option::of(prose())),
        lists in (pairs(), pairs(), prop::collection::vec(resource(), 0..2), prop::collection::vec(area(), 0..3)),
        ends in prop::option::of(time()),
    ) -> Info {
        let (urgency, severity, certainty) = words;
        let (event_codes, mut parameters, resources, areas) = lists;
        if let Some(ends) = &ends {
            parameters.push(("eventEndingTime".to_owned(), ends.text.clone()));
        }
        Info {
            language: Some("zh-Hans-CN".to_owned()),
            categories, event, response_types, urgency, severity, certainty,
            audience: lines[0].clone(), event_codes,
            effective: times.0, onset: times.1, expires: times.2, ends,
            sender_name: lines[1].clone(), headline: lines[2].clone(),
            description: texts.0, instruction: texts.1,
            web: Some("https://example.org/?a=1&b=<2>".to_owned()), contact: lines[3].clone(),
            parameters, resources, areas, extra: vec![],
        }
    }
}

prop_compose! {
    fn alert()(
        identity in identity(),
        words in (word(Status::ALL), word(MsgType::ALL), word(Scope::ALL)),
        lines in prop::collection::vec(prop::option::of(line()), 3),
        lists in (prop::collection::vec("[a-z]{1,4}( [a-z]{1,3})?", 0..3), prop::collection::vec(line(), 0..2)),
        incidents in prop::collection::vec("[a-z0-9]{1,6}", 0..3),
        references in prop::collection::vec(identity(), 0..3),
        infos in prop::collection::vec(info(), 0..3),
    ) -> Alert {
        Alert {
            identity, version: Version::V1_2, status: words.0, msg_type: words.1, scope: words.2,
            source: lines[0].clone(), restriction: lines[1].clone(), addresses: lists.0, codes: lists.1,
            note: lines[2].clone(), references: references.iter().map(Reference::to).collect(), incidents, infos,
            extra: vec![],
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn written_is_read_back(alert in alert()) {
        let xml = write::to_xml(&alert);
        let document = read(xml.as_bytes(), &Hints::default());
        prop_assert_eq!(document.fault, None);
        prop_assert_eq!(document.found.len(), 1);
        prop_assert_eq!(document.found[0].alert.as_ref(), Some(&alert), "{}", xml);
    }
}
