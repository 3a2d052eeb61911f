// Runs the built `her2` program in a folder of its own and hands back what it printed and how it ended.
#pragma once

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace her2::system {

struct Ran {
  int exit = -1;  ///< exit code; 128 + n after signal n
  std::string out;
  std::string err;
};

/// Where the program's standard streams lead other than to files that are handed back.
struct Streams {
  std::string in = "/dev/null";
  std::string out;
  std::string err;
};

inline std::string contents(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

inline bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string result;
  for (std::size_t found = 0; (found = text.find(from)) != std::string_view::npos;) {
    result.append(text.substr(0, found)).append(to);
    text.remove_prefix(found + from.size());
  }
  return result.append(text);
}

class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    std::string name = (std::filesystem::temp_directory_path() / "her2-system-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for the test");
    folder_ = name;
  }
  ~ProgramTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }

  /// Writes a file into the test's folder, which is the program's working folder.
  std::string file(const std::string& name, std::string_view bytes) const {
    std::filesystem::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << bytes;
    return name;
  }

  /// Starts the program and does not wait for it.
  pid_t launch(const std::vector<std::string>& arguments, const Streams& streams = {}) const {
    const pid_t child = fork();
    if (child == 0) {
      begin(arguments, streams.in, streams.out.empty() ? path(".out").string() : streams.out,
            streams.err.empty() ? path(".err").string() : streams.err);
    }
    return child;
  }

  Ran ended(pid_t child, const Streams& streams = {}) const {
    const std::string out = streams.out.empty() ? path(".out").string() : streams.out;
    const std::string err = streams.err.empty() ? path(".err").string() : streams.err;
    int status = 0;
    waitpid(child, &status, 0);
    Ran ran;
    ran.exit = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (streams.out.empty()) ran.out = contents(out);
    if (streams.err.empty()) ran.err = contents(err);
    return ran;
  }

  Ran her2(const std::vector<std::string>& arguments, const Streams& streams = {}) const {
    return ended(launch(arguments, streams), streams);
  }

 protected:
  /// In a child process: becomes the program.
  [[noreturn]] void begin(const std::vector<std::string>& arguments, const std::string& in, const std::string& out,
                          const std::string& err) const {
    std::vector<char*> argv{const_cast<char*>("her2")};
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    if (chdir(folder_.c_str()) != 0) _exit(126);
    redirect(in, O_RDONLY, STDIN_FILENO);
    redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    redirect(err, O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
    alarm(300);  // a program that hangs is ended, and the test says so
    execv(HER2_PROGRAM, argv.data());
    _exit(127);
  }

 private:
  static void redirect(const std::string& file, int flags, int to) {
    const int opened = open(file.c_str(), flags, 0600);
    if (opened < 0 || dup2(opened, to) < 0) _exit(126);
    close(opened);
  }

  std::filesystem::path folder_;
};

/// A breast cancer whose one specimen is IHC 3+: HER2-positive by every edition of the rules.
inline std::string positiveCase(std::string_view id) {
  return fmt::format(R"({{"id":"{}","sex":"female","tumours":[{{"kind":"breast","setting":"metastatic"}}],)"
                     R"("specimens":[{{"id":"s1","date":"2024-03-02","ihc":{{"score":"3+","scoring":"breast"}}}}]}})",
                     id);
}

/// IHC 1+, chemotherapy for metastatic disease given: what the approval of 2022-08-05 is about.
inline std::string lowCase(std::string_view id) {
  return fmt::format(
      R"({{"id":"{}","birthDate":"1966-05","sex":"female","menopause":"post",)"
      R"("tumours":[{{"kind":"breast","setting":"metastatic","er":{{"status":"positive","percent":90}}}}],)"
      R"("specimens":[{{"id":"s1","date":"2020-01-10","site":"metastasis","ihc":{{"score":"1+","scoring":"breast"}}}}],)"
      R"("treatments":[{{"drugs":["letrozole","palbociclib"],"intent":"metastatic","line":1,"start":"2020-02","end":"2021-06","endReason":"progression"}},)"
      R"({{"drugs":["capecitabine"],"intent":"metastatic","line":2,"start":"2021-07","end":"2022-06","endReason":"progression"}}]}})",
      id);
}

/// "3 records in = 2 assessed + 1 errors; 0 warnings", as the program prints it.
struct Sums {
  std::size_t in = 0;
  std::size_t assessed = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  friend bool operator==(const Sums&, const Sums&) = default;
};

inline void PrintTo(const Sums& sums, std::ostream* stream) {
  *stream << fmt::format("{} in = {} assessed + {} errors; {} warnings", sums.in, sums.assessed, sums.errors,
                         sums.warnings);
}

inline Sums sumsOf(const Ran& ran) {
  for (const std::string& line : linesOf(ran.err)) {
    Sums sums;
    if (std::sscanf(line.c_str(), "%zu records in = %zu assessed + %zu errors; %zu warnings", &sums.in, &sums.assessed,
                    &sums.errors, &sums.warnings) == 4) {
      return sums;
    }
  }
  ADD_FAILURE() << "no sums were printed:\n" << ran.err;
  return {};
}

}  // namespace her2::system
