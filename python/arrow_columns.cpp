#include "arrow_columns.h"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>

namespace her2::python {
namespace {

bool bit(const void* buffer, std::size_t at) {
  return (static_cast<const std::uint8_t*>(buffer)[at / 8] >> (at % 8) & 1) != 0;
}

template <class T>
T numberAt(const void* buffer, std::size_t at) {
  T value;
  std::memcpy(&value, static_cast<const char*>(buffer) + at * sizeof(T), sizeof(T));
  return value;
}

std::int64_t integerAt(const void* buffer, std::size_t at, unsigned bytes) {
  switch (bytes) {
    case 1:
      return numberAt<std::int8_t>(buffer, at);
    case 2:
      return numberAt<std::int16_t>(buffer, at);
    case 4:
      return numberAt<std::int32_t>(buffer, at);
    default:
      return numberAt<std::int64_t>(buffer, at);
  }
}

std::uint64_t unsignedAt(const void* buffer, std::size_t at, unsigned bytes) {
  switch (bytes) {
    case 1:
      return numberAt<std::uint8_t>(buffer, at);
    case 2:
      return numberAt<std::uint16_t>(buffer, at);
    case 4:
      return numberAt<std::uint32_t>(buffer, at);
    default:
      return numberAt<std::uint64_t>(buffer, at);
  }
}

/// A float is written so that it reads back the same; a missing one is not a number, which pandas uses for "nothing".
std::string_view floatText(double value, std::string& scratch) {
  if (value != value) return {};
  scratch = fmt::format("{}", value);
  if (scratch.ends_with(".0")) scratch.resize(scratch.size() - 2);
  return scratch;
}

template <class Offset>
std::string_view textAt(const ArrowArray& array, std::size_t at) {
  const auto begin = numberAt<Offset>(array.buffers[1], at);
  const auto end = numberAt<Offset>(array.buffers[1], at + 1);
  return {static_cast<const char*>(array.buffers[2]) + begin, static_cast<std::size_t>(end - begin)};
}

/// Sixteen bytes each: the length, and up to twelve characters or four of them with buffer and offset.
std::string_view viewAt(const ArrowArray& array, std::size_t at) {
  const char* view = static_cast<const char*>(array.buffers[1]) + at * 16;
  const auto length = numberAt<std::int32_t>(view, 0);
  if (length <= 12) return {view + 4, static_cast<std::size_t>(length)};
  const auto buffer = numberAt<std::int32_t>(view, 2);
  const auto offset = numberAt<std::int32_t>(view, 3);
  return {static_cast<const char*>(array.buffers[2 + buffer]) + offset, static_cast<std::size_t>(length)};
}

}  // namespace

ArrowTable::Column ArrowTable::columnOf(const ArrowSchema& schema) {
  Column column;
  column.name = schema.name == nullptr ? "" : schema.name;
  if (schema.dictionary != nullptr) {
    Column values = columnOf(*schema.dictionary);
    column.valueKind = values.kind;
    column.dictionary = true;
  }
  const std::string format = schema.format;
  static constexpr std::string_view signedKinds = "csil";
  static constexpr std::string_view unsignedKinds = "CSIL";
  if (format == "u" || format == "z") {
    column.kind = Kind::Text32;
  } else if (format == "U" || format == "Z") {
    column.kind = Kind::Text64;
  } else if (format == "vu" || format == "vz") {
    column.kind = Kind::TextView;
  } else if (format == "b") {
    column.kind = Kind::Boolean;
  } else if (format == "f") {
    column.kind = Kind::Float32;
  } else if (format == "g") {
    column.kind = Kind::Float64;
  } else if (format == "n") {
    column.kind = Kind::Null;
  } else if (format == "tdD") {
    column.kind = Kind::Date32;
  } else if (format.starts_with("ts")) {
    column.kind = Kind::Timestamp;
    const std::int64_t perSecond = format[2] == 's'   ? 1
                                   : format[2] == 'm' ? 1000
                                   : format[2] == 'u' ? 1'000'000
                                                      : 1'000'000'000;
    column.perDay = perSecond * 86400;
  } else if (format.size() == 1 && signedKinds.find(format[0]) != std::string_view::npos) {
    column.kind = Kind::Integer;
    column.bytes = 1U << signedKinds.find(format[0]);
  } else if (format.size() == 1 && unsignedKinds.find(format[0]) != std::string_view::npos) {
    column.kind = Kind::Unsigned;
    column.bytes = 1U << unsignedKinds.find(format[0]);
  } else {
    throw std::runtime_error(fmt::format(
        "column `{}` is of the Arrow type `{}`; text, numbers, truths and dates can be read", column.name, format));
  }
  return column;
}

ArrowTable::ArrowTable(ArrowArrayStream* stream) {
  ArrowSchema schema{};
  const auto fail = [&](int code, const char* what) {
    if (code == 0) return;
    const char* why = stream->get_last_error(stream);
    throw std::runtime_error(fmt::format("{}: {}", what, why == nullptr ? "no reason given" : why));
  };
  fail(stream->get_schema(stream, &schema), "the schema could not be read");
  try {
    if (std::string_view(schema.format) != "+s") throw std::runtime_error("found a single column, expected a table");
    for (std::int64_t i = 0; i < schema.n_children; ++i) columns_.push_back(columnOf(*schema.children[i]));
  } catch (...) {
    schema.release(&schema);
    throw;
  }
  schema.release(&schema);
  while (true) {
    ArrowArray batch{};
    fail(stream->get_next(stream, &batch), "a batch could not be read");
    if (batch.release == nullptr) break;
    batches_.push_back(batch);
  }
}

ArrowTable::~ArrowTable() {
  for (ArrowArray& batch : batches_) {
    if (batch.release != nullptr) batch.release(&batch);
  }
}

std::string_view ArrowTable::value(Kind kind, const Column& column, const ArrowArray& array, std::size_t at,
                                   std::string& scratch) {
  switch (kind) {
    case Kind::Text32:
      return textAt<std::int32_t>(array, at);
    case Kind::Text64:
      return textAt<std::int64_t>(array, at);
    case Kind::TextView:
      return viewAt(array, at);
    case Kind::Boolean:
      return bit(array.buffers[1], at) ? "yes" : "no";
    case Kind::Integer:
      return scratch = fmt::format("{}", integerAt(array.buffers[1], at, column.bytes));
    case Kind::Unsigned:
      return scratch = fmt::format("{}", unsignedAt(array.buffers[1], at, column.bytes));
    case Kind::Float32:
      return floatText(static_cast<double>(numberAt<float>(array.buffers[1], at)), scratch);
    case Kind::Float64:
      return floatText(numberAt<double>(array.buffers[1], at), scratch);
    case Kind::Date32:
      return scratch = Date(numberAt<std::int32_t>(array.buffers[1], at)).text();
    case Kind::Timestamp: {
      const std::int64_t ticks = numberAt<std::int64_t>(array.buffers[1], at);
      const std::int64_t day = ticks / column.perDay - (ticks % column.perDay < 0 ? 1 : 0);
      return scratch = Date(static_cast<std::int32_t>(day)).text();
    }
    case Kind::Null:
      break;
  }
  return {};
}

std::string_view ArrowTable::cell(const Column& column, const ArrowArray& array, std::size_t row,
                                  std::size_t parentOffset, std::string& scratch) {
  const std::size_t at = row + parentOffset + static_cast<std::size_t>(array.offset);
  const bool missing =
      array.n_buffers > 0 && array.buffers[0] != nullptr && column.kind != Kind::Null && !bit(array.buffers[0], at);
  if (missing) return {};
  if (!column.dictionary) return value(column.kind, column, array, at, scratch);
  const ArrowArray& values = *array.dictionary;
  const std::size_t index = column.kind == Kind::Unsigned
                                ? static_cast<std::size_t>(unsignedAt(array.buffers[1], at, column.bytes))
                                : static_cast<std::size_t>(integerAt(array.buffers[1], at, column.bytes));
  const std::size_t inValues = index + static_cast<std::size_t>(values.offset);
  const bool noValue = values.buffers[0] != nullptr && !bit(values.buffers[0], inValues);
  return noValue ? std::string_view() : value(column.valueKind, column, values, inValues, scratch);
}

api::ColumnInput ArrowTable::input(std::size_t batch) const {
  const ArrowArray& array = batches_[batch];
  api::ColumnInput result;
  for (const Column& column : columns_) result.names.push_back(column.name);
  result.rows = static_cast<std::size_t>(array.length);
  for (std::size_t i = 0; i < batch; ++i) result.firstRow += static_cast<std::size_t>(batches_[i].length);
  result.cell = [this, &array](std::size_t row, std::size_t column, std::string& scratch) {
    return cell(columns_[column], *array.children[column], row, static_cast<std::size_t>(array.offset), scratch);
  };
  return result;
}

// --- text columns as a stream: every struct owns what it points to through private_data
// -----------------------------------------------------------------------

namespace {

struct OwnedSchema {
  std::string name;
  std::vector<std::unique_ptr<ArrowSchema>> children;
  std::vector<ArrowSchema*> pointers;
};

struct OwnedArray {
  std::string bytes;
  std::vector<std::int32_t> offsets;
  std::vector<const void*> buffers;
  std::vector<std::unique_ptr<ArrowArray>> children;
  std::vector<ArrowArray*> pointers;
};

struct OwnedStream {
  std::vector<std::vector<api::TextColumn>> batches;
  std::vector<std::string> names;
  std::size_t next = 0;
};

void releaseSchema(ArrowSchema* schema) {
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != nullptr) schema->children[i]->release(schema->children[i]);
  }
  delete static_cast<OwnedSchema*>(schema->private_data);
  schema->release = nullptr;
}

