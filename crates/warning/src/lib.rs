//! CAP and feed documents in, typed alerts with flags out; update and cancel chains. Pure.
