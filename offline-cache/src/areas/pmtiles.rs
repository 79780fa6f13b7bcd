//! Reads PMTiles version 3 files of others. Every length and offset in them is taken for a claim.
//!
//! Source: the PMTiles specification, version 3. Directories may be plain or gzip; others are refused by name.

use super::varint::varint;
use flate2::read::GzDecoder;
use std::collections::VecDeque;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

const HEADER: usize = 127;
/// Packed and unpacked bytes of a directory at most, its entries, and how deep directories may nest.
const PACKED_LIMIT: u64 = 8 << 20;
const UNPACKED_LIMIT: u64 = 32 << 20;
const MOST_ENTRIES: u64 = 2_000_000;
const DEEPEST: usize = 4;
/// Leaf directories kept in memory.
const KEPT: usize = 16;
const METADATA_LIMIT: u64 = 4 << 20;
/// No tile is larger: 16 MiB.
const TILE_LIMIT: u64 = 16 << 20;

/// What the header says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    root: (u64, u64),
    metadata: (u64, u64),
    leaves: (u64, u64),
    data: (u64, u64),
    internal: u8,
    /// 0 unknown, 1 none, 2 gzip, 3 brotli, 4 zstd.
    pub tile_compression: u8,
    /// 0 unknown, 1 vector, 2 PNG, 3 JPEG, 4 WebP, 5 AVIF.
    pub tile_type: u8,
    pub min_zoom: u8,
    pub max_zoom: u8,
    /// `[west, south, east, north]` in degrees as claimed.
    pub bounds: [f64; 4],
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    tile: u64,
    offset: u64,
    length: u64,
    /// Tiles in a row that are this one; 0 for a leaf directory.
    run: u64,
}

type Directory = Arc<Vec<Entry>>;

#[derive(Debug)]
pub(super) struct PmTiles {
    file: File,
    size: u64,
    pub header: Header,
    root: Directory,
    leaves: Mutex<VecDeque<(u64, Directory)>>,
}

impl PmTiles {
    /// Whether the first bytes are those of such a file.
    pub(super) fn is(head: &[u8]) -> bool {
        head.starts_with(b"PMTiles")
    }

    /// Opens a file, or says what is wrong with it.
    pub(super) fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let size = file.metadata().map_err(|error| error.to_string())?.len();
        let mut head = [0; HEADER];
        file.read_exact_at(&mut head, 0).map_err(|_| "it ends inside its header".to_owned())?;
        let header = header(&head)?;
        let mut this = Self { file, size, header, root: Directory::default(), leaves: Mutex::default() };
        this.root = this.directory(header.root)?;
        Ok(this)
    }

    /// The metadata as JSON text; empty when there is none.
    pub(super) fn metadata(&self) -> Result<Vec<u8>, String> {
        let (offset, length) = self.header.metadata;
        if length == 0 {
            return Ok(Vec::new());
        }
        self.unpacked("metadata", offset, length, METADATA_LIMIT)
    }

    /// The bytes of a tile as they are stored.
    pub(super) fn tile(&self, z: u8, x: u32, y: u32) -> Result<Option<Vec<u8>>, String> {
        let Some(wanted) = tile_id(z, x, y) else { return Ok(None) };
        let mut directory = self.root.clone();
        for _ in 0..DEEPEST {
            let after = directory.partition_point(|entry| entry.tile <= wanted);
            let Some(entry) = after.checked_sub(1).and_then(|at| directory.get(at)) else { return Ok(None) };
            if entry.run > 0 {
                if wanted - entry.tile >= entry.run {
                    return Ok(None);
                }
                let (start, size) = self.header.data;
                return self
                    .bytes("tile", within("tile", entry, size)?.saturating_add(start), entry.length, TILE_LIMIT)
                    .map(Some);
            }
            directory = self.leaf(entry)?;
        }
        Err("its directories nest too deep".to_owned())
    }

    fn leaf(&self, entry: &Entry) -> Result<Directory, String> {
        let (start, size) = self.header.leaves;
        let offset = within("leaf directory", entry, size)?.saturating_add(start);
        let kept = |leaves: &VecDeque<(u64, Directory)>| {
            leaves.iter().find(|(at, _)| *at == offset).map(|(_, directory)| directory.clone())
        };
        if let Some(directory) = kept(&self.leaves.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(directory);
        }
        let directory = self.directory((offset, entry.length))?;
        let mut leaves = self.leaves.lock().unwrap_or_else(PoisonError::into_inner);
        if leaves.len() == KEPT {
            leaves.pop_front();
        }
        leaves.push_back((offset, directory.clone()));
        Ok(directory)
    }

    fn directory(&self, (offset, length): (u64, u64)) -> Result<Directory, String> {
        let bytes = self.unpacked("directory", offset, length, UNPACKED_LIMIT)?;
        entries(&bytes).map(Arc::new).ok_or_else(|| "a directory cannot be read".to_owned())
    }

    fn unpacked(&self, what: &str, offset: u64, length: u64, limit: u64) -> Result<Vec<u8>, String> {
        let packed = self.bytes(what, offset, length, PACKED_LIMIT)?;
        if self.header.internal == 1 {
            return Ok(packed);
        }
        let mut out = Vec::new();
        let read = GzDecoder::new(packed.as_slice()).take(limit + 1).read_to_end(&mut out);
        read.map_err(|error| format!("its {what} cannot be unpacked: {error}"))?;
        if out.len() as u64 > limit { Err(format!("its {what} unpacks to over {limit} bytes")) } else { Ok(out) }
    }

    fn bytes(&self, what: &str, offset: u64, length: u64, limit: u64) -> Result<Vec<u8>, String> {
        if length > limit {
            return Err(format!("its {what} has {length} bytes; at most {limit} are read"));
        }
        if offset.checked_add(length).is_none_or(|end| end > self.size) {
            return Err(format!("its {what} lies beyond its end"));
        }
        let mut out = vec![0; length as usize];
        self.file.read_exact_at(&mut out, offset).map_err(|error| format!("its {what} cannot be read: {error}"))?;
        Ok(out)
    }
}

