//! words.rs - a program to profile: makes up text, counts its words, finds the
//! shortest way between words that differ in one letter, on two threads.
//!
//! Usage: words [ROUNDS]

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::thread;

struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 32) % n
    }
}

trait Source {
    fn text(&mut self, words: usize) -> String;
}

struct Syllables {
    random: Random,
}

impl Source for Syllables {
    fn text(&mut self, words: usize) -> String {
        let parts = ["ba", "be", "bi", "da", "de", "di", "ka", "ke", "ki"];
        let mut text = String::new();
        for _ in 0..words {
            for _ in 0..3 {
                text.push_str(parts[self.random.below(parts.len() as u64) as usize]);
            }
            text.push(' ');
        }
        text
    }
}

fn count_words(text: &str) -> BTreeMap<String, usize> {
    let mut counts = HashMap::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_uppercase()).or_insert(0) += 1;
    }
    counts.into_iter().collect()
}

fn differ_in_one(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count() == 1
}

fn shortest_way(words: &[&String], from: usize, to: usize) -> Option<usize> {
    let mut seen = vec![false; words.len()];
    let mut queue = VecDeque::from([(from, 0)]);
    while let Some((at, steps)) = queue.pop_front() {
        if at == to {
            return Some(steps);
        }
        for (next, word) in words.iter().enumerate() {
            if !seen[next] && differ_in_one(words[at], word) {
                seen[next] = true;
                queue.push_back((next, steps + 1));
            }
        }
    }
    None
}

fn work(source: &mut dyn Source, rounds: usize) -> usize {
    let mut sum = 0;
    for _ in 0..rounds {
        let counts = count_words(&source.text(3000));
        let words: Vec<&String> = counts.keys().collect();
        for to in 1..8 {
            sum += shortest_way(&words, 0, words.len() - to).unwrap_or(0);
        }
    }
    sum
}

fn main() {
    let rounds = std::env::args().nth(1).and_then(|n| n.parse().ok()).unwrap_or(100);
    let threads: Vec<_> = (1..3u64)
        .map(|i| {
            thread::Builder::new()
                .name(format!("worker-{i}"))
                .spawn(move || work(&mut Syllables { random: Random(i) }, rounds))
                .unwrap()
        })
        .collect();
    for t in threads {
        println!("{}", t.join().unwrap());
    }
}
