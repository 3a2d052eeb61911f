#include "service/http_server.h"

#include <fmt/format.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <cctype>
#include <optional>
#include <thread>
#include <vector>

#include "service/url.h"

namespace her2::service {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

Request requestOf(http::request<http::string_body>&& message) {
  Request request;
  request.method = std::string(message.method_string());
  splitTarget(std::string_view(message.target().data(), message.target().size()), request.path, request.query);
  for (const auto& field : message)
    request.headers[lower({field.name_string().data(), field.name_string().size()})] = std::string(field.value());
  request.body = std::move(message.body());
  return request;
}

/// What is taken off a connection at once: as much as the buffer has room for, and each time is a turn of the loop.
constexpr std::size_t readBytes = std::size_t{64} << 10;

/// Shared by the connections of one server.
struct Shared {
  ServerSettings settings;
  HttpServer::Handler handler;
  std::atomic<std::size_t> connections{0};
  std::atomic<bool> stopping{false};
};

/// One connection: read, answer, again. `Stream` is a plain or a TLS stream.
template <class Stream>
class Connection : public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(Stream&& stream, Shared& shared) : stream_(std::move(stream)), shared_(shared) { ++shared_.connections; }
  ~Connection() { --shared_.connections; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start() {
    if constexpr (requires { stream_.next_layer(); }) {
      beast::get_lowest_layer(stream_).expires_after(shared_.settings.timeout);
      stream_.async_handshake(asio::ssl::stream_base::server, [self = this->shared_from_this()](error_code error) {
        if (!error) self->read();
      });
    } else {
      read();
    }
  }

 private:
  void read() {
    buffer_.reserve(readBytes);
    parser_.emplace();
    parser_->body_limit(shared_.settings.bodyLimit);
    parser_->header_limit(static_cast<std::uint32_t>(shared_.settings.headerLimit));
    beast::get_lowest_layer(stream_).expires_after(shared_.settings.timeout);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code error, std::size_t) { self->onRead(error); });
  }

  void onRead(error_code error) {
    if (error == http::error::body_limit)
      return refuse(http::status::payload_too_large, "the body is larger than the service takes");
    if (error == http::error::header_limit)
      return refuse(http::status::request_header_fields_too_large, "the header is larger than the service takes");
    if (error == http::error::end_of_stream || error == beast::error::timeout || error == asio::error::connection_reset)
      return close();
    if (error) return refuse(http::status::bad_request, "not a request of HTTP/1.1");
    if (shared_.connections > shared_.settings.connectionLimit)
      return refuse(http::status::service_unavailable, "too many connections");
    const bool keep = parser_->get().keep_alive() && !shared_.stopping;
    const unsigned version = parser_->get().version();
    const bool head = parser_->get().method() == http::verb::head;
    Response response = shared_.handler(requestOf(parser_->release()));
    write(std::move(response), version, keep, head);
  }

  void refuse(http::status status, std::string_view why) {
    write({static_cast<int>(status), "application/json", fmt::format(R"({{"error":"{}"}})", why), {}}, 11, false,
          false);
  }

  void write(Response response, unsigned version, bool keep, bool head) {
    message_ = {static_cast<http::status>(response.status), version};
    message_.set(http::field::content_type, response.contentType);
    for (const auto& [name, value] : response.headers) message_.set(name, value);
    message_.body() = std::move(response.body);
    message_.keep_alive(keep);
    message_.prepare_payload();
    if (head) message_.body().clear();
    beast::get_lowest_layer(stream_).expires_after(shared_.settings.timeout);
    http::async_write(stream_, message_, [self = this->shared_from_this(), keep](error_code error, std::size_t) {
      if (error || !keep) return self->close();
      self->read();
    });
  }

  void close() {
    error_code ignored;
    beast::get_lowest_layer(stream_).socket().shutdown(tcp::socket::shutdown_send, ignored);
  }

  Stream stream_;
  Shared& shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> message_;
};

}  // namespace

struct HttpServer::Impl {
  Impl(ServerSettings settings, Handler handler)
      : loop(static_cast<int>(settings.threads)), acceptor(loop), drainTimer(loop) {
    shared.settings = std::move(settings);
    shared.handler = std::move(handler);
  }

  void listen() {
    const auto address = asio::ip::make_address(shared.settings.address);
    const tcp::endpoint endpoint(address, shared.settings.port);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
  }

  void useTls() {
    if (shared.settings.certificate.empty()) return;
    tls.emplace(asio::ssl::context::tls_server);
    tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                     asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
    tls->use_certificate_chain_file(shared.settings.certificate);
    tls->use_private_key_file(shared.settings.key, asio::ssl::context::pem);
  }

  void accept() {
    acceptor.async_accept(asio::make_strand(loop), [this](error_code error, tcp::socket socket) {
      if (shared.stopping) return;
      if (!error) serve(std::move(socket));
      accept();
    });
  }

  void serve(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (tls) {
      using Stream = beast::ssl_stream<beast::tcp_stream>;
      std::make_shared<Connection<Stream>>(Stream(beast::tcp_stream(std::move(socket)), *tls), shared)->start();
    } else {
      std::make_shared<Connection<beast::tcp_stream>>(beast::tcp_stream(std::move(socket)), shared)->start();
    }
  }

  /// Ends the loop when the last connection is closed, or after a while: a client may keep an idle one open.
  void drain() {
    constexpr auto step = std::chrono::milliseconds(20);
    constexpr int mostSteps = 250;
    if (shared.connections == 0 || ++drained > mostSteps) return loop.stop();
    drainTimer.expires_after(step);
    drainTimer.async_wait([this](error_code) { drain(); });
  }

  Shared shared;
  asio::io_context loop;
  tcp::acceptor acceptor;
  std::optional<asio::ssl::context> tls;
  asio::steady_timer drainTimer;
  int drained = 0;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::bind(const ServerSettings& settings, Handler handler) {
  auto impl = std::make_unique<Impl>(settings, std::move(handler));
  try {
    impl->useTls();
    impl->listen();
  } catch (const boost::system::system_error& error) {
    return Problem{Severity::Error, "not-bound", fmt::format("{}:{}", settings.address, settings.port),
                   error.code().message(),
                   settings.certificate.empty() ? "choose another --port or --address"
                                                : "check --tls-cert, --tls-key, --port and --address"};
  }
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

unsigned short HttpServer::port() const { return impl_->acceptor.local_endpoint().port(); }

void HttpServer::run() {
  impl_->accept();
  std::vector<std::jthread> threads;
  for (unsigned i = 1; i < impl_->shared.settings.threads; ++i) threads.emplace_back([this] { impl_->loop.run(); });
  impl_->loop.run();
}

void HttpServer::stop() {
  impl_->shared.stopping = true;
  asio::post(impl_->loop, [this] {
    error_code ignored;
    impl_->acceptor.close(ignored);
    impl_->drain();
  });
}

}  // namespace her2::service
