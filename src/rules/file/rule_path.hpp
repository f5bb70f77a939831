#pragma once

#include <optional>
#include <string>

namespace heapgate {

/// The first rule file from `working_folder` upward to the repository's root (outside a repository: only
/// there), named relative to `working_folder`.
[[nodiscard]] std::optional<std::string> find_rule_file(const std::string& working_folder);

/// Whether `target` lies outside of the repository that `rule_file` lies in, links followed. False where
/// there is no repository.
[[nodiscard]] bool leaves_repository(const std::string& rule_file, const std::string& target);

/// Whether an `extends` entry names a shipped preset rather than a file.
[[nodiscard]] bool is_preset_name(const std::string& entry);

}  // namespace heapgate