void releaseArray(ArrowArray* array) {
  for (std::int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
  }
  delete static_cast<OwnedArray*>(array->private_data);
  array->release = nullptr;
}

void fillSchema(ArrowSchema* schema, const char* format, std::string name, const std::vector<std::string>& children) {
  auto owned = std::make_unique<OwnedSchema>();
  owned->name = std::move(name);
  for (const std::string& child : children) {
    owned->children.push_back(std::make_unique<ArrowSchema>());
    fillSchema(owned->children.back().get(), "u", child, {});
    owned->pointers.push_back(owned->children.back().get());
  }
  *schema = {
      format,  owned->name.c_str(), nullptr, 0, static_cast<std::int64_t>(children.size()), owned->pointers.data(),
      nullptr, &releaseSchema,      nullptr};
  schema->private_data = owned.release();
}

void fillText(ArrowArray* array, api::TextColumn&& column) {
  auto owned = std::make_unique<OwnedArray>();
  owned->bytes = std::move(column.bytes);
  for (const std::size_t offset : column.offsets) owned->offsets.push_back(static_cast<std::int32_t>(offset));
  owned->buffers = {nullptr, owned->offsets.data(), owned->bytes.data()};
  *array = {static_cast<std::int64_t>(owned->offsets.size()) - 1,
            0,
            0,
            3,
            0,
            owned->buffers.data(),
            nullptr,
            nullptr,
            &releaseArray,
            nullptr};
  array->private_data = owned.release();
}

