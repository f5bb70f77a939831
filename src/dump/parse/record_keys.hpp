#pragma once

#include <string_view>

namespace heapgate {

/// The keys that heapgate relies on, as bits: each but kLenient may be there once.
enum Key : unsigned {
  kOther = 0,
  kAddress = 1U << 0,
  kType = 1U << 1,
  kClass = 1U << 2,
  kSuperclass = 1U << 3,
  kName = 1U << 4,
  kRealClassName = 1U << 5,
  kImemoType = 1U << 6,
  kFile = 1U << 7,
  kMethod = 1U << 8,
  kLine = 1U << 9,
  kGeneration = 1U << 10,
  kMemsize = 1U << 11,
  kSingleton = 1U << 12,
  kReferences = 1U << 13,
  kLength = 1U << 14,
  kSize = 1U << 15,
  kBytesize = 1U << 16,
  kRoot = 1U << 17,
};

/// Of these a value of the expected type is read, and anything else is left alone as of keys that heapgate
/// does not know.
constexpr unsigned kLenient = kLength | kSize | kBytesize | kRoot;

/// `key` as the line has it, between its quotes.
inline Key key_of(std::string_view key) {
  switch (key.size()) {
    case 4:
      if (key == "type") return kType;
      if (key == "file") return kFile;
      if (key == "line") return kLine;
      if (key == "name") return kName;
      if (key == "root") return kRoot;
      return key == "size" ? kSize : kOther;
    case 5: return key == "class" ? kClass : kOther;
    case 6:
      if (key == "method") return kMethod;
      return key == "length" ? kLength : kOther;
    case 7:
      if (key == "address") return kAddress;
      return key == "memsize" ? kMemsize : kOther;
    case 8: return key == "bytesize" ? kBytesize : kOther;
    case 9: return key == "singleton" ? kSingleton : kOther;
    case 10:
      if (key == "references") return kReferences;
      if (key == "generation") return kGeneration;
      if (key == "imemo_type") return kImemoType;
      return key == "superclass" ? kSuperclass : kOther;
    case 15: return key == "real_class_name" ? kRealClassName : kOther;
    default: return kOther;
  }
}

}  // namespace heapgate
