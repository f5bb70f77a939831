#pragma once

#include <string_view>

/// What the history's page is made of, built in from src/history/site.
namespace heapgate::site {

[[nodiscard]] std::string_view page_html();
[[nodiscard]] std::string_view page_css();
[[nodiscard]] std::string_view chart_js();
[[nodiscard]] std::string_view page_js();

}  // namespace heapgate::site
