#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "formats.hpp"
#include "heapgate/report.hpp"

namespace heapgate {
namespace {

constexpr std::array<std::pair<std::string_view, Format>, 9> kFormats{{
    {"human", Format::human},
    {"junit", Format::junit},
    {"json", Format::json},
    {"markdown", Format::markdown},
    {"sarif", Format::sarif},
    {"codequality", Format::codequality},
    {"github", Format::github},
    {"openmetrics", Format::openmetrics},
    {"benchmark", Format::benchmark},
}};

std::string known_formats() {
  std::string text;
  for (const auto& [name, format] : kFormats) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

// The same for every spelling of one path.
std::string place_of(const Output& output) {
  if (output.path.empty()) return "";
  std::error_code error;
  const auto path = std::filesystem::weakly_canonical(std::filesystem::absolute(output.path), error);
  return error ? output.path : path.string();
}

// /dev/null takes any number of reports.
bool is_device(const Output& output) {
  std::error_code ignored;
  return std::filesystem::is_character_file(output.path, ignored);
}

}  // namespace

Output parse_output(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string_view name = std::string_view(text).substr(0, equals);
  const auto* found =
      std::find_if(kFormats.begin(), kFormats.end(), [&](const auto& f) { return f.first == name; });
  if (found == kFormats.end()) {
    throw UsageError("unknown output format '" + std::string(name) + "'; known are " + known_formats());
  }
  if (equals == std::string::npos) return {found->second, ""};
  std::string path = text.substr(equals + 1);
  if (path.empty()) throw UsageError("the output '" + text + "' names no path behind '='");
  return {found->second, path == "-" || path == "/dev/stdout" ? "" : path};
}

std::vector<Output> complete_outputs(std::vector<Output> outputs) {
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (std::size_t j = i + 1; j < outputs.size(); ++j) {
      if (place_of(outputs[i]) != place_of(outputs[j]) || is_device(outputs[i])) continue;
      const std::string place = outputs[i].path.empty() ? "standard output" : "'" + outputs[i].path + "'";
      throw UsageError("two outputs would go to " + place + "; give one of them another path");
    }
  }
  const auto wants = [](const Output& output) {
    return output.path.empty() || output.format == Format::human;
  };
  if (std::none_of(outputs.begin(), outputs.end(), wants)) outputs.push_back({Format::human, ""});
  return outputs;
}

std::string render(Format format, const Verdict& verdict, const RenderOptions& options) {
  switch (format) {
    case Format::human: return render_human(verdict, options.colour);
    case Format::junit: return render_junit(verdict);
    case Format::json: return render_json(verdict);
    case Format::markdown: return render_markdown(verdict, options);
    case Format::sarif: return render_sarif(verdict);
    case Format::codequality: return render_codequality(verdict);
    case Format::github: return render_github(verdict);
    case Format::openmetrics: return render_openmetrics(verdict);
    case Format::benchmark: return render_benchmark(verdict);
  }
  return {};
}

}  // namespace heapgate
