#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heapgate/types.hpp"

/// What a dump does not have: the names of constants and variables, and what the threads are at.
namespace heapgate {

/// How a variable that refers to an object is reached.
enum class NameKind { constant, class_variable, instance_variable, global, local };

[[nodiscard]] const char* to_string(NameKind kind);

/// An object that is the value of a constant or variable.
struct NamedObject {
  Address address{};
  NameKind kind = NameKind::constant;
  std::string name;  ///< "Shop::CARTS", "Cart.@@all", "Cart.@memo", "$LEAK", "Thread \"worker\"[:trail]"
};

/// A thread just before the dump.
struct ThreadNote {
  Address address{};
  std::string name;    ///< Thread#name; empty for one without
  std::string status;  ///< Thread#status: "run", "sleep", "dead", …
  std::string site;    ///< file:line that it is at, the application's innermost; may be empty
};

struct Names {
  std::vector<NamedObject> objects;
  std::vector<ThreadNote> threads;
  std::string failure;  ///< the class of the error that ended the list too early; empty if none did
};

/// The first line of a names file. No line of a dump begins with it.
inline constexpr std::string_view kNamesHeader = "heapgate-names 1\n";

/// Parses the text of a names file (docs/names-files.md), its first line included. Lines that are not known
/// are skipped; empty if the first line is another.
[[nodiscard]] Names parse_names(std::string_view text);

/// The text that parse_names() reads as `names`.
[[nodiscard]] std::string format_names(const Names& names);

/// The names file beside the dump at `path`: PATH.names, else the same without the compression's suffix.
/// Empty if there is none. Never waits: what is not a regular file is not read.
[[nodiscard]] Names read_names(const std::string& path);

/// Where read_names() looks, in its order.
[[nodiscard]] std::vector<std::string> names_paths(const std::string& path);

}  // namespace heapgate
