#include "capture/listeners.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "children.hpp"

namespace heapgate {
namespace {

/// A socket that listens on a free port of loopback.
class Listening {
 public:
  explicit Listening(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_addr = in6addr_loopback;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_six = family == AF_INET6;
    auto* address = is_six ? reinterpret_cast<sockaddr*>(&six) : reinterpret_cast<sockaddr*>(&four);
    socklen_t size = is_six ? sizeof(six) : sizeof(four);
    works_ =
        ::bind(fd_, address, size) == 0 && ::listen(fd_, 1) == 0 && ::getsockname(fd_, address, &size) == 0;
    port_ = ntohs(is_six ? six.sin6_port : four.sin_port);
  }
  ~Listening() { ::close(fd_); }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  bool works_ = false;
  int port_ = 0;

 private:
  int fd_;
};

class ListenersTest : public testing::TestWithParam<int> {};

TEST_P(ListenersTest, AreThoseThatHoldTheSocket) {
  const Listening socket(GetParam());
  if (!socket.works_) GTEST_SKIP() << "no such addresses here";
  const Listening other(GetParam());
  const test::Child child(test::sleep_long);
  EXPECT_THAT(listeners(socket.port_, {::getpid(), child.pid(), ::getppid()}),
              testing::ElementsAre(::getpid(), child.pid()));
  EXPECT_THAT(listeners(socket.port_, {::getppid()}), testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Family, ListenersTest, testing::Values(AF_INET, AF_INET6),
                         [](const auto& family) { return family.param == AF_INET ? "Four" : "Six"; });

TEST(Listeners, AConnectionIsNone) {
  int port = 0;
  {
    const Listening socket(AF_INET);
    port = socket.port_;
    EXPECT_EQ(listeners(port, {::getpid()}).size(), 1U);
  }
  EXPECT_THAT(listeners(port, {::getpid()}), testing::IsEmpty());
}

}  // namespace
}  // namespace heapgate
