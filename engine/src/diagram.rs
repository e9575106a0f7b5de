//! The diagram of a track as SVG.
