//! A body received piece by piece, unpacked within limits. It must not know where the pieces come from.

use std::io::{self, Write};

use flate2::write::MultiGzDecoder;

use crate::error::{FetchError, short};

/// Below this size a high ratio is harmless and, in repetitive XML, normal while the transfer is running.
const RATIO_FLOOR: usize = 1024 * 1024;

/// Largest unpacked size and compression ratio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BodyLimits {
    pub bytes: usize,
    pub ratio: usize,
}

/// Collects one body.
pub(crate) enum BodyReader {
    Plain(Sink),
    Gzip(Box<MultiGzDecoder<Sink>>),
}

/// Where unpacked bytes go; it refuses to grow past the limits.
pub(crate) struct Sink {
    out: Vec<u8>,
    wire: usize,
    limits: BodyLimits,
    refused: Option<FetchError>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let grown = self.out.len() + bytes.len();
        if grown > self.limits.bytes {
            self.refused = Some(FetchError::TooLarge { limit: self.limits.bytes });
        } else if grown > RATIO_FLOOR && grown > self.limits.ratio.saturating_mul(self.wire) {
            self.refused = Some(FetchError::Ratio { limit: self.limits.ratio });
        }
        if self.refused.is_some() {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl BodyReader {
    /// For a `Content-Encoding`: none, identity or gzip.
    pub fn new(encoding: Option<&str>, limits: BodyLimits) -> Result<Self, FetchError> {
        let sink = Sink { out: Vec::new(), wire: 0, limits, refused: None };
        match encoding.map(|e| e.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => Ok(BodyReader::Plain(sink)),
            Some("gzip" | "x-gzip") => Ok(BodyReader::Gzip(Box::new(MultiGzDecoder::new(sink)))),
            Some(other) => Err(FetchError::Encoding(short(other))),
        }
    }

    fn sink(&mut self) -> &mut Sink {
        match self {
            BodyReader::Plain(sink) => sink,
            BodyReader::Gzip(decoder) => decoder.get_mut(),
        }
    }

    /// Takes the next piece as it came over the wire.
    pub fn push(&mut self, piece: &[u8]) -> Result<(), FetchError> {
        self.sink().wire += piece.len();
        let written = match self {
            BodyReader::Plain(sink) => sink.write_all(piece),
            BodyReader::Gzip(decoder) => decoder.write_all(piece),
        };
        written.map_err(|e| self.failure(e))
    }

    /// The whole body.
    pub fn finish(mut self) -> Result<Vec<u8>, FetchError> {
        if let BodyReader::Gzip(decoder) = &mut self
            && let Err(e) = decoder.try_finish()
        {
            return Err(self.failure(e));
        }
        let sink = self.sink();
        if sink.out.len() > sink.limits.ratio.saturating_mul(sink.wire) {
            return Err(FetchError::Ratio { limit: sink.limits.ratio });
        }
        Ok(std::mem::take(&mut sink.out))
    }

    fn failure(&mut self, e: io::Error) -> FetchError {
        self.sink().refused.take().unwrap_or_else(|| FetchError::Body(short(e)))
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(encoding: &str, wire: &[u8], limits: BodyLimits) -> Result<Vec<u8>, FetchError> {
        let mut reader = BodyReader::new(Some(encoding), limits)?;
        for piece in wire.chunks(1000) {
            reader.push(piece)?;
        }
        reader.finish()
    }

    const LIMITS: BodyLimits = BodyLimits { bytes: 4 * 1024 * 1024, ratio: 100 };

    #[test]
    fn the_size_limit_is_exact() {
        let at = vec![7u8; LIMITS.bytes];
        assert_eq!(read("identity", &at, LIMITS).unwrap().len(), LIMITS.bytes);
        let above = vec![7u8; LIMITS.bytes + 1];
        assert_eq!(read("", &above, LIMITS), Err(FetchError::TooLarge { limit: LIMITS.bytes }));
    }

    #[test]
    fn gzip_comes_back_whole_or_not_at_all() {
        let text = (0..20_000).map(|i| format!("{i} ")).collect::<String>();
        let packed = gzip(text.as_bytes());
        assert_eq!(read("gzip", &packed, LIMITS).unwrap(), text.as_bytes());
        for cut in [packed.len() - 1, packed.len() / 2, 5, 0] {
            let broken = read("gzip", &packed[..cut], LIMITS);
            assert!(matches!(broken, Err(FetchError::Body(_))) || cut == 0, "{cut}: {broken:?}");
        }
        let mut flipped = packed.clone();
        flipped[packed.len() / 2] ^= 0xFF;
        assert_eq!(read("gzip", &flipped, LIMITS).unwrap_err().code(), "body_broken");
    }

    #[test]
    fn bombs_are_cut_before_they_fill_memory() {
        let bomb = gzip(&vec![0u8; 64 * 1024 * 1024]);
        assert!(bomb.len() < 100_000);
        let wide = BodyLimits { bytes: usize::MAX, ratio: 100 };
        assert_eq!(read("gzip", &bomb, wide), Err(FetchError::Ratio { limit: 100 }));
        let small = gzip(&vec![0u8; 500_000]);
        assert_eq!(read("gzip", &small, LIMITS), Err(FetchError::Ratio { limit: 100 }), "judged at the end");
        assert_eq!(read("gzip", &bomb, BodyLimits { bytes: 1000, ratio: 100 }).unwrap_err().code(), "body_too_large");
    }

    #[test]
    fn other_encodings_are_refused_by_name() {
        assert_eq!(read("br", b"x", LIMITS), Err(FetchError::Encoding("br".into())));
        assert_eq!(read("gzip, gzip", b"x", LIMITS).unwrap_err().code(), "encoding_unknown");
    }
}
