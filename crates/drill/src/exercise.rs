//! The warnings of a drill: CAP 1.2 with `status` Exercise, on a seeded schedule around the area. Texts come from
//! `data/notices.json` and say in every language that this is an exercise. It must not know how a warning is delivered.

use crate::calls::Tongue;
use crate::rng::Rng;
use serde::Deserialize;
use std::collections::BTreeMap;
use watchfloor_geo::{Bounds, Wgs84, destination, distance_m};
use watchfloor_warning::model::{
    Alert, Area, Category, Certainty, Circle, Identity, Info, MsgType, Reference, ResponseType, Ring, Scope, Severity,
    Status, Time, Urgency, Version,
};

/// Who issues them; `.invalid` can never be a real sender.
pub const SENDER: &str = "drill@watchfloor.invalid";

/// The schedule starts again after this long, ms.
const ROUND_MS: i64 = 150 * 60_000;
/// Seconds until the first warning, so that a trainee sees one soon.
const FIRST_S: (u32, u32) = (20, 50);

/// One warning to be issued.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The message.
    pub alert: Alert,
}

impl Notice {
    /// Its identifier: letters, digits and hyphens only.
    pub fn id(&self) -> &str {
        &self.alert.identity.identifier
    }

    /// When it was sent, drill clock, UTC ms.
    pub fn sent_ms(&self) -> i64 {
        self.alert.identity.sent_ms
    }

    /// The headline in its first language.
    pub fn headline(&self) -> &str {
        self.alert.infos.first().and_then(|i| i.headline.as_deref()).unwrap_or_default()
    }

    /// The CAP 1.2 document.
    pub fn xml(&self) -> String {
        watchfloor_warning::write::to_xml(&self.alert)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    /// A rough polygon, its radius as a part of half the area's diagonal.
    Blob(f64),
    /// A circle, its radius likewise.
    Circle(f64),
}

/// One entry of the schedule.
struct Entry {
    /// Minutes after the first warning of a round.
    after_min: i64,
    scenario: &'static str,
    msg_type: MsgType,
    shape: Shape,
}

const fn entry(after_min: i64, scenario: &'static str, msg_type: MsgType, shape: Shape) -> Entry {
    Entry { after_min, scenario, msg_type, shape }
}

const PLAN: [Entry; 8] = [
    entry(0, "gale", MsgType::Alert, Shape::Blob(0.7)),
    entry(9, "flood", MsgType::Alert, Shape::Blob(0.18)),
    entry(16, "gas", MsgType::Alert, Shape::Circle(0.25)),
    entry(23, "gas", MsgType::Update, Shape::Circle(0.45)),
    entry(48, "gas", MsgType::Cancel, Shape::Circle(0.45)),
    entry(60, "heat", MsgType::Alert, Shape::Blob(0.9)),
    entry(80, "flood", MsgType::Alert, Shape::Blob(0.12)),
    entry(110, "gale", MsgType::Cancel, Shape::Blob(0.7)),
];

/// What is the same for all messages of a scenario.
struct Nature {
    category: Category,
    response: ResponseType,
    urgency: Urgency,
    severity: Severity,
    certainty: Certainty,
    /// Minutes from sending to the start of the hazard, and to the expiry of the message.
    onset_min: i64,
    expires_min: i64,
}

fn nature(scenario: &str) -> Nature {
    let (category, response, onset_min, expires_min) = match scenario {
        "gale" => (Category::Met, ResponseType::Prepare, 30, 180),
        "flood" => (Category::Met, ResponseType::Avoid, 15, 60),
        "gas" => (Category::Cbrne, ResponseType::Shelter, 0, 90),
        _ => (Category::Health, ResponseType::Monitor, 60, 120),
    };
    let (urgency, severity, certainty) = match scenario {
        "gale" => (Urgency::Expected, Severity::Severe, Certainty::Likely),
        "flood" => (Urgency::Expected, Severity::Moderate, Certainty::Likely),
        "gas" => (Urgency::Immediate, Severity::Extreme, Certainty::Observed),
        _ => (Urgency::Future, Severity::Moderate, Certainty::Possible),
    };
    Nature { category, response, urgency, severity, certainty, onset_min, expires_min }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sender_name: BTreeMap<String, String>,
    area: BTreeMap<String, String>,
    /// Scenario, stage, language.
    scenarios: BTreeMap<String, BTreeMap<String, BTreeMap<String, Words>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    event: String,
    headline: String,
    description: String,
    instruction: String,
}

fn table() -> Table {
    serde_json::from_str(include_str!("../data/notices.json")).expect("the table is part of the program and tested")
}

/// The warnings of one drill, in order.
pub(crate) struct Schedule {
    table: Table,
    rng: Rng,
    bounds: Bounds,
    tongues: Vec<Tongue>,
    /// Makes identifiers of two drills differ.
    started_s: i64,
    next: usize,
    round_ms: i64,
    issued: u32,
    /// By scenario: the latest message and where the hazard is.
    latest: BTreeMap<&'static str, (Identity, Site)>,
}

/// Where a hazard is, and the raggedness of its edge.
#[derive(Clone)]
struct Site {
    at: Wgs84,
    edge: Vec<f64>,
}

impl Schedule {
    /// Starts at `now_ms`; without a language, warnings are in English.
    pub fn new(seed: u64, bounds: Bounds, tongues: Vec<Tongue>, now_ms: i64) -> Self {
        let mut rng = Rng::named(seed, "warnings");
        let round_ms = now_ms + rng.seconds(FIRST_S);
        let tongues = if tongues.is_empty() { vec![Tongue::En] } else { tongues };
        let started_s = now_ms.div_euclid(1_000);
        Self { table: table(), rng, bounds, tongues, started_s, next: 0, round_ms, issued: 0, latest: BTreeMap::new() }
    }

