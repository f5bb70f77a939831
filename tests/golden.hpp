#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

/// Golden files: the whole output, kept beside the test.
namespace heapgate::test {

/// Compares `actual` with the file at `path`; with HEAPGATE_UPDATE_GOLDEN=1 in the environment writes it
/// instead.
inline void expect_golden(const std::string& path, const std::string& actual) {
  const char* update = std::getenv("HEAPGATE_UPDATE_GOLDEN");
  if (update != nullptr && std::string(update) == "1") {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; write it with HEAPGATE_UPDATE_GOLDEN=1";
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(actual, expected) << "differs from " << path << "; rewrite it with HEAPGATE_UPDATE_GOLDEN=1";
}

}  // namespace heapgate::test
