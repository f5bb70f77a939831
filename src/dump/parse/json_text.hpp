#pragma once

#include <string>
#include <string_view>

#include "heapgate/types.hpp"

namespace heapgate {

/// Appends `text`, which is valid UTF-8, as a JSON string of the same text, in quotes.
void append_json(std::string_view text, std::string& out);

/// Appends an address as Ruby writes it: "0x7f36b4c2bc70", in quotes.
void append_json(Address address, std::string& out);

}  // namespace heapgate
