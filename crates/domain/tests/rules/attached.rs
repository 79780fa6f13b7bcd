//! Attachments of an incident: numbered, once each, withdrawn with a reason, only while it is open.

use watchfloor_domain::attach::{Kept, MOST, Media, NewFile};
use watchfloor_domain::ids::IncidentId;
use watchfloor_domain::personal::Personal;
use watchfloor_domain::testing::{Floor, floor};
use watchfloor_domain::work::Order;
use watchfloor_domain::{Command, Event, Rejection};

fn file(content: u32) -> NewFile {
    NewFile {
        name: " roof.png ".into(),
        media: Media::Png,
        size: 7,
        sha256: format!("{content:064x}"),
        kept: Kept { sha256: format!("{:064x}", content + 1_000), len: 51 },
        note: Some("north side".into()),
    }
}

fn attach(floor: &mut Floor, incident: IncidentId, content: u32) -> Result<Vec<Event>, Rejection> {
    floor.run(Command::Work(Order::Attach { incident, file: Box::new(file(content)) }))
}

fn withdraw(floor: &mut Floor, incident: IncidentId, attachment: u32, reason: &str) -> Result<Vec<Event>, Rejection> {
    floor.run(Command::Work(Order::WithdrawAttachment { incident, attachment, reason: reason.into() }))
}

#[test]
fn a_number_is_given_once_and_what_is_withdrawn_stays_told() {
    let mut floor = floor(&[]);
    let incident = floor.open("STRUCT");
    let events = attach(&mut floor, incident, 1).unwrap();
    let Event::FileAttached(e) = &events[0] else { panic!("{events:?}") };
    assert_eq!(e.name, Personal::clear(incident.narrative(), "roof.png"));
    assert_eq!(e.note, Some(Personal::clear(incident.narrative(), "north side")));
    let same = attach(&mut floor, incident, 1).unwrap_err();
    assert_eq!((same.key, &*same.params["attachment"]), ("refused.attachment_same", "1"));
    withdraw(&mut floor, incident, 1, "wrong incident").unwrap();
    let again = attach(&mut floor, incident, 1).unwrap();
    assert!(matches!(&again[0], Event::FileAttached(e) if e.number == 2), "{again:?}");
    let held = &floor.board.incidents[&incident].work.attachments;
    assert!(held[0].withdrawn.is_some() && held[1].withdrawn.is_none());
    assert_eq!(withdraw(&mut floor, incident, 1, "again").unwrap_err().key, "refused.attachment_withdrawn");
    assert_eq!(withdraw(&mut floor, incident, 3, "none").unwrap_err().key, "refused.no_such_attachment");
    assert_eq!(withdraw(&mut floor, incident, 2, "  ").unwrap_err().field.as_deref(), Some("reason"));
}

#[test]
fn an_incident_takes_so_many_and_none_once_it_is_closed() {
    let mut floor = floor(&[]);
    let incident = floor.open("STRUCT");
    for content in 0..u32::try_from(MOST).unwrap() {
        attach(&mut floor, incident, content).unwrap();
    }
    let one_more = attach(&mut floor, incident, 9_999).unwrap_err();
    assert_eq!((one_more.key, &*one_more.params["limit"]), ("refused.too_many_attachments", "200"));
    floor.run(Command::CloseIncident { incident, disposition: "DONE".into() }).unwrap();
    assert_eq!(withdraw(&mut floor, incident, 1, "late").unwrap_err().key, "refused.incident_closed");
}
