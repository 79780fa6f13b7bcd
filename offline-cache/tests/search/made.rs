//! Questions made from an extract by a seed: what a caller might say of a place that is there, and which place it is.

use std::collections::{HashMap, HashSet};
use watchfloor_area::{Crossing, Place, PlaceKind};
use watchfloor_geo::{CoordinateForm, Wgs84, destination, distance_m, format_as};
use watchfloor_offline_cache::areas::Area;
use watchfloor_search::{Answer, FoundKind, Name, fold, name};

/// Names that are equally good answers to what was asked, at most: more cannot all stand among the first five.
const MOST_EQUAL: usize = 5;

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

impl Asked {
    /// Where what is meant stands in an answer. Meant is what bears the name that was asked for and stands where it should,
    /// whatever sort of thing the map calls it: the text `Sendlinger Tor` cannot tell the gate from the street around it.
    pub fn place_in(&self, answer: &Answer) -> Option<usize> {
        let reach = match self.sort {
            Sort::Coordinates => 20.0,
            Sort::Address => 100.0,
            _ => 250.0,
        };
        // `3 A` and `3a` are one number, `Argyll St` and `Argyll Street` one street.
        let plain = |text: &str| text.split('&').map(|part| name(part).key().replace(' ', "")).collect::<Vec<_>>();
        answer.found.iter().position(|found| {
            let label = self.label.is_empty() || plain(&found.label) == plain(&self.label);
            let place = matches!(found.kind, FoundKind::Place(_)) && !matches!(self.kind, "crossing" | "coordinates");
            label && (place || found.kind.as_str() == self.kind) && distance_m(found.at, self.at) <= reach
        })
    }
}

pub struct Extract {
    addresses: Vec<Place>,
    streets: Vec<Place>,
    crossings: Vec<Crossing>,
    bearers: HashMap<String, usize>,
    /// Where those stand that bear one name, by kind and folded name.
    spots: HashMap<(&'static str, String), Vec<[f64; 2]>>,
    /// Street names by each of their words, and all of them whole.
    holding: HashMap<String, HashSet<String>>,
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
        for place in PlaceKind::ALL.into_iter().flat_map(|kind| area.places(kind).unwrap()) {
            *bearers.entry(name(&place.name).key()).or_default() += 1;
        }
        let mut spots: HashMap<(&'static str, String), Vec<[f64; 2]>> = HashMap::new();
        for place in addresses.iter().chain(&streets) {
            let bears = (place.kind.as_str(), name(&place.name).key());
            spots.entry(bears).or_default().push([place.lon, place.lat]);
        }
        for crossing in &crossings {
            let bears = ("crossing", fold(&crossing_label(crossing)));
            spots.entry(bears).or_default().push([crossing.lon, crossing.lat]);
            *bearers.entry(fold(&crossing_label(crossing))).or_default() += 1;
        }
        let names = addresses.iter().filter_map(|p| p.street.as_deref()).chain(streets.iter().map(|p| p.name.as_str()));
        let names: HashMap<String, Name> = names.map(name).map(|name| (name.key(), name)).collect();
        let mut holding = HashMap::new();
        for (key, name) in &names {
            for word in name.words() {
                holding.entry(word.to_owned()).or_insert_with(HashSet::new).insert(key.clone());
            }
        }
        let whole = names.values().map(Name::bag).collect();
        Self { addresses, streets, crossings, bearers, spots, holding, whole }
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

    /// Of several that bear one name, the one nearest to the caller's cell is meant: the text tells nothing else.
    fn meant(&self, near: Option<Wgs84>, at: Wgs84, name: (&'static str, String)) -> Wgs84 {
        let (Some(near), Some(spots)) = (near, self.spots.get(&name)) else { return at };
        let spots = spots.iter().filter_map(|[lon, lat]| Wgs84::new(*lon, *lat).ok());
        spots.min_by(|a, b| distance_m(near, *a).total_cmp(&distance_m(near, *b))).unwrap_or(at)
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
        let key = name(&place.name).key();
        let near = self.near(dice, &key, at);
        let kind = place.kind.as_str();
        let at = self.meant(near, at, (kind, key));
        Some(Asked { sort, text, near, kind, label: place.name.clone(), at })
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
        let at = self.meant(near, at, ("crossing", fold(&label)));
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
                Sort::Slip => slip(dice, &words).filter(|wrong| !self.whole.contains(&name(wrong).bag())),
                Sort::Swap => swap(dice, &words),
                _ => missing(dice, &words).filter(|left| self.tells(street, left)),
            }) else {
                continue;
            };
            let number = if numbered { format!(" {}", place.number.as_deref()?) } else { String::new() };
            return self.asked(dice, sort, wrong + &number, place);
        }
        None
    }

    /// Whether what is left of a name still tells it: more than the sort of street and particles is left, no more than
    /// [`MOST_EQUAL`] names hold all of it, and it is not all of another street's name.
    fn tells(&self, street: &str, left: &str) -> bool {
        let (street, left) = (name(street), name(left));
        let mut words = left.words().filter(|word| street.words().any(|own| own == *word)).peekable();
        let holding = |word| self.holding.get(word).cloned().unwrap_or_default();
        let Some(first) = words.next() else { return false };
        let equal = words.fold(holding(first), |names, word| &names & &holding(word));
        equal.len() <= MOST_EQUAL && !self.whole.contains(&left.bag())
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
