//! Does this call tell of something we already know? A call being typed is compared with what is open and what was closed
//! in the last hours by distance, time, type, words and telephone number (`dispatch.md` 2.3; GB 50313-2013 asks for it).
//!
//! Every point has its reason, and what nobody knows yet speaks neither for nor against. The most likely come first.

use crate::board::{Board, Incident};
use crate::catalogue::Service;
use crate::ids::IncidentId;
use crate::plan::Plan;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use watchfloor_geo::{Wgs84, distance_m};

/// Closed incidents older than this are history, milliseconds.
pub const CLOSED_MS: i64 = 4 * 3_600_000;
/// After this many minutes time no longer speaks for the same event.
const FRESH_MIN: i64 = 120;
/// Points from which a row is worth reading.
const LEAST: i32 = 30;
/// Most words of one text that are looked at.
const MOST_WORDS: usize = 200;

/// What is known of the call so far.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    pub at: Option<Wgs84>,
    /// Empty, or the plan's type of the unknown, while nobody knows.
    pub type_code: String,
    /// See [`words`].
    pub words: Vec<(u64, String)>,
    /// See [`phone`].
    pub phone: Option<u64>,
    /// UTC milliseconds.
    pub now_ms: i64,
}

/// What the sealed texts of an incident say, as far as comparing needs it. Lives in memory only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// Hashes of words, ascending.
    words: Box<[u64]>,
    phones: Vec<u64>,
}

impl Content {
    /// From the texts and telephone numbers of an incident and of its further calls.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>, phones: impl IntoIterator<Item = &'a str>) -> Self {
        let words: BTreeSet<u64> = texts.into_iter().flat_map(words).map(|(hash, _)| hash).collect();
        Self { words: words.into_iter().collect(), phones: phones.into_iter().filter_map(phone).collect() }
    }

    fn says(&self, word: u64) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// Whether somebody with this number called about it.
    pub fn has_phone(&self, phone: u64) -> bool {
        self.phones.contains(&phone)
    }
}

/// How the types of two calls go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Types {
    Same,
    /// The same service leads, or one is often reported as the other.
    Related,
    Other,
    Unknown,
}

impl Types {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Related => "related",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }

    fn points(self) -> i32 {
        match self {
            Self::Same => 20,
            Self::Related => 10,
            Self::Other => -25,
            Self::Unknown => 0,
        }
    }
}

/// An incident that the call may be about, with the reasons.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    pub incident: IncidentId,
    /// 30 to 100.
    pub score: u32,
    /// Between the two places, when both are known.
    pub metres: Option<f64>,
    /// Since the last call about it.
    pub minutes: i64,
    pub types: Types,
    pub same_phone: bool,
    /// Words of the call that were said before, as typed.
    pub words: Vec<String>,
}

/// The most likely incidents, at most `most`, best first; ties by age, then identity. `contents` holds what could be read;
/// an incident without is judged by place, time and type alone.
pub fn possible(board: &Board, contents: &BTreeMap<IncidentId, Content>, typed: &Typed, most: usize) -> Vec<Likeness> {
    let mut kinds = Kinds { plan: board.plan(), typed: &typed.type_code, known: HashMap::new() };
    let mut best: HashMap<IncidentId, Score> = HashMap::new();
    // Both lists are in the order of identities: asked while somebody types, among thousands, they are walked side by side.
    let mut known = contents.iter().peekable();
    for incident in board.incidents.values() {
        while known.next_if(|(id, _)| **id < incident.id).is_some() {}
        let content = known.next_if(|(id, _)| **id == incident.id).map(|(_, content)| content);
        let Some(score) = score(&mut kinds, incident, content, typed) else { continue };
        // What was merged speaks for what it goes on as.
        let whole = stands_for(board, incident);
        best.entry(whole)
            .and_modify(|held| {
                if score.points > held.points {
                    *held = score;
                }
            })
            .or_insert(score);
    }
    let mut rows: Vec<(IncidentId, Score)> = best.into_iter().collect();
    rows.sort_unstable_by_key(|(id, score)| (Reverse(score.points), score.minutes, *id));
    rows.truncate(most);
    let words = |content: &Content| {
        typed.words.iter().filter(|(hash, _)| content.says(*hash)).map(|(_, word)| word.clone()).collect()
    };
    let told = |(incident, score): (IncidentId, Score)| Likeness {
        incident,
        score: score.points.unsigned_abs(),
        metres: score.metres,
        minutes: score.minutes,
        types: score.types,
        same_phone: score.same_phone,
        words: contents.get(&score.of).map(words).unwrap_or_default(),
    };
    rows.into_iter().map(told).collect()
}

