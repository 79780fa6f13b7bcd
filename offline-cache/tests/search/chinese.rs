//! Chinese: the real streets of Helsinki under SYNTHETIC Chinese names, since no Chinese extract is at hand. Each name is
//! asked for in simplified and traditional characters, by sound and by first letters, with numbers and crossings.

use crate::{PATIENCE, imported, root};
use watchfloor_area::{AreaSink, Crossing, OsmId, Place, PlaceKind};
use watchfloor_offline_cache::areas::{Area, Areas};
use watchfloor_search::{Answer, FoundKind, Question, Why};

/// Simplified, traditional, sound.
type Part = (&'static str, &'static str, &'static str);

const FRONT: [Part; 10] = [
    ("中山", "中山", "zhongshan"),
    ("人民", "人民", "renmin"),
    ("解放", "解放", "jiefang"),
    ("和平", "和平", "heping"),
    ("建设", "建設", "jianshe"),
    ("东风", "東風", "dongfeng"),
    ("长安", "長安", "changan"),
    ("朝阳", "朝陽", "chaoyang"),
    ("复兴", "復興", "fuxing"),
    ("华强", "華強", "huaqiang"),
];
const MIDDLE: [Part; 5] =
    [("北", "北", "bei"), ("南", "南", "nan"), ("东", "東", "dong"), ("西", "西", "xi"), ("环", "環", "huan")];
const SORT: [Part; 2] = [("路", "路", "lu"), ("街", "街", "jie")];

fn part(at: usize) -> [Part; 3] {
    [FRONT[at % 10], MIDDLE[at / 10 % 5], SORT[at / 50 % 2]]
}

fn written(at: usize, which: impl Fn(&Part) -> &'static str) -> String {
    part(at).iter().map(which).collect()
}

/// The real streets, renamed; each has the numbers 33, 35 and 100弄35号, and the next street crosses it.
fn renamed() -> (tempfile::TempDir, Area, usize) {
    let dir = tempfile::tempdir().unwrap();
    let real = imported(dir.path(), &root().join("assets/area/helsinki.osm.pbf"));
    let mut streets = real.places(PlaceKind::Street).unwrap();
    streets.truncate(100);
    let areas = Areas::new(dir.path());
    let name = "synthetic".parse().unwrap();
    let mut writer = areas.create(&name).unwrap();
    let called = |at: usize| written(at, |part| part.0);
    for (at, street) in streets.iter().enumerate() {
        writer.place(&Place { name: called(at), names: [].into(), ..street.clone() }).unwrap();
    }
    for (at, street) in streets.iter().enumerate() {
        for number in ["33号", "三十五号", "100弄35号"] {
            let address = Place {
                kind: PlaceKind::Address,
                osm: OsmId::Node(at as i64 + 1),
                name: format!("{}{number}", called(at)),
                names: [].into(),
                street: Some(called(at)),
                number: Some(number.to_owned()),
                importance: 150,
                ..street.clone()
            };
            writer.place(&address).unwrap();
        }
        let names = [called(at).into(), called((at + 1) % streets.len()).into()];
        let (lon, lat) = (street.lon, street.lat);
        let crossing = Crossing { node: at as i64, names, other_names: [].into(), lon, lat, importance: 500 };
        writer.crossing(&crossing).unwrap();
    }
    writer.finish().unwrap();
    let area = areas.open(&name).unwrap();
    (dir, area, streets.len())
}

fn ask(area: &Area, text: &str) -> Answer {
    let question = Question { text, near: None, bounds: [24.9, 60.1, 25.0, 60.2], limit: 10 };
    area.search(&question, &[], PATIENCE).unwrap()
}

#[test]
fn synthetic_chinese_names_are_found_however_they_are_written() {
    let (_dir, area, streets) = renamed();
    assert!(streets >= 90, "{streets}");
    let (mut initials_first, mut slips) = (0, 0);
    for at in 0..streets {
        let [simplified, traditional] = [written(at, |part| part.0), written(at, |part| part.1)];
        let sound = written(at, |part| part.2);
        let first = |text: &str, label: &str| {
            let answer = ask(&area, text);
            let found = answer.found.first().unwrap_or_else(|| unreachable!("{text} finds nothing"));
            assert_eq!(found.label, label, "{text}: {:?}", answer.found);
            found.clone()
        };
        assert!(first(&simplified, &simplified).why.contains(&Why::ExactName));
        let found = first(&traditional, &simplified);
        assert_eq!(found.why.contains(&Why::Simplified), traditional != simplified, "{traditional}: {found:?}");
        let spaced: Vec<&str> = part(at).iter().map(|part| part.2).collect();
        assert!(first(&sound, &simplified).why.contains(&Why::Pinyin), "{sound}");
        first(&spaced.join(" "), &simplified);
        // First letters are many streets': it must be among them.
        let letters: String = sound_letters(at);
        let answer = ask(&area, &letters);
        let hit = answer.found.iter().position(|found| found.label == simplified);
        initials_first += usize::from(hit.is_some() || answer.more);
        for number in ["35号", "三十五号", "３５號", "35号2栋3单元501室"] {
            let found = first(&format!("{traditional}{number}"), &format!("{simplified}三十五号"));
            assert!(found.why.contains(&Why::ExactNumber), "{found:?}");
        }
        first(&format!("{simplified}100弄35号"), &format!("{simplified}100弄35号"));
        let between = ask(&area, &format!("{simplified}34号"));
        assert!(matches!(between.found[0].why[0], Why::NearestNumber { .. } | Why::Interpolated { .. }), "{between:?}");
        let (other, other_old) =
            (written((at + 1) % streets, |part| part.0), written((at + 1) % streets, |part| part.1));
        for text in [
            format!("{simplified}与{other}路口"),
            format!("{other_old}和{traditional}交叉口"),
            format!("{other}/{simplified}"),
            format!("{simplified}{other}路口"),
        ] {
            let answer = ask(&area, &text);
            assert_eq!(answer.found[0].kind, FoundKind::Crossing, "{text}: {:?}", answer.found);
            assert!(answer.found[0].label.contains(&simplified), "{text}: {:?}", answer.found);
        }
        // One character wrong.
        let wrong: String = simplified.chars().enumerate().map(|(i, c)| if i == 1 { '某' } else { c }).collect();
        slips += usize::from(ask(&area, &wrong).found.iter().take(5).any(|found| found.label == simplified));
    }
    println!("synthetic: {streets} streets; by first letters {initials_first}, one character wrong {slips}");
    assert_eq!(initials_first, streets);
    assert!(slips * 100 >= streets * 97, "{slips} of {streets}");
}

fn sound_letters(at: usize) -> String {
    const LETTERS: [&str; 10] = ["zs", "rm", "jf", "hp", "js", "df", "ca", "cy", "fx", "hq"];
    let rest: String = part(at)[1..].iter().map(|part| &part.2[..1]).collect();
    format!("{}{rest}", LETTERS[at % 10])
}
