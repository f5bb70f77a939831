#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "heapgate/version.hpp"

/// Golden files: the whole output, kept beside the test. VERSION stands for the program's version, which is
/// no part of what they hold fast.
namespace heapgate::test {

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

/// Compares `actual` with the file at `path`; with HEAPGATE_UPDATE_GOLDEN=1 in the environment writes it
/// instead.
inline void expect_golden(const std::string& path, const std::string& actual) {
  const char* update = std::getenv("HEAPGATE_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << replaced(actual, kVersion, "VERSION");
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; write it with HEAPGATE_UPDATE_GOLDEN=1";
  const std::string expected = replaced({std::istreambuf_iterator<char>(file), {}}, "VERSION", kVersion);
  EXPECT_EQ(actual, expected) << "differs from " << path << "; rewrite it with HEAPGATE_UPDATE_GOLDEN=1";
}

}  // namespace heapgate::test
