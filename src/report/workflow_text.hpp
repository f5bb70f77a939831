#pragma once

#include <string>
#include <string_view>

namespace heapgate {

/// How a format writes a colon and a hash so that they mean the same, but look another way.
struct CommandEscapes {
  std::string_view colon;
  std::string_view hash;
};

/// The text so that GitHub's runner takes no line of it for a workflow command: neither one that begins with
/// `::`, whatever blanks stand before it, nor one that has `##[` anywhere.
[[nodiscard]] std::string without_commands(std::string text, CommandEscapes escapes);

}  // namespace heapgate
