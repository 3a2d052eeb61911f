// The layers of the knowledge in JSON: the base and each overlay, with the hash of each. Nothing where there is no
// overlay: release and hash say it all.
#pragma once

#include <string_view>

#include "kb/model.h"

namespace her2::present {

/// As a member of the object that is open. `Writer`: a writer of RapidJSON.
template <class Writer>
void writeLayers(const kb::Knowledge& knowledge, Writer& w) {
  const auto string = [&w](std::string_view text) {
    w.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  };
  if (knowledge.documents.layers().empty()) return;
  w.Key("layers");
  w.StartArray();
  for (const kb::Layer& layer : knowledge.documents.layers()) {
    w.StartObject();
    for (const auto& [key, value] : {std::pair("id", &layer.id), std::pair("version", &layer.version),
                                     std::pair("title", &layer.title), std::pair("hash", &layer.hash)}) {
      w.Key(key);
      string(*value);
    }
    w.EndObject();
  }
  w.EndArray();
}

}  // namespace her2::present
