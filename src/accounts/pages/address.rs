//! Addresses of our own pages with what they hold in their query.

use super::wrong::encoded;

/// A path with a query; values that are empty are left out.
#[must_use]
pub fn address(path: &str, query: &[(&str, &str)]) -> String {
    let mut out = path.to_owned();
    let mut mark = '?';
    for (name, value) in query.iter().filter(|(_, value)| !value.is_empty()) {
        out.push(mark);
        out.push_str(name);
        out.push('=');
        out.push_str(&encoded(value));
        mark = '&';
    }
    out
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn only_what_says_something_stands_in_an_address() {
        assert_eq!(address("/desk", &[("q", ""), ("location", "")]), "/desk");
        assert_eq!(
            address("/desk", &[("q", "李 娜&co"), ("class", "7")]),
            "/desk?q=%E6%9D%8E%20%E5%A8%9C%26co&class=7"
        );
    }
}
