//! The frames of pictures, walked from the first byte to the last. Nothing is decoded.

use super::MOST_PIXELS;
use super::check::Flaw;

/// Reads a frame from its beginning; what is not there is a cut.
struct Walk<'a> {
    rest: &'a [u8],
}

impl<'a> Walk<'a> {
    fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], Flaw> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Flaw::Cut(what))?;
        self.rest = rest;
        Ok(taken)
    }

    fn byte(&mut self, what: &'static str) -> Result<u8, Flaw> {
        self.take(1, what).map(|taken| taken[0])
    }

    fn be16(&mut self, what: &'static str) -> Result<u16, Flaw> {
        self.take(2, what).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }

    fn le16(&mut self, what: &'static str) -> Result<u16, Flaw> {
        self.take(2, what).map(|b| u16::from_le_bytes([b[0], b[1]]))
    }

    fn be32(&mut self, what: &'static str) -> Result<u32, Flaw> {
        self.take(4, what).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
    }

    fn le32(&mut self, what: &'static str) -> Result<u32, Flaw> {
        self.take(4, what).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
}

fn pixels(width: u32, height: u32) -> Result<(), Flaw> {
    match u64::from(width) * u64::from(height) {
        0 => Err(Flaw::Cut("no size")),
        count if count > MOST_PIXELS => Err(Flaw::Pixels(width, height)),
        _ => Ok(()),
    }
}

/// Some programs fill up with zeros; anything else after the end is another file.
fn ended(rest: &[u8]) -> Result<(), Flaw> {
    if rest.iter().all(|byte| *byte == 0) { Ok(()) } else { Err(Flaw::Second("data")) }
}

/// Chunks from IHDR to IEND (ISO/IEC 15948, 5.3 and 5.6).
pub(super) fn png(bytes: &[u8]) -> Result<(), Flaw> {
    let mut walk = Walk { rest: bytes };
    walk.take(8, "signature")?;
    let (mut first, mut data) = (true, false);
    loop {
        let len = walk.be32("chunk")? as usize;
        let kind = walk.take(4, "chunk")?;
        let body = walk.take(len, "chunk")?;
        walk.take(4, "chunk")?;
        if first {
            if kind != b"IHDR" || len != 13 {
                return Err(Flaw::Cut("no IHDR"));
            }
            let mut head = Walk { rest: body };
            pixels(head.be32("IHDR")?, head.be32("IHDR")?)?;
            first = false;
        }
        data |= kind == b"IDAT";
        if kind == b"IEND" {
            return if data { ended(walk.rest) } else { Err(Flaw::Cut("no IDAT")) };
        }
    }
}

/// Segments from SOI to EOI (ITU-T T.81, B.1 and B.2). Cameras put previews and films after the end; those are read by
/// nothing that shows the picture, and are kept as they came.
pub(super) fn jpeg(bytes: &[u8]) -> Result<(), Flaw> {
    let mut walk = Walk { rest: bytes };
    walk.take(2, "SOI")?;
    let mut sized = false;
    loop {
        let mut marker = marker(&mut walk)?;
        if marker == 0xda {
            // Start of scan: its head, then coded data up to the next marker that is neither stuffing nor a restart.
            segment(&mut walk)?;
            if !sized {
                return Err(Flaw::Cut("no size"));
            }
            marker = scan(&mut walk)?;
            if marker == 0xd9 {
                return Ok(());
            }
            // The marker found is read again as the next one.
            walk.rest = &bytes[bytes.len() - walk.rest.len() - 2..];
            continue;
        }
        match marker {
            0xd9 => return Err(Flaw::Cut("no picture")),
            0x01 | 0xd0..=0xd8 => {}
            _ => {
                let body = segment(&mut walk)?;
                // Start of frame, but for DHT, JPG and DAC which share the range.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let mut head = Walk { rest: body };
                    head.byte("frame")?;
                    let (height, width) = (head.be16("frame")?, head.be16("frame")?);
                    pixels(u32::from(width), u32::from(height))?;
                    sized = true;
                }
            }
        }
    }
}

/// The next marker; 0xFF may be repeated before it as filling.
fn marker(walk: &mut Walk<'_>) -> Result<u8, Flaw> {
    if walk.byte("marker")? != 0xff {
        return Err(Flaw::Cut("marker"));
    }
    loop {
        match walk.byte("marker")? {
            0xff => {}
            0x00 => return Err(Flaw::Cut("marker")),
            code => return Ok(code),
        }
    }
}

