#include "util/text.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include <limits>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace heapgate {
namespace {

constexpr std::uint64_t kMaxUnsigned = std::numeric_limits<std::uint64_t>::max();
constexpr std::int64_t kMinSigned = std::numeric_limits<std::int64_t>::min();

std::string text_of(const std::vector<unsigned>& bytes) {
  std::string text;
  for (const unsigned byte : bytes) text += static_cast<char>(byte);
  return text;
}

std::string visible(const std::string& bytes) {
  std::string text;
  for (const char byte : bytes) text += fmt::format("\\x{:02X}", static_cast<unsigned char>(byte));
  return text;
}

// UTF-8 of a code point, well-formed or not, as the scheme alone has it.
std::string encode(std::uint32_t code) {
  if (code < 0x80) return text_of({code});
  if (code < 0x800) return text_of({0xC0U | code >> 6, 0x80U | (code & 0x3FU)});
  const unsigned last = 0x80U | (code & 0x3FU);
  const unsigned second_last = 0x80U | (code >> 6 & 0x3FU);
  if (code < 0x10000) return text_of({0xE0U | code >> 12, second_last, last});
  return text_of({0xF0U | code >> 18, 0x80U | (code >> 12 & 0x3FU), second_last, last});
}

bool is_kept_in_lines(std::uint32_t code) {
  const bool control = code < 0x20 || (code >= 0x7F && code <= 0x9F);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  const bool turns = (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
  return !control && !surrogate && !turns && code != 0xFFFE && code != 0xFFFF && code <= 0x10FFFF;
}

// Table 3-7 of the Unicode Standard: which second byte makes a lead byte the start of a character.
bool is_second_byte(unsigned lead, unsigned byte) {
  const unsigned smallest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned largest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return lead >= 0xC2 && lead <= 0xF4 && byte >= smallest && byte <= largest;
}

TEST(CleanText, KeepsTabAndNewlineAndMakesEveryOtherC0ControlVisible) {
  for (unsigned byte = 0; byte < 0x20; ++byte) {
    const std::string text = text_of({byte});
    EXPECT_EQ(clean_text("a" + text + "b"),
              "a" + (byte == '\t' || byte == '\n' ? text : visible(text)) + "b");
  }
}

TEST(CleanText, WritesControlsAsTwoUpperCaseHexDigitsEach) {
  EXPECT_EQ(clean_text("\x1b[31m"), "\\x1B[31m");
  EXPECT_EQ(clean_text("line\r\n"), "line\\x0D\n");
  EXPECT_EQ(clean_text(std::string(1, '\0')), "\\x00");
  EXPECT_EQ(clean_text("\x7F"), "\\x7F");
  EXPECT_EQ(clean_text("\xC2\x9B"), "\\xC2\\x9B");
}

TEST(CleanText, MakesLineSeparatorsAndDirectionMarksVisible) {
  EXPECT_EQ(clean_text("a\xE2\x80\xA8"
                       "b"),
            "a\\xE2\\x80\\xA8b");
  EXPECT_EQ(clean_text("\xE2\x80\xAE"), "\\xE2\\x80\\xAE");
  EXPECT_EQ(clean_text("\xE2\x81\xA6"), "\\xE2\\x81\\xA6");
}

TEST(CleanText, KeepsWhatIsNoControl) {
  for (const char* text : {"", " ", "Cart app.rb:14", "\"<&>'\\", "\xC2\xA0", "\xC3\xA9", "\xE2\x86\x92",
                           "\xEF\xBF\xBD", "\xF0\x9F\x92\x8E", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(clean_text(text), text);
    EXPECT_EQ(clean_line(text), text);
  }
}

TEST(CleanLine, MakesTabAndNewlineVisibleToo) {
  EXPECT_EQ(clean_line("a\tb\nc\r\n"), "a\\x09b\\x0Ac\\x0D\\x0A");
}

TEST(CleanLine, KeepsEveryCodePointButControlsTurnsSurrogatesAndNoncharacters) {
  for (std::uint32_t code = 0; code <= 0x1100FF; code += code < 0x11000 || code > 0x10FF00 ? 1 : 0x101) {
    const std::string text = encode(code);
    const std::string cleaned = clean_line(text);
    ASSERT_EQ(cleaned, is_kept_in_lines(code) ? text : visible(text)) << fmt::format("U+{:04X}", code);
  }
}

TEST(CleanLine, TakesALeadByteOnlyWithASecondByteThatFits) {
  for (unsigned lead = 0xC0; lead <= 0xFF; ++lead) {
    for (unsigned second = 0; second <= 0xFF; ++second) {
      std::string text = text_of({lead, second});
      if (lead >= 0xE0) text += '\x80';
      if (lead >= 0xF0) text += '\x80';
      const bool kept = is_second_byte(lead, second) && (lead > 0xC2 || second >= 0xA0);
      ASSERT_EQ(clean_line(text) == text, kept) << visible(text);
    }
  }
}

TEST(CleanText, MakesEveryByteOfInvalidUtf8Visible) {
  const std::vector<std::string> invalid{
      "\x80",              // a continuation alone
      "\xBF\x80",          // two of them
      "\xC0\xAF",          // overlong in two bytes
      "\xC1\xBF",          //
      "\xE0\x80\xAF",      // in three
      "\xE0\x9F\xBF",      //
      "\xF0\x80\x80\xAF",  // in four
      "\xF0\x8F\xBF\xBF",  //
      "\xED\xA0\x80",      // the first surrogate
      "\xED\xBF\xBF",      // the last
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xF5\x80\x80\x80",  // lead bytes of no character
      "\xF8\x88\x80\x80\x80",
      "\xFE",
      "\xFF\xFF",
      "\xC3",  // truncated
      "\xE2\x82",
      "\xF0\x9F\x92",
      "\xEF\xBF\xBE",  // U+FFFE
      "\xEF\xBF\xBF",  // U+FFFF
  };
  for (const std::string& bytes : invalid) {
    EXPECT_EQ(clean_text(bytes), visible(bytes));
    EXPECT_EQ(clean_text("a" + bytes + "b"), "a" + visible(bytes) + "b");
    EXPECT_EQ(clean_text(bytes + "\xE2\x82\xAC"), visible(bytes) + "\xE2\x82\xAC");
  }
}

TEST(CleanText, DoesNotReadBeyondItsEnd) {
  constexpr std::string_view kEuro = "\xE2\x82\xAC";
  EXPECT_EQ(clean_text(kEuro.substr(0, 2)), "\\xE2\\x82");
  EXPECT_EQ(clean_text(kEuro.substr(0, 1)), "\\xE2");
}

TEST(CleanText, KeepsTheCharacterBehindATruncatedOne) {
  EXPECT_EQ(clean_text("\xE2\x82"
                       "A"),
            "\\xE2\\x82A");
  EXPECT_EQ(clean_text("\xF0\x9F\xC3\xA9"), "\\xF0\\x9F\xC3\xA9");
}

TEST(CleanLine, GivesValidTextWithoutControlsWhateverTheBytes) {
  std::mt19937 random(20);
  for (int round = 0; round < 5'000; ++round) {
    std::string bytes(random() % 24, ' ');
    for (char& byte : bytes) byte = static_cast<char>(random());
    const std::string cleaned = clean_line(bytes);
    EXPECT_NO_THROW((void)nlohmann::json(cleaned).dump()) << visible(bytes);
    EXPECT_EQ(clean_line(cleaned), cleaned) << visible(bytes);
    EXPECT_THAT(cleaned, testing::Each(testing::Truly([](char c) {
                  const auto byte = static_cast<unsigned char>(c);
                  return byte >= 0x20 && byte != 0x7F;
                })));
  }
}

TEST(WithSeparators, PutsACommaBeforeEveryThreeDigits) {
  const auto of = [](std::uint64_t number) { return with_separators(number); };
  EXPECT_EQ(of(0), "0");
  EXPECT_EQ(of(999), "999");
  EXPECT_EQ(of(1'000), "1,000");
  EXPECT_EQ(of(999'999), "999,999");
  EXPECT_EQ(of(1'234'567), "1,234,567");
  EXPECT_EQ(of(kMaxUnsigned), "18,446,744,073,709,551,615");
}

TEST(WithSeparators, KeepsTheSignBeforeTheDigits) {
  const auto of = [](std::int64_t number) { return with_separators(number); };
  EXPECT_EQ(of(0), "0");
  EXPECT_EQ(of(-1), "-1");
  EXPECT_EQ(of(-999), "-999");
  EXPECT_EQ(of(-1'000), "-1,000");
  EXPECT_EQ(of(1'000), "1,000");
  EXPECT_EQ(of(kMinSigned), "-9,223,372,036,854,775,808");
}

TEST(HumanBytes, PicksTheUnitThatKeepsTheNumberBelow1024) {
  EXPECT_EQ(human_bytes(0), "0 B");
  EXPECT_EQ(human_bytes(1'023), "1023 B");
  EXPECT_EQ(human_bytes(1'024), "1.0 KiB");
  EXPECT_EQ(human_bytes(1'536), "1.5 KiB");
  EXPECT_EQ(human_bytes(20 * 1'024 * 1'024), "20.0 MiB");
  EXPECT_EQ(human_bytes(Bytes{3} << 30), "3.0 GiB");
  EXPECT_EQ(human_bytes(Bytes{3} << 40), "3.0 TiB");
  EXPECT_EQ(human_bytes(kMaxUnsigned), "16777216.0 TiB");
}

TEST(HumanBytes, RoundsUpIntoTheNextUnit) {
  EXPECT_EQ(human_bytes(1'048'524), "1023.9 KiB");
  EXPECT_EQ(human_bytes(1'048'575), "1.0 MiB");
  EXPECT_EQ(human_bytes((Bytes{1} << 30) - 1), "1.0 GiB");
}

TEST(Counted, UsesTheSingularForExactlyOne) {
  EXPECT_EQ(quantity(0, "object"), "0 objects");
  EXPECT_EQ(quantity(1, "object"), "1 object");
  EXPECT_EQ(quantity(1'002, "more group"), "1,002 more groups");
}

TEST(Width, CountsCodePointsNotBytes) {
  EXPECT_EQ(width(""), 0U);
  EXPECT_EQ(width("abc"), 3U);
  EXPECT_EQ(width("0\xE2\x86\x92"
                  "5"),
            3U);
  EXPECT_EQ(width("\xC3\xA9\xF0\x9F\x92\x8E"), 2U);
}

TEST(Shortened, KeepsBothEndsAndSaysWhatItLeftOut) {
  EXPECT_EQ(shortened("0123456789", 10), "0123456789");
  EXPECT_EQ(shortened("0123456789ab", 9), "012345…(3 bytes left out)…9ab");
}

TEST(WithoutMiddle, KeepsMoreOfTheEnd) {
  EXPECT_EQ(without_middle("app/models/cart.rb:14", 21), "app/models/cart.rb:14");
  EXPECT_EQ(without_middle("app/models/cart.rb:14", 13), "app/…rt.rb:14");
  EXPECT_EQ(without_middle("app/models", 1), "…");
  EXPECT_EQ(without_middle("app/models", 0), "");
}

TEST(WithoutMiddle, CountsAndCutsCharacters) {
  const std::string text = "ééééééééé";
  EXPECT_EQ(without_middle(text, 9), text);
  for (std::size_t columns = 1; columns < 9; ++columns) {
    EXPECT_EQ(width(without_middle(text, columns)), columns);
    EXPECT_EQ(clean_line(without_middle(text, columns)), without_middle(text, columns));
  }
}

TEST(Shortened, CutsNoCharacter) {
  const std::string text = "ééééééééé";
  for (std::size_t most = 1; most < text.size(); ++most)
    EXPECT_EQ(clean_line(shortened(text, most)), shortened(text, most)) << most;
}

}  // namespace
}  // namespace heapgate
