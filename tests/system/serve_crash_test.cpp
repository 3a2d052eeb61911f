// A service killed in the middle of its work: every feedback that was acknowledged is in the log afterwards, and the
// chain of the log is whole.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <csignal>
#include <mutex>
#include <set>
#include <thread>

#include "program.h"

namespace her2::system {
namespace {

/// One connection to this machine; answers are read up to the end of their header.
class Client {
 public:
  explicit Client(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The status of the answer; 0 where the connection broke.
  int post(const std::string& path, const std::string& body) const {
    const std::string request =
        fmt::format("POST {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", path, body.size(), body);
    if (!connected_ || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return 0;
    std::string answer;
    // An answer of this route is short: header and "{}" or an error.
    while (!holds(answer, "\r\n\r\n{}") && !holds(answer, "\"error\"")) {
      char piece[2048];
      const auto got = ::recv(socket_, piece, sizeof piece, 0);
      if (got <= 0) return 0;
      answer.append(piece, static_cast<std::size_t>(got));
    }
    return std::atoi(answer.c_str() + std::string_view("HTTP/1.1 ").size());
  }

 private:
  int socket_;
  bool connected_ = false;
};

class Crash : public ProgramTest {
 protected:
  /// Starts `her2 serve` on a free port and waits until it says which.
  pid_t serve() {
    port_ = 0;
    std::filesystem::remove(path("said"));  // of the service before
    const pid_t child = fork();
    if (child == 0) begin({"serve", "--port", "0", "--audit", "audit.db"}, "/dev/null", path("out"), path("said"));
    while (port_ == 0 && ::waitpid(child, nullptr, WNOHANG) == 0) {
      const std::string said = contents(path("said"));
      const auto at = said.find("127.0.0.1:");
      if (at != std::string::npos && said.find('/', at) != std::string::npos)
        port_ = static_cast<unsigned short>(std::atoi(said.c_str() + at + 10));
      std::this_thread::yield();
    }
    return child;
  }
  unsigned short port_ = 0;
};

TEST_F(Crash, NoAcknowledgedFeedbackIsLostAndTheChainIsWhole) {
  constexpr int clients = 4;
  constexpr std::size_t enough = 200;
  for (int round = 0; round < 2; ++round) {  // the second goes on with the log that the first left behind
    const pid_t service = serve();
    ASSERT_NE(port_, 0) << contents(path("said"));
    std::mutex mutex;
    std::set<std::string> acknowledged;
    {
      std::vector<std::jthread> threads;
      for (int c = 0; c < clients; ++c) {
        threads.emplace_back([&, c] {
          const Client client(port_);
          for (int i = 0;; ++i) {
            const std::string card = fmt::format("card-{}-{}-{}", round, c, i);
            const std::string body = R"({"feedback":[{"card":")" + card +
                                     R"(","outcome":"overridden","overrideReason":{"reason":{"code":"trial"}}}]})";
            if (client.post("/cds-services/her2-status/feedback", body) != 200) return;
            const std::lock_guard lock(mutex);
            acknowledged.insert(card);
            if (acknowledged.size() == enough) ::kill(service, SIGKILL);  // while the other clients write
          }
        });
      }
    }
    ::kill(service, SIGKILL);
    ::waitpid(service, nullptr, 0);
    ASSERT_GE(acknowledged.size(), enough);
    const Ran verified = her2({"audit", "verify", "audit.db"});
    EXPECT_EQ(verified.exit, 0) << verified.err;
    const Ran exported = her2({"audit", "export", "audit.db", "--kind", "feedback"});
    EXPECT_EQ(exported.exit, 0) << exported.err;
    for (const std::string& card : acknowledged) EXPECT_TRUE(holds(exported.out, "\"" + card + "\"")) << card;
  }
}

TEST_F(Crash, AnExportNamesAChangedEntryAndStillSaysWhatIsThere) {
  const pid_t service = serve();
  ASSERT_NE(port_, 0);
  {
    const Client client(port_);
    EXPECT_EQ(
        client.post("/cds-services/her2-status/feedback", R"({"feedback":[{"card":"first","outcome":"overridden"}]})"),
        200);
  }
  ::kill(service, SIGTERM);
  ::waitpid(service, nullptr, 0);
  std::string bytes = contents(path("audit.db"));
  const auto at = bytes.find("\"outcome\":\"overridden\"");
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at, 22, "\"outcome\":\"accepted__\"");
  file("audit.db", bytes);
  const Ran exported = her2({"audit", "export", "audit.db"});
  EXPECT_EQ(exported.exit, 1);
  EXPECT_TRUE(holds(exported.out, "first"));
  EXPECT_TRUE(holds(exported.err, "entry 1 of 1"));
}

}  // namespace
}  // namespace her2::system
