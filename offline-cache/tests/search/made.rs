//! Questions made from an extract by a seed: what a caller might say of a place that is there, and which place it is.

use std::collections::{HashMap, HashSet};
use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_geo::{CoordinateForm, Wgs84, destination, format_as};
use watchfloor_offline_cache::areas::Area;
use watchfloor_search::{Name, fold, name};

/// SplitMix64 (Steele, Lea, Flood 2014).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % sides.max(1) as u64) as usize
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.roll(from.len())]
    }
}

/// What was done to the true name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    Address,
    Street,
    Crossing,
    Slip,
    Swap,
    Missing,
    Coordinates,
}

pub struct Asked {
    pub sort: Sort,
    pub text: String,
    /// Given where the same name stands in several places: the caller's cell.
    pub near: Option<Wgs84>,
    pub kind: &'static str,
    /// Of what is meant.
    pub label: String,
    pub at: Wgs84,
}

pub struct Extract {
    addresses: Vec<Place>,
    streets: Vec<Place>,
    crossings: Vec<Crossing>,
    bearers: HashMap<String, usize>,
    /// Street names by each of their words, and all of them whole.
    holding: HashMap<String, usize>,
    whole: HashSet<String>,
}

fn crossing_label(c: &Crossing) -> String {
    format!("{} & {}", c.names[0], c.names[1])
}

impl Extract {
    pub fn of(area: &Area) -> Self {
        let told = |place: &Place| !name(&place.name).bag().is_empty();
        let mut addresses = area.places(PlaceKind::Address).unwrap();
        addresses.retain(|p| {
            let number = p.number.as_deref().and_then(watchfloor_search::house_number);
            p.street.as_deref().is_some_and(|s| !name(s).bag().is_empty()) && number.is_some()
        });
        let mut streets = area.places(PlaceKind::Street).unwrap();
        streets.retain(told);
        let mut crossings = area.crossings().unwrap();
        crossings.retain(|c| c.names.iter().all(|n| !name(n).bag().is_empty()));
        let mut bearers = HashMap::new();
        for place in addresses.iter().chain(&streets) {
            *bearers.entry(name(&place.name).key()).or_default() += 1;
        }
        for crossing in &crossings {
            *bearers.entry(fold(&crossing_label(crossing))).or_default() += 1;
        }
        let names = addresses.iter().filter_map(|p| p.street.as_deref()).chain(streets.iter().map(|p| p.name.as_str()));
        let names: HashMap<String, Name> = names.map(name).map(|name| (name.key(), name)).collect();
        let mut holding = HashMap::new();
        for word in names.values().flat_map(Name::words) {
            *holding.entry(word.to_owned()).or_default() += 1;
        }
        let whole = names.values().map(Name::bag).collect();
        Self { addresses, streets, crossings, bearers, holding, whole }
    }

    pub fn sizes(&self) -> [usize; 3] {
        [self.addresses.len(), self.streets.len(), self.crossings.len()]
    }

    /// One question; `None` when the extract has nothing of what was rolled.
    pub fn ask(&self, dice: &mut Dice) -> Option<Asked> {
        match dice.roll(10) {
            0 | 1 => self.address(dice),
            2 => self.street(dice),
            3 | 4 => self.crossing(dice),
            5 => self.changed(dice, Sort::Slip),
            6 => self.changed(dice, Sort::Swap),
            7 => self.changed(dice, Sort::Missing),
            8 => self.changed(dice, Sort::Slip),
            _ => self.coordinates(dice),
        }
    }

    /// A position within some 200 m of the true one when the name alone cannot tell it.
    fn near(&self, dice: &mut Dice, key: &str, at: Wgs84) -> Option<Wgs84> {
        let (bearing, far) = (dice.roll(360) as f64, dice.roll(200) as f64);
        (self.bearers.get(key).copied().unwrap_or(0) > 1).then(|| destination(at, bearing, far))
    }

    fn address(&self, dice: &mut Dice) -> Option<Asked> {
        let place = (!self.addresses.is_empty()).then(|| dice.pick(&self.addresses))?;
        let (street, number) = (place.street.as_deref()?, place.number.as_deref()?);
        let text = match dice.roll(4) {
            0 => format!("{street} {number}"),
            1 => format!("{number} {street}"),
            2 => fold(&format!("{street}, {number}")),
            _ => format!("{street}, {number}").to_uppercase(),
        };
        self.asked(dice, Sort::Address, text, place)
    }

    fn street(&self, dice: &mut Dice) -> Option<Asked> {
        let place = (!self.streets.is_empty()).then(|| dice.pick(&self.streets))?;
        let text = if dice.roll(2) == 0 { place.name.clone() } else { fold(&place.name) };
        self.asked(dice, Sort::Street, text, place)
    }

