//! Reads OSM PBF bytes into [`Osm`]. The format: <https://wiki.openstreetmap.org/wiki/PBF_Format>.
//!
//! Frames the blobs itself, so that a cut or corrupt file is refused naming the blob and byte, and decodes them in
//! parallel. Must not know what tags mean.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};

use osmpbf::{Blob, BlobReader, BlobType, Element, PrimitiveBlock, RelMemberType};
use rayon::prelude::*;

use crate::error::PbfError;
use crate::geom::GeoBox;
use crate::osm::{Member, MemberKind, Node, Osm, Relation, Span, Stamp, Way};

/// The format's limits for a blob header and a blob.
const MAX_HEADER: usize = 64 * 1024;
const MAX_BLOB: usize = 32 * 1024 * 1024;
/// Blobs decoded at a time: enough to keep the cores busy, few enough to bound memory.
const BATCH: usize = 8;

/// One input file, whole in memory (or mapped).
#[derive(Debug, Clone, Copy)]
pub struct PbfSource<'a> {
    /// What errors and the report call it; usually the file name.
    pub name: &'a str,
    /// The bytes of the file.
    pub bytes: &'a [u8],
}

/// What the header of a file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Header {
    pub bbox: Option<GeoBox>,
    pub replication_time_s: Option<i64>,
}

/// Where a blob (with its framing) lies in the file.
struct Frame {
    number: usize,
    range: Range<usize>,
}

/// Counts of one file while it is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileStats {
    pub nodes: usize,
    pub ways: usize,
    pub relations: usize,
    pub without_version: usize,
    pub order_breaks: usize,
    pub bad_coordinates: usize,
    pub deleted: usize,
    pub newest_ms: i64,
}

/// One decoded block, its strings still local.
#[derive(Default)]
struct Decoded {
    strings: Vec<String>,
    data: Osm,
    stats: FileStats,
}

