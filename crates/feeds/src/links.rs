//! Links of an index: which are new, which still have to be fetched. It must not fetch.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};

use reqwest::Url;

use crate::ports::Link;

/// Links fetched in one poll at most.
pub(crate) const PER_POLL: usize = 200;
/// Links that may wait.
const MAX_PENDING: usize = 5_000;
/// Links remembered as known.
const MAX_KNOWN: usize = 20_000;
/// Attempts before a link is given up.
const MAX_ATTEMPTS: u32 = 5;

/// A link to be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingLink {
    pub url: String,
    pub attempts: u32,
}

/// The links of one feed. Known links are remembered by a keyed 64-bit hash: bounded memory, not steerable from
/// outside.
#[derive(Default)]
pub(crate) struct LinkQueue {
    pending: VecDeque<PendingLink>,
    known: HashSet<u64>,
    known_order: VecDeque<u64>,
    hasher: RandomState,
    lost: u64,
}

impl LinkQueue {
    /// Adds the new ones among `links`, resolved against the index's address. False when not all could be kept: the
    /// index must be read again later.
    pub fn offer(&mut self, base: &str, links: &[Link]) -> bool {
        let Ok(base) = Url::parse(base) else { return true };
        for link in links {
            // An entry without a link, or one that names the index itself, leads nowhere new.
            let Some(url) = base.join(link.url.trim()).ok().filter(|url| *url != base) else { continue };
            let key = self.hasher.hash_one((url.as_str(), &link.version));
            if self.known.contains(&key) {
                continue;
            }
            if self.pending.len() >= MAX_PENDING {
                return false;
            }
            self.remember(key);
            self.pending.push_back(PendingLink { url: url.into(), attempts: 0 });
        }
        true
    }

    fn remember(&mut self, key: u64) {
        self.known.insert(key);
        self.known_order.push_back(key);
        if self.known_order.len() > MAX_KNOWN
            && let Some(oldest) = self.known_order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }

    /// The next ones to fetch, oldest first. Each must come back by [`LinkQueue::retry`] unless it was fetched.
    pub fn take_round(&mut self) -> Vec<PendingLink> {
        let count = self.pending.len().min(PER_POLL);
        self.pending.drain(..count).collect()
    }

    /// A link that could not be fetched: for later, or given up when it is gone or was tried often enough.
    pub fn retry(&mut self, mut link: PendingLink, gone: bool) {
        link.attempts += 1;
        if gone || link.attempts >= MAX_ATTEMPTS {
            self.lost += 1;
        } else {
            self.pending.push_back(link);
        }
    }

    /// A link that was not tried at all.
    pub fn put_back(&mut self, link: PendingLink) {
        self.pending.push_front(link);
    }

    /// Links waiting.
    pub fn waiting(&self) -> usize {
        self.pending.len()
    }

    /// Links given up so far.
    pub fn lost(&self) -> u64 {
        self.lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://a.example/feeds/index.xml";

    fn urls(round: &[PendingLink]) -> Vec<&str> {
        round.iter().map(|l| l.url.as_str()).collect()
    }

    #[test]
    fn only_new_links_are_taken_and_relative_ones_resolved() {
        let mut queue = LinkQueue::default();
        assert!(queue.offer(
            BASE,
            &[
                Link::once("1.xml"),
                Link::once("/2.xml"),
                Link::once("1.xml"),
                Link::once("http://["),
                Link::once(""),
                Link::once(BASE)
            ]
        ));
        assert_eq!(urls(&queue.take_round()), ["https://a.example/feeds/1.xml", "https://a.example/2.xml"]);
        assert!(queue.offer(BASE, &[Link::once("1.xml"), Link::once("3.xml")]));
        assert_eq!(urls(&queue.take_round()), ["https://a.example/feeds/3.xml"]);
        let updated = Link { url: "1.xml".into(), version: Some("2".into()) };
        queue.offer(BASE, &[updated]);
        assert_eq!(queue.waiting(), 1, "a new stamp makes a known link new");
    }

    #[test]
    fn rounds_and_memory_are_bounded() {
        let mut queue = LinkQueue::default();
        let many: Vec<Link> = (0..MAX_PENDING + 10).map(|i| Link::once(format!("{i}"))).collect();
        assert!(!queue.offer(BASE, &many));
        assert_eq!(queue.take_round().len(), PER_POLL);
        assert!(queue.offer(BASE, &many), "what did not fit comes the next time");
        while queue.waiting() > 0 {
            queue.take_round();
        }
        for batch in 0..10 {
            let batch: Vec<Link> = (0..4_000).map(|i| Link::once(format!("{batch}/{i}"))).collect();
            queue.offer(BASE, &batch);
            while queue.waiting() > 0 {
                queue.take_round();
            }
        }
        assert_eq!((queue.known.len(), queue.known_order.len()), (MAX_KNOWN, MAX_KNOWN));
    }

    #[test]
    fn failing_links_are_retried_and_then_counted_as_lost() {
        let mut queue = LinkQueue::default();
        queue.offer(BASE, &[Link::once("a"), Link::once("b")]);
        let round = queue.take_round();
        queue.retry(round[0].clone(), true);
        queue.retry(round[1].clone(), false);
        assert_eq!((queue.waiting(), queue.lost()), (1, 1));
        for _ in 1..MAX_ATTEMPTS {
            let link = queue.take_round().remove(0);
            queue.retry(link, false);
        }
        assert_eq!((queue.waiting(), queue.lost()), (0, 2));
    }
}