void fillBatch(ArrowArray* array, std::vector<api::TextColumn>&& columns) {
  auto owned = std::make_unique<OwnedArray>();
  const std::int64_t rows = static_cast<std::int64_t>(columns.front().offsets.size()) - 1;
  for (api::TextColumn& column : columns) {
    owned->children.push_back(std::make_unique<ArrowArray>());
    fillText(owned->children.back().get(), std::move(column));
    owned->pointers.push_back(owned->children.back().get());
  }
  owned->buffers = {nullptr};
  *array = {rows,
            0,
            0,
            1,
            static_cast<std::int64_t>(owned->pointers.size()),
            owned->buffers.data(),
            owned->pointers.data(),
            nullptr,
            &releaseArray,
            nullptr};
  array->private_data = owned.release();
}

int getSchema(ArrowArrayStream* stream, ArrowSchema* schema) {
  fillSchema(schema, "+s", "", static_cast<OwnedStream*>(stream->private_data)->names);
  return 0;
}

int getNext(ArrowArrayStream* stream, ArrowArray* array) {
  auto* owned = static_cast<OwnedStream*>(stream->private_data);
  *array = {};
  if (owned->next < owned->batches.size()) fillBatch(array, std::move(owned->batches[owned->next++]));
  return 0;
}

const char* lastError(ArrowArrayStream*) { return nullptr; }

void releaseStream(ArrowArrayStream* stream) {
  delete static_cast<OwnedStream*>(stream->private_data);
  stream->release = nullptr;
}

}  // namespace

ArrowArrayStream* textStream(std::vector<std::vector<api::TextColumn>> batches, std::vector<std::string> names) {
  for (const auto& batch : batches) {
    for (const api::TextColumn& column : batch) {
      if (column.bytes.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()))
        throw std::runtime_error(
            fmt::format("column `{}` of one batch is larger than 2 GiB; screen smaller batches", column.name));
    }
  }
  auto* stream = new ArrowArrayStream{&getSchema, &getNext, &lastError, &releaseStream, nullptr};
  stream->private_data = new OwnedStream{std::move(batches), std::move(names)};
  return stream;
}

}  // namespace her2::python
