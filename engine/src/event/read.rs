//! Reading an event. Its name stands among its fields, wherever the alphabet puts it. What derived code for such a form
//! does, to keep every value aside until the name is known, takes half of the time of reading a record; here only what
//! stands before the name is kept, as the bytes that it is.

use super::Event;
use serde::de::value::{BorrowedStrDeserializer, CowStrDeserializer};
use serde::de::{Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, VariantAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The field with the event's name.
pub(super) const TAG: &str = "event";

/// A key or a name, borrowed where it stands plainly in the text.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Event {
    /// From JSON text only: values are kept as they stand in it.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields)
    }
}

struct Fields;

impl<'de> Visitor<'de> for Fields {
    type Value = Event;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut rest: M) -> Result<Event, M::Error> {
        let mut early = Vec::new();
        while let Some(Text(key)) = rest.next_key()? {
            if key == TAG {
                let Text(name) = rest.next_value()?;
                return super::ByName::deserialize(Named { name, early: early.into_iter(), value: None, rest });
            }
            early.push((key, rest.next_value::<&'de RawValue>()?));
        }
        Err(Error::missing_field(TAG))
    }
}

/// The name of an event with its fields: those that stood before the name, then the rest.
struct Named<'de, M> {
    name: Cow<'de, str>,
    early: std::vec::IntoIter<(Cow<'de, str>, &'de RawValue)>,
    /// The value of the key from before the name that was asked for last.
    value: Option<&'de RawValue>,
    rest: M,
}

impl<'de, M: MapAccess<'de>> Deserializer<'de> for Named<'de, M> {
    type Error = M::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, M::Error> {
        visitor.visit_enum(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de, M: MapAccess<'de>> EnumAccess<'de> for Named<'de, M> {
    type Error = M::Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(mut self, seed: V) -> Result<(V::Value, Self), M::Error> {
        let name = seed.deserialize(CowStrDeserializer::new(std::mem::take(&mut self.name)))?;
        Ok((name, self))
    }
}

impl<'de, M: MapAccess<'de>> VariantAccess<'de> for Named<'de, M> {
    type Error = M::Error;

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, M::Error> {
        visitor.visit_map(self)
    }

    fn unit_variant(self) -> Result<(), M::Error> {
        Err(Error::custom("an event has fields"))
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, M::Error> {
        Err(Error::custom("an event has fields"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, M::Error> {
        Err(Error::custom("an event has fields"))
    }
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for Named<'de, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, M::Error> {
        let Some((key, value)) = self.early.next() else {
            return self.rest.next_key_seed(seed);
        };
        self.value = Some(value);
        match key {
            Cow::Borrowed(key) => seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some),
            key => seed.deserialize(CowStrDeserializer::new(key)).map(Some),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, M::Error> {
        match self.value.take() {
            Some(value) => {
                seed.deserialize(&mut serde_json::Deserializer::from_str(value.get())).map_err(Error::custom)
            }
            None => self.rest.next_value_seed(seed),
        }
    }
}
