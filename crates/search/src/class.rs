//! What sort of landmark, settlement or hydrant a row is: the map's many tags as a closed list of codes, each with words in
//! the window's messages (`search_class.*`).

use watchfloor_area::PlaceKind;

/// Each code with the OpenStreetMap values it stands for. A value that is not here says nothing to a dispatcher.
const CLASSES: &[(&str, &[&str])] = &[
    ("airport", &["aerodrome", "terminal"]),
    ("apartments", &["apartments", "residential", "house", "detached", "terrace", "apartment"]),
    ("art", &["artwork", "art", "gallery", "art_gallery", "arts_centre", "paintings"]),
    ("atm", &["atm"]),
    ("attraction", &["attraction", "theme_park", "zoo", "amusement_arcade"]),
    ("bakery", &["bakery", "pastry", "confectionery"]),
    ("bank", &["bank", "bureau_de_change", "money_lender", "financial"]),
    ("bar", &["bar", "pub", "biergarten"]),
    ("beach", &["beach"]),
    ("bicycle", &["bicycle", "bicycle_rental", "bicycle_parking"]),
    ("books", &["books", "newsagent", "stationery"]),
    ("bridge", &["bridge"]),
    ("building", &["building", "public", "administrative", "roof"]),
    ("bus_station", &["bus_station"]),
    ("cafe", &["cafe", "coffee", "tea", "ice_cream"]),
    ("camp_site", &["camp_site", "caravan_site"]),
    ("car_park", &["parking", "parking_entrance", "parking_space"]),
    (
        "car_repair",
        &[
            "car_repair",
            "car",
            "car_parts",
            "car_wash",
            "car_rental",
            "car_sharing",
            "motorcycle",
            "motorcycle_rental",
            "tyres",
        ],
    ),
    ("castle", &["castle", "fort", "palace", "ruins", "archaeological_site", "city_gate", "citywalls"]),
    ("cave", &["cave_entrance"]),
    ("cemetery", &["cemetery", "grave_yard", "crematorium"]),
    ("charging", &["charging_station"]),
    ("cinema", &["cinema"]),
    ("city", &["city"]),
    ("city_block", &["city_block", "block", "plot"]),
    ("clinic", &["clinic"]),
    (
        "clothes",
        &[
            "clothes",
            "shoes",
            "fashion",
            "boutique",
            "fabric",
            "tailor",
            "dressmaker",
            "leather",
            "bag",
            "handbags",
            "underwear",
            "accessories",
            "fashion_accessories",
        ],
    ),
    ("club", &["club", "nightclub", "dance", "casino", "gambling", "adult_gaming_centre", "lottery"]),
    ("college", &["college"]),
    ("community", &["community_centre", "events_venue", "social_centre", "scout_hut"]),
    ("construction", &["construction", "brownfield"]),
    ("country", &["country", "state", "province", "region", "county", "municipality", "district", "borough"]),
    ("court", &["courthouse"]),
    ("dentist", &["dentist"]),
    ("doctors", &["doctors", "physician", "medical_supply", "therapist"]),
    ("embassy", &["embassy", "diplomatic", "consulate"]),
    ("emergency", &["emergency"]),
    ("factory", &["industrial", "works", "commercial", "business_park", "warehouse"]),
    ("farm", &["farm", "farmyard", "vineyard", "greenhouse", "winery", "allotments"]),
    ("fast_food", &["fast_food", "food_court"]),
    ("ferry", &["ferry_terminal", "marina", "boat"]),
    ("fire_water", &["fire_water_pond", "pond"]),
    ("fountain", &["fountain", "drinking_water", "water_tap", "water_point"]),
    ("fuel", &["fuel"]),
    (
        "furniture",
        &[
            "furniture",
            "interior_decoration",
            "kitchen",
            "bed",
            "carpet",
            "lamps",
            "lighting",
            "houseware",
            "bathroom_furnishing",
        ],
    ),
    ("garden", &["garden"]),
    ("government", &["government", "public_building", "register_office", "quango"]),
    ("green", &["green"]),
    ("hairdresser", &["hairdresser", "beauty", "cosmetics", "perfumery", "massage", "tattoo"]),
    ("hamlet", &["hamlet", "isolated_dwelling"]),
    ("hardware", &["hardware", "doityourself", "trade", "electrical", "glaziery", "tool_hire", "locksmith"]),
    ("helipad", &["helipad", "heliport"]),
    ("hotel", &["hotel", "guest_house", "hostel", "motel", "chalet", "resort"]),
    ("hut", &["alpine_hut", "wilderness_hut"]),
    ("information", &["information"]),
    ("island", &["island", "islet", "archipelago"]),
    ("kindergarten", &["kindergarten", "childcare"]),
    ("lane", &["lane", "street"]),
    ("laundry", &["laundry", "dry_cleaning"]),
    ("library", &["library"]),
    ("locality", &["locality"]),
    ("mall", &["mall", "department_store", "retail"]),
    ("market", &["marketplace"]),
    ("memorial", &["memorial", "monument", "tomb", "wayside_shrine", "wayside_cross", "cross", "boundary_stone"]),
    ("military", &["military", "barracks", "bunker"]),
    ("museum", &["museum"]),
    ("nature_reserve", &["nature_reserve", "protected_area"]),
    ("neighbourhood", &["neighbourhood", "quarter"]),
    (
        "office",
        &[
            "office",
            "company",
            "estate_agent",
            "lawyer",
            "insurance",
            "association",
            "ngo",
            "it",
            "foundation",
            "architect",
            "notary",
            "accountant",
            "travel_agency",
            "coworking",
            "coworking_space",
            "advertising_agency",
            "employment_agency",
            "research",
            "political_party",
            "trade_union",
            "educational_institution",
        ],
    ),
    ("park", &["park", "dog_park", "recreation_ground"]),
    ("parking_lot", &["parking_lot"]),
    ("peak", &["peak", "ridge", "cliff", "saddle", "hill", "volcano", "bare_rock"]),
    ("pharmacy", &["pharmacy", "chemist", "drugstore"]),
    ("pillar", &["pillar"]),
    ("pipe", &["pipe"]),
    ("playground", &["playground"]),
    ("post", &["post_office", "post_box"]),
    ("prison", &["prison"]),
    ("recycling", &["recycling", "waste_disposal", "wastewater_plant"]),
    ("restaurant", &["restaurant"]),
    ("school", &["school", "music_school", "language_school", "driving_school"]),
    (
        "shop",
        &[
            "shop",
            "convenience",
            "kiosk",
            "jewelry",
            "jewellery",
            "gift",
            "optician",
            "deli",
            "mobile_phone",
            "wine",
            "alcohol",
            "electronics",
            "hifi",
            "florist",
            "photo",
            "antiques",
            "watches",
            "toys",
            "outdoor",
            "music",
            "ticket",
            "musical_instrument",
            "computer",
            "tobacco",
            "beverages",
            "variety_store",
            "hearing_aids",
            "pawnbroker",
            "second_hand",
            "seafood",
            "butcher",
            "greengrocer",
            "health_food",
            "chocolate",
            "cheese",
            "baby_goods",
            "games",
            "pet",
            "sports",
            "garden_centre",
            "candles",
            "shoemaker",
            "copyshop",
            "herbalist",
            "wholesale",
            "general",
            "fishing",
        ],
    ),
    ("sidewalk", &["sidewalk", "pavement"]),
    ("social", &["social_facility", "nursing_home", "charity"]),
    (
        "sports",
        &[
            "sports_centre",
            "stadium",
            "pitch",
            "fitness_centre",
            "fitness_station",
            "gym",
            "sports_hall",
            "track",
            "miniature_golf",
            "ski",
            "sauna",
        ],
    ),
    ("spring", &["spring", "water_well", "lavoir"]),
    ("square", &["square"]),
    ("station", &["station", "halt", "train_station"]),
    ("suburb", &["suburb"]),
    ("subway_entrance", &["subway_entrance"]),
    ("suction_point", &["suction_point"]),
    ("supermarket", &["supermarket"]),
    ("swimming_pool", &["swimming_pool", "water_park"]),
    ("taxi", &["taxi"]),
    ("telephone", &["telephone"]),
    ("theatre", &["theatre", "studio", "bandstand"]),
    ("toilets", &["toilets"]),
    ("tower", &["tower", "mast", "water_tower", "lighthouse", "chimney"]),
    ("town", &["town"]),
    ("townhall", &["townhall"]),
    ("tram_stop", &["tram_stop"]),
    ("underground", &["underground"]),
    ("university", &["university", "research_institute"]),
    ("veterinary", &["veterinary"]),
    ("viewpoint", &["viewpoint", "picnic_site"]),
    ("village", &["village"]),
    ("wall", &["wall"]),
    ("water", &["water", "reservoir", "bay", "strait", "pipeline", "water_works"]),
    ("water_tank", &["water_tank"]),
    ("wood", &["wood", "forest", "grass", "scrub"]),
    (
        "worship",
        &[
            "place_of_worship",
            "church",
            "chapel",
            "monastery",
            "mosque",
            "temple",
            "cathedral",
            "religion",
            "religious",
            "synagogue",
            "shrine",
        ],
    ),
];

