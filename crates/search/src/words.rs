//! Words that are no names: sorts of streets, particles, abbreviations, sorts of places, words between two streets.
//! All folded, with one `s` where two are written ([`written_out`]). English, Finnish, Swedish, German, Portuguese, Catalan, Spanish, French, Chinese.

use std::collections::HashMap;
use std::sync::LazyLock;
use watchfloor_area::PlaceKind;

/// A sort of street; words of one sort stand for each other across languages.
pub(crate) type Sort = &'static str;

/// Each sort with its words and abbreviations. A word here is matched as a bonus and kept out of the word index: it
/// stands in so many names that it tells nothing (`rua` in every second name of Porto).
const SORTS: [(Sort, &[&str]); 14] = [
    (
        "street",
        &["street", "rua", "r", "rue", "strase", "str", "carrer", "calle", "katu", "gata", "gatan", "街", "大街"],
    ),
    ("avenue", &["avenue", "ave", "av", "avenida", "avd", "avinguda", "avda", "allee", "大道"]),
    (
        "road",
        &[
            "road",
            "rd",
            "route",
            "rte",
            "estrada",
            "estr",
            "est",
            "carretera",
            "ctra",
            "tie",
            "vag",
            "vagen",
            "weg",
            "路",
            "公路",
        ],
    ),
    (
        "lane",
        &[
            "lane", "ln", "viela", "beco", "bc", "ruelle", "pasatge", "gase", "kuja", "grand", "granden", "巷", "胡同",
            "弄",
        ],
    ),
    ("alley", &["travesa", "trav", "tv", "alley", "impase", "callejon", "carrero"]),
    (
        "square",
        &[
            "square", "sq", "praca", "pc", "pca", "praceta", "pcta", "place", "pl", "placa", "plaza", "plaça", "platz",
            "tori", "torg", "torget", "largo", "lg", "lgo",
        ],
    ),
    ("boulevard", &["boulevard", "blvd", "bd", "bulevardi", "bulevarden"]),
    ("drive", &["drive", "drv"]),
    ("court", &["court", "ct"]),
    (
        "way",
        &[
            "way", "wy", "alameda", "al", "paseig", "paseo", "rambla", "calcada", "calc", "caminho", "cam", "cami",
            "camino", "chemin", "polku", "stig", "stigen",
        ],
    ),
    ("steps", &["escadas", "esc", "escaliers", "escalier", "steps", "treppe"]),
    ("quay", &["quai", "cais", "quay", "kai", "kaj", "kajen", "ranta", "laituri"]),
    (
        "highway",
        &["highway", "hwy", "freeway", "motorway", "autobahn", "autoestrada", "moottoritie", "高速", "高速公路"],
    ),
    ("rotary", &["rotunda", "rot", "roundabout", "rotonda"]),
];

/// Words that join names and are often left out.
const PARTICLES: [&str; 32] = [
    "de", "da", "do", "das", "dos", "d", "del", "dels", "della", "du", "des", "la", "le", "les", "l", "el", "els",
    "en", "na", "the", "of", "and", "und", "y", "e", "i", "a", "o", "den", "der", "dem", "och",
];

/// Ends of compound words that are written out.
const ENDINGS: [(&str, &str); 1] = [("str", "strase")];

/// Abbreviations that may stand for several words; tried beside the word as written.
const SHORT: [(&str, &[&str]); 32] = [
    ("s", &["sao", "south", "san", "santo"]),
    ("n", &["north", "nossa"]),
    ("w", &["west"]),
    ("e", &["east"]),
    ("sta", &["santa"]),
    ("sto", &["santo"]),
    ("sra", &["senhora"]),
    ("sr", &["senhor"]),
    ("dr", &["doutor", "doctor", "doktor"]),
    ("doutor", &["dr"]),
    ("doctor", &["dr"]),
    ("dra", &["doutora"]),
    ("eng", &["engenheiro"]),
    ("engenheiro", &["eng"]),
    ("prof", &["profesor", "profesora"]),
    ("profesor", &["prof"]),
    ("gen", &["general"]),
    ("gal", &["general"]),
    ("alm", &["almirante"]),
    ("cap", &["capitao", "captain"]),
    ("cel", &["coronel"]),
    ("cor", &["coronel"]),
    ("pe", &["padre"]),
    ("pde", &["padre"]),
    ("arq", &["arquitecto", "arquiteto"]),
    ("mte", &["monte"]),
    ("mt", &["mount"]),
    ("ft", &["fort"]),
    ("h", &["hotel"]),
    ("hosp", &["hospital"]),
    ("univ", &["university", "universidade"]),
    ("intl", &["international"]),
];

/// English ordinals as American street names write them.
const ORDINALS: [(&str, &str); 12] = [
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
    ("eleventh", "11th"),
    ("twelfth", "12th"),
];

