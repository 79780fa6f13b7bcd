//! Reads vector tiles back, so that tests judge what is drawn and not what was meant.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::io::Read;

#[derive(Debug, Default, Clone)]
pub struct Feature {
    /// 1 point, 2 line, 3 polygon.
    pub kind: u64,
    pub tags: BTreeMap<String, String>,
    /// Points, lines or rings in tile units.
    pub parts: Vec<Vec<[i64; 2]>>,
}

impl Feature {
    pub fn tag(&self, key: &str) -> Option<&str> {
        self.tags.get(key).map(String::as_str)
    }

    /// Whether a polygon covers a point in tile units (even-odd over all its rings).
    pub fn covers(&self, [x, y]: [f64; 2]) -> bool {
        let crossings =
            self.parts.iter().flat_map(|ring| ring.iter().zip(ring.iter().cycle().skip(1))).filter(|(a, b)| {
                let ([ax, ay], [bx, by]) = (a.map(|v| v as f64), b.map(|v| v as f64));
                (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax
            });
        self.kind == 3 && crossings.count() % 2 == 1
    }
}

/// Twice the signed area of a ring; MVT wants outer rings positive.
pub fn area2(ring: &[[i64; 2]]) -> i64 {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum()
}

/// The tile of zoom `z` that holds a point, and the point in its units.
pub fn tile_of(z: u8, [lon, lat]: [f64; 2]) -> (u32, u32, [f64; 2]) {
    let scale = f64::from(1_u32 << z);
    let x = (lon / 360.0 + 0.5) * scale;
    let y = (0.5 - lat.to_radians().tan().asinh() / (2.0 * PI)) * scale;
    (x as u32, y as u32, [x.fract() * 4096.0, y.fract() * 4096.0])
}

/// Unpacks and reads a tile: features by layer.
pub fn read(gz: &[u8]) -> BTreeMap<String, Vec<Feature>> {
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(gz).read_to_end(&mut bytes).expect("tiles are gzip");
    fields(&bytes).into_iter().filter(|(f, _)| *f == 3).map(|(_, v)| layer(v.bytes())).collect()
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    fn bytes(&self) -> &'a [u8] {
        match self {
            Self::Bytes(b) => b,
            Self::Number(_) => panic!("bytes expected"),
        }
    }
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (first, rest) = bytes.split_first().expect("a whole number");
        *bytes = rest;
        value |= u64::from(first & 0x7f) << shift;
        shift += 7;
        if first & 0x80 == 0 {
            return value;
        }
    }
}

fn fields(mut bytes: &[u8]) -> Vec<(u64, Field<'_>)> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let key = varint(&mut bytes);
        let field = match key & 7 {
            0 => Field::Number(varint(&mut bytes)),
            2 => {
                let len = varint(&mut bytes) as usize;
                let (value, rest) = bytes.split_at(len);
                bytes = rest;
                Field::Bytes(value)
            }
            other => panic!("wire type {other}"),
        };
        out.push((key >> 3, field));
    }
    out
}

fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

fn layer(bytes: &[u8]) -> (String, Vec<Feature>) {
    let parts = fields(bytes);
    let text = |b: &[u8]| String::from_utf8(b.to_vec()).expect("UTF-8");
    let find = |n| parts.iter().filter(move |(f, _)| *f == n).map(|(_, v)| v);
    let name = text(find(1).next().expect("a name").bytes());
    let keys: Vec<String> = find(3).map(|v| text(v.bytes())).collect();
    let values: Vec<String> = find(4)
        .map(|v| match fields(v.bytes()).first() {
            Some((1, v)) => text(v.bytes()),
            Some((6, Field::Number(n))) => unzigzag(*n).to_string(),
            Some((7, Field::Number(n))) => (*n == 1).to_string(),
            _ => panic!("an unexpected value type"),
        })
        .collect();
    let features = find(2).map(|v| feature(v.bytes(), &keys, &values)).collect();
    (name, features)
}

fn feature(bytes: &[u8], keys: &[String], values: &[String]) -> Feature {
    let mut out = Feature::default();
    for (field, value) in fields(bytes) {
        match (field, value) {
            (2, Field::Bytes(mut b)) => {
                while !b.is_empty() {
                    let (k, v) = (varint(&mut b) as usize, varint(&mut b) as usize);
                    out.tags.insert(keys[k].clone(), values[v].clone());
                }
            }
            (3, Field::Number(kind)) => out.kind = kind,
            (4, Field::Bytes(b)) => out.parts = geometry(b),
            _ => {}
        }
    }
    out
}

fn geometry(mut bytes: &[u8]) -> Vec<Vec<[i64; 2]>> {
    let (mut parts, mut at): (Vec<Vec<[i64; 2]>>, _) = (Vec::new(), [0, 0]);
    while !bytes.is_empty() {
        let command = varint(&mut bytes);
        for _ in 0..command >> 3 {
            match command & 7 {
                7 => {}
                kind => {
                    at = [at[0] + unzigzag(varint(&mut bytes)), at[1] + unzigzag(varint(&mut bytes))];
                    if kind == 1 {
                        parts.push(Vec::new());
                    }
                    parts.last_mut().expect("MoveTo comes first").push(at);
                }
            }
        }
    }
    parts
}
