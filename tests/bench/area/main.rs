//! The area beside its peers, on real cities: how exact, how fast, how large. `./dev bench area` installs the peers; what is
//! absent is said and left out. It runs all parts; `cargo bench -p watchfloor-tests --bench area -- PART...` some of
//! them: accuracy, speed, quality, sending, import, search.

mod accuracy;
mod city;
#[path = "../figure.rs"]
mod figure;
mod fleet;
mod imports;
#[path = "../../../offline-cache/tests/search/made.rs"]
#[expect(dead_code, clippy::unwrap_used, reason = "the store's tests make the same questions, and use more of it")]
mod made;
mod peers;
mod quality;
mod questions;
mod sending;
mod speed;

use anyhow::Result;
use peers::Peers;

const PORTO: &str = "porto/porto_portugal.osm.pbf";

fn main() -> Result<()> {
    if figure::only_listed() {
        return Ok(());
    }
    let args: Vec<String> = std::env::args().skip(1).collect();
    if let Some(file) = imports::asked(&args) {
        return imports::one(&file);
    }
    let parts: Vec<&String> = args.iter().filter(|arg| !arg.starts_with("--")).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|one| *one == part);
    let peers = Peers::find()?;
    let porto = city::shared(PORTO);
    figure::say_load();
    if wanted("accuracy")
        && let Some(peers) = &peers
    {
        println!("\n== drive times against OSRM at equal speeds");
        accuracy::compare(peers, "Helsinki", &city::helsinki(), 1_000)?;
        if let Some(file) = &porto {
            accuracy::compare(peers, "Porto", file, 1_000)?;
        }
    }
    if wanted("speed")
        && let Some(file) = &porto
    {
        println!("\n== closest units and whole boards, Porto");
        speed::table(file, peers.as_ref())?;
    }
    if wanted("quality") {
        println!("\n== sending by straight line and by drive time");
        if let Some(file) = &porto {
            quality::table("Porto", file)?;
        }
        quality::table("Helsinki", &city::helsinki())?;
    }
    if wanted("sending") {
        println!("\n== a whole recommendation");
        if let Some(file) = &porto {
            sending::table("Porto", file)?;
        }
        sending::table("Helsinki", &city::helsinki())?;
    }
    if wanted("import") {
        println!("\n== import: tiles, search index and roads, on disk");
        imports::table(peers.as_ref())?;
    }
    if wanted("search") {
        println!("\n== search: questions made from each extract");
        questions::table()?;
    }
    figure::say_load();
    Ok(())
}
