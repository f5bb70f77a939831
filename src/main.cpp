#include <malloc.h>

#include "cli/app.hpp"

namespace {

// A run lives for seconds: memory is asked for in large steps and not given back before its end, since
// threads wait for one another in the kernel when it changes hands.
void keep_memory() {
#if defined(__GLIBC__)
  constexpr int kMebibyte = 1 << 20;
  mallopt(M_TOP_PAD, 16 * kMebibyte);
  mallopt(M_TRIM_THRESHOLD, 1024 * kMebibyte);
  mallopt(M_MMAP_THRESHOLD, 32 * kMebibyte);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  return heapgate::run_app(argc, argv);
}
