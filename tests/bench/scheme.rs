//! Tiles as the page gets them: asked by `fetch`, through the window's own scheme, until the bytes are there. It must not
//! know how they are drawn.

use std::time::Duration;

use anyhow::{Context as _, Result};
use watchfloor_tests::page::Page;

use crate::figure::{against, percentile};

const GOAL_MS: f64 = 2.0;
/// WebKit's clock steps by a whole millisecond: one fetch is timed to that, the mean of all more finely.
const SCRIPT: &str = r"
  const [west, south, east, north, rounds] = [24.90, 60.15, 24.97, 60.19, 10];
  const size = 2 ** 14, times = [];
  const column = (lon) => Math.floor(((lon + 180) / 360) * size);
  const row = (lat) => {
    const angle = (lat * Math.PI) / 180;
    return Math.floor(((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * size);
  };
  let bytes = 0;
  const begun = performance.now();
  for (let round = 0; round < rounds; round++)
    for (let x = column(west); x <= column(east); x++)
      for (let y = row(north); y <= row(south); y++) {
        const asked = performance.now();
        const reply = await fetch(`tiles://localhost/helsinki/14/${x}/${y}`, { cache: 'no-store' });
        if (!reply.ok) throw new Error(`tile 14/${x}/${y}: ${reply.status}`);
        bytes += (await reply.arrayBuffer()).byteLength;
        times.push(performance.now() - asked);
      }
  return { times, bytes, took: performance.now() - begun };
";

/// Prints the times of tiles fetched one after another by a page at rest over the area `helsinki`.
pub fn say(page: &Page) -> Result<()> {
    let told = page.eval_async(SCRIPT)?;
    let listed = told["times"].as_array().context("the page tells its times")?;
    let times: Vec<Duration> =
        listed.iter().filter_map(|ms| Some(Duration::from_secs_f64(ms.as_f64()?.max(0.0) / 1e3))).collect();
    let count = times.len().max(1) as f64;
    let p99 = percentile(&times, 99.0).as_secs_f64() * 1e3;
    println!(
        "tile through the scheme  p50 {:.0} ms  p99 {p99:.0} ms ({})   mean {:.2} ms   {} tiles of {:.1} KB, one after another",
        percentile(&times, 50.0).as_secs_f64() * 1e3,
        against(p99, GOAL_MS),
        told["took"].as_f64().unwrap_or(f64::NAN) / count,
        times.len(),
        told["bytes"].as_f64().unwrap_or(f64::NAN) / count / 1e3,
    );
    Ok(())
}
