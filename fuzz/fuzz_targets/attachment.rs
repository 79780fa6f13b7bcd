//! Files from outside: the judge of attachments answers for every one, and what it takes has the frame of one type only.
#![no_main]

use libfuzzer_sys::fuzz_target;
use watchfloor_domain::attach::{Media, judge};

fuzz_target!(|bytes: &[u8]| {
    let Ok(media) = judge("a file", bytes) else { return };
    assert_eq!(Media::of(bytes), Some(media));
    for other in Media::ALL {
        let named = judge(&format!("a.{}", other.extensions()[0]), bytes);
        assert_eq!(named.is_ok(), other == media, "a name that says another type is refused");
    }
    let zip = [bytes, b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"].concat();
    assert!(judge("a file", &zip).is_err(), "an archive hidden behind it");
});
