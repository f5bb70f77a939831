#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace heapgate {

/// The text of the shipped rule file rules/NAME.yml, which is built into the binary.
[[nodiscard]] std::optional<std::string_view> preset_text(std::string_view name);

[[nodiscard]] std::span<const std::string_view> preset_names();

}  // namespace heapgate
