//! Looks for damage in the write-ahead log that SQLite passes over in silence: at a frame with a wrong checksum it takes
//! the log for ended. A crash leaves such a frame only in the last transaction, because each one is on disk before the
//! next is begun; with a later transaction behind it, committed events were lost.

use std::fs;
use std::path::Path;

const HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// A larger file is a runaway one and not read into memory.
const LARGEST: u64 = 1 << 30;

/// Says what is wrong with the write-ahead log of a file, if anything.
pub(crate) fn torn(log: &Path) -> Option<String> {
    let mut path = log.as_os_str().to_owned();
    path.push("-wal");
    if fs::metadata(&path).ok()?.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(&path).ok()?;
    let wal = Wal::read(&bytes)?;
    let bad = wal.first_bad()?;
    let commit = (bad..wal.frames()).find(|index| wal.ours(*index) && wal.commits(*index))?;
    let later = (commit + 1..wal.frames()).any(|index| wal.ours(index));
    later.then(|| format!("frame {} is damaged and committed frames follow it: they are lost", bad + 1))
}

struct Wal<'a> {
    bytes: &'a [u8],
    big_endian: bool,
    frame: usize,
    salts: &'a [u8],
}

impl<'a> Wal<'a> {
    fn read(bytes: &'a [u8]) -> Option<Self> {
        let number = |at: usize| bytes.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]));
        let big_endian = match number(0)? {
            0x377f_0682 => false,
            0x377f_0683 => true,
            _ => return None,
        };
        let page = number(8)? as usize;
        if bytes.len() < HEADER || !(512..=65_536).contains(&page) || !page.is_power_of_two() {
            return None;
        }
        Some(Self { bytes, big_endian, frame: FRAME_HEADER + page, salts: &bytes[16..24] })
    }

    fn frames(&self) -> usize {
        (self.bytes.len() - HEADER) / self.frame
    }

    fn at(&self, index: usize) -> &'a [u8] {
        let start = HEADER + index * self.frame;
        &self.bytes[start..start + self.frame]
    }

    /// Whether a frame belongs to this life of the file and is no leftover.
    fn ours(&self, index: usize) -> bool {
        &self.at(index)[8..16] == self.salts
    }

    fn commits(&self, index: usize) -> bool {
        self.at(index)[4..8] != [0; 4]
    }

    /// The first frame whose checksum does not follow from those before it.
    fn first_bad(&self) -> Option<usize> {
        let mut sum = self.add((0, 0), &self.bytes[..24]);
        (0..self.frames()).find(|index| {
            let frame = self.at(*index);
            sum = self.add(self.add(sum, &frame[..8]), &frame[FRAME_HEADER..]);
            let stored = [sum.0.to_be_bytes(), sum.1.to_be_bytes()].concat();
            stored != frame[16..24] || !self.ours(*index)
        })
    }

    fn add(&self, (mut a, mut b): (u32, u32), bytes: &[u8]) -> (u32, u32) {
        let word = |part: &[u8]| {
            let four = [part[0], part[1], part[2], part[3]];
            if self.big_endian { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }
        };
        for pair in bytes.chunks_exact(8) {
            a = a.wrapping_add(word(&pair[..4])).wrapping_add(b);
            b = b.wrapping_add(word(&pair[4..])).wrapping_add(a);
        }
        (a, b)
    }
}
