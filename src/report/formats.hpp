#pragma once

#include <string>

#include "heapgate/verdict.hpp"

/// One function a format; each ends its text with a newline.
namespace heapgate {

[[nodiscard]] std::string render_human(const Verdict& verdict, bool colour);
[[nodiscard]] std::string render_junit(const Verdict& verdict);
[[nodiscard]] std::string render_json(const Verdict& verdict);
[[nodiscard]] std::string render_openmetrics(const Verdict& verdict);
[[nodiscard]] std::string render_benchmark(const Verdict& verdict);

}  // namespace heapgate
