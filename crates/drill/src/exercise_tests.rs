//! What the schedule issues, read back by the warning crate.

use super::*;
use watchfloor_warning::{Hints, Outcome, read};

const START_MS: i64 = 1_795_000_000_000;

fn issued(hours: i64) -> Vec<Notice> {
    let bounds = Bounds::new(24.90, 60.14, 24.99, 60.20).unwrap();
    let tongues = vec![Tongue::En, Tongue::Zh, Tongue::Fi];
    let mut schedule = Schedule::new(7, bounds, tongues, START_MS);
    (0..hours * 120).flat_map(|half_minute| schedule.due(START_MS + half_minute * 30_000, 0)).collect()
}

#[test]
fn every_document_reads_back_accepted_as_an_exercise() {
    let notices = issued(6);
    assert!(notices.len() > 16, "{}", notices.len());
    for notice in notices {
        let xml = notice.xml();
        let document = read(xml.as_bytes(), &Hints::default());
        let [found] = document.found.as_slice() else { panic!("one alert in {xml}") };
        assert_eq!(found.outcome, Outcome::Accept, "{:?} {:?}\n{xml}", found.flags, found.reason);
        assert_eq!(found.alert.as_ref(), Some(&notice.alert));
        assert_eq!(notice.alert.status, Status::Exercise);
        assert_eq!(notice.alert.infos.len(), 3);
        for (info, word) in notice.alert.infos.iter().zip(["EXERCISE", "演习", "HARJOITUS"]) {
            assert!(info.headline.as_ref().unwrap().starts_with(word));
        }
        assert!(notice.id().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
    }
}

#[test]
fn the_first_comes_within_a_minute_and_is_severe() {
    let first = issued(1).remove(0);
    assert!((0..=60_000).contains(&(first.sent_ms() - START_MS)));
    assert_eq!((first.alert.severity(), first.alert.infos[0].areas[0].polygons.len()), (Severity::Severe, 1));
}

#[test]
fn an_update_enlarges_the_circle_and_a_cancel_ends_it() {
    let notices = issued(2);
    let gas: Vec<&Alert> = notices.iter().map(|n| &n.alert).filter(|a| a.severity() == Severity::Extreme).collect();
    let [first, update, cancel] = gas.as_slice() else { panic!("{} gas messages", gas.len()) };
    let circle = |a: &Alert| a.infos[0].areas[0].circles[0];
    assert_eq!((update.msg_type, cancel.msg_type), (MsgType::Update, MsgType::Cancel));
    assert_eq!((circle(first).lon, circle(first).lat), (circle(update).lon, circle(update).lat));
    assert!(circle(update).radius_km > circle(first).radius_km);
    assert_eq!(update.references[0].identifier, first.identity.identifier);
    assert_eq!(cancel.references[0].identifier, update.identity.identifier);
}

#[test]
fn the_same_seed_issues_the_same() {
    assert_eq!(issued(3), issued(3));
}
