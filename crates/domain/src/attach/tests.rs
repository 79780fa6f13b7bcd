//! Every file is judged by its bytes: what is cut, false, or holds a second file is refused, whatever it is called.

use super::samples::samples;
use super::{LARGEST, Media, judge, sized};
use proptest::prelude::*;

fn why(name: &str, bytes: &[u8]) -> &'static str {
    judge(name, bytes).expect_err("refused").key
}

/// A reader that looks at the first bytes alone, as many do: the tests below must see through it.
fn by_first_bytes(bytes: &[u8]) -> bool {
    Media::of(bytes).is_some()
}

#[test]
fn whole_files_are_what_they_are() {
    for (media, name, bytes) in samples() {
        assert_eq!(judge(name, &bytes), Ok(media), "{name}");
        assert_eq!(judge("IMG 0001", &bytes), Ok(media), "a name without an end says nothing false");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let mut fooled = 0;
    for (_, name, bytes) in samples() {
        // A PDF may end with a line break or without.
        let whole = bytes.trim_ascii_end().len();
        for len in 0..whole.min(bytes.len() - usize::from(whole == bytes.len())) {
            assert!(judge(name, &bytes[..len]).is_err(), "{name} cut to {len}");
            fooled += usize::from(by_first_bytes(&bytes[..len]));
        }
    }
    assert!(fooled > 500, "first bytes alone would have taken {fooled} of them");
}

#[test]
fn a_name_that_says_another_type_is_refused_and_says_both() {
    for (media, _, bytes) in samples() {
        for name in ["scene.exe", "scene.png.docx", "scene.svg", "scene.html"] {
            let refusal = judge(name, &bytes).expect_err("false");
            assert_eq!((refusal.key, refusal.field.as_deref()), ("refused.attachment_false", Some("file")));
            assert_eq!(refusal.params["is"], media.word());
        }
    }
    let (_, _, png) = samples().remove(0);
    assert_eq!(why("scene.jpg", &png), "refused.attachment_false");
    assert_eq!(why("scene.png", b"MZ\x90\0 this program"), "refused.attachment_type");
    assert_eq!(why("scene.svg", b"<svg xmlns='x'><script/></svg>"), "refused.attachment_type");
    assert_eq!(why("scene.png", b""), "refused.attachment_empty");
}

#[test]
fn a_second_file_in_a_first_is_refused() {
    let zip = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    for (media, name, bytes) in samples() {
        assert!(by_first_bytes(&bytes));
        let with = |more: &[u8]| [&bytes, more].concat();
        let refused = why(name, &with(zip));
        assert!(matches!(refused, "refused.attachment_second" | "refused.attachment_damaged"), "{name}: {refused}");
        if matches!(media, Media::Png | Media::Gif | Media::Webp) {
            assert_eq!(why(name, &with(b"#!/bin/sh")), "refused.attachment_second", "{name}");
            assert_eq!(judge(name, &with(&[0; 7])), Ok(media), "{name}: filled up with zeros");
        }
    }
    let comment = |text: &[u8]| {
        let jpeg = samples().remove(1).2;
        let len = u16::try_from(text.len() + 2).expect("short").to_be_bytes();
        [&jpeg[..2], &[0xff, 0xfe], &len, text, &jpeg[2..]].concat()
    };
    assert_eq!(judge("a.jpg", &comment(b"Kallio, 3 pm")), Ok(Media::Jpeg));
    assert_eq!(why("a.jpg", &comment(b"<SCRIPT>alert(1)</SCRIPT>")), "refused.attachment_second");
    assert_eq!(why("a.jpg", &comment(b"%PDF-1.4")), "refused.attachment_second");
}

#[test]
fn a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded() {
    let mut png = samples().remove(0).2;
    png[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let refusal = judge("bomb.png", &png).expect_err("65535 by 65535");
    assert_eq!((refusal.key, refusal.params["width"].as_str()), ("refused.attachment_pixels", "65535"));
    let mut gif = samples().remove(3).2;
    gif[6..10].fill(0xff);
    assert_eq!(why("bomb.gif", &gif), "refused.attachment_pixels");
    png[16..24].fill(0);
    assert_eq!(why("none.png", &png), "refused.attachment_damaged");
}

#[test]
fn the_limit_is_asked_before_anything_is_read() {
    assert_eq!(sized("a.png", LARGEST), Ok(()));
    let refusal = sized("a.png", 100 << 20).expect_err("100 MiB");
    assert_eq!(
        (refusal.key, &*refusal.params["size"], &*refusal.params["limit"]),
        ("refused.attachment_large", "100.0", "25.0")
    );
    assert_eq!(sized("a.png", 0).expect_err("none").key, "refused.attachment_empty");
    for name in ["", "  ", "a/b.png", "..\\b.png", "a\nb.png"] {
        assert_eq!(judge(name, &samples()[0].2).expect_err("bad name").field.as_deref(), Some("name"), "{name:?}");
    }
    assert!(judge(&"x".repeat(201), &samples()[0].2).is_err());
}

proptest! {
    #[test]
    fn nothing_read_from_outside_stops_the_judge(name in ".{0,20}", bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = judge(&name, &bytes);
    }

    #[test]
    fn a_sample_with_bytes_changed_is_judged_and_never_taken_for_another(
        which in 0..7_usize, changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let (media, _, mut bytes) = samples().remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(found) = judge("x", &bytes) {
            prop_assert_eq!(found, media);
        }
    }
}
