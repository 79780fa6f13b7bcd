//! Positions as a window gets them: a frame of bytes, all numbers little-endian, so that fifty thousand moving units cost
//! neither text nor an object each. `ui/src/lib/board/moves.ts` reads it.
//!
//! ```text
//! header, 40 bytes    u32 "WFP1", u32 number of records, f64 prev, f64 n, f64 now_ms,
//!                     u32 length of the sources, u32 zero
//! record, 24 bytes    u32 handle, i32 longitude, i32 latitude (1e-7 degrees, WGS-84), f32 accuracy in metres (NaN: not
//!                     known), u32 and u16 time of the fix (low and high part of UTC milliseconds), u16 source
//! sources             names of where fixes come from, UTF-8, a line each; a record names one by its place from 0
//! ```

use crate::Positions;
use std::collections::HashMap;

/// First four bytes of a frame.
pub const MAGIC: [u8; 4] = *b"WFP1";
/// Bytes before the first record.
pub const HEADER: usize = 40;
/// Bytes of one record.
pub const RECORD: usize = 24;

const PER_DEGREE: f64 = 1e7;
/// The longest time a record holds, UTC milliseconds: the year 10,889.
const LATEST_MS: i64 = (1 << 48) - 1;
/// The name of a source that found no room: more names in one frame than a number of 16 bits tells apart.
const NO_ROOM: u16 = u16::MAX;

/// The frame of a pushed message. A time before 1970 is told as 1970: its age is then told too long, never too short.
pub fn frame(positions: &Positions) -> Vec<u8> {
    let mut sources = Sources::default();
    let mut bytes = Vec::with_capacity(HEADER + RECORD * positions.rows.len() + 64);
    bytes.extend(MAGIC);
    bytes.extend(u32::try_from(positions.rows.len()).unwrap_or(u32::MAX).to_le_bytes());
    // Numbers on the wire stay below 2^53, which an f64 holds exactly.
    for number in [positions.prev as f64, positions.n as f64, positions.now_ms as f64] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend([0; 8]);
    for row in &positions.rows {
        let at = &row.position;
        let time = at.at_ms.clamp(0, LATEST_MS).to_le_bytes();
        bytes.extend(row.handle.to_le_bytes());
        bytes.extend(scaled(at.lon).to_le_bytes());
        bytes.extend(scaled(at.lat).to_le_bytes());
        bytes.extend(at.accuracy_m.map_or(f32::NAN, |metres| metres as f32).to_le_bytes());
        bytes.extend(&time[..6]);
        bytes.extend(sources.number(&at.source).to_le_bytes());
    }
    let length = u32::try_from(sources.text.len()).unwrap_or(u32::MAX);
    bytes[HEADER - 8..HEADER - 4].copy_from_slice(&length.to_le_bytes());
    bytes.extend(sources.text.as_bytes());
    bytes
}

/// 180 degrees are 1.8e9, inside an i32; the cast saturates and makes 0 of what is no number.
fn scaled(degrees: f64) -> i32 {
    (degrees * PER_DEGREE).round() as i32
}

#[derive(Default)]
struct Sources<'a> {
    numbers: HashMap<&'a str, u16>,
    text: String,
}

impl<'a> Sources<'a> {
    fn number(&mut self, name: &'a str) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let Ok(number) = u16::try_from(self.numbers.len()) else { return NO_ROOM };
        if number == NO_ROOM {
            return NO_ROOM;
        }
        self.numbers.insert(name, number);
        // A line each: a name of a source has no line break of its own.
        self.text.extend(name.chars().map(|c| if c.is_control() { ' ' } else { c }));
        self.text.push('\n');
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{PositionRow, PositionView};
    use proptest::prelude::*;

    fn row(handle: u32, lon: f64, lat: f64, at_ms: i64, accuracy_m: Option<f64>, source: &str) -> PositionRow {
        let position = PositionView { lon, lat, at_ms, accuracy_m, source: source.to_owned() };
        PositionRow { unit: format!("U{handle}"), handle, position }
    }

    fn number<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
        bytes[at..at + N].try_into().unwrap()
    }

    fn read(bytes: &[u8]) -> Vec<PositionRow> {
        let count = u32::from_le_bytes(number(bytes, 4)) as usize;
        let names = std::str::from_utf8(&bytes[HEADER + RECORD * count..]).unwrap();
        let names: Vec<&str> = names.lines().collect();
        let one = |index: usize| {
            let at = HEADER + RECORD * index;
            let degrees = |at| f64::from(i32::from_le_bytes(number(bytes, at))) / PER_DEGREE;
            let accuracy = f32::from_le_bytes(number(bytes, at + 12));
            let (low, high) = (u32::from_le_bytes(number(bytes, at + 16)), u16::from_le_bytes(number(bytes, at + 20)));
            let source = names[usize::from(u16::from_le_bytes(number(bytes, at + 22)))];
            let handle = u32::from_le_bytes(number(bytes, at));
            let at_ms = i64::from(low) | i64::from(high) << 32;
            let accuracy_m = (!accuracy.is_nan()).then(|| f64::from(accuracy));
            row(handle, degrees(at + 4), degrees(at + 8), at_ms, accuracy_m, source)
        };
        (0..count).map(one).collect()
    }

    /// The same bytes stand in the page's test: both sides read one format.
    #[test]
    fn a_frame_is_these_bytes() {
        let rows = vec![
            row(1, 24.9425, 60.17, 1_700_000_000_123, Some(7.5), "gnss"),
            row(70_000, -180.0, -90.0, 0, None, "无线"),
        ];
        let bytes = frame(&Positions { prev: 4, n: 5, now_ms: 1_700_000_000_500, rows });
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            concat!(
                "57465031",
                "02000000",
                "0000000000001040",
                "0000000000001440",
                "00409f56febc7842",
                "0c000000",
                "00000000",
                "01000000",
                "68ecdd0e",
                "a036dd23",
                "0000f040",
                "7b68e5cf8b01",
                "0000",
                "70110100",
                "002eb694",
                "00175bca",
                "0000c07f",
                "000000000000",
                "0100",
                "676e73730a",
                "e697a0e7babf0a",
            )
        );
    }

    proptest! {
        #[test]
        fn what_is_written_can_be_read(
            fixes in prop::collection::vec((any::<u32>(), -180.0..=180.0_f64, -90.0..=90.0_f64, 0..LATEST_MS,
                prop::option::of(0.0..1e6_f32), "[a-z]{0,6}"), 0..50)
        ) {
            let rows: Vec<PositionRow> = fixes
                .iter()
                .map(|(handle, lon, lat, at_ms, metres, source)| {
                    let exact = |degrees: f64| (degrees * PER_DEGREE).round() / PER_DEGREE;
                    row(*handle, exact(*lon), exact(*lat), *at_ms, metres.map(f64::from), source)
                })
                .collect();
            let positions = Positions { prev: 1, n: 2, now_ms: 3, rows };
            let bytes = frame(&positions);
            prop_assert_eq!(read(&bytes), positions.rows);
        }

        /// Nothing that came from outside stops the frame: numbers that are none, times of another age, names with lines.
        #[test]
        fn any_numbers_make_a_frame(lon in any::<f64>(), at_ms in any::<i64>(), metres in any::<f64>(), source in "\\PC{0,9}\n?") {
            let rows = vec![row(1, lon, lon, at_ms, Some(metres), &source)];
            let bytes = frame(&Positions { prev: 0, n: 1, now_ms: 0, rows });
            prop_assert_eq!(read(&bytes).len(), 1);
        }
    }
}
