//! Money: whole minor units and their currency. Never a float.

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents, fen; whole yen) of a currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Minor units; negative is a debt.
    pub minor: i64,
    /// ISO 4217 code, upper case.
    pub currency: String,
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub fn new(minor: i64, currency: &str) -> Self {
        Self {
            minor,
            currency: currency.to_owned(),
        }
    }

    /// Digits after the point for this currency (ISO 4217): 2 for most, 0 for yen and won, 3 for dinars.
    #[must_use]
    pub fn digits(&self) -> u32 {
        match self.currency.as_str() {
            "JPY" | "KRW" | "VND" | "CLP" | "ISK" => 0,
            "KWD" | "BHD" | "OMR" | "JOD" | "TND" => 3,
            _ => 2,
        }
    }

    /// With its sign and symbol, grouped by thousands: `€1,299.00`, `¥612`, `-€5.00`. A whole amount drops its zeros.
    #[must_use]
    pub fn text(&self) -> String {
        let symbol = match self.currency.as_str() {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "CNY" | "JPY" => "¥",
            "HKD" => "HK$",
            "TWD" => "NT$",
            "SGD" => "S$",
            other => &format!("{other}\u{a0}"),
        };
        let scale = 10_u64.pow(self.digits());
        let whole = self.minor.unsigned_abs() / scale;
        let part = self.minor.unsigned_abs() % scale;
        let sign = if self.minor < 0 { "-" } else { "" };
        let grouped = crate::platform::i18n::grouped(i64::try_from(whole).unwrap_or(i64::MAX));
        if part == 0 {
            format!("{sign}{symbol}{grouped}")
        } else {
            format!("{sign}{symbol}{grouped}.{part:0width$}", width = self.digits() as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_sign_symbol_and_groups() {
        assert_eq!(Money::new(129_900, "EUR").text(), "€1,299");
        assert_eq!(Money::new(-505, "EUR").text(), "-€5.05");
        assert_eq!(Money::new(1200, "JPY").text(), "¥1,200");
        assert_eq!(Money::new(1, "KWD").text(), "KWD\u{a0}0.001");
        assert_eq!(Money::new(i64::MIN, "EUR").text(), "-€92,233,720,368,547,758.08");
    }
}
