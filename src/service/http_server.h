// HTTP/1.1 over Boost.Beast: reads requests within limits, hands them to one handler, writes what it answers. Threads
// share one event loop. The only file pair that knows the HTTP library.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "her2/problem.h"
#include "service/message.h"

namespace her2::service {

struct ServerSettings {
  std::string address = "127.0.0.1";
  unsigned short port = 8080;  ///< 0: any free one
  unsigned threads = 2;
  std::size_t bodyLimit = std::size_t{16} << 20;
  std::size_t headerLimit = std::size_t{16} << 10;
  std::chrono::seconds timeout{30};    ///< to read a request or write an answer
  std::size_t connectionLimit = 1024;  ///< more are answered with 503
  std::string certificate;             ///< PEM files for TLS; empty: plain HTTP
  std::string key;
};

class HttpServer {
 public:
  using Handler = std::function<Response(const Request&)>;

  /// Binds; a problem where the address cannot be had. The handler is called from several threads at once and must not
  /// throw.
  static Result<std::unique_ptr<HttpServer>> bind(const ServerSettings& settings, Handler handler);
  ~HttpServer();

  unsigned short port() const;
  /// Serves until stop(); requests under way are finished first.
  void run();
  /// Safe from a signal handler's thread.
  void stop();

 private:
  struct Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace her2::service
