#pragma once

#include <string_view>

namespace heapgate {

/// The text of hook.rb.
[[nodiscard]] std::string_view hook_script();

}  // namespace heapgate
