#include "intake/fhir_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace her2::intake::fhir {
void appendPath(std::string& out, const Name& name, std::string_view element) {
  if (name.id.empty()) {
    fmt::format_to(std::back_inserter(out), "Bundle.entry[{}].resource", name.entry);
  } else {
    const std::size_t begin = out.size();
    out.resize(begin + name.type.size() + 1 + name.id.size() + (element.empty() ? 0 : 1 + element.size()));
    auto put = [at = out.data() + begin](std::string_view piece) mutable {
      at = std::copy(piece.begin(), piece.end(), at);
    };
    put(name.type);
    put("/");
    put(name.id);
    if (element.empty()) return;
    put(".");
    return put(element);
  }
  if (!element.empty()) out.append(1, '.').append(element);
}

std::string placeIn(RecordPlace place, std::string_view path) {
  std::string result(place.file);
  if (place.line != 0) result += fmt::format("{}{}", place.file.empty() ? "" : ":", place.line);
  if (!result.empty() && !path.empty()) result.push_back(' ');
  return result.append(path);
}

}  // namespace her2::intake::fhir
