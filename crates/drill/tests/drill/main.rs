//! The drill against the real rules of the floor, and its feed over a real socket.

mod feed;
mod helsinki;
mod life;
mod people;
mod support;
