#include "capture/message_queue.hpp"

#include <gtest/gtest.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <filesystem>

#include "children.hpp"
#include "heap_text.hpp"

namespace heapgate {
namespace {

namespace fs = std::filesystem;
using test::Child;

class MessageQueueTest : public testing::Test {
 protected:
  ~MessageQueueTest() override {
    ::msgctl(::msgget(-pid(), 0), IPC_RMID, nullptr);
    ::unlink(tracer_socket(pid()).c_str());
  }
  [[nodiscard]] pid_t pid() const { return child_.pid(); }
  int make_queue() { return ::msgget(static_cast<key_t>(-pid()), IPC_CREAT | IPC_EXCL | 0666); }
  static unsigned long messages(int queue) {
    msqid_ds status{};
    ::msgctl(queue, IPC_STAT, &status);
    return status.msg_qnum;
  }
  int bind_socket() {
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    tracer_socket(pid()).copy(address.sun_path, sizeof(address.sun_path) - 1);
    EXPECT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return fd;
  }

  Child child_{test::sleep_long};
};

TEST_F(MessageQueueTest, IsSeen) {
  EXPECT_FALSE(has_queue(pid()));
  make_queue();
  EXPECT_TRUE(has_queue(pid()));
}

TEST_F(MessageQueueTest, OfTheProcessItselfIsLetBe) {
  const int queue = make_queue();
  struct {
    long type = 1;
    char text[4] = "abc";
  } message;
  ASSERT_EQ(::msgsnd(queue, &message, sizeof(message.text), 0), 0);
  EXPECT_EQ(clear_leftovers(pid()), "");
  EXPECT_EQ(messages(queue), 1U);
}

TEST_F(MessageQueueTest, ASocketThatNobodyHoldsIsRemoved) {
  EXPECT_EQ(tracer_socket(7), "/tmp/rbtrace-7.sock");
  ::close(bind_socket());
  ASSERT_TRUE(fs::exists(tracer_socket(pid())));
  EXPECT_EQ(clear_leftovers(pid()), "");
  EXPECT_FALSE(fs::exists(tracer_socket(pid())));
}

TEST_F(MessageQueueTest, ATracerThatLivesIsLetBe) {
  const int fd = bind_socket();
  make_queue();
  EXPECT_EQ(clear_leftovers(pid()),
            "another rbtrace (process " + std::to_string(::getpid()) + ") is attached to it; end that first");
  end_tracing_session(pid());
  EXPECT_TRUE(fs::exists(tracer_socket(pid())));
  EXPECT_TRUE(has_queue(pid()));
  ::close(fd);
}

TEST_F(MessageQueueTest, OfADeadProcessIsRemoved) {
  make_queue();
  ::close(bind_socket());
  ::kill(pid(), SIGKILL);
  child_.wait();
  end_tracing_session(pid());
  EXPECT_FALSE(has_queue(pid()));
  EXPECT_FALSE(fs::exists(tracer_socket(pid())));
}

}  // namespace
}  // namespace heapgate