/// Reads one file, appending to `osm`. `tick(done, total)` is asked after each batch; `false` stops and gives `None`.
pub(crate) fn read_into(
    osm: &mut Osm,
    source: PbfSource<'_>,
    limit: usize,
    tick: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Option<(Header, FileStats)>, PbfError> {
    let frames = frames(source)?;
    let mut header = Header::default();
    let mut stats = FileStats::default();
    let mut last_node = i64::MIN;
    let file = 1 << osm.files.min(31);
    osm.files += 1;
    for (batch_number, batch) in frames.chunks(BATCH).enumerate() {
        let decoded: Vec<_> = batch.par_iter().map(|frame| decode(source, frame)).collect();
        for block in decoded {
            match block? {
                Content::Header(found) => header = found,
                Content::Data(block) => append(osm, (*block, file), &mut stats, &mut last_node),
                Content::Unknown => {}
            }
        }
        if osm.nodes.len() + osm.refs.len() + osm.tags.len() + osm.members.len() > limit {
            return Err(PbfError::TooLarge { file: source.name.into(), limit });
        }
        if !tick((batch_number * BATCH + batch.len()).min(frames.len()), frames.len()) {
            return Ok(None);
        }
    }
    Ok(Some((header, stats)))
}

/// Walks the framing of the whole file before anything is decoded.
fn frames(source: PbfSource<'_>) -> Result<Vec<Frame>, PbfError> {
    let bytes = source.bytes;
    let mut frames = Vec::new();
    let mut at = 0_usize;
    while at < bytes.len() {
        let number = frames.len();
        let truncated = |missing: usize| PbfError::Truncated {
            file: source.name.into(),
            blob: number,
            offset: at as u64,
            missing: missing as u64,
        };
        let rest = &bytes[at..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else {
            return Err(truncated(4 - rest.len()));
        };
        let header_len = u32::from_be_bytes(*length) as usize;
        if header_len > MAX_HEADER {
            return Err(not_framed(source, number, at, header_len));
        }
        let Some((header, rest)) = rest.split_at_checked(header_len) else {
            return Err(truncated(header_len - rest.len()));
        };
        let size = match blob_size(header) {
            Some(size) if size <= MAX_BLOB => size,
            _ => return Err(not_framed(source, number, at, header_len)),
        };
        if size > rest.len() {
            return Err(truncated(size - rest.len()));
        }
        let end = at + 4 + header_len + size;
        frames.push(Frame { number, range: at..end });
        at = end;
    }
    if frames.is_empty() {
        return Err(PbfError::NotPbf { file: source.name.into(), what: "the file is empty".into() });
    }
    Ok(frames)
}

fn not_framed(source: PbfSource<'_>, blob: usize, offset: usize, header_len: usize) -> PbfError {
    let file = source.name.to_owned();
    if blob == 0 {
        let shown: String = source.bytes.iter().take(16).map(|b| format!("{b:02x}")).collect();
        return PbfError::NotPbf { file, what: format!("it starts with the bytes {shown}") };
    }
    PbfError::Corrupt {
        file,
        blob,
        offset: offset as u64,
        what: format!("impossible blob header ({header_len} bytes)"),
    }
}

/// Reads `datasize` (field 3) from a protobuf `BlobHeader`, or `None` when it is not one.
fn blob_size(mut header: &[u8]) -> Option<usize> {
    let mut size = None;
    while !header.is_empty() {
        let key = varint(&mut header)?;
        match key & 7 {
            0 => {
                let value = varint(&mut header)?;
                if key >> 3 == 3 {
                    size = usize::try_from(value).ok();
                }
            }
            2 => {
                let len = usize::try_from(varint(&mut header)?).ok()?;
                header = header.get(len..)?;
            }
            _ => return None,
        }
    }
    size
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (first, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        if first & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

enum Content {
    Header(Header),
    Data(Box<Decoded>),
    Unknown,
}

fn decode(source: PbfSource<'_>, frame: &Frame) -> Result<Content, PbfError> {
    let corrupt = |what: String| PbfError::Corrupt {
        file: source.name.into(),
        blob: frame.number,
        offset: frame.range.start as u64,
        what,
    };
    // The decoder trusts the file in two places (an unknown member type, sums of deltas in debug builds) and panics
    // there; for us that is one more way a blob can be corrupt.
    catch_unwind(AssertUnwindSafe(|| {
        let blob = BlobReader::new(&source.bytes[frame.range.clone()])
            .next()
            .ok_or_else(|| corrupt("no blob behind its header".into()))?
            .map_err(|e| corrupt(e.to_string()))?;
        decode_blob(source, frame, &blob)
    }))
    .unwrap_or_else(|_| Err(corrupt("a value is outside the format".into())))
}

fn decode_blob(source: PbfSource<'_>, frame: &Frame, blob: &Blob) -> Result<Content, PbfError> {
    let corrupt = |what: String| PbfError::Corrupt {
        file: source.name.into(),
        blob: frame.number,
        offset: frame.range.start as u64,
        what,
    };
    match blob.get_type() {
        BlobType::OsmHeader => {
            let header = blob.to_headerblock().map_err(|e| corrupt(e.to_string()))?;
            let known = ["OsmSchema-V0.6", "DenseNodes"];
            if let Some(feature) = header.required_features().iter().find(|f| !known.contains(&f.as_str())) {
                return Err(PbfError::UnsupportedFeature { file: source.name.into(), feature: feature.clone() });
            }
            let bbox = header
                .bbox()
                .and_then(|b| GeoBox::checked([b.left, b.bottom, b.right, b.top].map(|d| (d * 1e7).round() / 1e7)));
            Ok(Content::Header(Header { bbox, replication_time_s: header.osmosis_replication_timestamp() }))
        }
        _ if frame.number == 0 => {
            Err(PbfError::NotPbf { file: source.name.into(), what: "the first blob is not an OSMHeader".into() })
        }
        BlobType::OsmData => {
            let block = blob.to_primitiveblock().map_err(|e| corrupt(e.to_string()))?;
            let decoded = decode_block(&block).map_err(corrupt)?;
            Ok(Content::Data(Box::new(decoded)))
        }
        BlobType::Unknown(_) => Ok(Content::Unknown),
    }
}

fn decode_block(block: &PrimitiveBlock) -> Result<Decoded, String> {
    let mut out = Decoded {
        strings: block.raw_stringtable().iter().map(|s| String::from_utf8_lossy(s).into_owned()).collect(),
        ..Decoded::default()
    };
    for element in block.elements() {
        match element {
            Element::DenseNode(n) => {
                let tags = n.raw_tags().map(|(k, v)| (k.cast_unsigned(), v.cast_unsigned()));
                let tags = out.tags(tags)?;
                let info = n.info();
                let stamp = info.map_or(Stamp::default(), |i| stamp(Some(i.version()), Some(i.milli_timestamp())));
                let alive = info.is_none_or(|i| i.visible());
                out.node(n.id(), [n.nano_lon(), n.nano_lat()], tags, (stamp, alive));
            }
            Element::Node(n) => {
                let tags = out.tags(n.raw_tags())?;
                let info = n.info();
                let stamp = stamp(info.version(), info.milli_timestamp());
                out.node(n.id(), [n.nano_lon(), n.nano_lat()], tags, (stamp, info.visible()));
            }
            Element::Way(w) => out.way(&w)?,
            Element::Relation(r) => out.relation(&r)?,
        }
    }
    Ok(out)
}

fn stamp(version: Option<i32>, time_ms: Option<i64>) -> Stamp {
    Stamp { version: version.unwrap_or(0).max(0), files: 0, time_ms: time_ms.unwrap_or(0).max(0) }
}

impl Decoded {
    fn tags(&mut self, pairs: impl Iterator<Item = (u32, u32)>) -> Result<Span, String> {
        let start = self.data.tags.len();
        for (key, value) in pairs {
            let bad = [key, value].into_iter().find(|i| *i as usize >= self.strings.len());
            if let Some(bad) = bad {
                return Err(format!("tag refers to string {bad} of {}", self.strings.len()));
            }
            self.data.tags.push((key, value));
        }
        Ok(span(start, self.data.tags.len()))
    }

    fn seen(&mut self, stamp: Stamp, alive: bool) -> bool {
        self.stats.without_version += usize::from(stamp.version == 0);
        self.stats.newest_ms = self.stats.newest_ms.max(stamp.time_ms);
        self.stats.deleted += usize::from(!alive);
        alive
    }

    fn node(&mut self, id: i64, nano: [i64; 2], tags: Span, (stamp, alive): (Stamp, bool)) {
        self.stats.nodes += 1;
        if !self.seen(stamp, alive) {
            return;
        }
        let [lon, lat] = nano.map(|n| n / 100);
        if lon.abs() > 1_800_000_000 || lat.abs() > 900_000_000 {
            self.stats.bad_coordinates += 1;
            return;
        }
        let (Ok(lon_e7), Ok(lat_e7)) = (i32::try_from(lon), i32::try_from(lat)) else { return };
        self.data.nodes.push(Node { id, lon_e7, lat_e7, tags, stamp });
    }

    fn way(&mut self, w: &osmpbf::Way<'_>) -> Result<(), String> {
        self.stats.ways += 1;
        let info = w.info();
        let stamp = stamp(info.version(), info.milli_timestamp());
        if !self.seen(stamp, info.visible()) {
            return Ok(());
        }
        let start = self.data.refs.len();
        self.data.refs.extend(w.refs());
        let refs = span(start, self.data.refs.len());
        let tags = self.tags(w.raw_tags())?;
        self.data.ways.push(Way { id: w.id(), refs, tags, stamp });
        Ok(())
    }

    fn relation(&mut self, r: &osmpbf::Relation<'_>) -> Result<(), String> {
        self.stats.relations += 1;
        let info = r.info();
        let stamp = stamp(info.version(), info.milli_timestamp());
        if !self.seen(stamp, info.visible()) {
            return Ok(());
        }
        let start = self.data.members.len();
        for m in r.members() {
            let role = u32::try_from(m.role_sid).ok().filter(|i| (*i as usize) < self.strings.len());
            let role = role.ok_or_else(|| format!("relation {} has a role outside the string table", r.id()))?;
            let kind = match m.member_type {
                RelMemberType::Node => MemberKind::Node,
                RelMemberType::Way => MemberKind::Way,
                RelMemberType::Relation => MemberKind::Relation,
            };
            self.data.members.push(Member { kind, id: m.member_id, role });
        }
        let members = span(start, self.data.members.len());
        let tags = self.tags(r.raw_tags())?;
        self.data.relations.push(Relation { id: r.id(), members, tags, stamp });
        Ok(())
    }
}

fn span(start: usize, end: usize) -> Span {
    let clamp = |n: usize| u32::try_from(n).expect("a block of at most 32 MiB has fewer than 2^32 entries");
    Span { start: clamp(start), len: clamp(end - start) }
}

/// Moves a decoded block into the whole, translating its string numbers.
fn append(osm: &mut Osm, (block, file): (Decoded, u32), stats: &mut FileStats, last_node: &mut i64) {
    let Decoded { strings, data, stats: seen } = block;
    let mut global = vec![None; strings.len()];
    let mut text = |osm: &mut Osm, local: u32| -> u32 {
        *global[local as usize].get_or_insert_with(|| osm.strings.intern(&strings[local as usize]))
    };
    let base = |len: usize| u32::try_from(len).expect("the element limit is below 2^32");
    let (tag_base, ref_base, member_base) = (base(osm.tags.len()), base(osm.refs.len()), base(osm.members.len()));
    let moved = |s: Span, by: u32| Span { start: s.start + by, len: s.len };
    let from_here = |stamp: Stamp| Stamp { files: file, ..stamp };

    for (key, value) in data.tags {
        let pair = (text(osm, key), text(osm, value));
        osm.tags.push(pair);
    }
    for member in data.members {
        let role = text(osm, member.role);
        osm.members.push(Member { role, ..member });
    }
    osm.refs.extend(data.refs);
    for node in data.nodes {
        stats.order_breaks += usize::from(node.id < *last_node);
        *last_node = node.id;
        osm.nodes.push(Node { tags: moved(node.tags, tag_base), stamp: from_here(node.stamp), ..node });
    }
    osm.ways.extend(data.ways.iter().map(|w| Way {
        refs: moved(w.refs, ref_base),
        tags: moved(w.tags, tag_base),
        stamp: from_here(w.stamp),
        ..*w
    }));
    osm.relations.extend(data.relations.iter().map(|r| Relation {
        members: moved(r.members, member_base),
        tags: moved(r.tags, tag_base),
        stamp: from_here(r.stamp),
        ..*r
    }));
    stats.nodes += seen.nodes;
    stats.ways += seen.ways;
    stats.relations += seen.relations;
    stats.without_version += seen.without_version;
    stats.bad_coordinates += seen.bad_coordinates;
    stats.deleted += seen.deleted;
    stats.newest_ms = stats.newest_ms.max(seen.newest_ms);
}
