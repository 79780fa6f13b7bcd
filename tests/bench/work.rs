//! A seeded city at work, as commands: calls, two units through each run, notes, the end, a warning now and then.
//! It must not know who carries the commands out, nor whether they are kept.

use uuid::Uuid;
use watchfloor_domain::Command;
use watchfloor_domain::command::{NewUnit, OpenIncident};
use watchfloor_domain::ids::{IncidentId, UnitId};
use watchfloor_domain::status::UnitStatus;
use watchfloor_domain::types::Place;
use watchfloor_geo::Wgs84;

/// Units of the city.
const UNITS: u64 = 200;

/// What happens by chance, from a seed.
pub struct Work {
    seed: u64,
}

impl Work {
    /// The same seed brings the same work.
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// SplitMix64, below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.seed = self.seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.seed;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// A fresh identity of this instant, as the engine's are: ordered by time.
    pub fn uuid(&mut self, at_ms: i64) -> Uuid {
        let (high, low) = (self.below(u64::MAX).to_be_bytes(), self.below(u64::MAX).to_be_bytes());
        let mut random = [0; 10];
        random[..8].copy_from_slice(&high);
        random[8..].copy_from_slice(&low[..2]);
        uuid::Builder::from_unix_timestamp_millis(at_ms.unsigned_abs(), &random).into_uuid()
    }

    fn place(&mut self) -> Wgs84 {
        let (lon, lat) = (self.below(2_000_000) as f64 / 1e7, self.below(1_000_000) as f64 / 1e7);
        Wgs84::new(24.8 + lon, 60.1 + lat).expect("a place in Helsinki")
    }

    /// All units, at home.
    pub fn units(&mut self) -> Command {
        let unit = |n: u64, home: Wgs84| NewUnit {
            unit: UnitId(format!("E{n}")),
            call_sign: format!("Engine {n}"),
            kind: "engine".into(),
            station: format!("Station {}", n / 4),
            home: Some(home),
            agency: None,
            crew_group: None,
        };
        Command::AddUnits((0..UNITS).map(|n| unit(n, self.place())).collect())
    }

    /// A call, with a caller.
    pub fn call(&mut self) -> Command {
        let label = format!("Mannerheimintie {}", 1 + self.below(170));
        Command::OpenIncident(OpenIncident {
            type_code: "MEDIC".into(),
            priority: None,
            place: Some(Place { at: self.place(), label }),
            what: "Chest pain since an hour, man about sixty, conscious, third floor, lift works.".into(),
            caller_name: Some("Aino Virtanen".into()),
            caller_phone: Some("+358 40 123 4567".into()),
            ..OpenIncident::default()
        })
    }

    /// Two neighbours, free when the run before this one has ended.
    pub fn pair(&mut self) -> Vec<UnitId> {
        let first = self.below(UNITS);
        [first, (first + 1) % UNITS].map(|n| UnitId(format!("E{n}"))).to_vec()
    }
}

/// What follows a call until its incident is closed: eleven events.
pub fn run(incident: IncidentId, units: &[UnitId]) -> Vec<Command> {
    let units = || units.to_vec();
    let status = |status| Command::SetStatus { units: units(), status, reason: None, destination: None };
    let note = |text: &str| Command::AddNote { incident, text: text.into() };
    vec![
        Command::AssignUnits { incident, units: units(), divert: false },
        status(UnitStatus::Er),
        note("Caller says the door to the courtyard is open; a neighbour waits there and shows the way."),
        status(UnitStatus::Os),
        note("Patient found, monitoring; no further unit needed. Fire key returned to the box."),
        Command::ClearUnits { units: units(), disposition: None },
        Command::CloseIncident { incident, disposition: "DONE".into() },
    ]
}

/// A CAP 1.2 alert, in force for two hours; one of ten senders.
pub fn warning(n: u64, now_ms: i64) -> String {
    let at = |ahead_ms: i64| {
        let time = jiff::Timestamp::from_millisecond(now_ms + ahead_ms).expect("a time within this century");
        time.strftime("%Y-%m-%dT%H:%M:%S-00:00").to_string()
    };
    let (sent, expires, sender) = (at(0), at(7_200_000), n / 200 % 10);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>urn:example:{n}</identifier><sender>duty{sender}@weather.example</sender><sent>{sent}</sent>
  <status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
  <info><language>en-GB</language><category>Met</category><event>Gale</event><urgency>Expected</urgency>
    <severity>Moderate</severity><certainty>Likely</certainty><expires>{expires}</expires>
    <headline>Gale warning for the coast</headline><description>Gusts of 20 m/s from the south-west.</description>
    <area><areaDesc>Coast</areaDesc><polygon>60.1,24.8 60.1,25.2 60.15,25.2 60.2,25.0 60.1,24.8</polygon></area></info>
</alert>"#
    )
}
