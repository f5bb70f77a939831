#pragma once

#include <array>
#include <cstdio>
#include <pugixml.hpp>
#include <stdexcept>
#include <string>

#include "heap_text.hpp"

/// Reads the JUnit report as a CI would.
namespace heapgate::test {

inline pugi::xml_document parsed(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(xml.data(), xml.size(), pugi::parse_full);
  if (!result) throw std::runtime_error(std::string("no XML: ") + result.description());
  return document;
}

/// What xmllint says against the schema; empty if the report is valid.
inline std::string schema_errors(const std::string& xml) {
  const TempFolder folder;
  const std::string command = "xmllint --noout --schema '" HEAPGATE_TEST_DATA "/junit.xsd' '" +
                              folder.write("report.xml", xml) + "' 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "xmllint cannot be started";
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), size);
  }
  return ::pclose(pipe) == 0 ? "" : output;
}

/// The first case of this classname and name; a null node if there is none.
inline pugi::xml_node find_case(const pugi::xml_document& document, const std::string& classname,
                                const std::string& name) {
  return document.find_node([&](const pugi::xml_node& node) {
    return std::string(node.name()) == "testcase" && node.attribute("classname").value() == classname &&
           node.attribute("name").value() == name;
  });
}

/// The names of a node's children, each followed by a blank.
inline std::string child_names(const pugi::xml_node& node) {
  std::string names;
  for (const pugi::xml_node& child : node.children()) names += std::string(child.name()) + " ";
  return names;
}

}  // namespace heapgate::test
