//! Which network addresses a feed may reach. It must not know URLs or names.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address range an administrator allows a feed to reach, such as `127.0.0.1/32`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cidr {
    base: IpAddr,
    prefix: u8,
}

/// Why a range was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CidrError {
    /// Not `address/prefix` or a single address.
    #[error("{0:?} is not an address range like 10.20.0.0/16")]
    Unreadable(String),
    /// So wide that the guard would be off.
    #[error("{text} is too wide: at least /{least} is needed")]
    TooWide { text: String, least: u8 },
}

impl Cidr {
    /// Whether the range holds the address; an IPv4 address wrapped in IPv6 counts as the IPv4 address.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let holds = |ip: IpAddr| match (self.base, ip) {
            (IpAddr::V4(base), IpAddr::V4(ip)) => masked(base.to_bits().into(), ip.to_bits().into(), 32 - self.prefix),
            (IpAddr::V6(base), IpAddr::V6(ip)) => masked(base.to_bits(), ip.to_bits(), 128 - self.prefix),
            _ => false,
        };
        holds(ip) || holds(unwrapped(ip))
    }
}

/// Equal above the lowest `free` bits.
fn masked(a: u128, b: u128, free: u8) -> bool {
    (a ^ b).checked_shr(free.into()).unwrap_or(0) == 0
}

impl FromStr for Cidr {
    type Err = CidrError;

