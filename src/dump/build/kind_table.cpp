#include "kind_table.hpp"

#include <mutex>

#include "util/text_hash.hpp"

namespace heapgate {

KindTable::Entry KindTable::intern(const Record& record) {
  const std::scoped_lock lock(mutex_);
  const Kind kind{
      .type = kinds_->intern(record.type),
      .imemo = kinds_->intern(imemo_of(record)),
      .klass = record.type == "IMEMO" ? kNoAddress : record.klass,
      .file = kinds_->intern(record.file),
      .method = kinds_->intern(record.method),
      .line = record.line,
  };
  const KindId id = kinds_->intern(kind);
  constexpr std::uint64_t kOdd = 0xe7037ed1a0b428dbULL;
  return {id, multiply_mix(kinds_->hash(id), static_cast<std::uint64_t>(kind.klass) ^ kOdd)};
}

ClassRecord KindTable::class_record(const Record& record) {
  const std::scoped_lock lock(mutex_);
  return {
      .address = *record.address,
      .superclass = record.superclass,
      .name = kinds_->intern(record.name),
      .real_class_name = kinds_->intern(record.real_class_name),
      .is_module = record.type == "MODULE",
      .is_singleton = record.singleton,
  };
}

}  // namespace heapgate
