//! The one search box: how text is folded, read, matched and ranked. Pure: it must not know SQL, a window or a clock.