/// The entry's offset, if it lies in its section.
fn within(what: &str, entry: &Entry, size: u64) -> Result<u64, String> {
    let inside = entry.offset.checked_add(entry.length).is_some_and(|end| end <= size);
    if inside { Ok(entry.offset) } else { Err(format!("its {what} lies outside its section")) }
}

fn header(head: &[u8; HEADER]) -> Result<Header, String> {
    let number = |at: usize| u64::from_le_bytes(std::array::from_fn(|n| head[at + n]));
    let degrees = |at: usize| f64::from(i32::from_le_bytes(std::array::from_fn(|n| head[at + n]))) / 1e7;
    if !PmTiles::is(head) || head[7] != 3 {
        return Err(format!("it is PMTiles version {}; version 3 is read", head[7]));
    }
    if !matches!(head[97], 1 | 2) {
        return Err(format!("its directories have compression {}; none and gzip are read", head[97]));
    }
    let header = Header {
        root: (number(8), number(16)),
        metadata: (number(24), number(32)),
        leaves: (number(40), number(48)),
        data: (number(56), number(64)),
        internal: head[97],
        tile_compression: head[98],
        tile_type: head[99],
        min_zoom: head[100],
        max_zoom: head[101],
        bounds: [degrees(102), degrees(106), degrees(110), degrees(114)],
    };
    if header.min_zoom > header.max_zoom || header.max_zoom > 30 {
        return Err(format!("its zooms are {} to {}", header.min_zoom, header.max_zoom));
    }
    Ok(header)
}

/// The columns of a directory: tile numbers as differences, runs, lengths, offsets (0 follows the entry before).
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = varint(&mut rest)?;
    // Each entry takes at least a byte in each of the four columns.
    if count > MOST_ENTRIES || count > rest.len() as u64 / 4 {
        return None;
    }
    let mut entries = vec![Entry::default(); count as usize];
    let mut tile = 0_u64;
    for (number, entry) in entries.iter_mut().enumerate() {
        let step = varint(&mut rest)?;
        if step == 0 && number > 0 {
            return None;
        }
        tile = tile.checked_add(step)?;
        entry.tile = tile;
    }
    for entry in &mut entries {
        entry.run = varint(&mut rest)?;
    }
    for entry in &mut entries {
        entry.length = varint(&mut rest)?;
    }
    let mut follows: Option<u64> = None;
    for entry in &mut entries {
        entry.offset = match varint(&mut rest)? {
            0 => follows?,
            offset => offset - 1,
        };
        follows = entry.offset.checked_add(entry.length);
    }
    Some(entries)
}

/// The number of a tile along the Hilbert curves of all zooms, one after the other.
fn tile_id(z: u8, x: u32, y: u32) -> Option<u64> {
    let side = 1_u64.checked_shl(z.into()).filter(|_| z <= 30)?;
    let (mut x, mut y) = (u64::from(x), u64::from(y));
    if x >= side || y >= side {
        return None;
    }
    let before = ((1_u64 << (2 * u32::from(z))) - 1) / 3;
    let mut along = 0;
    let mut half = side / 2;
    while half > 0 {
        let (right, low) = (u64::from(x & half > 0), u64::from(y & half > 0));
        along += half * half * ((3 * right) ^ low);
        if low == 0 {
            if right == 1 {
                x = half.wrapping_sub(1).wrapping_sub(x) & (side - 1);
                y = half.wrapping_sub(1).wrapping_sub(y) & (side - 1);
            }
            std::mem::swap(&mut x, &mut y);
        }
        half /= 2;
    }
    Some(before + along)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tiles_are_numbered_as_the_specification_says() {
        for (z, x, y, id) in [
            (0, 0, 0, 0),
            (1, 0, 0, 1),
            (1, 0, 1, 2),
            (1, 1, 1, 3),
            (1, 1, 0, 4),
            (2, 0, 0, 5),
            (12, 3423, 1763, 19_078_479),
        ] {
            assert_eq!(tile_id(z, x, y), Some(id), "{z}/{x}/{y}");
        }
        assert_eq!((tile_id(1, 2, 0), tile_id(31, 0, 0)), (None, None));
    }

    proptest! {
        #[test]
        fn any_directory_is_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = entries(&bytes);
        }

        #[test]
        fn neighbours_on_the_curve_are_neighbours(z in 1_u8..8, n in any::<u64>()) {
            let all = 1_u64 << (2 * z);
            let first = (all - 1) / 3;
            let find = |id: u64| (0..1_u32 << z).flat_map(|x| (0..1_u32 << z).map(move |y| (x, y)))
                .find(|(x, y)| tile_id(z, *x, *y) == Some(id)).unwrap();
            let at = first + n % (all - 1);
            let ((ax, ay), (bx, by)) = (find(at), find(at + 1));
            prop_assert_eq!(ax.abs_diff(bx) + ay.abs_diff(by), 1);
        }
    }
}
