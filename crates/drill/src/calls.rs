//! The public: calls come in by chance, some about what another caller has reported already. Texts come from
//! `data/calls.json`; people and numbers are invented. It must not know what becomes of a call.

use crate::rng::Rng;
use crate::roads::Roads;
use crate::sim::{Act, Load};
use serde::Deserialize;
use std::collections::BTreeMap;
use watchfloor_domain::Command;
use watchfloor_domain::command::OpenIncident;
use watchfloor_domain::types::Place;
use watchfloor_geo::{Wgs84, destination};

/// Milliseconds of a day.
const DAY_MS: f64 = 86_400_000.0;
/// The first call comes within this many seconds, so that a trainee sees one soon.
const FIRST_S: (u32, u32) = (20, 60);
/// How long the telephone rings and how long the call taker asks before the incident is entered, seconds.
const RING_S: (u32, u32) = (2, 14);
const TALK_S: (u32, u32) = (8, 40);
/// How often a second caller reports the same thing, and after how many seconds.
const AGAIN_CHANCE: f64 = 0.15;
const AGAIN_S: (u32, u32) = (45, 240);

/// The language callers speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tongue {
    /// English.
    En,
    /// Simplified Chinese.
    Zh,
    /// Finnish; callers speak English then, warnings carry all three.
    Fi,
}

impl Tongue {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh",
            Self::Fi => "fi",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    callers: BTreeMap<String, Callers>,
    again: BTreeMap<String, Vec<String>>,
    calls: Vec<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Callers {
    phone: String,
    names: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    #[serde(rename = "type")]
    type_code: String,
    weight: u32,
    en: Vec<String>,
    zh: Vec<String>,
}

impl Kind {
    fn texts(&self, tongue: Tongue) -> &[String] {
        if tongue == Tongue::Zh { &self.zh } else { &self.en }
    }
}

pub(crate) struct Calls {
    table: Table,
    rng: Rng,
    /// A stream of its own, for the telephone.
    telephone: Rng,
    tongue: Tongue,
    /// Places people call from beside the streets: addresses and landmarks.
    spots: Vec<Place>,
    next_ms: i64,
    /// Mean time between calls, ms of the drill clock; and how many are yet to come, where there is an end.
    mean_ms: f64,
    left: Option<u32>,
    /// Second calls to come.
    again: Vec<(i64, OpenIncident)>,
}

fn table() -> Table {
    serde_json::from_str(include_str!("../data/calls.json")).expect("the table is part of the program and tested")
}

impl Calls {
    pub fn new(seed: u64, tongue: Tongue, (spots, load): (Vec<Place>, Load), now_ms: i64) -> Self {
        let mut rng = Rng::named(seed, "calls");
        let next_ms = now_ms + rng.seconds(FIRST_S);
        // The table has two languages; callers of any other are served in English.
        let tongue = if tongue == Tongue::Zh { Tongue::Zh } else { Tongue::En };
        let mean_ms = DAY_MS / load.calls_per_day.clamp(1.0, 100_000.0);
        let telephone = Rng::named(seed, "telephone");
        Self {
            table: table(),
            rng,
            telephone,
            tongue,
            spots,
            next_ms,
            mean_ms,
            left: load.most_calls,
            again: Vec::new(),
        }
    }

    /// Nobody calls any more.
    pub fn are_over(&self) -> bool {
        self.left == Some(0) && self.again.is_empty()
    }

    /// Takes one of the calls yet to come; false when there is none.
    fn one_more(&mut self) -> bool {
        match &mut self.left {
            Some(0) => false,
            Some(left) => {
                *left -= 1;
                true
            }
            None => true,
        }
    }

    /// Calls that came in by now, `now_ms` of the simulation and `shift_ms` more on the drill clock.
    pub fn tick(&mut self, roads: &Roads, (now_ms, shift_ms): (i64, i64), out: &mut Vec<Act>) {
        let (due, later) = std::mem::take(&mut self.again).into_iter().partition(|(at, _)| *at <= now_ms);
        self.again = later;
        let due: Vec<(i64, OpenIncident)> = due;
        for (_, call) in due {
            out.push(self.said(call, now_ms + shift_ms));
        }
        while self.next_ms <= now_ms {
            let at = self.next_ms;
            self.next_ms += self.rng.wait_ms(self.mean_ms).max(1_000);
            let Some(call) = self.call(roads) else { continue };
            if !self.one_more() {
                return;
            }
            // The second call is one of those counted.
            if self.rng.chance(AGAIN_CHANCE) && self.one_more() {
                let when = at + self.rng.seconds(AGAIN_S);
                let second = self.second(&call);
                self.again.push((when, second));
            }
            let said = self.said(call, now_ms + shift_ms);
            out.push(said);
        }
    }

    fn call(&mut self, roads: &Roads) -> Option<OpenIncident> {
        let total: u32 = self.table.calls.iter().map(|k| k.weight).sum();
        let mut left = self.rng.below(total as usize) as u32;
        let kind = self.table.calls.iter().find(|k| {
            let found = left < k.weight;
            left = left.saturating_sub(k.weight);
            found
        })?;
        let what = self.rng.pick(kind.texts(self.tongue))?.clone();
        let type_code = kind.type_code.clone();
        let place = self.place(roads);
        let (name, phone) = self.caller();
        Some(OpenIncident {
            type_code,
            priority: None,
            place: Some(place),
            what,
            caller_name: name,
            caller_phone: phone,
            ..OpenIncident::default()
        })
    }