/// What people call sorts of places.
const KINDS: [(PlaceKind, &[&str]); 10] = [
    (PlaceKind::Hospital, &["hospital", "hospitals", "sairaala", "sjukhus", "krankenhaus", "hopital", "医院"]),
    (
        PlaceKind::Fire,
        &[
            "fire station",
            "firehouse",
            "paloasema",
            "brandstation",
            "feuerwache",
            "feuerwehr",
            "bombeiros",
            "bombers",
            "pompiers",
            "消防站",
            "消防队",
            "消防",
        ],
    ),
    (
        PlaceKind::Police,
        &["police", "police station", "poliisi", "polis", "polizei", "policia", "派出所", "公安局", "警察局"],
    ),
    (PlaceKind::Ambulance, &["ambulance station", "ambulance", "急救站", "急救中心"]),
    (PlaceKind::Clinic, &["clinic", "clinica", "doctor", "诊所"]),
    (PlaceKind::School, &["school", "escola", "koulu", "skola", "schule", "ecole", "学校"]),
    (PlaceKind::Shelter, &["shelter", "assembly point", "避难所", "应急避难场所"]),
    (
        PlaceKind::Hydrant,
        &["hydrant", "fire hydrant", "palovesiposti", "brandpost", "boca de incendio", "消火栓", "消防栓"],
    ),
    (PlaceKind::Aed, &["aed", "defibrillator", "defibrilaattori", "hjartstartare", "除颤器", "除颤仪"]),
    (PlaceKind::Milestone, &["milestone", "里程桩"]),
];

/// Words before a house number that say it is one.
const NUMBER_SIGNS: [&str; 10] = ["no", "nr", "n", "num", "number", "numero", "nro", "numeros", "house", "hausnummer"];

/// Words between two streets that meet.
const BETWEEN: [&str; 17] = [
    "x",
    "at",
    "and",
    "und",
    "och",
    "ja",
    "e",
    "y",
    "i",
    "et",
    "com",
    "con",
    "amb",
    "ecke",
    "esquina",
    "cantonada",
    "vs",
];

/// Words before two streets that meet.
const CORNERS: [&str; 16] = [
    "corner of",
    "cnr of",
    "corner",
    "cnr",
    "crossing of",
    "intersection of",
    "junction of",
    "junction",
    "esquina da",
    "esquina de",
    "cruzamento da",
    "cruzamento de",
    "angle de",
    "ecke",
    "risteys",
    "korsningen",
];

static SORT_OF: LazyLock<HashMap<&'static str, Sort>> =
    LazyLock::new(|| SORTS.iter().flat_map(|(sort, words)| words.iter().map(|word| (*word, *sort))).collect());

pub(crate) fn sort(word: &str) -> Option<Sort> {
    SORT_OF.get(word).copied()
}

/// Every word for a sort of street with Latin letters and long enough to be misspelt.
pub(crate) fn sort_words() -> impl Iterator<Item = &'static str> {
    SORTS.iter().flat_map(|(_, words)| words.iter().copied()).filter(|word| word.is_ascii() && word.len() >= 3)
}

/// The longest word for a sort that a Han name ends in, if something stands before it.
pub(crate) fn han_sort(text: &str) -> Option<&'static str> {
    let ends = |word: &&str| !word.is_ascii() && text.len() > word.len() && text.ends_with(*word);
    SORTS.iter().flat_map(|(_, words)| words.iter().copied()).filter(ends).max_by_key(|word| word.len())
}

pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

pub(crate) fn is_number_sign(word: &str) -> bool {
    NUMBER_SIGNS.contains(&word)
}

pub(crate) fn is_between(word: &str) -> bool {
    BETWEEN.contains(&word)
}

/// What follows a word for a corner, if the folded text begins with one.
pub(crate) fn after_corner(folded: &str) -> Option<&str> {
    CORNERS.iter().find_map(|corner| folded.trim_start().strip_prefix(corner)?.strip_prefix(' '))
}

/// A word as it is filed: compound endings written out, and one `s` for two, so that a slip beside an `ß` is
/// still one slip.
pub(crate) fn written_out(word: &str) -> String {
    let mut word = word.to_owned();
    while word.contains("ss") {
        word = word.replace("ss", "s");
    }
    let word = word.as_str();
    for (end, full) in ENDINGS {
        if let Some(stem) = word.strip_suffix(end).filter(|stem| stem.chars().count() >= 3) {
            return format!("{stem}{full}");
        }
    }
    word.to_owned()
}

/// A word without a letter that was typed between two `s`, which [`written_out`] then could not make one
/// (`Strasise` for `Strasse`).
pub(crate) fn parted_s(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let at = letters.windows(3).position(|three| three[0] == 's' && three[2] == 's')?;
    Some([&letters[..at], &letters[at + 2..]].concat().into_iter().collect())
}

/// Words that a word may stand for: those of an abbreviation, the other way to write an ordinal.
pub(crate) fn stands_for(word: &str) -> Vec<&'static str> {
    let short = SHORT.iter().find(|(short, _)| *short == word).map_or(&[][..], |(_, words)| *words);
    let ordinal = ORDINALS.iter().find_map(|(long, short)| match word {
        _ if word == *long => Some(*short),
        _ if word == *short => Some(*long),
        _ => None,
    });
    short.iter().copied().chain(ordinal).collect()
}

/// The sort of place a folded text asks for.
pub(crate) fn kind(text: &str) -> Option<PlaceKind> {
    KINDS.iter().find(|(_, words)| words.contains(&text)).map(|(kind, _)| *kind)
}
