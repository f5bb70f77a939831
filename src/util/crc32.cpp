#include "crc32.hpp"

#include <array>
#include <cstring>

namespace heapgate {
namespace {

constexpr std::uint32_t kPolynomial = 0xEDB88320U;

using Table = std::array<std::uint32_t, 256>;

// Table i is of a byte with i zero bytes behind it, so that 8 bytes are taken at once.
constexpr std::array<Table, 8> kTables = [] {
  std::array<Table, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? crc >> 1U ^ kPolynomial : crc >> 1U;
    tables[0][byte] = crc;
  }
  for (std::size_t i = 1; i < tables.size(); ++i) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t before = tables[i - 1][byte];
      tables[i][byte] = before >> 8U ^ tables[0][before & 0xFFU];
    }
  }
  return tables;
}();

std::uint32_t add_8(std::uint32_t crc, const char* at) {
  std::array<unsigned char, 8> bytes{};
  std::memcpy(bytes.data(), at, bytes.size());
  for (std::size_t i = 0; i < 4; ++i) bytes[i] ^= static_cast<unsigned char>(crc >> 8 * i);
  std::uint32_t next = 0;
  for (std::size_t i = 0; i < 8; ++i) next ^= kTables[7 - i][bytes[i]];
  return next;
}

}  // namespace

std::uint32_t crc32(std::uint32_t crc, std::string_view bytes) {
  crc = ~crc;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) crc = add_8(crc, bytes.data());
  for (const char c : bytes) crc = crc >> 8U ^ kTables[0][(crc ^ static_cast<unsigned char>(c)) & 0xFFU];
  return ~crc;
}

}  // namespace heapgate