    fn asked(&self, dice: &mut Dice, sort: Sort, text: String, place: &Place) -> Option<Asked> {
        let at = Wgs84::new(place.lon, place.lat).ok()?;
        let near = self.near(dice, &name(&place.name).key(), at);
        Some(Asked { sort, text, near, kind: place.kind.as_str(), label: place.name.clone(), at })
    }

    fn crossing(&self, dice: &mut Dice) -> Option<Asked> {
        let crossing = (!self.crossings.is_empty()).then(|| dice.pick(&self.crossings))?;
        let at = Wgs84::new(crossing.lon, crossing.lat).ok()?;
        let first = dice.roll(2);
        let (a, b) = (&crossing.names[first], &crossing.names[1 - first]);
        let text = match dice.roll(5) {
            0 => format!("{a} & {b}"),
            1 => format!("{a}/{b}"),
            2 => format!("{a} x {b}"),
            3 => format!("corner of {a} and {b}"),
            _ => fold(a) + " & " + &fold(b),
        };
        let label = crossing_label(crossing);
        let near = self.near(dice, &fold(&label), at);
        Some(Asked { sort: Sort::Crossing, text, near, kind: "crossing", label, at })
    }

    /// An address, or a street where none are known, with one thing wrong in its name.
    fn changed(&self, dice: &mut Dice, sort: Sort) -> Option<Asked> {
        for _ in 0..200 {
            let numbered = !self.addresses.is_empty() && dice.roll(2) == 0;
            let from = if numbered { &self.addresses } else { &self.streets };
            if from.is_empty() {
                return None;
            }
            let place = dice.pick(from);
            let street = if numbered { place.street.as_deref()? } else { place.name.as_str() };
            let words: Vec<&str> = street.split_whitespace().collect();
            let Some(wrong) = (match sort {
                Sort::Slip => slip(dice, &words),
                Sort::Swap => swap(dice, &words),
                _ => missing(dice, &words).filter(|left| self.tells(left)),
            }) else {
                continue;
            };
            let number = if numbered { format!(" {}", place.number.as_deref()?) } else { String::new() };
            return self.asked(dice, sort, wrong + &number, place);
        }
        None
    }

    /// Whether what is left of a name still tells it: a word that few streets bear, and not all of another street's name.
    fn tells(&self, left: &str) -> bool {
        let left = name(left);
        let few = left.words().any(|word| self.holding.get(word).is_some_and(|streets| *streets <= 20));
        few && !self.whole.contains(&left.bag())
    }

    fn coordinates(&self, dice: &mut Dice) -> Option<Asked> {
        let street = (!self.streets.is_empty()).then(|| dice.pick(&self.streets))?;
        let at = destination(Wgs84::new(street.lon, street.lat).ok()?, dice.roll(360) as f64, dice.roll(300) as f64);
        let form = *dice.pick(&CoordinateForm::ALL);
        let mut text = format_as(at, form);
        // A geohash without a digit is read as the word it may be.
        if form == CoordinateForm::Geohash && !text.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if dice.roll(4) == 0 {
            // Full-width digits and points.
            text = text
                .chars()
                .map(|c| char::from_u32(u32::from(c) + 0xfee0).filter(|_| c.is_ascii_digit()).unwrap_or(c))
                .collect();
        }
        Some(Asked { sort: Sort::Coordinates, text, near: None, kind: "coordinates", label: String::new(), at })
    }
}

/// One letter left out, doubled, changed, or swapped with the next, in a word of four letters or more.
fn slip(dice: &mut Dice, words: &[&str]) -> Option<String> {
    let long: Vec<usize> =
        (0..words.len()).filter(|i| words[*i].chars().filter(|c| c.is_alphabetic()).count() >= 4).collect();
    let which = *long.get(dice.roll(long.len()))?;
    let mut letters: Vec<char> = words[which].chars().collect();
    let at = dice.roll(letters.len());
    let new = *dice.pick(&['a', 'e', 'i', 'o', 'n', 'r', 's', 't', 'l', 'u']);
    match dice.roll(4) {
        0 => drop(letters.remove(at)),
        1 => letters.insert(at, new),
        2 => letters[at] = new,
        _ if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => letters.swap(at - 1, at),
    }
    let wrong: String = letters.into_iter().collect();
    let out: Vec<&str> = words.iter().enumerate().map(|(i, w)| if i == which { wrong.as_str() } else { *w }).collect();
    Some(out.join(" "))
}

/// Two neighbouring words in each other's place.
fn swap(dice: &mut Dice, words: &[&str]) -> Option<String> {
    let at = dice.roll(words.len().checked_sub(1).filter(|n| *n > 0)?);
    let mut out = words.to_vec();
    out.swap(at, at + 1);
    Some(out.join(" "))
}

/// One word left out of three or more.
fn missing(dice: &mut Dice, words: &[&str]) -> Option<String> {
    let mut out = (words.len() >= 3).then(|| words.to_vec())?;
    out.remove(dice.roll(words.len()));
    Some(out.join(" "))
}
