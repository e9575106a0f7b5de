//! thoathuan: the approval of international agreements by Vietnamese localities, from draft to report.

pub mod i18n;
pub mod web;
