// What a plain program does: simdjson On-Demand, every field of every line, hash maps of strings, then the
// three-dump diff by address and generation. It has no trust checks, no live counts and no reports.
// usage: naive_simdjson D1 D2 D3

#include <simdjson.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {

namespace ondemand = simdjson::ondemand;

struct Object {
  std::string site;
  std::uint64_t memsize = 0;
};

using Heap = std::unordered_map<std::string, Object>;

void add(ondemand::document& document, Heap& heap) {
  std::string address;
  std::string generation;
  std::string type;
  std::string file;
  Object object;
  std::size_t references = 0;
  for (auto field : document.get_object()) {
    const std::string_view key = field.unescaped_key();
    ondemand::value value = field.value();
    if (key == "references") {
      for (auto reference : value.get_array()) references += reference.get_string().value().size();
    } else if (key == "address" || key == "class") {
      (key == "address" ? address : type) += value.get_string().value();
    } else if (key == "type") {
      type += value.get_string().value();
    } else if (key == "file") {
      file = value.get_string().value();
    } else if (key == "line" || key == "generation") {
      (key == "line" ? file : generation) += ":" + std::to_string(value.get_uint64().value());
    } else if (key == "memsize") {
      object.memsize = value.get_uint64();
    } else if (value.type() == ondemand::json_type::string) {
      references += value.get_string().value().size();
    }
  }
  object.site = type + " " + file;
  if (!address.empty()) heap.emplace(address + generation, std::move(object));
}

Heap read(const char* path) {
  Heap heap;
  ondemand::parser parser;
  std::ifstream file(path);
  std::string line;
  while (std::getline(file, line)) {
    line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
    ondemand::document document;
    try {
      if (parser.iterate(line).get(document) == simdjson::SUCCESS) add(document, heap);
    } catch (const simdjson::simdjson_error&) {
      // A broken line.
    }
  }
  return heap;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::vector<Heap> heaps{read(argv[1]), read(argv[2]), read(argv[3])};
  std::unordered_map<std::string, std::uint64_t> kept;
  for (const auto& [identity, object] : heaps[1]) {
    if (!heaps[0].contains(identity) && heaps[2].contains(identity)) ++kept[object.site];
  }
  std::printf("%zu groups kept\n", kept.size());
}