fn stands_for(board: &Board, incident: &Incident) -> IncidentId {
    let mut at = incident;
    for _ in 0..16 {
        match at.merged.as_ref().and_then(|merged| board.incidents.get(&merged.into)) {
            Some(next) => at = next,
            None => break,
        }
    }
    at.id
}

/// How like one incident is, before it is told.
#[derive(Clone, Copy)]
struct Score {
    /// Whose content was compared; another than the incident it is told of where that was merged.
    of: IncidentId,
    points: i32,
    metres: Option<f64>,
    minutes: i64,
    types: Types,
    same_phone: bool,
}

/// What the plan says of each type, looked up once for a call.
struct Kinds<'a> {
    plan: &'a Plan,
    typed: &'a str,
    known: HashMap<&'a str, (f64, Types)>,
}

impl<'a> Kinds<'a> {
    /// The reach, metres, and how the type goes with what is typed.
    fn of(&mut self, type_code: &'a str) -> (f64, Types) {
        let (plan, typed) = (self.plan, self.typed);
        *self.known.entry(type_code).or_insert_with(|| (reach_m(plan, type_code), types(plan, typed, type_code)))
    }
}

fn score<'a>(kinds: &mut Kinds<'a>, incident: &'a Incident, content: Option<&Content>, typed: &Typed) -> Option<Score> {
    if incident.closed.as_ref().is_some_and(|closed| typed.now_ms.saturating_sub(closed.at_ms) > CLOSED_MS) {
        return None;
    }
    let (reach_m, types) = kinds.of(&incident.type_code);
    let same_phone = typed.phone.zip(content).is_some_and(|(phone, content)| content.has_phone(phone));
    let metres = places(incident).filter_map(|place| typed.at.map(|at| distance_m(at, place))).reduce(f64::min);
    // Too far, and nothing else could make up for it: the words need not be compared.
    if !same_phone && metres.is_some_and(|metres| metres > 2.0 * reach_m) {
        return None;
    }
    let words = content.map_or(0, |content| typed.words.iter().filter(|(hash, _)| content.says(*hash)).count());
    let near = metres.is_some_and(|metres| metres <= reach_m);
    if !(near || same_phone || words >= 2) {
        return None;
    }
    let last_ms = incident.calls.last().map_or(incident.opened_ms, |call| call.at_ms.max(incident.opened_ms));
    let minutes = typed.now_ms.saturating_sub(last_ms).max(0) / 60_000;
    let said = i32::try_from(words.min(4)).unwrap_or(4) * 6;
    let fresh = i32::try_from(15 * (FRESH_MIN - minutes).max(0) / FRESH_MIN).unwrap_or(0);
    let points = metres.map_or(0, |metres| by_distance(metres, reach_m))
        + types.points()
        + if same_phone { 40 } else { 0 }
        + said
        + fresh;
    let points = points.min(100);
    (points >= LEAST).then_some(Score { of: incident.id, points, metres, minutes, types, same_phone })
}

/// Every place callers gave for it.
fn places(incident: &Incident) -> impl Iterator<Item = Wgs84> {
    let further = incident.calls.iter().filter_map(|call| call.place.as_ref());
    incident.place.iter().chain(further).map(|place| place.at)
}

/// 40 points at the same door, none at the edge of reach; beyond it, distance speaks against.
fn by_distance(metres: f64, reach_m: f64) -> i32 {
    const DOOR_M: f64 = 30.0;
    let far = ((metres - DOOR_M).max(0.0) / (reach_m - DOOR_M)).min(2.0);
    (40.0 * (1.0 - far)).round() as i32
}

/// How far from it callers see an event or give its place, metres: smoke and crashes on a road are seen from afar, a sick
/// person is not.
fn reach_m(plan: &Plan, type_code: &str) -> f64 {
    match plan.typ(type_code).map(|kind| kind.service) {
        Some(Service::Fire | Service::Traffic | Service::Utility) => 1_000.0,
        _ => 400.0,
    }
}

