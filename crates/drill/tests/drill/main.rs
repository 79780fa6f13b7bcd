//! The drill against the real rules of the floor, and its feed over a real socket.

#[cfg(test)]
mod feed;
#[cfg(test)]
mod life;
#[cfg(test)]
mod people;
#[cfg(test)]
mod plays;
#[cfg(test)]
mod streets;
#[cfg(test)]
mod support;