/// Every code, sorted.
pub fn classes() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|(code, _)| *code)
}

/// The codes that what the map says of a place stands for, and what of it is text to show as it is: a city, a diameter, a
/// street that is met. `detail` is [`watchfloor_area::Place::detail`], its parts separated by commas.
pub(crate) fn read(kind: PlaceKind, detail: &str) -> (Vec<&'static str>, Option<String>) {
    // Whose detail is a tag's value and nothing else.
    let tagged = matches!(kind, PlaceKind::Landmark | PlaceKind::Settlement | PlaceKind::School | PlaceKind::Clinic);
    if !tagged && !matches!(kind, PlaceKind::Hydrant | PlaceKind::Hospital) {
        return (Vec::new(), Some(detail.to_owned()));
    }
    let (mut codes, mut text) = (Vec::new(), Vec::new());
    for part in detail.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        match CLASSES.iter().find(|(_, values)| values.contains(&part)) {
            Some((code, _)) if !codes.contains(code) => codes.push(*code),
            Some(_) => {}
            None if tagged => {}
            None => text.push(part),
        }
    }
    (codes, (!text.is_empty()).then(|| text.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn tags_become_codes_and_the_rest_stays_text() {
        assert_eq!(read(PlaceKind::Landmark, "memorial"), (vec!["memorial"], None));
        assert_eq!(read(PlaceKind::Landmark, "Borrachas_e_Plasticos"), (vec![], None), "a value nobody knows");
        assert_eq!(read(PlaceKind::Settlement, "square"), (vec!["square"], None));
        assert_eq!(
            read(PlaceKind::Hydrant, "underground, sidewalk, 100 mm"),
            (vec!["underground", "sidewalk"], Some("100 mm".to_owned()))
        );
        assert_eq!(read(PlaceKind::Address, "school"), (vec![], Some("school".to_owned())), "a city may be called so");
    }

    #[test]
    fn every_code_has_words_and_no_value_stands_for_two() {
        let mut seen = HashSet::new();
        assert!(CLASSES.iter().flat_map(|(_, values)| values.iter()).all(|value| seen.insert(*value)));
        assert!(classes().is_sorted());
        for messages in [include_str!("../../../ui/messages/en.json"), include_str!("../../../ui/messages/zh.json")] {
            let has = |code: &str| messages.contains(&format!("\"search_class.{code}\": \""));
            assert_eq!(classes().find(|code| !has(code)), None);
            assert!(!has("no_such_code"), "the control");
        }
    }
}
