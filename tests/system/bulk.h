// Small FHIR bulk exports for the tests, and the ways their files may be packed.
#pragma once

#include <zlib.h>
#include <zstd.h>

#include <map>
#include <random>

#include "program.h"

namespace her2::system {

inline std::string patientLine(std::string_view id, std::string_view born = "1961-05-03") {
  return fmt::format(R"({{"resourceType":"Patient","id":"{}","gender":"female","birthDate":"{}"}})", id, born) + "\n";
}

inline std::string conditionLine(std::string_view id, std::string_view subject) {
  return fmt::format(
             R"({{"resourceType":"Condition","id":"c-{}","code":{{"coding":[{{"system":"http://snomed.info/sct",)"
             R"("code":"254837009","display":"Malignant neoplasm of breast"}}]}},"subject":{{"reference":"{}"}}}})",
             id, subject) +
         "\n";
}

/// A HER2 immunohistochemistry score (LOINC 18474-7).
inline std::string scoreLine(std::string_view id, std::string_view subject, std::string_view score) {
  return fmt::format(
             R"({{"resourceType":"Observation","id":"o-{}","status":"final","code":{{"coding":[{{"system":"http://loinc.org",)"
             R"("code":"18474-7"}}]}},"subject":{{"reference":"{}"}},"effectiveDateTime":"2024-03-02",)"
             R"("valueCodeableConcept":{{"text":"{}"}}}})",
             id, subject, score) +
         "\n";
}

inline std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string zstandard(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

inline std::vector<std::string> sortedLines(const std::string& text) {
  std::vector<std::string> lines = linesOf(text);
  std::sort(lines.begin(), lines.end());
  return lines;
}

class BulkTest : public ProgramTest {
 protected:
  const std::vector<std::string> days{"--as-of", "2026-11-23", "--today", "2026-11-23"};

  std::vector<std::string> screening(const std::string& name, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"screen", name};
    arguments.insert(arguments.end(), days.begin(), days.end());
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }
  Ran screen(const std::string& name, std::vector<std::string> more = {}) const {
    return her2(screening(name, std::move(more)));
  }
};

}  // namespace her2::system