    /// Messages due by `now_ms`; they are dated `shift_ms` later, on the drill clock.
    pub fn due(&mut self, now_ms: i64, shift_ms: i64) -> Vec<Notice> {
        let mut notices = Vec::new();
        while let Some(entry) = PLAN.get(self.next).filter(|e| self.round_ms + e.after_min * 60_000 <= now_ms) {
            let sent_ms = (now_ms + shift_ms).div_euclid(1_000) * 1_000;
            notices.extend(self.notice(entry, sent_ms));
            self.next += 1;
            if self.next == PLAN.len() {
                self.next = 0;
                self.round_ms += ROUND_MS;
            }
        }
        notices
    }

    fn notice(&mut self, entry: &Entry, sent_ms: i64) -> Option<Notice> {
        let earlier = match entry.msg_type {
            MsgType::Alert => None,
            _ => Some(self.latest.get(entry.scenario)?.clone()),
        };
        let site = earlier.as_ref().map_or_else(|| self.site(entry.shape), |(_, site)| site.clone());
        self.issued += 1;
        let identity = Identity {
            sender: SENDER.to_owned(),
            identifier: format!("WF-EX-{}-{:03}", self.started_s, self.issued),
            sent_ms,
            sent_text: stamp(sent_ms)?,
        };
        let area = self.shape(entry.shape, &site);
        let infos = self.tongues.iter().filter_map(|t| self.info(entry, *t, sent_ms, &area)).collect();
        let references = earlier.iter().map(|(named, _)| reference(named)).collect();
        self.latest.insert(entry.scenario, (identity.clone(), site));
        Some(Notice { alert: alert(identity, entry.msg_type, references, infos) })
    }

    /// Wide hazards lie over the middle of the area, small ones somewhere in it.
    fn site(&mut self, shape: Shape) -> Site {
        let middle = self.bounds.center();
        let wide = matches!(shape, Shape::Blob(part) if part > 0.5);
        let mut within = |low: f64, high: f64| low + (high - low) * self.rng.between(0.25, 0.75);
        let lon = within(self.bounds.west(), self.bounds.east());
        let lat = within(self.bounds.south(), self.bounds.north());
        let at = if wide { middle } else { Wgs84::new(lon, lat).unwrap_or(middle) };
        Site { at, edge: (0..16).map(|_| self.rng.between(0.8, 1.15)).collect() }
    }

    /// Half the area's diagonal, within what a hazard in a city is: a village is not too small, a country not too large.
    fn reach_m(&self) -> f64 {
        let middle = self.bounds.center();
        let corner = Wgs84::new(self.bounds.west(), self.bounds.south()).unwrap_or(middle);
        distance_m(middle, corner).clamp(800.0, 20_000.0)
    }

