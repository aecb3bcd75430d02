// Names of every sort that a Rust program has. It is compiled, not run.
#![allow(dead_code, unused, uncommon_codepoints)]
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::fmt::{Debug, Display};
use std::rc::Rc;
use std::sync::Arc;

trait Shape<T = u8> {
    type Out;
    fn area(&self, t: &T) -> Option<Self::Out>;
    fn named(&self) -> String
    where
        Self: Sized,
    {
        format!("{}", 1)
    }
}

struct Square<const N: usize, T>(T, [u8; N]);
impl<const N: usize, T: Debug> Shape<T> for Square<N, T> {
    type Out = String;
    #[inline(never)]
    fn area(&self, t: &T) -> Option<String> {
        Some(format!("{:?}{:?}", self.0, t))
    }
}

struct Sign<const I: i32, const B: bool, const C: char>;
impl<const I: i32, const B: bool, const C: char> Sign<I, B, C> {
    #[inline(never)]
    fn go(&self) -> u32 {
        (I as u32).wrapping_add(B as u32) + C as u32
    }
}

impl<'a> Shape<&'a str> for fn(&'a str, extern "C" fn(i32) -> i32) -> String {
    type Out = usize;
    #[inline(never)]
    fn area(&self, t: &&'a str) -> Option<usize> {
        Some(t.len())
    }
}

impl Shape for dyn Fn(&u8, &mut [i16]) -> Box<dyn Display + Send> + Send + Sync {
    type Out = (u8,);
    #[inline(never)]
    fn area(&self, t: &u8) -> Option<(u8,)> {
        Some((*t,))
    }
}

struct Plain;
impl<'a> Shape<&'a u8> for Plain {
    type Out = u8;
    fn area(&self, t: &&'a u8) -> Option<u8> {
        Some(**t)
    }
}

mod größe {
    pub mod weite {
        #[inline(never)]
        pub fn übung<T: std::fmt::Debug>(t: T) -> String {
            let f = |x: &T| format!("{:?}", x);
            let (f, t) = (&f, &t);
            (0..3).map(|i| f(t).len() + i).map(|x| x.to_string()).collect::<Vec<_>>().join("ß")
        }
    }
}

#[inline(never)]
fn generic<F: FnMut(&str) -> R, R>(mut f: F) -> Vec<R> {
    vec![f("a"), f("b")]
}

#[inline(never)]
fn bound<F>(f: F) -> usize
where
    F: for<'a, 'b> Fn(&'a str, &'b [u8]) -> &'a str,
{
    f("a", b"b").len()
}

#[inline(never)]
fn any<T: ?Sized>(t: &T) -> usize {
    std::mem::size_of_val(t)
}

#[inline(never)]
fn chain(v: &[u64]) -> u64 {
    v.iter().map(|x| x * 2).filter(|x| x % 3 == 0).chain(v.iter().copied()).enumerate().skip(1)
        .flat_map(|(a, b)| std::iter::repeat(b).take(a)).fold(0, |a, b| a ^ b)
}

macro_rules! printer {
    ($name:ident) => {
        #[inline(never)]
        fn $name() -> String {
            struct Inner(u8);
            impl Debug for Inner {
                fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    write!(f, "I{}", self.0)
                }
            }
            format!("{:?}", Inner(3))
        }
    };
}
printer!(first);
printer!(second);

unsafe extern "system" fn system(a: i32) -> i32 {
    a
}

fn main() {
    println!("{:?}", Square::<3, _>(vec![Some("x")], [0; 3]).area(&vec![]));
    println!("{}", Square::<3, _>(1u8, [0; 3]).named());
    println!("{}{}", Sign::<-5, true, 'x'>.go(), Sign::<77, false, '"'>.go());
    let f: fn(&'static str, extern "C" fn(i32) -> i32) -> String = |a, _| a.to_string();
    println!("{:?}{:?}", f.area(&"abc"), Plain.area(&&1));
    println!("{}", größe::weite::übung(vec![1u8, 2]));
    println!("{:?}{}", generic(|s| s.len()).len(), generic(|s| Rc::new(s.to_string())).len());
    println!("{}", bound(|a, _| a));
    println!("{}", any::<dyn Debug>(&1) + any::<[u8]>(&[1]) + any::<str>("a"));
    println!("{}", any::<dyn Fn(&u8) -> u16>(&|x| *x as u16) + any::<(u8,)>(&(1,)));
    println!("{}", any::<dyn Iterator<Item = (u8, String)>>(&std::iter::empty()));
    println!("{}", any::<[u16; 7]>(&[0; 7]) + any::<*const *mut u8>(&std::ptr::null()));
    println!("{}", any::<unsafe extern "system" fn(i32) -> i32>(&(system as _)));
    println!("{}", any::<dyn for<'a> Shape<&'a u8, Out = u8>>(&Plain));
    println!("{}{}{}", chain(&[1, 2, 3, 4]), first(), second());
    let mut map: HashMap<String, BTreeMap<u64, Vec<Arc<str>>>> = HashMap::new();
    map.entry("k".into()).or_default().entry(1).or_default().push("v".into());
    std::thread::spawn(|| std::panic::catch_unwind(|| 1).unwrap()).join().unwrap();
    let mut v = vec![3, 1, 2];
    v.sort_by_key(|x| std::cmp::Reverse(*x));
    let mut heap = BinaryHeap::new();
    heap.push(v);
    println!("{:?}{:?}", map, heap);
}
