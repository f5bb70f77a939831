#pragma once

#include <string>
#include <string_view>

/// Text between quotes, by the rules of whoever reads it.
namespace heapgate {

/// For messages: 'text'.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// A word as bash and zsh read it: as it is, or in quotes that leave nothing to read to Markdown.
[[nodiscard]] std::string shell_word(std::string_view text);

/// A single-quoted YAML scalar. Not for a text with a line break.
[[nodiscard]] std::string yaml_single_quoted(std::string_view text);

/// A double-quoted YAML scalar, for any bytes.
[[nodiscard]] std::string yaml_double_quoted(std::string_view text);

}  // namespace heapgate