    fn shape(&self, shape: Shape, site: &Site) -> Area {
        let mut area = Area {
            desc: String::new(),
            polygons: Vec::new(),
            circles: Vec::new(),
            geocodes: Vec::new(),
            altitude_ft: None,
            ceiling_ft: None,
            extra: Vec::new(),
        };
        let (lon, lat) = (rounded(site.at.lon()), rounded(site.at.lat()));
        match shape {
            Shape::Circle(part) => {
                let radius_km = (self.reach_m() * part / 10.0).round() / 100.0;
                area.circles.push(Circle { lon, lat, radius_km });
            }
            Shape::Blob(part) => area.polygons.push(ring(site, self.reach_m() * part)),
        }
        area
    }

    fn info(&self, entry: &Entry, tongue: Tongue, sent_ms: i64, area: &Area) -> Option<Info> {
        let stage = match entry.msg_type {
            MsgType::Update => "update",
            MsgType::Cancel => "cancel",
            _ => "alert",
        };
        let words = self.table.scenarios.get(entry.scenario)?.get(stage)?.get(tongue.code())?;
        let nature = nature(entry.scenario);
        let over = entry.msg_type == MsgType::Cancel;
        let after = |minutes: i64| time(sent_ms + minutes * 60_000);
        Some(Info {
            language: Some(if tongue == Tongue::Zh { "zh-CN" } else { tongue.code() }.to_owned()),
            categories: vec![nature.category],
            event: words.event.clone(),
            response_types: vec![if over { ResponseType::AllClear } else { nature.response }],
            urgency: if over { Urgency::Past } else { nature.urgency },
            severity: nature.severity,
            certainty: nature.certainty,
            audience: None,
            event_codes: Vec::new(),
            effective: time(sent_ms),
            onset: if over { None } else { after(nature.onset_min) },
            expires: after(if over { 10 } else { nature.expires_min }),
            ends: None,
            sender_name: self.table.sender_name.get(tongue.code()).cloned(),
            headline: Some(words.headline.clone()),
            description: Some(words.description.clone()),
            instruction: Some(words.instruction.clone()),
            web: None,
            contact: None,
            parameters: Vec::new(),
            resources: Vec::new(),
            areas: vec![Area { desc: self.table.area.get(tongue.code()).cloned()?, ..area.clone() }],
            extra: Vec::new(),
        })
    }
}

fn alert(identity: Identity, msg_type: MsgType, references: Vec<Reference>, infos: Vec<Info>) -> Alert {
    Alert {
        identity,
        version: Version::V1_2,
        status: Status::Exercise,
        msg_type,
        scope: Scope::Public,
        source: None,
        restriction: None,
        addresses: Vec::new(),
        codes: Vec::new(),
        note: Some("Watchfloor drill: this is an exercise.".into()),
        references,
        incidents: Vec::new(),
        infos,
        extra: Vec::new(),
    }
}

fn reference(named: &Identity) -> Reference {
    Reference {
        sender: Some(named.sender.clone()),
        identifier: named.identifier.clone(),
        sent_ms: Some(named.sent_ms),
        text: format!("{},{},{}", named.sender, named.identifier, named.sent_text),
    }
}

fn ring(site: &Site, radius_m: f64) -> Ring {
    let count = site.edge.len() as f64;
    let points = site.edge.iter().enumerate().map(|(at, part)| {
        let point = destination(site.at, -360.0 * at as f64 / count, radius_m * part);
        [rounded(point.lon()), rounded(point.lat())]
    });
    let mut ring: Ring = points.collect();
    ring.extend(ring.first().copied());
    ring
}

/// About ten metres: a warning's edge is no sharper than that.
fn rounded(degrees: f64) -> f64 {
    (degrees * 10_000.0).round() / 10_000.0
}

fn time(ms: i64) -> Option<Time> {
    Some(Time { ms, text: stamp(ms)?, offset_min: Some(0) })
}

/// `2026-11-22T11:40:00-00:00`: CAP writes UTC so and forbids `Z` (CAP 1.2 §3.3.2). `None` off the calendar.
fn stamp(ms: i64) -> Option<String> {
    let at = jiff::Timestamp::from_millisecond(ms).ok()?;
    Some(at.strftime("%Y-%m-%dT%H:%M:%S-00:00").to_string())
}

#[cfg(test)]
#[path = "exercise_tests.rs"]
mod tests;