fn segment<'a>(walk: &mut Walk<'a>) -> Result<&'a [u8], Flaw> {
    let len = usize::from(walk.be16("segment")?);
    walk.take(len.checked_sub(2).ok_or(Flaw::Cut("segment"))?, "segment")
}

fn scan(walk: &mut Walk<'_>) -> Result<u8, Flaw> {
    loop {
        let at = walk.rest.iter().position(|byte| *byte == 0xff).ok_or(Flaw::Cut("no end"))?;
        walk.take(at + 1, "no end")?;
        match walk.rest.first().ok_or(Flaw::Cut("no end"))? {
            // Filling: the next byte may be the marker's own 0xFF.
            0xff => {}
            0x00 | 0xd0..=0xd7 => drop(walk.byte("no end")?),
            _ => return walk.byte("no end"),
        }
    }
}

/// Blocks from the screen's head to the trailer (GIF89a specification, 17 to 27).
pub(super) fn gif(bytes: &[u8]) -> Result<(), Flaw> {
    let mut walk = Walk { rest: bytes };
    walk.take(6, "signature")?;
    pixels(u32::from(walk.le16("screen")?), u32::from(walk.le16("screen")?))?;
    let packed = walk.take(3, "screen")?[0];
    colours(&mut walk, packed)?;
    let mut picture = false;
    loop {
        match walk.byte("no trailer")? {
            0x2c => {
                let head = walk.take(9, "picture")?;
                let side = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]));
                pixels(side(4), side(6))?;
                colours(&mut walk, head[8])?;
                walk.byte("picture")?;
                blocks(&mut walk)?;
                picture = true;
            }
            0x21 => {
                walk.byte("extension")?;
                blocks(&mut walk)?;
            }
            0x3b => return if picture { ended(walk.rest) } else { Err(Flaw::Cut("no picture")) },
            _ => return Err(Flaw::Cut("block")),
        }
    }
}

fn colours(walk: &mut Walk<'_>, packed: u8) -> Result<(), Flaw> {
    if packed & 0x80 == 0 {
        return Ok(());
    }
    walk.take(3 << ((packed & 7) + 1), "colours").map(drop)
}

fn blocks(walk: &mut Walk<'_>) -> Result<(), Flaw> {
    loop {
        match walk.byte("block")? {
            0 => return Ok(()),
            len => drop(walk.take(usize::from(len), "block")?),
        }
    }
}

/// One RIFF of chunks, the first of which says the size (RFC 9649, 2.3 to 2.7).
pub(super) fn webp(bytes: &[u8]) -> Result<(), Flaw> {
    let mut walk = Walk { rest: bytes };
    walk.take(4, "RIFF")?;
    let len = walk.le32("RIFF")? as usize;
    let mut riff = Walk { rest: walk.take(len, "RIFF")? };
    ended(walk.rest)?;
    riff.take(4, "WEBP")?;
    let (mut first, mut picture) = (true, false);
    while !riff.rest.is_empty() {
        let kind = riff.take(4, "chunk")?;
        let len = riff.le32("chunk")? as usize;
        let body = riff.take(len, "chunk")?;
        if len % 2 == 1 {
            riff.take(1, "chunk")?;
        }
        if first {
            let (width, height) = webp_size(kind, body)?;
            pixels(width, height)?;
            first = false;
        }
        picture |= matches!(kind, b"VP8 " | b"VP8L" | b"ANMF");
    }
    if picture { Ok(()) } else { Err(Flaw::Cut("no picture")) }
}

fn webp_size(kind: &[u8], body: &[u8]) -> Result<(u32, u32), Flaw> {
    let mut head = Walk { rest: body };
    match kind {
        b"VP8X" => {
            head.take(4, "VP8X")?;
            let size = head.take(6, "VP8X")?;
            let side = |at: usize| u32::from_le_bytes([size[at], size[at + 1], size[at + 2], 0]) + 1;
            Ok((side(0), side(3)))
        }
        b"VP8L" => {
            if head.byte("VP8L")? != 0x2f {
                return Err(Flaw::Cut("VP8L"));
            }
            let bits = head.le32("VP8L")?;
            Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8 " => {
            head.take(3, "VP8")?;
            if head.take(3, "VP8")? != [0x9d, 0x01, 0x2a] {
                return Err(Flaw::Cut("VP8"));
            }
            Ok((u32::from(head.le16("VP8")? & 0x3fff), u32::from(head.le16("VP8")? & 0x3fff)))
        }
        _ => Err(Flaw::Cut("no size")),
    }
}
