#pragma once

#include <string>
#include <string_view>

/// Text of dumps and rules in Markdown, where it can neither format, link, mention nor break anything.
namespace heapgate {

/// Words that mean nothing to Markdown stay as they are; others become code, and what could end code an
/// entity. Long text loses its middle.
[[nodiscard]] std::string markdown_text(std::string_view text);

/// A link; both parts are made harmless. `url` must be encoded already.
[[nodiscard]] std::string markdown_link(std::string_view text, std::string_view url);

/// A path as part of a URL.
[[nodiscard]] std::string url_path(std::string_view path);

}  // namespace heapgate
