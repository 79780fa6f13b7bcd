//! How a shape stands in a row: a tag, then counts and points, all little-endian. Knows no query.

use watchfloor_area::own::OwnShape;

/// What a row holds is no shape.
#[derive(Debug)]
pub(super) struct NoShape;

type Points = Vec<[f64; 2]>;

pub(super) fn pack(shape: &OwnShape) -> Vec<u8> {
    let mut out = Vec::new();
    let line = |out: &mut Vec<u8>, points: &Points| {
        count(out, points.len());
        out.extend(points.iter().flatten().flat_map(|value| value.to_le_bytes()));
    };
    let lines = |out: &mut Vec<u8>, lines: &Vec<Points>| {
        count(out, lines.len());
        lines.iter().for_each(|points| line(out, points));
    };
    match shape {
        OwnShape::Points(points) => {
            out.push(1);
            line(&mut out, points);
        }
        OwnShape::Lines(all) => {
            out.push(2);
            lines(&mut out, all);
        }
        OwnShape::Areas(areas) => {
            out.push(3);
            count(&mut out, areas.len());
            areas.iter().for_each(|rings| lines(&mut out, rings));
        }
    }
    out
}

fn count(out: &mut Vec<u8>, count: usize) {
    out.extend((count as u32).to_le_bytes());
}

/// Reads a shape; counts that the bytes cannot hold are refused before room is made for them.
pub(super) fn unpack(bytes: &[u8]) -> Result<OwnShape, NoShape> {
    let (tag, mut rest) = bytes.split_first().ok_or(NoShape)?;
    let rest = &mut rest;
    let shape = match tag {
        1 => OwnShape::Points(line(rest)?),
        2 => OwnShape::Lines(list(rest, line)?),
        3 => OwnShape::Areas(list(rest, |rest| list(rest, line))?),
        _ => return Err(NoShape),
    };
    if rest.is_empty() { Ok(shape) } else { Err(NoShape) }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], NoShape> {
    let (part, after) = rest.split_first_chunk::<N>().ok_or(NoShape)?;
    *rest = after;
    Ok(*part)
}

fn length(rest: &mut &[u8], each: usize) -> Result<usize, NoShape> {
    let count = u32::from_le_bytes(take(rest)?) as usize;
    if count == 0 || count > rest.len() / each { Err(NoShape) } else { Ok(count) }
}

fn list<T>(rest: &mut &[u8], one: impl Fn(&mut &[u8]) -> Result<T, NoShape>) -> Result<Vec<T>, NoShape> {
    let count = length(rest, 4)?;
    (0..count).map(|_| one(rest)).collect()
}

fn line(rest: &mut &[u8]) -> Result<Points, NoShape> {
    let count = length(rest, 16)?;
    let degrees = |rest: &mut &[u8], most: f64| {
        let value = f64::from_le_bytes(take(rest)?);
        if value.abs() <= most { Ok(value) } else { Err(NoShape) }
    };
    (0..count).map(|_| Ok([degrees(rest, 180.0)?, degrees(rest, 90.0)?])).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn points() -> impl Strategy<Value = Points> {
        prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64).prop_map(|(lon, lat)| [lon, lat]), 1..9)
    }

    fn shapes() -> impl Strategy<Value = OwnShape> {
        let lines = || prop::collection::vec(points(), 1..5);
        prop_oneof![
            points().prop_map(OwnShape::Points),
            lines().prop_map(OwnShape::Lines),
            prop::collection::vec(lines(), 1..4).prop_map(OwnShape::Areas),
        ]
    }

    proptest! {
        #[test]
        fn shapes_read_back(shape in shapes()) {
            let packed = pack(&shape);
            prop_assert_eq!(unpack(&packed).unwrap(), shape);
            prop_assert!((0..packed.len()).all(|end| unpack(&packed[..end]).is_err()), "a cut one is none");
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
