#pragma once

#include <string_view>

namespace heapgate {

/// The files of src/init/templates, which are built into the binary; `@NAME@` stands for what differs.
extern const std::string_view kRulesTemplate;
extern const std::string_view kWorkflowTemplate;

}  // namespace heapgate
