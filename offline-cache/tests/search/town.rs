//! A made town: numbers nobody mapped, kilometres, other languages, sorts of places, the agency's names, hostile text.

use crate::PATIENCE;
use std::collections::BTreeMap;
use std::time::Duration;
use watchfloor_area::{AreaSink, Crossing, OsmId, Place, PlaceKind};
use watchfloor_geo::{Wgs84, distance_m};
use watchfloor_offline_cache::areas::{Area, Areas};
use watchfloor_search::{Alias, Answer, Found, FoundKind, Question, Why};

const BOUNDS: [f64; 4] = [24.9, 60.1, 25.1, 60.2];

fn place(kind: PlaceKind, id: i64, name: &str, at: [f64; 2], importance: u16) -> Place {
    Place {
        kind,
        osm: OsmId::Node(id),
        name: name.to_owned(),
        names: BTreeMap::new(),
        reference: None,
        street: None,
        number: None,
        lon: at[0],
        lat: at[1],
        detail: None,
        importance,
    }
}

fn town() -> (tempfile::TempDir, Area) {
    let dir = tempfile::tempdir().unwrap();
    let areas = Areas::new(dir.path());
    let name = "town".parse().unwrap();
    let mut writer = areas.create(&name).unwrap();
    let mut id = 0;
    let mut put = |writer: &mut watchfloor_offline_cache::areas::AreaWriter, mut place: Place| {
        id += 1;
        place.osm = OsmId::Node(id);
        writer.place(&place).unwrap();
    };
    put(&mut writer, place(PlaceKind::Settlement, 0, "Ribeira", [24.98, 60.15], 900));
    put(&mut writer, place(PlaceKind::Hospital, 0, "Hospital de Santo António", [24.95, 60.17], 620));
    put(&mut writer, place(PlaceKind::Hospital, 0, "Clínica do Norte", [24.99, 60.19], 620));
    let mut street = place(PlaceKind::Street, 0, "Aleksanterinkatu", [24.94, 60.169], 550);
    street.names = [("sv".to_owned(), "Alexandersgatan".to_owned())].into();
    put(&mut writer, street);
    for (name, at) in [
        ("Rua de Santa Catarina", [24.96, 60.17]),
        ("Rua 31 de Janeiro", [24.961, 60.171]),
        ("Mikonkatu", [24.945, 60.17]),
        ("Rua \"Nova\" * NEAR", [24.97, 60.16]),
        ("Avenida do Mar", [24.97, 60.165]),
    ] {
        put(&mut writer, place(PlaceKind::Street, 0, name, at, 500));
    }
    for (street, number, lon) in [
        ("Rua de Santa Catarina", "10", 24.960),
        ("Rua de Santa Catarina", "20", 24.961),
        ("Rua de Santa Catarina", "11", 24.9602),
        ("Rua de Santa Catarina", "30-36", 24.962),
        ("Rua 31 de Janeiro", "12", 24.9612),
        ("Aleksanterinkatu", "5 a", 24.9405),
    ] {
        let mut address = place(PlaceKind::Address, 0, &format!("{street} {number}"), [lon, 60.17], 150);
        (address.street, address.number) = (Some(street.to_owned()), Some(number.to_owned()));
        put(&mut writer, address);
    }
    let mut hydrant = place(PlaceKind::Hydrant, 0, "", [24.95, 60.16], 100);
    hydrant.reference = Some("H-123".to_owned());
    put(&mut writer, hydrant);
    for (km, lon) in [("12", 24.95), ("13", 24.967)] {
        let mut post = place(PlaceKind::Milestone, 0, "", [lon, 60.18], 120);
        (post.reference, post.number) = (Some("A 28".to_owned()), Some(km.to_owned()));
        put(&mut writer, post);
    }
    let crossing = |a: &str, b: &str, node, lon| Crossing {
        node,
        names: [a.into(), b.into()],
        other_names: BTreeMap::new(),
        lon,
        lat: 60.17,
        importance: 500,
    };
    writer.crossing(&crossing("Aleksanterinkatu", "Mikonkatu", 1, 24.945)).unwrap();
    writer.crossing(&crossing("Rua 31 de Janeiro", "Rua de Santa Catarina", 2, 24.9605)).unwrap();
    writer.finish().unwrap();
    let area = areas.open(&name).unwrap();
    (dir, area)
}

