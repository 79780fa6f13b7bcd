//! Writes small OSM PBF files by hand, so that each trap of the format can be set on purpose.

type Tags<'a> = &'a [(&'a str, &'a str)];

/// A file under construction: objects in the order they are added.
#[derive(Default)]
pub struct Pbf {
    strings: Vec<String>,
    groups: Vec<Vec<u8>>,
    bbox: Option<[f64; 4]>,
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)).cast_unsigned()
}

fn number(out: &mut Vec<u8>, field: u64, value: u64) {
    varint(out, field << 3);
    varint(out, value);
}

fn bytes(out: &mut Vec<u8>, field: u64, value: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, value.len() as u64);
    out.extend_from_slice(value);
}

fn packed(values: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut out = Vec::new();
    values.into_iter().for_each(|v| varint(&mut out, v));
    out
}

fn deltas(values: &[i64]) -> Vec<u8> {
    let mut last = 0;
    packed(values.iter().map(|v| zigzag(v - std::mem::replace(&mut last, *v))))
}

/// One framed blob.
pub fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    bytes(&mut body, 1, content);
    let mut header = Vec::new();
    bytes(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, body.len() as u64);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend(header);
    out.extend(body);
    out
}

impl Pbf {
    pub fn new() -> Self {
        Self { strings: vec![String::new()], ..Self::default() }
    }

    /// Sets the header box: west, south, east, north.
    pub fn boxed(mut self, bbox: [f64; 4]) -> Self {
        self.bbox = Some(bbox);
        self
    }

    fn string(&mut self, text: &str) -> u64 {
        let at = self.strings.iter().position(|s| s == text).unwrap_or_else(|| {
            self.strings.push(text.to_owned());
            self.strings.len() - 1
        });
        at as u64
    }

    fn tags(&mut self, out: &mut Vec<u8>, tags: Tags<'_>) {
        let keys: Vec<u64> = tags.iter().map(|(k, _)| self.string(k)).collect();
        let values: Vec<u64> = tags.iter().map(|(_, v)| self.string(v)).collect();
        bytes(out, 2, &packed(keys));
        bytes(out, 3, &packed(values));
    }

    /// Version and seconds since the epoch; zero is not written.
    fn info(out: &mut Vec<u8>, stamp: (u64, u64)) {
        let mut info = Vec::new();
        for (field, value) in [(1, stamp.0), (2, stamp.1)] {
            if value > 0 {
                number(&mut info, field, value);
            }
        }
        if !info.is_empty() {
            bytes(out, 4, &info);
        }
    }

    /// A node without metadata.
    pub fn node(self, id: i64, lon_lat: [f64; 2], tags: Tags<'_>) -> Self {
        self.versioned_node((id, 0), lon_lat, tags)
    }

    pub fn versioned_node(self, (id, version): (i64, u64), at: [f64; 2], tags: Tags<'_>) -> Self {
        self.stamped_node((id, version, 0), at, tags)
    }

    /// A node with a version and a time in seconds since the epoch.
    pub fn stamped_node(mut self, (id, version, time): (i64, u64, u64), [lon, lat]: [f64; 2], tags: Tags<'_>) -> Self {
        let mut node = Vec::new();
        number(&mut node, 1, zigzag(id));
        self.tags(&mut node, tags);
        Self::info(&mut node, (version, time));
        number(&mut node, 8, zigzag((lat * 1e7).round() as i64));
        number(&mut node, 9, zigzag((lon * 1e7).round() as i64));
        self.group(1, &node)
    }

    pub fn way(mut self, id: i64, refs: &[i64], tags: Tags<'_>) -> Self {
        let mut way = Vec::new();
        number(&mut way, 1, id.cast_unsigned());
        self.tags(&mut way, tags);
        bytes(&mut way, 8, &deltas(refs));
        self.group(3, &way)
    }

    /// A relation of ways, with their roles.
    pub fn relation(self, id: i64, members: &[(i64, &str)], tags: Tags<'_>) -> Self {
        let ways: Vec<_> = members.iter().map(|(id, role)| ('w', *id, *role)).collect();
        self.members(id, &ways, tags)
    }

    /// A relation of any members: `n`, `w` or `r`, id and role.
    pub fn members(mut self, id: i64, members: &[(char, i64, &str)], tags: Tags<'_>) -> Self {
        let mut relation = Vec::new();
        number(&mut relation, 1, id.cast_unsigned());
        self.tags(&mut relation, tags);
        let roles: Vec<u64> = members.iter().map(|(.., role)| self.string(role)).collect();
        bytes(&mut relation, 8, &packed(roles));
        bytes(&mut relation, 9, &deltas(&members.iter().map(|(_, id, _)| *id).collect::<Vec<_>>()));
        bytes(&mut relation, 10, &packed(members.iter().map(|(kind, ..)| "nwr".find(*kind).map_or(1, |at| at as u64))));
        self.group(4, &relation)
    }

    fn group(mut self, field: u64, object: &[u8]) -> Self {
        let mut group = Vec::new();
        bytes(&mut group, field, object);
        self.groups.push(group);
        self
    }

    /// The header blob alone.
    pub fn header(&self) -> Vec<u8> {
        let mut header = Vec::new();
        if let Some([west, south, east, north]) = self.bbox {
            let mut bbox = Vec::new();
            for (field, degrees) in [(1, west), (2, east), (3, north), (4, south)] {
                number(&mut bbox, field, zigzag((degrees * 1e9).round() as i64));
            }
            bytes(&mut header, 1, &bbox);
        }
        bytes(&mut header, 4, b"OsmSchema-V0.6");
        bytes(&mut header, 4, b"DenseNodes");
        blob("OSMHeader", &header)
    }

    /// The whole file.
    pub fn build(self) -> Vec<u8> {
        let mut table = Vec::new();
        self.strings.iter().for_each(|s| bytes(&mut table, 1, s.as_bytes()));
        let mut block = Vec::new();
        bytes(&mut block, 1, &table);
        self.groups.iter().for_each(|g| bytes(&mut block, 2, g));
        let mut out = self.header();
        out.extend(blob("OSMData", &block));
        out
    }
}
