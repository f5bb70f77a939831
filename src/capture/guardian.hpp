#pragma once

#include <sys/types.h>

#include <string>

namespace heapgate {

/// Cleans up after this process, however it ends: a forked process that waits for this one to finish or to
/// die, then undoes what was registered, the last first. Construct it before any thread is started.
class Guardian {
 public:
  /// Throws OutputError if no process can be made.
  Guardian();
  ~Guardian();
  Guardian(const Guardian&) = delete;
  Guardian& operator=(const Guardian&) = delete;

  // What these register is done when this process ends.

  /// Removes a folder with all that is in it.
  void remove_folder(const std::string& path);
  /// Removes a folder if it is empty.
  void remove_empty_folder(const std::string& path);
  /// SIGTERM, after `grace` seconds SIGKILL.
  void end_process_group(pid_t group, int grace);
  /// The same for a server: the group that it was started in, and whatever has left that group since, told by
  /// `mark` in its environment or by its being a descendant of this process.
  void end_server(pid_t group, int grace, const std::string& mark);
  /// A process of that server, whose environment may be gone.
  void end_process(pid_t pid, int grace);
  /// The process group has ended by itself; its number may be another's soon.
  void forget_process_group(pid_t group);
  /// Removes rbtrace's queue and socket of this process.
  void end_tracing(pid_t pid);

  /// Cleans up now and returns when all is done.
  void finish();

 private:
  void tell(const std::string& line) const;

  int pipe_ = -1;
  pid_t pid_ = -1;
};

}  // namespace heapgate