fn ask_with(area: &Area, text: &str, near: Option<Wgs84>, aliases: &[Alias<'_>]) -> Answer {
    let question = Question { text, near, bounds: BOUNDS, limit: 10 };
    area.search(&question, aliases, PATIENCE).unwrap()
}

fn first(area: &Area, text: &str) -> Found {
    let answer = ask_with(area, text, None, &[]);
    answer.found.into_iter().next().unwrap_or_else(|| unreachable!("{text} finds nothing"))
}

#[test]
fn numbers_nobody_mapped() {
    let (_dir, area) = town();
    let found = first(&area, "Rua de Santa Catarina 16");
    assert_eq!((found.kind, found.label.as_str()), (FoundKind::Interpolated, "Rua de Santa Catarina 16"));
    assert_eq!(found.why[0], Why::Interpolated { between: ["10".into(), "20".into()] });
    assert!((found.at.lon() - 24.9606).abs() < 1e-9, "{found:?}");
    let found = first(&area, "R. Sta. Catarina 34");
    assert_eq!(found.why[0], Why::InRange { range: "30-36".into() });
    let found = first(&area, "santa catarina 13");
    assert_eq!((found.label.as_str(), found.why[0].key()), ("Rua de Santa Catarina 11", "search.why.nearest_number"));
    let found = first(&area, "Avenida do Mar 7");
    assert_eq!((found.kind, found.why[0].key()), (FoundKind::Place(PlaceKind::Street), "search.why.no_number"));
    let found = first(&area, "Rua 31 de Janeiro 12");
    assert_eq!((found.label.as_str(), &found.why[0]), ("Rua 31 de Janeiro 12", &Why::ExactNumber));
    let found = first(&area, "12 Rua 31 de Janeiro, 4000-123 Ribeira");
    assert_eq!(found.label, "Rua 31 de Janeiro 12");
    assert_eq!(first(&area, "Rua 31 de Janeiro").label, "Rua 31 de Janeiro");
}

#[test]
fn a_street_says_what_it_meets_and_answers_to_its_other_name() {
    let (_dir, area) = town();
    let found = first(&area, "alexandersgatan");
    assert_eq!((found.label.as_str(), found.detail.as_deref()), ("Aleksanterinkatu", Some("Mikonkatu")));
    assert!(found.why.contains(&Why::OtherLanguage { language: "sv".into(), name: "Alexandersgatan".into() }));
    assert_eq!(first(&area, "Alexandersgatan 5 A").label, "Aleksanterinkatu 5 a");
    for text in [
        "Mikonkatu & Alexandersgatan",
        "aleksanterinkatu x mikonkatu",
        "Mikonkattu / Aleksanterinkatu",
        "mikonkatu aleksanterinkatu",
    ] {
        assert_eq!(first(&area, text).label, "Aleksanterinkatu & Mikonkatu", "{text}");
    }
    let apart = first(&area, "Mikonkatu & Avenida do Mar");
    assert_eq!(apart.why[0].key(), "search.why.no_crossing");
}

#[test]
fn kilometres_kinds_references_and_the_agencys_names() {
    let (_dir, area) = town();
    assert_eq!(first(&area, "A28 km 12").why, [Why::Kilometre]);
    let found = first(&area, "A28 K12+500");
    assert_eq!((found.kind, found.label.as_str()), (FoundKind::Interpolated, "A28 km 12+500"));
    assert!((found.at.lon() - 24.9585).abs() < 1e-9);
    assert_eq!(first(&area, "hydrant H-123").label, "H-123");
    assert_eq!(first(&area, "h123").label, "H-123");
    let near = Wgs84::new(24.99, 60.19).unwrap();
    let hospitals = ask_with(&area, "医院", Some(near), &[]);
    assert_eq!(
        hospitals.found.iter().map(|f| f.label.as_str()).collect::<Vec<_>>(),
        ["Clínica do Norte", "Hospital de Santo António"]
    );
    let alias = Alias { text: "Mikonkatu", label: "the market gate", at: near };
    let named = ask_with(&area, "mikonkatu", None, &[alias]);
    assert_eq!((named.found[0].kind, named.found[0].at), (FoundKind::Alias, near), "it wins over the map");
    assert_eq!(named.found[1].kind, FoundKind::Place(PlaceKind::Street), "which is offered too");
    let both = ask_with(&area, "60.17, 24.95", None, &[]);
    assert_eq!(both.found.len(), 2, "either order: {both:?}");
    assert!(both.found[0].score > both.found[1].score && both.found[1].why.contains(&Why::OutsideArea));
}

#[test]
fn what_is_around_a_place() {
    let (_dir, area) = town();
    let at = Wgs84::new(24.9451, 60.1701).unwrap();
    let around = area.whereabouts(at).unwrap();
    let crossing = around.crossing.unwrap();
    assert_eq!(crossing.label, "Aleksanterinkatu & Mikonkatu");
    assert!((crossing.metres - distance_m(at, crossing.at)).abs() < 1e-6 && crossing.metres < 20.0);
    assert_eq!(around.address, None, "the nearest address is beyond 200 m");
    let door = area.whereabouts(Wgs84::new(24.9612, 60.1701).unwrap()).unwrap();
    assert_eq!(door.address.unwrap().label, "Rua 31 de Janeiro 12");
}

#[test]
fn hostile_text_is_text() {
    let (_dir, area) = town();
    let paste = "Rua ".repeat(2_500);
    let texts = [
        "\"",
        "*",
        "NEAR",
        "NEAR(a b, 3)",
        "a AND OR NOT",
        "words:rua",
        "^rua",
        "-rua",
        "rua*",
        "'; DROP TABLE place; --",
        "\0",
        "rua\0x",
        "🚒🚒",
        "\u{e000}zs",
        "ﷺ",
        "\u{202e}aur",
        "((((",
        "\"\"\"\"",
        "{a b}",
        "a+b",
        "%",
        "_",
        "&",
        "/ / /",
        "x x x",
        "K+",
        "K1+",
        "号号号",
        "99999999999999999999 Rua",
        "12345678901234567890+300",
        "，，，",
        paste.as_str(),
    ];
    for text in texts {
        let answer = ask_with(&area, text, None, &[]);
        assert!(answer.found.iter().all(|found| found.score <= 1000), "{text:.40}");
    }
    // A name made of the word index's syntax is found like any other.
    assert_eq!(first(&area, "rua \"nova\" * near").label, "Rua \"Nova\" * NEAR");
    // No time at all still gives an answer that says so.
    let question = Question { text: "Mikonkattu", near: None, bounds: BOUNDS, limit: 10 };
    let hasty = area.search(&question, &[], Duration::ZERO).unwrap();
    assert!(hasty.more && hasty.found.is_empty());
    let calm = area.search(&question, &[], PATIENCE).unwrap();
    assert!(!calm.found.is_empty(), "the control: with time it is found");
}