    /// An address or landmark, or a point beside a street.
    fn place(&mut self, roads: &Roads) -> Place {
        if self.rng.chance(0.7)
            && let Some(spot) = self.rng.pick(&self.spots)
        {
            return spot.clone();
        }
        // A street with a name, where a few tries find one.
        let mut spot = roads.random(&mut self.rng);
        for _ in 0..8 {
            if roads.lanes[spot.lane].name.is_some() {
                break;
            }
            spot = roads.random(&mut self.rng);
        }
        let label = roads.lanes[spot.lane].name.as_deref().unwrap_or_default();
        let at = self.nearby(roads.position(spot), 15.0);
        Place { at, label: label.chars().take(200).collect() }
    }

    fn nearby(&mut self, at: Wgs84, most_m: f64) -> Wgs84 {
        destination(at, self.rng.between(0.0, 360.0), self.rng.between(0.0, most_m))
    }

    /// Some callers hang up before they give a name.
    fn caller(&mut self) -> (Option<String>, Option<String>) {
        let Some(callers) = self.table.callers.get(self.tongue.code()) else { return (None, None) };
        let name = self.rng.pick(&callers.names).cloned();
        let phone = format!("{}{:04}", callers.phone, self.rng.below(10_000));
        (name.filter(|_| self.rng.chance(0.8)), Some(phone))
    }

    /// The call as it is entered: it rang, was answered, and the call taker has asked.
    fn said(&mut self, call: OpenIncident, entered_ms: i64) -> Act {
        let answered_ms = entered_ms - self.telephone.seconds(TALK_S);
        let ring_ms = answered_ms - self.telephone.seconds(RING_S);
        let call = OpenIncident { ring_ms: Some(ring_ms), answered_ms: Some(answered_ms), ..call };
        Act::Do { actor: "drill/caller".into(), command: Command::OpenIncident(call) }
    }

    /// The same thing, seen by somebody else from a few metres away.
    fn second(&mut self, first: &OpenIncident) -> OpenIncident {
        let pattern = self.table.again.get(self.tongue.code()).and_then(|p| self.rng.pick(p));
        let what = pattern.map_or_else(|| first.what.clone(), |p| p.replace("{what}", &first.what));
        let place = first.place.clone().map(|p| Place { at: self.nearby(p.at, 40.0), ..p });
        let (caller_name, caller_phone) = self.caller();
        OpenIncident { what, place, caller_name, caller_phone, ..first.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use watchfloor_domain::plan::in_force::CHINESE;
    use watchfloor_domain::plan::{InForce, Recogniser, read};

    #[test]
    fn the_table_is_whole_in_both_languages() {
        let (table, set) = (table(), InForce::default());
        for kind in &table.calls {
            assert!(set.plan().typ(&kind.type_code).is_some(), "{}", kind.type_code);
            assert!(kind.weight > 0 && kind.en.len() == kind.zh.len() && !kind.en.is_empty(), "{}", kind.type_code);
            assert!(kind.en.iter().all(|t| t.is_ascii()), "{}", kind.type_code);
            assert!(
                kind.zh.iter().all(|t| t.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))),
                "{}",
                kind.type_code
            );
        }
        let has = |code: &str| table.calls.iter().any(|k| k.type_code == code);
        // Every service has its everyday calls.
        for service in ["fire", "ems", "police", "traffic", "utility"] {
            let of = |t: &&watchfloor_domain::plan::TypeRule| t.service.word() == service && has(&t.code);
            assert!(set.plan().types.iter().filter(of).count() >= 3, "{service}");
        }
        for tongue in [Tongue::En, Tongue::Zh] {
            assert!(table.callers[tongue.code()].names.len() > 5);
            assert!(table.again[tongue.code()].iter().all(|p| p.contains("{what}")));
            assert!(table.callers[tongue.code()].phone.contains("555"), "an obviously invented number");
        }
    }

    /// The Chinese set's codes of the same types.
    const CHINESE_CODES: &str = "STRUCT:JZHZ VEHFIR:CLHZ ALARM:ZDHJ SMOKE:YWBG GAS:RQXL HAZMAT:WHP RESCUE:QXJY WATER:SYJY \
        COLLAP:JZTT CARDIA:XZT BREATH:HXKN UNCON:HM TRAUMA:WS MEDIC:YLQZ BIRTH:YCF ASSAUL:DJDO ROBB:QJIE BURG:RSDQ \
        DISTUR:RAOL MISSIN:RYZS WEAPON:CXRY CROWD:RQJJ CRASH:JTSG CRASHI:SRSG STALL:GZC OBSTR:DLZA FLOOD:JS POWER:TD \
        TREE:SMDF UNK:BMJQ";

    /// These sentences are the drill's own, in both languages: the starter sets must know nearly all of them, since they are
    /// what callers say. The rest are told apart by asking (a chest pain is a medical call with a type of its own).
    #[test]
    fn the_starter_sets_know_what_callers_say() {
        let chinese = read(CHINESE).expect("a set without fault");
        let codes: BTreeMap<&str, &str> = CHINESE_CODES.split_whitespace().filter_map(|p| p.split_once(':')).collect();
        let (world, china) = (Recogniser::new(InForce::default().plan()), Recogniser::new(&chinese));
        let (mut said, mut wrong) = (0, Vec::new());
        for kind in &table().calls {
            let own = kind.type_code.as_str();
            let both = kind.en.iter().map(|t| (&world, own, t)).chain(kind.zh.iter().map(|t| (&china, codes[own], t)));
            for (recogniser, wanted, text) in both {
                said += 1;
                let found = recogniser.recognise(text).map(|f| f.typ);
                if found.as_deref() != Some(wanted) {
                    wrong.push((wanted.to_owned(), found, text.clone()));
                }
            }
        }
        println!("{} of {said} sentences as expected; the others: {wrong:#?}", said - wrong.len());
        assert!(wrong.len() * 10 <= said, "{} of {said}: {wrong:#?}", wrong.len());
    }
}