/// Services whose incidents are often the same event, as one caller sees it and as the other does: a crash and somebody hurt,
/// a car that burns, a fight and its wounds, a power line that smokes.
const OFTEN_THE_SAME: &[(Service, Service)] = &[
    (Service::Traffic, Service::Ems),
    (Service::Traffic, Service::Fire),
    (Service::Police, Service::Ems),
    (Service::Utility, Service::Fire),
];

fn types(plan: &Plan, one: &str, two: &str) -> Types {
    let unknown = |code: &str| code.is_empty() || code.eq_ignore_ascii_case(&plan.unknown);
    if unknown(one) || unknown(two) {
        return Types::Unknown;
    }
    if one.eq_ignore_ascii_case(two) {
        return Types::Same;
    }
    let service = |code| plan.typ(code).map(|kind| kind.service);
    let (Some(one), Some(two)) = (service(one), service(two)) else { return Types::Other };
    let often = OFTEN_THE_SAME.iter().any(|pair| *pair == (one, two) || *pair == (two, one));
    if one == two || often { Types::Related } else { Types::Other }
}

/// Words that every caller says.
const COMMON: &[&str] = &[
    "about", "and", "are", "but", "call", "caller", "can", "for", "from", "has", "have", "here", "his", "her", "into",
    "near", "not", "one", "please", "says", "see", "she", "some", "somebody", "someone", "street", "that", "the",
    "their", "there", "they", "this", "two", "was", "where", "which", "with", "you", "有人", "这里", "那里", "我们",
    "现在", "一个",
];

/// The words of a text that can be compared, each once, with a hash that is the same everywhere. Han text has no spaces
/// between words: its pairs of characters stand for them.
pub fn words(text: &str) -> Vec<(u64, String)> {
    let mut seen = BTreeSet::new();
    let mut found: Vec<(u64, String)> = Vec::new();
    let mut run: Vec<char> = Vec::new();
    for c in text.chars().map(folded).chain([' ']) {
        let breaks = !c.is_alphanumeric() || run.last().is_some_and(|before| is_han(*before) != is_han(c));
        if breaks && !run.is_empty() {
            for word in of_run(&run) {
                let hash = hash(&word);
                if !COMMON.contains(&word.as_str()) && seen.insert(hash) {
                    found.push((hash, word));
                }
            }
            run.clear();
            if found.len() >= MOST_WORDS {
                break;
            }
        }
        if c.is_alphanumeric() {
            run.push(c);
        }
    }
    found
}

fn of_run(run: &[char]) -> Vec<String> {
    if run.first().is_some_and(|c| is_han(*c)) {
        return run.windows(2).map(|pair| pair.iter().collect()).collect();
    }
    let digits = run.iter().all(char::is_ascii_digit);
    let enough = if digits { 2 } else { 3 };
    if run.len() >= enough { vec![run.iter().collect()] } else { Vec::new() }
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3005 | 0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x2_0000..=0x3_23af)
}

fn folded(c: char) -> char {
    let plain = match u32::from(c) {
        code @ 0xff01..=0xff5e => char::from_u32(code - 0xfee0).unwrap_or(c),
        _ => c,
    };
    plain.to_lowercase().next().unwrap_or(plain)
}

/// FNV-1a, 64 bits.
fn hash(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// A telephone number as it can be compared: its last eight digits, so that it is the same with and without the code of
/// the country. `None` for what is too short to name a subscriber.
pub fn phone(text: &str) -> Option<u64> {
    let digits: Vec<u64> = text.chars().map(folded).filter_map(|c| c.to_digit(10)).map(u64::from).collect();
    if digits.len() < 5 || digits.len() > 20 {
        return None;
    }
    let last = &digits[digits.len().saturating_sub(8)..];
    // A one before them, so that leading zeros count.
    Some(last.iter().fold(1, |number, digit| number * 10 + digit))
}

/// A telephone number as one word that can be searched for: the same however it was written. See [`phone`].
pub fn phone_word(text: &str) -> Option<String> {
    phone(text).map(|number| format!("tel{number}"))
}

#[cfg(test)]
#[path = "duplicate_tests.rs"]
mod tests;
