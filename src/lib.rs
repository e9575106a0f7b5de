//! thoathuan: the approval of international agreements by Vietnamese localities, from draft to report.

pub mod i18n;
pub mod mail;
pub mod store;
pub mod web;
