#include "kb/pack.h"

#include <bit>
#include <cstring>
#include <optional>

#include "kb/document_set.h"

namespace her2::kb {
namespace {

constexpr std::string_view magic = "her2kb1\n";
constexpr int deepest = 64;

class Writer {
 public:
  template <class T>
  void raw(T value) {
    static_assert(std::endian::native == std::endian::little);
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out_.append(bytes, sizeof(T));
  }
  void count(std::size_t n) { raw(static_cast<std::uint32_t>(n)); }
  void string(std::string_view text) {
    count(text.size());
    out_.append(text);
  }
  void node(const Node& node) {
    raw(static_cast<std::uint8_t>(node.value.index()));
    raw(node.place.line);
    raw(node.place.column);
    std::visit([this](const auto& value) { this->value(value); }, node.value);
  }
  std::string take() { return std::move(out_); }

 private:
  void value(const std::string& text) { string(text); }
  void value(std::int64_t whole) { raw(whole); }
  void value(double real) { raw(real); }
  void value(bool flag) { raw(static_cast<std::uint8_t>(flag)); }
  void value(Date date) { raw(date.serial()); }
  void value(const Node::Array& array) {
    count(array.size());
    for (const Node& element : array) node(element);
  }
  void value(const Node::Table& table) {
    count(table.size());
    for (const auto& [key, member] : table) {
      string(key);
      node(member);
    }
  }

  std::string out_{magic};
};

/// Reads with a failure flag instead of exceptions: after a failure everything reads as empty.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <class T>
  T raw() {
    T value{};
    if (rest_.size() < sizeof(T)) {
      fail();
      return value;
    }
    std::memcpy(&value, rest_.data(), sizeof(T));
    rest_.remove_prefix(sizeof(T));
    return value;
  }
  std::size_t count() {
    const std::size_t n = raw<std::uint32_t>();
    if (n > rest_.size()) fail();  // every element takes at least one byte
    return failed_ ? 0 : n;
  }
  std::string string() {
    const std::size_t size = count();
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(text.size());
    return text;
  }
  Node node(int depth = 0) {
    Node node;
    const auto kind = raw<std::uint8_t>();
    node.place.line = raw<std::uint32_t>();
    node.place.column = raw<std::uint32_t>();
    if (depth > deepest) fail();
    switch (kind) {
      case 0:
        node.value = string();
        break;
      case 1:
        node.value = raw<std::int64_t>();
        break;
      case 2:
        node.value = raw<double>();
        break;
      case 3:
        node.value = raw<std::uint8_t>() != 0;
        break;
      case 4:
        node.value = Date(raw<std::int32_t>());
        break;
      case 5:
        node.value = array(depth);
        break;
      case 6:
        node.value = table(depth);
        break;
      default:
        fail();
    }
    return node;
  }
  bool failed() const { return failed_; }
  bool atEnd() const { return rest_.empty(); }

 private:
  Node::Array array(int depth) {
    Node::Array result;
    const std::size_t n = count();
    result.reserve(n);
    for (std::size_t i = 0; i < n && !failed_; ++i) result.push_back(node(depth + 1));
    return result;
  }
  Node::Table table(int depth) {
    Node::Table result;
    const std::size_t n = count();
    result.reserve(n);
    for (std::size_t i = 0; i < n && !failed_; ++i) {
      std::string key = string();
      result.push_back({std::move(key), node(depth + 1)});
    }
    return result;
  }
  void fail() {
    failed_ = true;
    rest_ = {};
  }

  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

std::string packDocuments(const std::vector<Document>& documents) {
  Writer writer;
  writer.count(documents.size());
  for (const Document& document : documents) {
    writer.string(document.file);
    writer.node(document.root);
  }
  return writer.take();
}

Result<std::vector<Document>> unpackDocuments(std::string_view bytes) {
  const Problem notAPack{Severity::Error, "knowledge", "", "not packed knowledge of this version", ""};
  if (!bytes.starts_with(magic)) return notAPack;
  Reader reader(bytes.substr(magic.size()));
  std::vector<Document> documents;
  const std::size_t n = reader.count();
  for (std::size_t i = 0; i < n && !reader.failed(); ++i) {
    std::string file = reader.string();
    documents.push_back({std::move(file), reader.node()});
    if (!documents.back().root.isTable()) return notAPack;
  }
  if (reader.failed() || !reader.atEnd()) return notAPack;
  return documents;
}

Result<DocumentSet> DocumentSet::unpack(std::string_view bytes, std::string hash) {
  auto documents = unpackDocuments(bytes);
  if (!documents) return documents.problems();
  DocumentSet set(*std::move(documents));
  set.hash_ = std::move(hash);
  return set;
}

std::string DocumentSet::pack() const { return packDocuments(documents_); }

}  // namespace her2::kb
