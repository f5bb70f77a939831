#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

/// Reads a step's log as GitHub's runner does: which of its lines are commands that are acted upon.
namespace heapgate::test {

struct WorkflowCommand {
  std::string name;
  std::string properties;
  std::string data;
};

namespace runner {

inline const std::array<std::string, 14> kKnown{{"add-mask", "add-matcher", "add-path", "debug", "echo",
                                                 "endgroup", "error", "group", "notice", "remove-matcher",
                                                 "save-state", "set-env", "set-output", "warning"}};

inline bool is_known(const std::string& name, const std::string& token) {
  std::string lower = name;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
  return lower == "stop-commands" || (!token.empty() && lower == token) ||
         std::find(kKnown.begin(), kKnown.end(), lower) != kKnown.end();
}

inline WorkflowCommand split(const std::string& info, const std::string& data) {
  const std::size_t blank = info.find(' ');
  return {info.substr(0, blank), blank == std::string::npos ? "" : info.substr(blank + 1), data};
}

// `::name properties::data`, whatever blanks stand before it; beyond ASCII all bytes count as such.
inline std::optional<WorkflowCommand> colons(const std::string& line) {
  const auto is_blank = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F;
  };
  const auto begin =
      static_cast<std::size_t>(std::find_if_not(line.begin(), line.end(), is_blank) - line.begin());
  if (line.compare(begin, 2, "::") != 0) return std::nullopt;
  const std::size_t end = line.find("::", begin + 2);
  if (end == std::string::npos) return std::nullopt;
  return split(line.substr(begin + 2, end - begin - 2), line.substr(end + 2));
}

// `##[name properties]data`, anywhere in the line.
inline std::optional<WorkflowCommand> brackets(const std::string& line) {
  const std::size_t begin = line.find("##[");
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = line.find(']', begin);
  if (end == std::string::npos) return std::nullopt;
  return split(line.substr(begin + 3, end - begin - 3), line.substr(end + 1));
}

inline std::optional<WorkflowCommand> parsed(const std::string& line, const std::string& token) {
  for (const auto& command : {colons(line), brackets(line)}) {
    if (command && is_known(command->name, token)) return command;
  }
  return std::nullopt;
}

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

inline std::string unescaped(std::string text, bool is_property) {
  replace_all(text, "%0D", "\r");
  replace_all(text, "%0A", "\n");
  if (is_property) replace_all(text, "%3A", ":");
  if (is_property) replace_all(text, "%2C", ",");
  replace_all(text, "%25", "%");
  return text;
}

}  // namespace runner

/// The commands that are acted upon, in order, with those that stop others and let them through again. A
/// carriage return ends a line, too.
inline std::vector<WorkflowCommand> workflow_commands(std::string log) {
  std::replace(log.begin(), log.end(), '\r', '\n');
  std::istringstream lines(log);
  std::vector<WorkflowCommand> commands;
  std::string token;
  for (std::string line; std::getline(lines, line);) {
    const auto command = runner::parsed(line, token);
    if (!command) continue;
    if (!token.empty()) {
      if (command->name != token) continue;
      token.clear();
    } else if (command->name == "stop-commands") {
      token = command->data;
    }
    commands.push_back(*command);
  }
  return commands;
}

inline std::vector<std::string> commands_in(const std::string& log) {
  std::vector<std::string> names;
  for (const WorkflowCommand& command : workflow_commands(log)) names.push_back(command.name);
  return names;
}

struct AnnotationSeen {
  std::string level;
  std::string file;
  std::string line;
  std::string title;
  std::string message;
};

/// The errors, warnings and notices of a log.
inline std::vector<AnnotationSeen> annotations_in(const std::string& log) {
  std::vector<AnnotationSeen> seen;
  for (const WorkflowCommand& command : workflow_commands(log)) {
    if (command.name != "error" && command.name != "warning" && command.name != "notice") continue;
    AnnotationSeen annotation{command.name, "", "", "", runner::unescaped(command.data, false)};
    std::istringstream properties(command.properties);
    for (std::string property; std::getline(properties, property, ',');) {
      const std::size_t equals = property.find('=');
      const std::string name = property.substr(0, equals);
      const std::string value =
          equals == std::string::npos ? "" : runner::unescaped(property.substr(equals + 1), true);
      if (name == "file") annotation.file = value;
      if (name == "line") annotation.line = value;
      if (name == "title") annotation.title = value;
    }
    seen.push_back(annotation);
  }
  return seen;
}

}  // namespace heapgate::test
