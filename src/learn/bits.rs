//! Small numbers as bits, the lowest first: what keeps a model small.

/// Bits that are written one behind the other.
#[derive(Debug, Default)]
pub struct Bits {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet.
    open: u64,
    /// How many they are, below 8 between two calls.
    many: u32,
}

impl Bits {
    /// The lowest `many` bits of a number, at most 32.
    pub fn put(&mut self, number: u32, many: u32) {
        self.open |= (u64::from(number) & ((1 << many) - 1)) << self.many;
        self.many += many;
        while self.many >= 8 {
            self.close_byte();
        }
    }

    /// A number that is mostly below two to the power of `low` (Golomb and Rice): so many bits of it, the rest as noughts
    /// before a one.
    pub fn put_rice(&mut self, number: u32, low: u32) {
        for _ in 0..number >> low {
            self.put(0, 1);
        }
        self.put(1, 1);
        self.put(number, low);
    }

    /// A number that is mostly nought, and may be large (Elias, gamma): its length as noughts before it.
    pub fn put_gamma(&mut self, number: u32) {
        let length = (number + 1).ilog2();
        self.put(1 << length, length + 1);
        self.put(number + 1, length);
    }

    /// Bytes so far, the last one filled up.
    pub fn fill(&mut self) -> &mut Vec<u8> {
        if self.many > 0 {
            self.close_byte();
        }
        &mut self.bytes
    }

    fn close_byte(&mut self) {
        self.bytes.push(self.open.to_le_bytes()[0]);
        self.open >>= 8;
        self.many = self.many.saturating_sub(8);
    }
}

/// Bits that are read one behind the other; behind their end there are ones, so that every number ends.
#[derive(Debug, Clone, Copy)]
pub struct BitReader<'a> {
    bytes: &'a [u8],
    /// Bits read so far.
    at: usize,
}

impl<'a> BitReader<'a> {
    /// From the first bit of some bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// At least the next 56 bits, without going on.
    fn ahead(&self) -> u64 {
        let here = self.bytes.get(self.at / 8..).unwrap_or_default();
        let mut eight = [u8::MAX; 8];
        if let Some(whole) = here.first_chunk() {
            eight = *whole;
        } else {
            eight.iter_mut().zip(here).for_each(|(to, from)| *to = *from);
        }
        u64::from_le_bytes(eight) >> (self.at % 8)
    }

    /// The next `many` bits, at most 32.
    pub fn take(&mut self, many: u32) -> u32 {
        let bits = self.ahead() & ((1 << many) - 1);
        self.at += many as usize;
        #[allow(clippy::cast_possible_truncation)] // at most 32 bits are asked for
        let number = bits as u32;
        number
    }

    /// Goes on without looking.
    pub fn skip(&mut self, many: u32) {
        self.at += many as usize;
    }

    /// Noughts before a one, both read.
    fn noughts(&mut self) -> u32 {
        let mut noughts = 0;
        loop {
            let here = self.ahead().trailing_zeros();
            if here < 56 {
                self.at += here as usize + 1;
                return noughts + here;
            }
            noughts += 56;
            self.at += 56;
        }
    }

    /// What [`Bits::put_rice`] wrote.
    pub fn take_rice(&mut self, low: u32) -> u32 {
        let high = self.noughts();
        (high << low) | self.take(low)
    }

    /// What [`Bits::put_gamma`] wrote.
    pub fn take_gamma(&mut self) -> u32 {
        let length = self.noughts().min(31);
        ((1 << length) | self.take(length)) - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken() {
        let numbers = [0, 1, 2, 5, 63, 64, 200, 1000, 65_000];
        let mut bits = Bits::default();
        for n in numbers {
            bits.put(n, 17);
            bits.put_rice(n, 3);
            bits.put_gamma(n);
        }
        let bytes = bits.fill().clone();
        let mut read = BitReader::new(&bytes);
        for n in numbers {
            assert_eq!((read.take(17), read.take_rice(3), read.take_gamma()), (n, n, n));
        }
        // Behind the end every number ends.
        for _ in 0..20 {
            read.take_gamma();
            read.take_rice(2);
        }
    }
}