    /// Ranges wider than /8 (IPv4) or /7 (IPv6) are refused: they would switch the guard off.
    fn from_str(text: &str) -> Result<Self, CidrError> {
        let text = text.trim();
        let unreadable = || CidrError::Unreadable(text.chars().take(60).collect());
        let (base, prefix) = text.split_once('/').map_or((text, None), |(b, p)| (b, Some(p)));
        let base: IpAddr = base.parse().map_err(|_| unreadable())?;
        let (most, least) = if base.is_ipv4() { (32, 8) } else { (128, 7) };
        let prefix = match prefix {
            None => most,
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().map_err(|_| unreadable())?,
            Some(_) => return Err(unreadable()),
        };
        if prefix > most {
            return Err(unreadable());
        }
        if prefix < least {
            return Err(CidrError::TooWide { text: text.to_owned(), least });
        }
        Ok(Cidr { base, prefix })
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}

/// What an address is, as far as a feed is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The open internet.
    Public,
    /// Inside: only when the feed's ranges name it.
    Inside(&'static str),
    /// Never, whatever the ranges say.
    Never(&'static str),
}

/// Classifies an address by what it finally reaches: IPv4 wrapped in IPv6 is judged as IPv4.
pub(crate) fn reach(ip: IpAddr) -> Reach {
    match unwrapped(ip) {
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => reach_v6(v6),
    }
}

/// Whether a feed with these ranges may reach the address at all; `Err` says what the address is.
pub(crate) fn admit(ip: IpAddr, allow: &[Cidr], covered_only: bool) -> Result<(), &'static str> {
    let covered = allow.iter().any(|range| range.contains(ip));
    match reach(ip) {
        Reach::Never(what) => Err(what),
        _ if covered => Ok(()),
        Reach::Inside(what) => Err(what),
        Reach::Public if covered_only => Err("not in a range the feed allows"),
        Reach::Public => Ok(()),
    }
}

fn reach_v4(ip: Ipv4Addr) -> Reach {
    let [a, b, c, d] = ip.octets();
    match (a, b, c, d) {
        (169, 254, 169, 254) | (100, 100, 100, 200) | (168, 63, 129, 16) => Reach::Never("a cloud metadata address"),
        (0, ..) => Reach::Never("an unspecified address"),
        (224..=239, ..) => Reach::Never("a multicast address"),
        (240..=255, ..) => Reach::Never("a reserved address"),
        (127, ..) => Reach::Inside("a loopback address"),
        (10, ..) | (172, 16..=31, ..) | (192, 168, ..) => Reach::Inside("a private address"),
        (169, 254, ..) => Reach::Inside("a link-local address"),
        (100, 64..=127, ..) => Reach::Inside("a carrier-grade NAT address"),
        (192, 0, 0 | 2, _) | (198, 18 | 19, ..) | (198, 51, 100, _) | (203, 0, 113, _) | (192, 88, 99, _) => {
            Reach::Inside("a special-purpose address")
        }
        _ => Reach::Public,
    }
}

fn reach_v6(ip: Ipv6Addr) -> Reach {
    let s = ip.segments();
    match s {
        [0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254] => Reach::Never("a cloud metadata address"),
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Never("an unspecified address"),
        [0xff00..=0xffff, ..] => Reach::Never("a multicast address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Inside("a loopback address"),
        [0xfc00..=0xfdff, ..] => Reach::Inside("a private address"),
        [0xfe80..=0xfeff, ..] => Reach::Inside("a link-local address"),
        // Only global unicast 2000::/3 is the open internet, less its tunnels and documentation ranges.
        [0x2001, 0, ..] | [0x2002, ..] => Reach::Inside("a tunnel address"),
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Reach::Inside("a special-purpose address"),
        [0x2000..=0x3fff, ..] => Reach::Public,
        _ => Reach::Inside("a special-purpose address"),
    }
}

/// The IPv4 address inside an IPv4-mapped, IPv4-compatible, or NAT64 (64:ff9b::/96) address.
fn unwrapped(ip: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = ip else { return ip };
    let [.., hi, lo] = v6.segments();
    let low = (u32::from(hi) << 16) | u32::from(lo);
    let carries = match v6.segments() {
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => true,
        // ::1 and :: are not IPv4 in disguise.
        [0, 0, 0, 0, 0, 0, ..] => low > 1,
        _ => false,
    };
    if carries { IpAddr::V4(Ipv4Addr::from_bits(low)) } else { ip }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_are_read_and_refused() {
        let range = |t: &str| t.parse::<Cidr>();
        assert!(range("10.20.0.0/16").unwrap().contains(ip("10.20.255.1")));
        assert!(!range("10.20.0.0/16").unwrap().contains(ip("10.21.0.1")));
        assert!(range("127.0.0.1").unwrap().contains(ip("127.0.0.1")));
        assert!(range("127.0.0.1/32").unwrap().contains(ip("::ffff:127.0.0.1")));
        assert!(!range("127.0.0.1/32").unwrap().contains(ip("127.0.0.2")));
        assert!(range("fd12::/16").unwrap().contains(ip("fd12:3::1")));
        assert_eq!(range("10.0.0.5/24").unwrap().to_string(), "10.0.0.5/24");
        assert!(matches!(range("0.0.0.0/0"), Err(CidrError::TooWide { least: 8, .. })));
        assert!(matches!(range("::/0"), Err(CidrError::TooWide { least: 7, .. })));
        for bad in ["", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0/8", "localhost", "::1/129", "10.0.0.0/"] {
            assert!(matches!(range(bad), Err(CidrError::Unreadable(_))), "{bad}");
        }
    }

    #[test]
    fn only_the_open_internet_is_public() {
        for open in ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "172.32.0.1"]
        {
            assert_eq!(reach(ip(open)), Reach::Public, "{open}");
        }
        for inside in [
            "127.0.0.1",
            "127.8.8.8",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.1.1",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.2.1",
            "198.18.0.1",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "2001::1",
            "100::1",
            "fec0::1",
        ] {
            assert!(matches!(reach(ip(inside)), Reach::Inside(_)), "{inside}");
        }
        for never in [
            "0.0.0.0",
            "0.1.2.3",
            "::",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "ff02::1",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "fd00:ec2::254",
            "64:ff9b::a9fe:a9fe",
        ] {
            assert!(matches!(reach(ip(never)), Reach::Never(_)), "{never}");
        }
    }

    #[test]
    fn ranges_open_the_inside_but_never_metadata() {
        let allow: Vec<Cidr> = vec!["169.254.0.0/16".parse().unwrap(), "127.0.0.1/32".parse().unwrap()];
        assert_eq!(admit(ip("127.0.0.1"), &allow, true), Ok(()));
        assert_eq!(admit(ip("169.254.7.7"), &allow, false), Ok(()));
        assert_eq!(admit(ip("169.254.169.254"), &allow, false), Err("a cloud metadata address"));
        assert_eq!(admit(ip("8.8.8.8"), &allow, false), Ok(()));
        assert_eq!(admit(ip("8.8.8.8"), &allow, true), Err("not in a range the feed allows"));
        assert_eq!(admit(ip("10.0.0.1"), &allow, false), Err("a private address"));
    }
}
